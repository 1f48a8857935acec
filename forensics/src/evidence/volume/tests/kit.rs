//! Images made by the file systems' own tools, and the sleuth kit's answers about them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::evidence::volume::{Content, Entry, Listing, list};
use crate::evidence::{Evidence, Raw, Runs, piece};

/// A folder with an image in it.
pub(super) struct Kit {
    pub dir: tempfile::TempDir,
}

impl Kit {
    /// With an image of so many MiB; `None` where a tool is missing.
    pub(super) fn new(tools: &[&str], mib: u64) -> Option<Self> {
        let path = std::env::var("PATH").unwrap_or_default() + ":/usr/sbin:/sbin";
        let has = |tool: &&&str| {
            path.split(':')
                .any(|dir| PathBuf::from(dir).join(tool).exists())
        };
        if let Some(tool) = tools.iter().find(|tool| !has(tool)) {
            println!("skipped: {tool} is not installed");
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        let image = std::fs::File::create(dir.path().join("image")).unwrap();
        image.set_len(mib << 20).unwrap();
        Some(Self { dir })
    }

    /// Runs a line of a shell beside the image; its output.
    pub(super) fn run(&self, line: &str) -> Vec<u8> {
        let output = Command::new("sh")
            .args(["-ec", line])
            .current_dir(self.dir.path())
            .env("PATH", std::env::var("PATH").unwrap() + ":/usr/sbin:/sbin")
            .env("MTOOLS_SKIP_CHECK", "1")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {said}");
        output.stdout
    }

    /// A file with content of its own beside the image.
    pub(super) fn file(&self, name: &str, bytes: usize) -> Vec<u8> {
        let content = content(name, bytes);
        std::fs::write(self.dir.path().join(name), &content).unwrap();
        content
    }

    pub(super) fn image(&self) -> Evidence {
        Arc::new(Raw::open(&self.dir.path().join("image")).unwrap())
    }

    pub(super) fn list(&self) -> Listing {
        list(&self.image()).unwrap()
    }

    /// What we say that a file holds.
    pub(super) fn bytes(&self, entry: &Entry) -> Vec<u8> {
        let runs = Runs::new(self.image(), &entry.pieces, entry.size);
        piece(&runs, 0, usize::MAX).unwrap()
    }

    /// What the sleuth kit says that each file holds, by path.
    pub(super) fn sleuth(&self) -> BTreeMap<String, Vec<u8>> {
        let listed = String::from_utf8(self.run("fls -rpF image")).unwrap();
        let mut files = BTreeMap::new();
        for line in listed.lines().filter(|line| line.starts_with("r/r")) {
            let (about, path) = line.split_once(":\t").unwrap();
            let number = about
                .trim_start_matches("r/r")
                .trim_start_matches([' ', '*']);
            let number = number.trim_end_matches("(realloc)");
            files.insert(
                format!("/{path}"),
                self.run(&format!("icat -r image {number} || true")),
            );
        }
        files
    }

    /// Holds every file against what was written, and against the sleuth kit where that has it
    /// whole. Gives how each was found.
    pub(super) fn check(&self, written: &BTreeMap<&str, Vec<u8>>) -> BTreeMap<String, Content> {
        let sleuth = self.sleuth();
        let listing = self.list();
        let mut found = BTreeMap::new();
        for entry in listing.entries.iter().filter(|entry| !entry.is_folder) {
            let ours = self.bytes(entry);
            let path = &entry.path;
            found.insert(path.clone(), entry.content);
            if let Some(original) = written.get(path.as_str()) {
                assert!(
                    original.starts_with(&ours),
                    "{path}: bytes that were never in it"
                );
                if !matches!(
                    entry.content,
                    Content::Overwritten | Content::Gone | Content::Broken
                ) {
                    assert_eq!(ours.len(), original.len(), "{path}: {:?}", entry.content);
                }
                let theirs = sleuth.get(path).filter(|theirs| *theirs == original);
                if let Some(theirs) = theirs {
                    assert!(&ours == theirs, "{path}: the sleuth kit has all of it");
                }
            }
        }
        found
    }
}

/// Bytes that stand at one place of one file only.
pub(super) fn content(name: &str, bytes: usize) -> Vec<u8> {
    let words = (0_u64..).map(|n| format!("{name} {n:08} "));
    let mut content: Vec<u8> = words
        .take(bytes / 10 + 1)
        .flat_map(String::into_bytes)
        .collect();
    content.truncate(bytes);
    content
}
