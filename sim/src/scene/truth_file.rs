//! Truth written down beside a still or a clip, in the layout in which independent renderers of
//! this kind of picture write theirs, so that one program measures a reader against both.

use serde::Serialize;

use super::Scene;
use crate::picture::{FigureTruth, FrameTruth, Stage};

const CONVENTIONS: &str = "World: metres, z up, z = 0 is the still water level; x runs along the plating to the right, the hull is looked at from -y (outboard is -y). Pixel convention: (0, 0) is the top-left CORNER of the picture, x right, y down; the centre of the first pixel is (0.5, 0.5).";

/// The truth about stills: one entry a picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StillTruth {
    /// What it is.
    pub what: &'static str,
    /// The pictures.
    pub pictures: Vec<Picture>,
}

/// The truth about a still.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Picture {
    /// Its file's name.
    pub file: String,
    /// The draught where the water meets the plating at the mark column, at that instant, metres.
    pub draught_m: f64,
    /// The draught in still water, metres.
    pub still_draught_m: f64,
    /// All else.
    #[serde(flatten)]
    pub frame: FrameTruth,
}

/// The truth about a clip.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClipTruth {
    /// The scene's name.
    pub name: String,
    /// The draught in still water, metres.
    pub still_draught_m: f64,
    /// What the numbers count from.
    pub conventions: &'static str,
    /// Frames a second.
    pub fps: f64,
    /// How many frames.
    pub n_frames: usize,
    /// Mean, standard deviation, least and most of the draught at the column, metres.
    pub mean_waterline_draught_m: f64,
    /// Likewise.
    pub std_m: f64,
    /// Likewise.
    pub min_m: f64,
    /// Likewise.
    pub max_m: f64,
    /// Which marks.
    pub station: missions::ship::Station,
    /// On which side.
    pub side: missions::ship::Side,
    /// The six draughts in still water, metres.
    pub draughts_m: missions::ship::Stations<missions::ship::Sides<f64>>,
    /// What she displaces, tonnes.
    pub displacement_t: Option<f64>,
    /// The scene that was filmed.
    pub scene: Scene,
    /// Frame by frame.
    pub frames: Vec<FrameTruth>,
}

impl StillTruth {
    /// The truth about one still.
    pub fn new(file: &str, still_draught_m: f64, frame: FrameTruth) -> Self {
        Self {
            what: CONVENTIONS,
            pictures: vec![Picture {
                file: file.to_owned(),
                draught_m: frame.draught_at_column_m,
                still_draught_m,
                frame,
            }],
        }
    }
}

impl ClipTruth {
    /// The truth about a clip that was shot on this stage.
    pub fn new(stage: &Stage, frames: Vec<FrameTruth>) -> Self {
        let draughts: Vec<f64> = frames.iter().map(|f| f.draught_at_column_m).collect();
        let count = draughts.len().max(1) as f64;
        let mean = draughts.iter().sum::<f64>() / count;
        let variance = draughts.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / count;
        let scene = stage.scene();
        let vessel = crate::ship::Vessel::new(&scene.ship).ok();
        Self {
            name: scene.name.clone(),
            still_draught_m: stage.site().draught_m,
            conventions: CONVENTIONS,
            fps: scene.fps,
            n_frames: frames.len(),
            mean_waterline_draught_m: mean,
            std_m: variance.sqrt(),
            min_m: draughts.iter().copied().fold(f64::INFINITY, f64::min),
            max_m: draughts.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            station: scene.station,
            side: scene.side,
            draughts_m: vessel
                .as_ref()
                .map(crate::ship::Vessel::draughts)
                .unwrap_or_default(),
            displacement_t: vessel.and_then(|v| v.displacement_t().ok()),
            scene: scene.clone(),
            frames,
        }
    }
}

impl FigureTruth {
    /// Whether it is a draught mark that stands in a picture of this size.
    pub fn in_picture(&self, size_px: [u32; 2]) -> bool {
        let [x, y] = self.bottom_centre_px;
        let [width, height] = size_px.map(f64::from);
        !self.extra && (0.0..width).contains(&x) && (0.0..height).contains(&y)
    }
}
