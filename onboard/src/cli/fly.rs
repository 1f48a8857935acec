//! `onboard fly`: the loop that moves bytes, words and time between the outside and the session.

mod eye;
mod watching;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use missions::formats::qgc_plan;
use missions::link::signing::{Key, Signing, Unsigned};
use missions::plan::check::{self, Conditions, Objection, Severity};
use missions::plan::{Cost, Plan};
use missions::seal::EvidenceKey;
use missions::time::{BootTime, UtcTime};
use missions::vehicle::Vehicle;
use missions::wind::Wind;
use tokio::sync::mpsc;

use super::clock::Clock;
use super::ending::conclude;
use super::terminal::Terminal;
use super::{Fly, evidence, input, kept};
use crate::config::Task;
use crate::flight::event::Phase;
use crate::flight::operator::Order;
use crate::flight::orders::Orders;
use crate::flight::safety::Limits;
use crate::folder::{self, EVENTS, Folder, Found, TLOG};
use crate::link::{Arrival, Link};
use crate::session::Session;
use crate::told::Event;
use eye::Sight;
use watching::{Outside, Watching};

/// The display and the file `revoke` are looked at this often.
const LOOK: Duration = Duration::from_millis(250);

pub(super) fn run(arguments: &Fly) -> anyhow::Result<u8> {
    let task = Task::read(&arguments.plan, arguments.mission.as_deref())?;
    for loss in &task.losses {
        tracing::warn!("{}: {}", loss.place, loss.what);
    }
    for remark in task.remarks() {
        tracing::warn!("{}: {}", remark.place, remark.reason);
    }
    let orders = orders(arguments, &task)?;
    let dir = arguments
        .out
        .clone()
        .unwrap_or_else(|| next_folder(&arguments.plan, arguments.dry_run));
    let clock = Clock::start();
    let mut session = session(arguments, &task, orders, &dir, &clock)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .context("cannot start the network threads")?;
    let seeing = task.seeing();
    let mut terminal = Terminal::new(seeing.clone(), arguments.json);
    if let Some(path) = &arguments.sheet {
        let (template, place) = sheet(path)?;
        session.fill(template, place);
    }
    let mission = task.mission.as_ref();
    let watching = runtime.block_on(Watching::open(arguments, mission, &mut session));
    let mut watching = match watching {
        Ok(watching) => watching,
        // A flight that is under way is carried on without its camera.
        Err(error)
            if session
                .folder()
                .dir()
                .join(TLOG)
                .metadata()
                .is_ok_and(|f| f.len() > 0) =>
        {
            tracing::error!("nothing is read: {error:#}");
            Watching::default()
        }
        Err(error) => return Err(error),
    };
    let outside = &mut watching;
    let ended = runtime.block_on(fly(arguments, &clock, &mut session, &mut terminal, outside));
    for (file, reason) in watching.close() {
        session.lack_video(clock.now(), file, reason);
    }
    session.note_seen(clock.now(), seeing.as_ref());
    terminal.tell(&session.news());
    runtime.shutdown_background();
    terminal.end();
    if ended.is_err()
        && let Err(error) = session.folder().leave(session.utc(clock.now()))
    {
        tracing::warn!("{}", error.words());
    }
    ended?;
    conclude(arguments, &clock, &session, seeing.as_ref())
}

/// A survey sheet's text, and the folder that it lies in.
fn sheet(path: &Path) -> anyhow::Result<(String, PathBuf)> {
    let failed = || format!("cannot read the survey sheet {}", path.display());
    let bytes = missions::cli::input::read(path).with_context(failed)?;
    let text = String::from_utf8(bytes).with_context(failed)?;
    let place = path.parent().unwrap_or(Path::new("")).to_path_buf();
    Ok((text, place))
}

fn orders(arguments: &Fly, task: &Task) -> anyhow::Result<Orders> {
    let vehicle = task.vehicle();
    let conditions = Conditions {
        vehicle: vehicle.as_ref(),
        wind: task.wind(),
    };
    let objections = check::check(&task.plan, &conditions);
    let warnings = objections
        .iter()
        .filter(|o| o.severity == Severity::Warning);
    for Objection { place, reason, .. } in warnings {
        tracing::warn!("{place}: {reason}");
    }
    let errors: Vec<_> = objections
        .iter()
        .filter(|objection| objection.severity == Severity::Error)
        .map(Objection::to_string)
        .collect();
    if !errors.is_empty() {
        bail!("the plan must not be flown:\n  {}", errors.join("\n  "));
    }
    let mut plan = task.plan.clone();
    if let Some(vehicle) = &vehicle {
        price(&mut plan, vehicle, task.wind());
    }
    let mut orders = Orders::new(plan, arguments.sortie)?;
    orders.vehicle = vehicle;
    orders.wind = task.wind();
    orders.only_check = arguments.dry_run;
    orders.station = arguments.station;
    orders.system = arguments.system;
    Ok(orders)
}

