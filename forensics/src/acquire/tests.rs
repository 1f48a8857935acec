//! Whole acquisitions: cards, folders, archives; verified, tampered with, broken off and gone on with.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use missions::seal::{EvidenceKey, State};

use super::*;
use crate::case::{EXHIBITS, manifest, verify};

const NOW: Nobody = Nobody(UtcTime::from_secs(1_796_000_000));

fn key() -> EvidenceKey {
    EvidenceKey::from_seed([7; 32])
}

fn acquired(source: &Path, case: &Path) -> Acquisition {
    let plan = Plan::of(source).unwrap();
    let mut case = Case::open(case, key()).unwrap();
    acquire(&plan, &mut case, &mut NOW.clone()).unwrap()
}

fn is_whole(case: &Path) -> bool {
    verify(case, None, &mut |_| {}).unwrap().is_whole()
}

/// What the case has under each path, with how it was come by.
fn contents(case: &Path, one: &Acquisition) -> BTreeMap<String, (Origin, Vec<u8>)> {
    let read = |item: &Item| {
        let content = crate::case::exhibit(case, &item.sha256).unwrap().to_vec();
        (item.path.clone(), (item.origin, content))
    };
    one.exhibits.iter().map(read).collect()
}

fn shell(dir: &Path, line: &str) -> bool {
    let path = std::env::var("PATH").unwrap() + ":/usr/sbin:/sbin";
    let mut command = Command::new("sh");
    command
        .args(["-ec", line])
        .current_dir(dir)
        .env("PATH", path);
    let done = command.env("MTOOLS_SKIP_CHECK", "1").output().unwrap();
    if !done.status.success() {
        println!(
            "skipped: {line}: {}",
            String::from_utf8_lossy(&done.stderr).trim()
        );
    }
    done.status.success()
}

/// A small log that a family recognises.
fn log(second: u32) -> String {
    format!(
        "1\n00:00:01,000 --> 00:00:02,000\nHOME(149.0251,-20.2532) 2017.08.05 14:11:{second:02}\n\
         GPS(149.0251,-20.2533,16) BAROMETER:1.9\nISO:100 Shutter:60 EV: Fnum:2.2\n\n"
    )
}

#[test]
fn a_folder_is_taken_as_it_is_and_links_in_it_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (source, case) = (dir.path().join("phone"), dir.path().join("case"));
    fs::create_dir_all(source.join("DJI/logs")).unwrap();
    fs::write(source.join("DJI/logs/a.srt"), log(1)).unwrap();
    fs::write(source.join("note"), "x").unwrap();
    fs::write(source.join("empty"), "").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", source.join("link")).unwrap();
    let one = acquired(&source, &case);
    let found = contents(&case, &one);
    assert_eq!(
        found["/DJI/logs/a.srt"],
        (Origin::Live, log(1).into_bytes())
    );
    assert_eq!(found.len(), 3);
    let formats: Vec<_> = one
        .exhibits
        .iter()
        .filter_map(|item| item.format.as_deref())
        .collect();
    assert_eq!(formats, ["dji_srt"]);
    assert!(one.findings[0].contains("/link"), "{:?}", one.findings);
    assert_eq!(one.source.before, one.source.after);
    assert!(is_whole(&case));
}

#[test]
fn any_changed_missing_or_added_byte_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let (source, case) = (dir.path().join("a.srt"), dir.path().join("case"));
    fs::write(&source, log(1)).unwrap();
    acquired(&source, &case);
    assert!(is_whole(&case));
    let mut files = Vec::new();
    for folder in ["", "exhibits", "acquisitions"] {
        let entries = fs::read_dir(case.join(folder)).unwrap();
        files.extend(
            entries
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_file()),
        );
    }
    assert_eq!(files.len(), 7, "{files:?}");
    for path in files {
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(whole.len() / 9 + 1) {
            let mut turned = whole.clone();
            turned[at] ^= 1;
            fs::write(&path, turned).unwrap();
            assert!(!is_whole(&case), "{} byte {at}", path.display());
        }
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();
        assert!(!is_whole(&case), "{} cut", path.display());
        fs::remove_file(&path).unwrap();
        assert!(!is_whole(&case), "{} gone", path.display());
        fs::write(&path, &whole).unwrap();
        assert!(is_whole(&case));
    }
    for added in ["exhibits/x", "more", "acquisitions/0009.json"] {
        fs::write(case.join(added), "x").unwrap();
        assert!(!is_whole(&case), "{added}");
        fs::remove_file(case.join(added)).unwrap();
    }
}

#[test]
fn another_key_is_not_trusted() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    fs::write(dir.path().join("a.srt"), log(1)).unwrap();
    acquired(&dir.path().join("a.srt"), &case);
    let fingerprint = |n: u8| Some(EvidenceKey::from_seed([n; 32]).public().fingerprint());
    let judged = |n| verify(&case, fingerprint(n), &mut |_| {}).unwrap();
    assert!(judged(7).is_whole());
    assert!(!judged(8).is_whole());
}

