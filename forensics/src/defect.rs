//! What was damaged in an exhibit, where, and what follows from it.
//! Readers of evidence do not fail, they find: what is whole is read, the rest is one of these.

use serde::Serialize;

/// Something in an exhibit that is not as its format says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Defect {
    /// Where it begins, bytes from the beginning of the exhibit.
    pub offset: u64,
    /// How many bytes it concerns; 0 where something is missing.
    pub length: u64,
    /// What it is.
    pub kind: DefectKind,
    /// What follows for whoever uses the rest: a sentence without a full stop.
    pub consequence: String,
}

/// What can be wrong with bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DefectKind {
    /// The bytes end inside something.
    Truncated,
    /// Bytes that belong to no record.
    Unreadable,
    /// A checksum that does not fit its bytes; they were left out.
    Checksum,
    /// The beginning that says how to read the rest is missing.
    Headless,
    /// Read by a description from elsewhere: another log, or one built in.
    BorrowedDescription,
    /// A counter that jumped: records are missing between two others.
    Missing,
    /// A value that cannot be: it was left out.
    Implausible,
    /// Two statements of the same exhibit that do not agree.
    Contradiction,
    /// A clock that went back, or leapt.
    ClockJump,
    /// Enciphered, and no key was given: nothing is damaged, but nothing is read either.
    Encrypted,
    /// Something well formed that this program does not understand; its bytes are kept.
    Unsupported,
}

impl DefectKind {
    /// Whether data was lost: exit code 3 says so. What is only not understood is no damage.
    pub const fn is_damage(self) -> bool {
        !matches!(self, Self::Encrypted | Self::Unsupported)
    }
}

impl Defect {
    /// A defect of so many bytes.
    pub fn new(kind: DefectKind, offset: u64, length: u64, consequence: impl Into<String>) -> Self {
        Self {
            offset,
            length,
            kind,
            consequence: consequence.into(),
        }
    }
}

/// The defects of one exhibit. A hostile file can have one in every byte: runs of the same kind
/// that touch become one, and beyond [`Defects::MOST`] they are counted, not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defects {
    kept: Vec<Defect>,
    more: u64,
    /// Whether data was lost in one that was only counted.
    is_more_damage: bool,
}

impl Defects {
    /// So many are kept one by one.
    pub const MOST: usize = 10_000;

    /// None yet.
    pub const fn new() -> Self {
        Self {
            kept: Vec::new(),
            more: 0,
            is_more_damage: false,
        }
    }

    /// Adds a defect; one that goes on where the last one of its kind ended makes that one longer.
    pub fn push(&mut self, defect: Defect) {
        let length = defect.length;
        if let Some(last) = self
            .kept
            .last_mut()
            .filter(|last| last.goes_on_with(&defect))
        {
            last.length = last.length.saturating_add(length);
        } else if self.kept.len() < Self::MOST {
            self.kept.push(defect);
        } else {
            self.more = self.more.saturating_add(1);
            self.is_more_damage |= defect.kind.is_damage();
        }
    }

    /// Adds a defect of so many bytes.
    pub fn add(
        &mut self,
        kind: DefectKind,
        offset: u64,
        length: u64,
        consequence: impl Into<String>,
    ) {
        self.push(Defect::new(kind, offset, length, consequence));
    }

    /// Those that were kept, in the order in which they were found.
    pub fn kept(&self) -> &[Defect] {
        &self.kept
    }

    /// How many there are, with those that were only counted.
    pub const fn count(&self) -> u64 {
        (self.kept.len() as u64).saturating_add(self.more)
    }

    /// Whether data was lost.
    pub fn is_damage(&self) -> bool {
        self.is_more_damage || self.kept.iter().any(|defect| defect.kind.is_damage())
    }
}

impl Defect {
    fn goes_on_with(&self, next: &Self) -> bool {
        let end = self.offset.saturating_add(self.length);
        self.kind == next.kind && end == next.offset && self.consequence == next.consequence
    }
}

impl Serialize for Defects {
    /// The list; one more entry at its end says how many were only counted.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let counted = (self.more > 0).then(|| {
            let consequence = format!("{} more defects were counted, not listed", self.more);
            let kind = if self.is_more_damage {
                DefectKind::Unreadable
            } else {
                DefectKind::Unsupported
            };
            Defect::new(kind, 0, 0, consequence)
        });
        serializer.collect_seq(self.kept.iter().chain(&counted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_passed_over_one_by_one_are_one_defect() {
        let mut defects = Defects::new();
        for offset in [10, 11, 12, 20] {
            defects.add(
                DefectKind::Unreadable,
                offset,
                1,
                "these bytes belong to no record",
            );
        }
        let places: Vec<_> = defects
            .kept()
            .iter()
            .map(|d| (d.offset, d.length))
            .collect();
        assert_eq!(places, [(10, 3), (20, 1)]);
    }

    #[test]
    fn a_file_that_is_nothing_but_defects_is_counted_not_kept() {
        let mut defects = Defects::new();
        for offset in 0..2 * Defects::MOST as u64 {
            defects.add(DefectKind::Checksum, offset * 3, 1, "left out");
        }
        assert_eq!(defects.kept().len(), Defects::MOST);
        assert_eq!(defects.count(), 2 * Defects::MOST as u64);
        let json = serde_json::to_value(&defects).unwrap();
        let last = json.as_array().unwrap().last().unwrap().clone();
        assert_eq!(
            last["consequence"],
            "10000 more defects were counted, not listed"
        );
    }

    #[test]
    fn what_is_only_not_understood_is_no_damage_however_often() {
        let mut defects = Defects::new();
        for offset in 0..=Defects::MOST as u64 {
            defects.add(DefectKind::Unsupported, offset * 3, 1, "kept");
        }
        assert!(!defects.is_damage());
        let json = serde_json::to_value(&defects).unwrap();
        assert_eq!(json[Defects::MOST]["kind"], "unsupported");
        defects.add(DefectKind::Checksum, 1_000_000, 1, "left out");
        assert!(defects.is_damage());
    }

    #[test]
    fn what_is_only_enciphered_is_not_damaged() {
        let mut defects = Defects::new();
        defects.add(DefectKind::Encrypted, 0, 100, "no key was given");
        assert!(!defects.is_damage());
        defects.add(DefectKind::Truncated, 100, 0, "the last record is missing");
        assert!(defects.is_damage());
    }
}
