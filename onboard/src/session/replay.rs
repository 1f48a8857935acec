//! What a flight folder's frames say was flown, believed as they were in the air.

use missions::link::Endpoint;
use missions::link::dialect::MavMessage;
use missions::link::manners::Autopilot;
use missions::link::signing::{Signing, Verdict};
use missions::link::wire::tlog;
use missions::plan::item::Item;
use missions::time::{BootTime, UtcTime};

use super::Ending;
use crate::flown::Flown;
use crate::folder::TLOG;

/// The component that autopilots speak as (MAV_COMP_ID_AUTOPILOT1).
const AUTOPILOT: u8 = 1;

/// What came of it.
#[derive(Debug)]
pub struct Replay {
    /// The flight.
    pub flown: Flown,
    /// Where its records end.
    pub ending: Ending,
    /// When its vehicle was last heard armed.
    pub armed_until: Option<UtcTime>,
    /// What of the log could not be read or was not believed, in words.
    pub losses: Vec<String>,
}

/// Reads a telemetry log of a flight of these items by the vehicle `system`; by the first that
/// speaks, where none is named. With `signing`, what is not signed is passed over, and `signing`
/// goes on where the log ends.
pub fn replay(
    log: &[u8],
    items: &[Item],
    system: Option<u8>,
    mut signing: Option<&mut Signing>,
) -> Replay {
    let mut flown = Flown::new(items);
    let mut ending = Ending::default();
    let mut vehicle: Option<(Endpoint, Autopilot)> = None;
    let (mut begin, mut armed_until, mut refused) = (None, None, 0_u64);
    let mut entries = tlog::entries(log);
    for tlog::Entry { at, frame, .. } in entries.by_ref() {
        let now = since(*begin.get_or_insert(at), at);
        let verdict = signing.as_mut().map(|signing| signing.check(&frame, at));
        if matches!(verdict, Some(Verdict::Refused(_))) {
            refused += 1;
            continue;
        }
        let Some(message) = frame.message() else {
            continue;
        };
        if vehicle.is_none() && system.is_none_or(|system| system == frame.from.system) {
            vehicle = autopilot_of(frame.from, message).map(|autopilot| (frame.from, autopilot));
        }
        if let Some((from, autopilot)) = vehicle
            && frame.from == from
        {
            flown.handle(now, Some(autopilot), message);
            ending.look(at, &flown);
            armed_until = Some(at).filter(|_| flown.is_armed()).or(armed_until);
        }
    }
    let mut losses: Vec<_> = entries.skipped().iter().map(unread).collect();
    if refused > 0 {
        losses.push(format!(
            "{TLOG}: {refused} frames from before this program began are not signed with the key, and were not believed"
        ));
    }
    Replay {
        flown,
        ending,
        armed_until,
        losses,
    }
}

fn unread(skipped: &tlog::Skipped) -> String {
    let tlog::Skipped { offset, length } = skipped;
    format!("{TLOG}: {length} bytes from byte {offset} on are damaged and belong to no frame")
}

fn since(begin: UtcTime, at: UtcTime) -> BootTime {
    let micros = at.as_micros().saturating_sub(begin.as_micros());
    BootTime::from_micros(u64::try_from(micros).unwrap_or(0))
}

