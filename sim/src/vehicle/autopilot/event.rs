//! What the autopilot has to say: the reasons for which the link sends something unasked.

use missions::geodesy::Position;
pub use missions::telemetry::Severity;
use missions::time::BootTime;

use super::super::modes::FlightMode;

/// Whether it stands or flies; the numbers are `MAV_LANDED_STATE`'s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum LandedState {
    /// 1: on the ground.
    #[default]
    OnGround = 1,
    /// 2: in the air.
    InAir = 2,
    /// 3: leaving the ground.
    TakingOff = 3,
    /// 4: coming down to the ground.
    Landing = 4,
}

/// A picture that was taken, and from where (the estimate, not the truth).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Picture {
    /// Number since boot, from 1.
    pub index: u32,
    /// When.
    pub time: BootTime,
    /// Where the autopilot believed to be.
    pub position: Position,
    /// Height above the sea, metres.
    pub sea_m: f64,
    /// Height above home, metres.
    pub home_m: f64,
    /// Roll, pitch, yaw, degrees.
    pub euler_deg: [f64; 3],
}

/// Something that happened in the autopilot.
#[derive(Clone, Debug, PartialEq)]
pub enum AutopilotEvent {
    /// A status text, in the words of the real autopilot.
    Text {
        /// How urgent.
        severity: Severity,
        /// At most 50 bytes for one `STATUSTEXT`.
        text: String,
    },
    /// The mode is now this one.
    ModeChanged(FlightMode),
    /// Armed (true) or disarmed.
    Armed(bool),
    /// It stands, flies, leaves or comes down.
    Landed(LandedState),
    /// Home was set or moved.
    HomeSet,
    /// A mission item was done (`MISSION_ITEM_REACHED`).
    ItemReached(u16),
    /// The mission goes on with this item (`MISSION_CURRENT`).
    CurrentItem(u16),
    /// The mission has come to its end.
    MissionFinished,
    /// The camera was triggered.
    Picture(Picture),
    /// The fence was breached (true), or the breach is over.
    Breach(bool),
}
