//! Frames become an H.264 video in an MP4 file: written beside and renamed into place when whole.

use std::path::{Path, PathBuf};

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;

use crate::vision::picture::Picture;

/// How long the writer may take to close a file, seconds.
const CLOSING_S: u64 = 60;
/// While the writer has enough to write, it is looked at this often, milliseconds.
const LOOK_MS: u64 = 20;

/// Why a video cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// GStreamer says no.
    #[error("cannot write the video: {reason}: {}", path.display())]
    Gstreamer {
        /// What it says.
        reason: String,
        /// Where to.
        path: PathBuf,
    },
    /// The whole file could not be given its name.
    #[error("cannot put the video in its place: {}", path.display())]
    Rename {
        /// Where to.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// A video that is being written.
#[derive(Debug)]
pub struct Recording {
    pipeline: gst::Pipeline,
    frames: gst_app::AppSrc,
    path: PathBuf,
    partial: PathBuf,
    size: (usize, usize),
}

impl Recording {
    /// Begins a video of a picture's size.
    pub fn create(path: &Path, first: &Picture) -> Result<Self, RecordingError> {
        let failed = |reason: String| RecordingError::Gstreamer {
            reason,
            path: path.to_owned(),
        };
        gst::init().map_err(|error| failed(error.to_string()))?;
        let partial = path.with_added_extension("part");
        let size = (first.width(), first.height());
        let (pipeline, frames) =
            assemble(&partial, size).map_err(|error| failed(error.to_string()))?;
        pipeline
            .set_state(gst::State::Playing)
            .map_err(|error| failed(error.to_string()))?;
        Ok(Self {
            pipeline,
            frames,
            path: path.to_owned(),
            partial,
            size,
        })
    }

    /// Adds a frame; one of another size is left out.
    pub fn push(&self, picture: &Picture, time_s: f64) -> Result<(), RecordingError> {
        if (picture.width(), picture.height()) != self.size {
            return Ok(());
        }
        // A writer that has failed takes nothing any more: it must not be waited for without end.
        self.failure(gst::ClockTime::ZERO)?;
        while self.frames.current_level_bytes() >= self.frames.max_bytes() {
            self.failure(gst::ClockTime::from_mseconds(LOOK_MS))?;
        }
        let mut buffer = gst::Buffer::from_slice(padded(picture));
        if let Some(buffer) = buffer.get_mut() {
            buffer.set_pts(gst::ClockTime::from_nseconds(
                (time_s.max(0.0) * 1e9) as u64,
            ));
        }
        self.frames
            .push_buffer(buffer)
            .map_err(|error| self.failed(error.to_string()))
            .map(drop)
    }

    /// Closes the file and gives it its name.
    pub fn finish(self) -> Result<(), RecordingError> {
        self.frames
            .end_of_stream()
            .map_err(|error| self.failed(error.to_string()))?;
        let wait = gst::ClockTime::from_seconds(CLOSING_S);
        let last = self.pipeline.bus().and_then(|bus| {
            bus.timed_pop_filtered(wait, &[gst::MessageType::Eos, gst::MessageType::Error])
        });
        match last.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Eos(_)) => {}
            Some(gst::MessageView::Error(error)) => {
                return Err(self.failed(error.error().to_string()));
            }
            _ => return Err(self.failed(format!("not closed within {CLOSING_S} s"))),
        }
        self.pipeline
            .set_state(gst::State::Null)
            .map_err(|error| self.failed(error.to_string()))?;
        std::fs::rename(&self.partial, &self.path).map_err(|source| RecordingError::Rename {
            path: self.path.clone(),
            source,
        })
    }

    /// What went wrong until now, or goes wrong within a time.
    fn failure(&self, within: gst::ClockTime) -> Result<(), RecordingError> {
        let bus = self.pipeline.bus();
        let last = bus.and_then(|bus| bus.timed_pop_filtered(within, &[gst::MessageType::Error]));
        match last.as_ref().map(|message| message.view()) {
            Some(gst::MessageView::Error(error)) => Err(self.failed(error.error().to_string())),
            _ => Ok(()),
        }
    }

    fn failed(&self, reason: String) -> RecordingError {
        RecordingError::Gstreamer {
            reason,
            path: self.path.clone(),
        }
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        if let Err(error) = self.pipeline.set_state(gst::State::Null) {
            tracing::debug!("a pipeline ends with the program: {error}");
        }
        // A whole one has its name by now.
        if self.partial.exists()
            && let Err(error) = std::fs::remove_file(&self.partial)
        {
            tracing::debug!("half a video stays: {}: {error}", self.partial.display());
        }
    }
}

fn assemble(
    path: &Path,
    (width, height): (usize, usize),
) -> Result<(gst::Pipeline, gst_app::AppSrc), gst::glib::BoolError> {
    let caps = gst_video::VideoCapsBuilder::new()
        .format(gst_video::VideoFormat::Rgb)
        .width(width as i32)
        .height(height as i32)
        // Times are the buffers' own; without a rate the last frame has no duration and is lost.
        .framerate(gst::Fraction::new(25, 1))
        .build();
    let frames = gst_app::AppSrc::builder()
        .caps(&caps)
        .format(gst::Format::Time)
        .max_bytes(4 * 3 * (width * height) as u64)
        .build();
    let make = |name: &str| gst::ElementFactory::make(name).build();
    let (convert, parse, wrap, file) = (
        make("videoconvert")?,
        make("h264parse")?,
        make("mp4mux")?,
        make("filesink")?,
    );
    let even = gst::ElementFactory::make("capsfilter")
        .property(
            "caps",
            gst_video::VideoCapsBuilder::new()
                .format(gst_video::VideoFormat::I420)
                .build(),
        )
        .build()?;
    let encode = gst::ElementFactory::make("x264enc").build()?;
    encode.set_property_from_str("speed-preset", "veryfast");
    encode.set_property("bframes", 0_u32);
    file.set_property("location", path);
    let pipeline = gst::Pipeline::new();
    let chain = [
        frames.upcast_ref(),
        &convert,
        &even,
        &encode,
        &parse,
        &wrap,
        &file,
    ];
    pipeline.add_many(chain)?;
    gst::Element::link_many(chain)?;
    Ok((pipeline, frames))
}

/// Rows as GStreamer lays them out: each begins at a multiple of four bytes.
fn padded(picture: &Picture) -> Vec<u8> {
    let row = 3 * picture.width();
    let padding = vec![0; row.next_multiple_of(4) - row];
    let rows = picture.rgb().chunks(row.max(1));
    rows.flat_map(|row| row.iter().chain(&padding))
        .copied()
        .collect()
}
