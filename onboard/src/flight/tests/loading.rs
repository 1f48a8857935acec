//! The vehicle is given the plan: what is written, how often, through what.

use super::*;

#[test]
fn a_vehicle_that_holds_the_plan_already_is_not_written_to() {
    for autopilot in BOTH {
        let mut first = air(autopilot);
        finish(&mut first);
        let mut again = Pair::new(flight_of(plan()), first.server, Network::PERFECT, 8);
        again.now = first.now;
        again.server.current = 4; // as PX4 keeps it from the flight before
        assert_eq!(finish(&mut again), Outcome::Done, "{autopilot}");
        assert_eq!(uploads(&again), 3, "the first flight's");
    }
}

#[test]
fn thirty_percent_loss_each_way_delays_a_flight_and_does_not_stop_it() {
    for autopilot in BOTH {
        let mut air = air(autopilot);
        air.set_network(Network::lossy(0.3));
        assert_eq!(finish(&mut air), Outcome::Done, "{autopilot}");
    }
}

/// 500 items with 30 % loss each way: loaded, read back, compared.
#[test]
fn five_hundred_items_are_loaded_through_thirty_percent_loss() {
    for autopilot in BOTH {
        let mut long = plan();
        let back = long.sorties[0].legs.pop().unwrap();
        for n in 0..494 {
            let leg = leg(Task::Transit, 100.0 + f64::from(n % 200), f64::from(n % 7));
            long.sorties[0].legs.push(leg);
        }
        long.sorties[0].legs.push(back);
        let mut orders = Orders::new(long, 1).unwrap();
        orders.only_check = true;
        let items = orders.items().len();
        assert!((500..=510).contains(&items), "{items}");
        let flight = Flight::new(orders, Limits::default(), Past::default());
        let vehicle = Scripted::new(autopilot, home());
        let mut air = Pair::new(flight, vehicle, Network::lossy(0.3), 11);
        assert_eq!(finish(&mut air), Outcome::Ready, "{autopilot}");
        assert_eq!(air.server.transfers.items(Kind::Mission).len(), items);
        assert_eq!(air.server.count(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM), 0);
    }
}

#[test]
fn an_ardupilot_that_boots_is_given_its_mission_afterwards() {
    let mut air = air(Autopilot::ArduPilot);
    air.server.boots_until = BootTime::from_millis(20_000);
    assert_eq!(finish(&mut air), Outcome::Done);
}
