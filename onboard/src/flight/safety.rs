//! The safety table: situation → action. All of it is in this file, but for the words that people
//! are told.
//!
//! [`TABLE`] is read from the top; the first row that holds decides. A row holds when its sign
//! has been there for its time. What follows when the sign goes away again is in the row too.
//! This file measures nothing and commands nothing: [`super::figures`] come in, a [`Decision`]
//! goes out, and the flight carries it out.

mod words;

use std::time::Duration;

use missions::time::BootTime;
use serde::{Deserialize, Serialize};

use super::failsafe::Taker;
use super::figures::Figures;
use super::operator::Order;

/// What can happen to a flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "TABLE says of each what it is")]
pub enum Situation {
    PilotFlies,
    FailsafeFlies,
    PilotOrFailsafe,
    AutopilotSilent,
    OperatorLands,
    FoundLanding,
    GnssLost,
    WayHomeLost,
    WayHomeBarred,
    FenceAhead,
    TelemetryLost,
    OperatorReturns,
    FoundReturning,
    BatteryLow,
    PlanRevoked,
    PlanLost,
    WindTooStrong,
    GroundSilent,
    GnssDegraded,
    TelemetrySilent,
    PlanChanged,
    OperatorHolds,
    FoundHolding,
}

/// What is done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Fly the plan.
    Continue,
    /// Stop and stay where it is.
    Hold,
    /// Come home (or to the rally point that the autopilot chooses) and land.
    Return,
    /// Land where it is.
    Land,
    /// Command nothing: nobody hears it, the autopilot's own failsafe flies.
    Wait,
    /// Command nothing: the pilot flies, or the autopilot's failsafe. Only the operator's `resume` ends it.
    StandBack,
}

/// What follows when the sign is gone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ends {
    /// The action stands until the operator says `resume`.
    Stays,
    /// After so many seconds without the sign the flight goes on.
    Clears(f64),
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What has happened.
    pub situation: Situation,
    /// What is done.
    pub action: Action,
    /// How long the sign must last before it counts, seconds.
    pub after_s: f64,
    /// What follows when it is gone.
    pub ends: Ends,
    /// The figures in words where the sign is there; `None` where it is not.
    sign: fn(&Figures, &Limits) -> Option<String>,
}

/// The limits that rows compare with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Limits {
    /// Longest silence of the autopilot, seconds.
    pub autopilot_silent_s: f64,
    /// Longest silence of a ground station that has been heard, seconds; infinite: any.
    pub ground_silent_s: f64,
    /// Mean wind, metres per second; infinite: any.
    pub wind_m_s: f64,
    /// Fewest satellites.
    pub satellites: u8,
    /// Worst horizontal accuracy, metres.
    pub accuracy_m: f64,
    /// Worst horizontal dilution of precision.
    pub hdop: f64,
}

impl Default for Limits {
    /// GNSS: ArduPilot's own arming limits are HDOP 1.4 and 6 satellites, PX4's are 5 m and 6
    /// satellites (`GPS_HDOP_GOOD`, `EKF2_REQ_EPH`, `EKF2_REQ_NSATS`); in flight we let it grow
    /// to about twice that before we stop for it.
    fn default() -> Self {
        Self {
            autopilot_silent_s: 3.0,
            ground_silent_s: 15.0,
            wind_m_s: f64::INFINITY,
            satellites: 5,
            accuracy_m: 10.0,
            hdop: 3.0,
        }
    }
}

/// The table, most important first.
#[rustfmt::skip] // one row, one line
pub const TABLE: [Row; 23] = [
    row(Situation::PilotFlies, Action::StandBack, 0.0, Ends::Stays, pilot_flies),
    row(Situation::FailsafeFlies, Action::StandBack, 0.0, Ends::Stays, failsafe_flies),
    row(Situation::PilotOrFailsafe, Action::StandBack, 0.0, Ends::Stays, pilot_or_failsafe),
    row(Situation::AutopilotSilent, Action::Wait, 0.0, Ends::Clears(0.0), autopilot_silent),
    row(Situation::OperatorLands, Action::Land, 0.0, Ends::Stays, operator_lands),
    row(Situation::FoundLanding, Action::Land, 0.0, Ends::Stays, found_landing),
    row(Situation::GnssLost, Action::Land, 10.0, Ends::Stays, gnss_lost),
    row(Situation::WayHomeLost, Action::Land, 60.0, Ends::Stays, no_way_home),
    row(Situation::WayHomeBarred, Action::Hold, 0.0, Ends::Clears(5.0), no_way_home),
    row(Situation::FenceAhead, Action::Return, 0.3, Ends::Stays, fence_ahead),
    row(Situation::TelemetryLost, Action::Return, 20.0, Ends::Stays, telemetry_silent),
    row(Situation::OperatorReturns, Action::Return, 0.0, Ends::Stays, operator_returns),
    row(Situation::FoundReturning, Action::Return, 0.0, Ends::Stays, found_returning),
    row(Situation::BatteryLow, Action::Return, 3.0, Ends::Stays, battery_low),
    row(Situation::PlanRevoked, Action::Return, 0.0, Ends::Stays, plan_revoked),
    row(Situation::PlanLost, Action::Return, 60.0, Ends::Stays, plan_changed),
    row(Situation::WindTooStrong, Action::Return, 10.0, Ends::Stays, wind_too_strong),
    row(Situation::GroundSilent, Action::Return, 0.0, Ends::Stays, ground_silent),
    row(Situation::GnssDegraded, Action::Hold, 2.0, Ends::Clears(5.0), gnss_degraded),
    row(Situation::TelemetrySilent, Action::Hold, 5.0, Ends::Clears(5.0), telemetry_silent),
    row(Situation::PlanChanged, Action::Hold, 0.0, Ends::Clears(5.0), plan_changed),
    row(Situation::OperatorHolds, Action::Hold, 0.0, Ends::Stays, operator_holds),
    row(Situation::FoundHolding, Action::Hold, 0.0, Ends::Stays, found_holding),
];

