//! Telemetry against what the recorded ArduCopter 4.7 and PX4 said in the same situation.

use std::time::Duration;

use missions::geodesy::Position;
use missions::link::Message as _;
use missions::link::dialect::MavMessage;

use super::super::observe;
use super::{ARDUPILOT, PX4, SHARED, known};
use crate::scenario::Scenario;
use crate::sky::Sky;
use crate::vehicle::modes::Manner;

/// A vehicle that has stood on the ground for so long.
fn after(seconds: u64, manner: Manner) -> Sky {
    let home = Position::new(51.9774, 4.1).unwrap();
    let mut sky = Sky::new(Scenario::single(manner, home));
    sky.run_for(Duration::from_secs(seconds));
    sky
}

fn message(sky: &Sky, manner: Manner, id: u32) -> Option<MavMessage> {
    let state = observe::snapshot(sky.vehicle(0).unwrap(), [0; 3]);
    known(manner, id)?(&state, manner)
}

#[test]
fn every_maker_makes_the_message_of_its_number() {
    for (manner, own) in [(Manner::ArduPilot, ARDUPILOT), (Manner::Px4, PX4)] {
        let sky = after(30, manner);
        for (id, _) in SHARED.iter().chain(own) {
            let made = message(&sky, manner, *id);
            assert!(made.is_none_or(|made| made.message_id() == *id), "{id}");
        }
    }
}

#[test]
fn before_it_has_a_position_ardupilot_says_zero_and_px4_nothing() {
    const GLOBAL_POSITION_INT: u32 = 33;
    let early = |manner| message(&after(0, manner), manner, GLOBAL_POSITION_INT);
    assert_eq!(early(Manner::Px4), None);
    let Some(MavMessage::GLOBAL_POSITION_INT(position)) = early(Manner::ArduPilot) else {
        panic!("nothing");
    };
    assert_eq!((position.lat, position.lon, position.alt), (0, 0, 0));
}

/// Recorded `EKF_STATUS_REPORT.flags` 831 and `ESTIMATOR_STATUS.flags` 895 with a position.
#[test]
fn the_estimators_flags_are_those_that_were_recorded() {
    let Some(MavMessage::EKF_STATUS_REPORT(report)) =
        message(&after(30, Manner::ArduPilot), Manner::ArduPilot, 193)
    else {
        panic!("no report");
    };
    assert_eq!(report.flags.bits(), 831);
    let Some(MavMessage::ESTIMATOR_STATUS(status)) =
        message(&after(30, Manner::Px4), Manner::Px4, 230)
    else {
        panic!("no status");
    };
    assert_eq!(status.flags.bits(), 895);
}

/// Recorded: present 0x5331fc2f (ArduCopter with GPS).
#[test]
fn the_sensors_that_are_there_are_those_that_were_recorded() {
    let Some(MavMessage::SYS_STATUS(status)) =
        message(&after(30, Manner::ArduPilot), Manner::ArduPilot, 1)
    else {
        panic!("no status");
    };
    assert_eq!(status.onboard_control_sensors_present.bits(), 0x5331_fc2f);
    // PREARM_CHECK: the vehicle says that it can be armed.
    assert_ne!(
        status.onboard_control_sensors_health.bits() & 0x1000_0000,
        0
    );
}
