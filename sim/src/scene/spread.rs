//! Scenes spread over the conditions that a draught reader meets, from a number and a seed.
//!
//! Half of them are calm (the water at the marks stands within 3 cm, one standard deviation), half
//! in a sea of Hs 0.3 to 1.0 m. Hull, figures, wear, water, light and camera are drawn anew for
//! each; pairs that no yard would paint (white on white) are not drawn, and none is worn or lit so
//! that a person could not read it.

use missions::camera::lens::Distortion;
use missions::ship::{Side, Station, Stations};

use super::Scene;
use crate::camera::View;
use crate::light::{Light, Weather};
use crate::noise::Noise;
use crate::picture::{Kind, Water};
use crate::sea::{SeaState, Swell};
use crate::ship::Loading;
use crate::ship::font::Font;
use crate::ship::ladder::{Letters, Make, Marks, Metre, Spot, Units};
use crate::ship::paint::{Colour, Paint};

/// The seed of the set.
const SEED: u64 = 20_260_301;

/// Which bar a clip is measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Relative water within 3 cm.
    Calm,
    /// Hs 0.3 to 1.0 m, a minute long.
    Sea,
}

impl Scene {
    /// Which bar a film of it is measured against.
    pub fn group(&self) -> Group {
        if self.sea.hs_m < 0.2 {
            Group::Calm
        } else {
            Group::Sea
        }
    }
}

/// The first `count` scenes of the set, calm and sea by turns; always the same ones.
pub fn spread(count: usize) -> Vec<Scene> {
    (0..count).map(scene).collect()
}

fn scene(index: usize) -> Scene {
    let mut noise = Noise::stream(SEED, &format!("scene {index}"));
    let calm = index.is_multiple_of(2);
    let n = &mut noise;
    let ship = ship(n);
    let station = Station::ALL[index / 2 % 3];
    let side = Side::ALL[index / 6 % 2];
    let light = light(index, n);
    let sea = if calm { calm_sea(n) } else { rough_sea(n) };
    let paint = paint(index, &sea, n);
    let mut marks = marks(index, n);
    if station == Station::Midships && n.chance(0.15) {
        marks.disc = Some(Spot {
            x_m: 0.7,
            up_m: 0.2 + 0.5 * n.share(),
        });
    }
    let water = Water {
        kind: pick(
            [
                Kind::Muddy,
                Kind::Silty,
                Kind::Green,
                Kind::Clear,
                Kind::Dark,
            ],
            index / 2,
        ),
        foam: 0.75 * n.share().powi(2),
        wetness: within(n, 0.15, 0.9),
    };
    let camera = camera(&sea, light.weather, n);
    let waves = if calm { "calm" } else { "sea" };
    Scene {
        name: format!("{waves}-{index:03}"),
        seed: SEED + index as u64,
        duration_s: if calm { 20.0 } else { 60.0 },
        fps: if calm { 3.0 } else { 4.0 },
        tide_m_h: within(n, -1.0, 1.0),
        station,
        side,
        ship,
        marks,
        paint,
        sea,
        water,
        light,
        camera,
    }
}

fn within(noise: &mut Noise, low: f64, high: f64) -> f64 {
    low + (high - low) * noise.share()
}

/// One of some, all of them by turns.
fn pick<T: Copy, const N: usize>(all: [T; N], turn: usize) -> T {
    all[turn % N]
}

fn any<T: Copy, const N: usize>(all: [T; N], noise: &mut Noise) -> T {
    pick(all, (noise.share() * N as f64) as usize)
}

fn ship(noise: &mut Noise) -> Loading {
    let lbp_m = within(noise, 95.0, 290.0);
    let breadth_m = lbp_m / within(noise, 5.8, 6.6);
    let depth_m = lbp_m / within(noise, 11.0, 12.5);
    Loading {
        lbp_m,
        breadth_m,
        depth_m,
        displacement_t: None,
        draught_m: depth_m * within(noise, 0.36, 0.70),
        trim_m: within(noise, -0.3, 1.6),
        list_deg: within(noise, -0.4, 0.4),
        density: within(noise, 1.0, 1.027),
        marks_m: Stations {
            forward: -lbp_m * within(noise, 0.015, 0.03),
            midships: within(noise, -2.0, 2.0),
            aft: lbp_m * within(noise, 0.03, 0.05),
        },
    }
}

