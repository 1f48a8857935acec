//! The figures of now, from what is known of the vehicle.
//!
//! A value that is old never counts as good, and goes on counting as bad until a better one comes:
//! a battery that was low is not well because nobody speaks of it. That something has fallen
//! silent is a situation of its own ([`super::silence`]).

use std::time::Duration;

use geo::Coord;
use missions::geodesy::Position;
use missions::telemetry::{Fix, VehicleState};
use missions::time::BootTime;
use missions::wind::Wind;

use super::boundary::{self, Brakes, Motion};
use super::figures::{BatteryAgainstWayHome, BoundaryAhead, GnssQuality};
use super::orders::Orders;
use super::way_home::WayHome;

/// A value that is older than this is not the present.
const FRESH: Duration = Duration::from_secs(5);
/// The wind is slow, and so is its message.
const FRESH_WIND: Duration = Duration::from_secs(20);
/// How long a vehicle needs to begin braking; half a second is a slow attitude loop and the
/// delay of a telemetry link.
const REACTION_S: f64 = 0.5;
/// Deceleration where no vehicle profile says it: ArduCopter's default for missions
/// (`WPNAV_ACCEL` 250 cm/s²); PX4's is 3 (`MPC_ACC_HOR`).
const DECELERATION_M_S2: f64 = 2.5;

/// The wind to reckon with: measured, or the one that the plan was made for; where the measure is
/// old, the stronger of the two.
pub fn wind(now: BootTime, state: &VehicleState, orders: &Orders) -> Wind {
    let old = || {
        state
            .wind
            .get()
            .filter(|old| old.speed_m_s > orders.wind.speed_m_s)
    };
    let measured = state.wind.within(now, FRESH_WIND).or_else(old);
    measured.unwrap_or(orders.wind)
}

/// What the satellite receiver says, or said last.
pub fn gnss(state: &VehicleState) -> Option<GnssQuality> {
    let gnss = state.gnss.get()?;
    Some(GnssQuality {
        fixed: gnss.fix >= Fix::ThreeD,
        satellites: gnss.satellites,
        accuracy_m: gnss.horizontal_accuracy_m,
        hdop: gnss.hdop,
    })
}

/// The boundary in the direction of flight. `home_sea_m` is how high above the sea home was when
/// the flight began: heights count from there, wherever home is put after that.
pub fn boundary(
    now: BootTime,
    state: &VehicleState,
    orders: &Orders,
    home_sea_m: Option<f64>,
) -> Option<BoundaryAhead> {
    let velocity = state.velocity_ned_m_s.within(now, FRESH)?;
    let [north, east, down] = velocity;
    let place = state.position.within(now, FRESH)?;
    let age_s = state.position.age(now)?.as_secs_f64();
    let motion = Motion {
        position: flown_on(place, velocity, age_s),
        height_m: height_m(now, state, home_sea_m)? - down * age_s,
        home_above_sea_m: home_sea_m.or(home_above_sea_m(state)),
        velocity_m_s: Coord { x: east, y: north },
        climb_m_s: -down,
    };
    let brakes = Brakes {
        deceleration_m_s2: orders
            .vehicle
            .as_ref()
            .map_or(DECELERATION_M_S2, |vehicle| vehicle.acceleration_m_s2),
        reaction_s: REACTION_S,
    };
    boundary::ahead(&orders.plan.airspace, &motion, brakes)
}

/// Above home as it was when the flight began, metres.
fn height_m(now: BootTime, state: &VehicleState, home_sea_m: Option<f64>) -> Option<f64> {
    let said_m = state.height_above_home_m.within(now, FRESH)?;
    let is_m = state.home.get().map(|home| home.height_above_sea_m);
    let lifted_m = is_m.zip(home_sea_m).map_or(0.0, |(is, was)| is - was);
    Some(said_m + lifted_m)
}

/// How high home is above the sea: as the vehicle says, or as its two heights say together.
pub fn home_above_sea_m(state: &VehicleState) -> Option<f64> {
    let said = state.home.get().map(|home| home.height_above_sea_m);
    let between = || Some(state.height_above_sea_m.get()? - state.height_above_home_m.get()?);
    said.or_else(between)
}

/// Where a vehicle is that was at a place a while ago and has flown on.
fn flown_on(place: Position, [north, east, _]: [f64; 3], seconds: f64) -> Position {
    place
        .offset(0.0, north * seconds)
        .offset(90.0, east * seconds)
}

/// What a return depends on.
#[derive(Clone, Copy, Debug)]
pub struct Homeward<'a> {
    /// What is known of the vehicle.
    pub state: &'a VehicleState,
    /// What it is ordered to do.
    pub orders: &'a Orders,
    /// The rally points that it holds, where they are not the plan's.
    pub rally: Option<&'a [Position]>,
}

