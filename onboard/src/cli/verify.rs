//! `onboard verify`: whether a flight folder is as it was sealed, and what holds what where it is
//! not sealed yet.

use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};
use missions::cli::shown::shown;
use missions::seal::{CUSTODY, Claims, Holder, Part, SEAL, SIGNATURE, State, Verdict};
use serde_json::json;

use super::{Verify, evidence};
use crate::folder;

const BAR: &str = "{spinner} {bytes} read ({bytes_per_sec})";

pub(super) fn run(arguments: &Verify) -> anyhow::Result<u8> {
    let judged = judge(arguments);
    if let Err(error) = &judged
        && arguments.json
    {
        let document = json!({ "error": format!("{error:#}"), "place": arguments.folder });
        writeln!(std::io::stdout().lock(), "{document:#}")?;
    }
    judged
}

fn judge(arguments: &Verify) -> anyhow::Result<u8> {
    let dir = &arguments.folder;
    if !dir.is_dir() {
        bail!("there is no such folder: {}", dir.display());
    }
    let trusted = arguments
        .key
        .as_deref()
        .map(evidence::fingerprint)
        .transpose()?;
    let claims = claims(dir)?;
    let bar = bar(arguments.json);
    let sighted = folder::sight(dir, &claims, &mut |bytes| bar.inc(bytes))
        .with_context(|| format!("cannot verify {}", dir.display()))?;
    bar.finish_and_clear();
    let verdict = claims.weigh(&sighted, trusted, &folder::IN_USE);
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &document(dir, &claims, &verdict))?;
        writeln!(out)?;
    } else {
        let mut text = Vec::new();
        tell(&mut text, dir, &claims, &verdict, trusted.is_some())?;
        // Whoever put a file there chose its name.
        write!(out, "{}", shown(&String::from_utf8_lossy(&text)))?;
    }
    Ok(code(&verdict))
}

const fn code(verdict: &Verdict) -> u8 {
    match (verdict.intact, verdict.state) {
        (true, State::Sealed) => 0,
        (true, State::Open) => 3,
        _ => 1,
    }
}

/// What is longer was not written by this program.
const LONGEST: u64 = 256 << 20;

fn claims(dir: &Path) -> anyhow::Result<Claims> {
    let read = |name: &str| {
        let path = dir.join(name);
        match path.symlink_metadata() {
            // What is no regular file is found later, by its name.
            Ok(about) if !about.is_file() => return Ok(None),
            Ok(about) if about.len() > LONGEST => {
                bail!(
                    "{} is {} bytes long: no record of a seal is",
                    path.display(),
                    about.len()
                );
            }
            _ => {}
        }
        folder::peek(dir, name).with_context(|| format!("cannot verify {}", dir.display()))
    };
    let (seal, signature, custody) = (read(SEAL)?, read(SIGNATURE)?, read(CUSTODY)?);
    Ok(Claims::read(
        seal.as_deref(),
        signature.as_deref(),
        custody.as_deref(),
    ))
}

fn bar(quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template(BAR) {
        bar.set_style(style);
    }
    bar
}

fn document(dir: &Path, claims: &Claims, verdict: &Verdict) -> serde_json::Value {
    let found = verdict.findings.iter().map(|finding| {
        let mut found = json!(finding);
        found["words"] = json!(finding.to_string());
        found
    });
    json!({
        "folder": dir.display().to_string(),
        "state": verdict.state,
        "intact": verdict.intact,
        "key": claims.key().map(|key| json!({
            "public": key,
            "fingerprint": key.fingerprint(),
        })),
        "seal_sha256": claims.digest(),
        "manifest": claims.manifest(),
        "entries": claims.entries().count(),
        "findings": found.collect::<Vec<_>>(),
        "files": verdict.parts,
    })
}