#[test]
fn a_second_acquisition_goes_on_with_the_case() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    for n in 1..=2 {
        let source = dir.path().join(format!("{n}.srt"));
        fs::write(&source, log(n)).unwrap();
        assert_eq!(acquired(&source, &case).number, n);
        assert!(is_whole(&case));
    }
    let all = manifest(&case).unwrap();
    assert_eq!(all.exhibits().count(), 2);
    let judged = verify(&case, None, &mut |_| {}).unwrap();
    assert_eq!(judged.claims.entries().count(), 6);
}

/// As if it had been killed: at work, nothing sealed, half an exhibit.
#[test]
fn what_was_broken_off_is_not_believed_and_is_gone_on_with() {
    let dir = tempfile::tempdir().unwrap();
    let (source, case) = (dir.path().join("a.srt"), dir.path().join("case"));
    fs::write(&source, log(1)).unwrap();
    acquired(&source, &case);
    {
        let mut at_work = Case::open(&case, key()).unwrap();
        at_work.unseal().unwrap();
        at_work
            .note(NOW.0, "acquisition 2 begun: x", Vec::new())
            .unwrap();
        fs::write(case.join("exhibits/partial"), "half").unwrap();
        // An exhibit that was whole, and that no document names yet.
        at_work.take(&mut &b"whole"[..], 100, &mut |_| {}).unwrap();
        fs::write(case.join("exhibits/partial"), "half").unwrap();
        let torn = fs::OpenOptions::new()
            .append(true)
            .open(case.join("custody.jsonl"));
        torn.unwrap().write_all(b"{\"torn\":").unwrap();
    }
    let judged = verify(&case, None, &mut |_| {}).unwrap();
    assert_eq!(judged.verdict.state, State::Open);
    assert!(!judged.is_whole());
    assert_eq!(acquired(&source, &case).number, 2);
    assert!(is_whole(&case));
    assert!(!case.join("exhibits/partial").exists());
    assert_eq!(manifest(&case).unwrap().exhibits().count(), 2);
}

#[test]
fn a_case_whose_log_was_changed_is_not_added_to() {
    let dir = tempfile::tempdir().unwrap();
    let (source, case) = (dir.path().join("a.srt"), dir.path().join("case"));
    fs::write(&source, log(1)).unwrap();
    acquired(&source, &case);
    let path = case.join("custody.jsonl");
    let changed = fs::read_to_string(&path)
        .unwrap()
        .replacen("a.srt", "b.srt", 1);
    fs::write(&path, &changed).unwrap();
    let error = Case::open(&case, key()).unwrap_err();
    assert!(
        matches!(error, CaseError::Doubtful { line: 1, .. }),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), changed);
    let error = Case::open(dir.path(), key()).unwrap_err();
    assert!(matches!(error, CaseError::NoCase(_)), "{error}");
}

#[test]
fn two_programs_do_not_work_on_one_case() {
    let dir = tempfile::tempdir().unwrap();
    let first = Case::open(&dir.path().join("case"), key()).unwrap();
    let error = Case::open(first.dir(), key()).unwrap_err();
    assert!(matches!(error, CaseError::Locked(_)), "{error}");
}

/// A card with one partition, FAT32: live and deleted logs, one of them in unused space only.
fn card(dir: &Path) -> bool {
    fs::write(dir.join("live.srt"), log(1)).unwrap();
    fs::write(dir.join("gone.srt"), log(2)).unwrap();
    fs::write(dir.join("lost.srt"), log(3)).unwrap();
    shell(
        dir,
        "truncate -s 40M part && mkfs.fat -F 32 part && mmd -i part ::/DCIM",
    ) && shell(
        dir,
        "for n in live gone lost; do mcopy -i part $n.srt ::/DCIM/$n.srt; done",
    ) && shell(dir, "mdel -i part ::/DCIM/gone.srt ::/DCIM/lost.srt")
        && {
            // The record of one is gone, too.
            let mut bytes = fs::read(dir.join("part")).unwrap();
            let record = bytes.windows(11).position(|name| name == b"\xe5OST    SRT");
            let at = record.unwrap();
            bytes[at..at + 32].fill(0xe5);
            fs::write(dir.join("part"), bytes).unwrap();
            shell(
                dir,
                "truncate -s 48M card.img && echo 'start=2048,size=81920,type=c' | sfdisk -q card.img",
            )
        }
        && shell(
            dir,
            "dd if=part of=card.img bs=1M seek=1 conv=notrunc status=none",
        )
}

#[test]
fn a_card_gives_what_lives_what_was_deleted_and_what_has_no_record() {
    let dir = tempfile::tempdir().unwrap();
    if !card(dir.path()) {
        return;
    }
    let case = dir.path().join("case");
    let before = fs::read(dir.path().join("card.img")).unwrap();
    let one = acquired(&dir.path().join("card.img"), &case);
    check_card(&case, &one);
    assert_eq!(one.findings, [""; 0]);
    assert!(is_whole(&case));
    assert!(fs::read(dir.path().join("card.img")).unwrap() == before);
    in_e01(dir.path());
    in_pieces(dir.path());
}

