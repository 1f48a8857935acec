//! What is true of a picture and of the ship: one line of JSON each.

use missions::ship::{Side, Sides, Station, Stations};
use serde::Serialize;

use super::Look;
use crate::berth::Berth;
use crate::picture::FrameTruth;
use crate::ship::{Site, Vessel};

/// What is true of a ship the whole time: the first line of a truth file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Survey {
    /// Her name.
    pub ship: String,
    /// The still-water draughts at her six marks, metres.
    pub draughts_m: Stations<Sides<f64>>,
    /// What she displaces, tonnes.
    pub displacement_t: Option<f64>,
    /// How she is loaded.
    pub loading: crate::ship::Loading,
}

/// What is true of one picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sight {
    /// When it was taken, seconds of the simulation.
    pub time_s: f64,
    /// Where the camera was, latitude and longitude in degrees.
    pub position: [f64; 2],
    /// Metres above still water.
    pub height_m: f64,
    /// Where it looked: yaw from north, pitch from the horizon, degrees.
    pub looks_deg: [f64; 2],
    /// Focal length, millimetres.
    pub focal_mm: f64,
    /// The column of marks that is drawn, if one is.
    #[serde(flatten)]
    pub column: Option<Column>,
}

/// What is true of the column of marks in a picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Which.
    pub station: Station,
    /// On which side.
    pub side: Side,
    /// The draught in still water, metres.
    pub still_draught_m: f64,
    /// The draught where the water stands at that instant, metres.
    pub draught_m: f64,
    /// Where that is in the picture, pixels, if the lens sees it.
    pub waterline_px: Option<[f64; 2]>,
    /// What a pixel covers there, millimetres.
    pub gsd_mm_px: f64,
}

impl Survey {
    pub(super) fn of(berth: &Berth, vessel: &Vessel) -> Self {
        Self {
            ship: berth.name.clone(),
            draughts_m: vessel.draughts(),
            displacement_t: vessel.displacement_t().ok(),
            loading: berth.loading.clone(),
        }
    }
}

impl Sight {
    pub(super) fn of_nothing(look: &Look) -> Self {
        Self {
            time_s: look.time.as_secs_f64(),
            position: [look.position.latitude_deg(), look.position.longitude_deg()],
            height_m: look.height_m,
            looks_deg: look.angles_rad.map(f64::to_degrees),
            focal_mm: look.focal_mm,
            column: None,
        }
    }

    pub(super) fn of(look: &Look, site: &Site, truth: &FrameTruth) -> Self {
        Self {
            column: Some(Column {
                station: site.station,
                side: site.side,
                still_draught_m: site.draught_m,
                draught_m: truth.draught_at_column_m,
                waterline_px: truth.waterline_px,
                gsd_mm_px: truth.gsd_mm_px,
            }),
            ..Self::of_nothing(look)
        }
    }
}