impl Homeward<'_> {
    /// The place that the autopilot returns to: the nearest of home and the rally points, as
    /// ArduPilot (`RALLY_INCL_HOME`) and PX4 (`RTL_TYPE` 0) choose it.
    pub fn haven(&self, from: Position) -> Option<Position> {
        let home = self.state.home.get().map(|home| home.position);
        let planned = self.orders.plan.airspace.rally.iter();
        let planned = planned
            .map(|point| point.position)
            .filter(|_| self.rally.is_none());
        home.into_iter()
            .chain(planned)
            .chain(self.rally.unwrap_or_default().iter().copied())
            .min_by(|a, b| from.distance_m(*a).total_cmp(&from.distance_m(*b)))
    }
}

/// The battery against the way home; `None` where either is not known.
pub fn battery(
    now: BootTime,
    homeward: Homeward<'_>,
    return_height_m: f64,
    consumption: &Consumption,
) -> Option<BatteryAgainstWayHome> {
    let Homeward { state, orders, .. } = homeward;
    let left = state.battery.get()?.remaining?; // a battery does not fill in the air
    let from = state.position.get()?;
    let way = WayHome {
        from,
        height_m: state.height_above_home_m.get().unwrap_or(0.0),
        to: homeward.haven(from)?,
        return_height_m,
    };
    let way_home = match &orders.vehicle {
        Some(vehicle) => {
            let energy_wh = way.energy_wh(vehicle, wind(now, state, orders));
            energy_wh / vehicle.battery.energy_wh
        }
        None => consumption.share_for(&way, orders.plan.cruise_m_s),
    };
    Some(BatteryAgainstWayHome {
        left,
        way_home,
        keep: orders.keep(),
        distance_m: way.distance_m(),
    })
}

/// What this flight has used of its battery so far: all that is known of a vehicle without a
/// profile.
#[derive(Clone, Debug, Default)]
pub struct Consumption {
    /// Time and share at the first look in the air.
    first: Option<(BootTime, f64)>,
    /// Share a second.
    rate: Option<f64>,
}

impl Consumption {
    /// Shares come in whole percents, so a rate is trusted only after this much was used.
    const TRUSTED: f64 = 0.03;
    /// Ground speed of the way home where the plan says none, metres per second.
    const SLOW_M_S: f64 = 5.0;
    /// Climb and descent, metres per second: ArduCopter's slower default (`WPNAV_SPEED_DN`).
    const VERTICAL_M_S: f64 = 1.5;

    /// Looks at the battery, in the air.
    pub fn look(&mut self, now: BootTime, state: &VehicleState) {
        let Some(left) = state.battery.within(now, FRESH).and_then(|b| b.remaining) else {
            return;
        };
        let (since, full) = *self.first.get_or_insert((now, left));
        if left > full {
            // A battery does not fill in the air: what was said before was nonsense.
            self.first = Some((now, left));
        }
        let used = full - left;
        self.rate = (used >= Self::TRUSTED).then(|| used / now.since(since).as_secs_f64());
    }

