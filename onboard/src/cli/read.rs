//! `onboard read`: a source becomes a reading, told in words or as JSON, with the evidence drawn in.

mod evidence;
mod words;

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;

use crate::camera::{Capture, End, Source, source};
use crate::vision::picture::Picture;
use crate::vision::reading::{Reading, read_still, read_video};
use crate::vision::ruler::read_ruler;
use crate::vision::watch::{Sight, Watch};
use evidence::Evidence;

/// Frames are looked at no nearer in time than this, seconds: waves are slow.
const LOOK_S: f64 = 0.095;
/// How long a stream is looked at that has no end, seconds.
const STREAM_S: f64 = 90.0;

pub(super) fn run(arguments: &super::Read) -> anyhow::Result<u8> {
    let source = Source::recognise(&arguments.source)?;
    let annotate = arguments.annotate.as_deref();
    let reading = if let Source::Still(path) = &source {
        still(&source::still(path)?, annotate)?
    } else {
        let endless_s = if source.is_live() {
            STREAM_S
        } else {
            f64::INFINITY
        };
        video(&source, arguments.seconds.unwrap_or(endless_s), annotate)?
    };
    let text = if arguments.json {
        serde_json::to_string_pretty(&reading)?
    } else {
        words::of(&reading)
    };
    writeln!(std::io::stdout().lock(), "{text}")?;
    Ok(0)
}

fn still(picture: &Picture, annotate: Option<&Path>) -> anyhow::Result<Reading> {
    let reading = match read_ruler(picture) {
        Ok(ruler) => read_still(picture, &ruler),
        Err(refusal) => Reading {
            frames: 1,
            ..Reading::refused(&refusal)
        },
    };
    if let Some(path) = annotate {
        evidence::write_still(path, picture, &reading)?;
    }
    Ok(reading)
}

fn video(source: &Source, longest_s: f64, annotate: Option<&Path>) -> anyhow::Result<Reading> {
    let mut capture = Capture::open(source)?;
    let mut watch = Watch::new(read_ruler);
    let mut evidence = annotate.map(Evidence::new).transpose()?;
    let (end, last_s) = look(&mut capture, &mut watch, longest_s, evidence.as_mut())?;
    let mut reading = read_video(&watch);
    match end {
        Some(End::Broken(reason)) => reading
            .remarks
            .push(format!("the video broke off after {last_s:.1} s: {reason}")),
        Some(End::Silent) => reading
            .remarks
            .push(format!("the stream stopped after {last_s:.1} s")),
        Some(End::Finished) | None => {}
    }
    if let Some(evidence) = evidence {
        evidence
            .finish()
            .context("the video with what was read drawn in")?;
    }
    Ok(reading)
}

/// Looks at frames to the end, or for so long; how it ended, and the time of the last frame.
fn look(
    capture: &mut Capture,
    watch: &mut Watch,
    longest_s: f64,
    mut evidence: Option<&mut Evidence>,
) -> anyhow::Result<(Option<End>, f64)> {
    let mut last_s = 0.0;
    let mut next_s = f64::MIN;
    loop {
        let shot = match capture.next_shot() {
            Ok(shot) => shot,
            Err(end) => return Ok((Some(end), last_s)),
        };
        last_s = shot.time_s;
        if last_s > longest_s {
            return Ok((None, last_s));
        }
        if last_s < next_s {
            continue;
        }
        next_s = last_s + LOOK_S;
        let sight = watch.see(&shot.picture, last_s);
        if let Some(evidence) = evidence.as_deref_mut() {
            evidence.add(
                &shot,
                watch,
                matches!(sight, Sight::Level(_)).then_some(&sight),
            )?;
        }
    }
}
