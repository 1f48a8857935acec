//! How a flight ended, in one plain sentence.

use super::Summary;
use crate::flight::event::Outcome;

pub(super) fn sentence(summary: &Summary) -> String {
    let sortie = summary.sortie;
    match &summary.outcome {
        Some(Outcome::Done) => {
            let seen = summary.coverage.and_then(|shares| shares.of_sortie);
            let seen = seen.map_or(String::new(), |share| {
                format!(
                    ", and the camera's field of view passed over {:.1} % of what it was to see",
                    share * 100.0
                )
            });
            format!("Sortie {sortie} was flown to its end{seen}.")
        }
        Some(Outcome::CutShort { reason }) => {
            format!("Sortie {sortie} was cut short: {reason}.")
        }
        Some(Outcome::Ready) => {
            format!("Sortie {sortie} was loaded and checked; nothing was armed or flown.")
        }
        Some(Outcome::Failed { reason }) => {
            format!("Sortie {sortie} was not flown, or nobody knows: {reason}.")
        }
        None => format!("Sortie {sortie} is not over: these are its records so far."),
    }
}
