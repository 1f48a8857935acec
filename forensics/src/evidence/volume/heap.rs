//! The clusters of a FAT or an exFAT: where each lies, and which belong to a file.

use crate::evidence::{Piece, Span};

/// The first cluster has number 2.
pub(super) const FIRST: u32 = 2;

/// Where the clusters lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heap {
    /// The first byte of the first cluster.
    pub begins: u64,
    /// How many bytes each has.
    pub cluster_bytes: u64,
    /// How many there are.
    pub count: u32,
}

impl Heap {
    /// Whether there is such a cluster.
    pub(super) const fn has(&self, cluster: u32) -> bool {
        cluster >= FIRST && cluster.wrapping_sub(FIRST) < self.count
    }

    /// The number after the last cluster's.
    pub(super) const fn end(&self) -> u32 {
        self.count.saturating_add(FIRST)
    }

    /// Where some clusters lie.
    pub(super) fn span(&self, run: Run) -> Span {
        let before = u64::from(run.first.saturating_sub(FIRST));
        let offset = before.saturating_mul(self.cluster_bytes);
        let length = u64::from(run.count).saturating_mul(self.cluster_bytes);
        Span::new(self.begins.saturating_add(offset), length)
    }

    /// How many clusters hold so many bytes.
    pub(super) fn clusters(&self, bytes: u64) -> u64 {
        bytes.div_ceil(self.cluster_bytes.max(1))
    }

    /// The pieces of a file of so many bytes.
    pub(super) fn pieces(&self, runs: &[Run], bytes: u64) -> Vec<Piece> {
        let mut left = bytes;
        let mut pieces = Vec::new();
        for run in runs {
            let span = self.span(*run);
            let length = span.length.min(left);
            left = left.saturating_sub(length);
            if length > 0 {
                pieces.push(Piece::At(Span::new(span.offset, length)));
            }
        }
        pieces
    }
}

/// Clusters that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Run {
    pub first: u32,
    pub count: u32,
}

impl Run {
    /// The cluster after its last.
    pub(super) const fn end(self) -> u32 {
        self.first.saturating_add(self.count)
    }

    /// Adds a cluster behind some runs.
    pub(super) fn push(runs: &mut Vec<Self>, cluster: u32) {
        match runs.last_mut() {
            Some(last) if last.end() == cluster => last.count = last.count.saturating_add(1),
            _ => runs.push(Self {
                first: cluster,
                count: 1,
            }),
        }
    }
}
