//! Whole missions: planned, flown on the simulator or on whatever autopilot answers, evaluated.
#![cfg(test)]

mod disk_full;
mod killed;
mod outside;
mod patrol;
mod restarted;
mod signed;
mod simulated;
mod survey;
