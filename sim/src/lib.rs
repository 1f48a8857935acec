#![doc = include_str!("../README.md")]

pub mod scenario;
pub mod sky;
pub mod smuggler;

pub mod air;
pub mod faults;
pub mod vehicle;

pub mod berth;
pub mod camera;
pub mod eye;
pub mod light;
pub mod picture;
pub mod scene;
pub mod sea;
pub mod ship;
pub mod video;

pub mod clock;
pub mod noise;

pub mod cli;
pub mod link;

pub use link::World;
