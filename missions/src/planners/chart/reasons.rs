//! Why something may not be flown or seen, in words.

use geo::{Area as _, BooleanOps, Coord, LineString, MultiLineString, MultiPolygon};

use super::{Chart, MOST_CORNERS};
use crate::plan::check::Objection;

/// A border that is drawn coarser by more than this is worth a word, metres.
const COARSE_M: f64 = 1.0;

impl Chart {
    /// What forbids every flight over this chart.
    pub fn faults(&self) -> Vec<Objection> {
        let corners = self.free.corners_count();
        let crowded = (corners > MOST_CORNERS).then(|| {
            let reason = format!(
                "fence and zones within reach of the flight have {corners} corners, at most \
                 {MOST_CORNERS} can be flown round: draw a fence around what is needed"
            );
            Objection::error("zones", reason)
        });
        self.home_objection().into_iter().chain(crowded).collect()
    }

    /// What is worth knowing about it: borders that keep more distance than was asked for.
    pub fn remarks(&self) -> Vec<Objection> {
        let coarse = self.coarse.iter();
        coarse
            .filter(|(_, slack_m)| *slack_m > COARSE_M)
            .map(|(name, slack_m)| {
                let reason = format!(
                    "its border has so many corners that it is drawn {slack_m:.1} m coarser: \
                     lines and ways keep up to {:.1} m from it instead of {:.1} m",
                    self.margin_m + 2.0 * slack_m,
                    self.margin_m
                );
                Objection::warning(name, reason)
            })
            .collect()
    }

    /// What of an area lies outside the fence or in a zone, as one objection for each.
    pub fn outside(&self, area: &MultiPolygon<f64>) -> Vec<Objection> {
        let whole_m2 = area.unsigned_area();
        let lost = |what: &MultiPolygon<f64>, where_: &str| {
            // A thousandth of the area, or what lies between two drawings of one border.
            (what.unsigned_area() > (0.001 * whole_m2).min(100.0)).then(|| {
                let reason = format!(
                    "{} lie {where_}{}",
                    self.share(what, whole_m2),
                    self.near(what)
                );
                Objection::error("area", reason)
            })
        };
        let beyond = self
            .fence
            .as_ref()
            .and_then(|fence| lost(&area.difference(fence), "outside the fence"));
        let within = self.obstacles.iter().filter_map(|obstacle| {
            let inside = area.intersection(&obstacle.shape);
            lost(&inside, &format!("inside {}", obstacle.name))
        });
        let shut_off = lost(
            &area.intersection(&self.pockets),
            "where no allowed way from home leads",
        );
        beyond.into_iter().chain(within).chain(shut_off).collect()
    }

    /// So much of an area, in words: `7.65 ha of 76.50 ha`.
    pub fn share(&self, what: &MultiPolygon<f64>, whole_m2: f64) -> String {
        format!(
            "{} of {}",
            hectares(what.unsigned_area()),
            hectares(whole_m2)
        )
    }

    /// Where the largest piece of something lies, in words: `, near [51.95000, 4.05000]`.
    pub fn near(&self, what: &MultiPolygon<f64>) -> String {
        what.iter()
            .max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))
            .and_then(|p| p.exterior().coords().next())
            .map_or(String::new(), |c| format!(", near {}", self.said(*c)))
    }

    /// Why a straight line may not be flown, in words; the line is not wholly [`Self::flyable`].
    pub fn reason(&self, line: &LineString<f64>) -> String {
        let lines = MultiLineString::new(vec![line.clone()]);
        if let Some(fence) = &self.fence {
            let out_m = length(&fence.clip(&lines, true).0);
            if out_m > 0.1 {
                return format!("leaves the fence for {out_m:.0} m");
            }
        }
        for obstacle in &self.obstacles {
            let in_m = length(&obstacle.shape.clip(&lines, false).0);
            if in_m > 0.1 {
                return format!("enters {} for {in_m:.0} m", obstacle.name);
            }
        }
        let shut_off_m = length(&self.pockets.clip(&lines, false).0);
        if shut_off_m > 0.1 {
            return format!("lies where no allowed way from home leads for {shut_off_m:.0} m");
        }
        let flyable_m = length(&self.flyable(line));
        let near_m = length(std::slice::from_ref(line)) - flyable_m;
        format!("comes nearer to the fence or a zone than the margin allows for {near_m:.0} m")
    }

    /// Why home is no place to start from, if it is none.
    pub fn home_objection(&self) -> Option<Objection> {
        use geo::Contains;
        if self.free.holds(self.home) {
            return None;
        }
        let home = geo::Point(self.home);
        let reason = if self.fence.as_ref().is_some_and(|f| !f.contains(&home)) {
            let away = self.fence.as_ref().map_or(0.0, |f| distance(f, self.home));
            format!("lies outside the fence by {away:.0} m")
        } else if let Some(obstacle) = self.obstacles.iter().find(|o| o.shape.contains(&home)) {
            let away = distance(&obstacle.shape, self.home);
            format!("lies inside {} by {away:.0} m", obstacle.name)
        } else {
            let borders = self.obstacles.iter().map(|o| &o.shape).chain(&self.fence);
            let near = borders
                .map(|border| distance(border, self.home))
                .fold(f64::INFINITY, f64::min);
            format!(
                "lies {near:.2} m from the fence or a zone, nearer than the margin of {} m",
                self.margin_m
            )
        };
        Some(Objection::error("home", reason))
    }

    /// A place in words: `[51.95000, 4.05000]`.
    pub fn said(&self, place: Coord<f64>) -> String {
        let at = self.plane.to_position(place);
        format!("[{:.5}, {:.5}]", at.latitude_deg(), at.longitude_deg())
    }
}

fn hectares(m2: f64) -> String {
    if m2 >= 1000.0 {
        format!("{:.2} ha", m2 / 10_000.0)
    } else {
        format!("{m2:.0} m²")
    }
}

fn length(lines: &[LineString<f64>]) -> f64 {
    lines
        .iter()
        .flat_map(LineString::lines)
        .map(|line| line.dx().hypot(line.dy()))
        .sum()
}

fn distance(shape: &MultiPolygon<f64>, from: Coord<f64>) -> f64 {
    use geo::{Distance as _, Euclidean};
    shape
        .iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
        .map(|ring| Euclidean.distance(&geo::Point(from), ring))
        .fold(f64::INFINITY, f64::min)
}
