//! What a report shows as drawings.

mod map;
mod nights;
mod profile;
mod steps;

pub(super) use map::maps;
pub(super) use nights::nights;
pub(super) use profile::profile;
