//! Folders that were sealed, or were being written, and what somebody did to them since.

use std::collections::BTreeMap;

use super::claims::SEALED;
use super::*;

type Folder = BTreeMap<String, Vec<u8>>;

const LOCK: &str = "onboard.lock";
const SUMMARY: &str = "summary.json";
const NAMES: Names<'_> = Names {
    passing: &[LOCK],
    after: &[SUMMARY],
};

fn key(n: u8) -> EvidenceKey {
    EvidenceKey::from_seed([n; 32])
}

fn utc(second: usize) -> String {
    format!("2026-11-22T07:00:{second:02}.000Z")
}

fn held(folder: &Folder) -> Vec<Held> {
    let files = folder.iter().map(|(name, bytes)| Held::of(name, bytes));
    files.collect()
}

/// A flight of three entries: begun, on the way, sealed.
fn open(key: &EvidenceKey) -> Folder {
    let mut folder = Folder::new();
    folder.insert("plan.plan".into(), b"what was to be flown".to_vec());
    let mut chain = Chain::after(key.clone(), b"");
    let mut log = Vec::new();
    for (n, event) in ["begun", "while it flies", SEALED].into_iter().enumerate() {
        for file in ["events.jsonl", "flight.tlog"] {
            let bytes = folder.entry(file.into()).or_default();
            bytes.extend(format!("{file} {n};").bytes());
        }
        let line = chain.entry(&utc(n), event, held(&folder)).unwrap();
        chain.wrote(&line);
        log.extend(line);
    }
    folder.insert(CUSTODY.into(), log);
    folder
}

fn seal(folder: &mut Folder, key: &EvidenceKey) {
    let public = key.public();
    folder.insert(PUBLIC_KEY.into(), public.to_pem().into_bytes());
    let program = Program {
        name: "onboard".into(),
        version: "0.1.0".into(),
    };
    let manifest = Manifest::new("a flight", program, public, held(folder));
    let (bytes, signature) = manifest.seal(key).unwrap();
    folder.insert(SEAL.into(), bytes);
    folder.insert(SIGNATURE.into(), signature.as_bytes().to_vec());
}

fn sealed() -> Folder {
    let mut folder = open(&key(1));
    folder.insert("report.html".into(), b"<html>".to_vec());
    seal(&mut folder, &key(1));
    folder
}

fn claims(folder: &Folder) -> Claims {
    let file = |name: &str| folder.get(name).map(Vec::as_slice);
    Claims::read(file(SEAL), file(SIGNATURE), file(CUSTODY))
}

fn sighted(folder: &Folder, claims: &Claims) -> BTreeMap<String, Sighted> {
    let one = |(name, bytes): (&String, &Vec<u8>)| {
        let length = bytes.len() as u64;
        let wanted = claims.lengths(name, length);
        let mut digests = Digests::at(&wanted);
        let read = wanted.last().map_or(0, |last| *last as usize);
        digests.update(&bytes[..read]);
        (name.clone(), Sighted::File(length, digests))
    };
    folder.iter().map(one).collect()
}

fn verdict(folder: &Folder, trusted: Option<&EvidenceKey>) -> Verdict {
    let claims = claims(folder);
    let trusted = trusted.map(|key| key.public().fingerprint());
    claims.weigh(&sighted(folder, &claims), trusted, NAMES)
}

fn check(folder: &Folder, expected: &[&str]) {
    let found = verdict(folder, Some(&key(1)));
    let words: Vec<_> = found.findings.iter().map(ToString::to_string).collect();
    assert_eq!(words, expected);
    assert_eq!(found.intact, expected.is_empty());
}

#[test]
fn a_sealed_folder_is_intact_and_all_of_it_is_held_by_the_seal() {
    let folder = sealed();
    let found = verdict(&folder, None);
    assert_eq!(found.state, State::Sealed);
    assert!(found.intact, "{:?}", found.findings);
    assert!(found.parts.iter().all(|part| part.holder == Holder::Seal));
    assert_eq!(claims(&folder).digest(), Some(Sha256Sum::of(&folder[SEAL])));
    assert_eq!(
        found.parts.len(),
        folder.len() - 2,
        "all but the seal's own"
    );
    check(&folder, &[]);
}

