//! Passes to the legs of a sortie: take-off, ways, lines, and the way home.

use geo::Coord;

use super::chart::Chart;
use super::pass::{Pass, Shape};
use super::sorties::Ways;
use crate::mission::Mission;
use crate::plan::{Height, Leg, Task, Waypoint};

/// Two places nearer than this are one, metres.
const NEAR_M: f64 = 0.5;

/// The legs of one sortie; `None` if there is no way to one of its passes.
pub(super) fn legs(
    passes: &[Pass],
    mission: &Mission,
    chart: &Chart,
    ways: &Ways<'_>,
) -> Option<Vec<Leg>> {
    let mut sortie = Writer {
        mission,
        chart,
        ways,
        legs: Vec::new(),
        here: chart.home,
        camera_deg: None,
    };
    sortie.add(Task::TakeOff, chart.home, None);
    for pass in passes {
        sortie.way_to(pass.from)?;
        sortie.point(pass.camera_deg);
        sortie.pass(pass);
    }
    sortie.way_to(chart.home)?;
    sortie.land();
    Some(sortie.legs)
}

struct Writer<'a, 'w> {
    mission: &'a Mission,
    chart: &'a Chart,
    ways: &'a Ways<'w>,
    legs: Vec<Leg>,
    here: Coord<f64>,
    camera_deg: Option<[f64; 2]>,
}

impl Writer<'_, '_> {
    fn add(&mut self, task: Task, to: Coord<f64>, speed_m_s: Option<f64>) {
        self.legs.push(Leg {
            task,
            to: self.waypoint(to, self.mission.height_m),
            speed_m_s,
        });
        self.here = to;
    }

    fn waypoint(&self, at: Coord<f64>, height_m: f64) -> Waypoint {
        let position = if at == self.chart.home {
            self.mission.home.position
        } else {
            self.chart.plane.to_position(at)
        };
        Waypoint {
            position,
            height: Height::above_home(height_m),
        }
    }

    fn way_to(&mut self, to: Coord<f64>) -> Option<()> {
        let away = to - self.here;
        if away.x.hypot(away.y) < NEAR_M {
            return Some(());
        }
        for point in self.ways.way(self.here, to)?.into_iter().skip(1) {
            self.add(Task::Transit, point, None);
        }
        Some(())
    }

    fn point(&mut self, camera_deg: [f64; 2]) {
        let same = self.camera_deg.is_some_and(|before| {
            before
                .iter()
                .zip(camera_deg)
                .all(|(a, b)| (a - b).abs() < 0.5)
        });
        if !same {
            let [pitch_deg, yaw_deg] = camera_deg;
            self.add(Task::PointCamera { pitch_deg, yaw_deg }, self.here, None);
            self.camera_deg = Some(camera_deg);
        }
    }

    fn pass(&mut self, pass: &Pass) {
        match pass.shape {
            Shape::Line => {
                let trigger_m = pass.trigger_m;
                self.add(Task::Line { trigger_m }, pass.to, pass.speed_m_s);
            }
            Shape::Orbit {
                centre,
                radius_m,
                turns,
            } => {
                let centre = self.chart.plane.to_position(centre);
                let orbit = Task::Orbit {
                    centre,
                    radius_m,
                    turns,
                };
                self.add(orbit, pass.from, pass.speed_m_s);
                self.here = pass.to;
            }
        }
    }

    fn land(&mut self) {
        self.add(Task::Land, self.chart.home, None);
        if let Some(leg) = self.legs.last_mut() {
            leg.to.height = Height::above_home(0.0);
        }
    }
}