const fn row(
    situation: Situation,
    action: Action,
    after_s: f64,
    ends: Ends,
    sign: fn(&Figures, &Limits) -> Option<String>,
) -> Row {
    Row {
        situation,
        action,
        after_s,
        ends,
        sign,
    }
}

/// What the table decided, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// What is to be done.
    pub action: Action,
    /// The row that decided; `None` when none holds any more.
    pub situation: Option<Situation>,
    /// The figures that led to it, in words.
    pub figures: String,
}

impl Decision {
    /// Whether it was made because the vehicle holds something else than the plan.
    pub const fn is_about_the_plan(&self) -> bool {
        use Situation::{PlanChanged, PlanLost};
        matches!(self.situation, Some(PlanChanged | PlanLost))
    }
}

/// The table with its memory.
#[derive(Clone, Debug)]
pub struct Safety {
    limits: Limits,
    rows: [Memory; TABLE.len()],
    decided: Option<Situation>,
}

/// What is remembered of one row.
#[derive(Clone, Debug, Default)]
struct Memory {
    /// Since when the sign has been there.
    since: Option<BootTime>,
    /// Since when it has been gone, while the row still holds.
    gone: Option<BootTime>,
    holds: bool,
    figures: String,
}

impl Safety {
    /// Nothing has happened yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            rows: Default::default(),
            decided: None,
        }
    }

    /// The limits it judges by.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Judges the figures of `now`; a decision comes out when the deciding row changes.
    pub fn judge(&mut self, now: BootTime, figures: &Figures) -> Option<Decision> {
        for (row, memory) in TABLE.iter().zip(&mut self.rows) {
            memory.update(now, row, (row.sign)(figures, &self.limits));
        }
        let first = self.first();
        if first.map(|(row, _)| row.situation) == self.decided {
            return None;
        }
        let decision = self.standing();
        self.decided = decision.situation;
        Some(decision)
    }

    /// What stands now.
    pub fn standing(&self) -> Decision {
        match self.first() {
            Some((row, memory)) => Decision {
                action: row.action,
                situation: Some(row.situation),
                figures: memory.figures.clone(),
            },
            None => Decision {
                action: Action::Continue,
                situation: None,
                figures: "no situation holds".into(),
            },
        }
    }

    /// The operator's `resume`: forgets what has happened. What still holds comes back at once.
    pub fn resume(&mut self) {
        self.rows = Default::default();
    }

    /// What a program decided that was killed stands, as if it had been decided here.
    pub fn restore(&mut self, decision: &Decision) {
        for (row, memory) in TABLE.iter().zip(&mut self.rows) {
            if decision.situation == Some(row.situation) {
                memory.holds = true;
                memory.figures.clone_from(&decision.figures);
            }
        }
        self.decided = decision.situation;
    }

    /// When a row may change without any new figure.
    pub fn poll_timeout(&self) -> Option<BootTime> {
        TABLE
            .iter()
            .zip(&self.rows)
            .filter_map(|(row, memory)| memory.next(row))
            .min()
    }

    fn first(&self) -> Option<(&'static Row, &Memory)> {
        TABLE
            .iter()
            .zip(&self.rows)
            .find(|(_, memory)| memory.holds)
    }
}

impl Memory {
    fn update(&mut self, now: BootTime, row: &Row, sign: Option<String>) {
        if let Some(figures) = sign {
            let since = *self.since.get_or_insert(now);
            self.gone = None;
            if !self.holds {
                self.figures = figures;
            }
            self.holds |= now >= since + seconds(row.after_s);
            return;
        }
        self.since = None;
        if let (true, Ends::Clears(after_s)) = (self.holds, row.ends) {
            let gone = *self.gone.get_or_insert(now);
            self.holds = now < gone + seconds(after_s);
        }
    }

