//! Numbers as a statement prints them: a real minus sign, and brackets where a sign follows one.

/// A number with that many decimals and a real minus sign; never a negative zero.
pub(super) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|c| matches!(c, '0' | '.')) => zero.to_owned(),
        Some(digits) => format!("−{digits}"),
        None => text,
    }
}

/// As [`number`], in brackets if it is negative: a part of a longer formula.
pub(super) fn part(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    if text.starts_with('−') {
        format!("({text})")
    } else {
        text
    }
}

/// A number as short as it is written: for what the sheet says itself.
pub(super) fn plain(value: f64) -> String {
    let text = format!("{value}");
    match text.strip_prefix('-') {
        Some(digits) => format!("(−{digits})"),
        None => text,
    }
}

/// A number in groups of three, by thin spaces: `24 312.5`.
pub(super) fn grouped(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    let (sign, text) = match text.strip_prefix('−') {
        Some(digits) => ("−", digits),
        None => ("", text.as_str()),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// An uncertainty with two significant digits, or whole tonnes where it has more (JCGM
/// 100:2008, 7.2.6).
pub(super) fn uncertainty_decimals(u95: f64) -> usize {
    if !(u95.is_finite() && u95 > 0.0) {
        return 3;
    }
    let magnitude = u95.log10().floor() as i32;
    (1 - magnitude).clamp(0, 3) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_with_a_minus_sign() {
        assert_eq!(number(-0.019, 3), "−0.019");
        assert_eq!(number(-0.000_1, 3), "0.000");
        assert_eq!(part(-1.4, 2), "(−1.40)");
        assert_eq!(part(1.4, 2), "1.40");
        assert_eq!(plain(1.0255), "1.0255");
        assert_eq!(plain(-0.4), "(−0.4)");
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(grouped(24_312.5, 1), "24\u{202f}312.5");
        assert_eq!(grouped(-1_234_567.0, 0), "−1\u{202f}234\u{202f}567");
        assert_eq!(grouped(312.0, 0), "312");
    }

    #[test]
    fn an_uncertainty_has_two_digits() {
        for (u95, decimals) in [(61.3, 0), (613.0, 0), (6.13, 1), (0.613, 2), (0.0, 3)] {
            assert_eq!(uncertainty_decimals(u95), decimals, "{u95}");
        }
    }
}
