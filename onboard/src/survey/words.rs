//! Readings in words.

use crate::vision::reading::Reading;

/// A reading in a line.
pub fn headline(reading: &Reading) -> String {
    match (reading.draught_m, reading.u95_m, &reading.reason) {
        (Some(draught_m), Some(u95_m), _) => {
            format!("draught {draught_m:.3} m ± {u95_m:.3} m (95 %)")
        }
        (_, _, Some(reason)) => format!("refused: {reason}"),
        _ => "refused".to_owned(),
    }
}
