//! ULog, PX4's log format.
//!
//! ```text
//! ┌────────┬─────┬───────────┐ ┌──────────┬──────┬─────────────────┐
//! │ ULog   │ ver │ timestamp │ │ size u16 │ type │ payload         │ …
//! │ 7 bytes│ u8  │ u64 µs    │ │          │ char │ size bytes      │
//! └────────┴─────┴───────────┘ └──────────┴──────┴─────────────────┘
//! definitions: B flag bits · F formats · I information · P parameters
//! data:        A subscription · D data · L logged text
//! ```
//!
//! Little-endian. Source: PX4 User Guide, "ULog File Format".

mod topics;

use missions::time::BootTime;

use super::super::autopilot::AutopilotEvent;
use super::super::parameters::Kind;
use super::Moment;
use topics::Topic;

const MAGIC: [u8; 8] = [0x55, 0x4c, 0x6f, 0x67, 0x01, 0x12, 0x35, 0x01];

/// Writes one ULog into memory.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn begin(moment: &Moment<'_>) -> Self {
        let mut writer = Self { bytes: Vec::new() };
        writer.bytes.extend(MAGIC);
        writer.bytes.extend(moment.now.as_micros().to_le_bytes());
        writer.message(b'B', &[0; 40]);
        for topic in Topic::ALL {
            let format = format!("{}:{}", topic.name(), topic.fields());
            writer.message(b'F', format.as_bytes());
        }
        writer.information(moment);
        writer.parameters(moment);
        for topic in Topic::ALL {
            let mut payload = vec![0];
            payload.extend(topic.id().to_le_bytes());
            payload.extend(topic.name().bytes());
            writer.message(b'A', &payload);
        }
        writer.write(Topic::Status, moment);
        writer.write(Topic::Home, moment);
        writer.write(Topic::LandDetected, moment);
        writer.write(Topic::MissionResult, moment);
        writer
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn event(&mut self, moment: &Moment<'_>, event: &AutopilotEvent) {
        match event {
            AutopilotEvent::Text { severity, text } => {
                self.text(moment.now, *severity as u8, text.trim_end());
            }
            AutopilotEvent::ModeChanged(_) | AutopilotEvent::Armed(_) => {
                self.write(Topic::Status, moment);
            }
            AutopilotEvent::Landed(_) => self.write(Topic::LandDetected, moment),
            AutopilotEvent::HomeSet => self.write(Topic::Home, moment),
            AutopilotEvent::ItemReached(_)
            | AutopilotEvent::CurrentItem(_)
            | AutopilotEvent::MissionFinished => self.write(Topic::MissionResult, moment),
            AutopilotEvent::Picture(picture) => {
                let payload = topics::picture(moment, picture);
                self.data(Topic::Camera, &payload);
            }
            AutopilotEvent::Breach(_) => {}
        }
    }

    pub(super) fn tick(&mut self, step: u64, moment: &Moment<'_>) {
        for topic in Topic::ALL {
            if topic
                .every()
                .is_some_and(|every| step.is_multiple_of(every))
            {
                self.write(topic, moment);
            }
        }
    }

    fn write(&mut self, topic: Topic, moment: &Moment<'_>) {
        let payload = topics::payload(topic, moment);
        self.data(topic, &payload);
    }

    fn data(&mut self, topic: Topic, payload: &[u8]) {
        let size = u16::try_from(payload.len() + 2).unwrap_or(u16::MAX);
        self.bytes.extend(size.to_le_bytes());
        self.bytes.push(b'D');
        self.bytes.extend(topic.id().to_le_bytes());
        self.bytes.extend(payload);
    }

    fn text(&mut self, now: BootTime, severity: u8, text: &str) {
        let mut payload = vec![b'0' + severity];
        payload.extend(now.as_micros().to_le_bytes());
        payload.extend(text.bytes());
        self.message(b'L', &payload);
    }

    fn information(&mut self, moment: &Moment<'_>) {
        for (key, value) in [
            ("sys_name", "PX4"),
            ("ver_hw", "SHEARWATER_SIM"),
            ("ver_sw", "0000000000000000000000000000000000000000"),
        ] {
            self.keyed(
                b'I',
                &format!("char[{}] {key}", value.len()),
                value.as_bytes(),
            );
        }
        // 1.16.0 release: the version whose manners are modelled.
        self.keyed(
            b'I',
            "uint32_t ver_sw_release",
            &0x0110_00ff_u32.to_le_bytes(),
        );
        let start = moment.utc.as_micros() - moment.now.as_micros() as i64;
        self.keyed(b'I', "int32_t time_ref_utc", &0_i32.to_le_bytes());
        self.keyed(
            b'I',
            "uint64_t time_boot_utc_us",
            &(start as u64).to_le_bytes(),
        );
    }

    fn parameters(&mut self, moment: &Moment<'_>) {
        for parameter in moment.autopilot.parameters() {
            if parameter.kind == Kind::Real32 {
                let value = (parameter.value as f32).to_le_bytes();
                self.keyed(b'P', &format!("float {}", parameter.name), &value);
            } else {
                let value = (parameter.value as i32).to_le_bytes();
                self.keyed(b'P', &format!("int32_t {}", parameter.name), &value);
            }
        }
    }

    fn keyed(&mut self, kind: u8, key: &str, value: &[u8]) {
        let mut payload = vec![u8::try_from(key.len()).unwrap_or(u8::MAX)];
        payload.extend(key.bytes());
        payload.extend(value);
        self.message(kind, &payload);
    }

    fn message(&mut self, kind: u8, payload: &[u8]) {
        let size = u16::try_from(payload.len()).unwrap_or(u16::MAX);
        self.bytes.extend(size.to_le_bytes());
        self.bytes.push(kind);
        self.bytes.extend(payload);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of a field's type, by its ULog name.
    fn size(kind: &str) -> usize {
        let (name, count) = kind
            .strip_suffix(']')
            .and_then(|kind| kind.split_once('['))
            .map_or((kind, 1), |(name, count)| (name, count.parse().unwrap()));
        count
            * match name {
                "uint64_t" | "double" => 8,
                "uint32_t" | "int32_t" | "float" => 4,
                "uint16_t" => 2,
                "uint8_t" | "int8_t" | "bool" => 1,
                other => panic!("{other}"),
            }
    }

    #[test]
    fn every_payload_is_as_long_as_its_format_says() {
        let scenario = crate::scenario::Scenario::single(
            crate::vehicle::modes::Manner::Px4,
            missions::geodesy::Position::new(52.0, 4.0).unwrap(),
        );
        let sky = crate::sky::Sky::new(scenario);
        let vehicle = sky.vehicle(0).unwrap();
        let moment = vehicle.moment();
        let picture = crate::vehicle::autopilot::Picture {
            index: 1,
            time: moment.now,
            position: moment.position().0,
            sea_m: 1.0,
            home_m: 1.0,
            euler_deg: [0.0; 3],
        };
        for topic in Topic::ALL {
            let said: usize = topic
                .fields()
                .split_terminator(';')
                .map(|field| size(field.split_once(' ').unwrap().0))
                .sum();
            let payload = match topic {
                Topic::Camera => topics::picture(&moment, &picture),
                topic => topics::payload(topic, &moment),
            };
            assert_eq!(payload.len(), said, "{}", topic.name());
        }
    }
}
