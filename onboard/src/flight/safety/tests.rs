//! Every row of the table in virtual time: just before it holds, when it holds, what follows.

use super::super::failsafe::Taker;
use super::super::figures::{BatteryAgainstWayHome, BoundaryAhead, GnssQuality, PilotSign};
use super::super::silence::Silences;
use super::*;

const GOOD: GnssQuality = GnssQuality {
    fixed: true,
    satellites: Some(12),
    accuracy_m: Some(0.9),
    hdop: Some(0.8),
};

fn limits() -> Limits {
    Limits {
        wind_m_s: 12.0,
        ..Limits::default()
    }
}

fn well() -> Figures {
    Figures {
        gnss: Some(GOOD),
        ground_silent_s: Some(0.5),
        wind_m_s: Some(6.0),
        battery: Some(battery(0.80)),
        fence: Some(boundary(200.0)),
        ..Figures::default()
    }
}

fn battery(left: f64) -> BatteryAgainstWayHome {
    BatteryAgainstWayHome {
        left,
        way_home: 0.20,
        keep: 0.10,
        distance_m: 1500.0,
    }
}

fn boundary(distance_m: f64) -> BoundaryAhead {
    BoundaryAhead {
        boundary: "fence, inclusion 1".into(),
        distance_m,
        stopping_m: 25.0,
    }
}

fn with(change: impl FnOnce(&mut Figures)) -> Figures {
    let mut figures = well();
    change(&mut figures);
    figures
}

/// Feeds `figures` at 10 Hz from second 100; at which second (to 0.1) `action` is decided.
fn decided_at(safety: &mut Safety, figures: &Figures, action: Action) -> Option<(f64, Decision)> {
    (0..600).find_map(|tenth| {
        let now = BootTime::from_millis(100_000 + tenth * 100);
        let decision = safety.judge(now, figures)?;
        (decision.action == action).then_some((tenth as f64 / 10.0, decision))
    })
}

/// One row: the situation leads to the action after a time, and the log names the figures.
fn check(figures: &Figures, situation: Situation, action: Action, after_s: f64, words: &str) {
    let mut safety = Safety::new(limits());
    assert_eq!(safety.judge(BootTime::from_millis(99_900), &well()), None);
    let (second, decision) = decided_at(&mut safety, figures, action)
        .unwrap_or_else(|| panic!("{situation:?} never led to {action:?}"));
    assert_eq!(decision.situation, Some(situation));
    assert!(
        (second - after_s).abs() < 0.11,
        "{situation:?} after {second} s"
    );
    assert!(decision.figures.contains(words), "{}", decision.figures);
}

fn never(figures: &Figures) {
    let mut safety = Safety::new(limits());
    for tenth in 0..600 {
        assert_eq!(
            safety.judge(BootTime::from_millis(tenth * 100), figures),
            None
        );
    }
}

#[test]
fn nothing_is_decided_while_all_is_well() {
    never(&well());
}

#[test]
fn each_situation_has_one_row() {
    for (i, row) in TABLE.iter().enumerate() {
        let same = TABLE
            .iter()
            .filter(|other| other.situation == row.situation);
        assert_eq!(same.count(), 1, "row {i}");
    }
}

#[test]
fn a_failsafe_of_the_autopilot_is_not_called_the_pilot_and_we_stand_back_all_the_same() {
    for (by, situation) in [
        (Taker::Failsafe, Situation::FailsafeFlies),
        (Taker::Either, Situation::PilotOrFailsafe),
    ] {
        let sign = PilotSign::Mode {
            asked: "mission".into(),
            flies: "land".into(),
            by,
            said: Some("it said \"Battery Failsafe\"".into()),
        };
        let words = "flies in land, asked was mission; it said \"Battery Failsafe\"";
        let figures = with(|f| f.pilot = Some(sign));
        check(&figures, situation, Action::StandBack, 0.0, words);
    }
}

#[test]
fn a_pilot_who_changes_the_mode_has_the_vehicle_at_once() {
    let sign = PilotSign::Mode {
        asked: "AUTO".into(),
        flies: "LOITER".into(),
        by: Taker::Pilot,
        said: None,
    };
    let figures = with(|f| f.pilot = Some(sign));
    let words = "flies in LOITER, asked was AUTO";
    check(
        &figures,
        Situation::PilotFlies,
        Action::StandBack,
        0.0,
        words,
    );
}

