//! Everything that is known of one vehicle at one instant.

use serde::{Deserialize, Serialize};

use super::{
    Attitude, BatteryState, Estimator, Fence, GimbalAttitude, Gnss, Health, Home, Landed, Latest,
    MissionProgress, Sample, Sticks, SystemStatus,
};
use crate::autopilot::Mode;
use crate::geodesy::Position;
use crate::time::{BootTime, UtcTime};
use crate::wind::Wind;

/// What is known of one vehicle; each value may be missing and has its own age.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct VehicleState {
    /// When any message of it last came, our clock.
    pub heard: Option<BootTime>,
    /// When its last heartbeat came, our clock.
    pub heartbeat: Option<BootTime>,
    /// MAVLink's MAV_TYPE (2 is a quadrotor).
    pub vehicle_type: Latest<u8>,
    /// The vehicle's UTC.
    pub utc: Latest<UtcTime>,
    /// Where it is, by its own navigation filter.
    pub position: Latest<Position>,
    /// Above mean sea level, metres.
    pub height_above_sea_m: Latest<f64>,
    /// Above home, metres.
    pub height_above_home_m: Latest<f64>,
    /// Above what is below it, metres.
    pub height_above_ground_m: Latest<f64>,
    /// Over the ground: north, east, down, metres per second.
    pub velocity_ned_m_s: Latest<[f64; 3]>,
    /// How it is turned.
    pub attitude: Latest<Attitude>,
    /// Turn rates about forward, right, down, radians per second.
    pub rates_rad_s: Latest<[f64; 3]>,
    /// Heading of the nose, degrees clockwise from true north.
    pub heading_deg: Latest<f64>,
    /// Over the ground, metres per second.
    pub ground_speed_m_s: Latest<f64>,
    /// Through the air, metres per second; on a multirotor mostly an estimate.
    pub air_speed_m_s: Latest<f64>,
    /// Up is positive, metres per second.
    pub climb_m_s: Latest<f64>,
    /// Throttle, 0 to 1.
    pub throttle: Latest<f64>,
    /// The battery that it flies on (the one with id 0).
    pub battery: Latest<BatteryState>,
    /// The share of the charge that is left, 0 to 1, as it was last said: a battery may go on
    /// telling its voltage after that.
    pub charge: Latest<f64>,
    /// The satellite receiver.
    pub gnss: Latest<Gnss>,
    /// The flight mode.
    pub mode: Latest<Mode>,
    /// Motors armed.
    pub armed: Latest<bool>,
    /// Whether it stands or flies.
    pub landed: Latest<Landed>,
    /// The autopilot's own state.
    pub system: Latest<SystemStatus>,
    /// Where home is.
    pub home: Latest<Home>,
    /// The wind that the vehicle estimates.
    pub wind: Latest<Wind>,
    /// Sensors.
    pub health: Latest<Health>,
    /// The navigation filter.
    pub estimator: Latest<Estimator>,
    /// The fence.
    pub fence: Latest<Fence>,
    /// The mission.
    pub mission: Latest<MissionProgress>,
    /// The last mission item that was reached, MAVLink's number.
    pub reached: Latest<u16>,
    /// The remote control.
    pub sticks: Latest<Sticks>,
    /// The gimbal.
    pub gimbal: Latest<GimbalAttitude>,
    /// Parts of a text that came in several messages.
    #[cfg(feature = "link")]
    #[serde(skip)]
    pub(super) text: super::from_mavlink::PartialText,
}

impl VehicleState {
    /// The present as one sample of a track, if its position is known.
    ///
    /// The sample's time is the vehicle's own, of the position; ours where it sent none.
    pub fn sample(&self) -> Option<Sample> {
        let position = self.position.get()?;
        Some(Sample {
            time: self.position.measured().or_else(|| self.position.at())?,
            utc: self.utc_of_position(),
            position,
            height_above_sea_m: self.height_above_sea_m.get(),
            height_above_home_m: self.height_above_home_m.get(),
            velocity_ned_m_s: self.velocity_ned_m_s.get(),
            attitude: self.attitude.get(),
        })
    }

    /// Whether it flies: by its landed state, else (ArduPilot sends none unasked) by its being
    /// armed with engaged motors. `None` when nothing is known.
    pub fn flying(&self) -> Option<bool> {
        if let Some(landed) = self.landed.get() {
            return Some(landed != Landed::OnGround);
        }
        let armed = self.armed.get()?;
        let engaged = !matches!(
            self.system.get()?,
            SystemStatus::Unknown
                | SystemStatus::Booting
                | SystemStatus::Calibrating
                | SystemStatus::Standby
        );
        Some(armed && engaged)
    }

    /// The vehicle's UTC, carried on to the instant of its position.
    fn utc_of_position(&self) -> Option<UtcTime> {
        let told = self.utc.get()?;
        let (here, then) = match (self.position.measured(), self.utc.measured()) {
            (Some(here), Some(then)) => (here, then),
            _ => (self.position.at()?, self.utc.at()?),
        };
        let later_us = here.as_micros() as i64 - then.as_micros() as i64;
        Some(UtcTime::from_micros(
            told.as_micros().saturating_add(later_us),
        ))
    }
}
