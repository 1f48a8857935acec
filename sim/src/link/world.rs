//! A scenario with its links: what a test or another program talks to, in one process, in
//! stepped time, the same bytes for the same scenario and the same talk.

use std::time::Duration;

use missions::link::signing::{Key, Signing, Unsigned};
use missions::time::BootTime;

use super::station::Station;
use crate::berth::Report;
use crate::eye::{Eye, Frame, Look};
use crate::scenario::Scenario;
use crate::sky::Sky;
use crate::vehicle::Vehicle;
use crate::vehicle::modes::FlightMode;

/// All vehicles of a scenario, each behind its MAVLink link.
///
/// ```
/// use missions::geodesy::Position;
/// use sim::{World, scenario::Scenario, vehicle::modes::Manner};
///
/// let home = Position::new(51.9774, 4.1).unwrap();
/// let mut world = World::new(&Scenario::single(Manner::Px4, home), 7);
/// world.run_for(std::time::Duration::from_secs(1));
/// assert!(!world.receive(0).is_empty());
/// ```
#[derive(Debug)]
pub struct World {
    sky: Sky,
    stations: Vec<Station>,
    /// The camera that looks at the ship, and the place of its vehicle.
    eye: Option<(usize, Eye)>,
    /// What the ship says by AIS.
    transponder: Option<Report>,
    sentences: Vec<String>,
}

impl World {
    /// A scenario at its first instant, with a seed in the place of its own.
    pub fn new(scenario: &Scenario, seed: u64) -> Self {
        let mut scenario = scenario.clone();
        scenario.seed = seed;
        let faults: Vec<_> = scenario
            .vehicles
            .iter()
            .map(|spec| spec.link_faults.clone())
            .collect();
        let sky = Sky::new(scenario);
        let scenario = sky.scenario();
        let optics = |index: usize| {
            let camera = scenario.camera.as_ref().filter(|(of, _)| *of == index);
            camera.map(|(_, optics)| optics)
        };
        let stations = (0..)
            .zip(sky.vehicles().zip(&faults))
            .map(|(n, (vehicle, faults))| Station::with_camera(vehicle, faults, seed, optics(n)))
            .collect();
        Self {
            stations,
            eye: eye(scenario, seed),
            transponder: scenario.ship.as_ref().map(|_| Report::new(seed)),
            sentences: Vec::new(),
            sky,
        }
    }

    /// Simulated time since its beginning.
    pub const fn now(&self) -> BootTime {
        self.sky.now()
    }

    /// Whether the scenario's time is over.
    pub fn is_over(&self) -> bool {
        self.sky.is_over()
    }

    /// From now on every vehicle signs what it says with this key, and hears only what is signed
    /// with it (and what radios say of themselves).
    pub fn sign(&mut self, key: &Key) {
        for station in &mut self.stations {
            station.sign(Signing::new(key.clone(), 0, Unsigned::RadioStatusOnly));
        }
    }

    /// How many vehicles there are; they are counted from 0.
    pub fn vehicles(&self) -> usize {
        self.stations.len()
    }

    /// A vehicle, to see what it really does.
    pub fn vehicle(&self, vehicle: usize) -> Option<&Vehicle> {
        self.sky.vehicle(vehicle)
    }

    /// Goes on by one step of physics ([`crate::vehicle::STEP`]).
    pub fn step(&mut self) {
        self.sky.step();
        for (station, vehicle) in self.stations.iter_mut().zip(self.sky.vehicles_mut()) {
            station.step(vehicle);
        }
        self.look();
        self.report();
    }

    fn look(&mut self) {
        let Some((index, eye)) = &mut self.eye else {
            return;
        };
        if let (Some(vehicle), Some(station)) =
            (self.sky.vehicle(*index), self.stations.get(*index))
        {
            let (gimbal_rad, zoom) = station.view();
            eye.step(vehicle, gimbal_rad, zoom);
        }
    }

    fn report(&mut self) {
        let scenario = self.sky.scenario();
        if let (Some(transponder), Some(ship)) = (&mut self.transponder, &scenario.ship) {
            let now = self.sky.now();
            let utc = scenario.start + now.since(BootTime::ZERO);
            self.sentences.extend(transponder.due(ship, now, utc));
        }
    }

    /// The picture that the camera has taken since the last call, drawn now: the newest, if
    /// several were due.
    pub fn picture(&mut self) -> Option<Frame> {
        self.eye.as_mut()?.1.shot()
    }

    /// The same as a look, for somebody else to draw ([`crate::eye::Artist`]).
    pub fn look_due(&mut self) -> Option<Look> {
        self.eye.as_mut()?.1.look()
    }

    /// The camera that looks at the ship.
    pub fn eye(&self) -> Option<&Eye> {
        self.eye.as_ref().map(|(_, eye)| eye)
    }

    /// What the ship has said by AIS since the last call: AIVDM sentences.
    pub fn sentences(&mut self) -> Vec<String> {
        std::mem::take(&mut self.sentences)
    }

    /// Goes on for a time, step by step.
    pub fn run_for(&mut self, duration: Duration) {
        let then = self.now() + duration;
        while self.now() < then {
            self.step();
        }
    }

    /// A pilot switches a vehicle's mode by the remote control's own switch.
    pub fn take(&mut self, vehicle: usize, mode: FlightMode) {
        if let Some(vehicle) = self.sky.vehicle_mut(vehicle) {
            // What the autopilot refuses, the pilot sees for himself.
            vehicle.autopilot().set_mode(mode).unwrap_or_default();
        }
    }

    /// Bytes from the ground to a vehicle; heard at its next step, if the link lets them through.
    pub fn send(&mut self, vehicle: usize, bytes: &[u8]) {
        if let Some(station) = self.stations.get_mut(vehicle) {
            station.handle_bytes(bytes);
        }
    }

    /// Bytes that have come from a vehicle since the last call: whole packets.
    pub fn receive(&mut self, vehicle: usize) -> Vec<u8> {
        self.stations
            .get_mut(vehicle)
            .map(Station::poll_bytes)
            .unwrap_or_default()
    }
}

/// The camera of a scenario; a ship that cannot float was refused with the scenario.
fn eye(scenario: &Scenario, seed: u64) -> Option<(usize, Eye)> {
    let (index, optics) = scenario.camera.clone()?;
    let eye = Eye::new(optics, scenario.ship.clone()?, seed).ok()?;
    Some((index, eye))
}
