//! Which deleted inode had which name, as far as folders and their copies in the journal tell.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::blocks::Map;
use super::folder::Row;
use super::journal::Copies;
use crate::evidence::volume::joined;

/// Names that are kept.
const MOST: usize = 1 << 20;

/// Names of inodes that may be gone.
#[derive(Debug, Default)]
pub(super) struct Names {
    of: BTreeMap<u32, String>,
    /// The path of the folder that a block belongs to.
    pub folders: HashMap<u64, String>,
}

impl Names {
    /// A folder that lives, and its blocks.
    pub(super) fn folder(&mut self, path: &str, map: &Map) {
        for block in map.blocks().take(MOST.saturating_sub(self.folders.len())) {
            self.folders.insert(block, path.to_owned());
        }
    }

    /// A name in a gap of a folder.
    pub(super) fn deleted(&mut self, row: &Row, folder: &str) {
        if self.of.len() < MOST {
            let path = joined(folder, &row.name);
            self.of.entry(row.inode).or_insert(path);
        }
    }

    /// The names in older copies of folders; those that still stand in a gap are better.
    pub(super) fn add_journal(&mut self, journal: &Copies) {
        for (row, folder) in &journal.names {
            self.deleted(row, folder);
        }
    }

    /// A deleted inode's path; by its number where no name is left.
    pub(super) fn take(&mut self, number: u32) -> String {
        let named = self.of.remove(&number);
        named.unwrap_or_else(|| format!("/(no name left)/inode {number}"))
    }

    /// Names whose inode lives under another name by now.
    pub(super) fn left(&mut self, live: &HashSet<u32>) -> Vec<(u32, String)> {
        let of = std::mem::take(&mut self.of);
        of.into_iter()
            .filter(|(number, _)| live.contains(number))
            .collect()
    }
}
