//! Whose manners a simulated vehicle has, and the flight modes that it knows of theirs.
//! Their numbers and names are [`missions::autopilot`]'s; what flies is [`super::autopilot`].

pub use missions::autopilot::{Autopilot as Manner, FlightMode};

/// The mode behind a `custom_mode`; none where it is not modelled. A number that means the same
/// as another (ArduPilot's POSHOLD and LOITER) is modelled only if it is the one that is sent.
pub fn modelled(manner: Manner, number: u32) -> Option<FlightMode> {
    let mode = manner.mode(number);
    let is_its_own = manner.custom_mode(mode) == Some(number);
    let is_shared = !matches!(mode, FlightMode::Manual(_) | FlightMode::Other(_));
    (is_its_own && is_shared).then_some(mode)
}

/// The name that an autopilot's texts use for one of its modes.
pub(super) fn name_of(manner: Manner, mode: FlightMode) -> &'static str {
    manner.name_of(mode).unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(manner: Manner, number: u32, mode: Option<FlightMode>) {
        assert_eq!(modelled(manner, number), mode, "{manner} {number}");
    }

    #[test]
    fn only_modes_that_are_modelled_can_be_asked_for() {
        check(Manner::ArduPilot, 5, Some(FlightMode::PositionHold));
        check(Manner::ArduPilot, 16, None);
        check(Manner::ArduPilot, 1, None);
        check(Manner::ArduPilot, 21, None);
        check(Manner::ArduPilot, 999, None);
        check(Manner::Px4, 50_593_792, Some(FlightMode::Hold));
        check(Manner::Px4, 0x0001_0000, None);
        check(Manner::Px4, 0x0604_0000, Some(FlightMode::Land));
    }
}
