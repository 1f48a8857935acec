//! Which field is which tag of ST 0601; reading and writing both stand on these tables.

use super::{Figure, FrameMetadata, Place};
use crate::frames::wrap_deg;
use crate::loss::Loss;
use crate::time::UtcTime;
use crate::video::klv::{LocalSet, SetKind, VERSION, Value};

type FigureOf = fn(&mut FrameMetadata) -> &mut Figure;
type TextOf = fn(&mut FrameMetadata) -> &mut Option<String>;
type ByteOf = fn(&mut FrameMetadata) -> &mut Option<u8>;

const TEXTS: &[(u32, TextOf)] = &[
    (3, |m| &mut m.mission),
    (4, |m| &mut m.tail_number),
    (10, |m| &mut m.platform),
    (11, |m| &mut m.camera),
    (12, |m| &mut m.coordinate_system),
    (59, |m| &mut m.call_sign),
];

const BYTES: &[(u32, ByteOf)] = &[(47, |m| &mut m.flags), (65, |m| &mut m.version)];

/// Angles of a whole turn, which are written from 0 to 360.
const TURNS: &[u32] = &[5, 18, 20, 112];

const FIGURES: &[(u32, FigureOf)] = &[
    (5, |m| &mut m.heading_deg),
    (6, |m| &mut m.pitch_deg),
    (7, |m| &mut m.roll_deg),
    (13, |m| &mut m.sensor.latitude_deg),
    (14, |m| &mut m.sensor.longitude_deg),
    (15, |m| &mut m.sensor_msl_m),
    (16, |m| &mut m.horizontal_view_deg),
    (17, |m| &mut m.vertical_view_deg),
    (18, |m| &mut m.azimuth_deg),
    (19, |m| &mut m.elevation_deg),
    (20, |m| &mut m.camera_roll_deg),
    (21, |m| &mut m.slant_range_m),
    (22, |m| &mut m.width_m),
    (23, |m| &mut m.centre.latitude_deg),
    (24, |m| &mut m.centre.longitude_deg),
    (25, |m| &mut m.centre_msl_m),
    (40, |m| &mut m.target.latitude_deg),
    (41, |m| &mut m.target.longitude_deg),
    (42, |m| &mut m.target_msl_m),
    (56, |m| &mut m.ground_speed_m_s),
    (75, |m| &mut m.sensor_hae_m),
    (78, |m| &mut m.centre_hae_m),
    (112, |m| &mut m.course_deg),
    (113, |m| &mut m.above_ground_m),
];

/// An item with a wide range, and the one with the narrow range that says the same.
const WIDE: &[(u32, u32)] = &[(90, 6), (91, 7), (96, 22), (104, 75)];

/// The wide item that is written even where the narrow one would do, for its finer steps.
const FINER: u32 = 104;

impl FrameMetadata {
    /// From the items of a UAS Datalink Local Set; of another kind of set nothing is known.
    pub fn from_local_set(set: &LocalSet) -> Self {
        let mut metadata = Self::default();
        if set.kind() != SetKind::Uas {
            return metadata;
        }
        metadata.time = time(set);
        for (tag, field) in TEXTS {
            *field(&mut metadata) = set.text(*tag);
        }
        for (tag, field) in BYTES {
            *field(&mut metadata) = set.count(*tag).and_then(|count| count.try_into().ok());
        }
        for (tag, field) in FIGURES {
            *field(&mut metadata) = figure(set, *tag);
        }
        for (wide, narrow) in WIDE {
            if let Some((_, field)) = FIGURES.iter().find(|(tag, _)| tag == narrow) {
                let field = field(&mut metadata);
                *field = field.or_wider(figure(set, *wide));
            }
        }
        metadata.corners = corners(set, metadata.centre);
        metadata
    }

