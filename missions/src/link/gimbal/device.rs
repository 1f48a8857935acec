//! A gimbal that turns towards its target no faster than it can, levelled against the horizon.

use std::f64::consts::PI;
use std::time::Duration;

use crate::camera::gimbal::Gimbal;
use crate::frames::wrap_rad;
use crate::geodesy::Position;
use crate::telemetry::{Attitude, YawFrame};

/// What a gimbal is and can do.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Number of the device at its manager, 1 to 6.
    pub id: u8,
    /// Who made it, at most 31 bytes.
    pub vendor: String,
    /// What they call it, at most 31 bytes.
    pub model: String,
    /// Lowest and highest pitch against the horizon, radians.
    pub pitch_rad: [f64; 2],
    /// Leftmost and rightmost yaw against the vehicle's nose, radians; ±π turns all round.
    pub yaw_rad: [f64; 2],
    /// Greatest turn rate of an axis, radians per second.
    pub rate_rad_s: f64,
}

impl Profile {
    /// A gimbal with the limits of a mission file's camera, number 1, 90° a second.
    pub fn new(limits: &Gimbal) -> Self {
        Self {
            id: 1,
            vendor: "Shearwater".to_owned(),
            model: "Two-axis".to_owned(),
            pitch_rad: limits.pitch_deg.map(f64::to_radians),
            yaw_rad: limits.yaw_deg.map(f64::to_radians),
            rate_rad_s: PI / 2.0,
        }
    }
}

/// Where the vehicle is and how it is turned: what a gimbal needs to look at a place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pose {
    /// Where.
    pub position: Option<Position>,
    /// Above mean sea level, metres.
    pub height_above_sea_m: f64,
    /// Above home, metres.
    pub height_above_home_m: f64,
    /// How it is turned.
    pub attitude: Attitude,
}

/// Where a gimbal is to look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// Ahead and level.
    Neutral,
    /// Folded away; this device looks straight down at its lower limit.
    Retracted,
    /// Angles.
    Angles {
        /// Against the horizon, up positive, radians.
        pitch_rad: f64,
        /// Clockwise, radians.
        yaw_rad: f64,
        /// What the yaw is counted from, and stays with when the vehicle turns.
        yaw_frame: YawFrame,
    },
    /// Turning, until the limits.
    Rates {
        /// Up positive, radians per second.
        pitch_rad_s: f64,
        /// Clockwise, radians per second.
        yaw_rad_s: f64,
        /// What the yaw stays with.
        yaw_frame: YawFrame,
    },
    /// A place.
    Place {
        /// Where.
        position: Position,
        /// Above mean sea level, metres.
        height_above_sea_m: f64,
    },
}

/// A gimbal's state.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    profile: Profile,
    target: Target,
    vehicle: Pose,
    pitch_rad: f64,
    /// Against the vehicle's nose.
    yaw_rad: f64,
    rates_rad_s: [f64; 2],
}