    fn next(&self, row: &Row) -> Option<BootTime> {
        match (self.holds, self.since, self.gone, row.ends) {
            (false, Some(since), _, _) => Some(since + seconds(row.after_s)),
            (true, _, Some(gone), Ends::Clears(after_s)) => Some(gone + seconds(after_s)),
            _ => None,
        }
    }
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

fn pilot_flies(figures: &Figures, _: &Limits) -> Option<String> {
    taken(figures, Taker::Pilot)
}

fn failsafe_flies(figures: &Figures, _: &Limits) -> Option<String> {
    taken(figures, Taker::Failsafe)
}

fn pilot_or_failsafe(figures: &Figures, _: &Limits) -> Option<String> {
    taken(figures, Taker::Either)
}

fn taken(figures: &Figures, by: Taker) -> Option<String> {
    let sign = figures.pilot.as_ref().filter(|sign| sign.taker() == by)?;
    Some(sign.to_string())
}

fn autopilot_silent(figures: &Figures, limits: &Limits) -> Option<String> {
    let silent_s = figures.autopilot_silent_s;
    (silent_s >= limits.autopilot_silent_s).then(|| format!("no heartbeat for {silent_s:.1} s"))
}

fn operator_lands(figures: &Figures, _: &Limits) -> Option<String> {
    (figures.order == Some(Order::Land)).then(|| "the operator said land".into())
}

fn gnss_lost(figures: &Figures, _: &Limits) -> Option<String> {
    let gnss = figures.gnss.filter(|gnss| !gnss.fixed)?;
    Some(gnss.to_string())
}

/// Above every row that returns: with a way home that leads elsewhere, none of them may.
fn no_way_home(figures: &Figures, _: &Limits) -> Option<String> {
    figures.no_way_home.clone()
}

fn fence_ahead(figures: &Figures, _: &Limits) -> Option<String> {
    let fence = figures.fence.as_ref()?;
    (fence.distance_m <= fence.stopping_m).then(|| fence.to_string())
}

/// While nothing at all is heard, the row above speaks: telemetry is missed only where the
/// heartbeats go on.
fn telemetry_silent(figures: &Figures, limits: &Limits) -> Option<String> {
    let heard = figures.autopilot_silent_s < limits.autopilot_silent_s;
    (heard && !figures.silent.is_empty()).then(|| figures.silent.to_string())
}

fn operator_returns(figures: &Figures, _: &Limits) -> Option<String> {
    (figures.order == Some(Order::Return)).then(|| "the operator said return".into())
}

fn battery_low(figures: &Figures, _: &Limits) -> Option<String> {
    let battery = figures.battery?;
    (battery.left < battery.way_home + battery.keep).then(|| battery.to_string())
}

fn plan_revoked(figures: &Figures, _: &Limits) -> Option<String> {
    let who = figures.revoked.as_ref()?;
    Some(format!("the plan was withdrawn by {who}"))
}

/// Whoever meant it says `resume`, or changes the mode: then it is the pilot's.
fn plan_changed(figures: &Figures, _: &Limits) -> Option<String> {
    figures.unlike.clone()
}

fn wind_too_strong(figures: &Figures, limits: &Limits) -> Option<String> {
    let wind_m_s = figures.wind_m_s.filter(|wind| *wind > limits.wind_m_s)?;
    Some(format!(
        "mean wind {wind_m_s:.1} m/s, the limit is {:.1}",
        limits.wind_m_s
    ))
}

fn ground_silent(figures: &Figures, limits: &Limits) -> Option<String> {
    let silent_s = figures
        .ground_silent_s
        .filter(|silent_s| *silent_s >= limits.ground_silent_s)?;
    Some(format!("no ground station heard for {silent_s:.1} s"))
}

fn gnss_degraded(figures: &Figures, limits: &Limits) -> Option<String> {
    let gnss = figures.gnss?;
    let few = gnss.satellites.is_some_and(|n| n < limits.satellites);
    let inaccurate = gnss.accuracy_m.is_some_and(|m| m > limits.accuracy_m);
    let diluted = gnss.hdop.is_some_and(|hdop| hdop > limits.hdop);
    (!gnss.fixed || few || inaccurate || diluted).then(|| gnss.to_string())
}

fn operator_holds(figures: &Figures, _: &Limits) -> Option<String> {
    (figures.order == Some(Order::Hold)).then(|| "the operator said hold".into())
}

fn found_landing(figures: &Figures, _: &Limits) -> Option<String> {
    found(figures, Action::Land)
}

fn found_returning(figures: &Figures, _: &Limits) -> Option<String> {
    found(figures, Action::Return)
}

fn found_holding(figures: &Figures, _: &Limits) -> Option<String> {
    found(figures, Action::Hold)
}

fn found(figures: &Figures, action: Action) -> Option<String> {
    let found = figures.found.filter(|found| *found == action)?;
    Some(format!(
        "it began to {found} while nobody watched, and nobody here asked for it"
    ))
}

#[cfg(test)]
mod tests;
