//! The tables of a page: readings with their pictures, steps, budget.

use std::fmt::{self, Write as _};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;

use super::super::super::budget::{Budget, Line};
use super::super::figure::number;
use super::super::text::{capital, in_unit};
use super::super::{ReadingPart, SHOWN, SurveyPart, budget_lines};
use super::Picture;
use crate::html::escaped;

/// The six readings, two a row, each with its picture where there is one.
pub(super) fn readings(out: &mut String, survey: &SurveyPart, pictures: &[Picture]) -> fmt::Result {
    writeln!(out, "<div class=\"readings\">")?;
    for part in &survey.readings {
        reading(out, part, pictures)?;
    }
    writeln!(out, "</div>")
}

fn reading(out: &mut String, part: &ReadingPart, pictures: &[Picture]) -> fmt::Result {
    writeln!(out, "<figure>")?;
    if let Some(file) = &part.reading.evidence {
        match pictures.iter().find(|picture| picture.file == *file) {
            Some(picture) => writeln!(
                out,
                "<img src=\"data:image/{};base64,{}\" alt=\"draught marks {} {}\">",
                picture.kind.media_type(),
                BASE64.encode(&picture.bytes),
                part.station.name(),
                part.side.name()
            )?,
            None => writeln!(
                out,
                "<p class=\"missing\">no picture: {}</p>",
                escaped(file)
            )?,
        }
    }
    writeln!(
        out,
        "<figcaption><span>{} {}</span> <b>{} m</b> <span class=\"interval\">± {} m{}</span>\
         </figcaption>\n</figure>",
        capital(part.station.name()),
        part.side.name(),
        number(part.reading.draught_m, 3),
        number(part.reading.spread.u95, 3),
        if part.reading.spread.assumed {
            ", assumed"
        } else {
            ""
        }
    )
}

/// Every step with its formula and its numbers.
pub(super) fn steps(out: &mut String, survey: &SurveyPart) -> fmt::Result {
    writeln!(out, "<table class=\"steps\">")?;
    let mut section = "";
    for step in &survey.steps {
        if step.section != section {
            section = step.section;
            writeln!(
                out,
                "<tr class=\"heading\"><th colspan=\"3\">{section}</th></tr>"
            )?;
        }
        writeln!(
            out,
            "<tr><td>{}</td><td><span class=\"letters\">{}</span><br>\
             <span class=\"numbers\">{}</span></td><td class=\"value\">{} <span>{}</span></td></tr>",
            escaped(&step.what),
            step.formula,
            step.numbers,
            step.shown,
            step.unit
        )?;
    }
    writeln!(out, "</table>")
}

/// The budget, each contribution with a bar.
pub(super) fn budget(out: &mut String, budget: &Budget) -> fmt::Result {
    writeln!(
        out,
        "<table class=\"budget\">\n<tr><th>Input</th><th>Standard uncertainty</th>\
         <th colspan=\"2\">Contribution</th></tr>"
    )?;
    let widest_t = budget
        .lines
        .first()
        .map_or(0.0, |line| line.contribution_t.abs());
    let (shown, rest) = budget_lines(budget);
    for line in shown {
        budget_line(out, line, widest_t)?;
    }
    if rest > 0 {
        writeln!(
            out,
            "<tr><td colspan=\"4\" class=\"small\">{} more, none above {} t</td></tr>",
            rest,
            number(SHOWN * widest_t, 2)
        )?;
    }
    writeln!(
        out,
        "<tr class=\"total\"><td>Combined (root of the sum of squares)</td><td></td>\
         <td class=\"value\">{} t</td><td></td></tr>\n\
         <tr class=\"total\"><td>At 95 % (k = 2)</td><td></td><td class=\"value\">± {} t</td>\
         <td></td></tr>\n</table>",
        number(budget.standard_t, 2),
        number(budget.u95_t, 2)
    )
}

fn budget_line(out: &mut String, line: &Line, widest_t: f64) -> fmt::Result {
    writeln!(
        out,
        "<tr><td>{}</td><td>{}{}</td><td class=\"value\">{} t</td>\
         <td class=\"bar\"><i style=\"width:{:.1}%\"></i></td></tr>",
        escaped(&line.input),
        in_unit(line),
        if line.assumed {
            " <span class=\"small\">assumed</span>"
        } else {
            ""
        },
        number(line.contribution_t.abs(), 2),
        100.0 * line.contribution_t.abs() / widest_t
    )
}
