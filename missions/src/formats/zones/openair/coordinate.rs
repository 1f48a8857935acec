//! OpenAir coordinates: `52:30:15 N 004:12:00 E`, `52:30.25N 004:12.0E`.

use crate::geodesy::Position;

pub(super) fn one(text: &str) -> Result<Position, String> {
    let (position, rest) = take(text)?;
    if rest.is_empty() {
        Ok(position)
    } else {
        Err(format!("{rest:?} follows the coordinate"))
    }
}

pub(super) fn two(text: &str) -> Result<(Position, Position), String> {
    let (first, rest) = take(text)?;
    let second = one(rest.trim_start_matches([',', ' ']))?;
    Ok((first, second))
}

/// A coordinate at the head of a text, and what follows it.
fn take(text: &str) -> Result<(Position, &str), String> {
    let (latitude, rest) = angle(text, ['N', 'S'])?;
    let (longitude, rest) = angle(rest.trim_start_matches([',', ' ']), ['E', 'W'])?;
    let position = Position::new(latitude, longitude).map_err(|error| error.to_string())?;
    Ok((position, rest.trim()))
}

/// Degrees with a hemisphere; the second letter is the negative one.
fn angle(text: &str, hemispheres: [char; 2]) -> Result<(f64, &str), String> {
    let shown: String = text.chars().take(30).collect();
    let wrong = |why: &str| format!("{shown:?}: {why}");
    let [positive, negative] = hemispheres;
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let at = text
        .find(is_letter)
        .ok_or_else(|| wrong("a coordinate ends in N, S, E or W"))?;
    let (digits, rest) = text
        .split_at_checked(at)
        .ok_or_else(|| wrong("not a coordinate"))?;
    let mut after = rest.chars();
    let letter = after.next().map(|c| c.to_ascii_uppercase());
    let sign = match letter {
        Some(letter) if letter == positive => 1.0,
        Some(letter) if letter == negative => -1.0,
        _ => return Err(wrong(&format!("expected {positive} or {negative}"))),
    };
    let mut degrees = 0.0;
    let mut unit = 1.0;
    for (index, part) in digits.trim().split(':').enumerate() {
        let value: f64 = part
            .trim()
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite() && *value >= 0.0)
            .ok_or_else(|| wrong("not degrees:minutes:seconds"))?;
        if index > 2 || (index > 0 && value >= 60.0) {
            return Err(wrong(
                "minutes and seconds are below 60, and there is nothing smaller",
            ));
        }
        degrees += value / unit;
        unit *= 60.0;
    }
    Ok((sign * degrees, after.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, latitude: f64, longitude: f64) {
        let position = one(text).unwrap();
        assert!((position.latitude_deg() - latitude).abs() < 1e-12, "{text}");
        assert!(
            (position.longitude_deg() - longitude).abs() < 1e-12,
            "{text}"
        );
    }

    #[test]
    fn degrees_minutes_and_seconds_are_read() {
        check("52:30:00 N 004:15:00 E", 52.5, 4.25);
        check("52:30:36N004:15:00W", 52.51, -4.25);
        check("33:00.600 S, 70:30.000 w", -33.01, -70.5);
        check("52.5 N 4.25 E", 52.5, 4.25);
    }

    #[test]
    fn what_is_no_coordinate_is_told() {
        for text in [
            "",
            "52",
            "52:61:00 N 4 E",
            "52 E 4 N",
            "52 N 4 E 7",
            "95 N 4 E",
            "é N 4 E",
            "1:2:3:4 N 4 E",
        ] {
            assert!(one(text).is_err(), "{text}");
        }
    }
}
