//! What a person sees while it flies: a bar with distance, battery and coverage, and a line for
//! each thing that happens. On anything but a terminal there are only the lines, and one a minute
//! that says how far it is.

use std::io::Write as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use missions::cli::shown;
use missions::plan::check::Severity;
use missions::plan::coverage::Coverage;
use missions::telemetry::{self, EventKind, Landed};
use missions::time::BootTime;

use crate::flight::event::{Event, Outcome, Phase};
use crate::flown::Seeing;
use crate::folder::Trouble;
use crate::session::Session;
use crate::survey::news::News;

/// Coverage is measured again after this time: it takes a while on long flights.
const MEASURED_EVERY: Duration = Duration::from_secs(5);
/// What to do about a sortie that took off before.
const ALREADY_FLOWN: &str = "this sortie took off before, as its folder says, and is not flown a \
    second time: the folder is closed; to fly the sortie again, name a new folder with --out";
/// Where no bar is drawn, a line says how far it is after this time.
const TOLD_EVERY: Duration = Duration::from_mins(1);
const BAR: &str = "{spinner} {wide_bar} {percent:>3} % {msg}";

/// The display.
#[derive(Debug)]
pub(super) struct Terminal {
    bar: ProgressBar,
    seeing: Option<Seeing>,
    /// What this sortie is to see, once it has been worked out.
    asked: Option<Coverage>,
    /// The share of it that was seen.
    coverage: Option<f64>,
    measured: Option<BootTime>,
    /// When a line last said how far it is.
    told: Option<BootTime>,
    quiet: bool,
}

impl Terminal {
    pub(super) fn new(seeing: Option<Seeing>, quiet: bool) -> Self {
        let bar = if quiet {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(0)
        };
        if let Ok(style) = ProgressStyle::with_template(BAR) {
            bar.set_style(style);
        }
        Self {
            bar,
            seeing,
            asked: None,
            coverage: None,
            measured: None,
            told: None,
            quiet,
        }
    }

    /// Tells what happened.
    pub(super) fn tell(&self, events: &[Event]) {
        for event in events {
            if let Event::Vehicle(EventKind::Reached { item }) = event {
                self.bar.suspend(|| tracing::debug!("item {item} reached"));
            }
            if let Some((severity, words)) = words(event) {
                self.line(severity, &words);
            }
        }
    }

    /// A line of its own on standard error: words for the operator, whatever is logged.
    pub(super) fn line(&self, severity: Severity, words: &str) {
        let mark = match severity {
            Severity::Error => "! ",
            Severity::Warning => "",
        };
        // A terminal that has gone away must not end a flight.
        self.bar.suspend(|| {
            writeln!(std::io::stderr().lock(), "{mark}{}", shown::line(words)).unwrap_or_default();
        });
    }

    /// Shows how far it is.
    pub(super) fn show(&mut self, now: BootTime, session: &Session) {
        let Some(progress) = session.flight().progress() else {
            self.bar.set_message(phase_words(session.flight().phase()));
            self.bar.tick();
            return;
        };
        if !self.bar.is_hidden() {
            self.measure(now, session);
        }
        self.bar.set_length(progress.planned_m as u64);
        self.bar.set_position(progress.flown_m as u64);
        self.bar.set_message(self.message(session));
        self.tell_how_far(now, session);
    }

    fn tell_how_far(&mut self, now: BootTime, session: &Session) {
        let since = *self.told.get_or_insert(now);
        if self.quiet || !self.bar.is_hidden() || now.since(since) < TOLD_EVERY {
            return;
        }
        self.told = Some(now);
        self.measure(now, session);
        self.line(Severity::Warning, &self.message(session));
    }

