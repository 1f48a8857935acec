//! One flight: up, over, down, let go, up, home. The ordinary autopilot flies it as a mission.

use std::time::Duration;

use missions::geodesy::Position;
use missions::plan::item::Item;
use missions::time::{BootTime, UtcTime};

use super::Smuggler;
use super::border::Border;
use super::truth::{Crossing, Drop, FlightTruth};
use crate::scenario::{Scenario, VehicleSpec, patrol_quad};
use crate::sky::Sky;
use crate::vehicle::Vehicle;
use crate::vehicle::flight_log::FlightLog;
use crate::vehicle::modes::{FlightMode, Manner};
use missions::mission::profiles;

/// The output of the servo that holds the load.
pub(super) const SERVO: u8 = 9;
/// The pulse that opens it, microseconds.
const OPEN_US: f64 = 1900.0;
/// From switching on to arming: the navigation filter settles.
const SETTLE: Duration = Duration::from_secs(12);
/// A flight that has not landed by then is given up.
const LONGEST: Duration = Duration::from_hours(1);
/// Between two looks at where it really is.
const LOOK: Duration = Duration::from_millis(100);
/// Hover before letting go, seconds.
const HOVER_S: f64 = 4.0;

/// A flight that was flown.
#[derive(Clone, Debug)]
pub struct Flown {
    /// What really happened.
    pub truth: FlightTruth,
    /// What the autopilot wrote down.
    pub log: Vec<u8>,
    /// The log's path on the card.
    pub path: String,
}

/// Flies one flight from the moment when the battery is plugged in.
pub(super) fn fly(smuggler: &Smuggler, number: usize, start: UtcTime) -> Flown {
    let mut sky = Sky::new(scenario(smuggler, number, start));
    sky.run_for(SETTLE);
    if let Some(vehicle) = sky.vehicle_mut(0) {
        begin(vehicle, smuggler);
    }
    let mut watch = Watch::new(smuggler, number, start);
    let end = BootTime::ZERO + LONGEST;
    while sky.now() < end && !watch.is_over {
        sky.run_for(LOOK);
        if let Some(vehicle) = sky.vehicle(0) {
            watch.look(vehicle);
        }
    }
    sky.run_for(Duration::from_secs(1));
    let log = sky.vehicle(0).and_then(|vehicle| vehicle.logs().first());
    Flown {
        truth: watch.truth,
        log: log.map(|log| log.bytes().to_vec()).unwrap_or_default(),
        path: path(log, number),
    }
}

/// ArduPilot numbers the logs of a card on; each flight here is a new boot, which begins at 1.
fn path(log: Option<&FlightLog>, number: usize) -> String {
    let path = log.map_or("", FlightLog::path);
    path.replace("00000001.BIN", &format!("{number:08}.BIN"))
}

fn scenario(smuggler: &Smuggler, number: usize, start: UtcTime) -> Scenario {
    let mut vehicle = VehicleSpec::new("carrier", 1, smuggler.manner, smuggler.launch);
    vehicle.profile = profiles::vehicle(&smuggler.profile).unwrap_or_else(patrol_quad);
    vehicle.ground_m = smuggler.ground_m;
    vehicle.payload = Some(smuggler.payload());
    Scenario {
        name: smuggler.name.clone(),
        seed: smuggler.seed.wrapping_add(number as u64),
        start,
        duration: None,
        wind: vec![(BootTime::ZERO, smuggler.wind())],
        vehicles: vec![vehicle],
        ship: None,
        camera: None,
    }
}

/// Loads the mission, arms and starts. An autopilot that refuses stays on the ground: a flight of an
/// hour without crossings and without a drop.
fn begin(vehicle: &mut Vehicle, smuggler: &Smuggler) {
    let autopilot = vehicle.autopilot();
    let items = items(smuggler);
    let _is_begun = autopilot.set_mission(items).is_ok()
        && autopilot.set_mode(FlightMode::Guided).is_ok()
        && autopilot.arm(false).is_ok()
        && autopilot.set_mode(FlightMode::Mission).is_ok()
        && autopilot.start_mission(None).is_ok();
}

/// The mission; ArduPilot's item 0 is home.
fn items(smuggler: &Smuggler) -> Vec<Item> {
    let at = |command, place: Position, z, params| Item {
        command,
        frame: 6,
        params,
        x: place.latitude_deg(),
        y: place.longitude_deg(),
        z,
        autocontinue: true,
    };
    let none = [0.0; 4];
    let (launch, drop) = (smuggler.launch, smuggler.drop);
    let let_go = Item {
        command: 183,
        frame: 2,
        params: [f64::from(SERVO), OPEN_US, 0.0, 0.0],
        x: 0.0,
        y: 0.0,
        z: 0.0,
        autocontinue: true,
    };
    let mut items = vec![
        at(22, launch, smuggler.cruise_m, none),
        at(16, drop, smuggler.cruise_m, none),
        at(16, drop, smuggler.drop_m, [HOVER_S, 0.0, 0.0, 0.0]),
        let_go,
        at(16, drop, smuggler.cruise_m, none),
        at(16, launch, smuggler.cruise_m, none),
        at(21, launch, 0.0, none),
    ];
    if smuggler.manner == Manner::ArduPilot {
        items.insert(0, at(16, launch, 0.0, none));
    }
    items
}

/// Follows the true vehicle and writes down what happens.
struct Watch {
    border: Border,
    start: UtcTime,
    last: Option<(Position, BootTime)>,
    was_armed: bool,
    carried_kg: f64,
    is_over: bool,
    truth: FlightTruth,
}

impl Watch {
    fn new(smuggler: &Smuggler, number: usize, start: UtcTime) -> Self {
        Self {
            border: Border::new(smuggler.launch, &smuggler.border),
            start,
            last: None,
            was_armed: false,
            carried_kg: smuggler.payload_kg,
            is_over: false,
            truth: FlightTruth::begun(number, smuggler.launch, start),
        }
    }

    fn look(&mut self, vehicle: &Vehicle) {
        let (position, sea_m) = vehicle.true_position();
        let is_armed = vehicle.asked().is_armed();
        if is_armed && !self.was_armed {
            self.truth.armed_utc = vehicle.utc();
        }
        if let Some(crossing) = self.crossing(position, vehicle.now()) {
            self.truth.crossings.push(crossing);
        }
        if vehicle.payload_kg() < self.carried_kg {
            self.truth.drop = Some(Drop {
                utc: vehicle.utc(),
                position,
                height_above_sea_m: sea_m,
                kg: self.carried_kg - vehicle.payload_kg(),
            });
            self.carried_kg = vehicle.payload_kg();
        }
        let away_m = self.truth.launch.distance_m(position);
        self.truth.farthest_m = self.truth.farthest_m.max(away_m);
        self.truth.landed_utc = vehicle.utc();
        self.truth.landed = position;
        self.is_over = self.was_armed && !is_armed;
        self.was_armed |= is_armed;
        self.last = Some((position, vehicle.now()));
    }

    fn crossing(&self, position: Position, now: BootTime) -> Option<Crossing> {
        let (last, then) = self.last?;
        let (place, share) = self.border.crossed(last, position)?;
        let after = then.since(BootTime::ZERO) + now.since(then).mul_f64(share);
        Some(Crossing {
            utc: self.start + after,
            position: place,
            bearing_deg: last.bearing_deg(position),
        })
    }
}
