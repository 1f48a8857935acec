//! What stays the same during a clip, and the making of each of its pictures.

use missions::camera::lens::Lens;
use nalgebra::Vector3;

use super::atlas::{Atlas, Extent};
use super::cast::{Cast, Moment};
use super::coat::Job;
use super::foam::Foam;
use super::rays::{Rays, way};
use super::truth::FrameTruth;
use super::wetness::Wetness;
use crate::camera::{Hover, Pose, Sensor};
use crate::light::{Rgb, Sky, Weather};
use crate::scene::Scene;
use crate::sea::{Area, Sea};
use crate::ship::ladder::Figure;
use crate::ship::{LoadingError, Motions, Plating, Site, Vessel};

/// How long the plating has been splashed before the first picture, seconds.
const BEFORE_S: u16 = 45;
/// How finely the plating is painted for a camera that comes by, metres.
const ROAMING_TEXEL_M: f64 = 0.002;

/// A scene that is ready to be photographed.
#[derive(Debug)]
pub struct Stage {
    pub(super) scene: Scene,
    pub(super) site: Site,
    pub(super) plating: Plating,
    pub(super) motions: Motions,
    pub(super) lens: Lens,
    pub(super) figures: Vec<Figure>,
    pub(super) rays: Rays,
    pub(super) atlas: Atlas,
    /// The whole side, coarse: what the water mirrors from beyond the picture.
    pub(super) side: Atlas,
    pub(super) sky: Sky,
    pub(super) foam: Foam,
    pub(super) wetness: Wetness,
    /// How high the ship's side is above the still waterline, metres.
    pub(super) deck_m: f32,
    hover: Hover,
    sensor: Sensor,
    sea: Sea,
    area: Area,
    number: u64,
}

/// A picture and the truth about it.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Red, green, blue, row by row.
    pub rgb: Vec<u8>,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The middle of its exposure, seconds.
    pub time_s: f64,
    /// What is true of it.
    pub truth: FrameTruth,
}

impl Stage {
    /// Paints the ship and sets the camera up. The scene has been checked ([`Scene::check`]); only
    /// a ship that cannot float stops it.
    pub fn new(scene: &Scene) -> Result<Self, LoadingError> {
        let vessel = Vessel::new(&scene.ship)?;
        let site = vessel.site(scene.station, scene.side);
        let deck_m = (scene.ship.depth_m - site.draught_m) as f32;
        let reach = Reach::new(scene, &scene.camera.lens(), &scene.camera.pose(), deck_m);
        let texel_m = scene.camera.gsd_mm * 0.8e-3;
        Ok(Self::painted(scene, &vessel, &reach, texel_m, 0.0))
    }

    /// The same for a camera that comes by and looks where it likes ([`Stage::shot_from`]): the
    /// plating is painted finely for some metres about the column, coarsely beyond. The first
    /// picture is taken after `from_s`.
    pub fn roaming(scene: &Scene, from_s: f64) -> Result<Self, LoadingError> {
        let vessel = Vessel::new(&scene.ship)?;
        let site = vessel.site(scene.station, scene.side);
        let deck_m = (scene.ship.depth_m - site.draught_m) as f32;
        let reach = Reach::roaming(scene, deck_m);
        Ok(Self::painted(
            scene,
            &vessel,
            &reach,
            ROAMING_TEXEL_M,
            from_s,
        ))
    }

    fn painted(scene: &Scene, vessel: &Vessel, reach: &Reach, texel_m: f64, from_s: f64) -> Self {
        let site = vessel.site(scene.station, scene.side);
        let plating = Plating::at(vessel, &site);
        let (lens, pose) = (scene.camera.lens(), scene.camera.pose());
        let deck_m = (scene.ship.depth_m - site.draught_m) as f32;
        let sea = Sea::new(&scene.sea, site.draught_m, reach.cell_m(), scene.seed);
        let motions = Motions::new(vessel, &site, &plating, sea.waves());
        let draughts = reach.extent.up_m.map(|up| site.draught_m + f64::from(up));
        let figures = scene.marks.figures(site.draught_m, draughts);
        let sky = scene.light.sky();
        let eye = pose.position_m.normalize();
        let job = Job {
            marks: &scene.marks,
            bars_m: &scene.marks.bars_m(draughts),
            figures: &figures,
            paint: &scene.paint,
            plating: &plating,
            sky: &sky,
            eye: [eye.x, eye.y, eye.z].map(|v| v as f32),
            extent: reach.extent,
            texel_m: texel_m as f32,
            seed: scene.seed,
        };
        let atlas = job.lay();
        let side = Job {
            extent: reach.side,
            texel_m: 0.02,
            figures: &scene
                .marks
                .figures(site.draught_m, reach.side_draughts(&site)),
            ..job
        }
        .lay();
        // The meter weighs the plating against a middle grey in the same light.
        let (plate, grey) = (atlas.mean(reach.metered), middle_grey(&sky));
        let metered = std::array::from_fn(|n| (plate[n] * grey[n]).sqrt());
        let mut stage = Self {
            wetness: Wetness::new(reach.extent.x_m, scene.water.wetness, scene.seed),
            foam: Foam::new(scene.water.foam, scene.seed),
            hover: Hover::new(&scene.camera, scene.seed),
            sensor: Sensor::new(&scene.camera, metered, scene.seed),
            rays: Rays::new(&lens),
            deck_m,
            area: reach.area,
            scene: scene.clone(),
            site,
            plating,
            motions,
            lens,
            figures,
            atlas,
            side,
            sky,
            sea,
            number: 0,
        };
        stage.splash(from_s);
        stage
    }

