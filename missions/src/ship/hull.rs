//! The shape of a hull, and what it displaces: volume, centres and waterplane at any draught,
//! trim and heel, integrated exactly for the shape that is given.
//!
//! Ship axes: `x_m` forward from the aft perpendicular, `y_m` to port, `z_m` up from the base
//! line. A hull is no ship: its weight, marks and tables are elsewhere in [`crate::ship`].

mod buoyancy;
mod mesh;
mod offsets;
mod offsets_file;
mod stl;
mod table;

use thiserror::Error;

pub use buoyancy::Buoyancy;
pub use mesh::{Mesh, MeshError, Point};
pub use offsets::{Offsets, OffsetsError};
pub use offsets_file::{OffsetsFileError, read as read_offsets};
pub use stl::{StlError, read as read_stl};
pub use table::{Draughts, HullTableError};

/// How a ship lies in the water, her perpendiculars `lbp_m` apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Floating {
    /// Length between perpendiculars, in metres.
    pub lbp_m: f64,
    /// Draught midway between the perpendiculars, above the base line, in metres.
    pub draught_m: f64,
    /// Draught at the aft perpendicular less draught at the forward one, in metres.
    pub trim_m: f64,
    /// Heel in radians, positive with the starboard side down.
    pub heel_rad: f64,
}

impl Floating {
    /// On an even keel and upright.
    pub const fn even(lbp_m: f64, draught_m: f64) -> Self {
        Self {
            lbp_m,
            draught_m,
            trim_m: 0.0,
            heel_rad: 0.0,
        }
    }

    /// The height of the water above the base line over a point of the ship's base plane.
    pub fn water_height_m(&self, x_m: f64, y_m: f64) -> f64 {
        self.draught_m - self.trim_m * (x_m / self.lbp_m - 0.5) - y_m * self.heel_rad.tan()
    }

    fn checked(self) -> Result<Self, HullError> {
        let numbers = [self.draught_m, self.trim_m, self.heel_rad, self.lbp_m];
        let sound = numbers.iter().all(|n| n.is_finite()) && self.lbp_m > 0.0;
        if sound && self.heel_rad.abs() < 1.0 {
            Ok(self)
        } else {
            Err(HullError::NoPosition(self))
        }
    }
}

/// A hull's shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Hull {
    /// Half-breadths on stations and waterlines.
    Offsets(Offsets),
    /// Triangles.
    Mesh(Mesh),
}

impl Hull {
    /// What the hull displaces and what its waterplane is like.
    pub fn buoyancy(&self, floating: Floating) -> Result<Buoyancy, HullError> {
        let floating = floating.checked()?;
        let buoyancy = match self {
            Self::Offsets(offsets) => offsets.buoyancy(floating)?,
            Self::Mesh(mesh) => mesh.buoyancy(floating)?,
        };
        if buoyancy.volume_m3 > 0.0 && buoyancy.waterplane_m2 > 0.0 {
            Ok(buoyancy)
        } else if buoyancy.volume_m3 > 0.0 {
            Err(HullError::Sunk(floating.draught_m))
        } else {
            Err(HullError::Dry(floating.draught_m))
        }
    }
}

/// Why a hull has no buoyancy to tell.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum HullError {
    /// A number of the position is not finite, the length not positive, or the heel too large.
    #[error("the hull cannot lie like this: {0:?}")]
    NoPosition(Floating),
    /// The water does not reach the hull.
    #[error("at a draught of {0} m the hull is out of the water")]
    Dry(f64),
    /// The water covers the hull.
    #[error("at a draught of {0} m the water stands above the whole hull")]
    Sunk(f64),
    /// Water stands above the highest waterline of the offsets.
    #[error(
        "the water stands at {water_m:.3} m at x {x_m:.2} m, above the offsets' highest waterline {top_m} m"
    )]
    AboveOffsets {
        /// Where along the ship.
        x_m: f64,
        /// How high the water stands there.
        water_m: f64,
        /// The highest waterline.
        top_m: f64,
    },
    /// Offsets are one side of a hull; heeled they do not tell enough.
    #[error("offsets are integrated upright; a heel of {0} rad wants a mesh")]
    Heeled(f64),
    /// The mesh has a hole under water.
    #[error("the mesh is open at x {x_m:.2} m, y {y_m:.2} m, z {z_m:.2} m, which is under water")]
    Open {
        /// Where the lowest opening is, in ship axes.
        x_m: f64,
        /// Same.
        y_m: f64,
        /// Same.
        z_m: f64,
    },
}

#[cfg(test)]
mod tests;
