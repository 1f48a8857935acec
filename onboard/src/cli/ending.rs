//! The end of `onboard fly`: the folder is closed, and what happened is told.

use std::io::Write as _;
use std::path::Path;

use missions::cli::shown;
use missions::seal::{SEAL, Sha256Sum};
use missions::time::lasting;

use super::Fly;
use super::clock::Clock;
use crate::closing::readings::Surveyed;
use crate::closing::{self, Shares, Summary};
use crate::flight::event::Outcome;
use crate::flown::Seeing;
use crate::session::Session;

/// A vehicle's clock that runs so much faster than ours is that of a simulation.
const FASTER: f64 = 1.05;
const UNSIGNED: &str = "the folder is not sealed: its key could not be used";

/// Leaves what is made from the flight in its folder and says how it ended; the exit code comes back.
pub(super) fn conclude(
    arguments: &Fly,
    clock: &Clock,
    session: &Session,
    seeing: Option<&Seeing>,
) -> anyhow::Result<u8> {
    let mut summary = closing::describe(session, seeing);
    let now = clock.now();
    let is_over = summary.outcome.as_ref().is_some_and(Outcome::is_for_good);
    if session.folder().key().is_none() {
        summary.losses.push(UNSIGNED.to_owned());
    }
    let ended = if is_over {
        closing::close(session, &summary, now)
    } else {
        session
            .folder()
            .leave(session.utc(now))
            .map(|()| Vec::new())
    };
    match ended {
        Ok(losses) => summary.losses.extend(losses),
        Err(error) => summary.losses.push(error.words()),
    }
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &summary)?;
        writeln!(out)?;
    } else {
        let folder = session.folder();
        let mut text = Vec::new();
        tell(&mut text, &summary, folder.dir())?;
        write!(out, "{}", shown::shown(&String::from_utf8_lossy(&text)))?;
        if let (Some(key), Ok(Some(seal))) = (folder.key(), folder.read(SEAL)) {
            let (seal, key) = (Sha256Sum::of(&seal), key.fingerprint());
            writeln!(
                out,
                "  seal      {seal}, by key SHA256:{key}: note both elsewhere"
            )?;
        }
    }
    Ok(match &summary.outcome {
        Some(Outcome::Done | Outcome::Ready) if summary.losses.is_empty() && all_read(&summary) => {
            0
        }
        Some(Outcome::Done | Outcome::Ready) => 3,
        _ => 1,
    })
}

/// Whether a survey, where one was flown, has all its readings.
fn all_read(summary: &Summary) -> bool {
    let surveyed = summary.survey.as_ref();
    surveyed.is_none_or(|surveyed| surveyed.read == surveyed.stations.len())
}

fn tell(out: &mut impl std::io::Write, summary: &Summary, dir: &Path) -> std::io::Result<()> {
    let plan = shown::line(&summary.plan);
    match &summary.outcome {
        Some(Outcome::Done) => writeln!(out, "{plan}: sortie {} flown", summary.sortie)?,
        Some(Outcome::Ready) => {
            writeln!(
                out,
                "{plan}: sortie {} is loaded and checked; nothing was armed",
                summary.sortie
            )?;
        }
        Some(Outcome::CutShort { reason }) => {
            writeln!(out, "{plan}: cut short: {}", shown::line(reason))?;
        }
        Some(Outcome::Failed { reason }) => {
            writeln!(out, "{plan}: failed: {}", shown::line(reason))?;
        }
        None => writeln!(out, "{plan}: not over")?,
    }
    if summary.outcome == Some(Outcome::Ready) {
        writeln!(out, "  would fly {}", would_fly(summary))?;
        return rest(out, summary, dir);
    }
    let flown_km = summary.flown_m / 1000.0;
    let planned_km = summary.planned_m / 1000.0;
    writeln!(
        out,
        "  flown     {flown_km:.2} km in {} (planned {planned_km:.2} km{})",
        time(summary),
        summary
            .planned_s
            .map_or(String::new(), |seconds| format!(" in {}", lasting(seconds)))
    )?;
    if let Some(left) = summary.battery_left {
        let used = summary.battery_begin.map(|begin| (begin - left) * 100.0);
        let used = used.map_or(String::new(), |used| format!("{used:.0} % used, "));
        writeln!(out, "  battery   {used}{:.0} % left", left * 100.0)?;
    }
    if let Some(shares) = summary.coverage {
        writeln!(out, "  seen      {}", seen(&shares))?;
    }
    if let Some(surveyed) = &summary.survey {
        draughts(out, surveyed, dir)?;
    }
    let picture = dir.join(closing::PICTURE);
    if picture.exists() {
        writeln!(out, "  picture   {}", picture.display())?;
    }
    let report = dir.join(closing::REPORT);
    if report.exists() {
        writeln!(out, "  report    {}", report.display())?;
    }
    rest(out, summary, dir)
}

