//! The file allocation table of FAT and exFAT: which cluster follows which.

use std::collections::HashSet;
use std::sync::Arc;

use super::System;
use super::heap::{Heap, Run};
use crate::evidence::{Evidence, exactly};

/// Clusters of a folder that are followed: the specification allows 2 MiB of records.
const FOLDER: u64 = 1 << 14;

/// What stands for a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Free,
    Cluster(u32),
    End,
    /// Bad, reserved, beyond the volume, or it cannot be read.
    Nowhere,
}

/// The clusters of a file, and what is wrong with them.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain {
    pub runs: Vec<Run>,
    pub broken: Option<&'static str>,
}

/// The table.
#[derive(Debug)]
pub(super) struct Table {
    of: Evidence,
    at: u64,
    system: System,
    heap: Heap,
}

impl Table {
    /// The table that begins at a byte.
    pub(super) fn new(of: &Evidence, at: u64, system: System, heap: Heap) -> Self {
        Self {
            of: Arc::clone(of),
            at,
            system,
            heap,
        }
    }

    /// Whether nothing uses a cluster, as far as the table can be read; exFAT keeps that elsewhere.
    pub(super) fn is_free(&self, cluster: u32) -> bool {
        self.next(cluster) == Next::Free
    }

    pub(super) fn next(&self, cluster: u32) -> Next {
        let Some((value, end)) = self.value(cluster).filter(|_| self.heap.has(cluster)) else {
            return Next::Nowhere;
        };
        match value {
            0 => Next::Free,
            value if value >= end => Next::End,
            value if self.heap.has(value) => Next::Cluster(value),
            _ => Next::Nowhere,
        }
    }

    /// The number that stands for a cluster, and the first that means the end.
    fn value(&self, cluster: u32) -> Option<(u32, u32)> {
        let at = |bytes: u64| self.at.checked_add(bytes);
        let number = u64::from(cluster);
        let pair = |offset| exactly::<2>(&*self.of, offset).ok().map(u16::from_le_bytes);
        match self.system {
            System::Fat12 => {
                let both = pair(at(number.checked_add(number / 2)?)?)?;
                let half = if cluster.is_multiple_of(2) {
                    both & 0xfff
                } else {
                    both >> 4
                };
                Some((u32::from(half), 0xff8))
            }
            System::Fat16 => Some((u32::from(pair(at(number.checked_mul(2)?)?)?), 0xfff8)),
            System::ExFat => {
                let bytes = exactly::<4>(&*self.of, at(number.checked_mul(4)?)?).ok()?;
                Some((u32::from_le_bytes(bytes), 0xffff_fff8))
            }
            _ => {
                let bytes = exactly::<4>(&*self.of, at(number.checked_mul(4)?)?).ok()?;
                Some((u32::from_le_bytes(bytes) & 0x0fff_ffff, 0x0fff_fff8))
            }
        }
    }

    /// The clusters of a folder, as far as they lead.
    pub(super) fn folder(&self, first: u32) -> Chain {
        let mut chain = self.chain(first, FOLDER);
        chain.broken = None;
        chain
    }

    /// At most so many clusters from the first on.
    pub(super) fn chain(&self, first: u32, wanted: u64) -> Chain {
        let mut chain = Chain::default();
        if wanted == 0 {
            return chain;
        }
        let mut at = first;
        let mut mark = (first, 1_u64);
        for taken in 1..=wanted {
            if !self.heap.has(at) {
                chain.broken = Some("its first cluster is none");
                return chain;
            }
            Run::push(&mut chain.runs, at);
            at = match self.next(at) {
                Next::Cluster(next) => next,
                Next::End if taken == wanted => return chain,
                Next::End => {
                    chain.broken = Some("its chain of clusters ends early");
                    return chain;
                }
                Next::Free | Next::Nowhere => {
                    let is_enough = taken == wanted;
                    chain.broken = (!is_enough).then_some("its chain of clusters is torn");
                    return chain;
                }
            };
            if at == mark.0 {
                return self.until_it_turns(first);
            }
            if taken == mark.1 {
                mark = (at, taken.saturating_mul(2));
            }
        }
        chain
    }

    /// The clusters of a chain that leads back into itself, each once.
    fn until_it_turns(&self, first: u32) -> Chain {
        let mut chain = Chain {
            runs: Vec::new(),
            broken: Some("its chain of clusters leads back into itself"),
        };
        let mut seen = HashSet::new();
        let mut at = first;
        while seen.insert(at) {
            Run::push(&mut chain.runs, at);
            match self.next(at) {
                Next::Cluster(next) => at = next,
                _ => break,
            }
        }
        chain
    }
}