fn tell(
    out: &mut impl Write,
    dir: &Path,
    claims: &Claims,
    verdict: &Verdict,
    is_trusted: bool,
) -> std::io::Result<()> {
    let findings = verdict.findings.len();
    let things = if findings == 1 {
        "thing is"
    } else {
        "things are"
    };
    match (verdict.state, verdict.intact) {
        (State::Sealed, true) => writeln!(out, "{}: as it was sealed", dir.display())?,
        (State::Open, true) => writeln!(
            out,
            "{}: not sealed; what its custody log holds is as it was",
            dir.display()
        )?,
        (State::Bare, _) if findings == 0 => {
            writeln!(out, "{}: no seal and no custody log", dir.display())?;
        }
        _ => writeln!(
            out,
            "{}: {findings} {things} not as it should be",
            dir.display()
        )?,
    }
    for finding in &verdict.findings {
        writeln!(out, "  ! {}", one_line(&finding.to_string()))?;
    }
    describe(out, claims, is_trusted)?;
    for part in &verdict.parts {
        writeln!(out, "  {:<16}{}", one_line(&part.file), held(part))?;
    }
    Ok(())
}

/// What was sealed, when and with which key.
fn describe(out: &mut impl Write, claims: &Claims, is_trusted: bool) -> std::io::Result<()> {
    if let Some(manifest) = claims.manifest() {
        writeln!(out, "  subject         {}", one_line(&manifest.subject))?;
        for (name, value) in &manifest.about {
            writeln!(out, "  {:<16}{}", one_line(name), one_line(value))?;
        }
        for clock in &manifest.times {
            let (from, until) = (one_line(&clock.from), one_line(&clock.until));
            writeln!(
                out,
                "  time            {from} to {until}, {}",
                one_line(&clock.clock)
            )?;
        }
    }
    if let Some(entry) = claims.entries().last() {
        let (utc, event) = (one_line(&entry.utc), one_line(&entry.event));
        let number = entry.number;
        writeln!(
            out,
            "  custody log     {number} entries, the last of {utc}: {event}"
        )?;
    }
    if let Some(digest) = claims.digest() {
        writeln!(out, "  seal            {digest} (SHA-256 of {SEAL})")?;
    }
    if let Some(key) = claims.key() {
        let whose = if is_trusted {
            "the key that was named"
        } else {
            "whose it is the folder cannot say: compare it with what was noted, or name it with --key"
        };
        writeln!(
            out,
            "  key             SHA256:{} ({whose})",
            key.fingerprint()
        )?;
    }
    Ok(())
}

/// Text of others, so that it cannot look like a line of ours.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

fn held(part: &Part) -> String {
    let bytes = part.bytes;
    let rest = |held: u64| match bytes - held.min(bytes) {
        0 => String::new(),
        rest => format!(", the {rest} bytes after that by nothing"),
    };
    match part.holder {
        Holder::Seal => format!("{bytes} bytes, held by the seal"),
        Holder::Entry { entry, held_bytes } => format!(
            "{held_bytes} of {bytes} bytes held by entry {entry} of the custody log{}",
            rest(held_bytes)
        ),
        Holder::Itself { held_bytes } => format!(
            "{held_bytes} of {bytes} bytes held by its own signatures{}",
            rest(held_bytes)
        ),
        Holder::Nothing => format!("{bytes} bytes, held by nothing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use missions::seal::{Fault, Finding};

    #[test]
    fn a_name_that_imitates_a_good_verdict_stays_on_its_line() {
        let verdict = Verdict {
            state: State::Sealed,
            intact: false,
            findings: vec![Finding {
                file: "x\nflights/1: as it was sealed".into(),
                fault: Fault::Missing,
            }],
            parts: Vec::new(),
        };
        let mut out = Vec::new();
        let claims = Claims::read(None, None, None);
        tell(&mut out, Path::new("flights/1"), &claims, &verdict, false).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "flights/1: 1 thing is not as it should be",
                "  ! x flights/1: as it was sealed: missing"
            ]
        );
        assert_eq!(code(&verdict), 1);
    }
}
