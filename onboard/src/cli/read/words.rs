//! A reading in words.

use std::fmt::Write as _;

use crate::survey::words::headline;
use crate::vision::reading::Reading;

/// The reading, what it rests on, and what is to be said beside it.
pub(super) fn of(reading: &Reading) -> String {
    let mut text = headline(reading);
    let mut add = |line: String| {
        // Writing to a string does not fail.
        writeln!(text, "\n  {line}").unwrap_or_default();
        text.truncate(text.trim_end().len());
    };
    let seen: Vec<&str> = reading
        .rungs
        .iter()
        .filter(|rung| rung.seen)
        .map(|rung| rung.text.as_str())
        .collect();
    if !seen.is_empty() {
        add(format!("figures read, upwards: {}", seen.join(" ")));
    }
    for term in &reading.budget.terms {
        add(format!("{:<24} {:5.1} mm", term.name, 1e3 * term.u_m));
    }
    if let Some(pairs) = &reading.six_pairs {
        add(format!(
            "six highest and six lowest waters give {:.2} m",
            pairs.draught_m
        ));
    }
    for remark in &reading.remarks {
        add(format!("! {remark}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_why() {
        let reading = Reading::refused(&"no column of draught figures found");
        assert_eq!(of(&reading), "refused: no column of draught figures found");
    }

    #[test]
    fn a_reading_says_how_sure_it_is_and_what_is_to_be_said_beside_it() {
        let mut reading = Reading::refused(&"");
        (reading.draught_m, reading.u95_m, reading.reason) = (Some(8.0649), Some(0.0204), None);
        reading
            .remarks
            .push("only 20 s of video: 60 s are wanted".into());
        let text = "draught 8.065 m ± 0.020 m (95 %)\n  ! only 20 s of video: 60 s are wanted";
        assert_eq!(of(&reading), text);
    }
}
