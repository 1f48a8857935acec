//! The files of a station of a draught survey: its reading, the plain frame that the ruler was read
//! from, the same with figures and waterline drawn in; and the name of its video, which whoever has
//! the camera writes.
//!
//! `reading-forward-port.json` has the members of `Document` and, beside them, those of the
//! [`Reading`] itself. It is read again by a later start of the program ([`Kept`]).

use std::io::Cursor;

use missions::time::UtcTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::folder::{Folder, FolderError};
use crate::survey::lookout::Taken;
use crate::survey::stop::Stop;
use crate::vision::picture::Picture;
use crate::vision::reading::{Reading, Status};

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
    video: Option<String>,
    #[serde(flatten)]
    reading: &'a Reading,
}

/// What a reading's file says, as far as it is read again.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Kept {
    /// Read, or refused.
    #[serde(with = "StatusAsWritten")]
    pub status: Status,
    /// The draught, metres.
    pub draught_m: Option<f64>,
    /// Its expanded uncertainty (95 %), metres.
    pub u95_m: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
    /// The picture with what was read drawn in.
    pub evidence: Option<String>,
    /// The video that it was read from.
    pub video: Option<String>,
    /// When it was concluded.
    pub utc: Option<String>,
}

/// [`Status`] as its own room writes it.
#[derive(Deserialize)]
#[serde(remote = "Status", rename_all = "lowercase")]
enum StatusAsWritten {
    Read,
    Refused,
}

/// Why a reading that is there cannot be read again.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// The file cannot be read.
    #[error("{}", .0.words())]
    Folder(FolderError),
    /// It is no reading.
    #[error("{file} is no reading: {source}")]
    Json {
        /// Which file.
        file: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// The file of a station's reading.
pub fn file(stop: &Stop) -> String {
    format!("reading-{}.json", stop.file_name())
}

/// The reading of a station that lies in a folder; none where there is no file.
pub fn read(folder: &Folder, stop: &Stop) -> Result<Option<Kept>, KeptError> {
    parsed(folder, stop)
}

fn parsed<T: for<'a> Deserialize<'a>>(
    folder: &Folder,
    stop: &Stop,
) -> Result<Option<T>, KeptError> {
    let file = file(stop);
    let Some(bytes) = folder.read(&file).map_err(KeptError::Folder)? else {
        return Ok(None);
    };
    let document = serde_json::from_slice(&bytes);
    document
        .map(Some)
        .map_err(|source| KeptError::Json { file, source })
}

/// Writes the files of a station; what could not be written comes back.
pub(super) fn keep(
    folder: &Folder,
    utc: UtcTime,
    (stop, taken): (&Stop, &Taken),
    video: Option<String>,
) -> Vec<(String, FolderError)> {
    let name = stop.file_name();
    let picture = |kind: &str, picture: Option<&Picture>| {
        let bytes = png(picture?)?;
        let file = format!("{kind}-{name}.png");
        Some((file.clone(), folder.keep(&file, &bytes)))
    };
    let frame = picture("frame", taken.frame.as_ref());
    let evidence = picture("evidence", taken.evidence.as_ref());
    let kept = |picture: &Option<(String, Result<(), FolderError>)>| match picture {
        Some((file, Ok(()))) => Some(file.clone()),
        _ => None,
    };
    let document = Document {
        station: stop.name(),
        utc: utc.to_string(),
        attempt: taken.attempt,
        stop,
        frame: kept(&frame),
        evidence: kept(&evidence),
        video,
        reading: &taken.reading,
    };
    let written = folder.keep_json(&file(stop), &document);
    [frame, evidence, Some((file(stop), written))]
        .into_iter()
        .flatten()
        .filter_map(|(file, kept)| Some((file, kept.err()?)))
        .collect()
}

/// The reading's file does not name its video any more: there is none.
pub(super) fn strike_video(folder: &Folder, stop: &Stop) -> Result<(), KeptError> {
    let Some(mut document) = parsed::<Value>(folder, stop)? else {
        return Ok(());
    };
    if let Some(members) = document.as_object_mut() {
        members.insert("video".to_owned(), Value::Null);
    }
    let kept = folder.keep_json(&file(stop), &document);
    kept.map_err(KeptError::Folder)
}

fn png(picture: &Picture) -> Option<Vec<u8>> {
    let (width, height) = (picture.width() as u32, picture.height() as u32);
    let image = image::RgbImage::from_raw(width, height, picture.rgb().to_vec())?;
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).ok()?;
    Some(bytes.into_inner())
}
