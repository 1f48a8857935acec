//! `forensics verify`: whether a case is as it was sealed, and what that proves.

use std::fmt::Write as _;

use missions::cli::shown::{line, shown};
use missions::seal::State;
use serde_json::{Value, json};

use super::progress::Progress;
use super::{Misuse, Outcome, Verify};
use crate::acquire::Witness as _;
use crate::case::{Judgement, fingerprint, verify};

pub(super) fn run(arguments: &Verify) -> anyhow::Result<Outcome> {
    let dir = &arguments.case;
    if !dir.is_dir() {
        return Err(Misuse(format!("there is no such folder: {}", dir.display())).into());
    }
    let trusted = arguments.key.as_deref().map(fingerprint).transpose();
    let trusted = trusted.map_err(|error| Misuse(format!("{:#}", anyhow::Error::new(error))))?;
    let mut progress = Progress::new(arguments.json);
    progress.begins("verifying", 0);
    let judged = verify(dir, trusted, &mut |bytes| progress.passed(bytes))?;
    progress.end();
    let text = if arguments.json {
        format!("{:#}\n", document(&judged, arguments))
    } else {
        shown(&in_words(&judged, arguments))
    };
    super::say(&text)?;
    Ok(match (judged.is_intact(), judged.verdict.state) {
        (true, State::Sealed) => Outcome::Done,
        (true, State::Open) => Outcome::DataLost,
        _ => Outcome::Failed,
    })
}

/// What a seal says and what it does not: whoever reads it in court has only this.
const PROVES: &str = "proves: whoever had this key sealed exactly these bytes; since then none was \
    changed, removed or added";
const PROVES_NOT: &str = "proves not: who had the key, that the clock was right, or that the source \
    was what it was said to be; compare the fingerprint, and the seal's sum, with what was noted then";

fn document(judged: &Judgement, arguments: &Verify) -> Value {
    let found = judged.verdict.findings.iter().map(|finding| {
        let mut found = json!(finding);
        if let Value::Object(found) = &mut found {
            found.insert("words".into(), json!(finding.to_string()));
        }
        found
    });
    json!({
        "case": arguments.case.display().to_string(),
        "state": judged.verdict.state,
        "intact": judged.is_intact(),
        "key": judged.claims.key().map(|key| json!({"public": key, "fingerprint": key.fingerprint()})),
        "seal_sha256": judged.claims.digest(),
        "findings": found.collect::<Vec<_>>(),
        "misfits": judged.misfits,
        "entries": judged.claims.entries().map(|entry| json!({
            "number": entry.number, "utc": entry.utc, "event": entry.event,
            "key": entry.key.fingerprint(), "files": entry.files.len(),
        })).collect::<Vec<_>>(),
        "signers": judged.claims.signers(),
        "files": judged.verdict.parts.len(),
        "proves": [PROVES, PROVES_NOT],
    })
}

fn in_words(judged: &Judgement, arguments: &Verify) -> String {
    let mut text = String::new();
    let verdict = &judged.verdict;
    let state = match (judged.is_intact(), verdict.state) {
        (true, State::Sealed) => "as it was sealed",
        (true, State::Open) => "not sealed; what its custody log holds is as it was",
        (_, State::Bare) => "no seal and no custody log: this is no case",
        _ => "NOT as it should be",
    };
    say!(text, "{}: {state}", arguments.case.display());
    for finding in &verdict.findings {
        say!(text, "  ! {}", line(&finding.to_string()));
    }
    for misfit in &judged.misfits {
        say!(text, "  ! {}", line(misfit));
    }
    say!(text, "  {} files", verdict.parts.len());
    for entry in judged.claims.entries() {
        let (number, utc, event) = (entry.number, line(&entry.utc), line(&entry.event));
        say!(text, "  {number:>4} {utc} {event}");
    }
    if let Some(key) = judged.claims.key() {
        say!(text, "  key  SHA256:{}", key.fingerprint());
    }
    if let Some(digest) = judged.claims.digest() {
        say!(text, "  seal {digest} (SHA-256 of seal.json)");
    }
    if judged.is_whole() {
        say!(text, "  {PROVES}");
        say!(text, "  {PROVES_NOT}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Once 1, as of a case that was changed.
    #[test]
    fn a_mistyped_key_or_folder_is_wrong_usage() {
        let dir = tempfile::tempdir().unwrap();
        for (folder, key) in [
            ("", Some("SHA256:12")),
            ("", Some("/nowhere/key.pem")),
            ("none", None),
        ] {
            let arguments = Verify {
                case: dir.path().join(folder),
                key: key.map(str::to_owned),
                json: false,
            };
            let error = run(&arguments).unwrap_err();
            assert!(error.is::<Misuse>(), "{error:#}");
        }
    }
}
