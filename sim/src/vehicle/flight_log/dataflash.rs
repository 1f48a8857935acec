//! DataFlash, ArduPilot's binary log format.
//!
//! ```text
//! ┌──────┬──────┬──────┬───────────────┐
//! │ 0xA3 │ 0x95 │ type │ fields        │   one record; FMT records (type 128) describe the
//! └──────┴──────┴──────┴───────────────┘   others: length, name, field letters, labels
//! ```
//!
//! Little-endian, no padding, no checksum. Source: ArduPilot, `AP_Logger/LogStructure.h`.

mod records;

use super::super::autopilot::{AutopilotEvent, LandedState};
use super::Moment;
use records::{Record, Row};

/// Writes one DataFlash log into memory.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn begin(moment: &Moment<'_>) -> Self {
        let mut writer = Self { bytes: Vec::new() };
        for record in Record::ALL {
            writer.put(records::format(record));
        }
        let [one, two, three] = moment.board;
        let board = format!("SimBoard {one:08X} {two:08X} {three:08X}");
        for text in [
            "ArduCopter V4.6.1 (Shearwater sim)",
            &board,
            "Frame: QUAD/X",
        ] {
            writer.put(records::message(moment, text));
        }
        for parameter in moment.autopilot.parameters() {
            writer.put(records::parameter(moment, parameter));
        }
        let items = moment.autopilot.mission().items();
        for (index, item) in items.iter().enumerate() {
            writer.put(records::command(moment, index, items.len(), item));
        }
        writer.put(records::origin(moment));
        writer.put(records::mode(moment));
        writer
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn event(&mut self, moment: &Moment<'_>, event: &AutopilotEvent) {
        match event {
            AutopilotEvent::Text { text, .. } => {
                self.put(records::message(moment, text));
                if let Some((subsystem, code)) = error_of(text) {
                    self.put(records::error(moment, subsystem, code));
                }
            }
            AutopilotEvent::ModeChanged(_) => self.put(records::mode(moment)),
            AutopilotEvent::Armed(armed) => {
                self.put(records::arming(moment, *armed));
                self.put(records::event(moment, if *armed { 10 } else { 11 }));
            }
            AutopilotEvent::Landed(LandedState::OnGround) => {
                self.put(records::event(moment, 18));
            }
            AutopilotEvent::Landed(LandedState::TakingOff) => {
                self.put(records::event(moment, 28));
            }
            AutopilotEvent::HomeSet => {
                self.put(records::event(moment, 25));
                self.put(records::home(moment));
            }
            AutopilotEvent::Picture(picture) => self.put(records::picture(moment, picture)),
            AutopilotEvent::Breach(begins) => {
                let kind = moment.autopilot.fence().breach().kind;
                let code = if *begins {
                    kind.map_or(0, |kind| kind as u8)
                } else {
                    0
                };
                self.put(records::error(moment, 9, code));
            }
            AutopilotEvent::CurrentItem(index) => {
                let items = moment.autopilot.mission().items();
                if let Some(item) = items.get(usize::from(*index)) {
                    let row = records::command(moment, usize::from(*index), items.len(), item);
                    self.put(row);
                }
            }
            AutopilotEvent::Landed(_)
            | AutopilotEvent::ItemReached(_)
            | AutopilotEvent::MissionFinished => {}
        }
    }

    pub(super) fn tick(&mut self, step: u64, moment: &Moment<'_>) {
        if step.is_multiple_of(10) {
            self.put(records::inertial(moment));
        }
        if step.is_multiple_of(25) {
            self.put(records::attitude(moment));
            self.put(records::position(moment));
            self.put(records::battery(moment));
            self.put(records::barometer(moment));
        }
        if step.is_multiple_of(50) {
            self.put(records::gps(moment));
            self.put(records::outputs(moment));
        }
    }

    fn put(&mut self, row: Row) {
        self.bytes.extend(row.finish());
    }
}

/// Subsystem and code of the ERR record that goes with a text.
/// Source: ArduPilot, `AP_Logger.h`, `LogErrorSubsystem`.
fn error_of(text: &str) -> Option<(u8, u8)> {
    match text {
        "Radio Failsafe" => Some((5, 1)),
        "Battery Failsafe" => Some((6, 1)),
        "GCS Failsafe" => Some((8, 1)),
        "GCS Failsafe Cleared" => Some((8, 0)),
        "GPS Glitch or Compass error" => Some((11, 2)),
        "Glitch cleared" => Some((11, 0)),
        text if text.starts_with("EKF variance") => Some((16, 2)),
        text if text.starts_with("EKF Failsafe") => Some((17, 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::modes::Manner;
    use super::*;

    #[test]
    fn every_record_is_as_long_as_its_format_says() {
        let scenario = crate::scenario::Scenario::single(
            Manner::ArduPilot,
            missions::geodesy::Position::new(52.0, 4.0).unwrap(),
        );
        let sky = crate::sky::Sky::new(scenario);
        let vehicle = sky.vehicle(0).unwrap();
        let moment = vehicle.moment();
        let item = missions::plan::item::Item {
            command: 16,
            frame: 3,
            params: [0.0; 4],
            x: 52.0,
            y: 4.0,
            z: 10.0,
            autocontinue: true,
        };
        let picture = crate::vehicle::autopilot::Picture {
            index: 1,
            time: moment.now,
            position: moment.position().0,
            sea_m: 1.0,
            home_m: 1.0,
            euler_deg: [0.0; 3],
        };
        let parameter = moment.autopilot.parameters().at(0).unwrap();
        let rows = [
            records::format(Record::Gps),
            records::message(&moment, &"x".repeat(100)),
            records::parameter(&moment, parameter),
            records::command(&moment, 0, 1, &item),
            records::origin(&moment),
            records::home(&moment),
            records::mode(&moment),
            records::error(&moment, 1, 1),
            records::event(&moment, 10),
            records::arming(&moment, true),
            records::picture(&moment, &picture),
            records::inertial(&moment),
            records::attitude(&moment),
            records::position(&moment),
            records::battery(&moment),
            records::barometer(&moment),
            records::gps(&moment),
            records::outputs(&moment),
        ];
        for row in rows {
            let record = row.record();
            assert_eq!(row.finish().len(), records::length(record), "{record:?}");
        }
    }
}
