//! The ship's AIS transponder: what it says, when, and how far it is off; as AIVDM sentences.
//!
//! ```text
//! type 1    6 type · 2 repeat · 30 MMSI · 4 status · 8 turn · 10 speed · 1 accuracy · 28 longitude
//!           · 27 latitude · 12 course · 9 heading · 6 second · 2 manoeuvre · 3 spare · 1 RAIM · 19 radio
//! type 5    6 · 2 · 30 MMSI · 2 version · 30 IMO · 42 call sign · 120 name · 8 kind · 9+9+6+6 bow,
//!           stern, port, starboard of the antenna · 4 fix · 20 ETA · 8 draught · 120 destination · 1 · 1
//! ```
//! Sources: ITU-R M.1371-5, annex 8, tables 47, 50 and 53; IEC 61162-1 (VDM).

use missions::geodesy::Position;
use missions::range::all_outside;
use missions::time::{BootTime, UtcTime};
use serde::{Deserialize, Serialize};

use super::{Berth, Lie};
use crate::noise::{Noise, Wander};

/// Static data is said every six minutes; here, where surveys are short, every minute.
const STATIC_EVERY_S: f64 = 60.0;
/// Memory of the errors of heading and position, seconds.
const MEMORY_S: f64 = 120.0;

/// How a ship says where she is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Transponder {
    /// Between two reports of position, seconds; a class A station at anchor says it every 180.
    pub every_s: f64,
    /// How far her heading is off, standard deviation, degrees; besides, it is said in whole ones.
    pub heading_noise_deg: f64,
    /// How far her position is off, standard deviation, metres.
    pub position_noise_m: f64,
    /// The draught that somebody entered on her bridge, metres; none is not entered.
    pub draught_m: Option<f64>,
    /// Where sentences go: UDP, `HOST:PORT`; none keeps them to the run's own folder.
    pub address: Option<String>,
}

impl Default for Transponder {
    fn default() -> Self {
        Self {
            every_s: 180.0,
            heading_noise_deg: 0.4,
            position_noise_m: 1.0,
            draught_m: None,
            address: None,
        }
    }
}

impl Transponder {
    pub(super) fn faults(&self) -> Vec<String> {
        all_outside(
            "",
            [
                ("ais.every_s", self.every_s, 1.0, 3600.0),
                ("ais.heading_noise_deg", self.heading_noise_deg, 0.0, 30.0),
                ("ais.position_noise_m", self.position_noise_m, 0.0, 100.0),
                ("ais.draught_m", self.draught_m.unwrap_or(0.0), 0.0, 25.5),
            ],
        )
    }
}

/// A transponder at work.
#[derive(Clone, Debug)]
pub struct Report {
    noise: Noise,
    errors: [Wander; 3],
    said: Option<BootTime>,
    next: BootTime,
    next_static: BootTime,
}

impl Report {
    /// One that has said nothing yet.
    pub fn new(seed: u64) -> Self {
        Self {
            noise: Noise::stream(seed, "ais"),
            errors: [Wander::default(); 3],
            said: None,
            next: BootTime::from_millis(1000),
            next_static: BootTime::from_millis(500),
        }
    }

    /// What is due at `now`: AIVDM sentences without their line ends.
    pub fn due(&mut self, berth: &Berth, now: BootTime, utc: UtcTime) -> Vec<String> {
        let mut sentences = Vec::new();
        if now >= self.next_static {
            self.next_static =
                self.next_static + std::time::Duration::from_secs_f64(STATIC_EVERY_S);
            sentences.extend(sentences_of(&static_data(berth)));
        }
        if now >= self.next {
            let every_s = berth.ais.every_s;
            self.next = self.next + std::time::Duration::from_secs_f64(every_s);
            let passed_s = self.said.map_or(1e6, |said| now.since(said).as_secs_f64());
            self.said = Some(now);
            let [heading_deg, north_m, east_m] = self.stray(berth, passed_s);
            let lie = berth.lie(now);
            let heard = Lie {
                midships: lie.midships.offset(0.0, north_m).offset(90.0, east_m),
                heading_deg: lie.heading_deg + heading_deg,
            };
            sentences.extend(sentences_of(&position_report(berth, heard, utc)));
        }
        sentences
    }