    /// From now on it is looked through a lens of another focal length, pixels.
    pub fn zoom(&mut self, focal_px: f64) {
        if focal_px == self.lens.focal_px()[0] {
            return;
        }
        let camera = &mut self.scene.camera;
        camera.gsd_mm = camera.distance_m / focal_px * 1e3;
        self.lens = camera.lens();
        self.rays = Rays::new(&self.lens);
    }

    /// The scene that is photographed.
    pub const fn scene(&self) -> &Scene {
        &self.scene
    }

    /// The marks that are photographed, and the draught that is true in still water.
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// Where the scene's own camera is at a time.
    pub fn pose(&self, time_s: f64) -> Pose {
        self.hover.pose(time_s)
    }

    /// A picture whose exposure has its middle at `time_s`. Times must not go back: the plating
    /// remembers where the water was.
    pub fn shot(&mut self, time_s: f64) -> Frame {
        let hover = self.hover.clone();
        self.shot_from(time_s, |time_s| hover.pose(time_s))
    }

    /// The same by another's camera, which is at `pose` at each time. The plating is painted as
    /// far as the scene's own camera sees, and a metre or so around.
    pub fn shot_from(&mut self, time_s: f64, pose: impl Fn(f64) -> Pose) -> Frame {
        let patch = self.sea.patch(self.area, time_s);
        let moment = self.moment(time_s, &pose);
        let middle = moment.at(0.5);
        let mut wetness = self.wetness.clone();
        wetness.go_on(time_s, |x| {
            super::truth::water_at(&self.plating, &middle, &patch, f64::from(x)) as f32
        });
        self.wetness = wetness;
        let cast = Cast::new(self, &patch, &moment);
        let mut light = cast.light();
        if self.scene.light.weather == Weather::Rain {
            cast.rain(&mut light, self.scene.seed ^ self.number);
        }
        let truth = FrameTruth::new(self, &patch, &moment);
        let rgb = self.sensor.develop(&light, self.rays.width, self.number);
        self.number += 1;
        let [width, height] = self.lens.size_px();
        Frame {
            rgb,
            width,
            height,
            time_s,
            truth,
        }
    }

    /// Where camera and ship are at the first line's exposure and at the last one's.
    fn moment(&self, time_s: f64, pose: &impl Fn(f64) -> Pose) -> Moment {
        let half = 0.5 * self.scene.camera.readout_s;
        let ends = [time_s - half, time_s + half];
        let shutter = 0.5 * self.scene.camera.shutter_s;
        let tide = self.scene.tide_m_h / 3600.0;
        let risen = |time_s: f64| {
            let mut pose = pose(time_s);
            pose.position_m.z -= tide * time_s;
            pose
        };
        let smear = |time_s: f64| {
            let there = risen(time_s);
            let foot = self.motions.placement(time_s).world(Vector3::zeros());
            there.project(&self.lens, foot.into())
        };
        let moved = smear(time_s - shutter)
            .zip(smear(time_s + shutter))
            .map_or([0.0; 2], |(a, b)| [b[0] - a[0], b[1] - a[1]]);
        Moment {
            time_s,
            readout_s: self.scene.camera.readout_s,
            poses: ends.map(risen),
            placements: ends.map(|t| self.motions.placement(t)),
            smear_px: moved.map(|v| v as f32),
        }
    }

    /// Lets the sea wet the plating before the first picture, which is taken after `from_s`.
    fn splash(&mut self, from_s: f64) {
        let [low, high] = self.area.x_m;
        for half_second in (1..2 * BEFORE_S).rev() {
            let time_s = from_s - 0.5 * f64::from(half_second);
            let placement = self.motions.placement(time_s);
            let heights: Vec<f64> = (0..=8)
                .map(|n| {
                    let x = low + (high - low) * f64::from(n) / 8.0;
                    self.sea.waves().height_m([x, 0.0], time_s) - placement.shift.z
                })
                .collect();
            self.wetness.go_on(time_s, |x| {
                let at = ((f64::from(x) - low) / (high - low)).clamp(0.0, 1.0) * 7.999;
                let (node, share) = (at as usize, at.fract());
                (heights[node] + share * (heights[node + 1] - heights[node])) as f32
            });
        }
    }
}

