//! What was measured, a line a case, and what follows of it all.

use std::io::Write as _;

use onboard::vision::reading::Reading;

/// One answer.
pub(crate) struct Outcome<'a> {
    pub(crate) name: &'a str,
    pub(crate) manner: &'a str,
    pub(crate) truth_m: f64,
    pub(crate) reading: &'a Reading,
    pub(crate) remark: String,
}

/// All answers of a kind.
pub(crate) struct Tally {
    kind: &'static str,
    /// Error and stated u95, metres.
    read: Vec<[f64; 2]>,
    all: usize,
}

impl Tally {
    pub(crate) fn new(kind: &'static str) -> Self {
        Self {
            kind,
            read: Vec::new(),
            all: 0,
        }
    }

    /// Adds an answer and tells it.
    pub(crate) fn add(&mut self, outcome: &Outcome) -> anyhow::Result<()> {
        self.all += 1;
        let mut out = std::io::stdout().lock();
        let Outcome {
            name,
            manner,
            truth_m,
            reading,
            remark,
        } = outcome;
        write!(out, "{name:<14} {manner:<6} {truth_m:.3} ")?;
        match (reading.draught_m, reading.u95_m) {
            (Some(draught_m), Some(u95_m)) => {
                let off_m = draught_m - truth_m;
                self.read.push([off_m, u95_m]);
                let verdict = if off_m.abs() > 0.05 {
                    "WRONG"
                } else if off_m.abs() > u95_m {
                    "outside"
                } else {
                    ""
                };
                let [off, u95] = [1e3 * off_m, 1e3 * u95_m];
                writeln!(
                    out,
                    "{draught_m:.3} {off:+7.1} ± {u95:5.1} {verdict:<7} {remark}"
                )?;
            }
            _ => writeln!(
                out,
                "refused: {} {remark}",
                reading.reason.as_deref().unwrap_or_default()
            )?,
        }
        Ok(())
    }

    /// Tells the sums.
    pub(crate) fn conclude(&self) -> anyhow::Result<()> {
        if self.all == 0 {
            return Ok(());
        }
        let mut off: Vec<f64> = self.read.iter().map(|[off, _]| off.abs()).collect();
        off.sort_by(f64::total_cmp);
        let count = off.len().max(1) as f64;
        let part = |share: f64| {
            let at = (share * count) as usize;
            1e3 * off.get(at.min(off.len().saturating_sub(1))).unwrap_or(&0.0)
        };
        let inside = self
            .read
            .iter()
            .filter(|[off, u95]| off.abs() <= *u95)
            .count();
        let mean = 1e3 * off.iter().sum::<f64>() / count;
        let bias = 1e3 * self.read.iter().map(|[off, _]| off).sum::<f64>() / count;
        let u95 = 1e3 * self.read.iter().map(|[_, u95]| u95).sum::<f64>() / count;
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "{}: read {} of {}, wrong {}, mean |error| {mean:.1} mm, median {:.1}, 95th {:.1}, bias {bias:+.1}, mean u95 {u95:.1}, inside {:.0} %",
            self.kind,
            off.len(),
            self.all,
            off.iter().filter(|off| **off > 0.05).count(),
            part(0.5),
            part(0.95),
            100.0 * inside as f64 / count,
        )?;
        Ok(())
    }
}
