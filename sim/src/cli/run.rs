//! The loop of `sim run`: the clock says how far, the sockets bring and take bytes.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use missions::link::signing::Key;
use missions::time::BootTime;

use super::record::Record;
use super::shooting::Shooting;
use super::{Run, Speed, files};
use crate::clock::{Clock, Pace};
use crate::link::World;
use crate::link::transport::Transport;
use crate::scenario::Scenario;
use crate::vehicle::STEP;
use missions::link::address::{Kind, Socket};

/// Simulated time between two looks at the sockets, at most.
const BATCH: Duration = Duration::from_millis(100);
/// Simulated time that a run with a camera may be behind its clock, and catches up.
const BEHIND: Duration = Duration::from_millis(200);
/// Real time that is waited for bytes, at least when there is time, and at most.
const WAIT: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(100)];

/// Simulates until the scenario is over or the user has had enough.
pub(super) fn run(options: &Run, scenario: &Scenario) -> anyhow::Result<()> {
    anyhow::ensure!(
        options.speed != Speed::Max || scenario.duration.is_some(),
        "--speed max needs an end: give --duration, or duration_s in the scenario"
    );
    let mut transport = Transport::new()?;
    open(&mut transport, scenario, &options.address)?;
    let stop = stop_on_interrupt(&transport);
    let seed = scenario.seed;
    let mut world = World::new(scenario, seed);
    if let Some(path) = &options.signing_key {
        world.sign(&key(path)?);
    }
    let record = match &options.out {
        Some(folder) => Some(Record::begin(folder, &world)?),
        None => None,
    };
    let pace = match options.speed {
        Speed::Times(times) => Pace::Scaled(times),
        Speed::Max => Pace::Stepped,
    };
    let shooting = Shooting::begin(scenario, &world, options.out.as_deref())?;
    let mut run = Simulation {
        world,
        shooting,
        transport,
        clock: Clock::start(pace),
        record,
        real: Clock::start(Pace::Scaled(1.0)),
        seen: BootTime::ZERO,
    };
    run.simulate(&stop)?;
    if let Some(shooting) = run.shooting {
        shooting.end()?;
    }
    match run.record {
        Some(record) => record.end(&run.world),
        None => Ok(()),
    }
}

fn key(path: &Path) -> anyhow::Result<Key> {
    let content = files::bytes(path);
    let content = content.with_context(|| format!("cannot read the key {}", path.display()))?;
    Key::from_file(&content).with_context(|| format!("in the key {}", path.display()))
}

/// Opens the link of each vehicle and says where.
fn open(transport: &mut Transport, scenario: &Scenario, first: &Socket) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    for (index, vehicle) in scenario.vehicles.iter().enumerate() {
        let address = match &vehicle.link {
            Some(link) => link
                .parse()
                .with_context(|| format!("the link of vehicle {}", vehicle.name))?,
            None => following(first, index)?,
        };
        let local = transport.open(&address)?;
        let verb = match address.kind {
            Kind::TcpIn | Kind::UdpIn => "listening on",
            Kind::TcpOut | Kind::UdpOut => "calling",
        };
        let at = match address.kind {
            Kind::TcpIn | Kind::UdpIn => address.with(local),
            Kind::TcpOut | Kind::UdpOut => address,
        };
        writeln!(
            stdout,
            "{verb} {at} as vehicle {} ({}, system {})",
            vehicle.name, vehicle.profile.name, vehicle.system
        )?;
    }
    stdout.flush()?;
    Ok(())
}

/// The address of a later vehicle: the same, one port further each (any free port stays so).
fn following(first: &Socket, index: usize) -> anyhow::Result<Socket> {
    first
        .following(index)
        .with_context(|| format!("there is no port {index} above that of {first}"))
}

fn stop_on_interrupt(transport: &Transport) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    transport.on_interrupt(move || flag.store(true, Ordering::Relaxed));
    stop
}

/// A world, its sockets and its clock.
struct Simulation {
    world: World,
    transport: Transport,
    clock: Clock,
    record: Option<Record>,
    shooting: Option<Shooting>,
    /// Real time, and how much of it has been used.
    real: Clock,
    seen: BootTime,
}

impl Simulation {
    fn simulate(&mut self, stop: &AtomicBool) -> anyhow::Result<()> {
        while !self.world.is_over() && !stop.load(Ordering::Relaxed) {
            self.advance()?;
            self.send();
            self.listen();
        }
        Ok(())
    }

    /// Steps to where the clock is, but not farther than one batch.
    ///
    /// While a picture is drawn, time goes on as fast as real time and no faster; what that took is
    /// not caught up: the flight would hurry after it.
    fn advance(&mut self) -> anyhow::Result<()> {
        let begun = self.world.now();
        let real = self.real.due().unwrap_or(self.seen);
        let passed = real.since(self.seen).min(BATCH);
        let busy = self.shooting.as_ref().is_some_and(Shooting::is_busy);
        let end = begun + if busy { passed } else { BATCH };
        if self.shooting.is_some() {
            let behind = if busy { Duration::ZERO } else { BEHIND };
            self.clock.forgive(begun + passed + behind);
        }
        let due: BootTime = self.clock.due().map_or(end, |due| due.min(end));
        while self.world.now() + STEP <= due && !self.world.is_over() {
            self.world.step();
            if let Some(shooting) = &mut self.shooting {
                shooting.note(&mut self.world)?;
            }
            if let Some(record) = &mut self.record {
                record.note(&self.world)?;
            }
        }
        // What was too short for a step is there at the next look.
        let used = self.world.now().since(begun);
        let left = if busy {
            passed.saturating_sub(used)
        } else {
            Duration::ZERO
        };
        self.seen = BootTime::ZERO + real.since(BootTime::ZERO).saturating_sub(left);
        Ok(())
    }

    fn send(&mut self) {
        for vehicle in 0..self.world.vehicles() {
            let bytes = self.world.receive(vehicle);
            if !bytes.is_empty() {
                self.transport.send(vehicle, bytes);
            }
        }
    }

    /// Takes what has arrived, waiting for it as long as there is nothing to step.
    fn listen(&mut self) {
        let wait = match self.clock.pace() {
            Pace::Stepped => Duration::ZERO,
            Pace::Scaled(_) => {
                let next = self.world.now() + STEP;
                self.clock.wait(next).clamp(WAIT[0], WAIT[1])
            }
        };
        let mut arrival = self.transport.receive(wait);
        while let Some(arrived) = arrival {
            self.world.send(arrived.vehicle, &arrived.bytes);
            arrival = self.transport.receive(Duration::ZERO);
        }
    }
}