    /// The display ends.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// How far it is, in a line.
    pub(super) fn message(&self, session: &Session) -> String {
        let progress = session.flight().progress().unwrap_or_default();
        let battery = session
            .flight()
            .state()
            .and_then(|state| state.battery.get()?.remaining);
        let share = |share: Option<f64>| share.map_or("?".into(), |s| format!("{:.0}", s * 100.0));
        let doing = session
            .flight()
            .decision()
            .and_then(|decision| decision.situation);
        let doing = doing.map_or(String::new(), |situation| format!(" · {situation}"));
        format!(
            "{:.2} of {:.2} km · battery {} % left · seen {} % of its part · item {} of {}{doing}",
            progress.flown_m / 1000.0,
            progress.planned_m / 1000.0,
            share(battery),
            share(self.coverage),
            progress.item,
            progress.items,
        )
    }

    fn measure(&mut self, now: BootTime, session: &Session) {
        if self
            .measured
            .is_some_and(|at| now.since(at) < MEASURED_EVERY)
        {
            return;
        }
        self.measured = Some(now);
        let orders = session.flight().orders();
        let seeing = self.seeing.as_ref();
        let ahead_m = seeing.map_or(0.0, |seeing| seeing.ahead_m);
        if self.asked.is_none() {
            self.asked = orders.to_see(ahead_m);
        }
        let seen = session.flown().coverage(&orders.plan, seeing);
        let seen = seen.zip(self.asked.as_ref());
        self.coverage =
            seen.map(|(seen, asked)| seen.of_what_was_asked(asked, &orders.plan.area).fraction());
    }
}

/// What is worth a line, and how bad it is.
fn words(event: &Event) -> Option<(Severity, String)> {
    let info = |words: String| Some((Severity::Warning, words));
    let bad = |words: String| Some((Severity::Error, words));
    match event {
        Event::Phase { phase } => info(phase_words(*phase).into()),
        Event::Recognised {
            autopilot,
            address,
            version,
            ..
        } => {
            let version = version.as_deref().unwrap_or("of unknown version");
            info(format!("{autopilot} {version} at {address}"))
        }
        Event::Resumed { item, mode } => info(format!(
            "the flight is under way (item {item}, {mode}) and is carried on"
        )),
        Event::Loaded {
            part,
            items,
            uploaded,
        } => {
            let how = if *uploaded {
                "uploaded, read back and compared"
            } else {
                "there already"
            };
            info(format!("{part}: {items} items {how}"))
        }
        Event::Parameter { name, was, is } => {
            let was = was.map_or("?".into(), |was| was.to_string());
            info(format!("{name}: {was} → {is}"))
        }
        Event::Objections { objections } => {
            let lines: Vec<_> = objections.iter().map(ToString::to_string).collect();
            (!lines.is_empty()).then(|| (Severity::Warning, lines.join("; ")))
        }
        Event::AlreadyFlown => bad(ALREADY_FLOWN.into()),
        Event::Commanded { command, why } => info(format!("{command}: {why}")),
        Event::Refused { command, answer } => bad(format!("{command} was refused: {answer}")),
        Event::Decided(decision) => match decision.situation {
            Some(_) => bad(decision.to_string()),
            None => info(decision.to_string()),
        },
        Event::Ordered { order, by } => info(format!("{order} ordered by {by}")),
        Event::NotTaken { order, by, why } => bad(format!("{order} of {by} is not obeyed: {why}")),
        Event::StoppedInAir { height_m } => {
            let at = height_m.map_or(String::new(), |m| format!(" at {m:.0} m"));
            bad(format!("disarmed in the air{at}: it falls"))
        }
        Event::MissionChanged { what } => bad(what.clone()),
        Event::LoadedAgain { why } => bad(format!("loaded and checked again: {why}")),
        Event::SawLess { of_sortie, .. } => bad(format!(
            "the camera's field of view passed over only {:.1} % of what this sortie was to see",
            of_sortie * 100.0
        )),
        Event::NotCompared { part, why } => bad(format!(
            "the {part} in the vehicle could not be read: {why}"
        )),
        Event::TrackGap { seconds } => bad(format!("no position for {seconds:.1} s")),
        Event::BeganAgain => bad("the autopilot began again".into()),
        Event::Waiting {
            seconds,
            given_up_s,
        } => bad(format!(
            "no heartbeat for {seconds:.0} s; it is waited for until {given_up_s:.0} s, its own failsafe flies"
        )),
        Event::Twin { address } => bad(format!(
            "another program speaks as {address}, as we do: end one of the two, both command the vehicle"
        )),
        Event::Stranger { address, bytes } => bad(format!(
            "{bytes} bytes came from {address}, which is not the vehicle; it is not answered"
        )),
        Event::Distrusted {
            from,
            message,
            reason,
            frames,
        } => bad(format!(
            "{frames} frames were not believed; the last, message {message} from {from}, is {reason}"
        )),
        Event::AnotherMission(given) => bad(format!(
            "the folder keeps its own {}, which has another text and gives the same plan",
            given.file
        )),
        Event::Torn(torn) => bad(format!("{} was torn at byte {}", torn.file, torn.offset)),
        Event::Leftover(held) => info(format!(
            "{} was being written when a program was killed: removed",
            held.file
        )),
        Event::Doubted(doubt) => bad(doubt.what.clone()),
        Event::Folder(Trouble::Losing { file, reason }) => bad(format!(
            "{file} cannot be written: {reason}; what belongs there is lost, the flight goes on"
        )),
        Event::Folder(Trouble::Mended(lost)) => info(format!("{lost}; it is written again")),
        Event::Survey(news) => survey_words(news),
        Event::Forbidden { why, .. } => bad(format!("a place is not flown to: {why}")),
        Event::Over(outcome) => match outcome {
            Outcome::Failed { reason } | Outcome::CutShort { reason } => bad(reason.clone()),
            Outcome::Done | Outcome::Ready => None,
        },
        Event::Vehicle(EventKind::Text { severity, text })
            if *severity <= telemetry::Severity::Warning =>
        {
            info(format!("vehicle: {text}"))
        }
        Event::Vehicle(EventKind::Landed { landed }) => match landed {
            Landed::InAir => info("in the air".into()),
            Landed::OnGround => info("on the ground".into()),
            _ => None,
        },
        Event::StayedDown | Event::Operator { .. } | Event::Vehicle(_) => None,
    }
}

