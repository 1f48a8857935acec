//! What happens between one state of the aircraft and the next.

use super::course::Placed;
use super::names;
use super::records::Osd;
use crate::flight::EventKind;

/// What changes from state to state. A change counts once the next state agrees, or when none
/// follows: a damaged byte is no change of mode.
pub(super) fn changes(states: &[Placed<Osd>]) -> Vec<Placed<EventKind>> {
    let mut events = Vec::new();
    let mut watch = Watch::default();
    for (at, state) in states.iter().enumerate() {
        let next = at.checked_add(1).and_then(|next| states.get(next));
        let next = next.map_or(&state.what, |next| &next.what);
        watch.look(&state.what, next, |what| events.push(state.with(what)));
    }
    events
}

/// What was last seen.
#[derive(Debug, Default)]
pub(in crate::formats) struct Watch {
    motors: Seen<bool>,
    in_air: Seen<bool>,
    mode: Seen<u8>,
    action: Seen<u8>,
}

impl Watch {
    /// Looks at a state and the one after it.
    pub(in crate::formats) fn look(
        &mut self,
        now: &Osd,
        next: &Osd,
        mut push: impl FnMut(EventKind),
    ) {
        match self.motors.change(now.motors, next.motors) {
            Some((_, true)) => push(EventKind::Armed),
            Some((Some(_), false)) => push(EventKind::Disarmed),
            _ => {}
        }
        match self.in_air.change(now.in_air, next.in_air) {
            Some((Some(_), true)) => push(EventKind::TakeOff),
            Some((Some(_), false)) => push(EventKind::Landed),
            _ => {}
        }
        if let Some((_, mode)) = self.mode.change(now.mode, next.mode) {
            let mode = names::mode(mode);
            push(EventKind::Mode { mode });
        }
        if let Some((_, action)) = self.action.change(now.action, next.action)
            && let Some(what) = names::failsafe(action)
        {
            push(EventKind::Failsafe { what: what.into() });
        }
    }
}

/// The last value that two states agreed on.
#[derive(Debug)]
struct Seen<T>(Option<T>);

impl<T> Default for Seen<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Copy + PartialEq> Seen<T> {
    /// What it was, and what it is from here on.
    fn change(&mut self, now: T, next: T) -> Option<(Option<T>, T)> {
        if self.0 == Some(now) || now != next {
            return None;
        }
        Some((self.0.replace(now), now))
    }
}
