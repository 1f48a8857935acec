//! Names and numbers of a whole case: each once, with every place where it stands.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Source;
use crate::exhibit::Exhibit;
use crate::flight::{Confidence, Identity, IdentityKind};

/// One name or number of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// What it names.
    pub kind: IdentityKind,
    /// As it stands in the exhibits.
    pub value: String,
    /// In which exhibits, by their numbers.
    pub exhibits: Vec<usize>,
    /// Where it was read: the first place in each exhibit.
    pub sources: Vec<Source>,
    /// The best of its readings.
    pub confidence: Confidence,
}

impl Named {
    /// Whether it can tell one device from another: `0`, `N/A` and `unknown` cannot, nor can what
    /// is the same letter over and over.
    pub fn tells_apart(&self) -> bool {
        let value = self.value.trim();
        let mut letters = value.chars();
        let first = letters.next();
        let is_one_letter = letters.all(|letter| Some(letter) == first);
        let is_no_value = ["n/a", "none", "null", "unknown", "default", "test"];
        let is_empty_word = is_no_value.contains(&value.to_ascii_lowercase().as_str());
        value.chars().count() >= 3 && !is_one_letter && !is_empty_word
    }
}

/// Every identity that an exhibit states, in its flights or outside of them.
pub(super) fn identities(exhibit: &Exhibit) -> impl Iterator<Item = &Identity> {
    exhibit.reading.iter().flat_map(|reading| {
        let of_flights = reading.flights.iter().flat_map(|flight| &flight.identities);
        reading.identities.iter().chain(of_flights)
    })
}

/// The names and numbers of a case, by kind and value.
pub(super) fn collected(exhibits: &[Exhibit]) -> Vec<Named> {
    let mut all: BTreeMap<(IdentityKind, &str), Named> = BTreeMap::new();
    for (number, exhibit) in exhibits.iter().enumerate() {
        for identity in identities(exhibit) {
            let source = Source::new(number, identity.trace);
            let named = all
                .entry((identity.kind, &identity.value))
                .or_insert_with(|| Named {
                    kind: identity.kind,
                    value: identity.value.clone(),
                    exhibits: Vec::new(),
                    sources: Vec::new(),
                    confidence: identity.confidence,
                });
            named.confidence = named.confidence.min(identity.confidence);
            if named.exhibits.last() != Some(&number) {
                named.exhibits.push(number);
                named.sources.push(source);
            }
        }
    }
    all.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::super::made;
    use super::*;
    use crate::flight::Flight;

    #[test]
    fn a_serial_number_in_two_exhibits_is_one_name_with_two_sources() {
        let serial = (IdentityKind::AircraftSerial, "0J9A");
        let exhibits = [
            made::exhibit("a", Flight::default(), &[serial, serial]),
            made::exhibit(
                "b",
                Flight::default(),
                &[(IdentityKind::Product, "P4"), serial],
            ),
        ];
        let all = collected(&exhibits);
        let shown: Vec<_> = all
            .iter()
            .map(|n| (n.value.as_str(), n.exhibits.as_slice()))
            .collect();
        assert_eq!(shown, [("P4", &[1][..]), ("0J9A", &[0, 1])]);
        assert_eq!(all[1].sources.len(), 2);
    }

    #[test]
    fn a_number_that_stands_for_none_tells_nothing_apart() {
        let check = |value: &str, expected: bool| {
            let exhibits = [made::exhibit(
                "a",
                Flight::default(),
                &[(IdentityKind::BatterySerial, value)],
            )];
            assert_eq!(collected(&exhibits)[0].tells_apart(), expected, "{value}");
        };
        for nothing in ["0", "000000", "N/A", "unknown", "--------", "X"] {
            check(nothing, false);
        }
        check("03Z0600080", true);
        check("100", true);
    }
}