#[test]
fn what_began_while_nobody_watched_is_gone_on_with_and_not_called_an_order() {
    let check = |action, situation| {
        let figures = with(|f| f.found = Some(action));
        check(&figures, situation, action, 0.0, "while nobody watched");
    };
    check(Action::Land, Situation::FoundLanding);
    check(Action::Return, Situation::FoundReturning);
    check(Action::Hold, Situation::FoundHolding);
}

#[test]
fn what_was_decided_before_a_kill_stands_until_resume() {
    let decision = Decision {
        action: Action::Return,
        situation: Some(Situation::BatteryLow),
        figures: "12 % left".into(),
    };
    let mut safety = Safety::new(limits());
    safety.restore(&decision);
    let now = BootTime::from_millis(100_000);
    assert_eq!(
        safety.judge(now, &well()),
        None,
        "not decided a second time"
    );
    assert_eq!(safety.standing(), decision);
    safety.resume();
    let goes_on = safety.judge(now, &well()).unwrap();
    assert_eq!(goes_on.action, Action::Continue);
}

#[test]
fn a_plan_that_was_changed_stops_it_and_a_minute_later_brings_it_home() {
    let words = "another mission was loaded in flight: 2 items, not 7";
    let figures = with(|f| f.unlike = Some(words.into()));
    let (changed, lost) = (Situation::PlanChanged, Situation::PlanLost);
    check(&figures, changed, Action::Hold, 0.0, words);
    let mut safety = Safety::new(limits());
    let (second, decision) = (0..700)
        .find_map(|tenth| {
            let now = BootTime::from_millis(100_000 + tenth * 100);
            let decision = safety.judge(now, &figures)?;
            (decision.action == Action::Return).then_some((tenth / 10, decision))
        })
        .unwrap();
    assert_eq!((second, decision.situation), (60, Some(lost)));
}

#[test]
fn a_plan_that_is_put_back_in_time_is_flown_on() {
    let figures = with(|f| f.unlike = Some("2 items".into()));
    let mut safety = Safety::new(limits());
    safety.judge(BootTime::ZERO, &figures);
    let on = (1..100).find(|tenth| {
        let now = BootTime::from_millis(tenth * 100);
        safety.judge(now, &well()).is_some()
    });
    assert_eq!(on, Some(51));
    assert_eq!(safety.standing().action, Action::Continue);
}

#[test]
fn a_pilot_who_moves_a_stick_has_the_vehicle_at_once() {
    let sign = PilotSign::Stick {
        channel: 2,
        stood_us: 1500,
        is_us: 1720,
    };
    let figures = with(|f| f.pilot = Some(sign));
    let words = "stick 2 moved from 1500 to 1720";
    check(
        &figures,
        Situation::PilotFlies,
        Action::StandBack,
        0.0,
        words,
    );
}

#[test]
fn a_silent_autopilot_is_waited_for() {
    let figures = with(|f| f.autopilot_silent_s = 3.0);
    check(
        &figures,
        Situation::AutopilotSilent,
        Action::Wait,
        0.0,
        "no heartbeat for 3.0 s",
    );
    never(&with(|f| f.autopilot_silent_s = 2.9));
}

#[test]
fn an_autopilot_that_is_heard_again_goes_on_at_once() {
    let mut safety = Safety::new(limits());
    safety.judge(BootTime::ZERO, &with(|f| f.autopilot_silent_s = 5.0));
    let decision = safety.judge(BootTime::from_millis(100), &well()).unwrap();
    assert_eq!(
        (decision.action, decision.situation),
        (Action::Continue, None)
    );
}

#[test]
fn an_operator_can_land_it() {
    let figures = with(|f| f.order = Some(Order::Land));
    check(
        &figures,
        Situation::OperatorLands,
        Action::Land,
        0.0,
        "said land",
    );
}

#[test]
fn an_operator_can_call_it_home() {
    let figures = with(|f| f.order = Some(Order::Return));
    check(
        &figures,
        Situation::OperatorReturns,
        Action::Return,
        0.0,
        "said return",
    );
}

#[test]
fn an_operator_can_hold_it() {
    let figures = with(|f| f.order = Some(Order::Hold));
    check(
        &figures,
        Situation::OperatorHolds,
        Action::Hold,
        0.0,
        "said hold",
    );
}

