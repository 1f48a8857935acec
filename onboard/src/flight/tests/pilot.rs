//! The pilot takes the vehicle, and has it until somebody says `resume`.

use super::*;

#[test]
fn the_pilots_mode_change_wins_until_resume() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        until_item(&mut air, 3);
        let manual = FlightMode::Manual(match autopilot {
            Autopilot::ArduPilot => 5, // LOITER, which pilots fly in
            Autopilot::Px4 => 0x0003_0000,
        });
        air.server.mode = autopilot.custom_mode(manual).unwrap();
        air.run_until(Duration::from_secs(5), |_| false);
        assert_eq!(decided(&air), [Situation::PilotFlies], "{autopilot}");
        let heard = air.server.heard.len();
        air.server.battery = 0.01;
        air.server.wind_m_s = 30.0;
        air.client.order(Order::Return, "test");
        air.run_until(Duration::from_mins(2), |_| false);
        assert_eq!(air.server.heard.len(), heard, "nothing was commanded");
        air.server.battery = 0.9;
        air.server.wind_m_s = 3.0;
        air.run_until(Duration::from_secs(30), |_| false);
        air.client.order(Order::Resume, "test");
        air.run_until(Duration::from_secs(5), |_| false);
        assert_eq!(air.server.flies(), FlightMode::Mission);
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    }
}

#[test]
fn a_stick_that_moves_wins_too() {
    let mut air = air(Autopilot::ArduPilot);
    until_item(&mut air, 2);
    air.server.sticks[0] = 1750;
    air.run_until(Duration::from_secs(2), |_| false);
    air.server.sticks[0] = 1500;
    let heard = air.server.heard.len();
    air.client.order(Order::Land, "test");
    let ended = finish(&mut air);
    assert!(
        matches!(&ended, Outcome::CutShort { reason } if reason.contains("stick 1")),
        "{ended:?}"
    );
    assert_eq!(air.server.heard.len(), heard, "nothing was commanded");
}
