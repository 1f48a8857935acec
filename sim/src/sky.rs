//! Everything that flies at once: the vehicles of a scenario in its weather, without their links;
//! with them it is [`crate::World`].

use std::time::Duration;

use missions::time::BootTime;

use crate::air::{Air, Gusts};
use crate::scenario::Scenario;
use crate::vehicle::{STEP, Vehicle};

/// Steps between two changes of the gusts (25 Hz).
const GUSTS_EVERY: u64 = 10;

/// A scenario under way, nobody talking to it.
#[derive(Clone, Debug)]
pub struct Sky {
    scenario: Scenario,
    now: BootTime,
    steps: u64,
    flights: Vec<Flight>,
}

#[derive(Clone, Debug)]
struct Flight {
    vehicle: Vehicle,
    gusts: Gusts,
    air: Air,
}

impl Sky {
    /// The scenario at its first instant.
    pub fn new(scenario: Scenario) -> Self {
        let flights = scenario
            .vehicles
            .iter()
            .map(|spec| Flight {
                vehicle: Vehicle::new(spec, scenario.seed, scenario.start),
                gusts: Gusts::new(scenario.seed, &spec.name),
                air: Air::default(),
            })
            .collect();
        Self {
            scenario,
            now: BootTime::ZERO,
            steps: 0,
            flights,
        }
    }

    /// What it simulates.
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Simulated time since its beginning.
    pub const fn now(&self) -> BootTime {
        self.now
    }

    /// Whether the scenario's time is over.
    pub fn is_over(&self) -> bool {
        self.scenario
            .duration
            .is_some_and(|duration| self.now >= BootTime::ZERO + duration)
    }

    /// Goes on by one [`STEP`].
    pub fn step(&mut self) {
        let wind = self.scenario.wind_at(self.now);
        let blows = self.steps.is_multiple_of(GUSTS_EVERY);
        for flight in &mut self.flights {
            if blows {
                let since = STEP * u32::try_from(GUSTS_EVERY).unwrap_or(1);
                flight.air = flight.gusts.step(since, &wind);
            }
            flight.vehicle.step(STEP, &flight.air);
        }
        self.steps += 1;
        self.now = self.now + STEP;
    }

    /// Goes on until `then`, step by step.
    pub fn run_until(&mut self, then: BootTime) {
        while self.now < then {
            self.step();
        }
    }

    /// Goes on for a time, step by step.
    pub fn run_for(&mut self, duration: Duration) {
        self.run_until(self.now + duration);
    }

    /// The vehicles, in the scenario's order.
    pub fn vehicles(&self) -> impl Iterator<Item = &Vehicle> {
        self.flights.iter().map(|flight| &flight.vehicle)
    }

    /// The vehicles, to command.
    pub fn vehicles_mut(&mut self) -> impl Iterator<Item = &mut Vehicle> {
        self.flights.iter_mut().map(|flight| &mut flight.vehicle)
    }

    /// A vehicle by its place in the scenario.
    pub fn vehicle(&self, index: usize) -> Option<&Vehicle> {
        self.flights.get(index).map(|flight| &flight.vehicle)
    }

    /// A vehicle by its place in the scenario, to command.
    pub fn vehicle_mut(&mut self, index: usize) -> Option<&mut Vehicle> {
        self.flights
            .get_mut(index)
            .map(|flight| &mut flight.vehicle)
    }
}
