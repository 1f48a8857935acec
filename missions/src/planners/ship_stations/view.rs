//! Where to stand before a column of marks, and what is seen from there.
//!
//! The camera looks at the marks a hand's breadth above the water. With range s, pixel p, focal
//! length f, look-down θ and an azimuth α off square to the plating, a pixel shows s·p/f of what
//! is square to it, and so s·p/(f·cos α) along the plating and s·p/(f·cos θ) up and down.

use std::time::Duration;

use geo::Coord;

use super::GLITTER_DEG;
use super::site::{Site, above};
use crate::mission::{Area, Mission};
use crate::plan::draughts::{Hover, Light, SURROUNDINGS_M};
use crate::ship::ShipPoint;
use crate::ship::marks::{Side, Station};
use crate::ship::target::{Mark, outwards};
use crate::sun::Sun;
use crate::time::UtcTime;
use crate::wind::Wind;

/// Height above the water that the camera looks at, metres: figures and waterline are both seen.
pub(super) const AIM_M: f64 = 0.5;
/// A vehicle that holds its place wanders by so much, metres.
const WANDER_M: f64 = 3.0;
/// On the weather side the wind carries it towards the ship for so long before it holds, seconds,
const CARRIED_S: f64 = 1.0;
/// and no farther than this, metres.
const CARRIED_M: f64 = 8.0;
/// Nothing is read from farther away than this, metres: haze, tremor, swell of the picture.
const FARTHEST_M: f64 = 80.0;
/// From one distance to the next that is tried, metres, and from one angle to the next, degrees.
const STEP_M: f64 = 1.0;
const STEP_DEG: f64 = 1.0;
const ASKEW_STEP_DEG: f64 = 5.0;
/// Look-down that is steep enough to see the water rise and flat enough to see the figures whole.
const WANTED_DOWN_DEG: f64 = 15.0;
/// A zoom is set to show so much of what a pixel may show at most; the rest is for wandering.
const FINER: f64 = 0.7;
/// The picture is at least so many times as wide as what is looked at.
const ROOM: f64 = 2.0;

/// How a camera is held before a mark.
#[derive(Clone, Copy, Debug)]
struct Stance {
    /// Off square to the plating, degrees, forward positive.
    askew_deg: f64,
    down_deg: f64,
    /// Over the ground from the mark, metres.
    away_m: f64,
}

/// Why a stance is none: how far it got, and what stopped it.
#[derive(Clone, Debug)]
struct Stopped {
    stage: u8,
    reason: String,
    /// A place that is not free: why, is only worked out where it is told.
    at: Option<Coord<f64>>,
}

impl Stopped {
    const fn new(stage: u8, reason: String) -> Self {
        Self {
            stage,
            reason,
            at: None,
        }
    }

    fn told(self, site: &Site) -> String {
        match self.at {
            Some(at) => format!("the hover {}", site.reason(at)),
            None => self.reason,
        }
    }
}

/// The best hover before a station's marks, or why there is none.
pub(super) fn best(
    site: &Site,
    station: Station,
    side: Side,
    sun: Option<Sun>,
) -> Result<Hover, String> {
    let mut stopped = Stopped::new(0, "it may not be looked at from any distance".to_owned());
    for askew_deg in askews(site.stations.askew_deg) {
        let mut best: Option<(f64, Hover)> = None;
        for down_deg in downs(site) {
            let stances = distances(site, askew_deg, down_deg);
            // Of each look-down the nearest: nothing else gets better with distance.
            for stance in stances {
                match hover(site, station, side, stance, sun) {
                    Ok(hover) => {
                        let cost = cost(&hover, stance);
                        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                            best = Some((cost, hover));
                        }
                        break;
                    }
                    Err(next) if next.stage > stopped.stage && askew_deg == 0.0 => stopped = next,
                    Err(_) => {}
                }
            }
        }
        if let Some((_, hover)) = best {
            return Ok(hover);
        }
    }
    let limit_deg = site.stations.askew_deg;
    let askew = if limit_deg > 0.0 {
        format!("; neither may it be from up to {limit_deg:.0}° askew")
    } else {
        String::new()
    };
    Err(stopped.told(site) + &askew)
}

/// The same stance before the same marks of a ship that has moved: her hover's place in her axes
/// is kept. `Err` with the reason where it may not be flown to.
pub(super) fn kept(site: &Site, hover: &Hover, sun: Option<Sun>) -> Result<Hover, String> {
    let mark = *site.ship.mark(hover.station, hover.side);
    let stance = Stance {
        askew_deg: hover.askew_deg,
        down_deg: -hover.gimbal_pitch_deg,
        away_m: hover.range_m * hover.gimbal_pitch_deg.to_radians().cos(),
    };
    let again = measured(site, (hover.station, hover.side), mark, stance, sun);
    let again = Hover {
        focal_mm: hover.focal_mm,
        zoom_percent: hover.zoom_percent,
        ..again
    };
    free(site, &again, 0.0).map_err(|stopped| stopped.told(site))?;
    Ok(again)
}

