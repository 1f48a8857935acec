#![doc = include_str!("../README.md")]

pub mod html;
pub mod loss;
pub mod pdf;
pub mod range;
pub mod time;

pub mod frames;
pub mod geodesy;
pub mod height;

pub mod airspace;
pub mod autopilot;
pub mod camera;
pub mod sun;
pub mod vehicle;
pub mod wind;

pub mod draught;
pub mod ship;

pub mod mission;
pub mod plan;
pub mod planners;

pub mod formats;

pub mod telemetry;

#[cfg(feature = "link")]
pub mod link;

pub mod video;

pub mod seal;

pub mod cli;