impl Device {
    /// Level and ahead.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            target: Target::Neutral,
            vehicle: Pose::default(),
            pitch_rad: 0.0,
            yaw_rad: 0.0,
            rates_rad_s: [0.0; 2],
        }
    }

    /// What it is.
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Where it is to look.
    pub const fn target(&self) -> Target {
        self.target
    }

    /// Where it is to look from now on. Angles and rates that are not finite are left as they
    /// are: the axis stays where it is.
    pub fn aim(&mut self, target: Target) {
        self.target = match target {
            Target::Angles {
                pitch_rad,
                yaw_rad,
                yaw_frame,
            } => Target::Angles {
                pitch_rad: finite_or(pitch_rad, self.pitch_rad),
                yaw_rad: finite_or(yaw_rad, self.yaw_in(yaw_frame)),
                yaw_frame,
            },
            Target::Rates {
                pitch_rad_s,
                yaw_rad_s,
                yaw_frame,
            } => Target::Rates {
                pitch_rad_s: finite_or(pitch_rad_s, 0.0),
                yaw_rad_s: finite_or(yaw_rad_s, 0.0),
                yaw_frame,
            },
            other => other,
        };
    }

    /// The vehicle's pose is now this one, and `elapsed` of time has passed.
    pub fn step(&mut self, elapsed: Duration, vehicle: &Pose) {
        let seconds = elapsed.as_secs_f64();
        let turned = wrap_rad(vehicle.attitude.yaw_rad - self.vehicle.attitude.yaw_rad);
        self.vehicle = *vehicle;
        if seconds <= 0.0 {
            return;
        }
        let most = self.profile.rate_rad_s * seconds;
        let [pitch_rad, yaw_rad] = self.wanted(seconds, turned);
        let before = [self.pitch_rad, self.yaw_rad];
        self.pitch_rad += (pitch_rad - self.pitch_rad).clamp(-most, most);
        self.yaw_rad = self.turn_yaw(yaw_rad, most);
        self.rates_rad_s = [
            (self.pitch_rad - before[0]) / seconds,
            wrap_rad(self.yaw_rad - before[1]) / seconds,
        ];
    }

    /// Pitch and yaw, yaw from the vehicle's nose.
    pub const fn attitude(&self) -> Attitude {
        Attitude {
            roll_rad: 0.0,
            pitch_rad: self.pitch_rad,
            yaw_rad: self.yaw_rad,
        }
    }

    /// Pitch and yaw, yaw from true north: where the camera looks.
    pub fn pointing(&self) -> Attitude {
        Attitude {
            yaw_rad: self.yaw_in(YawFrame::Earth),
            ..self.attitude()
        }
    }

    /// Turn rates of pitch and yaw against the vehicle, radians per second.
    pub const fn rates_rad_s(&self) -> [f64; 2] {
        self.rates_rad_s
    }

    /// Whether its yaw stays with true north.
    pub const fn is_yaw_locked(&self) -> bool {
        match self.target {
            Target::Neutral | Target::Retracted => false,
            Target::Angles { yaw_frame, .. } | Target::Rates { yaw_frame, .. } => {
                matches!(yaw_frame, YawFrame::Earth)
            }
            Target::Place { .. } => true,
        }
    }

    /// The vehicle, as it was told last.
    pub const fn vehicle(&self) -> &Pose {
        &self.vehicle
    }

    fn yaw_in(&self, frame: YawFrame) -> f64 {
        match frame {
            YawFrame::Vehicle => self.yaw_rad,
            YawFrame::Earth => wrap_rad(self.yaw_rad + self.vehicle.attitude.yaw_rad),
        }
    }

    /// Pitch and yaw (from the nose) that the target asks for, within the limits.
    fn wanted(&self, seconds: f64, turned: f64) -> [f64; 2] {
        let heading = self.vehicle.attitude.yaw_rad;
        let (pitch, yaw) = match self.target {
            Target::Neutral => (0.0, 0.0),
            Target::Retracted => (self.profile.pitch_rad[0], 0.0),
            Target::Angles {
                pitch_rad,
                yaw_rad,
                yaw_frame: YawFrame::Vehicle,
            } => (pitch_rad, yaw_rad),
            Target::Angles {
                pitch_rad, yaw_rad, ..
            } => (pitch_rad, yaw_rad - heading),
            Target::Rates {
                pitch_rad_s,
                yaw_rad_s,
                yaw_frame,
            } => {
                let along = if yaw_frame == YawFrame::Earth {
                    turned
                } else {
                    0.0
                };
                let yaw = self.yaw_rad + yaw_rad_s * seconds - along;
                (self.pitch_rad + pitch_rad_s * seconds, yaw)
            }
            Target::Place {
                position,
                height_above_sea_m,
            } => self.towards(position, height_above_sea_m),
        };
        let [lowest, highest] = self.profile.pitch_rad;
        let [left, right] = self.profile.yaw_rad;
        [
            pitch.max(lowest).min(highest),
            wrap_rad(yaw).max(left).min(right),
        ]
    }

    fn towards(&self, position: Position, height_above_sea_m: f64) -> (f64, f64) {
        let Some(here) = self.vehicle.position else {
            return (self.pitch_rad, self.yaw_rad);
        };
        let up_m = height_above_sea_m - self.vehicle.height_above_sea_m;
        let pitch = up_m.atan2(here.distance_m(position));
        let bearing = here.bearing_deg(position).to_radians();
        (pitch, bearing - self.vehicle.attitude.yaw_rad)
    }

    /// By the shorter way where the gimbal turns all round, else never through its back.
    fn turn_yaw(&self, yaw_rad: f64, most: f64) -> f64 {
        let way = if self.turns_all_round() {
            wrap_rad(yaw_rad - self.yaw_rad)
        } else {
            yaw_rad - self.yaw_rad
        };
        let yaw = self.yaw_rad + way.clamp(-most, most);
        if self.turns_all_round() {
            wrap_rad(yaw)
        } else {
            yaw
        }
    }

    /// Whether yaw has no stop.
    pub(super) fn turns_all_round(&self) -> bool {
        let [left, right] = self.profile.yaw_rad;
        right - left >= 2.0 * PI - 1e-6
    }
}

