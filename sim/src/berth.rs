//! A ship that lies somewhere in the world: alongside, or at anchor where she swings slowly.
//!
//! The scene at her side ([`crate::scene`]) is told in the frame of the plating at one column of
//! marks. Here is where that frame is on the earth, and what of sea and sun a column sees.

mod transponder;

use missions::frames::wrap_deg;
use missions::geodesy::Position;
use missions::range::all_outside;
use missions::ship::{Side, Sides, Station, Stations};
use missions::time::BootTime;
use nalgebra::{Rotation2, Vector2, Vector3};
use serde::{Deserialize, Serialize};

use crate::camera::View;
use crate::light::Light;
use crate::picture::Water;
use crate::scene::{Scene, SceneError};
use crate::sea::SeaState;
use crate::ship::ladder::Marks;
use crate::ship::paint::Paint;
use crate::ship::{Loading, LoadingError, Plating, Site, Vessel};

pub use transponder::{Report, Transponder};

/// A ship at her berth, as a scenario's `[ship]` describes her.
///
/// Unlike a scene's, the directions of `sea` and `light` count from true north: where waves,
/// swell and ripples travel to, and where the sun stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Berth {
    /// Her name, as she says it by AIS: up to 20 capital letters and figures.
    #[serde(default = "nameless")]
    pub name: String,
    /// Her number in the maritime mobile service.
    #[serde(default = "example_mmsi")]
    pub mmsi: u32,
    /// Midway between her perpendiculars, at her mean heading.
    pub position: Position,
    /// Her mean heading, degrees from true north.
    #[serde(default)]
    pub heading_deg: f64,
    /// How far she swings to either side about her bow, degrees; 0 alongside.
    #[serde(default)]
    pub swing_deg: f64,
    /// How long she takes from one side to the other and back, seconds.
    #[serde(default = "swing_period_s")]
    pub swing_period_s: f64,
    /// How fast sea and ship rise with the tide, metres an hour.
    #[serde(default)]
    pub tide_m_h: f64,
    /// Her hull, and how she is loaded.
    #[serde(default)]
    pub loading: Loading,
    /// Her marks.
    #[serde(default)]
    pub marks: Marks,
    /// Her paint.
    #[serde(default)]
    pub paint: Paint,
    /// The sea about her.
    #[serde(default)]
    pub sea: SeaState,
    /// What the water looks like.
    #[serde(default)]
    pub water: Water,
    /// The light.
    #[serde(default)]
    pub light: Light,
    /// What she says by AIS.
    #[serde(default)]
    pub ais: Transponder,
}

/// Where a ship is and how she lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lie {
    /// Midway between her perpendiculars.
    pub midships: Position,
    /// Degrees from true north.
    pub heading_deg: f64,
}

fn nameless() -> String {
    "EXAMPLE".to_owned()
}

/// From the range for ships of Germany, which has no such ship.
const fn example_mmsi() -> u32 {
    211_000_000
}

const fn swing_period_s() -> f64 {
    900.0
}

impl Berth {
    /// A ship with nothing but her place: alongside in calm water.
    pub fn at(position: Position, heading_deg: f64) -> Self {
        Self {
            name: nameless(),
            mmsi: example_mmsi(),
            position,
            heading_deg,
            swing_deg: 0.0,
            swing_period_s: swing_period_s(),
            tide_m_h: 0.0,
            loading: Loading::default(),
            marks: Marks::default(),
            paint: Paint::default(),
            sea: SeaState::default(),
            water: Water::default(),
            light: Light::default(),
            ais: Transponder::default(),
        }
    }