fn autopilot_of(from: Endpoint, message: &MavMessage) -> Option<Autopilot> {
    match message {
        MavMessage::HEARTBEAT(m) if from.component == AUTOPILOT => {
            Autopilot::recognise(m.autopilot)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use missions::link::Transmit;
    use missions::link::dialect::{
        GLOBAL_POSITION_INT_DATA, HEARTBEAT_DATA, MavAutopilot, MavModeFlag, MavType,
    };
    use missions::link::signing::{Key, Unsigned};
    use missions::link::wire::Writer;

    const OURS: Endpoint = Endpoint::new(3, 1);
    const OTHER: Endpoint = Endpoint::new(7, 1);

    fn signing() -> Signing {
        Signing::new(Key::new([7; 32]).unwrap(), 0, Unsigned::RadioStatusOnly)
    }

    /// Second by second an armed vehicle says that it is there and where, 10 m farther each time;
    /// another one, heard first, stands somewhere else.
    fn log(seconds: std::ops::Range<i64>, mut signing: Option<Signing>) -> Vec<u8> {
        let mut writer = Writer::new();
        let mut log = Vec::new();
        for second in seconds {
            let at = UtcTime::from_secs(1_795_000_000 + second);
            for (from, lat) in [(OTHER, 0), (OURS, 510_000_000 + second as i32 * 898)] {
                for message in [heartbeat(), position(second, lat)] {
                    let plain = writer.frame(&Transmit::new(from, message));
                    let frame = signing.as_mut().map(|signing| signing.sign(&plain, at));
                    log.extend(tlog::entry(at, &frame.unwrap_or(plain)));
                }
            }
        }
        log
    }

    fn heartbeat() -> MavMessage {
        MavMessage::HEARTBEAT(HEARTBEAT_DATA {
            autopilot: MavAutopilot::MAV_AUTOPILOT_PX4,
            mavtype: MavType::MAV_TYPE_QUADROTOR,
            base_mode: MavModeFlag::MAV_MODE_FLAG_SAFETY_ARMED,
            ..HEARTBEAT_DATA::default()
        })
    }

    fn position(second: i64, lat: i32) -> MavMessage {
        MavMessage::GLOBAL_POSITION_INT(GLOBAL_POSITION_INT_DATA {
            time_boot_ms: second as u32 * 1000,
            lat,
            lon: 40_000_000,
            ..GLOBAL_POSITION_INT_DATA::default()
        })
    }

    fn check(
        log: &[u8],
        system: Option<u8>,
        signing: Option<&mut Signing>,
        flown_m: f64,
    ) -> Vec<String> {
        let replay = replay(log, &[], system, signing);
        let length_m = replay.flown.track().length_m();
        assert!((length_m - flown_m).abs() < 0.5, "{length_m}");
        replay.losses
    }

    #[test]
    fn only_the_vehicle_that_was_flown_with_is_heard() {
        let log = log(0..11, None);
        assert!(check(&log, Some(3), None, 100.0).is_empty());
        assert!(
            check(&log, None, None, 0.0).is_empty(),
            "the first that speaks"
        );
    }

    #[test]
    fn a_bad_byte_in_the_middle_costs_one_frame_and_is_said() {
        let mut log = log(0..11, None);
        let other = tlog::entries(&log).nth(20).unwrap();
        log[other.offset as usize + 20] ^= 0x20; // in its payload
        let losses = check(&log, Some(3), None, 100.0);
        assert!(
            matches!(&losses[..], [loss] if loss.starts_with("flight.tlog: ") && loss.contains("are damaged")),
            "{losses:?}"
        );
    }

    #[test]
    fn forged_frames_of_a_signed_flight_are_not_believed() {
        let mut log = log(0..6, Some(signing()));
        let forged = self::log(6..11, None);
        log.extend(forged);
        let losses = check(&log, Some(3), Some(&mut signing()), 50.0);
        assert!(
            losses[0].contains("20 frames") && losses[0].contains("not signed"),
            "{losses:?}"
        );
    }

    /// The clock of a computer without a battery goes back when it is started again.
    #[test]
    fn the_signature_goes_on_where_the_log_ends() {
        let log = log(0..6, Some(signing()));
        let mut resumed = signing();
        check(&log, Some(3), Some(&mut resumed), 50.0);
        let long_ago = UtcTime::from_secs(1_700_000_000);
        let before = resumed.timestamp();
        let plain = Writer::new().frame(&Transmit::new(OURS, heartbeat()));
        resumed.sign(&plain, long_ago);
        assert!(resumed.timestamp() > before && before > 0);
        let again = tlog::entries(&log).next().unwrap();
        let verdict = resumed.check(&again.frame, again.at);
        assert!(
            matches!(verdict, Verdict::Refused(_)),
            "believed twice: {verdict:?}"
        );
    }
}
