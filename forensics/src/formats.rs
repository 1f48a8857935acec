//! The families of logs that this program reads, each in a folder of its own: recognised by what
//! stands in the file, never by its name. To add one: a variant, a line in `FAMILIES`, a file.
//!
//! A family is three things: `recognise` looks for its mark, `read` makes a [`Reading`] and hands
//! each raw record to whoever wants them, and its `//!` draws the format and names its source.
//! A reader never fails and never panics: bytes that are not as they should be are [`Defects`].

mod blackbox;
mod boot_clock;
mod controller_dump;
mod dataflash;
mod dji_dat;
mod dji_srt;
mod dji_txt;
mod igc;
mod layout;
mod movie;
mod parrot;
mod picture;
mod places;
mod remote_id;
mod spikes;
mod sqlite;
mod table;
mod tlog;
mod ulog;

use serde::Serialize;

use crate::defect::Defects;
use crate::flight::{Flight, Identity, Media, PlannedPlace};
use crate::record::Sink;

/// A family of logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Format {
    /// Blackbox logs of Betaflight, INAV and their kin.
    Blackbox,
    /// ArduPilot's logs.
    Dataflash,
    /// Raw dumps of controllers' and receivers' memories.
    ControllerDump,
    /// Subtitles that DJI aircraft write beside a video.
    DjiSrt,
    /// Flights of gliders and paragliders as the FAI has them written.
    Igc,
    /// Tables of a flight that apps and services export (AirData, Litchi, Autel, Yuneec, DroneDeploy).
    FlightTable,
    /// Logs that DJI aircraft write themselves (`FLY….DAT`).
    DjiDat,
    /// Flight records that DJI's apps write (`DJIFlightRecord_….txt`).
    DjiTxt,
    /// Movies, for what their container says, and the subtitles in it.
    Movie,
    /// Parrot's PUD and GUTMA's flight-logging exchange: rows in JSON.
    Parrot,
    /// Pictures, for what they say of themselves: EXIF and XMP.
    Picture,
    /// Remote ID as it was broadcast, in captures.
    RemoteId,
    /// SQLite databases, for the media that they list.
    Sqlite,
    /// MAVLink telemetry logs of a ground computer.
    Tlog,
    /// PX4's logs.
    Ulog,
}

impl Format {
    /// Its short name, as tables and JSON have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blackbox => "blackbox",
            Self::Dataflash => "dataflash",
            Self::ControllerDump => "controller_dump",
            Self::DjiSrt => "dji_srt",
            Self::Igc => "igc",
            Self::FlightTable => "flight_table",
            Self::DjiDat => "dji_dat",
            Self::DjiTxt => "dji_txt",
            Self::Movie => "movie",
            Self::Parrot => "parrot",
            Self::Picture => "picture",
            Self::RemoteId => "remote_id",
            Self::Sqlite => "sqlite",
            Self::Tlog => "tlog",
            Self::Ulog => "ulog",
        }
    }
}

/// What helps to read an exhibit and is not in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Aids<'a> {
    /// Other logs of the same aircraft or firmware: a log that has lost its descriptions is read
    /// with theirs.
    pub siblings: &'a [&'a [u8]],
    /// Files of keys, as they were imported (DJI keychains).
    pub keychains: &'a [&'a [u8]],
}

/// What was read of one exhibit.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Its family.
    pub format: Format,
    /// The format's version, as the exhibit states it.
    pub version: Option<String>,
    /// The version of our own reader of this family: it grows when its results change.
    pub decoder: u32,
    /// How many data records were read: what counts as one stands in the family's file.
    pub records: u64,
    /// What was damaged.
    pub defects: Defects,
    /// The flights, in the order of the file.
    pub flights: Vec<Flight>,
    /// Identities that belong to no single flight.
    pub identities: Vec<Identity>,
    /// Pictures and videos that belong to no single flight.
    pub media: Vec<Media>,
    /// Places that the device was told of: waypoints, safe homes.
    pub places: Vec<PlannedPlace>,
}

impl Reading {
    /// Nothing read yet.
    pub const fn new(format: Format, decoder: u32) -> Self {
        Self {
            format,
            version: None,
            decoder,
            records: 0,
            defects: Defects::new(),
            flights: Vec::new(),
            identities: Vec::new(),
            media: Vec::new(),
            places: Vec::new(),
        }
    }
}

/// One family: how it is recognised and how it is read.
#[derive(Debug)]
struct Family {
    format: Format,
    recognise: fn(&[u8]) -> bool,
    read: fn(&[u8], Aids<'_>, Option<Sink<'_>>) -> Reading,
}

/// Every family, the ones with the strictest mark first.
const FAMILIES: &[Family] = &[
    Family {
        format: Format::Blackbox,
        recognise: blackbox::recognise,
        read: blackbox::read,
    },
    Family {
        format: Format::Picture,
        recognise: picture::recognise,
        read: picture::read,
    },
    Family {
        format: Format::Movie,
        recognise: movie::recognise,
        read: movie::read,
    },
    Family {
        format: Format::Parrot,
        recognise: parrot::recognise,
        read: parrot::read,
    },
    Family {
        format: Format::Ulog,
        recognise: ulog::recognise,
        read: ulog::read,
    },
    Family {
        format: Format::Dataflash,
        recognise: dataflash::recognise,
        read: dataflash::read,
    },
    Family {
        format: Format::DjiSrt,
        recognise: dji_srt::recognise,
        read: dji_srt::read,
    },
    Family {
        format: Format::FlightTable,
        recognise: table::recognise,
        read: table::read,
    },
    Family {
        format: Format::Igc,
        recognise: igc::recognise,
        read: igc::read,
    },
    Family {
        format: Format::RemoteId,
        recognise: remote_id::recognise,
        read: remote_id::read,
    },
    Family {
        format: Format::Sqlite,
        recognise: sqlite::recognise,
        read: sqlite::read,
    },
    Family {
        format: Format::Tlog,
        recognise: tlog::recognise,
        read: tlog::read,
    },
    Family {
        format: Format::DjiTxt,
        recognise: dji_txt::recognise,
        read: dji_txt::read,
    },
    Family {
        format: Format::DjiDat,
        recognise: dji_dat::recognise,
        read: dji_dat::read,
    },
    Family {
        format: Format::Ulog,
        recognise: ulog::recognise_headless,
        read: ulog::read,
    },
    Family {
        format: Format::Dataflash,
        recognise: dataflash::recognise_headless,
        read: dataflash::read,
    },
    Family {
        format: Format::ControllerDump,
        recognise: controller_dump::recognise,
        read: controller_dump::read,
    },
];

/// Which family some bytes are of, by their content.
pub fn recognise(bytes: &[u8]) -> Option<Format> {
    family(bytes).map(|family| family.format)
}

/// Reads an exhibit; each raw record goes to `sink` too, if there is one. `None` where no family
/// recognises the bytes.
pub fn read(bytes: &[u8], aids: Aids<'_>, sink: Option<Sink<'_>>) -> Option<Reading> {
    family(bytes).map(|family| (family.read)(bytes, aids, sink))
}

fn family(bytes: &[u8]) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| (family.recognise)(bytes))
}

#[cfg(test)]
pub(crate) mod truth;
