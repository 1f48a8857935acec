//! Pictures and videos in a database's tables: the lists of media that DJI cameras and goggles keep
//! (`gis_info_table` with `video_info_table` beside it), and any table that has a file's name and a
//! place.
//!
//! Their `mtime` is a clock that nobody need have set (it begins in 1980): it stays in the raw
//! records. The time in a file's name is the camera's local one.

use missions::time::UtcTime;

use super::schema::Table;
use crate::flight::{
    Confidence, Identity, IdentityKind, LocalTime, Media, MediaKind, Trace, somewhere,
};
use crate::formats::Reading;
use crate::record::Value;

/// The table whose rows say how long the videos of the list run.
const VIDEOS: &str = "video_info_table";

/// The columns that name a file, a camera and a place.
const FILES: [&str; 4] = ["file_name", "file_path", "filename", "path"];
const MODELS: [&str; 2] = ["model_name", "camera_model"];
const LATITUDES: [&str; 3] = ["latitude", "lat", "gps_latitude"];
const LONGITUDES: [&str; 4] = ["longitude", "lon", "lng", "gps_longitude"];

/// Takes a row that lists a picture or a video, or says more of one.
pub(super) fn take(
    (table, values): (&Table, &[Value<'_>]),
    (trace, confidence): (Trace, Confidence),
    reading: &mut Reading,
) {
    let value = |names: &[&str]| {
        let is_named = |column: &String| names.iter().any(|name| column.eq_ignore_ascii_case(name));
        let at = table.columns.iter().position(is_named)?;
        values.get(at).copied()
    };
    let text = |names: &[&str]| match value(names)? {
        Value::Text(text) if !text.is_empty() => Some(text),
        _ => None,
    };
    let product =
        text(&MODELS).and_then(|model| Identity::stated(IdentityKind::Product, model, trace));
    if let Some(mut product) = product {
        product.confidence = confidence;
        product.once(&mut reading.identities);
    }
    // A row that was deleted has the number of a video that the list no longer has.
    let is_listed = table.name == VIDEOS && confidence != Confidence::Doubtful;
    let duration = value(&["duration"]).and_then(Value::number);
    if let Some(ms) = duration.filter(|_| is_listed) {
        lasting(ms / 1000.0, values, reading);
    }
    let Some(name) = text(&FILES).map(String::from_utf8_lossy) else {
        return;
    };
    let Some(kind) = kind(&name) else { return };
    let mut media = Media::new(kind, trace);
    let degrees = |names: &[&str]| value(names).and_then(Value::number);
    media.position = degrees(&LATITUDES)
        .zip(degrees(&LONGITUDES))
        .and_then(|(latitude_deg, longitude_deg)| somewhere(latitude_deg, longitude_deg));
    media.local = local(&name);
    media.name = Some(name.into_owned());
    reading.media.push(media);
}

/// How long a video runs: its row has the number of the video, in the order of the list.
fn lasting(seconds: f64, values: &[Value<'_>], reading: &mut Reading) {
    let number = values
        .first()
        .and_then(|number| number.number())
        .unwrap_or_default();
    let at = (number as usize).checked_sub(1);
    let listed = at.and_then(|at| reading.media.get_mut(at));
    if let Some(media) = listed.filter(|media| media.kind == MediaKind::Video) {
        media.duration_s = Some(seconds);
    }
}

fn kind(name: &str) -> Option<MediaKind> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "mp4" | "mov" | "avi" | "mkv" | "ts" | "lrf" => MediaKind::Video,
        "jpg" | "jpeg" | "dng" | "png" | "tif" | "tiff" => MediaKind::Photo,
        _ => return None,
    })
}

/// `…/DJI_20251012104953_0001_D.MP4`: fourteen figures in a row.
fn local(name: &str) -> Option<LocalTime> {
    let parts = name.split(|letter: char| !letter.is_ascii_digit());
    let figures = parts.rev().find(|part| part.len() == 14)?;
    let part = |from, to| figures.get(from..to);
    let text = format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4)?,
        part(4, 6)?,
        part(6, 8)?,
        part(8, 10)?,
        part(10, 12)?,
        part(12, 14)?
    );
    text.parse::<UtcTime>().ok().map(LocalTime::as_if_utc)
}
