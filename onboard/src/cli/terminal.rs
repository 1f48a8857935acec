//! What a person sees while it flies: a bar with distance, battery and coverage, and a line for
//! each thing that happens. On anything but a terminal there are only the lines, and one a minute
//! that says how far it is.

use std::io::Write as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use missions::cli::shown;
use missions::plan::check::Severity;
use missions::plan::coverage::Coverage;
use missions::telemetry::EventKind;
use missions::time::BootTime;

use crate::flight::event::Event as InFlight;
use crate::flown::Seeing;
use crate::session::Session;
use crate::told::Event;
use crate::told::words::{self, Weight};

/// Coverage is measured again after this time: it takes a while on long flights.
const MEASURED_EVERY: Duration = Duration::from_secs(5);
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
            if let Event::Flight(InFlight::Vehicle(EventKind::Reached { item })) = event {
                self.bar.suspend(|| tracing::debug!("item {item} reached"));
            }
            let Some(said) = words::of(event) else {
                continue;
            };
            match said.weight {
                Weight::Quiet => {}
                Weight::Bad | Weight::Alarm => self.line(Severity::Error, &said.line()),
                Weight::Passing | Weight::Normal | Weight::Order => {
                    self.line(Severity::Warning, &said.line());
                }
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
            self.bar.set_message(words::phase(session.flight().phase()));
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