fn check_card(case: &Path, one: &Acquisition) {
    let found = contents(case, one);
    let check = |path: &str, origin, second| {
        let (came, content) = &found[path];
        assert_eq!(
            (came, content == log(second).as_bytes()),
            (&origin, true),
            "{path}"
        );
    };
    check("/DCIM/live.srt", Origin::Live, 1);
    check("/DCIM/_one.srt", Origin::Deleted, 2);
    let carved: Vec<_> = one
        .exhibits
        .iter()
        .filter(|item| item.origin == Origin::Carved)
        .collect();
    assert_eq!(carved.len(), 1, "{carved:?}");
    check(&carved[0].path, Origin::Carved, 3);
    assert!(
        one.exhibits
            .iter()
            .all(|item| item.format.as_deref() == Some("dji_srt"))
    );
}

fn in_e01(dir: &Path) {
    if !shell(
        dir,
        "ewfacquirestream -q -c fast -d sha1 -S 1MiB -t e01 < card.img 2>&1",
    ) {
        return;
    }
    let case = dir.join("case of E01");
    let one = acquired(&dir.join("e01.E01"), &case);
    check_card(&case, &one);
    let content = one.source.content.unwrap();
    assert_eq!(
        (content.md5_holds, content.sha1_holds),
        (Some(true), Some(true))
    );
    assert_eq!(one.source.kind, "image (E01)");
    assert!(is_whole(&case));
}

fn in_pieces(dir: &Path) {
    assert!(shell(
        dir,
        "split -b 10M -d -a 3 --numeric-suffixes=1 card.img card."
    ));
    let case = dir.join("case of pieces");
    let one = acquired(&dir.join("card.001"), &case);
    check_card(&case, &one);
    assert_eq!(one.source.before.len(), 5);
}

#[test]
fn archives_are_taken_file_by_file_and_what_leads_out_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let zipped = dir.path().join("logs.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&zipped).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in [
        ("DJI/a.srt", log(1)),
        ("../out", log(2)),
        ("b", String::new()),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.add_symlink("link", "/etc/passwd", options).unwrap();
    zip.finish().unwrap();
    let case = dir.path().join("case");
    let one = acquired(&zipped, &case);
    let found = contents(&case, &one);
    assert_eq!(found.keys().collect::<Vec<_>>(), ["/DJI/a.srt", "/b"]);
    assert_eq!(one.findings.len(), 2, "{:?}", one.findings);
    fs::write(dir.path().join("a.srt"), log(1)).unwrap();
    for (line, name) in [
        ("tar cf a.tar a.srt", "a.tar"),
        ("tar czf a.tgz a.srt", "a.tgz"),
        ("gzip -k a.srt", "a.srt.gz"),
    ] {
        if shell(dir.path(), line) {
            let case = dir.path().join(format!("case of {name}"));
            let one = acquired(&dir.path().join(name), &case);
            let found = contents(&case, &one);
            assert_eq!(
                found["/a.srt"],
                (Origin::Live, log(1).into_bytes()),
                "{name}"
            );
        }
    }
}

#[test]
fn a_name_of_megabytes_in_an_archive_is_not_kept_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    let (source, case) = (dir.path().join("a.tar"), dir.path().join("case"));
    let mut archive = tar::Builder::new(fs::File::create(&source).unwrap());
    let mut put = |name: &str, kind, bytes: u64| {
        let mut header = tar::Header::new_gnu();
        header.set_path(name).unwrap();
        header.set_entry_type(kind);
        header.set_size(bytes);
        header.set_cksum();
        let content = std::io::Read::take(std::io::repeat(b'a'), bytes);
        archive.append(&header, content).unwrap();
    };
    put("large.bin", tar::EntryType::Regular, 6 << 20);
    put("name", tar::EntryType::GNULongName, 5 << 20);
    put("after.bin", tar::EntryType::Regular, 100);
    archive.finish().unwrap();
    drop(archive);
    let one = acquired(&source, &case);
    let paths: Vec<_> = one.exhibits.iter().map(|item| &*item.path).collect();
    assert_eq!(paths, ["/large.bin"]);
    assert!(one.findings[0].contains("before a file"), "{one:?}");
}

#[test]
fn an_archive_that_unpacks_without_end_is_cut_short() {
    let dir = tempfile::tempdir().unwrap();
    let bomb = dir.path().join("bomb.gz");
    let file = fs::File::create(&bomb).unwrap();
    let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..300 {
        packed.write_all(&zeros).unwrap();
    }
    packed.finish().unwrap();
    let case = dir.path().join("case");
    let one = acquired(&bomb, &case);
    assert_eq!(one.exhibits[0].bytes, AT_LEAST);
    assert!(one.findings[0].contains("more than"), "{:?}", one.findings);
    assert!(is_whole(&case));
    assert!(case.join(EXHIBITS).join(&one.exhibits[0].sha256).exists());
}
