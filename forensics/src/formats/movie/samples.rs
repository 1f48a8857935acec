//! Where the samples of a track stand in the file, and when each is shown.

use missions::time::BootTime;

use super::Reading;
use super::boxes::Atom;
use crate::defect::{DefectKind, Defects};

/// One sample of a track.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) offset: u64,
    pub(super) from: BootTime,
    pub(super) to: BootTime,
}

/// More subtitles than any movie has: a day of them, twelve a second.
const MOST: usize = 1 << 20;

/// The tables of a track. Source: ISO/IEC 14496-12, 8.6 and 8.7.
pub(super) struct Table<'a> {
    handler: [u8; 4],
    /// The four letters of its first sample description.
    description: [u8; 4],
    scale: u32,
    stbl: Vec<Atom<'a>>,
    offset: u64,
}

impl<'a> Table<'a> {
    pub(super) fn of(track: &Atom<'a>, defects: &mut Defects) -> Option<Self> {
        let mdia = track.at(&[*b"mdia"], defects)?.inside(defects);
        let find = |kind: &[u8; 4]| mdia.iter().find(|part| part.kind == *kind);
        let mut handler = find(b"hdlr")?.cursor();
        handler.skip(8)?;
        let mut mdhd = find(b"mdhd")?.cursor();
        let version = mdhd.u8()?;
        mdhd.skip(if version == 1 { 19 } else { 11 })?;
        let minf = find(b"minf")?;
        let stbl = minf.at(&[*b"stbl"], defects)?.inside(defects);
        let mut stsd = stbl.iter().find(|part| part.kind == *b"stsd")?.cursor();
        stsd.skip(12)?; // version, flags, count, size of the first
        Some(Self {
            handler: handler.array()?,
            description: stsd.array()?,
            scale: mdhd.u32_be()?.max(1),
            stbl,
            offset: track.offset,
        })
    }

    /// Whether its samples are subtitles.
    pub(super) fn is_text(&self) -> bool {
        matches!(&self.handler, b"text" | b"sbtl" | b"subt") || self.description == *b"tx3g"
    }

    /// A track of data that is not understood here is named, so that nobody takes it for nothing.
    pub(super) fn report(&self, reading: &mut Reading) {
        if matches!(&self.handler, b"vide" | b"soun" | b"tmcd" | b"hint") {
            return;
        }
        let (handler, description) = (self.handler.escape_ascii(), self.description.escape_ascii());
        let what = format!(
            "a track of data ({handler}, {description}) whose samples are not understood here"
        );
        reading
            .defects
            .add(DefectKind::Unsupported, self.offset, 0, what);
    }

    fn table(&self, kind: [u8; 4]) -> Option<crate::cursor::Cursor<'a>> {
        let part = self.stbl.iter().find(|part| part.kind == kind)?;
        let mut cursor = part.cursor();
        cursor.skip(4)?;
        Some(cursor)
    }

    /// The samples, as far as their bytes are there and all together are no longer than the file:
    /// a hostile one has a million that share all of it.
    pub(super) fn samples<'b>(
        &self,
        bytes: &'b [u8],
        defects: &mut Defects,
    ) -> impl Iterator<Item = Sample<'b>> + use<'b> {
        let sizes = self.sizes(bytes.len());
        let places = self.places(&sizes).unwrap_or_default();
        let times = self.times(sizes.len());
        let mut samples = Vec::new();
        let mut sum = 0_usize;
        for ((size, place), (from, to)) in sizes.iter().zip(&places).zip(times) {
            let start = usize::try_from(*place).unwrap_or(usize::MAX);
            let end = start.saturating_add(*size);
            let Some(content) = bytes.get(start..end) else {
                let what = "a subtitle lies outside the file: it is missing";
                defects.add(DefectKind::Truncated, *place, 0, what);
                continue;
            };
            sum = sum.saturating_add(content.len());
            if sum > bytes.len() {
                let what = "the subtitles claim more bytes than the file has: the rest is left out";
                defects.add(DefectKind::Truncated, *place, 0, what);
                break;
            }
            samples.push(Sample {
                bytes: content,
                offset: *place,
                from,
                to,
            });
        }
        samples.into_iter()
    }

    /// The size of every sample that the table lists; where it gives one size for all, of no more
    /// than a file of this length could hold.
    fn sizes(&self, length: usize) -> Vec<usize> {
        let Some(mut cursor) = self.table(*b"stsz") else {
            return Vec::new();
        };
        let (Some(uniform), Some(count)) = (cursor.u32_be(), cursor.u32_be()) else {
            return Vec::new();
        };
        let count = usize::try_from(count).unwrap_or(0).min(MOST);
        if uniform > 0 {
            let each = usize::try_from(uniform).unwrap_or(usize::MAX);
            let fits = length.checked_div(each).unwrap_or(0);
            return vec![each; count.min(fits)];
        }
        let mut sizes = Vec::new();
        while let Some(size) = cursor.u32_be().filter(|_| sizes.len() < count) {
            sizes.push(usize::try_from(size).unwrap_or(usize::MAX));
        }
        sizes
    }

    /// Where every sample begins: chunks hold runs of samples.
    fn places(&self, sizes: &[usize]) -> Option<Vec<u64>> {
        let chunks = self.chunks()?;
        let mut runs = self.table(*b"stsc")?;
        runs.skip(4)?;
        let mut run = || Some((runs.u32_be()?, runs.u32_be()?, runs.u32_be()?));
        let mut current = run()?;
        let mut next = run();
        let mut places = Vec::new();
        let mut sizes = sizes.iter();
        for (chunk, mut place) in (1_u32..).zip(chunks) {
            if let Some(later) = next.filter(|(first, _, _)| *first <= chunk) {
                current = later;
                next = run();
            }
            for _ in 0..current.1 {
                let Some(size) = sizes.next() else {
                    return Some(places);
                };
                places.push(place);
                place = place.saturating_add(*size as u64);
            }
        }
        Some(places)
    }

    fn chunks(&self) -> Option<Vec<u64>> {
        let mut chunks = Vec::new();
        if let Some(mut short) = self.table(*b"stco") {
            short.skip(4)?;
            while let Some(place) = short.u32_be() {
                chunks.push(u64::from(place));
            }
            return Some(chunks);
        }
        let mut long = self.table(*b"co64")?;
        long.skip(4)?;
        while let Some(place) = long.u64_be() {
            chunks.push(place);
        }
        Some(chunks)
    }

    /// From when to when each sample is shown.
    fn times(&self, count: usize) -> Vec<(BootTime, BootTime)> {
        let mut times = Vec::new();
        let Some(mut cursor) = self.table(*b"stts") else {
            return vec![(BootTime::ZERO, BootTime::ZERO); count];
        };
        cursor.skip(4).unwrap_or_default();
        let scale = f64::from(self.scale);
        let mut ticks = 0_u64;
        while let (Some(run), Some(length)) = (cursor.u32_be(), cursor.u32_be()) {
            for _ in 0..run {
                if times.len() >= count {
                    return times;
                }
                let from = BootTime::from_secs_f64(ticks as f64 / scale);
                ticks = ticks.saturating_add(u64::from(length));
                times.push((from, BootTime::from_secs_f64(ticks as f64 / scale)));
            }
        }
        let end = BootTime::from_secs_f64(ticks as f64 / scale);
        times.resize(count, (end, end));
        times
    }
}