    /// What is wrong with it: field, value and why, a sentence each.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = all_outside(
            "",
            [
                ("heading_deg", self.heading_deg, -360.0, 360.0),
                ("swing_deg", self.swing_deg, 0.0, 60.0),
                ("swing_period_s", self.swing_period_s, 60.0, 86_400.0),
                ("mmsi", f64::from(self.mmsi), 1.0, 999_999_999.0),
            ],
        );
        faults.extend(self.ais.faults());
        if let Err(error) = self.vessel() {
            faults.push(error.to_string());
        }
        let scene = self.scene(Station::Midships, Side::Port, 0.0, &View::default(), 0);
        if let Err(SceneError::Values(found)) = scene.check() {
            faults.extend(found);
        }
        faults
    }

    /// The ship, afloat.
    pub fn vessel(&self) -> Result<Vessel, LoadingError> {
        Vessel::new(&self.loading)
    }

    /// The still-water draughts at her six marks, metres.
    pub fn draughts(&self) -> Result<Stations<Sides<f64>>, LoadingError> {
        Ok(self.vessel()?.draughts())
    }

    /// How she lies at a time.
    pub fn lie(&self, now: BootTime) -> Lie {
        let phase = std::f64::consts::TAU * now.as_secs_f64() / self.swing_period_s;
        let heading_deg = self.heading_deg + self.swing_deg * phase.sin();
        let half_m = self.loading.lbp_m / 2.0;
        let bow = self.position.offset(self.heading_deg, half_m);
        Lie {
            midships: bow.offset(heading_deg + 180.0, half_m),
            heading_deg: heading_deg.rem_euclid(360.0),
        }
    }

    /// The scene at one of her columns, as it is seen when she heads `heading_deg`.
    pub fn scene(
        &self,
        station: Station,
        side: Side,
        heading_deg: f64,
        view: &View,
        seed: u64,
    ) -> Scene {
        let inwards_deg = match side {
            Side::Starboard => heading_deg - 90.0,
            Side::Port => heading_deg + 90.0,
        };
        let turned = |bearing_deg: f64| wrap_deg(bearing_deg - inwards_deg);
        let mut sea = self.sea;
        sea.heading_deg = turned(sea.heading_deg);
        sea.ripple_heading_deg = turned(sea.ripple_heading_deg);
        if let Some(swell) = &mut sea.swell {
            swell.heading_deg = turned(swell.heading_deg);
        }
        let mut light = self.light;
        light.sun_azimuth_deg = wrap_deg(inwards_deg + 180.0 - light.sun_azimuth_deg);
        Scene {
            name: format!("{} {} {}", self.name, station.name(), side.name()),
            seed,
            station,
            side,
            tide_m_h: self.tide_m_h,
            ship: self.loading.clone(),
            marks: self.marks.clone(),
            paint: self.paint,
            sea,
            water: self.water,
            light,
            camera: *view,
            ..Scene::default()
        }
    }
}

/// The frame of the plating at one column, on the earth.
#[derive(Clone, Copy, Debug)]
pub struct Ground {
    lie: Lie,
    /// From the column to midships, metres forward and to port.
    to_midships: Vector2<f64>,
    turn_rad: f64,
}

impl Ground {
    /// At a site of a ship that lies so.
    pub fn new(lie: Lie, lbp_m: f64, site: &Site, plating: &Plating) -> Self {
        Self {
            lie,
            to_midships: Vector2::new(lbp_m / 2.0 - site.x_m, -site.y_m),
            turn_rad: plating.turn_rad,
        }
    }

    /// A direction of the world (north, east, down) in the plating's frame (right, inwards, up).
    pub fn direction(&self, ned: Vector3<f64>) -> Vector3<f64> {
        let (sin, cos) = self.lie.heading_deg.to_radians().sin_cos();
        let forward_port = Vector2::new(ned.x * cos + ned.y * sin, ned.x * sin - ned.y * cos);
        let plate = Rotation2::new(-self.turn_rad) * forward_port;
        Vector3::new(plate.x, plate.y, -ned.z)
    }

