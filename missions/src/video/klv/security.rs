//! The Security Metadata Local Set: MISB ST 0102, on its own or in tag 48 of ST 0601.

use super::item::Coding::{Bytes, Code, Count, Text, Wide};
use super::item::{Coding, Definition, row};

/// How the classifying country is named (tag 2).
const COUNTRIES: &[(u8, &str)] = &[
    (1, "ISO 3166 two letters"),
    (2, "ISO 3166 three letters"),
    (3, "FIPS 10-4 two letters"),
    (4, "FIPS 10-4 four letters"),
    (5, "ISO 3166 numeric"),
    (6, "STANAG 1059 two letters"),
    (7, "STANAG 1059 three letters"),
    (10, "FIPS 10-4 mixed"),
    (11, "ISO 3166 mixed"),
    (12, "STANAG 1059 mixed"),
    (13, "GENC two letters"),
    (14, "GENC three letters"),
    (15, "GENC numeric"),
    (16, "GENC mixed"),
];

/// How the country in the picture is named (tag 12): 3 to 5 are not those of tag 2.
const OBJECT_COUNTRIES: &[(u8, &str)] = &[
    (1, "ISO 3166 two letters"),
    (2, "ISO 3166 three letters"),
    (3, "ISO 3166 numeric"),
    (4, "FIPS 10-4 two letters"),
    (5, "FIPS 10-4 four letters"),
    (6, "STANAG 1059 two letters"),
    (7, "STANAG 1059 three letters"),
    (13, "GENC two letters"),
    (14, "GENC three letters"),
    (15, "GENC numeric"),
    (64, "GENC subdivisions"),
];

/// Texts have no limit of their own in the standard; this is the longest that is written.
const TEXT: Coding = Text(1000);

/// The table of ST 0102, in the order of the tags; 15 to 21 are those of older versions.
#[rustfmt::skip]
pub(super) const TABLE: &[Definition] = &[
    row(1, "Security Classification", "", Code(&[
        (1, "unclassified"), (2, "restricted"), (3, "confidential"), (4, "secret"),
        (5, "top secret"),
    ])),
    row(2, "Classifying Country and Releasing Instructions Country Coding Method", "", Code(COUNTRIES)),
    row(3, "Classifying Country", "", TEXT),
    row(4, "Security-SCI/SHI Information", "", TEXT),
    row(5, "Caveats", "", TEXT),
    row(6, "Releasing Instructions", "", TEXT),
    row(7, "Classified By", "", TEXT),
    row(8, "Derived From", "", TEXT),
    row(9, "Classification Reason", "", TEXT),
    row(10, "Declassification Date", "", Text(8)),
    row(11, "Classification and Marking System", "", TEXT),
    row(12, "Object Country Coding Method", "", Code(OBJECT_COUNTRIES)),
    row(13, "Object Country Codes", "", Wide),
    row(14, "Classification Comments", "", TEXT),
    row(15, "UMID", "", Bytes),
    row(19, "Stream ID", "", Bytes),
    row(20, "Transport Stream ID", "", Bytes),
    row(21, "Item Designator ID", "", Bytes),
    row(22, "Version", "", Count(2)),
    row(23, "Classifying Country and Releasing Instructions Country Coding Method Version Date", "", Text(10)),
    row(24, "Object Country Coding Method Version Date", "", Text(10)),
];
