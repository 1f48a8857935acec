//! The way home: climb, travel, wait, descend, land, by each manner's parameters.
//!
//! Sources: ArduPilot, `ArduCopter/mode_rtl.cpp` and "RTL Mode"; PX4, "Return Mode" and
//! `navigator/rtl_direct.cpp`.

use missions::geodesy::Position;
use missions::plan::Height;
use missions::time::BootTime;
use nalgebra::Vector3;

use super::super::modes::Manner;
use super::Autopilot;
use super::activity::Activity;
use super::event::Severity;
use super::executor::until;
use super::guidance::Exit;

/// How far the way home has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phase {
    /// Climbing where it is to the height of the way.
    Climb,
    /// Flying level to the place.
    Travel,
    /// Waiting over it.
    Wait { until: BootTime },
    /// Coming down to the height from which it lands (PX4).
    Lower,
    /// Landing.
    Land,
    /// Staying over the place for good (`RTL_ALT_FINAL`; negative `RTL_LAND_DELAY`).
    Stay,
}

/// Where the way leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Way {
    /// Over the place of landing at the height of the way, north, east, down.
    pub(super) over: Vector3<f64>,
    /// Height of the ground there, down.
    pub(super) ground_down_m: f64,
}

impl Autopilot {
    pub(super) fn begin_return(&mut self) {
        if !self.is_airborne() {
            return;
        }
        let way = self.way_home();
        self.way = Some(way);
        if self.manner == Manner::Px4 {
            self.text(Severity::Info, "Returning to launch");
            let sea_m = self.sea_m(way.over);
            let above_m = way.ground_down_m - way.over.z;
            self.text(
                Severity::Info,
                format!("RTL: start return at {sea_m:.0} m ({above_m:.0} m above destination)"),
            );
        } else if self.speeds.ground.is_none() {
            let speed = self.parameters.number("RTL_SPEED") / 100.0;
            self.speeds.ground = (speed > 0.0).then_some(speed);
        }
        self.refresh_speeds();
        let here = self.stopping_place();
        self.guidance
            .go(Vector3::new(here.x, here.y, way.over.z), Exit::Stop);
        self.activity = Activity::Return(Phase::Climb);
    }

    pub(super) fn come_home(&mut self, phase: Phase) {
        let Some(way) = self.way else {
            self.begin_return();
            return;
        };
        let next = match phase {
            Phase::Climb if self.guidance.is_done() => {
                self.guidance.go(way.over, Exit::Stop);
                Phase::Travel
            }
            Phase::Travel if self.has_arrived(way.over) => self.wait_over(),
            Phase::Wait { until } if self.now >= until => self.come_down(way),
            Phase::Lower if self.guidance.is_done() => self.wait_low(),
            Phase::Land => {
                let over = Vector3::new(way.over.x, way.over.y, 0.0);
                self.sink(over);
                Phase::Land
            }
            phase => phase,
        };
        self.activity = Activity::Return(next);
    }

    fn has_arrived(&self, over: Vector3<f64>) -> bool {
        self.guidance.is_done() && (self.senses.position_ned_m - over).xy().norm() < 2.0
    }

    fn wait_over(&self) -> Phase {
        let wait_s = match self.manner {
            Manner::ArduPilot => self.parameters.number("RTL_LOIT_TIME") / 1000.0,
            Manner::Px4 => 0.0,
        };
        Phase::Wait {
            until: until(self.now, wait_s),
        }
    }

    fn come_down(&mut self, way: Way) -> Phase {
        match self.manner {
            Manner::ArduPilot => {
                let last_m = self.parameters.number("RTL_ALT_FINAL") / 100.0;
                if last_m <= 0.0 {
                    return Phase::Land;
                }
                let to = Vector3::new(way.over.x, way.over.y, way.ground_down_m - last_m);
                self.guidance.go(to, Exit::Stop);
                Phase::Stay
            }
            Manner::Px4 => {
                let low_m = self.parameters.number("RTL_DESCEND_ALT");
                let down = (way.ground_down_m - low_m).max(self.senses.position_ned_m.z);
                if self.lowered {
                    return Phase::Land;
                }
                self.guidance
                    .go(Vector3::new(way.over.x, way.over.y, down), Exit::Stop);
                Phase::Lower
            }
        }
    }

