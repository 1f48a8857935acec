//! What lies beyond any battery, said before a line is drawn.
//!
//! Not the last word: `sorties` prices what is flown. These bounds only spare the wait for an
//! answer that is already certain: nothing that they refuse could be flown.

use geo::{Area as _, Coord, CoordsIter, MultiPolygon};

use super::chart::Chart;
use super::cost::EnergyPrice;
use super::sorties::MOST_SORTIES;
use crate::mission::Mission;
use crate::plan::check::Objection;

/// Share of an area that may stay unseen for margins and zones before the bound on the number of
/// sorties would be wrong.
const UNSEEN: f64 = 0.5;

/// Why an area cannot be looked at, whatever its lines: a corner from which no battery brings a
/// vehicle home, or more of it than [`MOST_SORTIES`] batteries last for. `area` is on the chart's
/// plane, metres.
pub fn beyond(
    area: &MultiPolygon<f64>,
    mission: &Mission,
    chart: &Chart,
    price: &EnergyPrice<'_>,
) -> Vec<Objection> {
    let least_wh_m = price.least_wh_m();
    let spendable_wh = mission.vehicle.spendable_wh();
    let reach_m = 0.5 * spendable_wh / least_wh_m + sight_m(mission);
    let away_m = |c: &Coord<f64>| (c.x - chart.home.x).hypot(c.y - chart.home.y);
    let far = area
        .coords_iter()
        .max_by(|a, b| away_m(a).total_cmp(&away_m(b)))
        .filter(|c| away_m(c) > reach_m);
    let far = far.map(|corner| {
        let reason = format!(
            "the corner {} lies {:.1} km from home; one battery reaches {:.1} km and back at most",
            chart.said(corner),
            away_m(&corner) / 1000.0,
            reach_m / 1000.0
        );
        Objection::error("area", reason)
    });
    let lines_m = (1.0 - UNSEEN) * area.unsigned_area() / mission.spacing_m();
    let sorties = lines_m * least_wh_m / spendable_wh;
    let many = (sorties > MOST_SORTIES as f64).then(|| {
        let reason = format!(
            "lines {:.0} m apart over {:.0} km² would take more than {MOST_SORTIES} sorties",
            mission.spacing_m(),
            area.unsigned_area() / 1e6
        );
        Objection::error("area", reason)
    });
    far.into_iter().chain(many).collect()
}

/// How far from its path a vehicle may see, or pass by and call it seen, metres.
fn sight_m(mission: &Mission) -> f64 {
    let seen_m = mission.swath_m() + mission.picture_m() + mission.detection_width_m();
    seen_m + mission.spacing_m() + mission.margins.lateral_m
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planners::cost::Price as _;
    use crate::planners::tests::mission;
    use geo::polygon;

    fn square(side_m: f64) -> MultiPolygon<f64> {
        let half = 0.5 * side_m;
        polygon![(x: -half, y: -half), (x: half, y: -half), (x: half, y: half), (x: -half, y: half)]
            .into()
    }

    fn check(side_m: f64, expected: &[&str]) {
        let mission = mission("lawnmower = {}");
        let price = EnergyPrice::new(&mission.vehicle, mission.wind);
        let chart = Chart::new(&mission);
        let said = beyond(&square(side_m), &mission, &chart, &price);
        let said: Vec<String> = said.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), expected.len(), "{said:?}");
        for (said, expected) in said.iter().zip(expected) {
            assert!(said.contains(expected), "{said}");
        }
    }

    #[test]
    fn a_degree_of_sea_is_refused_before_a_line_is_drawn() {
        check(3_000.0, &[]);
        check(40_000.0, &["and back at most"]);
        check(600_000.0, &["and back at most", "more than 1000 sorties"]);
    }

    #[test]
    fn no_way_there_and_back_is_cheaper_than_the_bound() {
        let mission = mission("lawnmower = {}");
        let price = EnergyPrice::new(&mission.vehicle, mission.wind);
        let home = Coord::zero();
        for n in 0..90 {
            for length_m in [3.0, 40.0, 900.0, 20_000.0] {
                let (sin, cos) = (f64::from(n) * 4.0_f64.to_radians()).sin_cos();
                let there = Coord {
                    x: length_m * sin,
                    y: length_m * cos,
                };
                let wh = price.leg(home, there) + price.leg(there, home);
                assert!(wh >= 2.0 * length_m * price.least_wh_m(), "{n} {length_m}");
            }
        }
    }
}
