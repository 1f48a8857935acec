//! Pictures of a ship's side in the water, cast ray by ray without a graphics processor.
//!
//! A [`Stage`] holds what stays the same during a clip: the painted and lit plating as an atlas,
//! the way each pixel looks, the sky. For each frame the sea's surface near the plating is laid
//! out anew ([`crate::sea::Patch`]); then each pixel's ray meets either the plate (a quadratic
//! surface, exactly) or the water before it (a height field, step by safe step), and the water
//! shows, mixed by Fresnel, the plating or the sky that it mirrors and what shimmers up from below.
//! The truth of a frame is asked of the same surfaces that were drawn.

mod atlas;
mod cast;
mod coat;
mod foam;
mod grain;
mod rays;
mod stage;
mod truth;
mod water;
mod wetness;

pub use stage::{Frame, Stage};
pub use truth::{FigureTruth, FrameTruth};
pub use water::{Kind, Water};
