//! What a plan carries that a format has no place for, besides limits and legs.
//!
//! Who plans has the mission file still; who converts may throw the old file away and must know.

use serde_json::Value;

use super::{Format, Loss, geojson, qgc_plan};
use crate::plan::{Cost, Plan};

/// Name, cost, home and the like, and the keys of other programs that were kept when the plan was
/// read, as far as a file of this format will not hold them.
pub fn left_behind(plan: &Plan, format: Format) -> Vec<Loss> {
    let mut lost = Vec::new();
    if matches!(format, Format::Wpl | Format::Wpml) {
        lost.extend(own(plan, format));
    }
    if format == Format::Wpml && plan.home.is_some() {
        let what = format!("{format} holds neither its place nor its height");
        lost.push(Loss::new("home", what));
    }
    if format != Format::QgcPlan {
        let kept = plan.foreign.get(qgc_plan::KEPT);
        lost.extend(kept.iter().flat_map(|document| qgc_plan::unknown(document)));
    }
    if format != Format::GeoJson
        && let Some(Value::Object(kept)) = plan.foreign.get(geojson::KEPT)
    {
        let keys = kept.keys();
        lost.extend(keys.map(|key| Loss::new(key, "is kept in GeoJSON only")));
    }
    lost
}

fn own(plan: &Plan, format: Format) -> Vec<Loss> {
    let has_cost = plan.sorties.iter().any(|s| s.cost != Cost::default());
    let parts = [
        ("name", !plan.name.is_empty()),
        ("cost", has_cost),
        ("swath", plan.swath_m.is_some()),
        ("area", !plan.area.is_empty()),
        ("stations of the draught survey", plan.draughts.is_some()),
    ];
    let there = parts.into_iter().filter(|(_, there)| *there);
    there
        .map(|(part, _)| Loss::new(part, format!("{format} has no place for it")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{read, sample, write};

    fn check(plan: &Plan, format: Format, expected: &[&str]) {
        let lost: Vec<String> = left_behind(plan, format)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(lost, expected, "{format}");
    }

    #[test]
    fn what_no_waypoints_or_kmz_file_holds_is_named() {
        let plan = sample::harbour();
        for format in [Format::QgcPlan, Format::GeoJson, Format::Kml] {
            check(&plan, format, &[]);
        }
        check(
            &plan,
            Format::Wpl,
            &[
                "name: WPL 110 has no place for it",
                "cost: WPL 110 has no place for it",
                "swath: WPL 110 has no place for it",
                "area: WPL 110 has no place for it",
            ],
        );
        let lost = left_behind(&plan, Format::Wpml);
        let home = "home: DJI WPML holds neither its place nor its height";
        assert_eq!(lost.last().map(ToString::to_string).as_deref(), Some(home));
    }

    /// They once vanished on the way to KML and GeoJSON.
    #[test]
    fn keys_of_other_programs_are_named_where_they_end() {
        let (bytes, _) = write(&sample::harbour(), Format::QgcPlan).unwrap();
        let mut document: Value = serde_json::from_slice(&bytes).unwrap();
        document["vendor"] = Value::from(1);
        document["mission"]["colour"] = Value::from("red");
        document["mission"]["items"][0]["note"] = Value::from("mind the mast");
        let (plan, losses) = read("plan", &serde_json::to_vec(&document).unwrap()).unwrap();
        assert_eq!(losses, []);
        check(&plan, Format::QgcPlan, &[]);
        for format in [Format::GeoJson, Format::Kml] {
            check(
                &plan,
                format,
                &[
                    "vendor: is kept in a QGroundControl plan only",
                    "mission.colour: is kept in a QGroundControl plan only",
                    "mission.items[0].note: is kept in a QGroundControl plan only",
                ],
            );
        }
    }
}
