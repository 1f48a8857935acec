//! From an area to legs: area → cells → lines → order → legs.
//!
//! Everything here works in the plane of [`crate::frames::LocalPlane`], metres, x east, y north.
//!
//! | room | what it answers |
//! | --- | --- |
//! | [`cost`] | what a straight leg costs in this wind: metres, seconds, watt-hours |
//! | [`transit`] | where flying is allowed, and the cheapest way round what is in between |

pub mod bill;
pub mod cost;
pub mod transit;