#[test]
fn a_lost_fix_holds_first_and_lands_after_ten_seconds() {
    let lost = GnssQuality {
        fixed: false,
        satellites: Some(3),
        ..GOOD
    };
    let figures = with(|f| f.gnss = Some(lost));
    check(
        &figures,
        Situation::GnssDegraded,
        Action::Hold,
        2.0,
        "no 3D fix, 3 satellites",
    );
    check(
        &figures,
        Situation::GnssLost,
        Action::Land,
        10.0,
        "no 3D fix, 3 satellites",
    );
}

#[test]
fn a_poor_fix_holds_and_a_good_one_goes_on_after_five_seconds() {
    for poor in [
        GnssQuality {
            satellites: Some(4),
            ..GOOD
        },
        GnssQuality {
            accuracy_m: Some(11.0),
            ..GOOD
        },
        GnssQuality {
            hdop: Some(3.1),
            ..GOOD
        },
    ] {
        let figures = with(|f| f.gnss = Some(poor));
        check(
            &figures,
            Situation::GnssDegraded,
            Action::Hold,
            2.0,
            "3D fix",
        );
    }
    let mut safety = Safety::new(limits());
    let few = GnssQuality {
        satellites: Some(4),
        ..GOOD
    };
    let poor = with(|f| f.gnss = Some(few));
    decided_at(&mut safety, &poor, Action::Hold).unwrap();
    let (second, _) = decided_at(&mut safety, &well(), Action::Continue).unwrap();
    assert!((second - 5.0).abs() < 0.11, "{second}");
}

#[test]
fn a_fence_within_the_stopping_distance_turns_it_home() {
    let figures = with(|f| f.fence = Some(boundary(24.9)));
    let words = "inclusion 1 24.9 m ahead, stopping takes 25.0 m";
    check(&figures, Situation::FenceAhead, Action::Return, 0.3, words);
    never(&with(|f| f.fence = Some(boundary(25.1))));
}

fn nothing_of_the_position() -> Silences {
    let (now, begun) = (BootTime::from_millis(4000), BootTime::ZERO);
    Silences::of(now, begun, &missions::telemetry::VehicleState::default())
}

#[test]
fn telemetry_that_falls_silent_holds_after_five_seconds_and_comes_home_after_twenty() {
    let figures = with(|f| f.silent = nothing_of_the_position());
    let words = "nothing of position for 4.0 s";
    let (silent, lost) = (Situation::TelemetrySilent, Situation::TelemetryLost);
    check(&figures, silent, Action::Hold, 5.0, words);
    check(&figures, lost, Action::Return, 20.0, words);
    let mut safety = Safety::new(limits());
    decided_at(&mut safety, &figures, Action::Hold).unwrap();
    let (second, _) = decided_at(&mut safety, &well(), Action::Continue).unwrap();
    assert!((second - 5.0).abs() < 0.11, "{second}");
}

/// A link that was cut altogether and is heard again has not lost its telemetry: it has not had
/// the time to say anything.
#[test]
fn telemetry_is_not_missed_while_nothing_at_all_is_heard() {
    let mut safety = Safety::new(limits());
    let silent = with(|f| {
        f.silent = nothing_of_the_position();
        f.autopilot_silent_s = 60.0;
    });
    for second in 0..60 {
        safety.judge(BootTime::from_millis(second * 1000), &silent);
    }
    let heard = with(|f| f.silent = nothing_of_the_position());
    let decision = safety.judge(BootTime::from_millis(60_000), &heard);
    assert_eq!(decision.unwrap().situation, None);
}

#[test]
fn a_battery_that_just_reaches_home_turns_it_home() {
    let figures = with(|f| f.battery = Some(battery(0.299)));
    let words = "29.9 % left, the 1500 m home take 20.0 %, 10.0 % must stay";
    check(&figures, Situation::BatteryLow, Action::Return, 3.0, words);
    never(&with(|f| f.battery = Some(battery(0.301))));
}

#[test]
fn a_wind_that_forbids_the_way_home_is_told_so() {
    let figures = with(|f| {
        f.battery = Some(BatteryAgainstWayHome {
            way_home: f64::INFINITY,
            ..battery(0.9)
        });
    });
    check(
        &figures,
        Situation::BatteryLow,
        Action::Return,
        3.0,
        "the wind forbids the 1500 m home",
    );
}

