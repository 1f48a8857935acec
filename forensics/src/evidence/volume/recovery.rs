//! Which clusters were a deleted file's: by what its record still says, and by who has used them
//! since.
//!
//! A deleted FAT file has lost its chain, but not its first cluster and its size. Files are written
//! into the next clusters that are unused, so its clusters are those from the first one on that
//! were unused *then*. A cluster that is in use now either was so then (the file lies around it) or
//! has been taken since (the file is overwritten): the times of the two files tell which. Where
//! they do not, it is called overwritten, and only what lies before is given.

use std::collections::BTreeMap;

use super::Content;
use super::heap::{Heap, Run};
use super::stamp::DosTime;

/// A deleted file as its record states it.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    pub first: u32,
    pub size: u64,
    pub written: Written,
    /// The clusters that a chain still names, or that the record states to lie together.
    pub stated: Option<Vec<Run>>,
}

/// When a file was made and last written, on one device's clock.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Written {
    pub created: DosTime,
    pub modified: DosTime,
}

impl Written {
    fn earliest(self) -> Option<DosTime> {
        let times = [self.created, self.modified];
        times.into_iter().filter(|time| time.is_set()).min()
    }

    fn latest(self) -> Option<DosTime> {
        let times = [self.created, self.modified];
        times.into_iter().filter(|time| time.is_set()).max()
    }

    /// It was there, whole, before the other was begun.
    fn is_before(self, other: Self) -> bool {
        let times = self.latest().zip(other.earliest());
        times.is_some_and(|(mine, others)| mine < others)
    }
}

/// Who uses which clusters: the files that live, and of the deleted ones those already placed.
#[derive(Debug, Default)]
pub(super) struct Owners {
    /// By first cluster: the end, and when its file was written.
    live: BTreeMap<u32, (u32, Written)>,
    /// The same of deleted files: only what nobody owned before, so that no run lies in another.
    placed: BTreeMap<u32, (u32, Written)>,
}

impl Owners {
    /// A live file's clusters.
    pub(super) fn add(&mut self, runs: &[Run], written: Written) {
        for run in runs {
            self.live.insert(run.first, (run.end(), written));
        }
    }

    fn of(cluster: u32, owners: &BTreeMap<u32, (u32, Written)>) -> Option<Written> {
        let (_, (end, written)) = owners.range(..=cluster).next_back()?;
        (cluster < *end).then_some(*written)
    }
}

/// What was found of a deleted file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub runs: Vec<Run>,
    pub content: Content,
    pub note: Option<&'static str>,
}

/// Places deleted files, the one written last first: what it lies in, an older one lost.
pub(super) fn place(
    lost: &[Lost],
    heap: &Heap,
    owners: &mut Owners,
    is_free: impl Fn(u32) -> bool,
) -> Vec<Found> {
    let mut order: Vec<usize> = (0..lost.len()).collect();
    let latest = |at: &usize| lost.get(*at).and_then(|lost| lost.written.latest());
    order.sort_by_key(|at| std::cmp::Reverse(latest(at)));
    let mut found: Vec<Option<Found>> = vec![None; lost.len()];
    for at in order {
        let Some((lost, place)) = lost.get(at).zip(found.get_mut(at)) else {
            continue;
        };
        let (placed, own) = one(lost, heap, owners, &is_free);
        for run in &own {
            owners
                .placed
                .entry(run.first)
                .or_insert((run.end(), lost.written));
        }
        *place = Some(placed);
    }
    found.into_iter().flatten().collect()
}

/// What is found of one, and which of its clusters nobody else claims.
fn one(
    lost: &Lost,
    heap: &Heap,
    owners: &Owners,
    is_free: &impl Fn(u32) -> bool,
) -> (Found, Vec<Run>) {
    let mut own = Vec::new();
    let gone = Found {
        runs: Vec::new(),
        content: Content::Gone,
        note: None,
    };
    if lost.size == 0 || !heap.has(lost.first) {
        return (gone, own);
    }
    let wanted = heap.clusters(lost.size);
    let (clusters, stated): (Box<dyn Iterator<Item = u32>>, bool) = match &lost.stated {
        Some(runs) => (
            Box::new(runs.iter().flat_map(|run| run.first..run.end())),
            true,
        ),
        None => (Box::new(lost.first..heap.end()), false),
    };
    let mut runs = Vec::new();
    let mut taken = 0_u64;
    let mut content = if stated {
        Content::Stated
    } else {
        Content::Contiguous
    };
    let mut note = None;
    for cluster in clusters {
        if taken >= wanted {
            break;
        }
        match judge(cluster, lost, owners, is_free) {
            Use::Free => Run::push(&mut own, cluster),
            Use::Contested => note = Some(CONTESTED),
            Use::Before if !stated && taken > 0 => {
                content = Content::Around;
                continue;
            }
            Use::Before | Use::Since => {
                content = Content::Overwritten;
                break;
            }
        }
        Run::push(&mut runs, cluster);
        taken = taken.saturating_add(1);
    }
    if taken < wanted && content != Content::Overwritten {
        content = Content::Broken;
    }
    let found = Found {
        runs,
        content,
        note,
    };
    (found, own)
}