    /// A place at a height above still water, in the plating's frame, metres.
    pub fn place(&self, position: Position, height_m: f64) -> Vector3<f64> {
        let away_m = self.lie.midships.distance_m(position);
        let (sin, cos) = self
            .lie
            .midships
            .bearing_deg(position)
            .to_radians()
            .sin_cos();
        let from_midships = self.direction(Vector3::new(away_m * cos, away_m * sin, -height_m));
        let to_midships = Rotation2::new(-self.turn_rad) * self.to_midships;
        from_midships + Vector3::new(to_midships.x, to_midships.y, 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berth() -> Berth {
        Berth::at(Position::new(53.55, 8.5).unwrap(), 60.0)
    }

    #[test]
    fn a_ship_at_anchor_swings_about_her_bow() {
        let mut berth = berth();
        berth.swing_deg = 5.0;
        let bow = |lie: Lie| lie.midships.offset(lie.heading_deg, 90.0);
        let (first, later) = (
            berth.lie(BootTime::ZERO),
            berth.lie(BootTime::from_millis(225_000)),
        );
        assert!((first.heading_deg - 60.0).abs() < 1e-9);
        assert!((later.heading_deg - 65.0).abs() < 1e-6);
        assert!(bow(first).distance_m(bow(later)) < 0.01);
        assert!((first.midships.distance_m(later.midships) - 90.0 * 0.0872).abs() < 0.05);
    }

    /// Ten metres abeam of a column, whichever it is, is ten metres away and outboard.
    #[test]
    fn the_frame_of_a_plating_lies_where_the_column_is() {
        let berth = berth();
        let vessel = berth.vessel().unwrap();
        let lie = berth.lie(BootTime::ZERO);
        for station in Station::ALL {
            for side in Side::ALL {
                let site = vessel.site(station, side);
                let plating = Plating::at(&vessel, &site);
                let ground = Ground::new(lie, 180.0, &site, &plating);
                let foot = lie
                    .midships
                    .offset(lie.heading_deg, site.x_m - 90.0)
                    .offset(lie.heading_deg - 90.0, site.y_m);
                assert!(
                    ground.place(foot, 0.0).norm() < 0.05,
                    "{station:?} {side:?}"
                );
                let beam_deg = match side {
                    Side::Port => lie.heading_deg - 90.0,
                    Side::Starboard => lie.heading_deg + 90.0,
                };
                let off = ground.place(foot.offset(beam_deg, 10.0), 4.0);
                // at bow and stern the plating is not parallel to the keel
                assert!((off.x.hypot(off.y) - 10.0).abs() < 0.05, "{off:?}");
                assert!(off.y < -7.0 && (off.z - 4.0).abs() < 1e-6, "{off:?}");
                let forward = ground.direction(Vector3::new(0.5, 60_f64.to_radians().sin(), 0.0));
                assert_eq!(forward.x > 0.0, side == Side::Starboard);
            }
        }
    }

    #[test]
    fn waves_and_sun_come_from_where_they_are_whichever_side_looks() {
        let mut berth = berth();
        // Heading 60: her starboard side looks to 150.
        berth.sea.heading_deg = 330.0;
        berth.light.sun_azimuth_deg = 150.0;
        let at = |side| berth.scene(Station::Midships, side, 60.0, &View::default(), 1);
        let (port, starboard) = (at(Side::Port), at(Side::Starboard));
        assert!(starboard.sea.heading_deg.abs() < 1e-9, "straight onto it");
        assert!(
            (port.sea.heading_deg.abs() - 180.0).abs() < 1e-9,
            "from behind the ship"
        );
        assert!(
            starboard.light.sun_azimuth_deg.abs() < 1e-9,
            "behind the observer"
        );
        assert!((port.light.sun_azimuth_deg.abs() - 180.0).abs() < 1e-9);
        // A sun ahead of the ship, 60°, stands to the right of who looks at the starboard side.
        berth.light.sun_azimuth_deg = 60.0;
        let starboard = berth.scene(
            Station::Midships,
            Side::Starboard,
            60.0,
            &View::default(),
            1,
        );
        assert!((starboard.light.sun_azimuth_deg - 90.0).abs() < 1e-9);
    }
}
