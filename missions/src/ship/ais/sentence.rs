//! AIVDM sentences: checksum, fragments, six-bit letters.
//!
//! ```text
//! \tag block\!AIVDM,fragments,fragment,message id,channel,payload,fill bits*checksum
//! ```
//!
//! Source: IEC 61162-1; E. S. Raymond, "AIVDM/AIVDO protocol decoding".

use std::collections::BTreeMap;

/// A message of more fragments than this is none (M.1371: five slots).
const MOST_FRAGMENTS: usize = 5;
/// Messages that wait for fragments; a receiver numbers them 0 to 9 on two channels.
const MOST_WAITING: usize = 64;

/// A sentence that is none, or does not fit those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Damage;

/// The bits of a message, in sixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u8>);

/// Puts fragments together.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    waiting: BTreeMap<(String, String), Waiting>,
}

#[derive(Debug)]
struct Waiting {
    fragments: usize,
    bits: Vec<u8>,
    next: usize,
}

impl Assembly {
    /// Takes a line; the message that it completes, if it does.
    pub(super) fn take(&mut self, line: &str) -> Result<Option<Bits>, Damage> {
        let fields = fields(line).ok_or(Damage)?;
        let [_, fragments, fragment, id, channel, payload, _] = fields;
        let number = |text: &str| text.parse::<usize>().map_err(|_no_number| Damage);
        let (fragments, fragment) = (number(fragments)?, number(fragment)?);
        if fragments == 0 || fragments > MOST_FRAGMENTS || !(1..=fragments).contains(&fragment) {
            return Err(Damage);
        }
        let bits = sixes(payload).ok_or(Damage)?;
        if fragments == 1 {
            return Ok(Some(Bits(bits)));
        }
        let key = (id.to_owned(), channel.to_owned());
        if fragment == 1 {
            if self.waiting.len() >= MOST_WAITING {
                self.waiting.pop_first();
            }
            let first = Waiting {
                fragments,
                bits,
                next: 2,
            };
            // Another one that never came to its end is lost.
            return match self.waiting.insert(key, first) {
                Some(_) => Err(Damage),
                None => Ok(None),
            };
        }
        let mut waiting = self.waiting.remove(&key).ok_or(Damage)?;
        if waiting.fragments != fragments || waiting.next != fragment {
            return Err(Damage);
        }
        waiting.bits.extend(bits);
        if fragment == fragments {
            return Ok(Some(Bits(waiting.bits)));
        }
        waiting.next += 1;
        self.waiting.insert(key, waiting);
        Ok(None)
    }

    /// Messages whose last fragments never came.
    pub(super) fn left_over(&self) -> usize {
        self.waiting.len()
    }
}

/// The seven fields of a sentence whose checksum is right.
fn fields(line: &str) -> Option<[&str; 7]> {
    let (_, sentence) = line.rsplit_once('!')?;
    let (body, checksum) = sentence.rsplit_once('*')?;
    let expected = u8::from_str_radix(checksum.trim().get(..2)?, 16).ok()?;
    let found = body.bytes().fold(0, |sum, byte| sum ^ byte);
    let fields: Vec<&str> = body.split(',').collect();
    let fields: [&str; 7] = fields.try_into().ok()?;
    let is_report = fields[0].ends_with("VDM") || fields[0].ends_with("VDO");
    (found == expected && is_report).then_some(fields)
}

/// The six bits of each letter.
fn sixes(payload: &str) -> Option<Vec<u8>> {
    let six = |letter: u8| match letter {
        b'0'..=b'W' => Some(letter - 48),
        b'`'..=b'w' => Some(letter - 56),
        _ => None,
    };
    payload.bytes().map(six).collect()
}

impl Bits {
    /// So many bits (at most 32) from one on, as a number.
    pub(super) fn unsigned(&self, from: usize, count: usize) -> Option<u32> {
        let bit = |n: usize| Some((self.0.get(n / 6)? >> (5 - n % 6)) & 1);
        (from..from + count).try_fold(0_u32, |sum, n| Some(sum << 1 | u32::from(bit(n)?)))
    }

    /// The same as a number with a sign (two's complement).
    pub(super) fn signed(&self, from: usize, count: usize) -> Option<i32> {
        let raw = self.unsigned(from, count)?;
        let shift = 32 - count as u32;
        Some((raw << shift) as i32 >> shift)
    }

    /// So many letters from a bit on, as far as the message goes; none if that is nothing.
    pub(super) fn words(&self, from: usize, letters: usize) -> Option<String> {
        let letter = |n: usize| match self.unsigned(from + 6 * n, 6)? as u8 {
            0 => None, // '@' ends the text
            six @ 1..=31 => Some(char::from(six + 64)),
            six => Some(char::from(six)),
        };
        let text: String = (0..letters).map_while(letter).collect();
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}
