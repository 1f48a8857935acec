//! A ship as draught surveys know her: particulars, where her marks stand, what she displaces.
//!
//! Lengths are metres, masses tonnes, densities tonnes per cubic metre. Draughts count upwards
//! from the keel; positions along the ship are *aft of midships* unless a name says otherwise.

pub mod ais;
pub mod hull;
pub mod hydrostatics;
pub mod marks;
pub mod particulars;
pub mod pose;
pub mod table_check;
pub mod table_file;
pub mod target;

pub use hydrostatics::{HydrostaticRow, HydrostaticTable};
pub use marks::{Side, Sides, Station, Stations};
pub use particulars::Ship;
pub use pose::{Pose, ShipPoint};
pub use target::ShipTarget;
