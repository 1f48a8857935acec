//! A draught survey: six draughts, a table and the water become a displacement, and two surveys
//! or one become a cargo.
//!
//! ```text
//!  readings ─► means ─► at the perpendiculars ─► mean of means ─► displacement by the table
//!                                                                   + trim, list, density
//!  cargo ◄── two surveys, or lightship and constant ◄── net ◄────── − ballast, fuel, stores
//! ```
//!
//! The formulas and their signs are those of the *Code of uniform standards and procedures for
//! the performance of draught surveys of coal cargoes*, UN/ECE document ECE/ENERGY/19 (1992),
//! Form C. Trim is positive by the stern, a mark's distance positive where it is forward of its
//! perpendicular, deflection positive in sag, the centre of flotation positive aft of midships.

pub mod arithmetic;
pub mod budget;
pub mod cargo;
pub mod deductibles;
pub mod displacement;
pub mod filling;
pub mod mean;
pub mod perpendiculars;
pub mod reading;
pub mod resolve;
pub mod sheet;
pub mod shipped;
pub mod statement;
pub mod survey;

pub use arithmetic::Arithmetic;

#[cfg(test)]
mod sample;
