//! `onboard verify`: whether a flight folder is as it was sealed, and what holds what where it is
//! not sealed yet.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};
use missions::cli::shown::{self, line as one_line};
use missions::seal::{
    CUSTODY, Claims, Held, Holder, Part, SEAL, SIGNATURE, Sha256Sum, Signer, State, Verdict,
};
use serde_json::json;

use super::{Verify, evidence};
use crate::folder::{self, BEGINNINGS, EVENTS, TLOG};

const BAR: &str = "{spinner} {bytes} read ({bytes_per_sec})";

pub(super) fn run(arguments: &Verify) -> anyhow::Result<u8> {
    let trusted = match asked(arguments) {
        Ok(trusted) => trusted,
        Err(error) => return misused(arguments, &error),
    };
    let judged = judge(arguments, trusted);
    if let Err(error) = &judged
        && arguments.json
    {
        let document = json!({ "error": format!("{error:#}"), "place": arguments.folder });
        writeln!(std::io::stdout().lock(), "{document:#}")?;
    }
    judged
}

/// What a mistyped command ends with: a script can tell that from a folder that was changed.
const USAGE: u8 = 2;

fn misused(arguments: &Verify, error: &anyhow::Error) -> anyhow::Result<u8> {
    let words = format!("{error:#}");
    if arguments.json {
        let document = json!({ "error": words, "place": arguments.folder });
        writeln!(std::io::stdout().lock(), "{document:#}")?;
    }
    writeln!(
        std::io::stderr().lock(),
        "onboard: {}",
        shown::shown(&words)
    )?;
    Ok(USAGE)
}

/// The key that was named, for a folder that is there.
fn asked(arguments: &Verify) -> anyhow::Result<Option<Sha256Sum>> {
    let dir = &arguments.folder;
    if !dir.is_dir() {
        bail!("there is no such folder: {}", dir.display());
    }
    arguments
        .key
        .as_deref()
        .map(evidence::fingerprint)
        .transpose()
}

fn judge(arguments: &Verify, trusted: Option<Sha256Sum>) -> anyhow::Result<u8> {
    let dir = &arguments.folder;
    let claims = claims(dir)?;
    let bar = bar(arguments.json);
    let sighted = folder::sight(dir, &claims, &mut |bytes| bar.inc(bytes))
        .with_context(|| format!("cannot verify {}", dir.display()))?;
    bar.finish_and_clear();
    let verdict = claims.weigh(&sighted, trusted, folder::NAMES);
    let mut out = std::io::stdout().lock();
    if arguments.json {
        serde_json::to_writer_pretty(&mut out, &document(dir, &claims, &verdict, trusted))?;
        writeln!(out)?;
    } else {
        let mut text = Vec::new();
        tell(&mut text, dir, &claims, &verdict, trusted)?;
        // Whoever put a file there chose its name.
        write!(out, "{}", shown::shown(&String::from_utf8_lossy(&text)))?;
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
            // So is what is too long to be a record of ours.
            Ok(about) if about.len() > LONGEST => return Ok(None),
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

fn document(
    dir: &Path,
    claims: &Claims,
    verdict: &Verdict,
    trusted: Option<Sha256Sum>,
) -> serde_json::Value {
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
            "is_named": trusted.map(|trusted| trusted == key.fingerprint()),
        })),
        "seal_sha256": claims.digest(),
        "manifest": claims.manifest(),
        "entries": claims.entries().count(),
        "findings": found.collect::<Vec<_>>(),
        "files": verdict.parts,
        "signers": claims.signers(),
        "held_late": late(claims, trusted),
    })
}

fn tell(
    out: &mut impl Write,
    dir: &Path,
    claims: &Claims,
    verdict: &Verdict,
    trusted: Option<Sha256Sum>,
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
    describe(out, claims, trusted)?;
    for words in late(claims, trusted) {
        writeln!(out, "  held late       {words}")?;
    }
    for part in &verdict.parts {
        writeln!(out, "  {:<16}{}", one_line(&part.file), held(part))?;
    }
    Ok(())
}

