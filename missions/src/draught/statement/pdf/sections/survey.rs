//! One survey on the pages: its readings with their pictures, its steps.

use super::super::super::figure::number;
use super::super::super::text::capital;
use super::super::super::{ReadingPart, Step, SurveyPart};
use super::super::picture;
use super::{BODY, BOLD, HAIR, NUMBERS, SECTION, SMALL, Sections};
use crate::pdf::{MARGIN, MEASURE, PAPER, broken};

impl Sections<'_> {
    pub(super) fn readings(&mut self, pair: &[ReadingPart]) {
        let half = MEASURE / 2.0;
        let with_pictures = pair.iter().any(|part| part.reading.evidence.is_some());
        let height = if with_pictures { 138.0 } else { 0.0 };
        self.flow.room(height + 18.0);
        let foot = self.flow.y - height;
        for (index, part) in pair.iter().enumerate() {
            let left = MARGIN + index as f32 * half;
            self.picture([left, foot, half - 8.0, height - 2.0], part);
            let name = format!("{} {}", capital(part.station.name()), part.side.name());
            let y = foot - 11.0;
            self.flow.line([left, y], &name, BODY);
            let reading = &part.reading;
            let draught = format!("{} m", number(reading.draught_m, 3));
            self.flow.right([left + 150.0, y], &draught, BOLD);
            let assumed = if reading.spread.assumed {
                ", assumed"
            } else {
                ""
            };
            let spread = format!("± {} m{assumed}", number(reading.spread.u95, 3));
            self.flow.line([left + 156.0, y], &spread, SMALL);
        }
        self.flow.y = foot - 18.0;
    }

    fn picture(&mut self, place: [f32; 4], part: &ReadingPart) {
        let Some(file) = &part.reading.evidence else {
            return;
        };
        let found = self.pictures.iter().find(|picture| picture.file == *file);
        match found.map(picture::raster) {
            Some(Some(raster)) => self.flow.picture(place, raster),
            Some(None) => {
                let [x, y, ..] = place;
                let text = format!("{file}: in the HTML statement only");
                self.flow.line([x, y + 4.0], &text, SMALL);
                self.losses
                    .push(format!("the PDF takes no picture packed like {file}"));
            }
            None => {
                let [x, y, ..] = place;
                self.flow
                    .line([x, y + 4.0], &format!("no picture: {file}"), SMALL);
            }
        }
    }

    pub(super) fn steps(&mut self, survey: &SurveyPart) {
        let mut section = "";
        for step in &survey.steps {
            if step.section != section {
                section = step.section;
                self.flow.room(50.0);
                self.flow.skip(5.0);
                self.paragraph(section, SECTION);
            }
            self.step(step);
        }
    }

    fn step(&mut self, step: &Step) {
        const LEFT: f32 = 150.0;
        const MIDDLE: f32 = 245.0;
        let what = broken(&step.what, LEFT, BODY);
        let letters = broken(&step.formula, MIDDLE, SMALL);
        let numbers = broken(&step.numbers, MIDDLE, NUMBERS);
        let height =
            (what.len() as f32 * 12.0).max((letters.len() + numbers.len()) as f32 * 10.0) + 5.0;
        self.flow.room(height);
        let top = self.flow.y;
        for (index, line) in what.iter().enumerate() {
            let y = top - 10.0 - 12.0 * index as f32;
            self.flow.line([MARGIN, y], line, BODY);
        }
        let formula = letters.iter().map(|line| (line, SMALL));
        for (index, (line, style)) in formula
            .chain(numbers.iter().map(|line| (line, NUMBERS)))
            .enumerate()
        {
            let y = top - 9.0 - 10.0 * index as f32;
            self.flow.line([MARGIN + LEFT + 8.0, y], line, style);
        }
        let right = PAPER[0] - MARGIN;
        self.flow
            .right([right - 50.0, top - 10.0], &step.shown, BOLD);
        self.flow.line([right - 47.0, top - 10.0], step.unit, SMALL);
        self.flow.y = top - height;
        self.flow.rule(0.4, HAIR);
    }
}