/// Whatever byte of whatever file is another, the file that is named is that file.
#[test]
fn every_flipped_byte_of_every_file_is_found_and_its_file_named() {
    let folder = sealed();
    for (name, bytes) in &folder {
        for at in 0..bytes.len() {
            let mut other = folder.clone();
            other.get_mut(name).unwrap()[at] ^= 1;
            let found = verdict(&other, Some(&key(1)));
            let is_named = |finding: &Finding| {
                let seal = [SEAL, SIGNATURE].contains(&name.as_str());
                finding.file == *name || (seal && [SEAL, SIGNATURE].contains(&&*finding.file))
            };
            assert!(
                found.findings.iter().any(is_named),
                "{name} byte {at}: {found:?}"
            );
        }
    }
}

#[test]
fn every_cut_of_every_file_is_found() {
    let folder = sealed();
    for (name, bytes) in &folder {
        for length in 0..bytes.len() {
            let mut other = folder.clone();
            other.get_mut(name).unwrap().truncate(length);
            assert!(!verdict(&other, None).intact, "{name} cut to {length}");
        }
    }
}

#[test]
fn a_changed_byte_is_placed_between_two_entries() {
    let mut folder = sealed();
    folder.get_mut("flight.tlog").unwrap()[16] ^= 1;
    check(
        &folder,
        &[
            "flight.tlog: changed (42 bytes, as many as were sealed)",
            "flight.tlog: changed between byte 14 and byte 28, which entry 2 of the custody log held",
        ],
    );
}

#[test]
fn a_file_that_was_added_removed_renamed_or_swapped_is_named() {
    let mut folder = sealed();
    folder.insert("note.txt".into(), b"new".to_vec());
    check(&folder, &["note.txt: added: it was not sealed"]);

    let mut folder = sealed();
    folder.remove("report.html");
    check(&folder, &["report.html: missing"]);

    let mut folder = sealed();
    let report = folder.remove("report.html").unwrap();
    folder.insert("other.html".into(), report);
    check(
        &folder,
        &[
            "report.html: missing",
            "other.html: added: it was not sealed; it has the content that was sealed as report.html",
        ],
    );

    let mut folder = sealed();
    let (report, plan) = (folder["report.html"].clone(), folder["plan.plan"].clone());
    folder.insert("report.html".into(), plan);
    folder.insert("plan.plan".into(), report);
    check(
        &folder,
        &[
            "plan.plan: changed (6 bytes, 20 were sealed); it has the content that was sealed as report.html",
            "report.html: changed (20 bytes, 6 were sealed); it has the content that was sealed as plan.plan",
            "plan.plan: cut short: 6 bytes are left of 20 that entry 1 of the custody log held",
        ],
    );
}

#[test]
fn what_is_no_file_and_what_cannot_be_read_is_named() {
    let folder = sealed();
    let claims = claims(&folder);
    let mut things = sighted(&folder, &claims);
    things.insert("a".into(), Sighted::Irregular("a link"));
    things.insert("plan.plan".into(), Sighted::Unreadable("denied".into()));
    let found = claims.weigh(&things, None, Names::default());
    let words: Vec<_> = found.findings.iter().map(ToString::to_string).collect();
    assert!(
        words.contains(&"plan.plan: cannot be read: denied".to_owned()),
        "{words:?}"
    );
    let link = "a: added: it is a link, and only regular files are sealed";
    assert!(words.contains(&link.to_owned()), "{words:?}");
}

/// Who changes a file and the manifest with it lacks the key.
#[test]
fn an_edited_manifest_is_no_seal_any_more() {
    let mut folder = sealed();
    folder.insert("report.html".into(), b"<HTML>".to_vec());
    let text = String::from_utf8(folder[SEAL].clone()).unwrap();
    let (old, new) = (
        Held::of("", b"<html>").sha256,
        Held::of("", b"<HTML>").sha256,
    );
    let edited = text.replace(&old.to_string(), &new.to_string());
    assert_ne!(edited, text);
    folder.insert(SEAL.into(), edited.into_bytes());
    let found = verdict(&folder, None);
    assert_eq!(found.state, State::Broken);
    check(
        &folder,
        &["seal.sig: this is not the signature of the manifest and the key that it names"],
    );
}

