//! What became of each picture, and of all.

use std::io::Write as _;

use onboard::vision::picture::Picture;
use onboard::vision::ruler::{Refusal, read_ruler};

/// An error above this is a wrong number, not an inexact one, metres.
const WRONG_M: f64 = 0.05;

/// Outcomes so far.
#[derive(Default)]
pub(crate) struct Tally {
    read: usize,
    /// With the smaller margin of each.
    wrong: Vec<f32>,
    without_metre: usize,
    refused: usize,
}

impl Tally {
    /// Reads a column; its points are draught and row.
    pub(crate) fn add(
        &mut self,
        name: &str,
        picture: &Picture,
        points: &[[f64; 2]],
    ) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        match read_ruler(picture) {
            Ok(ruler) => {
                let off_m = points
                    .iter()
                    .map(|[draught_m, y]| ruler.draught_m(*y) - draught_m);
                let off_m = off_m.fold(0.0_f64, |a, b| if b.abs() > a.abs() { b } else { a });
                let [decimetre, metre] = ruler.margins();
                self.read += 1;
                let wrong = off_m.abs() > WRONG_M;
                if wrong {
                    self.wrong.push(decimetre.min(metre));
                }
                let word = if wrong { "WRONG" } else { "right" };
                writeln!(
                    out,
                    "{word}\t{decimetre:.2}\t{metre:.2}\t{off_m:+.3}\t{name}"
                )?;
            }
            Err(refusal) => {
                self.refused += 1;
                let metre = matches!(refusal, Refusal::MetreNotLegible { .. });
                self.without_metre += usize::from(metre);
                writeln!(out, "refused\t\t\t\t{name}: {refusal}")?;
            }
        }
        Ok(())
    }

    /// The sums.
    pub(crate) fn conclude(&self) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "{} read, of them {} wrong {:?}; {} refused, {} of them for the metre",
            self.read,
            self.wrong.len(),
            self.wrong,
            self.refused,
            self.without_metre
        )?;
        Ok(())
    }
}
