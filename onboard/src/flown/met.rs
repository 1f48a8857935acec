//! What the vehicle told of itself and of the air on its way: for the report.

use geo::Coord;
use missions::link::dialect::{AUTOPILOT_VERSION_DATA, MavMessage};
use missions::telemetry::VehicleState;
use missions::wind::Wind;
use serde::Serialize;

use crate::folder::hex;

/// What was met.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Met {
    /// What tells this autopilot from any other.
    pub identity: Option<Identity>,
    /// Share of the battery when its motors were first armed, 0 to 1.
    pub battery_begin: Option<f64>,
    wind: Winds,
}

/// The autopilot as it names itself (AUTOPILOT_VERSION).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The board's own number, in hexadecimal; none where it sends none.
    pub board: Option<String>,
    /// Its firmware's version.
    pub firmware: String,
    /// The first digits of the commit that the firmware was made of; none where it sends none.
    pub commit: Option<String>,
}

/// The winds of a flight, as they were told.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Winds {
    count: u32,
    /// Where the air went, summed, metres per second: x east, y north.
    sum: Coord<f64>,
    strongest_m_s: f64,
}

/// The wind of a flight.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WindMet {
    /// The mean, as a vector.
    pub mean: Wind,
    /// The strongest that the vehicle told of, metres per second.
    pub strongest_m_s: f64,
}

impl Met {
    /// Takes in a message; `state` has taken it in already.
    pub(super) fn handle(&mut self, message: &MavMessage, state: &VehicleState) {
        let is_armed = state.armed.get() == Some(true);
        match message {
            MavMessage::AUTOPILOT_VERSION(m) => self.identity = Some(identity(m)),
            MavMessage::WIND(_) | MavMessage::WIND_COV(_) if is_armed => {
                self.wind.add(state.wind.get());
            }
            _ => {}
        }
        if is_armed && self.battery_begin.is_none() {
            self.battery_begin = state.battery.get().and_then(|battery| battery.remaining);
        }
    }

    /// The wind, where the vehicle told of any.
    pub fn wind(&self) -> Option<WindMet> {
        let n = f64::from(self.wind.count);
        (self.wind.count > 0).then(|| WindMet {
            mean: blowing(self.wind.sum / n),
            strongest_m_s: self.wind.strongest_m_s,
        })
    }
}

impl Winds {
    fn add(&mut self, wind: Option<Wind>) {
        let Some(wind) = wind else { return };
        self.count += 1;
        self.sum = self.sum + wind.velocity_m_s();
        self.strongest_m_s = self.strongest_m_s.max(wind.speed_m_s);
    }
}

/// The wind that moves the air so.
fn blowing(velocity_m_s: Coord<f64>) -> Wind {
    let from_deg = (-velocity_m_s.x).atan2(-velocity_m_s.y).to_degrees();
    Wind {
        speed_m_s: velocity_m_s.x.hypot(velocity_m_s.y),
        from_deg: from_deg.rem_euclid(360.0),
        gust_m_s: 0.0,
    }
}

fn identity(m: &AUTOPILOT_VERSION_DATA) -> Identity {
    let is_sent = |bytes: &[u8]| bytes.iter().any(|byte| *byte != 0);
    let long = is_sent(&m.uid2).then(|| hex(&m.uid2));
    let short = (m.uid != 0).then(|| format!("{:016x}", m.uid));
    let [_kind, patch, minor, major] = m.flight_sw_version.to_le_bytes();
    Identity {
        board: long.or(short),
        firmware: format!("{major}.{minor}.{patch}"),
        commit: is_sent(&m.flight_custom_version).then(|| commit(&m.flight_custom_version)),
    }
}

/// ArduPilot sends the digits as text, PX4 the bytes, the lowest first.
fn commit(bytes: &[u8]) -> String {
    if bytes.iter().all(u8::is_ascii_hexdigit) {
        return bytes.iter().map(|digit| char::from(*digit)).collect();
    }
    let turned: Vec<u8> = bytes.iter().rev().copied().collect();
    hex(&turned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn winds_are_meant_as_vectors() {
        let mut met = Met::default();
        assert_eq!(met.wind(), None);
        for from_deg in [350.0, 10.0] {
            met.wind.add(Some(Wind {
                speed_m_s: 6.0,
                from_deg,
                gust_m_s: 0.0,
            }));
        }
        let wind = met.wind().unwrap();
        let off_deg = (wind.mean.from_deg + 180.0) % 360.0 - 180.0;
        assert!(off_deg.abs() < 1e-9, "{wind:?}");
        assert!((wind.mean.speed_m_s - 5.9088).abs() < 1e-3 && wind.strongest_m_s == 6.0);
    }

    #[test]
    fn an_autopilot_names_itself() {
        let mut m = AUTOPILOT_VERSION_DATA {
            flight_sw_version: 0x0407_00ff,
            flight_custom_version: *b"1a2b3c4d",
            uid: 0x1234,
            ..AUTOPILOT_VERSION_DATA::default()
        };
        let named = identity(&m);
        assert_eq!(named.firmware, "4.7.0");
        assert_eq!(named.commit.as_deref(), Some("1a2b3c4d"));
        assert_eq!(named.board.as_deref(), Some("0000000000001234"));
        m.flight_custom_version = [1, 2, 3, 4, 5, 6, 7, 0xf8];
        assert_eq!(identity(&m).commit.as_deref(), Some("f807060504030201"));
    }
}
