//! What a case says of itself: what was acquired from where, and how each exhibit was come by.

use missions::seal::Held;
use serde::{Deserialize, Serialize};

use crate::evidence::Span;
use crate::evidence::carve::Ending;
use crate::evidence::volume::{Content, Stamp};
use crate::exhibit::Origin;

/// All acquisitions of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Which form of document this is.
    pub form: String,
    /// In their order.
    pub acquisitions: Vec<Acquisition>,
}

impl Manifest {
    /// The one form that there is.
    pub const FORM: &'static str = "shearwater-case/1";

    /// Every exhibit with the acquisition that it comes from.
    pub fn exhibits(&self) -> impl Iterator<Item = (&Acquisition, &Item)> {
        let all = self.acquisitions.iter();
        all.flat_map(|one| one.exhibits.iter().map(move |exhibit| (one, exhibit)))
    }
}

/// One acquisition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acquisition {
    /// Which it is, from 1.
    pub number: u32,
    /// What did it.
    pub program: String,
    /// When it was begun, by the clock of the machine.
    pub begun_utc: String,
    /// When it was ended.
    pub ended_utc: String,
    /// What it was taken from.
    pub source: Source,
    /// What was taken.
    pub exhibits: Vec<Item>,
    /// What is known to have been there, and of which nothing is to be had.
    pub unrecovered: Vec<Unrecovered>,
    /// What was refused, damaged or left out: sentences.
    pub findings: Vec<String>,
}

/// What an acquisition was taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// `image`, `image (E01)`, `folder`, `file`, `archive`.
    pub kind: String,
    /// Where it was.
    pub place: String,
    /// Its files before anything was read of it.
    pub before: Vec<Held>,
    /// The same when all was read. They are alike, or a finding says that they are not.
    pub after: Vec<Held>,
    /// What an image holds, unpacked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub content: Option<Sums>,
    /// What an image says of its making, by name.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub stated: Vec<(String, String)>,
    /// How an image is divided: a sentence a part.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub layout: Vec<String>,
}

/// The sums of an image's content, beside those that it states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// How many bytes.
    pub bytes: u64,
    /// SHA-256.
    pub sha256: String,
    /// MD5, where the image states one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub md5: Option<String>,
    /// Whether it is the stated one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub md5_holds: Option<bool>,
    /// SHA-1, where the image states one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sha1: Option<String>,
    /// Whether it is the stated one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sha1_holds: Option<bool>,
}

/// Something that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The sum of its content, and its name in `exhibits/`.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
    /// How it was come by.
    pub origin: Origin,
    /// Its path in the source, from `/`; of what was carved, where it lay.
    pub path: String,
    /// In which part of an image.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part: Option<String>,
    /// How many bytes it should have, where that is another number.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stated_bytes: Option<u64>,
    /// How its bytes are known to be its.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub content: Option<Content>,
    /// How a carved one ends.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub end: Option<Ending>,
    /// Where its bytes lie in the image, in their order; the first [`Item::SPANS`].
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub spans: Vec<Span>,
    /// Its times.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub times: Vec<Stamp>,
    /// What it is, by its content.
    pub format: Option<String>,
    /// What else must be said.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<String>,
}

impl Item {
    /// So many places are named of one exhibit.
    pub const SPANS: usize = 1000;
}

/// Something of which only the record is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unrecovered {
    /// Its path in the source.
    pub path: String,
    /// In which part of an image.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part: Option<String>,
    /// How many bytes it had, as its record says.
    pub stated_bytes: u64,
    /// What is known of its content.
    pub content: Content,
    /// Its times.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub times: Vec<Stamp>,
    /// What else must be said.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<String>,
}
