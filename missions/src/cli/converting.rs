//! `missions convert`.

use std::path::Path;

use serde_json::json;

use super::written::Written;
use super::{Outcome, files};
use crate::formats;

pub(super) fn run(input: &Path, output: &Path, json: bool) -> anyhow::Result<Outcome> {
    let format = files::format(output)?;
    let (plan, mut losses) = files::plan(input)?;
    let mut written = Written::default();
    written.add(&plan, output)?;
    losses.append(&mut written.losses);
    losses.extend(formats::left_behind(&plan, format));
    let paths = written.commit()?;
    let paths = paths.iter().map(|path| path.display().to_string());
    if json {
        files::say_json(&json!({
            "files": paths.collect::<Vec<_>>(),
            "losses": losses.iter().map(ToString::to_string).collect::<Vec<_>>(),
        }))?;
    } else {
        let lost = losses.iter().map(|loss| format!("lost: {loss}"));
        let lines: Vec<String> = paths
            .map(|path| format!("written: {path}"))
            .chain(lost)
            .collect();
        files::say(&lines.join("\n"))?;
    }
    Ok(if losses.is_empty() {
        Outcome::Done
    } else {
        Outcome::DataLost
    })
}
