//! The end of `onboard fly`: the folder is closed, and what happened is told.

use std::io::Write as _;
use std::path::Path;

use super::Fly;
use super::clock::Clock;
use crate::closing::{self, Shares, Summary};
use crate::flight::event::Outcome;
use crate::flown::Seeing;
use crate::session::Session;

/// Leaves what is made from the flight in its folder and says how it ended; the exit code comes back.
pub(super) fn conclude(
    arguments: &Fly,
    clock: &Clock,
    session: &Session,
    seeing: Option<&Seeing>,
) -> anyhow::Result<u8> {
    let mut summary = closing::describe(session, seeing);
    if closing::is_over(summary.outcome.as_ref())
        && let Err(error) = closing::close(session, &summary, clock.now())
    {
        summary.losses.push(closing::words(&error));
    }
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &summary)?;
        writeln!(out)?;
    } else {
        tell(&mut out, &summary, session.folder().dir())?;
    }
    Ok(match &summary.outcome {
        Some(Outcome::Done | Outcome::Ready) if summary.losses.is_empty() => 0,
        Some(Outcome::Done | Outcome::Ready) => 3,
        _ => 1,
    })
}

fn tell(out: &mut impl std::io::Write, summary: &Summary, dir: &Path) -> std::io::Result<()> {
    match &summary.outcome {
        Some(Outcome::Done) => writeln!(out, "{}: sortie {} flown", summary.plan, summary.sortie)?,
        Some(Outcome::Ready) => {
            writeln!(out, "{}: loaded and checked, ready to fly", summary.plan)?;
        }
        Some(Outcome::CutShort { reason }) => {
            writeln!(out, "{}: cut short: {reason}", summary.plan)?;
        }
        Some(Outcome::Failed { reason }) => writeln!(out, "{}: failed: {reason}", summary.plan)?,
        None => writeln!(out, "{}: not over", summary.plan)?,
    }
    let minutes = summary.seconds / 60.0;
    let flown_km = summary.flown_m / 1000.0;
    let planned_km = summary.planned_m / 1000.0;
    writeln!(
        out,
        "  flown     {flown_km:.2} km in {minutes:.1} min (planned {planned_km:.2} km)"
    )?;
    if let Some(left) = summary.battery_left {
        writeln!(out, "  battery   {:.0} % left", left * 100.0)?;
    }
    if let Some(shares) = summary.coverage {
        writeln!(out, "  seen      {}", seen(&shares))?;
    }
    for loss in &summary.losses {
        writeln!(out, "  lost      {loss}")?;
    }
    let picture = dir.join(closing::PICTURE);
    if picture.exists() {
        writeln!(out, "  picture   {}", picture.display())?;
    }
    writeln!(out, "  folder    {}", dir.display())
}

fn seen(shares: &Shares) -> String {
    let percent = |share: f64| format!("{:.2} %", share * 100.0);
    let (area, plan) = (percent(shares.of_area), percent(shares.plan_of_area));
    match shares.of_sortie {
        Some(share) => format!(
            "{} of what this sortie was to see; that is {area} of the whole area (all sorties: {plan})",
            percent(share)
        ),
        None => format!("{area} of the whole area; this sortie was to see nothing of it"),
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
            "99.51 % of what this sortie was to see; that is 55.50 % of the whole area (all sorties: 99.93 %)"
        );
        shares.of_sortie = None;
        assert!(seen(&shares).ends_with("was to see nothing of it"));
    }
}
