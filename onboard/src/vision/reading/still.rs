//! The reading of one picture: the water as it stood at that instant.

use super::{Budget, Reading, RungSeen, Status};
use crate::vision::picture::Picture;
use crate::vision::ruler::Ruler;
use crate::vision::strip::{Frame, Strip};
use crate::vision::waterline::{self, Candidate, Ladder};

/// What the water's edge itself is worth, standard, metres: meniscus, wet film, the blur of the
/// picture. A surveyor's reading by eye from close by is no better.
const EDGE_M: f64 = 0.005;

/// Reads the draught from one picture with its ruler.
pub fn read_still(picture: &Picture, ruler: &Ruler) -> Reading {
    let rungs: Vec<RungSeen> = ruler.rungs().iter().map(RungSeen::from).collect();
    let refused = |reason: waterline::Unclear| Reading {
        frames: 1,
        rungs: rungs.clone(),
        ..Reading::refused(&reason)
    };
    let Some(ladder) = Ladder::of(ruler) else {
        return refused(waterline::Unclear::NoBorder { lowest_m: f64::NAN });
    };
    let strip = Strip::cut(picture, ruler, Frame::about(ruler, ladder.lowest_m));
    match waterline::choose(waterline::candidates(&strip, &ladder), &ladder) {
        Err(reason) => refused(reason),
        Ok(water) => read(ruler, &water, rungs.clone()),
    }
}

fn read(ruler: &Ruler, water: &Candidate, rungs: Vec<RungSeen>) -> Reading {
    let budget = Budget::of([
        ("ruler", ruler.u_draught_m(water.draught_m)),
        ("line", water.u_m),
        ("softness of the edge", water.softness_m),
        ("meniscus and film", EDGE_M),
    ]);
    Reading {
        status: Status::Read,
        draught_m: Some(water.draught_m),
        u95_m: Some(budget.u95_m()),
        reason: None,
        frames: 1,
        rungs,
        waterline: water
            .line
            .iter()
            .map(|&[along_m, draught_m]| ruler.on_plate(along_m, draught_m))
            .collect(),
        budget,
        six_pairs: None,
        levels: Vec::new(),
        remarks: Vec::new(),
    }
}
