//! The small JPEG pictures that the app puts between the records and the details. They are passed
//! over whole: nothing in a picture is a record, however it looks.

/// Whether a picture begins here.
pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xD8, 0xFF])
}

/// The length of the picture that begins here, as far as its own end marker. `None` where none
/// begins, where it is cut, or where another begins before it ends.
pub(super) fn length(bytes: &[u8]) -> Option<usize> {
    if !begins(bytes) {
        return None;
    }
    let scan = scan(bytes)?;
    let data = bytes.get(scan..)?;
    let is_end = |at: usize| {
        data.get(at..)
            .is_some_and(|rest| rest.starts_with(&[0xFF, 0xD9]))
    };
    let is_either = |at: &usize| is_end(*at) || data.get(*at..).is_some_and(begins);
    let end = memchr::memchr_iter(0xFF, data).find(is_either)?;
    is_end(end).then(|| scan.saturating_add(end).saturating_add(2))
}

/// Where the picture's data begin, past its segments (one of them may hold a smaller picture).
fn scan(bytes: &[u8]) -> Option<usize> {
    let mut at = 2_usize;
    loop {
        let [mark, kind, high, low] = *bytes.get(at..)?.first_chunk::<4>()?;
        if mark != 0xFF {
            return None;
        }
        let length = usize::from(u16::from_be_bytes([high, low]));
        at = at.checked_add(2)?.checked_add(length)?;
        if kind == 0xDA {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_ends_at_its_own_end_not_at_a_smaller_ones() {
        let check = |bytes: &[u8], expected: Option<usize>| assert_eq!(length(bytes), expected);
        let whole = [
            0xFF, 0xD8, 0xFF, 0xE1, 0, 6, 0xFF, 0xD8, 0xFF, 0xD9, 0xFF, 0xDA, 0, 2, 7, 0xFF, 0xD9,
        ];
        check(&whole, Some(whole.len()));
        let mut behind = whole.to_vec();
        behind.extend([1, 50]);
        check(&behind, Some(whole.len()));
        for cut in 0..whole.len() {
            check(&whole[..cut], None);
        }
    }

    #[test]
    fn a_picture_that_runs_into_the_next_is_cut() {
        let bytes = [
            0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 7, 0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0xFF, 0xD9,
        ];
        assert_eq!(length(&bytes), None);
    }
}