    /// As a UAS Datalink Local Set, and what it cannot say.
    ///
    /// The tags are in their order, as the standard asks: the time first (the checksum, which is last,
    /// comes with the packet). Without a version it says [`VERSION`].
    pub fn to_local_set(&self) -> (LocalSet, Vec<Loss>) {
        let mut metadata = self.clone();
        let mut items: Vec<(u32, Value)> = Vec::new();
        let micros = self
            .time
            .and_then(|time| u64::try_from(time.as_micros()).ok());
        items.extend(micros.map(|micros| (2, Value::Time(micros))));
        for (tag, field) in TEXTS {
            items.extend(
                field(&mut metadata)
                    .take()
                    .map(|text| (*tag, Value::Text(text))),
            );
        }
        metadata.version = metadata.version.or(Some(VERSION));
        for (tag, field) in BYTES {
            items.extend(field(&mut metadata).map(|byte| (*tag, Value::Count(byte.into()))));
        }
        for (tag, field) in FIGURES {
            let figure = if TURNS.contains(tag) {
                whole_turn(*field(&mut metadata))
            } else {
                *field(&mut metadata)
            };
            items.extend(figure.value().map(|value| (*tag, value)));
        }
        items.extend(self.corner_items());
        let mut items: Vec<_> = items.into_iter().flat_map(narrow_and_wide).collect();
        items.sort_by_key(|(tag, _)| *tag);
        written(items)
    }

    fn corner_items(&self) -> impl Iterator<Item = (u32, Value)> {
        (82..)
            .step_by(2)
            .zip(self.corners)
            .flat_map(|(tag, corner)| {
                let items = [(tag, corner.latitude_deg), (tag + 1, corner.longitude_deg)];
                items
                    .into_iter()
                    .filter_map(|(tag, figure)| Some((tag, figure.value()?)))
            })
    }
}

fn time(set: &LocalSet) -> Option<UtcTime> {
    let Value::Time(micros) = set.value(2)? else {
        return None;
    };
    let whole = |tag| match set.value(tag) {
        Some(Value::Integer(integer)) => integer,
        _ => 0,
    };
    let (leap_s, correction) = (whole(136), whole(137));
    let micros = i64::try_from(micros).ok()?.checked_add(correction)?;
    micros
        .checked_sub(leap_s * 1_000_000)
        .map(UtcTime::from_micros)
}

fn figure(set: &LocalSet, tag: u32) -> Figure {
    set.value(tag).as_ref().map_or(Figure::Absent, Figure::from)
}

fn whole_turn(figure: Figure) -> Figure {
    match figure {
        Figure::Number(degrees) => Figure::Number(degrees.rem_euclid(360.0)),
        other => other,
    }
}

/// In full, or as offsets from the frame centre.
fn corners(set: &LocalSet, centre: Place) -> [Place; 4] {
    [0, 1, 2, 3].map(|index| {
        let corner = |full: u32, offset: u32, from: Figure, turn: fn(f64) -> f64| {
            let offset = match (figure(set, offset + 2 * index), from) {
                (Figure::Number(offset), Figure::Number(from)) => {
                    Figure::Number(turn(from + offset))
                }
                (Figure::Number(_), _) => Figure::Absent,
                (other, _) => other,
            };
            offset.or_wider(figure(set, full + 2 * index))
        };
        Place {
            latitude_deg: corner(82, 26, centre.latitude_deg, |degrees| degrees),
            longitude_deg: corner(83, 27, centre.longitude_deg, wrap_deg),
        }
    })
}

/// An item, and the wide one that says the same where the narrow one cannot, or only roughly.
fn narrow_and_wide((tag, value): (u32, Value)) -> impl Iterator<Item = (u32, Value)> {
    let wide = WIDE.iter().find(|(_, narrow)| *narrow == tag);
    let wide = wide
        .filter(|_| value.number().is_some())
        .map(|(wide, _)| *wide);
    let said = said(tag, &value);
    let needed = wide.filter(|wide| *wide == FINER || said.number().is_none());
    let narrow = wide.is_none() || said != Figure::Absent;
    let items = [(narrow, tag), (needed.is_some(), needed.unwrap_or(tag))];
    items
        .into_iter()
        .filter(|(kept, _)| *kept)
        .map(move |(_, tag)| (tag, value.clone()))
}

/// What a reader makes of a value once it is written; absent where it cannot be.
fn said(tag: u32, value: &Value) -> Figure {
    let read = || {
        let definition = SetKind::Uas.definition(tag)?;
        definition.read(&definition.write(value).ok()?).ok()
    };
    read().as_ref().map_or(Figure::Absent, Figure::from)
}

fn written(items: Vec<(u32, Value)>) -> (LocalSet, Vec<Loss>) {
    let mut set = LocalSet::new(SetKind::Uas);
    let mut losses = Vec::new();
    for (tag, value) in items {
        let refused = set.put(tag, &value).err();
        losses.extend(refused.map(|error| Loss::new("frame metadata", error.to_string())));
    }
    (set, losses)
}