/// Who seals a changed folder again with a key of his own is found by who knows the right key.
#[test]
fn a_forged_seal_is_found_by_who_knows_the_key() {
    let mut folder = sealed();
    for name in [SEAL, SIGNATURE, PUBLIC_KEY, CUSTODY] {
        folder.remove(name);
    }
    folder.insert("report.html".into(), b"<HTML>".to_vec());
    seal(&mut folder, &key(2));
    let found = verdict(&folder, None);
    assert!(found.intact, "it goes together: that is what --key is for");
    assert_eq!(claims(&folder).key(), Some(key(2).public()));
    let fingerprint = key(2).public().fingerprint();
    let words = format!("seal.json: signed with another key than the one named: {fingerprint}");
    check(&folder, &[&words]);
}

#[test]
fn a_folder_without_a_seal_says_what_its_entries_hold() {
    let mut folder = open(&key(1));
    // Killed between the second entry and the third.
    let log = folder.get_mut(CUSTODY).unwrap();
    let lines: Vec<_> = log.split_inclusive(|byte| *byte == b'\n').collect();
    let two = lines[..2].concat();
    *log = [&two[..], b"{\"event\""].concat();
    folder.insert(LOCK.into(), b"4711".to_vec());
    let found = verdict(&folder, Some(&key(1)));
    assert_eq!((found.state, found.intact), (State::Open, true));
    let part = |file: &str, bytes, holder| Part {
        file: file.into(),
        bytes,
        holder,
    };
    let entry = |entry, held_bytes| Holder::Entry { entry, held_bytes };
    let held_bytes = two.len() as u64;
    assert_eq!(
        found.parts,
        [
            part(CUSTODY, held_bytes + 8, Holder::Itself { held_bytes }),
            part("events.jsonl", 45, entry(2, 30)),
            part("flight.tlog", 42, entry(2, 28)),
            part("plan.plan", 20, entry(1, 20)),
        ]
    );
    folder.get_mut("flight.tlog").unwrap().truncate(27);
    folder.remove("plan.plan");
    check(
        &folder,
        &[
            "plan.plan: missing",
            "flight.tlog: cut short: 27 bytes are left of 28 that entry 2 of the custody log held",
        ],
    );
}

#[test]
fn a_seal_that_was_taken_away_is_missed() {
    let mut folder = sealed();
    for name in [SEAL, SIGNATURE, PUBLIC_KEY] {
        folder.remove(name);
    }
    let words = "seal.json: missing: entry 3 of the custody log says that the folder was about to be sealed";
    check(&folder, &[words]);
    folder.remove(CUSTODY);
    assert_eq!(verdict(&folder, None).state, State::Bare);
}

#[test]
fn entries_of_another_key_are_told_once_where_a_key_is_named() {
    let folder = open(&key(2));
    let fingerprint = key(2).public().fingerprint();
    let words = format!(
        "custody.jsonl: signed with another key than the one named: {fingerprint} (from line 1 on)"
    );
    let found = verdict(&folder, Some(&key(1)));
    assert_eq!(found.findings[1].to_string(), words, "{:?}", found.findings);
    assert_eq!(found.findings.len(), 2, "it says that it was sealed, too");
}

/// Somebody cuts the frames and signs what is left with a key of his own.
#[test]
fn what_a_stranger_signed_holds_nothing_for_who_named_a_key() {
    let mut folder = open(&key(1));
    let log = folder.get_mut(CUSTODY).unwrap();
    let lines: Vec<_> = log.split_inclusive(|byte| *byte == b'\n').collect();
    let mut other = lines[..1].concat();
    let chain = Chain::after(key(2), &other);
    let held = Held::of("flight.tlog", &folder["flight.tlog"]);
    other.extend(chain.entry(&utc(9), "carried on", vec![held]).unwrap());
    folder.insert(CUSTODY.into(), other);
    let holder = |trusted: Option<&EvidenceKey>| {
        let parts = verdict(&folder, trusted).parts;
        let part = parts.into_iter().find(|part| part.file == "flight.tlog");
        part.unwrap().holder
    };
    let entry = |entry, held_bytes| Holder::Entry { entry, held_bytes };
    assert_eq!(holder(None), entry(2, 42));
    assert_eq!(holder(Some(&key(1))), entry(1, 14));
    let signers = claims(&folder).signers();
    let expected = |n: u8, entry| Signer {
        key: key(n).public().fingerprint(),
        entries: Some((entry, entry)),
        seal: false,
    };
    assert_eq!(signers, [expected(1, 1), expected(2, 2)]);
}