/// What the sorties cost, where their file does not say it: the battery is compared with that.
fn price(plan: &mut Plan, vehicle: &Vehicle, wind: Wind) {
    let priced = plan.sorties.iter().map(|sortie| {
        if sortie.cost == Cost::default() {
            check::cost(plan, sortie, vehicle, wind).unwrap_or_default()
        } else {
            sortie.cost
        }
    });
    let costs: Vec<Cost> = priced.collect();
    for (sortie, cost) in plan.sorties.iter_mut().zip(costs) {
        sortie.cost = cost;
    }
}

/// `flights/NAME/NNN` beside where the program was started; of what is not flown `flights/NAME/dry`,
/// so that a flight's events are its own.
fn next_folder(plan: &Path, is_dry: bool) -> PathBuf {
    let name = plan.file_stem().unwrap_or_default();
    let root = Path::new("flights").join(name);
    if is_dry {
        return root.join("dry");
    }
    folder::next_in(&root)
}

fn session(
    arguments: &Fly,
    task: &Task,
    orders: Orders,
    dir: &Path,
    clock: &Clock,
) -> anyhow::Result<Session> {
    let signing = arguments
        .signing_key
        .as_deref()
        .map(|path| signing(path, arguments.accept_unsigned));
    let signing = signing.transpose()?;
    let (plan, _losses) = qgc_plan::write(&task.plan, arguments.sortie - 1)?;
    kept::same_plan(dir, &plan)?;
    let key = evidence_key(arguments, dir)?;
    let (mut folder, mut found) = Folder::open(dir)?;
    let told = kept::keep(&folder, &plan, task.mission_file.as_deref())?;
    if let Some(key) = key {
        let signed = sign(&mut folder, key, found.continued, clock.epoch)?;
        found.torn.extend(signed.torn);
        found.doubts.extend(signed.doubts);
    }
    let limits = limits(arguments, &orders);
    let mut session = Session::begin(orders, limits, (folder, found), signing, clock.epoch)?;
    if let Some(event) = told {
        session.note(BootTime::ZERO, event);
    }
    if let Some(name) = arguments.operator.clone() {
        session.note(BootTime::ZERO, Event::Operator { name });
    }
    Ok(session)
}

/// The key that seals the folder. No flight is begun without one; one that is under way is carried
/// on without it, whatever is wrong.
fn evidence_key(arguments: &Fly, dir: &Path) -> anyhow::Result<Option<EvidenceKey>> {
    match evidence::key(arguments.evidence_key.as_deref()) {
        Err(error) if dir.join(EVENTS).exists() => {
            tracing::warn!("nothing is signed from now on: {error:#}");
            Ok(None)
        }
        key => key.map(Some),
    }
}

fn sign(
    folder: &mut Folder,
    key: EvidenceKey,
    is_carried_on: bool,
    now: UtcTime,
) -> anyhow::Result<Found> {
    match folder.sign_with(key, now) {
        Err(error) if is_carried_on => {
            let reason = error.words();
            tracing::warn!("nothing is signed from now on: {reason}");
            Ok(Found::default())
        }
        found => Ok(found?),
    }
}

fn signing(path: &Path, accept_unsigned: bool) -> anyhow::Result<Signing> {
    let failed = || format!("cannot use the key in {}", path.display());
    let content = missions::cli::input::read(path).with_context(failed)?;
    let key = Key::from_file(&content).with_context(failed)?;
    if is_exposed(path) {
        tracing::warn!(
            "others can read the key in {}: chmod 600 it, and think of another key",
            path.display()
        );
    }
    let unsigned = if accept_unsigned {
        Unsigned::Accept
    } else {
        Unsigned::RadioStatusOnly
    };
    Ok(Signing::new(key, 0, unsigned))
}

