//! Where the hull of a reference picture is in another one: the drone's and the ship's motion drop
//! out. An affine map, found by comparing the hull above the water at four scales (inverse
//! compositional alignment: Baker and Matthews, Lucas-Kanade 20 Years On, IJCV 56(3), 2004), with
//! gain and offset of the light, and with little weight for what differs (spray, glare).

mod template;
mod warp;

pub use warp::Warp;

use super::picture::Plane;
use super::ruler::Ruler;
use template::Template;

/// Scales: each is half of the one before.
const SCALES: usize = 4;
/// Steps at each scale.
const STEPS: usize = 12;
/// A step that moves nothing by more than this is the last, pixels of its scale.
const STILL_PX: f64 = 0.01;
/// The hull must be this like itself (correlation).
const ALIKE: f64 = 0.6;
/// The hull's part that is compared begins above the lowest figure, and reaches so far up and to
/// each side, metres.
const BEGIN_M: f64 = 0.06;
const UP_M: f64 = 1.4;
const ASIDE_M: f64 = 1.2;

/// Brightness at all scales, the finest first.
#[derive(Clone, Debug)]
pub struct Pyramid {
    planes: Vec<Plane>,
}

impl Pyramid {
    /// Of a picture's brightness.
    pub fn of(light: Plane) -> Self {
        let mut planes = vec![light];
        for _ in 1..SCALES {
            let next = planes[planes.len() - 1].halved();
            planes.push(next);
        }
        Self { planes }
    }
}

/// A hull that other pictures are compared with.
#[derive(Clone, Debug)]
pub struct Registration {
    templates: Vec<Template>,
    centre: [f64; 2],
}

/// The hull was not found again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lost {
    /// How like the hull the best place is (correlation).
    pub alike: f64,
}

impl Registration {
    /// Of the hull above the lowest figure of a reference picture; none where there is too little.
    pub fn of(reference: &Pyramid, ruler: &Ruler, lowest_m: f64) -> Option<Self> {
        let hull = Hull::of(ruler, lowest_m);
        let centre = hull.centre();
        let templates: Option<Vec<Template>> = reference
            .planes
            .iter()
            .enumerate()
            .map(|(scale, plane)| Template::of(plane, scale, centre, |point| hull.has(point)))
            .collect();
        templates.map(|templates| Self { templates, centre })
    }

    /// The map that leaves everything where it is.
    pub fn identity(&self) -> Warp {
        Warp::identity(self.centre)
    }

    /// Finds the hull in a picture, near where a first guess has it.
    pub fn find(&self, picture: &Pyramid, guess: Warp) -> Result<Warp, Lost> {
        let mut warp = guess;
        let mut alike = 0.0;
        for (template, plane) in self.templates.iter().zip(&picture.planes).rev() {
            for _ in 0..STEPS {
                let Some(step) = template.step(plane, &warp) else {
                    return Err(Lost { alike: 0.0 });
                };
                alike = step.alike;
                warp = step.warp;
                if step.moved_px < STILL_PX {
                    break;
                }
            }
        }
        if alike < ALIKE || !warp.is_sane() {
            Err(Lost { alike })
        } else {
            Ok(warp)
        }
    }
}

/// The part of a picture that is compared.
struct Hull {
    origin: [f64; 2],
    across: [f64; 2],
    up: [f64; 2],
    px_m: f64,
}

impl Hull {
    fn of(ruler: &Ruler, lowest_m: f64) -> Self {
        let origin = ruler.at(lowest_m + BEGIN_M);
        let above = ruler.at(lowest_m + BEGIN_M + 0.1);
        let length = (above[0] - origin[0]).hypot(above[1] - origin[1]).max(1e-6);
        let up = [
            (above[0] - origin[0]) / length,
            (above[1] - origin[1]) / length,
        ];
        Self {
            origin,
            across: ruler.across(lowest_m),
            up,
            px_m: ruler.px_m(lowest_m),
        }
    }

    fn centre(&self) -> [f64; 2] {
        let up = 0.3 * self.px_m;
        [
            self.origin[0] + up * self.up[0],
            self.origin[1] + up * self.up[1],
        ]
    }

    /// A point is the origin and so much along the plate's horizontal and up the column.
    fn has(&self, point: [f64; 2]) -> bool {
        let [x, y] = [point[0] - self.origin[0], point[1] - self.origin[1]];
        let cross = self.across[0] * self.up[1] - self.across[1] * self.up[0];
        if cross.abs() < 1e-6 {
            return false;
        }
        let aside = (x * self.up[1] - y * self.up[0]) / cross / self.px_m;
        let up = (self.across[0] * y - self.across[1] * x) / cross / self.px_m;
        aside.abs() <= ASIDE_M && (0.0..=UP_M).contains(&up)
    }
}

#[cfg(test)]
mod tests;