    fn wait_low(&mut self) -> Phase {
        let delay_s = self.parameters.number("RTL_LAND_DELAY");
        if delay_s < 0.0 {
            return Phase::Stay;
        }
        self.lowered = true;
        Phase::Wait {
            until: until(self.now, delay_s),
        }
    }

    /// Home or the nearest rally point, and the height of the way there.
    fn way_home(&mut self) -> Way {
        self.lowered = false;
        let home = self.home_ned();
        let rally = self.nearest_rally();
        let (place, rally_down) = rally.map_or((home, None), |place| (place, Some(place.z)));
        let distance_m = (self.senses.position_ned_m - place).xy().norm();
        let down = match self.manner {
            Manner::ArduPilot => self.ardupilot_way_down(home.z, rally_down, distance_m),
            Manner::Px4 => self.px4_way_down(home.z, distance_m),
        };
        Way {
            over: Vector3::new(place.x, place.y, down),
            ground_down_m: home.z,
        }
    }

    /// `RTL_ALT` (or the rally point's height), at least `RTL_CLIMB_MIN` above the present, but
    /// near home no higher than the cone of `RTL_CONE_SLOPE`, and below the fence.
    fn ardupilot_way_down(&self, home_down: f64, rally: Option<f64>, distance_m: f64) -> f64 {
        let number = |name| self.parameters.number(name) / 100.0;
        let here_m = home_down - self.senses.position_ned_m.z;
        let wanted_m = rally.map_or(number("RTL_ALT"), |down| home_down - down);
        let climb_m = (here_m + number("RTL_CLIMB_MIN")).max(wanted_m).max(2.0);
        let slope = self.parameters.number("RTL_CONE_SLOPE");
        let cone_m = if slope >= 0.5 {
            here_m.max(climb_m.min((distance_m * slope).max(here_m + 2.0)))
        } else {
            climb_m
        };
        let roof_m = super::fence::roof_m(&self.parameters);
        home_down - roof_m.map_or(cone_m, |roof_m| cone_m.min(roof_m))
    }

    /// `RTL_RETURN_ALT`, but near home no higher than a cone with half angle `RTL_CONE_ANG`.
    fn px4_way_down(&self, home_down: f64, distance_m: f64) -> f64 {
        let here_m = home_down - self.senses.position_ned_m.z;
        let return_m = self.parameters.number("RTL_RETURN_ALT");
        let least_m = self.parameters.number("RTL_DESCEND_ALT").min(return_m);
        let angle = self.parameters.number("RTL_CONE_ANG");
        let wanted_m = if distance_m < self.parameters.number("RTL_MIN_DIST") {
            here_m.min(least_m)
        } else if (1.0..89.0).contains(&angle) {
            (distance_m / angle.to_radians().tan()).clamp(least_m, return_m)
        } else if angle >= 89.0 {
            least_m
        } else {
            return_m
        };
        home_down - here_m.max(wanted_m)
    }

    /// The nearest rally point that may be used, north, east, down at its height.
    fn nearest_rally(&self) -> Option<Vector3<f64>> {
        let here = self.senses.position_ned_m;
        let away = |place: &Vector3<f64>| (place - here).xy().norm();
        let nearest = self
            .rally
            .iter()
            .filter_map(|item| {
                let position = Position::new(item.x, item.y).ok()?;
                let plane = self.plane.to_plane(position);
                let down = self.down_of(height_of(item.frame, item.z));
                Some(Vector3::new(plane.y, plane.x, down))
            })
            .min_by(|a, b| away(a).total_cmp(&away(b)))?;
        let home_away = away(&self.home_ned());
        let is_better = match self.manner {
            Manner::ArduPilot => {
                let limit_km = self.parameters.number("RALLY_LIMIT_KM");
                let is_near = limit_km <= 0.0 || away(&nearest) <= limit_km * 1000.0;
                is_near && (!self.parameters.is_on("RALLY_INCL_HOME") || away(&nearest) < home_away)
            }
            Manner::Px4 => away(&nearest) < home_away,
        };
        is_better.then_some(nearest)
    }
}

/// The height of an item by its `MAV_FRAME`: 0 and 5 above the sea, the others above home.
pub(super) const fn height_of(frame: u8, metres: f64) -> Height {
    match frame {
        0 | 5 => Height::above_sea(metres),
        _ => Height::above_home(metres),
    }
}
