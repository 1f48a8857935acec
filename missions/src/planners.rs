//! From an area to legs: area → cells → lines → order → legs.
//!
//! Everything here works in the plane of [`crate::frames::LocalPlane`], metres, x east, y north.
