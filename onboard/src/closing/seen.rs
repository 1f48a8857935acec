//! What was seen of what was to be seen: `coverage.json`, and the shares that people are told.

use missions::plan::coverage::{self, Coverage};
use serde_json::json;

use super::Shares;
use crate::flown::Seeing;
use crate::session::Session;

/// What was to be seen and what was seen, over the whole area and over the sortie's share of it.
pub(super) struct Seen {
    plan: Coverage,
    asked: Coverage,
    pub(super) flown: Coverage,
    flown_of_asked: Coverage,
}

impl Seen {
    pub(super) fn of(session: &Session, seeing: Option<&Seeing>) -> Option<Self> {
        let orders = session.flight().orders();
        let plan = &orders.plan;
        let ahead_m = seeing.map_or(0.0, |seeing| seeing.ahead_m);
        let flown = session.flown().coverage(plan, seeing)?;
        let asked = orders.to_see(ahead_m)?;
        Some(Self {
            plan: coverage::planned(plan, ahead_m)?,
            flown_of_asked: flown.of_what_was_asked(&asked, &plan.area),
            asked,
            flown,
        })
    }

    pub(super) fn shares(&self) -> Shares {
        let of_asked = &self.flown_of_asked;
        Shares {
            of_sortie: (of_asked.area_m2 > 1.0).then(|| of_asked.fraction()),
            of_area: self.flown.fraction(),
            sortie_of_area: self.asked.fraction(),
            plan_of_area: self.plan.fraction(),
        }
    }
}

/// `coverage.json`.
pub(super) fn document(seen: Option<&Seen>, seeing: Option<&Seeing>) -> serde_json::Value {
    let figures = |coverage: &Coverage| {
        json!({
            "fraction": coverage.fraction(),
            "area_m2": coverage.area_m2,
            "seen_m2": coverage.seen_m2,
            "missed": coverage.missed,
        })
    };
    json!({
        "of_area": seen.map(|seen| json!({
            "planned_by_all_sorties": figures(&seen.plan),
            "planned": figures(&seen.asked),
            "achieved": figures(&seen.flown),
        })),
        "of_sortie": seen.map(|seen| json!({ "achieved": figures(&seen.flown_of_asked) })),
        "method": match seeing {
            Some(seeing) => format!("footprints of the camera {}, held level, on flat ground", seeing.camera.name),
            None => "strips of the plan's swath along the track".to_owned(),
        },
    })
}
