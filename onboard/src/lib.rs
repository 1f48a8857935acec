#![doc = include_str!("../README.md")]

pub mod flight;
pub mod folder;

pub mod cli;
