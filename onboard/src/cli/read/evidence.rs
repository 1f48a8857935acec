//! The picture or the video with what was read drawn in.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::camera::{Recording, RecordingError, Shot};
use crate::survey::words::headline;
use crate::vision::annotate::{Marks, annotated};
use crate::vision::picture::Picture;
use crate::vision::reading::Reading;
use crate::vision::watch::{Sight, Watch};

/// Writes a still with its reading, beside its place first and then renamed into it.
pub(super) fn write_still(path: &Path, picture: &Picture, reading: &Reading) -> anyhow::Result<()> {
    let format = image::ImageFormat::from_path(path)
        .with_context(|| format!("a picture's name ends in .png or .jpg: {}", path.display()))?;
    let figures = reading
        .rungs
        .iter()
        .map(|rung| (rung.text.clone(), [rung.x, rung.y]))
        .collect();
    let caption = vec![headline(reading)];
    let drawn = annotated(
        picture,
        &Marks {
            figures,
            waterline: reading.waterline.clone(),
            caption,
        },
    );
    let (width, height) = (drawn.width() as u32, drawn.height() as u32);
    let image = image::RgbImage::from_raw(width, height, drawn.rgb().to_vec())
        .context("a picture of no size")?;
    let partial = path.with_added_extension("part");
    let written = image
        .save_with_format(&partial, format)
        .map_err(anyhow::Error::from);
    written
        .and_then(|()| Ok(std::fs::rename(&partial, path)?))
        .with_context(|| format!("cannot write the picture {}", path.display()))
}

/// A video that grows frame by frame.
pub(super) struct Evidence {
    path: PathBuf,
    recording: Option<Recording>,
}

impl Evidence {
    /// Nothing written yet.
    pub(super) fn new(path: &Path) -> anyhow::Result<Self> {
        if path
            .extension()
            .is_none_or(|extension| !extension.eq_ignore_ascii_case("mp4"))
        {
            bail!("a video's name ends in .mp4: {}", path.display());
        }
        Ok(Self {
            path: path.to_owned(),
            recording: None,
        })
    }

    /// Adds a frame with what is known of it so far.
    pub(super) fn add(
        &mut self,
        shot: &Shot,
        watch: &Watch,
        sight: Option<&Sight>,
    ) -> Result<(), RecordingError> {
        let marks = match sight {
            Some(Sight::Level(level_m)) => Marks {
                figures: watch.figures(),
                waterline: watch.line(),
                caption: vec![format!("{:.1} s: {level_m:.3} m", shot.time_s)],
            },
            _ => Marks {
                caption: vec![format!("{:.1} s: no reading", shot.time_s)],
                ..Marks::default()
            },
        };
        let picture = annotated(&shot.picture, &marks);
        if self.recording.is_none() {
            self.recording = Some(Recording::create(&self.path, &picture)?);
        }
        match &self.recording {
            Some(recording) => recording.push(&picture, shot.time_s),
            None => Ok(()),
        }
    }

    /// Closes the file.
    pub(super) fn finish(self) -> Result<(), RecordingError> {
        self.recording.map_or(Ok(()), Recording::finish)
    }
}
