//! The particulars of a ship that a draught survey needs.

use serde::Serialize;

use super::marks::Stations;

/// A ship's particulars.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Ship {
    /// Her name.
    pub name: String,
    /// Her IMO number, where she has one.
    pub imo: Option<String>,
    /// Length between perpendiculars, metres.
    pub lbp_m: f64,
    /// Moulded breadth, metres.
    pub breadth_m: Option<f64>,
    /// Moulded depth, metres.
    pub depth_m: Option<f64>,
    /// Mass of the empty ship as built, tonnes.
    pub lightship_t: Option<f64>,
    /// Summer load draught, metres.
    pub summer_draught_m: Option<f64>,
    /// Distance of each mark from its perpendicular (the midship mark's from midships), metres,
    /// positive where the mark is forward of it.
    pub marks_m: Stations<f64>,
    /// Thickness of the keel plate where the marks count from its underside and the table from
    /// its upper side, metres; 0 where both count from the same line.
    pub keel_plate_m: Stations<f64>,
}

/// Whether seven digits are an IMO number: the last is the last digit of the sum of the other
/// six, weighted 7 to 2 (IMO resolution A.1117(30)).
pub fn is_imo_number(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 7) else {
        return false;
    };
    let sum: u32 = digits.iter().zip((2..=7).rev()).map(|(d, w)| d * w).sum();
    digits.last() == Some(&(sum % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_imo_number_carries_its_check_digit() {
        assert!(is_imo_number("9591741"));
        assert!(is_imo_number("9074729"));
        for wrong in ["9591742", "9597141", "959174", "95917411", "IMO9591741", ""] {
            assert!(!is_imo_number(wrong), "{wrong}");
        }
    }
}
