//! When an entry was written: its own time, where its neighbours agree with it. One flipped byte
//! makes a time of another century; a computer's clock that was set during the flight makes all
//! later times agree among themselves.

use missions::time::BootTime;

use crate::defect::{DefectKind, Defects};

/// A step back of so many µs is only two threads writing.
const BACK_US: i64 = 1_000_000;
/// A step forward of so many µs is only silence.
const FORWARD_US: i64 = 60_000_000;

/// The times of a log.
#[derive(Debug)]
pub(super) struct Instants {
    /// About when it begins: nothing is before the first entry that could bear it out.
    about: Option<i64>,
    first_us: Option<i64>,
    last_us: Option<i64>,
}

/// One time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instant {
    /// Since the log's first entry.
    pub at: BootTime,
    /// µs since 1970.
    pub us: i64,
}

impl Instants {
    /// Given the times of a log's first few entries.
    pub(super) fn beginning(mut times: Vec<i64>) -> Self {
        times.sort_unstable();
        Self {
            about: times.get(times.len().saturating_sub(1) / 2).copied(),
            first_us: None,
            last_us: None,
        }
    }

    /// The instant of an entry, given the time that stands before the entry after it.
    pub(super) fn take(
        &mut self,
        stated: Option<i64>,
        next: Option<i64>,
        (offset, defects): (u64, &mut Defects),
    ) -> Instant {
        let us = self
            .sound(stated, next)
            .unwrap_or_else(|| self.damaged(offset, defects));
        if self
            .last_us
            .is_some_and(|last| !follows(last, us) && us < last)
        {
            let what = "the clock of the computer that wrote the log was set back here";
            defects.add(DefectKind::ClockJump, offset, 8, what);
        }
        self.last_us = Some(us);
        self.instant(us)
    }

    /// The instant of an entry that comes behind others that stand after it. Its neighbours are no
    /// longer known: its time is taken as it is where it lies between the log's beginning and now,
    /// and no later one is held against it.
    pub(super) fn late(
        &mut self,
        stated: Option<i64>,
        (offset, defects): (u64, &mut Defects),
    ) -> Instant {
        let first = self.first_us.into_iter().chain(self.about).min();
        let from = first.unwrap_or_default().saturating_sub(FORWARD_US);
        let last = self.last_us.or(self.about).unwrap_or_default();
        let to = last.saturating_add(FORWARD_US);
        let us = stated
            .filter(|stated| (from..=to).contains(stated))
            .unwrap_or_else(|| self.damaged(offset, defects));
        self.instant(us)
    }

    /// What is taken for a time that cannot be.
    fn damaged(&self, offset: u64, defects: &mut Defects) -> i64 {
        let what = "the time of this message was damaged: that of its neighbour was taken";
        defects.add(DefectKind::Implausible, offset, 8, what);
        self.last_us.or(self.about).unwrap_or_default()
    }

    fn instant(&mut self, us: i64) -> Instant {
        let first = *self.first_us.get_or_insert(us);
        let since = u64::try_from(us.saturating_sub(first)).unwrap_or(0);
        Instant {
            at: BootTime::from_micros(since),
            us,
        }
    }

    /// When the log began, µs since 1970.
    pub(super) const fn first_us(&self) -> Option<i64> {
        self.first_us
    }

    fn sound(&self, stated: Option<i64>, next: Option<i64>) -> Option<i64> {
        let stated = stated.filter(|stated| *stated > 0)?;
        let is_sound = match (self.last_us, next) {
            (None, _) => self
                .about
                .is_some_and(|about| stated.saturating_sub(about).saturating_abs() <= FORWARD_US),
            // Its neighbours agree with each other: then it lies between them.
            (Some(last), Some(next)) if follows(last, next) => {
                stated >= last.saturating_sub(BACK_US) && stated <= next.saturating_add(BACK_US)
            }
            (Some(last), _) if follows(last, stated) => true,
            (_, Some(next)) if follows(stated, next) => true,
            // Nothing agrees: silence on both sides, or at the end.
            (Some(last), Some(next)) => last <= stated && stated <= next,
            (Some(last), None) => last <= stated && stated.saturating_sub(last) < 86_400_000_000,
        };
        is_sound.then_some(stated)
    }
}

fn follows(earlier: i64, later: i64) -> bool {
    (-BACK_US..=FORWARD_US).contains(&later.saturating_sub(earlier))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_700_000_000_000_000;

    /// Times in seconds since START; what comes out in seconds since the first, and the defects.
    fn check(times: &[i64], expected: &[f64], kinds: &[DefectKind]) {
        let us = |seconds: i64| START + seconds * 1_000_000;
        let first = times.iter().take(5).map(|time| us(*time)).collect();
        let mut instants = Instants::beginning(first);
        let mut defects = Defects::new();
        let mut read = Vec::new();
        for (n, time) in times.iter().enumerate() {
            let next = times.get(n + 1).map(|next| us(*next));
            let place = (n as u64 * 100, &mut defects);
            read.push(instants.take(Some(us(*time)), next, place).at.as_secs_f64());
        }
        assert_eq!(read, expected, "{times:?}");
        let found: Vec<_> = defects.kept().iter().map(|defect| defect.kind).collect();
        assert_eq!(found, kinds, "{times:?}");
    }

    #[test]
    fn one_flipped_time_takes_that_of_its_neighbour_and_a_set_clock_is_believed() {
        use DefectKind::{ClockJump, Implausible};
        check(&[0, 1, 2], &[0.0, 1.0, 2.0], &[]);
        check(&[0, 1, 1_000_000, 3], &[0.0, 1.0, 1.0, 3.0], &[Implausible]);
        check(&[0, 1, 30, 3], &[0.0, 1.0, 1.0, 3.0], &[Implausible]);
        check(&[0, 1, -900, 3], &[0.0, 1.0, 1.0, 3.0], &[Implausible]);
        check(&[-5000, 1, 2], &[0.0, 0.0, 1.0], &[Implausible]);
        check(&[0, 1_000_000, 2], &[0.0, 0.0, 2.0], &[Implausible]);
        check(&[0, 1, 5000, 5001], &[0.0, 1.0, 5000.0, 5001.0], &[]);
        check(
            &[100, 101, 102, 20, 21],
            &[0.0, 1.0, 2.0, 0.0, 0.0],
            &[ClockJump],
        );
    }

    #[test]
    fn a_late_time_is_its_own_unless_the_log_cannot_have_it_and_moves_no_clock() {
        let mut instants = Instants::beginning(vec![START]);
        let mut defects = Defects::new();
        instants.take(Some(START), None, (0, &mut defects));
        instants.take(Some(START + 50_000_000), None, (100, &mut defects));
        let mut late = |us| instants.late(Some(us), (50, &mut defects)).at.as_secs_f64();
        assert_eq!(late(START + 10_000_000), 10.0);
        assert_eq!(late(START ^ 1 << 60), 50.0);
        instants.take(Some(START + 51_000_000), None, (200, &mut defects));
        let found: Vec<_> = defects.kept().iter().map(|defect| defect.offset).collect();
        assert_eq!(found, [50]);
    }
}
