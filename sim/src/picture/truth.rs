//! What is true of a picture: where the water meets the plating, where every figure stands, what
//! the camera was. Asked of the same surfaces that were drawn, at the same instants.
//!
//! Pixels from the picture's top left corner, the middle of the first pixel at (0.5, 0.5). World:
//! metres, x right along the plating, y inwards, z up from still water.

use nalgebra::Vector3;
use serde::Serialize;

use super::cast::{Instant, Moment};
use super::stage::Stage;
use crate::sea::Patch;
use crate::ship::Plating;

/// Waterline points on either side of the column.
const POINTS: i32 = 12;

/// The truth about one picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FrameTruth {
    /// The middle of its exposure, seconds.
    pub time_s: f64,
    /// The draught where the water meets the plating at the mark column, metres.
    pub draught_at_column_m: f64,
    /// How high the water stands there above still water, metres; less the ship's own rise it is
    /// the difference between that draught and the still one.
    pub water_at_column_m: f64,
    /// How far the ship has risen there, metres.
    pub ship_at_column_m: f64,
    /// Where that is in the picture, if the lens sees it.
    pub waterline_px: Option<[f64; 2]>,
    /// The line along which water meets plating.
    pub waterline_polyline_px: Vec<[f64; 2]>,
    /// What a pixel covers there, millimetres.
    pub gsd_mm_px: f64,
    /// All that is written, as far as the lens sees it, from below upwards.
    pub figures: Vec<FigureTruth>,
    /// The camera at the middle of the exposure.
    pub camera: CameraTruth,
}

/// The truth about one figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FigureTruth {
    /// What it says.
    pub label: String,
    /// The draught at its lower edge, metres.
    pub draught_m: f64,
    /// How high it is, metres.
    pub height_m: f64,
    /// Whether it is no draught mark.
    pub extra: bool,
    /// The middle of its lower edge.
    pub bottom_centre_px: [f64; 2],
}

/// A camera as others write it: x_camera = R · x_world + t, then K.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "the letters of every text book")]
pub struct CameraTruth {
    /// Focal lengths and principal point, pixels.
    pub K: [[f64; 3]; 3],
    /// From world to camera.
    pub R: [[f64; 3]; 3],
    /// Likewise, metres.
    pub t: [f64; 3],
    /// Where it is, metres.
    pub pos: [f64; 3],
    /// k1, k2, p1, p2, k3.
    pub distortion: [f64; 5],
}

impl FrameTruth {
    pub(super) fn new(stage: &Stage, patch: &Patch, moment: &Moment) -> Self {
        let still = stage.site.draught_m;
        let lean = |up: f64| stage.scene.marks.column_m(up);
        let plating = &stage.plating;
        let water = |now: &Instant, column: &dyn Fn(f64) -> f64| meet(plating, now, patch, column);
        let foot = seen(stage, moment, |now| point(plating, now, water(now, &lean)));
        let now = moment.at(foot.map_or(0.5, |p| p[1] / f64::from(stage.lens.size_px()[1])));
        let (x, up) = water(&now, &lean);
        let world = point(plating, &now, (x, up));
        let step = 0.05 * (stage.scene.camera.gsd_mm / 2.4);
        let waterline_polyline_px = (-POINTS..=POINTS)
            .filter_map(|n| {
                let beside = f64::from(n) * step;
                let column = move |up: f64| lean(up) + beside;
                seen(stage, moment, |now| {
                    point(plating, now, water(now, &column))
                })
            })
            .collect();
        Self {
            time_s: moment.time_s,
            draught_at_column_m: still + up,
            water_at_column_m: world.z,
            ship_at_column_m: world.z - up,
            waterline_px: foot,
            waterline_polyline_px,
            gsd_mm_px: (world - now.pose.position_m).norm() / stage.lens.focal_px()[0] * 1e3,
            figures: figures(stage, moment),
            camera: camera(stage, moment),
        }
    }
}

/// Where the water stands on the plate at `x`, metres above the still waterline on the plate.
pub(super) fn water_at(plating: &Plating, now: &Instant, patch: &Patch, x_m: f64) -> f64 {
    meet(plating, now, patch, &|_| x_m).1
}

/// Where the water meets a line up the plate, `column` telling x by height; (x, up). A few steps
/// of Newton's method with the slope of an upright plate.
fn meet(
    plating: &Plating,
    now: &Instant,
    patch: &Patch,
    column: &dyn Fn(f64) -> f64,
) -> (f64, f64) {
    let mut up = 0.0;
    for _ in 0..12 {
        let there = point(plating, now, (column(up), up));
        let water = patch.height_m(there.x as f32, there.y as f32, now.later_s as f32);
        let off = f64::from(water) - there.z;
        up += off;
        if off.abs() < 1e-6 {
            break;
        }
    }
    (column(up), up)
}

fn point(plating: &Plating, now: &Instant, (x, up): (f64, f64)) -> Vector3<f64> {
    let y = plating.y_m(x, plating.draught_m + up);
    now.placement.world(Vector3::new(x, y, up))
}

/// Where something falls in the picture whose lines are exposed one after the other.
fn seen(
    stage: &Stage,
    moment: &Moment,
    world: impl Fn(&Instant) -> Vector3<f64>,
) -> Option<[f64; 2]> {
    let height = f64::from(stage.lens.size_px()[1]);
    let mut pixel = [0.0, height / 2.0];
    for _ in 0..4 {
        let now = moment.at((pixel[1] / height).clamp(0.0, 1.0));
        pixel = now.pose.project(&stage.lens, world(&now).into())?;
    }
    Some(pixel)
}

fn figures(stage: &Stage, moment: &Moment) -> Vec<FigureTruth> {
    let [width, height] = stage.lens.size_px().map(f64::from);
    let near = |p: &[f64; 2]| {
        (-60.0..width + 60.0).contains(&p[0]) && (-10.0..height + 90.0).contains(&p[1])
    };
    let plating = &stage.plating;
    stage
        .figures
        .iter()
        .filter_map(|figure| {
            let foot = (figure.middle_m(), figure.draught_m - plating.draught_m);
            let bottom_centre_px =
                seen(stage, moment, |now| point(plating, now, foot)).filter(near)?;
            Some(FigureTruth {
                label: figure.text.clone(),
                draught_m: (figure.draught_m * 1e4).round() / 1e4,
                height_m: figure.height_m,
                extra: figure.extra,
                bottom_centre_px,
            })
        })
        .collect()
}

fn camera(stage: &Stage, moment: &Moment) -> CameraTruth {
    let pose = moment.at(0.5).pose;
    let view = &stage.scene.camera;
    let focal = stage.lens.focal_px()[0];
    let [cx, cy] = view.size_px.map(|side| f64::from(side) / 2.0);
    let turn = pose.camera_from_world;
    let lens = view.distortion;
    CameraTruth {
        K: [[focal, 0.0, cx], [0.0, focal, cy], [0.0, 0.0, 1.0]],
        R: std::array::from_fn(|row| std::array::from_fn(|column| turn[(row, column)])),
        t: pose.translation_m().into(),
        pos: pose.position_m.into(),
        distortion: [lens.k1, lens.k2, lens.p1, lens.p2, lens.k3],
    }
}
