//! What a survey is to do, what it sees of the flight, and what it wants.

use missions::camera::Camera;
use missions::telemetry::VehicleState;

use super::aim::Aim;
use super::lookout::{Errand, Taken};
use super::news::News;
use super::stop::Stop;
use crate::flight::guide::Guide;

/// What is to be surveyed, and with what.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    /// The stations, in the order in which the mission holds at them.
    pub stops: Vec<Stop>,
    /// The camera.
    pub camera: Camera,
    /// A reading that is less sure than this is taken again, metres (95 %).
    pub wanted_u95_m: f64,
}

/// What the survey sees of the flight.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// What is known of the vehicle.
    pub state: &'a VehicleState,
    /// The item that its mission is at, from 0.
    pub item: Option<usize>,
    /// Nothing is decided against the survey, and nobody else has the vehicle.
    pub is_guided: bool,
    /// It stands at a station, by our own order.
    pub is_at_station: bool,
    /// The camera has zoomed as it was told.
    pub has_zoomed: bool,
}

/// What the survey wants.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Of the flight.
    Guide(Guide),
    /// Of the gimbal.
    Aim(Aim),
    /// Of the camera: a focal length, millimetres.
    Zoom(f64),
    /// Of who looks at the pictures.
    Look(Errand),
    /// The video is to be kept under this name; none is not kept any more.
    Record(Option<String>),
    /// The best reading of a station, with its evidence, is to be kept.
    Keep {
        /// Which station.
        stop: Box<Stop>,
        /// The reading.
        taken: Box<Taken>,
    },
    /// The gimbal is not needed any more.
    Release,
    /// Something is to be written down.
    Tell(News),
}