/// What was sealed, when and with which key.
fn describe(
    out: &mut impl Write,
    claims: &Claims,
    trusted: Option<Sha256Sum>,
) -> std::io::Result<()> {
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
        let whose = match trusted {
            Some(trusted) if trusted == key.fingerprint() => "the key that was named",
            Some(_) => "NOT the key that was named",
            None => {
                "whose it is the folder cannot say: compare it with what was noted, or name it with --key"
            }
        };
        writeln!(
            out,
            "  key             SHA256:{} ({whose})",
            key.fingerprint()
        )?;
    }
    let signers = claims.signers();
    for one in signers.iter().filter(|_| signers.len() > 1) {
        writeln!(
            out,
            "  signed by       SHA256:{}: {}",
            one.key,
            what_of(one)
        )?;
    }
    Ok(())
}

/// What a key signed.
fn what_of(signer: &Signer) -> String {
    let entries = signer.entries.map(|(first, last)| {
        if first == last {
            format!("entry {first} of the custody log")
        } else {
            format!("entries of the custody log from {first} to {last}")
        }
    });
    let seal = signer.seal.then(|| "the seal".to_owned());
    let parts: Vec<_> = entries.into_iter().chain(seal).collect();
    parts.join(", ")
}

/// What lay there already when a program began to sign: nothing held it while it was written.
fn late(claims: &Claims, trusted: Option<Sha256Sum>) -> Vec<String> {
    let mut so_far: BTreeMap<&str, u64> = BTreeMap::new();
    let mut late = Vec::new();
    for entry in claims.trusted(trusted) {
        let is_first = BEGINNINGS.contains(&&*entry.event);
        let appended = |held: &&Held| [EVENTS, TLOG].contains(&&*held.file);
        for Held { file, bytes, .. } in entry.files.iter().filter(appended) {
            let before = so_far.insert(file, *bytes).unwrap_or(0);
            if is_first && *bytes > before {
                let at_once = bytes - before;
                late.push(format!(
                    "{file}: from byte {before} first held at {}, {at_once} bytes at once",
                    one_line(&entry.utc)
                ));
            }
        }
    }
    late
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
        tell(&mut out, Path::new("flights/1"), &claims, &verdict, None).unwrap();
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

    fn verify(folder: &Path, key: Option<&str>) -> Verify {
        Verify {
            folder: folder.to_path_buf(),
            key: key.map(str::to_owned),
            json: true,
        }
    }

    /// Once 1, as of a folder that was changed.
    #[test]
    fn a_mistyped_key_or_folder_is_wrong_usage() {
        let dir = tempfile::tempdir().unwrap();
        let code = |folder: &Path, key| run(&verify(folder, key)).unwrap();
        assert_eq!(code(dir.path(), Some("SHA256:12")), 2);
        assert_eq!(code(dir.path(), Some("/nowhere/key.pem")), 2);
        assert_eq!(code(&dir.path().join("none"), None), 2);
        assert_eq!(code(dir.path(), None), 1, "nothing holds it");
    }

    /// A sparse file of 2 GiB: once nothing else was judged.
    #[test]
    fn a_huge_custody_log_is_read_as_none() {
        let dir = tempfile::tempdir().unwrap();
        let file = std::fs::File::create(dir.path().join(CUSTODY)).unwrap();
        if file.set_len(2 << 30).is_err() {
            println!("skipped: no file can be so long here");
            return;
        }
        assert_eq!(claims(dir.path()).unwrap().entries().count(), 0);
        assert_eq!(run(&verify(dir.path(), None)).unwrap(), 1);
    }

    #[test]
    fn another_key_is_not_called_the_one_that_was_named_and_what_was_held_late_is_told() {
        let key = |n| missions::seal::EvidenceKey::from_seed([n; 32]);
        let mut log = Vec::new();
        for (n, event, frames) in [(1, "begun", ""), (2, "carried on", "frames")] {
            let chain = missions::seal::Chain::after(key(n), &log);
            let files = vec![Held::of(TLOG, frames.as_bytes())];
            let utc = "2026-11-22T07:00:00.000Z";
            log.extend(chain.entry(utc, event, files).unwrap());
        }
        let claims = Claims::read(None, None, Some(&log));
        let said = |named: u8| {
            let mut out = Vec::new();
            let trusted = key(named).public().fingerprint();
            describe(&mut out, &claims, Some(trusted)).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert!(said(1).contains("(NOT the key that was named)"));
        assert!(said(2).contains("(the key that was named)"));
        assert_eq!(said(1).matches("  signed by  ").count(), 2, "{}", said(1));
        let expected =
            "flight.tlog: from byte 0 first held at 2026-11-22T07:00:00.000Z, 6 bytes at once";
        assert_eq!(late(&claims, None), [expected]);
    }
}
