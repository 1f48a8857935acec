//! `forensics acquire`: from a source into a case.

use std::fmt::Write as _;

use anyhow::Context as _;
use missions::cli::shown::{line, shown};
use serde_json::json;

use super::progress::Progress;
use super::{Acquire, Outcome};
use crate::acquire::{Plan, acquire};
use crate::case::{Acquisition, Case, key};
use crate::exhibit::Origin;

pub(super) fn run(arguments: &Acquire) -> anyhow::Result<Outcome> {
    let plan = Plan::of(&arguments.source)?;
    let failed = || format!("cannot acquire into {}", arguments.case.display());
    if is_within(arguments) {
        anyhow::bail!(
            "the case must not lie in the source: {}",
            arguments.case.display()
        );
    }
    let key = key(arguments.key.as_deref())?;
    let mut case = Case::open(&arguments.case, key).with_context(failed)?;
    let mut progress = Progress::new(arguments.json);
    let acquired = acquire(&plan, &mut case, &mut progress).with_context(failed)?;
    progress.end();
    let text = if arguments.json {
        let document = json!({
            "case": arguments.case.display().to_string(),
            "key": case.key(),
            "fingerprint": case.key().fingerprint(),
            "acquisition": acquired,
        });
        format!("{}\n", serde_json::to_string_pretty(&document)?)
    } else {
        shown(&in_words(&acquired, &case))
    };
    super::say(&text)?;
    Ok(if acquired.findings.is_empty() {
        Outcome::Done
    } else {
        Outcome::DataLost
    })
}

/// Whether the case would be written into what is acquired.
fn is_within(arguments: &Acquire) -> bool {
    let source = arguments.source.canonicalize();
    let mut case = arguments.case.clone();
    while !case.exists() && case.pop() {}
    let case = if case.as_os_str().is_empty() {
        std::env::current_dir()
    } else {
        case.canonicalize()
    };
    source.is_ok_and(|source| case.is_ok_and(|case| case.starts_with(source)))
}

fn in_words(acquired: &Acquisition, case: &Case) -> String {
    let mut text = String::new();
    let source = &acquired.source;
    say!(
        text,
        "acquisition {} of {}, {}",
        acquired.number,
        line(&source.place),
        source.kind
    );
    for part in &source.layout {
        say!(text, "  {}", line(part));
    }
    let count = |origin: Origin| {
        let all = acquired.exhibits.iter();
        all.filter(|item| item.origin == origin).count()
    };
    say!(
        text,
        "  {} live, {} deleted, {} carved; of {} only the record is left",
        count(Origin::Live),
        count(Origin::Deleted),
        count(Origin::Carved),
        acquired.unrecovered.len()
    );
    for item in acquired
        .exhibits
        .iter()
        .filter(|item| item.format.is_some())
    {
        let format = item.format.as_deref().unwrap_or_default();
        let sum = item.sha256.get(..12).unwrap_or_default();
        let how = match (item.origin, item.content) {
            (Origin::Live, _) => String::new(),
            (Origin::Carved, _) => ", carved".to_owned(),
            (_, content) => {
                let content = content.map(|content| json!(content));
                let content = content.as_ref().and_then(|content| content.as_str());
                format!(", deleted ({})", content.unwrap_or_default())
            }
        };
        say!(text, "  {sum} {format:<16} {}{how}", line(&item.path));
    }
    if let Some(sums) = &source.content {
        let holds = |holds: Option<bool>| match holds {
            Some(true) => "as stated",
            Some(false) => "NOT as stated",
            None => "not stated",
        };
        let (md5, sha1) = (holds(sums.md5_holds), holds(sums.sha1_holds));
        say!(text, "  the image's own sums: MD5 {md5}, SHA-1 {sha1}");
    }
    for held in source.before.iter().take(4) {
        say!(
            text,
            "  source          {} {} ({} bytes)",
            held.sha256,
            line(&held.file),
            held.bytes
        );
    }
    for finding in acquired.findings.iter().take(20) {
        say!(text, "  ! {}", line(finding));
    }
    let more = acquired.findings.len().saturating_sub(20);
    if more > 0 {
        say!(text, "  ! and {more} more (in the case's manifest)");
    }
    say!(
        text,
        "  sealed with     SHA256:{}",
        case.key().fingerprint()
    );
    text
}
