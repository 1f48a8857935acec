//! `sim smuggle`: fly the nights of a smuggler, and leave the card and the truth.

use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::files;
use crate::smuggler::{Flown, Smuggler};

/// What is flown, and where the card goes.
#[derive(Args, Debug)]
pub(super) struct Smuggle {
    /// The scenario file.
    scenario: PathBuf,
    /// Folder for the card, the truth and the questions; made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Everything by chance follows from it; the scenario's own if not given.
    #[arg(long)]
    seed: Option<u64>,
}

impl Smuggle {
    pub(super) fn execute(&self) -> anyhow::Result<()> {
        let path = self.scenario.display();
        let text = files::text(&self.scenario)
            .with_context(|| format!("cannot read the scenario {path}"))?;
        let mut smuggler =
            Smuggler::parse(&text).with_context(|| format!("in the scenario {path}"))?;
        smuggler.seed = self.seed.unwrap_or(smuggler.seed);
        fs::create_dir_all(&self.out)
            .with_context(|| format!("cannot make the folder {}", self.out.display()))?;
        let flown = smuggler.fly().inspect(tell).collect::<Vec<_>>();
        let card = smuggler.card(&flown)?;
        let truth = smuggler.truth(&flown);
        let logs = serde_json::json!({"truth": truth, "card": card.logs});
        self.keep("card.img", &card.image)?;
        self.keep(
            "truth.json",
            serde_json::to_string_pretty(&logs)?.as_bytes(),
        )?;
        let questions = serde_json::to_string_pretty(&truth.questions())?;
        self.keep("questions.geojson", questions.as_bytes())
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let path: &Path = &self.out.join(name);
        fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// A line a flight, for who waits at a terminal.
fn tell(flown: &Flown) {
    let truth = &flown.truth;
    let mut out = std::io::stderr().lock();
    if out.is_terminal() {
        let (number, start, crossings) = (truth.number, truth.armed_utc, truth.crossings.len());
        // Where nobody listens there is nobody to tell.
        drop(writeln!(
            out,
            "flight {number}: {start}, {crossings} crossings"
        ));
    }
}
