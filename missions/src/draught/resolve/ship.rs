//! The ship of a sheet.

use super::super::sheet::{OneOr, ShipEntry};
use super::fault::Faults;
use super::one_or;
use crate::ship::marks::{Station, Stations};
use crate::ship::particulars::{Ship, is_imo_number};

/// Longest ship there has been, with room to grow, metres.
const LONGEST_M: f64 = 600.0;
/// How many times as long as broad a ship is: from a pontoon to a destroyer, with room.
const BREADTHS_LONG: std::ops::RangeInclusive<f64> = 1.5..=12.0;
/// Thickest keel plate, metres.
const THICKEST_M: f64 = 0.1;

pub(super) fn ship(entry: &ShipEntry, faults: &mut Faults) -> Ship {
    for (place, value) in [
        ("ship.lbp_m", Some(entry.lbp_m)),
        ("ship.breadth_m", entry.breadth_m),
        ("ship.depth_m", entry.depth_m),
        ("ship.lightship_t", entry.lightship_t),
        ("ship.summer_draught_m", entry.summer_draught_m),
    ] {
        faults.positive(place, value);
    }
    if entry.lbp_m > LONGEST_M {
        let reason = format!("{} m is longer than any ship", entry.lbp_m);
        faults.error("ship.lbp_m", reason);
    }
    if let Some(breadth_m) = entry.breadth_m
        && !BREADTHS_LONG.contains(&(entry.lbp_m / breadth_m))
    {
        let reason = format!(
            "{} m is {:.1} times the breadth of {breadth_m} m, ships are {} to {} times as long \
             as broad: are both in metres?",
            entry.lbp_m,
            entry.lbp_m / breadth_m,
            BREADTHS_LONG.start(),
            BREADTHS_LONG.end()
        );
        faults.warning("ship.lbp_m", reason);
    }
    if let Some(imo) = entry.imo.as_deref().filter(|imo| !is_imo_number(imo)) {
        let reason = format!("`{imo}` is not an IMO number: seven digits, the last a check digit");
        faults.warning("ship.imo", reason);
    }
    Ship {
        name: entry.name.clone(),
        imo: entry.imo.clone(),
        lbp_m: entry.lbp_m,
        breadth_m: entry.breadth_m,
        depth_m: entry.depth_m,
        lightship_t: entry.lightship_t,
        summer_draught_m: entry.summer_draught_m,
        marks_m: marks(entry, faults),
        keel_plate_m: keel_plate(entry.keel_plate_mm.as_ref(), faults),
    }
}

fn marks(entry: &ShipEntry, faults: &mut Faults) -> Stations<f64> {
    let farthest_m = entry.lbp_m / 4.0;
    let marks = entry.marks;
    for (name, distance_m) in [
        ("forward_m", marks.forward_m),
        ("midships_m", marks.midships_m),
        ("aft_m", marks.aft_m),
    ] {
        // Written so that NaN is a fault as well.
        let is_near = distance_m.abs() < farthest_m;
        if !is_near {
            let reason = format!(
                "{distance_m} m is not within a quarter of the length ({farthest_m} m) of the \
                 perpendicular"
            );
            faults.error(format!("ship.marks.{name}"), reason);
        }
    }
    Stations {
        forward: marks.forward_m,
        midships: marks.midships_m,
        aft: marks.aft_m,
    }
}

fn keel_plate(entry: Option<&OneOr<Stations<f64>>>, faults: &mut Faults) -> Stations<f64> {
    let mut at = |station: Station| {
        let thickness_mm = one_or(entry, |each| Some(*each.get(station))).unwrap_or(0.0);
        let most_mm = 1000.0 * THICKEST_M;
        faults.within("ship.keel_plate_mm", thickness_mm, 0.0..=most_mm, "mm");
        thickness_mm / 1000.0
    };
    Stations::from_fn(&mut at)
}
