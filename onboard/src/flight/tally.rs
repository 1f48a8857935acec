//! Which items of the mission were flown on this flight, and in their order.
//!
//! What an autopilot says may be of the flight before (PX4 repeats its last MISSION_ITEM_REACHED
//! until it is switched off), and the mission may be changed or skipped through by another ground
//! station: an index that stands at the end does not say that the way to it was flown.

use std::time::Duration;

use missions::link::manners::Autopilot;
use missions::telemetry::{MissionProgress, MissionStage, VehicleState};
use missions::time::BootTime;

use super::progress::Route;

/// No vehicle here flies faster over the ground, metres per second.
const FASTEST_M_S: f64 = 30.0;
/// Corners are cut, and messages come late: an index may run ahead by this much way, metres.
const AHEAD_M: f64 = 100.0;

/// The items of one flight as they are flown.
#[derive(Clone, Debug)]
pub struct Tally {
    /// What was heard before is of another flight.
    since: BootTime,
    heard: Option<Look>,
    /// The mission as it was when last heard: how many items, and which id.
    mission: Option<MissionProgress>,
    complete: bool,
}

/// What is wrong with what the vehicle says of its mission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Irregular {
    /// It is another one than it was.
    Changed(String),
    /// Items were left out.
    Jumped(String),
}

/// Where the vehicle was in its mission.
#[derive(Clone, Copy, Debug)]
struct Look {
    at: BootTime,
    item: usize,
    flown_m: f64,
}

impl Tally {
    /// Counts what is heard after `since`.
    pub const fn new(since: BootTime) -> Self {
        Self {
            since,
            heard: None,
            mission: None,
            complete: false,
        }
    }

    /// Looks at what the vehicle says; what is wrong with its mission comes back, once each time.
    pub fn look(
        &mut self,
        autopilot: Autopilot,
        state: &VehicleState,
        route: &Route,
    ) -> Option<Irregular> {
        let (at, mission) = state.mission.at().zip(state.mission.get())?;
        if at <= self.since || self.heard.is_some_and(|look| look.at == at) {
            return None;
        }
        let item = usize::from(autopilot.index_of(mission.current).unwrap_or(0));
        let look = Look {
            at,
            item,
            flown_m: route.progress(item, state.position.get()).flown_m,
        };
        let before = self.heard.replace(look);
        let known = self.mission;
        self.mission = Some(MissionProgress {
            total: mission.total.or(known.and_then(|known| known.total)),
            mission_id: mission
                .mission_id
                .or(known.and_then(|known| known.mission_id)),
            ..mission
        });
        self.complete |= self.is_at_end(autopilot, state, route);
        if let Some(what) = known.and_then(|known| change(known, mission)) {
            return Some(Irregular::Changed(what));
        }
        before
            .and_then(|before| jump(before, look, route))
            .map(Irregular::Jumped)
    }

    /// The last item was reached, or the mission flown to its end, after its beginning here.
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    fn is_at_end(&self, autopilot: Autopilot, state: &VehicleState, route: &Route) -> bool {
        let last = self.heard.is_some_and(|look| look.item >= route.last());
        let reached = state.reached.at().is_some_and(|at| at > self.since)
            && state
                .reached
                .get()
                .and_then(|seq| autopilot.index_of(seq))
                .is_some_and(|item| usize::from(item) >= route.last());
        let stage = state.mission.get().map(|mission| mission.stage);
        last && (reached || stage == Some(MissionStage::Complete))
    }
}

/// Another mission than the one that was heard of before.
fn change(known: MissionProgress, now: MissionProgress) -> Option<String> {
    if now.stage == MissionStage::Empty && known.stage != MissionStage::Empty {
        return Some("the mission was deleted in flight".into());
    }
    let differ = |was: Option<u32>, is: Option<u32>| was.zip(is).filter(|(was, is)| was != is);
    if let Some((was, is)) = differ(known.total.map(u32::from), now.total.map(u32::from)) {
        return Some(format!(
            "another mission was loaded in flight: {is} items, not {was}"
        ));
    }
    let (was, is) = differ(known.mission_id, now.mission_id)?;
    Some(format!(
        "another mission was loaded in flight: its id is {is}, not {was}"
    ))
}

