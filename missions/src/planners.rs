//! From an area to legs: area → cells → lines → order → legs.
//!
//! Everything here works in the plane of [`crate::frames::LocalPlane`], metres, x east, y north.
//!
//! | room | what it answers |
//! | --- | --- |
//! | [`cost`] | what a straight leg costs in this wind: metres, seconds, watt-hours |
//! | [`transit`] | where flying is allowed, and the cheapest way round what is in between |
//! | [`cells`] | how an area breaks into parts that unbroken lines can cover |
//! | [`sweep`] | the lines that cover a region in one direction |
//! | [`order`] | in which order, and which way round, to fly them |
//! | [`lawnmower`] | how an area with holes is covered, all of it together |

pub mod bill;
pub mod cells;
pub mod cost;
pub mod lawnmower;
pub mod order;
pub mod sweep;
pub mod transit;
