//! The files of a station: its reading, the plain frame that the ruler was read from, and the same
//! with figures and waterline drawn in.

use std::io::Cursor;

use missions::time::UtcTime;
use serde::Serialize;
use serde_json::Value;

use super::lookout::Taken;
use super::stop::Stop;
use crate::folder::{Folder, FolderError};
use crate::vision::picture::Picture;
use crate::vision::reading::Reading;

/// What the names of a survey's files begin with.
pub const NAMES: [&str; 4] = ["reading-", "frame-", "evidence-", "video-"];

/// `reading-forward-port.json`.
#[derive(Serialize)]
struct Document<'a> {
    station: String,
    /// When it was concluded, by this computer's clock.
    utc: String,
    /// Which attempt this is, from 1; the best of them is kept.
    attempt: usize,
    /// Where the vehicle stood and what it looked at, as it was asked.
    stop: &'a Stop,
    /// The files beside it.
    frame: Option<String>,
    evidence: Option<String>,
    video: String,
    #[serde(flatten)]
    reading: &'a Reading,
}

/// Writes the files of a station; what could not be written comes back.
pub fn keep(
    folder: &Folder,
    utc: UtcTime,
    stop: &Stop,
    taken: &Taken,
) -> Vec<(String, FolderError)> {
    let name = stop.file_name();
    let picture = |kind: &str, picture: Option<&Picture>| {
        let bytes = png(picture?)?;
        let file = format!("{kind}-{name}.png");
        Some((file.clone(), folder.keep(&file, &bytes)))
    };
    let frame = picture("frame", taken.frame.as_ref());
    let evidence = picture("evidence", taken.evidence.as_ref());
    let file = format!("reading-{name}.json");
    let document = Document {
        station: stop.name(),
        utc: utc.to_string(),
        attempt: taken.attempt,
        stop,
        frame: frame.as_ref().map(|(file, _)| file.clone()),
        evidence: evidence.as_ref().map(|(file, _)| file.clone()),
        video: format!("video-{name}-{}.mp4", taken.attempt),
        reading: &taken.reading,
    };
    let kept = folder.keep_json(&file, &document);
    [frame, evidence, Some((file, kept))]
        .into_iter()
        .flatten()
        .filter_map(|(file, kept)| Some((file, kept.err()?)))
        .collect()
}

/// The names of the stations whose readings lie in a folder already.
pub fn read_before(folder: &Folder, stops: &[Stop]) -> Vec<String> {
    let is_read = |stop: &&Stop| {
        let file = format!("reading-{}.json", stop.file_name());
        let bytes = folder.read(&file).ok().flatten();
        let document = bytes.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        document.is_some_and(|document| document["status"] == "read")
    };
    stops.iter().filter(is_read).map(Stop::name).collect()
}

fn png(picture: &Picture) -> Option<Vec<u8>> {
    let (width, height) = (picture.width() as u32, picture.height() as u32);
    let image = image::RgbImage::from_raw(width, height, picture.rgb().to_vec())?;
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).ok()?;
    Some(bytes.into_inner())
}
