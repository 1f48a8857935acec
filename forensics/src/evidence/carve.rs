//! Files by their marks alone: in space that no file uses, and in dumps without a file system.
//!
//! The bytes stream by in windows. Where the mark of a format stands, its own records are walked
//! as far as they follow each other: that is the file's end, and the proof that it is one. What a
//! file in several pieces had behind its first piece is not found so, and nothing is guessed.
//!
//! ```text
//!        window                                     walk
//! ─┬──────────┬──────────┬─ … ──► mark of a format ──► records … ──► end ──► Carved
//!  └─ marks at any byte, and at the beginnings of sectors
//! ```

mod ardupilot;
mod betaflight;
mod dji;
mod mavlink;
mod media;
mod px4;
mod text;
mod walk;

use std::io;
use std::sync::Arc;

use memchr::memmem::Finder;
use serde::{Deserialize, Serialize};

use self::walk::Walk;
use super::{Evidence, Slice, Span};

/// A file that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carved {
    /// Which bytes.
    pub span: Span,
    /// The format's name.
    pub format: &'static str,
    /// How it ends.
    pub end: Ending,
}

/// How it is known where a carved file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It says so itself.
    Stated,
    /// Its records end there: what follows is none of them.
    Records,
    /// The space that was looked through ends inside it.
    Space,
}

/// A format as it is found.
struct Kind {
    format: &'static str,
    mark: Mark,
    /// Where the file ends that begins at the walk's beginning; `None` where it is none.
    end: fn(&mut Walk<'_>) -> Option<(u64, Ending)>,
}

/// How a file of it begins.
enum Mark {
    /// With these bytes, at any place.
    Bytes(&'static [u8]),
    /// At the beginning of a sector, if its first bytes can be a beginning.
    Sector(fn(&[u8]) -> bool),
}

const KINDS: &[Kind] = &[
    Kind {
        format: "ulog",
        mark: Mark::Bytes(px4::MARK),
        end: px4::end,
    },
    Kind {
        format: "dataflash",
        mark: Mark::Bytes(ardupilot::MARK),
        end: ardupilot::end,
    },
    Kind {
        format: "blackbox",
        mark: Mark::Bytes(betaflight::MARK),
        end: betaflight::end,
    },
    Kind {
        format: "sqlite",
        mark: Mark::Bytes(media::SQLITE),
        end: media::sqlite,
    },
    Kind {
        format: "picture",
        mark: Mark::Sector(media::begins_jpeg),
        end: media::jpeg,
    },
    Kind {
        format: "movie",
        mark: Mark::Sector(media::begins_movie),
        end: media::movie,
    },
    Kind {
        format: "dji_txt",
        mark: Mark::Sector(dji::begins_txt),
        end: dji::txt,
    },
    Kind {
        format: "dji_dat",
        mark: Mark::Sector(dji::begins_dat),
        end: dji::dat,
    },
    Kind {
        format: "tlog",
        mark: Mark::Sector(mavlink::begins),
        end: mavlink::end,
    },
    Kind {
        format: "text",
        mark: Mark::Sector(text::begins),
        end: text::end,
    },
];

/// Bytes of a sector.
const SECTOR: u64 = 512;
/// Bytes that stream by at once, and so many again that belong to the next.
const WINDOW: usize = 4 << 20;
const OVERLAP: usize = 64;

/// Looks through some spaces of an image, each for itself. `seen` is told how many bytes passed.
pub fn carve(
    of: &Evidence,
    spaces: &[Span],
    mut seen: impl FnMut(u64),
    mut found: impl FnMut(Carved),
) -> io::Result<()> {
    let finders: Vec<(&Kind, Finder<'static>)> = KINDS
        .iter()
        .filter_map(|kind| match kind.mark {
            Mark::Bytes(bytes) => Some((kind, Finder::new(bytes))),
            Mark::Sector(_) => None,
        })
        .collect();
    for space in spaces {
        let part: Evidence = Arc::new(Slice::new(Arc::clone(of), *space));
        through(&part, &finders, &mut seen, &mut |mut carved: Carved| {
            carved.span.offset = carved.span.offset.saturating_add(space.offset);
            found(carved);
        })?;
    }
    Ok(())
}

fn through(
    space: &Evidence,
    finders: &[(&Kind, Finder<'static>)],
    seen: &mut impl FnMut(u64),
    found: &mut impl FnMut(Carved),
) -> io::Result<()> {
    // Walks read what the stream reads, a few times over at most.
    let mut budget = space.length().saturating_mul(4).saturating_add(64 << 20);
    let mut window = vec![0; WINDOW.saturating_add(OVERLAP)];
    let (mut at, mut free) = (0_u64, 0_u64);
    while at < space.length() {
        let read = space.read_at(at, &mut window)?;
        let bytes = window.get(..read).unwrap_or_default();
        for (offset, kind) in hits(bytes, finders) {
            let begins = at.saturating_add(offset as u64);
            if begins < free || offset >= WINDOW {
                continue;
            }
            let mut walk = Walk::new(space, begins, budget);
            let end = (kind.end)(&mut walk);
            budget = budget.saturating_sub(walk.read());
            if let Some((length, end)) = end.filter(|(length, _)| *length > 0) {
                let span = Span::new(begins, length);
                free = span.end();
                let format = kind.format;
                found(Carved { span, format, end });
            }
        }
        let passed = read.min(WINDOW) as u64;
        if passed == 0 {
            break;
        }
        at = at.saturating_add(passed);
        // What lies inside a file that was found is not looked at again.
        let sectors = free.saturating_sub(at) / SECTOR;
        let skipped = sectors.saturating_mul(SECTOR);
        at = at.saturating_add(skipped);
        seen(passed.saturating_add(skipped));
    }
    Ok(())
}

/// Where something may begin, in order.
fn hits<'a>(bytes: &[u8], finders: &[(&'a Kind, Finder<'static>)]) -> Vec<(usize, &'a Kind)> {
    let mut hits: Vec<(usize, &Kind)> = Vec::new();
    for (kind, finder) in finders {
        hits.extend(finder.find_iter(bytes).map(|at| (at, *kind)));
    }
    for (sector, at) in bytes
        .chunks(SECTOR as usize)
        .zip((0..).step_by(SECTOR as usize))
    {
        let before = usize::checked_sub(at, 1).and_then(|at| bytes.get(at));
        for kind in KINDS {
            if let Mark::Sector(begins) = kind.mark
                && begins(sector)
                && (kind.format != "text" || before.is_none_or(|byte| *byte == 0))
            {
                hits.push((at, kind));
            }
        }
    }
    hits.sort_by_key(|(at, _)| *at);
    hits
}

#[cfg(test)]
mod tests;
