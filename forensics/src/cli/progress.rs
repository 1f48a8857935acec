//! A bar for what takes more than a moment, on a terminal; nothing elsewhere.

use std::borrow::Cow;
use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};
use missions::time::UtcTime;

use super::clock;
use crate::acquire::Witness;

/// What is told on the way.
#[derive(Debug)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Nothing is told yet.
    pub(super) fn new(is_quiet: bool) -> Self {
        if is_quiet || !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::no_length();
        let style = "{msg} {wide_bar} {bytes} of {total_bytes} ({bytes_per_sec}, {eta} left)";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// All is done.
    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}

impl Witness for Progress {
    fn begins(&mut self, what: &str, bytes: u64) {
        self.0.reset();
        self.0.set_length(bytes);
        self.0.set_message(Cow::Owned(what.to_owned()));
    }

    fn passed(&mut self, bytes: u64) {
        self.0.inc(bytes);
        let done = self.0.position();
        if self.0.length().is_some_and(|length| length < done) {
            self.0.set_length(done);
        }
    }

    fn now(&self) -> UtcTime {
        clock::now()
    }
}
