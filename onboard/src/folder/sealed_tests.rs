//! A folder on a real disk that was sealed, or killed and carried on, and what was done to it since.

use missions::seal::{CUSTODY, Claims, EvidenceKey, Finding, Holder, Manifest, State, Verdict};

use super::*;

fn key(n: u8) -> EvidenceKey {
    EvidenceKey::from_seed([n; 32])
}

fn second(n: i64) -> UtcTime {
    UtcTime::from_secs(1_795_327_200 + n)
}

/// Begins, or goes on; an event and a sync each second.
fn fly(dir: &Path, seconds: std::ops::Range<i64>) -> Folder {
    let (mut folder, _) = Folder::open(dir).unwrap();
    if folder.read("plan.plan").unwrap().is_none() {
        folder.keep("plan.plan", b"what was to be flown").unwrap();
    }
    folder.sign_with(key(1), second(seconds.start)).unwrap();
    for n in seconds {
        folder.event(second(n), &n);
        folder.sync(second(n));
    }
    folder
}

fn close(folder: &Folder, n: i64) {
    folder.keep("report.html", b"<html>").unwrap();
    folder.make_room().unwrap();
    let about = |manifest: &mut Manifest| manifest.subject = "a flight".into();
    folder.seal(second(n), &"done", about).unwrap();
    folder.close(&"done").unwrap();
}

fn sealed() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    close(&fly(dir.path(), 0..70), 70);
    dir
}

fn judge(dir: &Path) -> Verdict {
    let read = |name: &str| peek(dir, name).unwrap();
    let claims = Claims::read(
        read(SEAL).as_deref(),
        read(SIGNATURE).as_deref(),
        read(CUSTODY).as_deref(),
    );
    let sighted = sight(dir, &claims, &mut |_bytes| {}).unwrap();
    claims.weigh(&sighted, Some(key(1).public().fingerprint()), NAMES)
}

fn check(dir: &Path, expected: &[&str]) {
    let found = judge(dir);
    let words: Vec<_> = found.findings.iter().map(Finding::to_string).collect();
    assert_eq!(words, expected);
}

#[test]
fn a_closed_folder_is_sealed_and_says_of_any_file_that_it_was_changed() {
    let dir = sealed();
    assert_eq!(judge(dir.path()).state, State::Sealed);
    check(dir.path(), &[]);
    let names = fs::read_dir(dir.path()).unwrap();
    let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 9, "{names:?}");
    for name in names {
        let path = dir.path().join(&name);
        let before = fs::read(&path).unwrap();
        if before.is_empty() {
            continue; // no frames were heard
        }
        let mut other = before.clone();
        let middle = other.len() / 2;
        other[middle] ^= 1;
        fs::write(&path, &other).unwrap();
        let found = judge(dir.path());
        let name = name.to_string_lossy();
        let is_named =
            |finding: &Finding| finding.file == name || (name == SEAL && finding.file == SIGNATURE);
        assert!(found.findings.iter().any(is_named), "{name}: {found:?}");
        fs::write(&path, &before).unwrap();
    }
    check(dir.path(), &[]);
}

#[test]
fn frames_that_were_not_heard_cannot_be_added_nor_files_moved() {
    let dir = sealed();
    let at = |name: &str| dir.path().join(name);
    fs::write(at(TLOG), b"x").unwrap();
    check(
        dir.path(),
        &["flight.tlog: changed (1 bytes, 0 were sealed)"],
    );
    fs::write(at(TLOG), b"").unwrap();
    fs::rename(at("report.html"), at("Report.html")).unwrap();
    check(
        dir.path(),
        &[
            "report.html: missing",
            "Report.html: added: it was not sealed; it has the content that was sealed as report.html",
        ],
    );
}

#[cfg(unix)]
#[test]
fn a_link_a_pipe_and_a_folder_are_named_and_not_read() {
    let dir = sealed();
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::write(outside.path(), b"<html>").unwrap();
    fs::remove_file(dir.path().join("report.html")).unwrap();
    std::os::unix::fs::symlink(outside.path(), dir.path().join("report.html")).unwrap();
    fs::create_dir(dir.path().join("photos")).unwrap();
    fs::write(dir.path().join("photos/1.jpg"), b"x").unwrap();
    let pipe = std::process::Command::new("mkfifo")
        .arg(dir.path().join("pipe"))
        .status();
    let mut expected = vec![
        "report.html: added: it is a link, and only regular files are sealed",
        "photos: added: it is a folder, and only regular files are sealed",
    ];
    if pipe.is_ok_and(|made| made.success()) {
        let words =
            "pipe: added: it is a pipe, a socket or a device, and only regular files are sealed";
        expected.push(words);
    }
    check(dir.path(), &expected);
}

