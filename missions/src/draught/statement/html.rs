//! The statement as one HTML file that needs nothing else and prints on A4.

mod sketch;
mod tables;

use std::fmt::{self, Write as _};

use super::super::Arithmetic;
use super::figure::{grouped, plain, uncertainty_decimals};
use super::picture::Picture;
use super::text::{capital, when};
use super::{Statement, SurveyPart, Verdict};
use crate::html::escaped;
use crate::plan::check::Severity;
use crate::ship::Ship;

const STYLE: &str = include_str!("html/style.css");

/// The statement as a page, with the pictures that its readings name.
pub fn html(statement: &Statement, pictures: &[Picture]) -> String {
    let mut out = String::new();
    Page {
        statement,
        pictures,
        out: &mut out,
    }
    .write()
    .expect("writing to a string cannot fail");
    out
}

/// A page that is being written.
struct Page<'a> {
    statement: &'a Statement,
    pictures: &'a [Picture],
    out: &'a mut String,
}

impl Page<'_> {
    fn write(mut self) -> fmt::Result {
        let name = escaped(&self.statement.ship.name);
        writeln!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>Draught survey, {name}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>"
        )?;
        self.head(&name)?;
        self.result()?;
        for (index, survey) in self.statement.surveys.iter().enumerate() {
            self.survey(index, survey)?;
        }
        self.uncertainty()?;
        self.remarks()?;
        self.foot()?;
        writeln!(self.out, "</body>\n</html>")
    }

    fn head(&mut self, name: &str) -> fmt::Result {
        writeln!(
            self.out,
            "<header>\n<p class=\"kind\">Draught survey</p>\n<h1>{name}</h1>\n<dl>"
        )?;
        for (term, value) in particulars(&self.statement.ship) {
            writeln!(
                self.out,
                "<div><dt>{term}</dt><dd>{}</dd></div>",
                escaped(&value)
            )?;
        }
        writeln!(self.out, "</dl>\n</header>")
    }

    fn result(&mut self) -> fmt::Result {
        let found = &self.statement.result;
        let decimals = uncertainty_decimals(found.u95_t);
        let declared = found.declared.as_ref();
        let class = match declared.map(|d| d.verdict) {
            None => "plain",
            Some(Verdict::Agrees) => "agrees",
            Some(Verdict::MoreDeclared | Verdict::LessDeclared) => "differs",
        };
        writeln!(
            self.out,
            "<section class=\"result {class}\">\n<div class=\"figures\">\n\
             <div><p class=\"label\">{}</p><p class=\"figure\">{} t \
             <span class=\"interval\">± {} t</span></p><p class=\"small\">at 95 %, k = 2</p></div>",
            capital(found.what),
            grouped(found.value_t, decimals),
            grouped(found.u95_t, decimals),
        )?;
        if let Some(declared) = declared {
            writeln!(
                self.out,
                "<div><p class=\"label\">Declared</p><p class=\"figure\">{} t</p>\
                 <p class=\"small\">by the papers</p></div>",
                grouped(declared.declared_t, decimals),
            )?;
        }
        writeln!(self.out, "</div>")?;
        if let Some(declared) = declared {
            let sentence = escaped(&declared.sentence);
            writeln!(self.out, "<p class=\"verdict\">{sentence}</p>")?;
        }
        writeln!(
            self.out,
            "<p class=\"formula\">{} = {} = {} = {} t</p>\n\
             <p class=\"small\">Form arithmetic {} t, unrounded {} t.</p>\n</section>",
            escaped(found.what),
            found.step.formula,
            found.step.numbers,
            found.step.shown,
            grouped(found.form_t, 3),
            grouped(found.unrounded_t, 3)
        )
    }

    fn survey(&mut self, index: usize, survey: &SurveyPart) -> fmt::Result {
        writeln!(
            self.out,
            "<section class=\"survey\">\n<h2>{} survey<span class=\"when\">{}</span></h2>",
            capital(survey.occasion),
            escaped(&when(survey))
        )?;
        sketch::write(self.out, index, &self.statement.ship, survey)?;
        tables::readings(self.out, survey, self.pictures)?;
        tables::steps(self.out, survey)?;
        writeln!(self.out, "</section>")
    }

    fn uncertainty(&mut self) -> fmt::Result {
        writeln!(
            self.out,
            "<section class=\"uncertainty\">\n<h2>Uncertainty</h2>"
        )?;
        for sentence in &self.statement.advice {
            writeln!(self.out, "<p>{}</p>", escaped(sentence))?;
        }
        tables::budget(self.out, &self.statement.budget)?;
        writeln!(self.out, "</section>")
    }

    fn remarks(&mut self) -> fmt::Result {
        if self.statement.remarks.is_empty() {
            return Ok(());
        }
        writeln!(
            self.out,
            "<section>\n<h2>Remarks</h2>\n<ul class=\"remarks\">"
        )?;
        for remark in &self.statement.remarks {
            let class = match remark.severity {
                Severity::Warning => "warning",
                Severity::Error => "error",
            };
            writeln!(
                self.out,
                "<li class=\"{class}\"><b>{}</b> {}</li>",
                escaped(&remark.place),
                escaped(&remark.reason)
            )?;
        }
        writeln!(self.out, "</ul>\n</section>")
    }

    fn foot(&mut self) -> fmt::Result {
        let arithmetic = match self.statement.arithmetic {
            Arithmetic::Form => {
                "Every value is rounded to three decimals, halves away from zero, before it is \
                 used further"
            }
            Arithmetic::Unrounded => "Nothing is rounded between steps; five decimals are shown",
        };
        writeln!(
            self.out,
            "<footer>\n<p>Formulas: UN/ECE Code of uniform standards and procedures for the \
             performance of draught surveys of coal cargoes, ECE/ENERGY/19, Form C. {arithmetic}. \
             Uncertainty: JCGM 100:2008, through the unrounded chain.</p>"
        )?;
        if !self.pictures.is_empty() {
            writeln!(
                self.out,
                "<table class=\"hashes\"><caption>SHA-256 of the pictures</caption>"
            )?;
            for picture in self.pictures {
                writeln!(
                    self.out,
                    "<tr><td>{}</td><td>{}</td></tr>",
                    escaped(&picture.file),
                    picture.sha256
                )?;
            }
            writeln!(self.out, "</table>")?;
        }
        writeln!(self.out, "</footer>")
    }
}

fn particulars(ship: &Ship) -> Vec<(&'static str, String)> {
    let metres = |value: f64| format!("{} m", plain(value));
    let given = [
        ("IMO number", ship.imo.clone()),
        ("Length between perpendiculars", Some(metres(ship.lbp_m))),
        ("Breadth", ship.breadth_m.map(metres)),
        ("Depth", ship.depth_m.map(metres)),
        ("Summer draught", ship.summer_draught_m.map(metres)),
        (
            "Lightship",
            ship.lightship_t.map(|t| format!("{} t", plain(t))),
        ),
    ];
    given
        .into_iter()
        .filter_map(|(term, value)| Some((term, value?)))
        .collect()
}

#[cfg(test)]
mod tests;
