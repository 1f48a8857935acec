//! `missions klv`: a recording is read piece by piece, and listed as it is read.

mod document;
mod listing;

use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::failure::Attempt;
use super::{Outcome, input};
use crate::video::Defect;
use crate::video::klv::{Contents, Found, Packet, Stream};
use crate::video::transport::{Metadata, Pts, Timed, is_transport_stream};
use crate::video::{FrameMetadata, metadata::NoGround};

/// Bytes that are read at a time.
const PIECE: usize = 1 << 16;
/// Most defects of the stream that the JSON document lists; more are counted.
const MOST_DEFECTS: usize = 10_000;

/// What can be said of a recording.
enum Said<'a> {
    /// A packet, what is in it, and what carried it, if it came in a transport stream.
    Packet(&'a Packet, Option<&'a Contents>, Option<Carrier>),
    /// Something that is wrong between the packets.
    Defect(&'a Defect),
}

/// What carried a packet.
#[derive(Clone, Copy, Debug)]
struct Carrier {
    /// Its stream.
    pid: u16,
    /// When it is to be shown.
    pts: Option<Pts>,
    /// Where the unit that it began in stands in the file.
    offset: u64,
}

/// How things are said.
trait Say {
    /// Says one thing.
    fn say(&mut self, out: &mut dyn Write, said: &Said<'_>) -> io::Result<()>;
    /// Says that this was all.
    fn end(&mut self, out: &mut dyn Write, totals: &Totals) -> io::Result<()>;
}

/// What was found in all.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    packets: u64,
    pictures: u64,
    defects: u64,
}

/// What is being listed, where to, and what went wrong with that.
struct Lister<'a> {
    say: &'a mut dyn Say,
    out: &'a mut dyn Write,
    totals: Totals,
    failed: Option<io::Error>,
}

pub(super) fn run(path: &Path, json: bool) -> anyhow::Result<Outcome> {
    let mut file = input::open(path).with_context(|| Attempt::reading(path))?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut text = listing::Text;
    let mut document = document::Document::new(path);
    let say: &mut dyn Say = if json { &mut document } else { &mut text };
    let mut lister = Lister {
        say,
        out: &mut out,
        totals: Totals::default(),
        failed: None,
    };
    let read = lister
        .read(&mut file)
        .with_context(|| Attempt::reading(path));
    match lister.failed {
        // Whoever reads has seen enough.
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Outcome::Done),
        Some(error) => return Err(error).context("cannot write to standard output"),
        None => read?,
    }
    let totals = lister.totals;
    if totals.packets == 0 {
        return Err(anyhow!("there is no KLV packet in it").context(Attempt::reading(path)));
    }
    match say_end(lister.say, lister.out, &totals) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            return Err(error).context("cannot write to standard output");
        }
        _ => {}
    }
    Ok(if totals.defects == 0 {
        Outcome::Done
    } else {
        Outcome::DataLost
    })
}

fn say_end(say: &mut dyn Say, out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
    say.end(out, totals)?;
    out.flush()
}

impl Lister<'_> {
    fn read(&mut self, file: &mut File) -> io::Result<()> {
        let first = piece(file)?;
        if is_transport_stream(&first) {
            self.transport(first, file)
        } else {
            self.bare(first, file)
        }
    }

    fn transport(&mut self, mut bytes: Vec<u8>, file: &mut File) -> io::Result<()> {
        let mut metadata = Metadata::new();
        while !bytes.is_empty() && self.failed.is_none() {
            metadata.feed(&bytes, &mut |timed| self.timed(timed));
            bytes = piece(file)?;
        }
        metadata.finish(&mut |timed| self.timed(timed));
        Ok(())
    }

    fn bare(&mut self, mut bytes: Vec<u8>, file: &mut File) -> io::Result<()> {
        let mut stream = Stream::new();
        while !bytes.is_empty() && self.failed.is_none() {
            stream.feed(&bytes, &mut |found| self.found(found));
            bytes = piece(file)?;
        }
        stream.finish(&mut |found| self.found(found));
        Ok(())
    }

    fn timed(&mut self, timed: Timed) {
        match timed {
            Timed::Program { .. } => {}
            Timed::Picture { .. } => self.totals.pictures += 1,
            Timed::Packet {
                pid,
                pts,
                offset,
                packet,
            } => self.packet(&packet, Some(Carrier { pid, pts, offset })),
            Timed::Defect(defect) => self.defect(&defect),
        }
    }

    fn found(&mut self, found: Found) {
        match found {
            Found::Packet(packet) => self.packet(&packet, None),
            Found::Defect(defect) => self.defect(&defect),
        }
    }

    fn packet(&mut self, packet: &Packet, carrier: Option<Carrier>) {
        let contents = packet.open();
        self.totals.packets += 1;
        self.totals.defects += contents.as_ref().map_or(0, |c| c.defects.len() as u64);
        self.say(&Said::Packet(packet, contents.as_ref(), carrier));
    }

    fn defect(&mut self, defect: &Defect) {
        self.totals.defects += 1;
        self.say(&Said::Defect(defect));
    }

    fn say(&mut self, said: &Said<'_>) {
        if self.failed.is_none() {
            self.failed = self.say.say(self.out, said).err();
        }
    }
}

/// The next bytes of a file; none at its end.
fn piece(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(PIECE);
    file.take(PIECE as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where the camera of a packet looks by its pose, and how far that is from the frame centre that it
/// states, metres; none for a packet that is no frame or says too little.
fn centre(contents: &Contents) -> Option<(crate::frames::Sight, Option<f64>)> {
    let metadata = FrameMetadata::from_local_set(&contents.set);
    let found: Result<_, NoGround> = metadata.recomputed_centre();
    let found = found.ok()?;
    let stated = metadata.centre.position();
    Some((
        found,
        stated.map(|stated| stated.distance_m(found.position)),
    ))
}
