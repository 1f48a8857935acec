//! From an area to legs: area → cells → lines → order → legs.
//!
//! Everything here works in the plane of [`crate::frames::LocalPlane`], metres, x east, y north.
//!
//! | room | what it answers |
//! | --- | --- |
//! | [`plan`] | the whole way from a mission to a plan |
//! | [`chart`] | the mission on the plane: where flying is allowed, what stands in the way |
//! | [`range`] | what is too far or too much for any battery, before a line is drawn |
//! | [`rows`] | frayed borders, drawn in rows |
//! | [`pass`] | one thing done with the camera at work; patterns are lists of passes |
//! | [`area`], [`corridor`], [`perimeter`], [`search`], [`orbit`] | the patterns |
//! | [`lawnmower`] | how an area with holes is covered, all of it together |
//! | [`cells`] | how an area breaks into parts that unbroken lines can cover |
//! | [`sweep`] | the lines that cover a region in one direction |
//! | [`order`] | in which order, and which way round, to fly them |
//! | [`transit`] | where flying is allowed, and the cheapest way round what is in between |
//! | [`ship_stations`] | a hover before each of a ship's draught marks |
//! | [`share`] | several vehicles for one area |
//! | [`sorties`] | as many flights as the battery asks for |
//! | [`cost`] | what a straight leg costs in this wind: metres, seconds, watt-hours |
//! | [`bill`] | what a path costs as it is flown |

pub mod area;
pub mod bill;
pub mod cells;
pub mod chart;
pub mod corridor;
pub mod cost;
pub mod lawnmower;
pub mod orbit;
pub mod order;
pub mod pass;
pub mod perimeter;
pub mod range;
pub mod rows;
pub mod search;
pub mod share;
pub mod ship_stations;
pub mod sorties;
pub mod sweep;
pub mod transit;

mod legs;
mod pipeline;

pub use pipeline::{Planned, plan, planned};

#[cfg(test)]
pub(crate) mod tests;
