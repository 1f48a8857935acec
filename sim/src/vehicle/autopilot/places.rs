//! Places and heights: home, and the ways between positions, the plane of the estimate, and
//! heights of each datum.

use missions::geodesy::Position;
use missions::plan::{Datum, Height, Waypoint};
use nalgebra::Vector3;

use super::Autopilot;
use super::event::AutopilotEvent;

/// Where the vehicle comes home to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Home {
    /// Where; the height is above the sea.
    pub place: Waypoint,
    /// The same, north, east, down from the origin of the estimate, metres.
    pub ned_m: Vector3<f64>,
}

impl Autopilot {
    /// A place of the estimate's plane as a position.
    pub fn position_of(&self, ned_m: Vector3<f64>) -> Position {
        self.plane.to_position(geo::Coord {
            x: ned_m.y,
            y: ned_m.x,
        })
    }

    /// Height above the sea of a place of the estimate's plane, metres.
    pub fn sea_m(&self, ned_m: Vector3<f64>) -> f64 {
        self.origin_sea_m - ned_m.z
    }

    /// Moves home; the height must be above the sea.
    pub fn set_home(&mut self, place: Waypoint) {
        let sea_m = match place.height.above {
            Datum::Sea => place.height.metres,
            Datum::Home | Datum::Terrain => self.home_sea_m() + place.height.metres,
        };
        let plane = self.plane.to_plane(place.position);
        self.home = Some(Home {
            place: Waypoint {
                position: place.position,
                height: Height::above_sea(sea_m),
            },
            ned_m: Vector3::new(plane.y, plane.x, self.origin_sea_m - sea_m),
        });
        self.tell(AutopilotEvent::HomeSet);
    }

    pub(super) fn watch_origin(&mut self) {
        if self.senses.has_origin && self.home.is_none() {
            self.home_here();
            self.tell_ready();
        }
    }

    pub(super) fn home_here(&mut self) {
        let ned_m = self.senses.position_ned_m;
        self.home = Some(Home {
            place: Waypoint {
                position: self.position_of(ned_m),
                height: Height::above_sea(self.sea_m(ned_m)),
            },
            ned_m,
        });
        self.tell(AutopilotEvent::HomeSet);
    }

    pub(super) fn home_sea_m(&self) -> f64 {
        self.home
            .map_or(self.origin_sea_m, |home| home.place.height.metres)
    }

    pub(super) fn home_ned(&self) -> Vector3<f64> {
        self.home.map_or_else(Vector3::zeros, |home| home.ned_m)
    }

    /// Height above home, metres.
    pub(super) fn height_m(&self) -> f64 {
        self.home_ned().z - self.senses.position_ned_m.z
    }

    pub(super) fn down_of(&self, height: Height) -> f64 {
        match height.above {
            Datum::Sea => self.origin_sea_m - height.metres,
            // The ground is flat here: terrain is as high as home.
            Datum::Home | Datum::Terrain => self.home_ned().z - height.metres,
        }
    }

    pub(super) fn ned_of(&self, place: Waypoint) -> Vector3<f64> {
        let plane = self.plane.to_plane(place.position);
        Vector3::new(plane.y, plane.x, self.down_of(place.height))
    }
}