/// A sparse file of a terabyte, which nobody wants to read.
#[test]
fn a_file_that_grew_huge_is_named_at_once() {
    let dir = sealed();
    let file = File::options()
        .write(true)
        .open(dir.path().join("report.html"));
    if file.unwrap().set_len(1 << 40).is_err() {
        println!("skipped: no file can be so long here");
        return;
    }
    check(
        dir.path(),
        &["report.html: changed (1099511627776 bytes, 6 were sealed)"],
    );
}

#[test]
fn a_killed_flight_says_what_is_held_and_is_carried_on_and_sealed() {
    let dir = tempfile::tempdir().unwrap();
    drop(fly(dir.path(), 0..70)); // entries at 0, 30 and 60 s
    let found = judge(dir.path());
    assert_eq!((found.state, found.intact), (State::Open, true));
    let events = found.parts.iter().find(|part| part.file == EVENTS);
    // Of the seconds 0 to 60 each is in the file before the entry is made.
    let held_bytes = (0..=60).map(|n| format!("{n}\n").len() as u64).sum();
    let holder = Holder::Entry {
        entry: 3,
        held_bytes,
    };
    assert_eq!(events.map(|part| part.holder), Some(holder));

    let mut log = fs::read(dir.path().join(CUSTODY)).unwrap();
    let whole = log.len();
    log.extend(b"{\"event\":\"wh");
    fs::write(dir.path().join(CUSTODY), &log).unwrap();
    let (mut folder, _) = Folder::open(dir.path()).unwrap();
    let found = folder.sign_with(key(1), second(100)).unwrap();
    let torn = &found.torn[0];
    assert_eq!((torn.file.as_str(), torn.offset), (CUSTODY, whole as u64));
    folder.event(second(100), &"landed");
    close(&folder, 101);
    drop(folder);
    assert_eq!(judge(dir.path()).state, State::Sealed);
    check(dir.path(), &[]);
}

/// Between two runs of the program somebody takes a line out of the events.
#[test]
fn what_was_changed_before_it_was_carried_on_is_found_though_it_is_sealed() {
    let dir = tempfile::tempdir().unwrap();
    drop(fly(dir.path(), 0..70));
    let path = dir.path().join(EVENTS);
    let events = fs::read_to_string(&path).unwrap();
    fs::write(&path, events.replacen("42\n", "43\n", 1)).unwrap();
    close(&fly(dir.path(), 70..75), 75);
    assert_eq!(judge(dir.path()).state, State::Sealed);
    check(
        dir.path(),
        &[
            "events.jsonl: changed between byte 83 and byte 173, which entry 3 of the custody log held",
        ],
    );
}

/// Killed after the summary was written and before lock and reserve were removed.
#[test]
fn a_lock_that_a_killed_program_left_is_not_called_added_but_what_hides_in_it_is() {
    let dir = sealed();
    let at = |name: &str| dir.path().join(name);
    fs::write(at(LOCK), "4711\n").unwrap();
    fs::write(at(RESERVE), "").unwrap();
    check(dir.path(), &[]);
    fs::write(at(LOCK), "something else\n").unwrap();
    check(dir.path(), &["onboard.lock: added: it was not sealed"]);
}

/// Killed after the seal was written and before the summary was: it is not closed, and is closed
/// again.
#[test]
fn a_flight_that_was_killed_while_it_was_closed_is_closed_again() {
    let dir = sealed();
    fs::remove_file(dir.path().join(SUMMARY)).unwrap();
    check(dir.path(), &["summary.json: missing"]);
    close(&fly(dir.path(), 80..82), 82);
    check(dir.path(), &[]);
}

/// `verify` once said nothing of what is only there beside a seal.
#[test]
fn a_seal_that_was_taken_away_leaves_findings() {
    let dir = sealed();
    for name in [SEAL, SIGNATURE, CUSTODY] {
        fs::remove_file(dir.path().join(name)).unwrap();
    }
    let key = "seal.pem: there is no seal.json that can be read: the seal was taken away, or a program was killed while it sealed";
    let summary = "summary.json: it was closed, and there is no seal.json that can be read: the seal was taken away, or could not be made";
    check(dir.path(), &[key, summary]);
}
