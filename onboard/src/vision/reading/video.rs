//! The reading of a video: the mean level of the water over all its frames.

use super::{Budget, LevelSeen, Reading, RungSeen, Status};
use crate::vision::level::{self, Level};
use crate::vision::watch::{Counts, Place, Watch, course};

/// What the water's edge itself is worth in a mean over time, standard, metres: the wet film hides
/// where water begins and runs off slowly.
const FILM_M: f64 = 0.004;
/// How much of the softness of the edge is the same in all frames.
const SHARED: f64 = 0.5;
/// What a mean ought to have.
const WANTED_S: f64 = 60.0;
const WANTED_WAVES: f64 = 10.0;
/// A level that wanders less than this is calm: there is nothing to count, metres.
const CALM_M: f64 = 0.03;
/// Borders apart from the course's that are likelier than this, in the mean over the frames taken one
/// by one, leave no course to trust.
const DOUBT: f64 = 0.5;
/// Rulers of one video that differ by more are different numbers, metres.
const AGREE_M: f64 = 0.06;

/// Concludes what was seen of a video.
pub fn read_video(watch: &Watch) -> Reading {
    let Some(first) = &watch.first else {
        return Reading {
            frames: watch.counts.seen,
            ..Reading::refused(&nothing(watch))
        };
    };
    let rungs = first.ruler.rungs().iter().map(RungSeen::from).collect();
    let course = course(&watch.moments);
    let readings: Vec<(f64, f64)> = course
        .iter()
        .map(|(time_s, place)| (*time_s, place.draught_m))
        .collect();
    let levels = course.iter().map(LevelSeen::from).collect();
    let Some(level) = level::level(&readings) else {
        return Reading {
            frames: watch.counts.seen,
            rungs,
            ..Reading::refused(&"no waterline found in any frame")
        };
    };
    let budget = Budget::of([
        ("ruler", first.ruler.u_draught_m(level.mean_m)),
        ("waves and slow motion", level.u_m),
        (
            "lines as drawn",
            mean(&course, |place| place.u_m) / (course.len() as f64).sqrt(),
        ),
        (
            "softness of the edge",
            SHARED * mean(&course, |place| place.softness_m),
        ),
        ("meniscus and film", FILM_M),
    ]);
    let mut reading = Reading {
        status: Status::Read,
        draught_m: Some(level.mean_m),
        u95_m: Some(budget.u95_m()),
        reason: None,
        frames: course.len(),
        rungs,
        waterline: first.waterline.clone(),
        budget,
        six_pairs: level::six_pairs(&readings, level.mean_m, level.scatter_m),
        levels,
        remarks: remarks(&level, watch.counts),
    };
    let doubt = mean(&course, |place| f64::from(place.doubt));
    if doubt > DOUBT {
        reading.refuse(format!(
            "another border than the one at {:.2} m is likelier in most frames",
            level.mean_m
        ));
    }
    if let Some([one_m, other_m]) = disagreement(watch) {
        reading.refuse(format!(
            "the figures read differently in time: {one_m:.1} m and {other_m:.1} m at one height"
        ));
    }
    reading
}

/// Rulers that put different numbers to one place.
fn disagreement(watch: &Watch) -> Option<[f64; 2]> {
    watch
        .disagreements
        .iter()
        .copied()
        .find(|[one_m, other_m]| (one_m - other_m).abs() > AGREE_M)
}

/// Why there was no ruler in any frame.
fn nothing(watch: &Watch) -> String {
    let Counts { seen, black, .. } = watch.counts;
    match &watch.refusal {
        Some(refusal) => refusal.to_string(),
        None if seen == 0 => "no frame came".to_owned(),
        None if black == seen => format!("all {seen} frames are black"),
        None => "no waterline found in any frame".to_owned(),
    }
}

fn remarks(level: &Level, counts: Counts) -> Vec<String> {
    let mut remarks = Vec::new();
    if level.lasting_s < WANTED_S {
        remarks.push(format!(
            "only {:.0} s of video: {WANTED_S:.0} s are wanted",
            level.lasting_s
        ));
    }
    if level.waves < WANTED_WAVES && level.scatter_m > CALM_M {
        remarks.push(format!(
            "only {:.0} waves: {WANTED_WAVES:.0} are wanted",
            level.waves
        ));
    }
    let Counts {
        seen,
        black,
        without,
    } = counts;
    if black > 0 {
        remarks.push(format!("{black} of {seen} frames are black"));
    }
    if without > 0 {
        remarks.push(format!(
            "{without} of {seen} frames are without the column of figures"
        ));
    }
    remarks
}

fn mean(course: &[(f64, Place)], value: impl Fn(&Place) -> f64) -> f64 {
    course.iter().map(|(_, place)| value(place)).sum::<f64>() / course.len() as f64
}
