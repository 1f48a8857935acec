//! Pictures that were taken and whose announcement did not come.

use std::time::Duration;

use crate::link::command::Ticket;
use crate::time::BootTime;

/// So many are asked for again; before those the link was cut, not lossy.
pub(super) const MOST: i32 = 64;
/// After the request was acknowledged, the announcement is waited for so long.
const PATIENCE: Duration = Duration::from_secs(1);
/// Each is asked for so often.
const MOST_REQUESTS: u32 = 10;

/// The pictures that are missing.
#[derive(Debug, Default)]
pub(super) struct Lost(Vec<Picture>);

#[derive(Debug)]
struct Picture {
    index: i32,
    request: Option<Ticket>,
    again_at: Option<BootTime>,
    requests: u32,
}

impl Lost {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// One more; to be asked for at once, if there is room.
    pub(super) fn add(&mut self, now: BootTime, index: i32) {
        if self.0.len() < MOST as usize {
            self.0.push(Picture {
                index,
                request: None,
                again_at: Some(now),
                requests: 0,
            });
        }
    }

    /// It came; whether it was missing.
    pub(super) fn found(&mut self, index: i32) -> bool {
        let before = self.0.len();
        self.0.retain(|picture| picture.index != index);
        self.0.len() < before
    }

    /// None is missing any more: the storage was emptied.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// When one is to be asked for.
    pub(super) fn due(&self) -> Option<BootTime> {
        self.0.iter().filter_map(|picture| picture.again_at).min()
    }

    /// One that is to be asked for now; the ticket of the request is to be told with
    /// [`Lost::asked`]. One that was asked for often enough is forgotten.
    pub(super) fn next(&mut self, now: BootTime) -> Option<i32> {
        self.0.retain(|picture| picture.requests < MOST_REQUESTS);
        let is_due = |picture: &&Picture| picture.again_at.is_some_and(|at| at <= now);
        self.0.iter().find(is_due).map(|picture| picture.index)
    }

    pub(super) fn asked(&mut self, index: i32, ticket: Ticket) {
        for picture in self.0.iter_mut().filter(|picture| picture.index == index) {
            picture.request = Some(ticket);
            picture.again_at = None;
            picture.requests += 1;
        }
    }

    /// A command is over; whether it was one of these requests.
    pub(super) fn answered(&mut self, now: BootTime, ticket: Ticket) -> bool {
        let mut pictures = self.0.iter_mut();
        let Some(picture) = pictures.find(|picture| picture.request == Some(ticket)) else {
            return false;
        };
        picture.again_at = Some(now + PATIENCE);
        true
    }
}