/// What a survey tells, and how bad it is.
fn survey_words(news: &News) -> Option<(Severity, String)> {
    let info = |words: String| Some((Severity::Warning, words));
    let bad = |words: String| Some((Severity::Error, words));
    match news {
        News::AtStation {
            station,
            number,
            of,
        } => info(format!("station {number} of {of}: {station}")),
        News::ColumnFound { station, mm_px, .. } => info(format!(
            "{station}: the column of marks is found, {mm_px:.1} mm a pixel"
        )),
        News::Reading {
            station,
            draught_m: Some(draught_m),
            u95_m: Some(u95_m),
            next,
            ..
        } => info(format!(
            "{station}: {draught_m:.3} m ± {u95_m:.3} m; {next}"
        )),
        News::Reading {
            station,
            reason,
            next,
            ..
        } => bad(format!(
            "{station}: refused: {}; {next}",
            reason.as_deref().unwrap_or("no reason was given")
        )),
        News::Unread { station, reason } => bad(format!("{station} is not read: {reason}")),
        News::Interrupted { station } => bad(format!("the survey is interrupted at {station}")),
        News::ShipMoved { heading_deg, by_m } => info(format!(
            "the ship heads {heading_deg:.0}°: the stations move by up to {by_m:.1} m"
        )),
        News::NotKept { file, reason } => bad(format!("{file} cannot be written: {reason}")),
        News::Surveyed { read, of } if read == of => info(format!("all {of} stations are read")),
        News::Surveyed { read, of } => bad(format!("{read} of {of} stations are read")),
    }
}

const fn phase_words(phase: Phase) -> &'static str {
    match phase {
        Phase::Connecting => "waiting for the autopilot",
        Phase::Recognising => "asking what it is",
        Phase::Loading => "loading mission, fence and rally points",
        Phase::Checking => "checking the vehicle",
        Phase::Departing => "arming and starting",
        Phase::Flying => "flying",
        Phase::Over => "over",
    }
}