#[test]
fn a_plan_that_is_withdrawn_brings_it_home() {
    let figures = with(|f| f.revoked = Some("the operator".into()));
    check(
        &figures,
        Situation::PlanRevoked,
        Action::Return,
        0.0,
        "withdrawn by the operator",
    );
}

#[test]
fn a_wind_above_the_limit_brings_it_home_after_ten_seconds() {
    let figures = with(|f| f.wind_m_s = Some(12.1));
    let words = "mean wind 12.1 m/s, the limit is 12.0";
    check(
        &figures,
        Situation::WindTooStrong,
        Action::Return,
        10.0,
        words,
    );
    never(&with(|f| f.wind_m_s = Some(12.0)));
}

#[test]
fn a_gust_that_passes_does_not_end_the_flight() {
    let mut safety = Safety::new(limits());
    for tenth in 0..1000 {
        let strong = tenth % 100 < 90;
        let figures = with(|f| f.wind_m_s = Some(if strong { 15.0 } else { 8.0 }));
        assert_eq!(
            safety.judge(BootTime::from_millis(tenth * 100), &figures),
            None
        );
    }
}

#[test]
fn a_ground_station_that_falls_silent_brings_it_home() {
    let figures = with(|f| f.ground_silent_s = Some(15.0));
    check(
        &figures,
        Situation::GroundSilent,
        Action::Return,
        0.0,
        "for 15.0 s",
    );
}

#[test]
fn a_ground_station_that_was_never_heard_is_not_missed() {
    never(&with(|f| f.ground_silent_s = None));
}

#[test]
fn the_pilot_wins_over_everything_and_only_resume_ends_it() {
    let mut safety = Safety::new(limits());
    let sign = PilotSign::Mode {
        asked: "AUTO".into(),
        flies: "STABILIZE".into(),
        by: Taker::Pilot,
        said: None,
    };
    safety.judge(BootTime::ZERO, &with(|f| f.pilot = Some(sign)));
    let worst = with(|f| {
        f.order = Some(Order::Land);
        f.battery = Some(battery(0.0));
        f.fence = Some(boundary(0.0));
        f.autopilot_silent_s = 60.0;
    });
    for second in 1..60 {
        assert_eq!(
            safety.judge(BootTime::from_millis(second * 1000), &worst),
            None
        );
        assert_eq!(safety.standing().action, Action::StandBack);
    }
    safety.resume();
    let decision = safety.judge(BootTime::from_millis(60_000), &worst).unwrap();
    assert_eq!(decision.situation, Some(Situation::AutopilotSilent));
}

#[test]
fn several_situations_are_decided_in_the_order_of_the_table() {
    let mut safety = Safety::new(limits());
    let figures = with(|f| {
        f.order = Some(Order::Hold);
        f.revoked = Some("headquarters".into());
        f.ground_silent_s = Some(100.0);
    });
    let decision = safety.judge(BootTime::ZERO, &figures).unwrap();
    assert_eq!(decision.situation, Some(Situation::PlanRevoked));
    let worse = Figures {
        order: Some(Order::Land),
        ..figures
    };
    let decision = safety.judge(BootTime::from_millis(100), &worse).unwrap();
    assert_eq!(decision.situation, Some(Situation::OperatorLands));
}

#[test]
fn a_return_stands_though_its_reason_has_gone() {
    let mut safety = Safety::new(limits());
    let low = with(|f| f.battery = Some(battery(0.25)));
    decided_at(&mut safety, &low, Action::Return).unwrap();
    assert_eq!(safety.judge(BootTime::from_millis(200_000), &well()), None);
    assert_eq!(safety.standing().action, Action::Return);
    safety.resume();
    let decision = safety
        .judge(BootTime::from_millis(200_100), &well())
        .unwrap();
    assert_eq!(decision.action, Action::Continue);
}

#[test]
fn it_wants_to_be_woken_when_a_sign_has_lasted_its_time() {
    let mut safety = Safety::new(limits());
    let now = BootTime::from_millis(7000);
    safety.judge(now, &with(|f| f.wind_m_s = Some(20.0)));
    assert_eq!(safety.poll_timeout(), Some(BootTime::from_millis(17_000)));
}