/// When a hover no longer looks into the sun's glitter, if it is so within twelve hours.
pub(super) fn better_time(mission: &Mission, hover: &Hover) -> Option<UtcTime> {
    let Area::Ship(ship) = &mission.area else {
        return None;
    };
    let begin = mission.take_off?;
    let steps = (1..=72).map(|step| begin + Duration::from_secs(step * 600));
    steps
        .map(|time| (time, Sun::at(time, ship.pose.origin)))
        .take_while(|(_, sun)| sun.elevation_deg > 5.0)
        .find(|(_, sun)| glare_deg(*sun, hover) >= GLITTER_DEG)
        .map(|(time, _)| time)
}

/// 0, and then further and further to both sides.
fn askews(limit_deg: f64) -> Vec<f64> {
    let steps = (limit_deg / ASKEW_STEP_DEG).floor() as i32;
    let sides = (1..=steps).flat_map(|n| {
        let deg = f64::from(n) * ASKEW_STEP_DEG;
        [deg, -deg]
    });
    std::iter::once(0.0).chain(sides).collect()
}

fn downs(site: &Site) -> impl Iterator<Item = f64> {
    let [least_deg, most_deg] = site.stations.look_down_deg;
    let steps = ((most_deg - least_deg) / STEP_DEG).floor() as u32;
    (0..=steps).map(move |n| least_deg + f64::from(n) * STEP_DEG)
}

fn distances(site: &Site, askew_deg: f64, down_deg: f64) -> impl Iterator<Item = Stance> {
    let first_m = site.stations.clear_m;
    let steps = ((FARTHEST_M - first_m) / STEP_M).max(0.0) as u32;
    (0..=steps).map(move |n| Stance {
        askew_deg,
        down_deg,
        away_m: first_m + f64::from(n) * STEP_M,
    })
}

/// What speaks against an allowed hover: far, flat or steep, into the glitter.
fn cost(hover: &Hover, stance: Stance) -> f64 {
    let glare_deg = hover
        .light
        .map_or(0.0, |light| (1.25 * GLITTER_DEG - light.glare_deg).max(0.0));
    0.05 * stance.away_m + 0.1 * (stance.down_deg - WANTED_DOWN_DEG).abs() + 0.2 * glare_deg
}

fn hover(
    site: &Site,
    station: Station,
    side: Side,
    stance: Stance,
    sun: Option<Sun>,
) -> Result<Hover, Stopped> {
    let mark = *site.ship.mark(station, side);
    let hover = measured(site, (station, side), mark, stance, sun);
    let camera = &site.mission.camera;
    let limit_mm = site.stations.mm_per_px;
    if hover.mm_per_px > limit_mm {
        let reason = format!(
            "{} shows {:.1} mm a pixel from {:.0} m, the nearest that is clear of her: at most \
             {limit_mm} mm are allowed",
            camera.name, hover.mm_per_px, hover.range_m
        );
        return Err(Stopped::new(1, reason));
    }
    if !camera.gimbal.reaches(hover.gimbal_pitch_deg, 0.0) {
        let reason = format!(
            "the gimbal of {} does not reach a pitch of {:.0}°",
            camera.name, hover.gimbal_pitch_deg
        );
        return Err(Stopped::new(2, reason));
    }
    let height_m = hover.place.height_m();
    if height_m < site.stations.over_water_m {
        let reason = format!(
            "the camera would be {height_m:.1} m above the water, at least {} m are kept",
            site.stations.over_water_m
        );
        return Err(Stopped::new(2, reason));
    }
    if hover.waypoint.height.metres > site.mission.height_m {
        let reason = format!(
            "the hover would lie {:.1} m above home, higher than flight.height_m",
            hover.waypoint.height.metres
        );
        return Err(Stopped::new(2, reason));
    }
    free(
        site,
        &hover,
        WANDER_M + carried_m(&hover, site.mission.wind),
    )?;
    Ok(hover)
}

/// Whether a hover may be flown to, so much more than the distance kept away from the ship.
fn free(site: &Site, hover: &Hover, more_m: f64) -> Result<(), Stopped> {
    let at = site.on_plane(hover.place);
    let (name, distance_m) = site.nearest(at);
    let kept_m = site.kept_m() + more_m;
    if distance_m < kept_m - 1e-6 {
        let reason = if distance_m <= 0.0 {
            format!("the place square to the plating lies over {name}")
        } else {
            format!(
                "the place square to the plating lies {distance_m:.0} m from {name}, \
                 {kept_m:.0} m are kept"
            )
        };
        return Err(Stopped::new(3, reason));
    }
    if !site.allows(at) {
        return Err(Stopped {
            at: Some(at),
            ..Stopped::new(4, String::new())
        });
    }
    if let Some(name) = site.between(hover.place, hover.mark) {
        let reason = format!("{name} stands between the place square to the plating and the marks");
        return Err(Stopped::new(3, reason));
    }
    Ok(())
}