    /// Share of the battery that a way takes at the rate of this flight; 0 while none is known.
    fn share_for(&self, way: &WayHome, cruise_m_s: Option<f64>) -> f64 {
        let speed = cruise_m_s
            .filter(|speed| *speed > 0.0)
            .unwrap_or(Self::SLOW_M_S);
        let height_m = way.height_m.max(way.return_height_m);
        let vertical_m = height_m + (height_m - way.height_m);
        let seconds = way.distance_m() / speed + vertical_m / Self::VERTICAL_M_S;
        self.rate.unwrap_or(0.0) * seconds
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use missions::telemetry::{BatteryState, Home};

    fn home() -> Position {
        Position::new(22.27, 114.19).unwrap()
    }

    fn state(now: BootTime, left: f64) -> VehicleState {
        let mut state = VehicleState::default();
        state.home.set(
            now,
            Home {
                position: home(),
                height_above_sea_m: 5.0,
            },
        );
        state.position.set(now, home().offset(90.0, 1000.0));
        state.height_above_home_m.set(now, 30.0);
        let battery = BatteryState {
            remaining: Some(left),
            ..BatteryState::default()
        };
        state.battery.set(now, battery);
        state
    }

    fn orders() -> Orders {
        let mut plan = missions::plan::Plan {
            cruise_m_s: Some(10.0),
            ..Default::default()
        };
        let leg = missions::plan::Leg {
            task: missions::plan::Task::Return,
            to: missions::plan::Waypoint {
                position: home(),
                height: missions::plan::Height::above_home(0.0),
            },
            speed_m_s: None,
        };
        plan.sorties.push(missions::plan::Sortie {
            legs: vec![leg],
            ..Default::default()
        });
        Orders::new(plan, 1).unwrap()
    }

    const fn homeward<'a>(state: &'a VehicleState, orders: &'a Orders) -> Homeward<'a> {
        Homeward {
            state,
            orders,
            rally: None,
        }
    }

    #[test]
    fn without_a_profile_the_way_home_takes_what_this_flight_takes() {
        let mut consumption = Consumption::default();
        let later = BootTime::from_millis(400_000);
        consumption.look(BootTime::ZERO, &state(BootTime::ZERO, 1.0));
        consumption.look(later, &state(later, 0.6));
        let figures = battery(
            later,
            homeward(&state(later, 0.6), &orders()),
            30.0,
            &consumption,
        )
        .unwrap();
        // 40 % in 400 s is 0.1 % a second; 1000 m at 10 m/s and 30 m at 1.5 m/s take 120 s.
        assert!((figures.way_home - 0.12).abs() < 1e-6, "{figures:?}");
        assert!((figures.distance_m - 1000.0).abs() < 1e-6);
    }

    #[test]
    fn the_way_home_leads_to_the_nearest_rally_point() {
        let mut orders = orders();
        let near = home().offset(90.0, 900.0);
        orders.plan.airspace.rally.push(missions::plan::Waypoint {
            position: near,
            height: missions::plan::Height::above_home(30.0),
        });
        let state = state(BootTime::ZERO, 1.0);
        let from = state.position.get().unwrap();
        assert_eq!(homeward(&state, &orders).haven(from), Some(near));
        let from = home().offset(90.0, 100.0);
        assert_eq!(homeward(&state, &orders).haven(from), Some(home()));
    }

    /// A place that was told 2 s ago is 20 m behind the vehicle.
    #[test]
    fn the_fence_is_looked_for_from_where_the_vehicle_has_flown_on_to() {
        let mut orders = orders();
        orders.plan.airspace.fence = Some(missions::airspace::Fence {
            inclusions: vec![missions::geodesy::Shape::Circle {
                centre: home(),
                radius_m: 1100.0,
            }],
            ..Default::default()
        });
        let mut state = state(BootTime::ZERO, 1.0);
        state.velocity_ned_m_s.set(BootTime::ZERO, [0.0, 10.0, 0.0]);
        let ahead_m = |second: u64| {
            let now = BootTime::from_millis(second * 1000);
            boundary(now, &state, &orders, None).map(|ahead| ahead.distance_m.round())
        };
        assert_eq!(ahead_m(0), Some(100.0));
        assert_eq!(ahead_m(2), Some(80.0));
        assert_eq!(ahead_m(6), None, "too old to say anything");
    }

    #[test]
    fn a_home_that_is_lifted_in_flight_does_not_lift_the_ceiling() {
        let mut orders = orders();
        orders.plan.airspace.fence = Some(missions::airspace::Fence {
            ceiling: Some(missions::plan::Height::above_home(60.0)),
            ..Default::default()
        });
        let mut state = state(BootTime::ZERO, 1.0);
        state.velocity_ned_m_s.set(BootTime::ZERO, [0.0, 0.0, -5.0]);
        let home = Home {
            position: home(),
            height_above_sea_m: 105.0,
        };
        state.home.set(BootTime::ZERO, home);
        state.height_above_home_m.set(BootTime::ZERO, -45.0); // 55 m above where it took off
        let ahead = boundary(BootTime::ZERO, &state, &orders, Some(5.0)).unwrap();
        assert!((ahead.distance_m - 5.0).abs() < 1e-9, "{ahead:?}");
    }

    #[test]
    fn an_old_figure_goes_on_counting_where_it_is_bad() {
        let state = state(BootTime::ZERO, 0.05);
        let later = BootTime::from_millis(600_000);
        let none = Consumption::default();
        let battery = battery(later, homeward(&state, &orders()), 30.0, &none).unwrap();
        assert!(battery.left < battery.keep, "{battery:?}");
        assert_eq!(gnss(&state), None, "never heard is not known");
    }

    #[test]
    fn an_old_calm_is_not_reckoned_with_and_an_old_storm_is() {
        let mut orders = orders();
        orders.wind.speed_m_s = 6.0;
        let later = BootTime::from_millis(60_000);
        let check = |heard_m_s, expected_m_s| {
            let mut state = state(BootTime::ZERO, 1.0);
            let heard = Wind {
                speed_m_s: heard_m_s,
                ..Wind::CALM
            };
            state.wind.set(BootTime::ZERO, heard);
            assert_eq!(wind(BootTime::ZERO, &state, &orders).speed_m_s, heard_m_s);
            assert_eq!(wind(later, &state, &orders).speed_m_s, expected_m_s);
        };
        check(2.0, 6.0);
        check(11.0, 11.0);
    }
}
