//! What of an area stays unseen although it was asked for.

use geo::{Area as _, BooleanOps as _, MultiPolygon};

use crate::mission::Mission;
use crate::mission::pattern::Pattern;
use crate::plan::Plan;
use crate::plan::check::Objection;
use crate::plan::coverage::{self, shape};
use crate::planners::chart::Chart;

/// Share of an area that may stay unseen without a word.
const UNSEEN: f64 = 0.005;

/// What of a mown area no line sees, if it is worth a word: mostly what lies within the margins.
pub(super) fn unseen(
    mission: &Mission,
    plan: &Plan,
    chart: &Chart,
    drawn: &MultiPolygon<f64>,
) -> Option<Objection> {
    if !matches!(mission.pattern, Pattern::Lawnmower {}) {
        return None;
    }
    let coverage = coverage::planned(plan, mission.ahead_m())?;
    let missed = chart
        .cut(drawn)
        .intersection(&shape(&coverage.missed, chart.plane));
    let whole_m2 = drawn.unsigned_area();
    (missed.unsigned_area() > UNSEEN * whole_m2).then(|| {
        let reason = format!(
            "{} stay unseen, too near to fence or zones to be flown over{}",
            chart.share(&missed, whole_m2),
            chart.near(&missed)
        );
        Objection::warning("area", reason)
    })
}