/// How far the wind carries a vehicle towards the ship before it holds, metres.
fn carried_m(hover: &Hover, wind: Wind) -> f64 {
    let towards = hover.heading_deg - (wind.from_deg + 180.0);
    let speed_m_s = wind.speed_m_s + wind.gust_m_s;
    (speed_m_s * towards.to_radians().cos() * CARRIED_S).clamp(0.0, CARRIED_M)
}

/// A hover as its stance makes it, whether it may be flown to or not.
fn measured(
    site: &Site,
    (station, side): (Station, Side),
    mark: Mark,
    stance: Stance,
    sun: Option<Sun>,
) -> Hover {
    let ship = &site.ship;
    let side_sign = outwards(side);
    // Towards the vehicle, clockwise from the bow.
    let out_deg = mark.faces_deg(side) - side_sign * stance.askew_deg;
    let place = place(&mark, side, out_deg, stance);
    let heading_deg = ship.pose.bearing_deg(out_deg + 180.0);
    let range_m = stance.away_m / stance.down_deg.to_radians().cos();
    let focal_mm = focal_mm(site, stance, range_m);
    let camera = site.mission.camera.zoomed(focal_mm);
    let mm_per_px = mm_per_px(site, stance, range_m, camera.focal_mm);
    let position = ship.pose.position(place);
    let wind = site.mission.wind;
    let wind_from_ship = (wind.from_deg + 180.0 - (heading_deg + 180.0))
        .to_radians()
        .cos();
    let mut hover = Hover {
        station,
        side,
        sortie: 0,
        leg: 0,
        mark: mark.point(side),
        mark_position: ship.pose.position(mark.point(side)),
        place,
        waypoint: above(position, site.water_m + place.height_m()),
        heading_deg,
        gimbal_pitch_deg: -stance.down_deg,
        gimbal_yaw_deg: 0.0,
        askew_deg: stance.askew_deg,
        range_m,
        focal_mm: camera.focal_mm,
        search_focal_mm: camera.focal_range_mm()[0],
        zoom_percent: camera.zoom_percent(camera.focal_mm),
        settle_s: site.stations.settle_s,
        dwell_s: match station {
            Station::Midships => site.stations.midships_dwell_s,
            Station::Forward | Station::Aft => site.stations.dwell_s,
        },
        mm_per_px,
        column_px: SURROUNDINGS_M * 1000.0
            / (range_m * 1000.0 * camera.pixel_mm() / camera.focal_mm)
            * stance.askew_deg.to_radians().cos(),
        width_m: range_m * camera.sensor_mm[0]
            / camera.focal_mm
            / stance.askew_deg.to_radians().cos(),
        lee: wind.speed_m_s > 0.0 && wind_from_ship > 0.0,
        light: None,
    };
    hover.light = sun.map(|sun| light(sun, &hover));
    hover
}

fn place(mark: &Mark, side: Side, out_deg: f64, stance: Stance) -> ShipPoint {
    let at = mark.point(side);
    let (sin, cos) = out_deg.to_radians().sin_cos();
    let height_m = AIM_M + stance.away_m * stance.down_deg.to_radians().tan();
    ShipPoint::above_water(
        at.forward_m + stance.away_m * cos,
        at.starboard_m + stance.away_m * sin,
        height_m,
    )
}

/// The focal length that shows the plating fine enough and leaves room around the column.
fn focal_mm(site: &Site, stance: Stance, range_m: f64) -> f64 {
    let camera = &site.mission.camera;
    let for_mm = |mm: f64| range_m * 1000.0 * camera.pixel_mm() / (mm * slant(stance));
    let limit_mm = site.stations.mm_per_px;
    let [width_mm, height_mm] = camera.sensor_mm;
    let for_width = range_m * width_mm / (ROOM * SURROUNDINGS_M);
    let for_height = range_m * height_mm / SURROUNDINGS_M;
    let wanted = for_mm(FINER * limit_mm).min(for_width).min(for_height);
    wanted.max(for_mm(limit_mm))
}

fn mm_per_px(site: &Site, stance: Stance, range_m: f64, focal_mm: f64) -> f64 {
    range_m * 1000.0 * site.mission.camera.pixel_mm() / (focal_mm * slant(stance))
}

/// By how much the plating is foreshortened in the worse direction.
fn slant(stance: Stance) -> f64 {
    let cos = |deg: f64| deg.to_radians().cos();
    cos(stance.askew_deg).min(cos(stance.down_deg))
}

fn light(sun: Sun, hover: &Hover) -> Light {
    // The plating faces back at the camera, but for what it is looked at askew.
    let side_sign = outwards(hover.side);
    let faces_deg = hover.heading_deg + 180.0 + side_sign * hover.askew_deg;
    Light {
        glare_deg: glare_deg(sun, hover),
        sunlit: sun.angle_deg(faces_deg, 0.0) < 90.0,
    }
}

fn glare_deg(sun: Sun, hover: &Hover) -> f64 {
    sun.angle_deg(hover.heading_deg, -hover.gimbal_pitch_deg)
}