    fn stray(&mut self, berth: &Berth, passed_s: f64) -> [f64; 3] {
        let (heading, place) = (berth.ais.heading_noise_deg, berth.ais.position_noise_m);
        let noise = &mut self.noise;
        let mut errors = self.errors;
        for (error, sigma) in errors.iter_mut().zip([heading, place, place]) {
            error.step(noise, passed_s, sigma, MEMORY_S);
        }
        self.errors = errors;
        errors.map(|error| error.value)
    }
}

/// Where her antenna is: from the bow, the stern, port and starboard, metres.
fn antenna(berth: &Berth) -> [u64; 4] {
    let whole = |metres: f64| metres.round().max(0.0) as u64;
    let (length_m, breadth_m) = (1.03 * berth.loading.lbp_m, berth.loading.breadth_m);
    let stern = whole(0.12 * length_m);
    let port = whole(breadth_m / 2.0);
    [
        whole(length_m) - stern,
        stern,
        port,
        whole(breadth_m) - port,
    ]
}

/// The antenna of a ship that lies so. Her hull reaches 1.5 % of the length beyond each
/// perpendicular.
fn antenna_position(berth: &Berth, lie: Lie) -> Position {
    let [bow, stern, ..] = antenna(berth);
    let forward_m = (stern as f64 - bow as f64) / 2.0;
    lie.midships.offset(lie.heading_deg, forward_m)
}

fn position_report(berth: &Berth, lie: Lie, utc: UtcTime) -> Bits {
    let at = antenna_position(berth, lie);
    let second = utc.as_micros().div_euclid(1_000_000).rem_euclid(60);
    let minutes = |degrees: f64| (degrees * 600_000.0).round() as i64;
    let moored = if berth.swing_deg > 0.0 { 1 } else { 5 };
    let mut bits = Bits::default();
    bits.put(6, 1);
    bits.put(2, 0);
    bits.put(30, u64::from(berth.mmsi));
    bits.put(4, moored);
    bits.put(8, 128); // no turn indicator
    bits.put(10, 0);
    bits.put(1, 1);
    bits.signed(28, minutes(at.longitude_deg()));
    bits.signed(27, minutes(at.latitude_deg()));
    bits.put(12, 3600);
    bits.put(9, (lie.heading_deg.round() as i64).rem_euclid(360) as u64);
    bits.put(6, second as u64);
    bits.put(2 + 3, 0);
    bits.put(1, 0);
    bits.put(19, 0);
    bits
}

fn static_data(berth: &Berth) -> Bits {
    let [bow, stern, port, starboard] = antenna(berth);
    let mut bits = Bits::default();
    bits.put(6, 5);
    bits.put(2, 0);
    bits.put(30, u64::from(berth.mmsi));
    bits.put(2, 0);
    bits.put(30, 0);
    bits.text(7, "");
    bits.text(20, &berth.name);
    bits.put(8, 70);
    bits.put(9, bow.min(511));
    bits.put(9, stern.min(511));
    bits.put(6, port.min(63));
    bits.put(6, starboard.min(63));
    bits.put(4, 1);
    // no time of arrival: hour 24, minute 60
    bits.put(14, 24);
    bits.put(6, 60);
    bits.put(
        8,
        berth.ais.draught_m.map_or(0, |d| (d * 10.0).round() as u64),
    );
    bits.text(20, "");
    bits.put(2, 0);
    bits
}

/// Bits as they are filled in, the first first.
#[derive(Clone, Debug, Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn put(&mut self, count: u32, value: u64) {
        self.0.extend((0..count).rev().map(|n| value >> n & 1 == 1));
    }

    fn signed(&mut self, count: u32, value: i64) {
        self.put(count, value as u64 & ((1 << count) - 1));
    }

    /// So many characters of six bits: `@` to `_`, then space to `?`; filled up with `@`.
    fn text(&mut self, count: usize, text: &str) {
        let bytes = text.bytes().chain(std::iter::repeat(b'@')).take(count);
        for byte in bytes {
            let byte = byte.to_ascii_uppercase();
            self.put(
                6,
                u64::from(if (32..96).contains(&byte) {
                    byte & 63
                } else {
                    32
                }),
            );
        }
    }

    /// Six bits a character, and how many were filled up at the end.
    fn armoured(&self) -> (String, usize) {
        let filled = (6 - self.0.len() % 6) % 6;
        let letter = |six: &[bool]| {
            let value = (0..6).fold(0, |sum, n| sum << 1 | u8::from(six.get(n) == Some(&true)));
            char::from(if value < 40 { value + 48 } else { value + 56 })
        };
        (self.0.chunks(6).map(letter).collect(), filled)
    }
}

