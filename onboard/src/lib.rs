#![doc = include_str!("../README.md")]

pub mod config;
pub mod link;

pub mod flight;
pub mod flown;
pub mod resume;

pub mod closing;
pub mod folder;
pub mod session;
pub mod told;

pub mod survey;

pub mod camera;
pub mod vision;

pub mod cli;