fn calm_sea(noise: &mut Noise) -> SeaState {
    let mirror = noise.chance(0.25);
    SeaState {
        hs_m: if mirror {
            0.004
        } else {
            within(noise, 0.01, 0.09)
        },
        tp_s: within(noise, 1.4, 3.2),
        heading_deg: within(noise, -75.0, 75.0),
        ripple_slope: if mirror {
            0.008
        } else {
            within(noise, 0.02, 0.08)
        },
        ripple_heading_deg: within(noise, -80.0, 80.0),
        current_m_s: within(noise, -0.4, 0.4),
        ..SeaState::default()
    }
}

fn rough_sea(noise: &mut Noise) -> SeaState {
    let hs_m = within(noise, 0.3, 1.0);
    let swell = noise.chance(0.35).then(|| Swell {
        hs_m: hs_m * within(noise, 0.15, 0.4),
        tp_s: within(noise, 7.0, 11.0),
        heading_deg: within(noise, -180.0, 180.0),
    });
    // The two together are what was drawn: Hs² adds.
    let waves = (hs_m * hs_m - swell.map_or(0.0, |s| s.hs_m * s.hs_m)).sqrt();
    SeaState {
        hs_m: waves,
        tp_s: within(noise, 2.6, 3.6) + 1.6 * hs_m,
        heading_deg: within(noise, -70.0, 70.0),
        spread: within(noise, 5.0, 25.0),
        swell,
        ripple_slope: within(noise, 0.05, 0.14),
        ripple_heading_deg: within(noise, -70.0, 70.0),
        current_m_s: within(noise, -0.6, 0.6),
        gamma: within(noise, 1.0, 5.0),
    }
}

fn light(index: usize, noise: &mut Noise) -> Light {
    let weather = pick(
        [
            Weather::Clear,
            Weather::Overcast,
            Weather::Hazy,
            Weather::Clear,
            Weather::Overcast,
            Weather::Dusk,
            Weather::Clear,
            Weather::Rain,
            Weather::Hazy,
        ],
        index / 2,
    );
    // One clear day in four has the sun behind the ship or low over the water before her.
    let behind = noise.chance(0.25);
    Light {
        weather,
        sun_azimuth_deg: if behind {
            within(noise, 120.0, 240.0)
        } else {
            within(noise, -80.0, 80.0)
        },
        sun_elevation_deg: within(noise, 12.0, 65.0),
        haze: match weather {
            Weather::Hazy => within(noise, 0.04, 0.14),
            Weather::Rain => within(noise, 0.03, 0.10),
            _ => within(noise, 0.0, 0.05),
        },
    }
}

fn paint(index: usize, sea: &SeaState, noise: &mut Noise) -> Paint {
    let topside = pick(
        [
            Colour::Black,
            Colour::Red,
            Colour::Blue,
            Colour::Green,
            Colour::Orange,
            Colour::Grey,
            Colour::Maroon,
            Colour::Pink,
        ],
        index / 2,
    );
    let figures = match topside {
        Colour::Grey => Colour::Black,
        Colour::Black | Colour::Blue | Colour::Red | Colour::Maroon if noise.chance(0.35) => {
            Colour::Yellow
        }
        _ => Colour::White,
    };
    let bottom = if figures == Colour::Yellow {
        any([Colour::Red, Colour::Maroon], noise)
    } else {
        any(
            [Colour::Red, Colour::Red, Colour::Maroon, Colour::Pink],
            noise,
        )
    };
    // Black figures are read on grey, not on red: there the edge is below the water.
    let edge_m = match figures {
        Colour::Black => -1.5 - sea.hs_m,
        _ => any(
            [
                within(noise, 0.15, 1.4),
                3.0 + within(noise, 0.0, 1.0),
                -1.5,
            ],
            noise,
        ),
    };
    Paint {
        topside,
        bottom,
        edge_m,
        stripe: noise.chance(0.2) && figures != Colour::White,
        figures,
        wear: 0.42 * noise.share().powi(2),
        rust: 0.6 * noise.share().powi(2),
        scratches: 0.7 * noise.share().powi(2),
        dirt: within(noise, 0.05, 0.6),
        fading: within(noise, 0.0, 0.8),
        scum_m: noise.chance(0.30).then(|| within(noise, 0.12, 0.7)),
        weed_m: noise.chance(0.25).then(|| within(noise, 0.05, 0.3)),
        dishing: within(noise, 0.0, 1.0),
    }
}