#[test]
fn a_seal_of_another_key_holds_nothing_for_who_named_one() {
    let mut folder = sealed();
    for name in [SEAL, SIGNATURE, PUBLIC_KEY] {
        folder.remove(name);
    }
    seal(&mut folder, &key(2));
    let found = verdict(&folder, Some(&key(1)));
    let by_seal = |part: &Part| part.holder == Holder::Seal;
    assert!(!found.parts.iter().any(by_seal), "{:?}", found.parts);
    let seals: Vec<_> = claims(&folder).signers();
    assert_eq!(
        seals.iter().map(|one| one.seal).collect::<Vec<_>>(),
        [false, true]
    );
}

#[test]
fn a_signature_without_its_seal_is_a_finding() {
    let mut folder = sealed();
    folder.remove(SEAL);
    // The line that says that it was sealed is cut off.
    let log = folder.get_mut(CUSTODY).unwrap();
    let end = log[..log.len() - 1].iter().rposition(|byte| *byte == b'\n');
    log.truncate(end.unwrap() + 1);
    folder.remove(PUBLIC_KEY);
    let words = "seal.sig: left of a seal: there is no seal.json that can be read, and this is written after it";
    check(&folder, &[words]);
}

/// Whoever takes the seal and the custody log's last line away left these two, and no finding.
#[test]
fn a_summary_or_a_key_without_a_seal_is_a_finding() {
    let begun = "seal.pem: there is no seal.json that can be read: the seal was taken away, or a program was killed while it sealed";
    let after = "summary.json: it was closed, and there is no seal.json that can be read: the seal was taken away, or could not be made";
    for with_log in [true, false] {
        let mut folder = open(&key(1));
        let log = folder.get_mut(CUSTODY).unwrap();
        let end = log[..log.len() - 1].iter().rposition(|byte| *byte == b'\n');
        log.truncate(end.unwrap() + 1);
        if !with_log {
            folder.remove(CUSTODY);
        }
        check(&folder, &[]);
        folder.insert(SUMMARY.into(), b"{}".to_vec());
        check(&folder, &[after]);
        folder.insert(PUBLIC_KEY.into(), b"a key".to_vec());
        check(&folder, &[begun, after]);
        folder.remove(SUMMARY);
        check(&folder, &[begun]);
    }
}

/// The number of bytes that are asked for is that of what is held, however long the file is.
#[test]
fn a_file_that_grew_huge_is_not_read() {
    let folder = sealed();
    let claims = claims(&folder);
    assert_eq!(claims.lengths("flight.tlog", 1 << 50), [14, 28, 42]);
    assert!(claims.lengths("report.html", 1 << 50).is_empty());
    assert_eq!(claims.lengths("report.html", 6), [6]);
    assert_eq!(
        claims.lengths("other.html", 6),
        [6],
        "it may have been renamed"
    );
}

/// A second witness to all of it: openssl reads our keys and believes our signature.
#[test]
fn openssl_verifies_the_seal() {
    use std::process::Command;
    let dir = tempfile::tempdir().unwrap();
    let folder = sealed();
    for name in [SEAL, SIGNATURE, PUBLIC_KEY] {
        std::fs::write(dir.path().join(name), &folder[name]).unwrap();
    }
    let verify = || {
        Command::new("openssl")
            .current_dir(dir.path())
            .args(["pkeyutl", "-verify", "-pubin", "-rawin"])
            .args(["-inkey", PUBLIC_KEY, "-in", SEAL, "-sigfile", SIGNATURE])
            .output()
    };
    let Ok(said) = verify() else {
        println!("skipped: there is no openssl here");
        return;
    };
    assert!(said.status.success(), "{said:?}");
    std::fs::write(dir.path().join(SEAL), b"{}").unwrap();
    assert!(!verify().unwrap().status.success());
}
