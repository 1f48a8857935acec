//! A flight from first contact to disarming, without sockets, clocks and files.

pub mod boundary;
pub mod figures;
pub mod pilot;
pub mod safety;
pub mod way_home;
