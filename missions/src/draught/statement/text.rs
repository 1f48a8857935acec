//! The statement as plain text, for a terminal.

use std::fmt::{self, Write as _};

use super::super::budget::Line;
use super::figure::{grouped, number, plain, uncertainty_decimals};
use super::{Found, Statement, SurveyPart};

/// The statement as lines of text.
pub fn text(statement: &Statement) -> String {
    let mut out = String::new();
    write(&mut out, statement).expect("writing to a string cannot fail");
    out
}

fn write(out: &mut String, statement: &Statement) -> fmt::Result {
    let ship = &statement.ship;
    write!(out, "{}", ship.name)?;
    if let Some(imo) = &ship.imo {
        write!(out, ", IMO {imo}")?;
    }
    writeln!(out, ", {} m between perpendiculars", plain(ship.lbp_m))?;
    for survey in &statement.surveys {
        write_survey(out, survey)?;
    }
    write_budget(out, statement)?;
    write_result(out, &statement.result)?;
    for sentence in &statement.advice {
        writeln!(out, "{sentence}")?;
    }
    for remark in &statement.remarks {
        writeln!(out, "{remark}")?;
    }
    Ok(())
}

fn write_survey(out: &mut String, survey: &SurveyPart) -> fmt::Result {
    writeln!(out, "\n{} survey{}", capital(survey.occasion), when(survey))?;
    for part in &survey.readings {
        writeln!(
            out,
            "  {:<9} {:<9} {:>7} m ± {} m{}{}",
            part.station.name(),
            part.side.name(),
            number(part.reading.draught_m, 3),
            number(part.reading.spread.u95, 3),
            if part.reading.spread.assumed {
                " (assumed)"
            } else {
                ""
            },
            part.reading
                .evidence
                .as_ref()
                .map(|name| format!("  {name}"))
                .unwrap_or_default()
        )?;
    }
    let mut section = "";
    for step in &survey.steps {
        if step.section != section {
            section = step.section;
            writeln!(out, "\n  {section}")?;
        }
        writeln!(
            out,
            "  {:<40} {:>14} {:<12} {}",
            step.what, step.shown, step.unit, step.formula
        )?;
        writeln!(out, "  {:<68} {}", "", step.numbers)?;
    }
    Ok(())
}

/// ` · 2026-03-14T06:40:00Z · Rotterdam`
pub(super) fn when(survey: &SurveyPart) -> String {
    let mut out = String::new();
    for part in [&survey.time, &survey.place].into_iter().flatten() {
        out.push_str(" · ");
        out.push_str(part);
    }
    out
}

/// With a capital letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn write_budget(out: &mut String, statement: &Statement) -> fmt::Result {
    let budget = &statement.budget;
    writeln!(
        out,
        "\nUncertainty (JCGM 100:2008; one standard uncertainty each)"
    )?;
    for line in budget.lines.iter().filter(|l| l.contribution_t != 0.0) {
        writeln!(
            out,
            "  {:<44} {:>16} {:>9} t{}",
            line.input,
            in_unit(line),
            number(line.contribution_t.abs(), 2),
            if line.assumed { "  assumed" } else { "" }
        )?;
    }
    writeln!(
        out,
        "  {:<61} {:>8} t",
        "combined",
        number(budget.standard_t, 2)
    )
}

/// A line's standard uncertainty with its unit; what is relative in per cent.
pub(super) fn in_unit(line: &Line) -> String {
    match line.unit {
        "1" => format!("{} %", significant(100.0 * line.standard)),
        unit => format!("{} {unit}", significant(line.standard)),
    }
}

/// Three significant digits.
fn significant(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return plain(value);
    }
    let magnitude = value.abs().log10().floor() as i32;
    number(value, (2 - magnitude).clamp(0, 8) as usize)
}

fn write_result(out: &mut String, found: &Found) -> fmt::Result {
    let decimals = uncertainty_decimals(found.u95_t);
    writeln!(
        out,
        "\n{} = {} = {} t",
        capital(found.what),
        found.step.formula,
        found.step.shown
    )?;
    writeln!(
        out,
        "{}: {} t ± {} t (95 %, k = 2); form {} t, unrounded {} t",
        capital(found.what),
        grouped(found.value_t, decimals),
        grouped(found.u95_t, decimals),
        number(found.form_t, 3),
        number(found.unrounded_t, 3)
    )?;
    if let Some(declared) = &found.declared {
        writeln!(
            out,
            "Declared: {} t",
            grouped(declared.declared_t, decimals)
        )?;
        writeln!(out, "{}", declared.sentence)?;
    }
    Ok(())
}