/// Whether a file can be read by others than its owner.
#[cfg(unix)]
pub(super) fn is_exposed(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
pub(super) const fn is_exposed(_path: &Path) -> bool {
    false
}

fn limits(arguments: &Fly, orders: &Orders) -> Limits {
    let profile = orders
        .vehicle
        .as_ref()
        .map(|vehicle| vehicle.wind_limit_m_s);
    Limits {
        ground_silent_s: arguments.ground_silence,
        wind_m_s: arguments.wind_limit.or(profile).unwrap_or(f64::INFINITY),
        ..Limits::default()
    }
}

async fn fly(
    arguments: &Fly,
    clock: &Clock,
    session: &mut Session,
    terminal: &mut Terminal,
    watching: &mut Watching,
) -> anyhow::Result<()> {
    if session.flight().outcome().is_some() {
        return Ok(()); // the records say so; nothing is said to the vehicle
    }
    let mut link = Link::open(arguments.autopilot.clone());
    let mut lines = Some(input::lines().context("cannot read standard input")?);
    let mut looks = tokio::time::interval(LOOK);
    let mut interruptions = input::interruptions();
    let mut pressed = 0;
    while session.flight().outcome().is_none() {
        let wake = session.wake_at().map_or(LOOK, |at| at.since(clock.now()));
        tokio::select! {
            arrived = link.receive() => match arrived {
                Some(arrival) => arrived_on(&link, clock, session, arrival),
                None => bail!("the link's task has ended"),
            },
            () = tokio::time::sleep(wake) => session.wake(clock.now()),
            outside = watching.next() => hear_outside(clock, session, watching, outside),
            line = next_line(&mut lines) => hear(clock, session, terminal, &line),
            Some(()) = interruptions.recv() => {
                pressed += 1;
                if pressed > 1 {
                    bail!(
                        "ended by the operator; the autopilot flies on, start again with the same \
                         folder to carry on"
                    );
                }
                session.order(clock.now(), Order::Return, "Ctrl-C");
            },
            _ = looks.tick() => look(arguments, clock, session, terminal, &link)?,
        }
        watching.jobs(session);
        while let Some(frame) = session.transmit(clock.now()) {
            link.send(frame);
        }
        terminal.tell(&session.news());
    }
    Ok(())
}

/// Bytes of the link.
fn arrived_on(link: &Link, clock: &Clock, session: &mut Session, arrival: Arrival) {
    let Arrival { from, bytes } = arrival;
    session.receive_from(clock.now(), from, &bytes);
    session.count_dropped(link.dropped());
    if let Some(peer) = session.peer() {
        link.follow(peer);
    }
}

/// Pictures that were looked at, and what the ship says.
fn hear_outside(clock: &Clock, session: &mut Session, watching: &mut Watching, outside: Outside) {
    match outside {
        Outside::Seen(Sight::Seen(seen)) => session.see(clock.now(), *seen),
        Outside::Seen(Sight::NoVideo { file, reason }) => {
            session.lack_video(clock.now(), file, reason);
        }
        Outside::Heard(lines) => {
            for line in lines.lines() {
                let utc = session.utc(clock.now());
                if let Some(heard) = watching.follow(line, utc) {
                    session.follow_ship(clock.now(), heard);
                }
            }
        }
    }
}

/// The next line of standard input; waits for ever once that has ended.
async fn next_line(lines: &mut Option<mpsc::Receiver<String>>) -> String {
    if let Some(open) = lines {
        if let Some(line) = open.recv().await {
            return line;
        }
        *lines = None;
    }
    std::future::pending().await
}

fn hear(clock: &Clock, session: &mut Session, terminal: &Terminal, line: &str) {
    match line.trim() {
        "" => {}
        "status" => terminal.line(Severity::Warning, &terminal.message(session)),
        word => match word.parse::<Order>() {
            Ok(order) => session.order(clock.now(), order, "standard input"),
            Err(error) => terminal.line(Severity::Error, &error.to_string()),
        },
    }
}

/// What is to be seen to now and then: the display, the file `revoke`, a vehicle that never comes.
fn look(
    arguments: &Fly,
    clock: &Clock,
    session: &mut Session,
    terminal: &mut Terminal,
    link: &Link,
) -> anyhow::Result<()> {
    let now = clock.now();
    terminal.show(now, session);
    if let Some(words) = session.look_for_revoke(now) {
        terminal.line(Severity::Error, &words);
    }
    let waited = now.since(BootTime::ZERO).as_secs();
    if session.flight().phase() == Phase::Connecting && waited >= arguments.patience {
        let trouble = link.trouble().unwrap_or_else(|| session.heard());
        bail!("no autopilot was heard in {waited} s: {trouble}");
    }
    Ok(())
}
