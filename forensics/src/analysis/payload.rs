//! Where something may have been released: ranked hypotheses with their evidence, never a verdict.
//!
//! A lighter aircraft needs less to stay up: power goes with mass to the power of 3/2 (momentum
//! theory of the hovering rotor), throttle falls too. What is looked for is a lasting step in what
//! the aircraft draws, once climb, speed, wind and the battery's sagging have been taken out by
//! least squares (`step`). A word of the log itself (a servo, a drop command) goes before all.
//!
//! False alarms are bounded twice. Each step has the probability that a flight without a release
//! shows one as large *anywhere*: the tail of Student's distribution at its t value, times every
//! instant and every signal that was tried, with the samples counted only as far as they are
//! independent (their autocorrelation). Steps above [`MOST_BY_CHANCE`] or smaller than
//! [`LEAST_STEP`] are not told. What that cannot bound is a real change of something else, above all
//! of the wind: that is why every step comes with the other hypotheses, and what speaks for them.

mod series;
mod step;

use missions::frames::wrap_deg;
use missions::geodesy::Position;
use missions::time::BootTime;
use serde::Serialize;

use self::series::{Second, Series};
use self::step::Step;
use super::{FlightId, Flown, Source, When};
use crate::flight::EventKind;

/// A step is told when chance makes one in fewer than one of so many flights.
pub const MOST_BY_CHANCE: f64 = 1e-3;
/// A step is told when it is at least this share of what was drawn before.
pub const LEAST_STEP: f64 = 0.06;

/// An instant at which something may have been released, or taken up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Release {
    /// In which flight.
    pub flight: FlightId,
    /// When.
    pub when: When,
    /// How far that can be off, seconds.
    pub time_error_s: f64,
    /// Where the aircraft was.
    pub position: Option<Position>,
    /// Its height above the take-off, metres.
    pub height_m: Option<f64>,
    /// Mass after it as a share of the mass before, from the power, if it was a change of mass.
    pub mass_ratio: Option<f64>,
    /// Bound on the probability that a flight without a change shows a step like this by chance.
    pub by_chance: Option<f64>,
    /// What it may have been, the best supported first.
    pub hypotheses: Vec<Hypothesis>,
    /// Where it was read.
    pub sources: Vec<Source>,
}

/// One reading of what happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hypothesis {
    /// What it says.
    pub what: String,
    /// How well it is supported, 0 to 1: a rank among the hypotheses, not a probability.
    pub support: f64,
    /// What speaks for it and against it.
    pub evidence: Vec<Evidence>,
}

/// One observation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// What was observed.
    pub what: String,
    /// Whether it speaks for the hypothesis.
    pub speaks_for: bool,
}

/// Two signals step at one instant when they do within so much, seconds.
const TOGETHER_S: f64 = 8.0;

/// What a flight's log says of releases, and what its signals show.
pub(super) fn releases(flown: &Flown<'_>) -> Vec<Release> {
    let series = Series::of(flown);
    let mut said = by_word(flown);
    let mut shown = Vec::new();
    for candidate in candidates(&series) {
        let at_s = candidate.at_s();
        let is_near = |said_s: f64| (said_s - at_s).abs() < 3.0 * TOGETHER_S;
        match said.iter_mut().find(|(said_s, _)| is_near(*said_s)) {
            Some((_, release)) => candidate.confirm(release),
            None => shown.push(candidate.told(flown, &series)),
        }
    }
    let said = said.into_iter().map(|(_, release)| release);
    said.chain(shown).collect()
}

/// Releases that the log itself tells, each with its instant by the log's own clock, seconds.
fn by_word(flown: &Flown<'_>) -> Vec<(f64, Release)> {
    let mut all = Vec::new();
    for event in &flown.flight.events {
        let EventKind::Release { what } = &event.kind else {
            continue;
        };
        let sample = flown.track.at(event.at);
        let release = Release {
            flight: flown.id,
            when: flown.dating.when(event.at),
            time_error_s: 1.0,
            position: sample.map(|sample| sample.position),
            height_m: sample.and_then(|sample| flown.height_m(&sample)),
            mass_ratio: None,
            by_chance: None,
            hypotheses: vec![Hypothesis {
                what: "a release was commanded".into(),
                support: 0.9,
                evidence: vec![Evidence::pro(format!("the log says: {what}"))],
            }],
            sources: vec![flown.source(event.trace)],
        };
        all.push((event.at.as_secs_f64(), release));
    }
    all
}