/// An index that is farther on than the vehicle can have flown since it was last heard.
fn jump(before: Look, now: Look, route: &Route) -> Option<String> {
    if now.item <= before.item || route.jumps() {
        return None;
    }
    let skipped_m = route.end_m(now.item - 1) - before.flown_m;
    let seconds = Duration::as_secs_f64(&now.at.since(before.at));
    (skipped_m > FASTEST_M_S * seconds + AHEAD_M).then(|| {
        format!(
            "the mission jumped from item {} to item {}: {skipped_m:.0} m of it were skipped",
            before.item + 1,
            now.item + 1
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use missions::geodesy::Position;
    use missions::plan::item::Item;
    use missions::plan::items::command;

    fn home() -> Position {
        Position::new(51.95, 4.05).unwrap()
    }

    /// Take-off, then waypoints every 500 m, then home.
    fn route() -> Route {
        let item = |command, north_m: f64| {
            let to = home().offset(0.0, north_m);
            Item {
                command,
                frame: 3,
                params: [0.0; 4],
                x: to.latitude_deg(),
                y: to.longitude_deg(),
                z: 40.0,
                autocontinue: true,
            }
        };
        let mut items = vec![item(command::TAKEOFF, 0.0)];
        items.extend((1..4).map(|n| item(command::WAYPOINT, f64::from(n) * 500.0)));
        items.push(item(command::RETURN, 0.0));
        Route::new(&items, Some(home()))
    }

    struct Said {
        tally: Tally,
        state: VehicleState,
    }

    impl Said {
        fn new() -> Self {
            Self {
                tally: Tally::new(BootTime::from_millis(10_000)),
                state: VehicleState::default(),
            }
        }

        fn says(&mut self, second: u64, current: u16, north_m: f64) -> Option<Irregular> {
            self.says_of(second, current, north_m, MissionStage::Unknown, 5)
        }

        fn says_of(
            &mut self,
            second: u64,
            current: u16,
            north_m: f64,
            stage: MissionStage,
            total: u16,
        ) -> Option<Irregular> {
            let now = BootTime::from_millis(second * 1000);
            let mission = MissionProgress {
                current,
                total: Some(total),
                stage,
                mission_id: None,
            };
            self.state.mission.set(now, mission);
            self.state.position.set(now, home().offset(0.0, north_m));
            self.tally.look(Autopilot::Px4, &self.state, &route())
        }
    }

    #[test]
    fn the_last_item_of_the_flight_before_completes_nothing() {
        let mut said = Said::new();
        said.state.reached.set(BootTime::from_millis(5000), 4);
        said.says_of(9, 4, 0.0, MissionStage::Complete, 5);
        assert!(!said.tally.is_complete(), "said before the start");
        said.says(11, 0, 0.0);
        said.state.reached.set(BootTime::from_millis(12_000), 4);
        said.says(12, 1, 0.0);
        assert!(!said.tally.is_complete(), "repeated after the start");
    }

    #[test]
    fn items_flown_one_after_the_other_complete_the_mission() {
        let mut said = Said::new();
        for (second, current, north_m) in [(11, 0, 0.0), (20, 1, 100.0), (60, 2, 510.0)] {
            assert_eq!(said.says(second, current, north_m), None);
        }
        assert_eq!(said.says(110, 3, 1020.0), None);
        assert_eq!(said.says(160, 4, 1500.0), None);
        said.state.reached.set(BootTime::from_millis(300_000), 4);
        assert_eq!(said.says(300, 4, 0.0), None);
        assert!(said.tally.is_complete());
    }

    #[test]
    fn an_index_that_jumps_ahead_is_told_once_and_a_silence_of_the_link_is_no_jump() {
        let mut said = Said::new();
        assert_eq!(said.says(11, 1, 100.0), None);
        assert_eq!(said.says(80, 3, 1100.0), None, "69 s without a message");
        let mut said = Said::new();
        assert_eq!(said.says(11, 1, 100.0), None);
        let Some(Irregular::Jumped(told)) = said.says(12, 4, 110.0) else {
            panic!("not noticed");
        };
        assert!(told.contains("from item 2 to item 5: 1400 m"), "{told}");
        assert_eq!(said.says(13, 4, 120.0), None);
    }

    #[test]
    fn another_mission_loaded_in_flight_is_told() {
        let mut said = Said::new();
        assert_eq!(said.says(11, 1, 100.0), None);
        let changed = |told: &str| Some(Irregular::Changed(told.into()));
        let told = said.says_of(12, 1, 110.0, MissionStage::Unknown, 2);
        let words = "another mission was loaded in flight: 2 items, not 5";
        assert_eq!(told, changed(words));
        let mut said = Said::new();
        assert_eq!(said.says(11, 1, 100.0), None);
        let told = said.says_of(12, 0, 110.0, MissionStage::Empty, 5);
        assert_eq!(told, changed("the mission was deleted in flight"));
    }
}