fn marks(index: usize, noise: &mut Noise) -> Marks {
    let units = match index % 20 {
        8 | 13 => Units::Feet,
        19 => Units::Roman,
        _ => Units::Metric,
    };
    Marks {
        units,
        metre: any([Metre::Centred, Metre::InColumn, Metre::Double], noise),
        make: any([Make::Painted, Make::Welded, Make::Bead], noise),
        font: Font {
            weight: within(noise, 0.13, 0.22),
            aspect: within(noise, 0.52, 0.72),
            squareness: noise.share().powi(2),
            slant: if noise.chance(0.15) {
                within(noise, 0.05, 0.2)
            } else {
                0.0
            },
            slab: noise.chance(0.3),
            stencil: noise.chance(0.15),
        },
        bars: noise.chance(0.12),
        lean_deg: if noise.chance(0.4) {
            within(noise, -9.0, 9.0)
        } else {
            0.0
        },
        letters: letters(noise),
        disc: None,
    }
}

/// Names of tanks and frames that yards write near the marks.
fn letters(noise: &mut Noise) -> Vec<Letters> {
    if !noise.chance(0.35) {
        return Vec::new();
    }
    let text = any(
        ["APT", "FPT", "FWT", "WBT 2", "FR 23", "TUG", "F.O.", "NO 4"],
        noise,
    );
    let right = noise.chance(0.5);
    vec![Letters {
        text: text.to_owned(),
        x_m: if right {
            within(noise, 0.45, 0.8)
        } else {
            within(noise, -1.5, -1.0)
        },
        up_m: within(noise, 0.3, 1.1),
        height_m: within(noise, 0.09, 0.16),
        boxed: noise.chance(0.3),
    }]
}

fn camera(sea: &SeaState, weather: Weather, noise: &mut Noise) -> View {
    let rough = sea.hs_m > 0.2;
    let large = noise.chance(0.25);
    let size_px = if large { [1920, 1080] } else { [1280, 720] };
    let tall_m = if rough {
        1.75 + 0.95 * sea.hs_m
    } else {
        within(noise, 1.2, 2.3)
    };
    let dim = weather == Weather::Dusk;
    View {
        size_px,
        distance_m: within(noise, 9.0, 28.0),
        gsd_mm: 1e3 * tall_m / f64::from(size_px[1]),
        look_down_deg: within(noise, 10.0, 25.0),
        bearing_deg: within(noise, -14.0, 14.0),
        roll_deg: within(noise, -4.0, 4.0),
        foot_at: [within(noise, 0.38, 0.62), within(noise, 0.58, 0.68)],
        distortion: Distortion {
            k1: within(noise, -0.25, 0.1),
            ..Distortion::default()
        },
        hover_m: within(noise, 0.02, 0.15),
        gimbal_lag_s: within(noise, 0.05, 0.3),
        shake_deg: within(noise, 0.001, 0.006),
        shutter_s: if dim {
            within(noise, 0.005, 0.016)
        } else {
            within(noise, 0.0005, 0.004)
        },
        readout_s: within(noise, 0.005, 0.02),
        softness_px: within(noise, 0.4, 0.8),
        full_well: if dim {
            within(noise, 900.0, 2500.0)
        } else {
            within(noise, 4000.0, 15_000.0)
        },
        read_noise: within(noise, 2.0, 8.0),
        exposure_ev: within(noise, -0.5, 0.6),
    }
}
