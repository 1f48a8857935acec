//! How many simulated seconds one second of one processor core makes.
//!
//! One vehicle and a hundred fly a mission: body, sensors, estimator, autopilot and flight log;
//! then the same mission over their MAVLink links, telemetry made and packed. Prints ratios; run
//! it with `cargo bench -p sim --bench real_time`.

#[path = "real_time/ground.rs"]
mod ground;

use std::io::Write as _;
use std::time::Duration;

use ground::Ground;
use missions::geodesy::Position;
use missions::plan::item::Item;
use missions::time::BootTime;
use missions::wind::Wind;
use sim::clock::{Clock, Pace};
use sim::scenario::{Scenario, VehicleSpec};
use sim::vehicle::modes::{FlightMode, Manner};

fn main() -> anyhow::Result<()> {
    let home = Position::new(51.95, 4.05)?;
    let mut out = std::io::stdout().lock();
    for (vehicles, seconds) in [(1, 1200), (100, 20)] {
        for manner in [Manner::ArduPilot, Manner::Px4] {
            let scenario = fleet(manner, home, vehicles);
            let alone = core(scenario.clone(), home, seconds);
            writeln!(out, "{vehicles:>4} × {manner:?}: {alone:>7.0} × real time")?;
            let (linked, bytes_s) = linked(&scenario, home, seconds)?;
            writeln!(
                out,
                "{vehicles:>4} × {manner:?}: {linked:>7.0} × with telemetry of {bytes_s:.0} bytes/s each"
            )?;
        }
    }
    Ok(())
}

fn fleet(manner: Manner, home: Position, vehicles: u8) -> Scenario {
    let mut scenario = Scenario::single(manner, home);
    let wind = Wind {
        speed_m_s: 8.0,
        from_deg: 250.0,
        gust_m_s: 4.0,
    };
    scenario.wind.push((BootTime::ZERO, wind));
    scenario.vehicles = (1..=vehicles)
        .map(|number| VehicleSpec::new(&format!("vehicle {number}"), number, manner, home))
        .collect();
    scenario
}

/// Simulated over processor seconds of vehicles that fly a mission and keep their logs.
fn core(scenario: Scenario, home: Position, seconds: u64) -> f64 {
    let mut sky = sim::sky::Sky::new(scenario);
    sky.run_for(Duration::from_secs(10));
    for vehicle in sky.vehicles_mut() {
        fly(vehicle.autopilot(), home);
    }
    let watch = Watch::start();
    sky.run_for(Duration::from_secs(seconds));
    let spent_s = watch.spent_s();
    assert!(
        sky.vehicles().all(|vehicle| vehicle.asked().is_armed()),
        "every vehicle is still in the air"
    );
    seconds as f64 / spent_s
}

/// A take-off and a lawnmower of lines of 500 m, longer than the benchmark.
fn lines(home: Position) -> Vec<Item> {
    let item = |command, bearing_deg, distance_m| {
        let place = home.offset(bearing_deg, distance_m);
        Item {
            command,
            frame: 6,
            params: [0.0; 4],
            x: place.latitude_deg(),
            y: place.longitude_deg(),
            z: 40.0,
            autocontinue: true,
        }
    };
    let line = |number: u32| {
        let away_m = 500.0 + 2.0 * f64::from(number);
        let (from_deg, to_deg) = [(0.0, 45.0), (45.0, 0.0)][number as usize % 2];
        [item(16, from_deg, away_m), item(16, to_deg, away_m)]
    };
    let mut items = vec![item(22, 0.0, 0.0)];
    items.extend((0..40).flat_map(line));
    items
}

/// Flies the lines by direct orders.
fn fly(autopilot: &mut sim::vehicle::autopilot::Autopilot, home: Position) {
    let mut items = lines(home);
    if autopilot.manner() == Manner::ArduPilot {
        items.insert(
            0,
            Item {
                command: 16,
                ..items[0]
            },
        );
    }
    let begun = autopilot
        .set_mission(items)
        .is_ok_and(|()| autopilot.set_mode(FlightMode::Guided).is_ok())
        && autopilot.arm(false).is_ok()
        && autopilot.set_mode(FlightMode::Mission).is_ok()
        && autopilot.start_mission(None).is_ok();
    assert!(begun, "the mission begins");
}

/// The same over their links: a ground station uploads the mission, starts it, and fetches every
/// byte of telemetry while it is flown.
fn linked(scenario: &Scenario, home: Position, seconds: u64) -> anyhow::Result<(f64, f64)> {
    let mut world = sim::World::new(scenario, 1);
    world.run_for(Duration::from_secs(10));
    let mut grounds = Ground::one_each(scenario);
    ground::fly(&mut world, &mut grounds, &lines(home))?;
    let mut bytes = 0;
    let watch = Watch::start();
    for _ in 0..seconds {
        for (index, ground) in grounds.iter_mut().enumerate() {
            world.send(index, &ground.heartbeat());
        }
        for _ in 0..10 {
            world.run_for(Duration::from_millis(100));
            bytes += (0..world.vehicles())
                .map(|index| world.receive(index).len())
                .sum::<usize>();
        }
    }
    let spent_s = watch.spent_s();
    let flies = (0..world.vehicles())
        .filter_map(|index| world.vehicle(index))
        .all(|vehicle| vehicle.asked().is_armed() && vehicle.asked().mode() == FlightMode::Mission);
    assert!(flies, "every vehicle is still on its mission");
    let bytes_s = bytes as f64 / seconds as f64 / world.vehicles() as f64;
    Ok((seconds as f64 / spent_s, bytes_s))
}

/// Processor time of this thread where the system tells it, else real time.
struct Watch {
    clock: Clock,
    before_s: Option<f64>,
}

impl Watch {
    fn start() -> Self {
        Self {
            clock: Clock::start(Pace::Scaled(1.0)),
            before_s: processor_s(),
        }
    }

    fn spent_s(&self) -> f64 {
        match (self.before_s, processor_s()) {
            (Some(before), Some(after)) if after > before => after - before,
            _ => self.clock.due().unwrap_or_default().as_secs_f64(),
        }
    }
}

/// Source: Linux, `Documentation/scheduler/sched-stats.rst`: nanoseconds on the processor first.
fn processor_s() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanos: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanos / 1e9)
}