fn finite_or(value: f64, otherwise: f64) -> f64 {
    if value.is_finite() { value } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Duration = Duration::from_millis(10);

    fn settle(device: &mut Device, vehicle: &Pose) {
        for _ in 0..500 {
            device.step(STEP, vehicle);
        }
    }

    fn device() -> Device {
        Device::new(Profile::new(&Gimbal::default()))
    }

    fn heading(yaw_deg: f64) -> Pose {
        Pose {
            attitude: Attitude {
                yaw_rad: yaw_deg.to_radians(),
                ..Attitude::default()
            },
            ..Pose::default()
        }
    }

    fn check(device: &Device, pitch_deg: f64, yaw_deg: f64) {
        let pointing = device.pointing();
        let pitch = pointing.pitch_rad.to_degrees();
        let yaw = pointing.yaw_rad.to_degrees();
        assert!((pitch - pitch_deg).abs() < 1e-6, "pitch {pitch}");
        assert!((yaw - yaw_deg).abs() < 1e-6, "yaw {yaw}");
    }

    fn angles(pitch_deg: f64, yaw_deg: f64, yaw_frame: YawFrame) -> Target {
        Target::Angles {
            pitch_rad: pitch_deg.to_radians(),
            yaw_rad: yaw_deg.to_radians(),
            yaw_frame,
        }
    }

    #[test]
    fn it_turns_no_faster_than_it_can() {
        let mut device = device();
        device.aim(angles(-60.0, 0.0, YawFrame::Vehicle));
        device.step(Duration::from_millis(100), &heading(0.0));
        check(&device, -9.0, 0.0);
        assert!((device.rates_rad_s()[0] + PI / 2.0).abs() < 1e-9);
        settle(&mut device, &heading(0.0));
        check(&device, -60.0, 0.0);
    }

    #[test]
    fn a_locked_yaw_stays_with_north_and_a_following_one_with_the_nose() {
        let mut device = device();
        device.aim(angles(0.0, 45.0, YawFrame::Earth));
        settle(&mut device, &heading(100.0));
        check(&device, 0.0, 45.0);
        device.aim(angles(0.0, 45.0, YawFrame::Vehicle));
        settle(&mut device, &heading(100.0));
        check(&device, 0.0, 145.0);
    }

    #[test]
    fn angles_beyond_the_limits_end_at_them() {
        let mut device = device();
        device.aim(angles(80.0, 0.0, YawFrame::Vehicle));
        settle(&mut device, &heading(0.0));
        check(&device, 30.0, 0.0);
        device.aim(angles(f64::NAN, 10.0, YawFrame::Vehicle));
        settle(&mut device, &heading(0.0));
        check(&device, 30.0, 10.0);
    }

    #[test]
    fn a_rate_that_is_locked_ignores_the_vehicles_turn() {
        let mut device = device();
        device.step(STEP, &heading(0.0));
        device.aim(Target::Rates {
            pitch_rad_s: -0.1,
            yaw_rad_s: 0.0,
            yaw_frame: YawFrame::Earth,
        });
        for degree in 1..=50 {
            device.step(Duration::from_millis(100), &heading(f64::from(degree)));
        }
        check(&device, (-0.5_f64).to_degrees(), 0.0);
    }

    #[test]
    fn a_place_below_and_to_the_east_is_looked_at() {
        let here = Position::new(51.95, 4.05).unwrap();
        let mut device = device();
        device.aim(Target::Place {
            position: here.offset(90.0, 100.0),
            height_above_sea_m: 0.0,
        });
        let vehicle = Pose {
            position: Some(here),
            height_above_sea_m: 100.0,
            ..heading(200.0)
        };
        settle(&mut device, &vehicle);
        let pointing = device.pointing();
        assert!((pointing.pitch_rad.to_degrees() + 45.0).abs() < 0.01);
        assert!((pointing.yaw_rad.to_degrees() - 90.0).abs() < 0.01);
    }
}