/// A step in one signal or in both.
struct Candidate {
    power: Option<Step>,
    throttle: Option<Step>,
}

fn candidates(series: &Series) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = step::steps(series, |second| second.power)
        .into_iter()
        .map(|step| Candidate {
            power: Some(step),
            throttle: None,
        })
        .collect();
    for step in step::steps(series, |second| second.throttle) {
        let near = |one: &&mut Candidate| (one.at_s() - step.at_s).abs() <= TOGETHER_S;
        match all.iter_mut().find(near) {
            Some(one) => one.throttle = Some(step),
            None => all.push(Candidate {
                power: None,
                throttle: Some(step),
            }),
        }
    }
    all.sort_by(|a, b| a.at_s().total_cmp(&b.at_s()));
    all
}

impl Candidate {
    /// The surer of its two steps.
    fn best(&self) -> Step {
        let steps = [self.power, self.throttle].into_iter().flatten();
        let best = steps.min_by(|a, b| a.by_chance.total_cmp(&b.by_chance));
        best.unwrap_or_default()
    }

    fn at_s(&self) -> f64 {
        self.best().at_s
    }

    fn is_lighter(&self) -> bool {
        self.best().share < 0.0
    }

    /// Power goes with mass to the power of 3/2.
    fn mass_ratio(&self) -> Option<f64> {
        let step = self.power?;
        Some((1.0 + step.share).max(0.0).powf(2.0 / 3.0))
    }

    /// A word of the log that the signals bear out.
    fn confirm(&self, said: &mut Release) {
        said.mass_ratio = self.mass_ratio().filter(|_| self.is_lighter());
        said.by_chance = Some(self.best().by_chance);
        let evidence = self.steps_in_words().into_iter().map(Evidence::pro);
        if let Some(first) = said.hypotheses.first_mut() {
            first.evidence.extend(evidence);
            first.support = 0.97;
        }
    }

    fn steps_in_words(&self) -> Vec<String> {
        let named = [("power", self.power), ("throttle", self.throttle)];
        let words = named.into_iter().filter_map(|(name, step)| {
            let step = step?;
            let way = if step.share < 0.0 { "falls" } else { "rises" };
            let percent = 100.0 * step.share.abs();
            Some(format!("{name} {way} by {percent:.0} % and stays there"))
        });
        words.collect()
    }

    fn told(&self, flown: &Flown<'_>, series: &Series) -> Release {
        let best = self.best();
        let at = BootTime::from_secs_f64(best.at_s);
        let sample = flown.track.at(at);
        Release {
            flight: flown.id,
            when: flown.dating.when(at),
            time_error_s: best.error_s,
            position: sample.map(|sample| sample.position),
            height_m: sample.and_then(|sample| flown.height_m(&sample)),
            mass_ratio: self.mass_ratio(),
            by_chance: Some(best.by_chance),
            hypotheses: self.hypotheses(series),
            sources: series
                .at(best.at_s)
                .map(|second| flown.source(second.trace))
                .into_iter()
                .collect(),
        }
    }

    /// What it may have been, ranked by what speaks for each.
    fn hypotheses(&self, series: &Series) -> Vec<Hypothesis> {
        let about = About::of(series, self.at_s());
        let mut all = vec![self.of_mass(&about), Self::of_wind(&about)];
        all.extend(self.of_sensor(series));
        all.sort_by(|a, b| b.support.total_cmp(&a.support));
        all
    }

    fn of_mass(&self, about: &About) -> Hypothesis {
        let mut evidence: Vec<Evidence> = self
            .steps_in_words()
            .into_iter()
            .map(Evidence::pro)
            .collect();
        let mut support: f64 = 0.35;
        let mut weigh = |holds: bool, share: f64, yes: String, no: &str| {
            support += if holds { share } else { 0.0 };
            if holds {
                evidence.push(Evidence::pro(yes));
            } else if !no.is_empty() {
                evidence.push(Evidence::con(no.to_owned()));
            }
        };
        let agree = self.power.zip(self.throttle);
        let agree = agree.is_some_and(|(a, b)| (a.share < 0.0) == (b.share < 0.0));
        weigh(
            agree,
            0.2,
            "both signals step together".into(),
            "only one signal steps",
        );
        let hover_s = about.hover_s;
        let still = format!("it hovered for {hover_s:.0} s about that instant");
        weigh(hover_s >= 5.0, 0.15, still, "it did not stop there");
        let rise_m = about.rise_m;
        let hop = format!("it rose by {rise_m:.1} m just then");
        weigh(self.is_lighter() && rise_m > 0.4, 0.1, hop, "");
        let low = "it had come down to there, and climbed afterwards".to_owned();
        weigh(about.is_low_point, 0.1, low, "");
        let large = self.best().share.abs();
        let much = format!("the step is large: {:.0} %", 100.0 * large);
        weigh(large > 0.12, 0.05, much, "");
        let what = if self.is_lighter() {
            "something was released here: the aircraft became lighter"
        } else {
            "something was taken up here: the aircraft became heavier"
        };
        Hypothesis {
            what: what.into(),
            support: support.min(0.95),
            evidence,
        }
    }