/// Characters of the longest payload of a sentence.
const LONGEST: usize = 60;

fn sentences_of(bits: &Bits) -> Vec<String> {
    let (payload, filled) = bits.armoured();
    let letters: Vec<char> = payload.chars().collect();
    let pieces: Vec<String> = letters
        .chunks(LONGEST)
        .map(|p| p.iter().collect())
        .collect();
    let count = pieces.len();
    let group = if count > 1 { "3" } else { "" };
    let sentence = |(n, piece): (usize, &String)| {
        let filled = if n + 1 == count { filled } else { 0 };
        let body = format!("AIVDM,{count},{},{group},A,{piece},{filled}", n + 1);
        let sum = body.bytes().fold(0, |sum, byte| sum ^ byte);
        format!("!{body}*{sum:02X}")
    };
    pieces.iter().enumerate().map(sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berth() -> Berth {
        let mut berth = Berth::at(Position::new(53.55, 8.5).unwrap(), 358.0);
        berth.ais.position_noise_m = 0.0;
        berth.ais.heading_noise_deg = 0.0;
        berth
    }

    /// Reads a field of a single-sentence payload.
    fn field(sentence: &str, from: usize, count: usize) -> u64 {
        let payload = sentence.split(',').nth(5).unwrap();
        let bits: Vec<bool> = payload
            .bytes()
            .flat_map(|letter| {
                let value = if letter < 96 {
                    letter - 48
                } else {
                    letter - 56
                };
                (0..6).rev().map(move |n| value >> n & 1 == 1)
            })
            .collect();
        bits[from..from + count]
            .iter()
            .fold(0, |sum, bit| sum << 1 | u64::from(*bit))
    }

    #[test]
    fn a_position_report_says_where_the_antenna_is_and_how_she_heads() {
        let mut report = Report::new(3);
        let berth = berth();
        let said = report.due(
            &berth,
            BootTime::from_millis(1000),
            UtcTime::from_secs(1_795_327_207),
        );
        let position = said.last().unwrap();
        assert_eq!(field(position, 0, 6), 1);
        assert_eq!(field(position, 8, 30), 211_000_000);
        assert_eq!(field(position, 128, 9), 358);
        assert_eq!(field(position, 137, 6), 7, "the second of the minute");
        let degrees = |from, count| field(position, from, count) as f64 / 600_000.0;
        let at = Position::new(degrees(89, 27), degrees(61, 28)).unwrap();
        let away = berth.position.distance_m(at);
        let abaft = (berth.position.bearing_deg(at) - 178.0).abs();
        assert!((away - 70.5).abs() < 0.5 && abaft < 0.5, "{away} {abaft}");
        assert!(
            report
                .due(&berth, BootTime::from_millis(2000), UtcTime::from_secs(0))
                .is_empty()
        );
    }

    /// The checksum of a sentence that receivers have heard (gpsd, "AIVDM/AIVDO protocol decoding").
    #[test]
    fn static_data_comes_in_two_sentences_with_sound_checksums() {
        let said = sentences_of(&static_data(&berth()));
        assert_eq!(said.len(), 2);
        for sentence in &said {
            let (body, sum) = sentence.strip_prefix('!').unwrap().split_once('*').unwrap();
            assert_eq!(
                body.bytes().fold(0, |s, b| s ^ b),
                u8::from_str_radix(sum, 16).unwrap()
            );
        }
        let body = "AIVDM,1,1,,B,177KQJ5000G?tO`K>RA1wUbN0TKH,0";
        assert_eq!(body.bytes().fold(0, |s, b| s ^ b), 0x5C);
    }

    #[test]
    fn a_transponder_speaks_as_often_as_it_is_told() {
        let mut berth = berth();
        berth.ais.every_s = 10.0;
        let mut report = Report::new(3);
        let count: usize = (0..600)
            .map(|n| {
                report
                    .due(
                        &berth,
                        BootTime::from_millis(n * 100),
                        UtcTime::from_secs(0),
                    )
                    .len()
            })
            .sum();
        assert_eq!(count, 6 + 2);
    }
}
