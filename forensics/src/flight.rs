//! What a log says of one flight, whatever family it is of: positions, events, identities, homes,
//! people's positions, power. Every value carries where it was read and how far it can be trusted.
//! Readers of formats fill it, the analysis works on it; it knows no format and opens no file.

mod clock;
mod continuity;
mod event;
mod fix;
mod gps_time;
mod identity;
mod media;
mod operator;
mod place;
mod power;
pub(crate) mod rfc3339;
mod summary;
mod trace;

pub use clock::{Clock, ClockBasis, LocalTime};
pub use continuity::take_leaps;
pub use event::{Event, EventKind};
pub use fix::{Fix, Home, is_no_place, somewhere};
pub use gps_time::utc_of_gps;
pub use identity::{Identity, IdentityKind, identities_json};
pub use media::{Media, MediaKind};
pub use operator::{OperatorPosition, OperatorSource};
pub use place::{PlaceKind, PlannedPlace};
pub use power::PowerSample;
pub use summary::Summary;
pub use trace::{Confidence, Trace};

use missions::telemetry::Track;

/// One flight as one log tells it; a log that was begun and ended on the ground is one, too.
///
/// Everything is in the order of the log, which need not be the order of time: what went back is
/// evidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flight {
    /// How its times are known.
    pub clock: Clock,
    /// The log's first and last instant on its own clock, with or without a position.
    pub span: Option<(missions::time::BootTime, missions::time::BootTime)>,
    /// Where the aircraft was: valid coordinates only.
    pub fixes: Vec<Fix>,
    /// Home positions, each time that the aircraft learned one.
    pub homes: Vec<Home>,
    /// What happened.
    pub events: Vec<Event>,
    /// Who and what it was.
    pub identities: Vec<Identity>,
    /// Where people or their devices were, as logged.
    pub operators: Vec<OperatorPosition>,
    /// Voltage, current, throttle: what a drop of the payload shows in.
    pub power: Vec<PowerSample>,
    /// Pictures and videos that were taken.
    pub media: Vec<Media>,
}

impl Flight {
    /// The positions as the track that every map of this house draws. One that is not later than
    /// the last is left out here; it stays in [`Flight::fixes`].
    pub fn track(&self) -> Track {
        let mut track = Track::new();
        track.extend(self.fixes.iter().map(|fix| fix.sample));
        track
    }

    /// What the flight comes to in a few numbers.
    pub fn summary(&self) -> Summary {
        Summary::of(self)
    }
}
