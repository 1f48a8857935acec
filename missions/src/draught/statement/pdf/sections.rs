//! What stands on the pages, in its order.

mod survey;

use super::super::budget_lines;
use super::super::figure::{grouped, number, plain, uncertainty_decimals};
use super::super::picture::Picture;
use super::super::text::{capital, in_unit, when};
use super::super::{Found, Statement, Verdict};
use super::sketch;
use crate::draught::budget::Line;
use crate::pdf::Face;
use crate::pdf::{Colour, Flow, MARGIN, MEASURE, Style, broken};

const INK: Colour = [0.106, 0.153, 0.2];
const GREY: Colour = [0.365, 0.427, 0.494];
const BLUE: Colour = [0.165, 0.396, 0.573];
const HAIR: Colour = [0.886, 0.906, 0.925];
const BAR: Colour = [0.373, 0.612, 0.773];

const fn style(face: Face, size: f32, colour: Colour) -> Style {
    Style { face, size, colour }
}

const BODY: Style = style(Face::Plain, 9.5, INK);
const BOLD: Style = style(Face::Bold, 9.5, INK);
const SMALL: Style = style(Face::Plain, 8.0, GREY);
const NUMBERS: Style = style(Face::Fixed, 7.4, GREY);
const HEADING: Style = style(Face::Bold, 14.0, INK);
const SECTION: Style = style(Face::Bold, 9.0, BLUE);

/// A statement that is being set.
pub(super) struct Sections<'a> {
    pub(super) statement: &'a Statement,
    pub(super) pictures: &'a [Picture],
    pub(super) flow: &'a mut Flow,
    pub(super) losses: &'a mut Vec<String>,
}

