#![doc = include_str!("../README.md")]
// Its input is hostile: nothing is indexed and nothing overflows.
#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::string_slice,
        reason = "a test that panics has found something"
    )
)]

pub mod acquire;
pub mod analysis;
pub mod case;
pub mod cursor;
pub mod defect;
pub mod evidence;
pub mod exhibit;
pub mod export;
pub mod flight;
pub mod formats;
pub mod record;
pub mod report;
pub mod tables;

pub mod cli;
