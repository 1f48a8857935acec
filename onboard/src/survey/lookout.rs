//! What looks at the pictures: finds the column of marks, and reads it for as long as it is told.
//! It has no thread, file or clock; whoever owns it hands it the frames with their times.

use crate::camera::Shot;
use crate::vision::annotate::{Marks, annotated};
use crate::vision::comb::{Comb, Paint, combs};
use crate::vision::picture::Picture;
use crate::vision::reading::{Reading, Status, read_still, read_video};
use crate::vision::ruler::{Ruler, read_ruler};
use crate::vision::watch::{Reader, Sight, Watch};

use super::aim::Foot;

/// Frames are read no nearer in time than this, seconds: waves are slow.
const LOOK_S: f64 = 0.095;
/// The column is looked for no more often than this, seconds.
const FIND_S: f64 = 0.4;
/// While it is read, where it stands is told this often, seconds.
const TELL_S: f64 = 1.0;
/// A reading that has no ruler after so long is not gone on with, seconds.
const RULER_WITHIN_S: f64 = 15.0;
/// A reading must span at least this share of the time that was asked for.
const LEAST_SHARE: f64 = 0.7;
/// A chain of fewer figures may be anything.
const LEAST_FIGURES: usize = 4;
/// From the lower edge of one figure to that of the next, metres.
const STEP_M: f64 = 0.2;
/// How far below the lowest figure that is found the water may be expected, metres.
const BELOW_M: f64 = 0.15;

/// What it is to do.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Errand {
    /// Nothing: frames are passed over.
    #[default]
    Idle,
    /// To find the column.
    Find,
    /// To read it.
    Read {
        /// The station's name.
        station: String,
        /// Which attempt, from 1.
        attempt: usize,
        /// How long, seconds of the frames' time.
        seconds: f64,
    },
}

/// What it saw.
#[derive(Clone, Debug)]
pub enum Seen {
    /// A frame came, taken at this second of its source.
    Frame {
        /// Seconds since the first frame.
        time_s: f64,
    },
    /// The column.
    Column {
        /// Seconds since the first frame.
        time_s: f64,
        /// Its foot.
        foot: Foot,
        /// Its figures are read; otherwise only its shape is a column's.
        is_read: bool,
    },
    /// No column.
    Nothing {
        /// Seconds since the first frame.
        time_s: f64,
        /// Why.
        reason: String,
    },
    /// A reading is done.
    Taken(Box<Taken>),
    /// There are no frames any more.
    Ended {
        /// Why.
        reason: String,
    },
}

/// A reading with its evidence.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The station's name.
    pub station: String,
    /// Which attempt, from 1.
    pub attempt: usize,
    /// The reading.
    pub reading: Reading,
    /// The frame that the ruler was read from, or the last one that came.
    pub frame: Option<Picture>,
    /// The same with figures and waterline drawn in.
    pub evidence: Option<Picture>,
}

/// It looks.
#[derive(Debug)]
pub struct Lookout {
    reader: Reader,
    errand: Errand,
    next_s: f64,
    tell_s: f64,
    /// When the errand's first frame was taken.
    begun_s: Option<f64>,
    watch: Watch,
    first: Option<Picture>,
    last: Option<Picture>,
}

impl Default for Lookout {
    fn default() -> Self {
        Self::new(read_ruler)
    }
}

impl Lookout {
    /// One that finds columns so.
    pub fn new(reader: Reader) -> Self {
        Self {
            reader,
            errand: Errand::Idle,
            next_s: f64::MIN,
            tell_s: f64::MIN,
            begun_s: None,
            watch: Watch::new(reader),
            first: None,
            last: None,
        }
    }

    /// What it is to do from now on.
    pub fn go(&mut self, errand: Errand) {
        self.errand = errand;
        self.next_s = f64::MIN;
        self.tell_s = f64::MIN;
        self.begun_s = None;
        self.watch = Watch::new(self.reader);
        (self.first, self.last) = (None, None);
    }

    /// A frame came.
    pub fn see(&mut self, shot: &Shot) -> Vec<Seen> {
        let time_s = shot.time_s;
        let mut seen = vec![Seen::Frame { time_s }];
        if self.errand == Errand::Idle || time_s < self.next_s {
            return seen;
        }
        self.begun_s.get_or_insert(time_s);
        match self.errand {
            Errand::Idle => {}
            Errand::Find => {
                self.next_s = time_s + FIND_S;
                seen.push(self.find(shot));
            }
            Errand::Read { .. } => {
                self.next_s = time_s + LOOK_S;
                seen.extend(self.read(shot));
            }
        }
        seen
    }

    /// There is no further frame: what was being read is concluded.
    pub fn end(&mut self, reason: &str) -> Vec<Seen> {
        let mut seen = Vec::new();
        if let Some(mut taken) = self.conclude() {
            taken
                .reading
                .remarks
                .push(format!("the video ended: {reason}"));
            seen.push(Seen::Taken(Box::new(taken)));
        }
        let reason = reason.to_owned();
        seen.push(Seen::Ended { reason });
        seen
    }

    fn find(&self, shot: &Shot) -> Seen {
        let (picture, time_s) = (&shot.picture, shot.time_s);
        let refusal = match (self.reader)(picture) {
            Ok(ruler) => {
                return Seen::Column {
                    time_s,
                    foot: foot_of_ruler(picture, &ruler),
                    is_read: true,
                };
            }
            Err(refusal) => refusal,
        };
        match likeliest(picture) {
            Some(comb) => Seen::Column {
                time_s,
                foot: foot_of_comb(picture, &comb),
                is_read: false,
            },
            None => Seen::Nothing {
                time_s,
                reason: refusal.to_string(),
            },
        }
    }

