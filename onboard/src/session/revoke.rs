//! The file `revoke` in the flight folder: whoever puts it there withdraws the plan.
//!
//! It is obeyed first and put away after that, as `revoke.seen`: killed between the two, the
//! program that comes after finds it again.

use missions::time::BootTime;

use super::Session;
use crate::flight::event::Phase;
use crate::flight::operator::Order;
use crate::folder::Folder;

/// The file.
const FILE: &str = "revoke";
/// The file, once it is obeyed.
const SEEN: &str = "revoke.seen";
/// Who is said to have given the order.
pub(super) const BY: &str = "the file `revoke`";

impl Session {
    /// Obeys the file, where there is one and somebody to obey with; words where it cannot be put
    /// away. It is obeyed all the same, and only once.
    pub fn look_for_revoke(&mut self, now: BootTime) -> Option<String> {
        let file = self.folder.dir().join(FILE);
        if self.flight.phase() <= Phase::Connecting || file.symlink_metadata().is_err() {
            return None;
        }
        let is_news = !self.flight.is_revoked();
        if is_news {
            self.order(now, Order::Revoke, BY);
        }
        let put_away = std::fs::rename(&file, self.folder.dir().join(SEEN));
        let error = put_away.err().filter(|_| is_news)?;
        Some(format!("cannot put away {}: {error}", file.display()))
    }

    /// From here on every frame may bring the take-off: the file is looked for before each.
    pub(super) fn look_before_take_off(&mut self, now: BootTime) {
        let is_near = matches!(
            self.flight.phase(),
            Phase::Checking | Phase::Departing | Phase::Loading
        );
        if let Some(words) = is_near.then(|| self.look_for_revoke(now)).flatten() {
            tracing::error!("{words}");
        }
    }
}

/// Whether it was put away by a program before.
pub(super) fn was_put_away(folder: &Folder) -> bool {
    folder.dir().join(SEEN).symlink_metadata().is_ok()
}
