//! A clip: the mean level, and the water frame by frame.

use std::path::Path;
use std::sync::Mutex;

use anyhow::Context as _;
use onboard::camera::{Capture, Source};
use onboard::vision::annotate::{Marks, annotated};
use onboard::vision::picture::Picture;
use onboard::vision::reading::{Reading, read_video};
use onboard::vision::ruler::{Refusal, Ruler, read_ruler};
use onboard::vision::watch::Watch;

use super::Arguments;
use super::still;
use super::tally::{Outcome, Tally};
use super::truth::{Clip, Manner, column, points};

/// The ruler of the frame that is looked at, for a reader that is only a function.
static GIVEN: Mutex<Option<Ruler>> = Mutex::new(None);

fn given(_: &Picture) -> Result<Ruler, Refusal> {
    let ruler = GIVEN.lock().ok().and_then(|ruler| ruler.clone());
    ruler.ok_or(Refusal::NoMarks)
}

/// Reads the clip beside its truth.
pub(crate) fn score(
    path: &Path,
    truth: &Clip,
    arguments: &Arguments,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let name = still::name(Path::new(&still::name(path)));
    let film = path.with_file_name(format!("{name}.mp4"));
    let mut capture = Capture::open(&Source::Video(film))?;
    let reader = if arguments.read { read_ruler } else { given };
    let first = marked(&name, arguments)?;
    let mut watch = Watch::new(reader);
    for frame in &truth.frames {
        let Ok(shot) = capture.next_shot() else {
            break;
        };
        let ruler = if frame.figures.is_empty() {
            // Without the figures' places, the first frame's points hold in the first frame only.
            Ruler::from_points(&first).filter(|_| watch.counts.seen == 0)
        } else {
            Manner::Whole.ruler(frame.draught_at_column_m, &points(&frame.figures))
        };
        if let Ok(mut given) = GIVEN.lock() {
            *given = ruler;
        }
        watch.see(&shot.picture, frame.time_s);
        if let (Some(folder), 1) = (&arguments.crops, watch.counts.seen) {
            first_frame(
                &folder.join(format!("{name}-first.png")),
                &shot.picture,
                &watch,
            )?;
        }
    }
    let reading = read_video(&watch);
    tally.add(&Outcome {
        name: &name,
        manner: if arguments.read { "read" } else { "whole" },
        truth_m: level_m(truth),
        remark: format!(
            "rms {:.1} mm, {} of {} frames, scatter {:.0} mm",
            1e3 * rms_m(truth, &reading),
            reading.levels.len(),
            truth.frames.len(),
            1e3 * scatter_m(truth),
        ),
        reading: &reading,
    })
}

/// The points of a clip's first frame from the table of points.
fn marked(name: &str, arguments: &Arguments) -> anyhow::Result<Vec<(f64, f64, f64)>> {
    arguments.points.as_deref().map_or_else(
        || Ok(Vec::new()),
        |table| column(table, &format!("{name}.mp4")),
    )
}

/// The first frame with its line.
fn first_frame(path: &Path, picture: &Picture, watch: &Watch) -> anyhow::Result<()> {
    let waterline = watch.line();
    let drawn = annotated(
        picture,
        &Marks {
            waterline,
            ..Marks::default()
        },
    );
    let (width, height) = (drawn.width() as u32, drawn.height() as u32);
    image::RgbImage::from_raw(width, height, drawn.rgb().to_vec())
        .context("a picture of no size")?
        .save(path)
        .with_context(|| format!("cannot write the frame {}", path.display()))
}

/// What is measured: of a long clip the still water, of a short one the mean of what it shows.
fn level_m(truth: &Clip) -> f64 {
    let lasting_s = truth.frames.last().map_or(0.0, |frame| frame.time_s);
    if lasting_s >= 50.0 {
        truth.still_draught_m
    } else {
        truth.mean_waterline_draught_m
    }
}

fn scatter_m(truth: &Clip) -> f64 {
    let mean = truth.mean_waterline_draught_m;
    let squares = truth
        .frames
        .iter()
        .map(|frame| (frame.draught_at_column_m - mean).powi(2));
    (squares.sum::<f64>() / truth.frames.len() as f64).sqrt()
}

/// Root of the mean square of what was read frame by frame, against the truth of that frame.
fn rms_m(truth: &Clip, reading: &Reading) -> f64 {
    let off = reading.levels.iter().filter_map(|level| {
        let frame = truth
            .frames
            .iter()
            .find(|frame| (frame.time_s - level.time_s).abs() < 1e-6)?;
        Some(level.draught_m - frame.draught_at_column_m)
    });
    let squares: Vec<f64> = off.map(|off| off * off).collect();
    (squares.iter().sum::<f64>() / squares.len().max(1) as f64).sqrt()
}