    fn of_wind(about: &About) -> Hypothesis {
        let mut evidence = Vec::new();
        let mut support: f64 = 0.3;
        if about.hover_s < 5.0 {
            support += 0.15;
            evidence.push(Evidence::pro(
                "it was flying, where the wind counts most".into(),
            ));
        } else {
            support -= 0.1;
            evidence.push(Evidence::con(
                "it hovered in one place before and after".into(),
            ));
        }
        if about.turn_deg > 60.0 {
            support += 0.1;
            let words = format!("it turned by {:.0}° there", about.turn_deg);
            evidence.push(Evidence::pro(words));
        }
        Hypothesis {
            what: "the air changed: another wind, or the lee of something".into(),
            support: support.max(0.05),
            evidence,
        }
    }

    /// One signal that steps while the other is there and does not.
    fn of_sensor(&self, series: &Series) -> Option<Hypothesis> {
        let has =
            |signal: fn(&Second) -> Option<f64>| series.seconds.iter().any(|s| signal(s).is_some());
        let has_both = has(|second| second.power) && has(|second| second.throttle);
        let is_alone = self.power.is_some() != self.throttle.is_some();
        (has_both && is_alone).then(|| {
            let stays = if self.power.is_some() {
                "throttle"
            } else {
                "power"
            };
            Hypothesis {
                what: "the sensor or the battery changed, not the load".into(),
                support: 0.45,
                evidence: vec![Evidence::pro(format!("the {stays} does not step"))],
            }
        })
    }
}

impl Evidence {
    const fn pro(what: String) -> Self {
        Self {
            what,
            speaks_for: true,
        }
    }

    const fn con(what: String) -> Self {
        Self {
            what,
            speaks_for: false,
        }
    }
}

/// What the aircraft did about an instant.
struct About {
    /// How long it stayed in one place, the instant within, seconds.
    hover_s: f64,
    /// How much it rose in the three seconds after it against those before, metres.
    rise_m: f64,
    /// Whether it is the lowest within half a minute, by at least three metres on either side.
    is_low_point: bool,
    /// By how much its course turned, from ten seconds before to ten after, degrees.
    turn_deg: f64,
}

impl About {
    fn of(series: &Series, at_s: f64) -> Self {
        let height = |seconds: f64| series.at(at_s + seconds).and_then(|second| second.height_m);
        let rise = |from: f64, to: f64| Some(height(to)? - height(from)?);
        let here = height(0.0);
        let above = |from: f64, to: f64| {
            let some = series.between(at_s + from, at_s + to);
            let highest = some.filter_map(|second| second.height_m).reduce(f64::max);
            highest
                .zip(here)
                .is_some_and(|(highest, here)| highest > here + 3.0)
        };
        let course = |from: f64, to: f64| {
            let (north, east) = series
                .between(at_s + from, at_s + to)
                .fold((0.0, 0.0), |(n, e), second| {
                    (n + second.north_m_s, e + second.east_m_s)
                });
            (f64::hypot(north, east) > 10.0).then(|| f64::atan2(east, north).to_degrees())
        };
        let turn = course(-25.0, -5.0).zip(course(5.0, 25.0));
        Self {
            hover_s: series.hover_s(at_s),
            rise_m: rise(0.0, 3.0).unwrap_or(0.0) - rise(-3.0, 0.0).unwrap_or(0.0),
            is_low_point: above(-30.0, -3.0) && above(3.0, 30.0),
            turn_deg: turn.map_or(0.0, |(a, b)| wrap_deg(b - a).abs()),
        }
    }
}

#[cfg(test)]
mod tests;