/// The light of a wall of 18 % beside the plating.
fn middle_grey(sky: &Sky) -> Rgb {
    let (sun, open) = (sky.sunlight, sky.on_plate());
    let facing = (-sky.sun[1]).max(0.0);
    std::array::from_fn(|n| 0.18 * (sun[n] * facing + open[n]) / std::f32::consts::PI)
}

/// What of plating and sea the camera can see.
struct Reach {
    extent: Extent,
    side: Extent,
    metered: Extent,
    area: Area,
}

impl Reach {
    fn new(scene: &Scene, lens: &Lens, pose: &Pose, deck_m: f32) -> Self {
        let view = &scene.camera;
        let [width, height] = view.size_px.map(f64::from);
        let heave = 0.8 * scene.sea.hs_m + scene.sea.swell.map_or(0.0, |s| s.hs_m) + 0.05;
        let room = 4.0 * view.hover_m + 0.25 + 0.01 * view.distance_m;
        let back = pose.camera_from_world.transpose();
        let mut x = [f64::INFINITY, f64::NEG_INFINITY];
        let (mut up, mut out) = ([f64::INFINITY, f64::NEG_INFINITY], 0.5_f64);
        let mut wide = x;
        for n in 0..=32 {
            let share = f64::from(n % 9) / 8.0;
            let corner = match n / 9 {
                0 => [share * width, 0.0],
                1 => [share * width, height],
                2 => [0.0, share * height],
                _ => [width, share * height],
            };
            let [u, v] = way(lens, corner).map(f64::from);
            let ray = back * Vector3::new(u, v, 1.0);
            let at = pose.position_m - ray * (pose.position_m.y / ray.y);
            x = [x[0].min(at.x), x[1].max(at.x)];
            up = [up[0].min(at.z), up[1].max(at.z)];
            wide = [wide[0].min(at.x), wide[1].max(at.x)];
            if ray.z < 0.0 {
                let low = pose.position_m - ray * ((pose.position_m.z + heave) / ray.z);
                out = out.max(-low.y);
                wide = [wide[0].min(low.x), wide[1].max(low.x)];
            }
        }
        let depth = match scene.water.kind {
            super::Kind::Muddy => 0.4,
            super::Kind::Silty => 0.8,
            super::Kind::Green | super::Kind::Dark => 1.6,
            super::Kind::Clear => 3.0,
        };
        let extent = Extent {
            x_m: [(x[0] - room) as f32, (x[1] + room) as f32],
            up_m: [
                (up[0] - room).max(-depth - heave) as f32,
                (up[1] + room + 0.5 * heave) as f32,
            ],
        };
        let [left, right] = extent.x_m;
        Self {
            extent,
            side: Extent {
                x_m: [left - 2.5, right + 2.5],
                up_m: [extent.up_m[0], extent.up_m[1].max(deck_m.clamp(3.0, 16.0))],
            },
            metered: Extent {
                x_m: x.map(|v| v as f32),
                up_m: [0.0, up[1].max(0.3) as f32],
            },
            area: Area {
                x_m: [wide[0] - room, wide[1] + room],
                y_m: [-out.min(30.0) - room, 0.6 + 0.5 * heave],
            },
        }
    }

    /// What is near a column, wherever it is looked at from.
    fn roaming(scene: &Scene, deck_m: f32) -> Self {
        const BESIDE_M: f32 = 2.2;
        const ABOVE_M: f32 = 3.6;
        const ALONG_M: f32 = 25.0;
        const OUT_M: f64 = 9.0;
        let heave = 0.8 * scene.sea.hs_m + scene.sea.swell.map_or(0.0, |s| s.hs_m) + 0.05;
        let low_m = -(heave as f32) - 0.8;
        Self {
            extent: Extent {
                x_m: [-BESIDE_M, BESIDE_M],
                up_m: [low_m, ABOVE_M],
            },
            side: Extent {
                x_m: [-ALONG_M, ALONG_M],
                up_m: [low_m, deck_m.clamp(3.0, 16.0)],
            },
            metered: Extent {
                x_m: [-1.5, 1.5],
                up_m: [0.0, 1.5],
            },
            area: Area {
                x_m: [-7.0, 7.0],
                y_m: [-OUT_M, 0.6 + 0.5 * heave],
            },
        }
    }

    fn side_draughts(&self, site: &Site) -> [f64; 2] {
        self.side.up_m.map(|up| site.draught_m + f64::from(up))
    }

    /// As fine as ripples want it, but no more cells than can be laid for each picture.
    fn cell_m(&self) -> f64 {
        let size = |[low, high]: [f64; 2]| high - low;
        (size(self.area.x_m) / 450.0)
            .max(size(self.area.y_m) / 700.0)
            .max(0.02)
    }
}