    fn read(&mut self, shot: &Shot) -> Option<Seen> {
        let (picture, time_s) = (&shot.picture, shot.time_s);
        let sight = self.watch.see(picture, time_s);
        if self.first.is_none() && self.watch.first.is_some() {
            self.first = Some(picture.clone());
        }
        let passed_s = time_s - self.begun_s.unwrap_or(time_s);
        let is_over = self.seconds().is_some_and(|seconds| passed_s >= seconds);
        let is_vain = self.watch.first.is_none() && passed_s >= RULER_WITHIN_S;
        if is_over || is_vain {
            self.last = Some(picture.clone());
            return self.conclude().map(|taken| Seen::Taken(Box::new(taken)));
        }
        if !matches!(sight, Sight::Level(_)) || time_s < self.tell_s {
            return None;
        }
        self.tell_s = time_s + TELL_S;
        let foot = self.followed(picture)?;
        let is_read = true;
        Some(Seen::Column {
            time_s,
            foot,
            is_read,
        })
    }

    const fn seconds(&self) -> Option<f64> {
        match self.errand {
            Errand::Read { seconds, .. } => Some(seconds),
            _ => None,
        }
    }

    /// Ends the errand with its reading, where it is one.
    fn conclude(&mut self) -> Option<Taken> {
        let Errand::Read {
            station,
            attempt,
            seconds,
        } = std::mem::take(&mut self.errand)
        else {
            return None;
        };
        let mut reading = read_video(&self.watch);
        refuse_glimpse(&mut reading, seconds);
        let frame = self.first.take().or_else(|| self.last.take());
        let evidence = frame.as_ref().map(|frame| drawn(frame, &reading, &station));
        Some(Taken {
            station,
            attempt,
            reading,
            frame,
            evidence,
        })
    }

    /// Where the column stands in the frame that was looked at last.
    fn followed(&self, picture: &Picture) -> Option<Foot> {
        let figures = self.watch.figures();
        let (lowest, highest) = (figures.first()?.1, figures.last()?.1);
        let steps = (figures.len() - 1).max(1) as f64;
        let line = self.watch.line();
        let middle = line.get(line.len() / 2);
        let y = middle.map_or(lowest[1], |point| point[1]);
        let height_px = (lowest[1] - highest[1]).hypot(lowest[0] - highest[0]);
        let size_px = size(picture);
        let foot = Foot {
            at_px: [lowest[0], y],
            mm_px: 1e3 * STEP_M * steps / height_px.max(1.0),
            size_px,
        };
        foot.at_px.iter().all(|v| v.is_finite()).then_some(foot)
    }
}

/// Waves stand in what was seen for a moment: it is no mean of what was to be read, however sharp.
fn refuse_glimpse(reading: &mut Reading, wanted_s: f64) {
    let ends = reading.levels.first().zip(reading.levels.last());
    let seen_s = ends.map_or(0.0, |(first, last)| last.time_s - first.time_s);
    if reading.status == Status::Read && seen_s < LEAST_SHARE * wanted_s {
        reading.refuse(format!(
            "the water was seen for {seen_s:.0} s of {wanted_s:.0} s only"
        ));
    }
}

fn size(picture: &Picture) -> [f64; 2] {
    [picture.width() as f64, picture.height() as f64]
}

/// Where the water meets the column by its ruler; where it does not show, below the lowest figure.
fn foot_of_ruler(picture: &Picture, ruler: &Ruler) -> Foot {
    let lowest_m = ruler
        .rungs()
        .iter()
        .map(|rung| rung.draught_m)
        .fold(f64::INFINITY, f64::min);
    let still = read_still(picture, ruler);
    let draught_m = still.draught_m.unwrap_or(lowest_m - BELOW_M);
    Foot {
        at_px: ruler.at(draught_m),
        mm_px: 1e3 / ruler.px_m(lowest_m).max(1e-3),
        size_px: size(picture),
    }
}

/// The likeliest column by its shape alone: of all paints the comb with the best score.
fn likeliest(picture: &Picture) -> Option<Comb> {
    let found = Paint::ALL
        .into_iter()
        .filter_map(|paint| combs(picture, paint).into_iter().next());
    found
        .filter(|comb| comb.figures.len() >= LEAST_FIGURES)
        .max_by(|a, b| a.score.total_cmp(&b.score))
}

fn foot_of_comb(picture: &Picture, comb: &Comb) -> Foot {
    let size_px = size(picture);
    let ends = comb.figures.first().zip(comb.figures.last());
    let Some(((low_step, lowest), (high_step, highest))) = ends else {
        return Foot {
            at_px: size_px.map(|side| side / 2.0),
            mm_px: f64::INFINITY,
            size_px,
        };
    };
    let rise_px = f64::from(lowest.bottom - highest.bottom);
    let px_m = rise_px / (f64::from((high_step - low_step).max(1)) * STEP_M);
    Foot {
        at_px: [
            f64::from(lowest.x()),
            f64::from(lowest.bottom) + BELOW_M * px_m,
        ],
        mm_px: 1e3 / px_m.max(1e-3),
        size_px,
    }
}

/// The frame with what was read in it.
fn drawn(frame: &Picture, reading: &Reading, station: &str) -> Picture {
    let figures = reading
        .rungs
        .iter()
        .map(|rung| (rung.text.clone(), [rung.x, rung.y]))
        .collect();
    let caption = vec![station.to_owned(), super::words::headline(reading)];
    annotated(
        frame,
        &Marks {
            figures,
            waterline: reading.waterline.clone(),
            caption,
        },
    )
}

#[cfg(test)]
mod tests;