impl Sections<'_> {
    pub(super) fn write(mut self) {
        self.head();
        self.result();
        let statement = self.statement;
        for survey in &statement.surveys {
            self.heading(&format!(
                "{} survey{}",
                capital(survey.occasion),
                when(survey)
            ));
            sketch::draw(self.flow, &statement.ship, survey, SMALL);
            self.flow.skip(6.0);
            for pair in survey.readings.chunks(2) {
                self.readings(pair);
            }
            self.steps(survey);
        }
        self.uncertainty();
        self.remarks();
        self.foot();
    }

    fn heading(&mut self, text: &str) {
        self.flow.room(70.0);
        self.flow.skip(16.0);
        self.flow.paragraph(MARGIN, MEASURE, text, HEADING);
        self.flow.skip(3.0);
        self.flow.rule(1.2, BLUE);
        self.flow.skip(4.0);
    }

    fn paragraph(&mut self, text: &str, style: Style) {
        self.flow.paragraph(MARGIN, MEASURE, text, style);
    }

    fn head(&mut self) {
        let ship = &self.statement.ship;
        self.paragraph("DRAUGHT SURVEY", style(Face::Bold, 8.0, BLUE));
        self.paragraph(&ship.name, style(Face::Bold, 22.0, INK));
        let metres =
            |name: &str, value: Option<f64>| value.map(|m| format!("{name} {} m", plain(m)));
        let particulars: Vec<String> = [
            ship.imo.as_ref().map(|imo| format!("IMO {imo}")),
            metres("LBP", Some(ship.lbp_m)),
            metres("breadth", ship.breadth_m),
            metres("depth", ship.depth_m),
            metres("summer draught", ship.summer_draught_m),
            ship.lightship_t
                .map(|t| format!("lightship {} t", plain(t))),
        ]
        .into_iter()
        .flatten()
        .collect();
        self.paragraph(&particulars.join(" · "), SMALL);
        self.flow.skip(8.0);
    }

    fn result(&mut self) {
        let found = &self.statement.result;
        let (edge, paper) = match found.declared.as_ref().map(|declared| declared.verdict) {
            None => ([0.48, 0.53, 0.58], [0.945, 0.957, 0.969]),
            Some(Verdict::Agrees) => ([0.18, 0.49, 0.31], [0.933, 0.965, 0.941]),
            Some(_) => ([0.702, 0.251, 0.122], [0.984, 0.941, 0.925]),
        };
        let lines = result_lines(found);
        let inner = MEASURE - 30.0;
        let height: f32 = lines
            .iter()
            .map(|(text, style)| broken(text, inner, *style).len() as f32 * style.size * 1.35)
            .sum::<f32>()
            + 16.0;
        let foot = self.flow.y - height;
        self.flow.fill([MARGIN, foot, MEASURE, height], paper);
        self.flow.fill([MARGIN, foot, 5.0, height], edge);
        self.flow.skip(7.0);
        for (text, style) in lines {
            self.flow.paragraph(MARGIN + 16.0, inner, &text, style);
        }
        self.flow.y = foot;
    }

    fn uncertainty(&mut self) {
        let statement = self.statement;
        self.heading("Uncertainty");
        for sentence in &statement.advice {
            self.paragraph(sentence, BODY);
            self.flow.skip(3.0);
        }
        let budget = &statement.budget;
        let (shown, rest) = budget_lines(budget);
        let widest_t = shown.first().map_or(1.0, |line| line.contribution_t.abs());
        for line in shown {
            self.budget_line(line, widest_t);
        }
        if rest > 0 {
            self.paragraph(&format!("and {rest} smaller ones"), SMALL);
        }
        let total = format!(
            "combined {} t, at 95 % (k = 2) ± {} t",
            number(budget.standard_t, 2),
            number(budget.u95_t, 2)
        );
        self.flow.skip(3.0);
        self.paragraph(&total, BOLD);
    }

    fn budget_line(&mut self, line: &Line, widest_t: f64) {
        self.flow.room(14.0);
        self.flow.skip(13.0);
        let y = self.flow.y + 3.5;
        self.flow.line([MARGIN, y], &line.input, BODY);
        let assumed = if line.assumed { ", assumed" } else { "" };
        let standard = format!("{}{assumed}", in_unit(line));
        self.flow.line([MARGIN + 220.0, y], &standard, SMALL);
        let contribution_t = line.contribution_t.abs();
        let shown = format!("{} t", number(contribution_t, 2));
        self.flow.right([MARGIN + 370.0, y], &shown, BOLD);
        let width = (contribution_t / widest_t) as f32 * (MEASURE - 380.0);
        self.flow
            .fill([MARGIN + 380.0, y, width.max(0.5), 7.0], BAR);
        self.flow.rule(0.4, HAIR);
    }

    fn remarks(&mut self) {
        let statement = self.statement;
        if statement.remarks.is_empty() {
            return;
        }
        self.heading("Remarks");
        for remark in &statement.remarks {
            self.paragraph(&remark.to_string(), BODY);
        }
    }

    fn foot(&mut self) {
        self.flow.skip(12.0);
        self.paragraph(
            "Formulas: UN/ECE Code of uniform standards and procedures for the performance of \
             draught surveys of coal cargoes, ECE/ENERGY/19, Form C. Uncertainty: JCGM 100:2008, \
             through the unrounded chain.",
            SMALL,
        );
        for picture in self.pictures {
            let hash = format!("{} {}", picture.sha256, picture.file);
            self.paragraph(&hash, NUMBERS);
        }
    }
}

fn result_lines(found: &Found) -> Vec<(String, Style)> {
    let decimals = uncertainty_decimals(found.u95_t);
    let mut lines = vec![(
        format!(
            "{} {} t ± {} t",
            capital(found.what),
            grouped(found.value_t, decimals),
            grouped(found.u95_t, decimals)
        ),
        style(Face::Bold, 17.0, INK),
    )];
    if let Some(declared) = &found.declared {
        let text = format!("Declared {} t", grouped(declared.declared_t, decimals));
        lines.push((text, style(Face::Bold, 13.0, INK)));
        lines.push((declared.sentence.clone(), BOLD));
    }
    let step = &found.step;
    lines.push((
        format!("{} = {} = {} t", step.formula, step.numbers, step.shown),
        NUMBERS,
    ));
    lines.push((
        format!(
            "At 95 %, k = 2. Form arithmetic {} t, unrounded {} t.",
            grouped(found.form_t, 3),
            grouped(found.unrounded_t, 3)
        ),
        SMALL,
    ));
    lines
}