const CONTESTED: &str = "another deleted file claims some of the same clusters, and the times do \
    not tell which of the two was written later: one of them is not what it seems";

/// How a cluster stands to a deleted file.
enum Use {
    Free,
    /// By a file that was there before.
    Before,
    /// By one that came later, or nobody knows when.
    Since,
    /// Another deleted file may have used it later.
    Contested,
}

fn judge(cluster: u32, lost: &Lost, owners: &Owners, is_free: &impl Fn(u32) -> bool) -> Use {
    if !is_free(cluster) {
        let owner = Owners::of(cluster, &owners.live);
        let is_before = owner.is_some_and(|owner| owner.is_before(lost.written));
        return if is_before { Use::Before } else { Use::Since };
    }
    match Owners::of(cluster, &owners.placed) {
        None => Use::Free,
        Some(other) if lost.written.is_before(other) => Use::Since,
        Some(_) => Use::Contested,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAP: Heap = Heap {
        begins: 0,
        cluster_bytes: 512,
        count: 100,
    };

    fn at(minute: u16) -> Written {
        let time = DosTime {
            date: 0x5d81,
            time: minute << 5,
            hundredths: 0,
        };
        Written {
            created: time,
            modified: time,
        }
    }

    fn lost(first: u32, clusters: u64, minute: u16) -> Lost {
        Lost {
            first,
            size: clusters * 512,
            written: at(minute),
            stated: None,
        }
    }

    /// Places files among live ones (`first`, `count`, minute); gives clusters and how known.
    fn check(lost: &[Lost], live: &[(u32, u32, u16)], expected: &[(&[(u32, u32)], Content)]) {
        let mut owners = Owners::default();
        for (first, count, minute) in live {
            let run = Run {
                first: *first,
                count: *count,
            };
            owners.add(&[run], at(*minute));
        }
        let is_free = |c: u32| !live.iter().any(|(f, n, _)| (*f..f + n).contains(&c));
        let found = place(lost, &HEAP, &mut owners, is_free);
        let found: Vec<_> = found
            .iter()
            .map(|f| {
                (
                    f.runs
                        .iter()
                        .map(|r| (r.first, r.count))
                        .collect::<Vec<_>>(),
                    f.content,
                )
            })
            .collect();
        let expected: Vec<_> = expected.iter().map(|(r, c)| (r.to_vec(), *c)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_file_in_one_piece_comes_back_whole() {
        check(&[lost(5, 4, 10)], &[], &[(&[(5, 4)], Content::Contiguous)]);
    }

    #[test]
    fn a_file_lies_around_one_that_was_there_before() {
        check(
            &[lost(5, 4, 10)],
            &[(7, 2, 3)],
            &[(&[(5, 2), (9, 2)], Content::Around)],
        );
    }

    #[test]
    fn what_was_taken_since_is_overwritten_and_so_is_what_nobody_can_tell() {
        for minute in [10, 20] {
            check(
                &[lost(5, 4, 10)],
                &[(7, 2, minute)],
                &[(&[(5, 2)], Content::Overwritten)],
            );
            check(
                &[lost(5, 4, 10)],
                &[(5, 2, minute)],
                &[(&[], Content::Overwritten)],
            );
        }
    }

    #[test]
    fn of_two_deleted_files_in_one_place_the_later_one_is_whole() {
        check(
            &[lost(5, 4, 10), lost(7, 4, 20)],
            &[],
            &[
                (&[(5, 2)], Content::Overwritten),
                (&[(7, 4)], Content::Contiguous),
            ],
        );
    }

    /// The contested run, which lies in the longer one, once hid it from the oldest file.
    #[test]
    fn what_lies_in_a_long_file_with_a_contested_one_in_it_is_overwritten() {
        check(
            &[lost(5, 20, 10), lost(7, 2, 10), lost(15, 2, 3)],
            &[],
            &[
                (&[(5, 20)], Content::Contiguous),
                (&[(7, 2)], Content::Contiguous),
                (&[], Content::Overwritten),
            ],
        );
    }

    #[test]
    fn a_size_beyond_the_volume_gives_no_more_than_there_is() {
        let mut huge = lost(100, 1, 10);
        huge.size = u64::from(u32::MAX);
        check(&[huge], &[], &[(&[(100, 2)], Content::Broken)]);
        check(
            &[lost(0, 4, 1), lost(102, 1, 1)],
            &[],
            &[(&[], Content::Gone), (&[], Content::Gone)],
        );
    }
}