/// The stations, one a line, and what followed.
fn draughts(out: &mut impl std::io::Write, surveyed: &Surveyed, dir: &Path) -> std::io::Result<()> {
    for read in &surveyed.stations {
        let came = match (read.draught_m, read.u95_m) {
            (Some(draught_m), Some(u95_m)) => format!("{draught_m:.3} m ± {u95_m:.3} m (95 %)"),
            _ => format!("not read: {}", read.reason.as_deref().unwrap_or_default()),
        };
        writeln!(
            out,
            "  draught   {:<19} {}",
            read.station,
            shown::line(&came)
        )?;
    }
    match (surveyed.statement, &surveyed.no_statement) {
        (Some(statement), _) => {
            writeln!(out, "  statement {}", dir.join(statement).display())
        }
        (None, Some(why)) => writeln!(out, "  statement none: {}", shown::line(why)),
        (None, None) => Ok(()),
    }
}

/// What is said of a flight and of a rehearsal alike.
fn rest(out: &mut impl std::io::Write, summary: &Summary, dir: &Path) -> std::io::Result<()> {
    for loss in &summary.losses {
        writeln!(out, "  lost      {}", shown::line(loss))?;
    }
    writeln!(out, "  folder    {}", dir.display())
}

fn would_fly(summary: &Summary) -> String {
    let mut words = vec![format!("{:.2} km", summary.planned_m / 1000.0)];
    words.extend(summary.planned_s.map(lasting));
    let share = summary.planned_battery;
    words.extend(share.map(|share| format!("{:.0} % of a full battery", share * 100.0)));
    words.join(", ")
}

/// The time of a flight; where a simulation was sped up, whose time it is.
fn time(summary: &Summary) -> String {
    let there = lasting(summary.seconds);
    match summary.seconds_here.zip(summary.rate()) {
        Some((here, rate)) if rate > FASTER => format!(
            "{there} by the vehicle's clock, {} here: a simulation {rate:.0} times as fast",
            lasting(here)
        ),
        _ => there,
    }
}

fn seen(shares: &Shares) -> String {
    let percent = |share: f64| format!("{:.2} %", share * 100.0);
    let (area, plan) = (percent(shares.of_area), percent(shares.plan_of_area));
    match shares.of_sortie {
        Some(share) => format!(
            "the camera's field of view passed over {} of what this sortie was to see; that is {area} of the whole area (all sorties: {plan})",
            percent(share)
        ),
        None => format!(
            "the camera's field of view passed over {area} of the whole area; this sortie was to see nothing of it"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sortie_that_saw_its_share_does_not_read_as_a_failure() {
        let mut shares = Shares {
            of_sortie: Some(0.9951),
            of_area: 0.555,
            sortie_of_area: 0.5577,
            plan_of_area: 0.9993,
        };
        assert_eq!(
            seen(&shares),
            "the camera's field of view passed over 99.51 % of what this sortie was to see; that is 55.50 % of the whole area (all sorties: 99.93 %)"
        );
        shares.of_sortie = None;
        assert!(seen(&shares).ends_with("was to see nothing of it"));
    }
}
