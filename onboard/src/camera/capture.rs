//! Frames with their times from a video file or a stream, decoded by GStreamer. What ended them is
//! told: the end, a fault, or silence; what came before stays good.

use std::path::PathBuf;

use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_app as gst_app;
use gstreamer_video as gst_video;
use gstreamer_video::prelude::*;

use crate::vision::picture::Picture;

use super::source::Source;

/// Frames that may wait to be looked at.
const WAITING: u32 = 4;
/// Room for packets of a stream that come all at once, bytes: a key frame is large.
const RECEIVED: i32 = 4 << 20;
/// A stream that sends nothing for so long has stopped, seconds.
const SILENCE_S: u64 = 8;

/// Why a source cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file has nothing in it.
    #[error("the file is empty: {}", path.display())]
    Empty {
        /// Which.
        path: PathBuf,
    },
    /// The file begins as a picture does and goes on otherwise.
    #[error("cannot decode the picture {}", path.display())]
    Still {
        /// Which.
        path: PathBuf,
        /// Why.
        source: image::ImageError,
    },
    /// An address that is none.
    #[error("an address like udp://HOST:PORT is needed, not {address}")]
    Address {
        /// As it was given.
        address: String,
    },
    /// GStreamer is not there, or not whole.
    #[error("GStreamer cannot be used: {reason}")]
    Gstreamer {
        /// What it says.
        reason: String,
    },
    /// It is no video, or none that can be decoded, or nobody sends.
    #[error("no video from {name}: {reason}")]
    NoVideo {
        /// Of the source.
        name: String,
        /// What GStreamer says.
        reason: String,
    },
}

/// A frame and when it was taken.
#[derive(Clone, Debug)]
pub struct Shot {
    /// The picture.
    pub picture: Picture,
    /// Seconds since the first frame.
    pub time_s: f64,
}

/// How a sequence of frames ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It was over.
    Finished,
    /// It broke off, with what GStreamer says of it.
    Broken(String),
    /// A stream stopped sending.
    Silent,
}

/// An open video or stream.
#[derive(Debug)]
pub struct Capture {
    pipeline: gst::Pipeline,
    sink: gst_app::AppSink,
    name: String,
    first: Option<Shot>,
    start: Option<gst::ClockTime>,
    seen: u64,
}

impl Capture {
    /// Opens a video or a stream and waits for its first frame.
    pub fn open(source: &Source) -> Result<Self, CaptureError> {
        gst::init().map_err(|error| unusable(&error))?;
        let pipeline = gst::Pipeline::new();
        let sink = frames_out(source.is_live());
        assemble(&pipeline, source, &sink).map_err(|error| unusable(&error))?;
        let name = source.to_string();
        let mut capture = Self {
            pipeline,
            sink,
            name,
            first: None,
            start: None,
            seen: 0,
        };
        // Where this fails, the reason is on the bus.
        let started = capture.pipeline.set_state(gst::State::Playing);
        match capture.take() {
            Ok(shot) if started.is_ok() => capture.first = Some(shot),
            Ok(_) => return Err(capture.no_video(&End::Finished)),
            Err(end) => return Err(capture.no_video(&end)),
        }
        Ok(capture)
    }

    /// The next frame, or how it ended.
    pub fn next_shot(&mut self) -> Result<Shot, End> {
        match self.first.take() {
            Some(shot) => Ok(shot),
            None => self.take(),
        }
    }

    fn take(&mut self) -> Result<Shot, End> {
        let patience = gst::ClockTime::from_seconds(SILENCE_S);
        let Some(sample) = self.sink.try_pull_sample(patience) else {
            return Err(self.ending());
        };
        let Some(picture) = picture(&sample) else {
            return Err(End::Broken("a frame without a picture".into()));
        };
        let time = sample.buffer().and_then(gst::BufferRef::pts);
        let start = *self
            .start
            .get_or_insert(time.unwrap_or(gst::ClockTime::ZERO));
        let time_s = time.map_or(self.seen as f64, |time| {
            time.saturating_sub(start).nseconds() as f64 * 1e-9
        });
        self.seen += 1;
        Ok(Shot { picture, time_s })
    }

    /// Why there is no further frame.
    fn ending(&self) -> End {
        let Some(bus) = self.pipeline.bus() else {
            return End::Silent;
        };
        let errors = bus.pop_filtered(&[gst::MessageType::Error]);
        if let Some(gst::MessageView::Error(error)) = errors.as_ref().map(|message| message.view())
        {
            return End::Broken(error.error().to_string());
        }
        if self.sink.is_eos() {
            End::Finished
        } else {
            End::Silent
        }
    }

    fn no_video(&self, end: &End) -> CaptureError {
        let reason = match end {
            End::Finished => "it has no frame".to_owned(),
            End::Broken(reason) => reason.clone(),
            End::Silent => format!("nothing came for {SILENCE_S} s"),
        };
        CaptureError::NoVideo {
            name: self.name.clone(),
            reason,
        }
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        if let Err(error) = self.pipeline.set_state(gst::State::Null) {
            tracing::debug!("a pipeline ends with the program: {error}");
        }
    }
}

fn unusable(error: &impl ToString) -> CaptureError {
    CaptureError::Gstreamer {
        reason: error.to_string(),
    }
}

/// Where the frames come out; a stream that is faster than we are loses its oldest.
fn frames_out(live: bool) -> gst_app::AppSink {
    let caps = gst_video::VideoCapsBuilder::new()
        .format(gst_video::VideoFormat::Rgb)
        .build();
    gst_app::AppSink::builder()
        .caps(&caps)
        .sync(false)
        .max_buffers(WAITING)
        .drop(live)
        .build()
}

/// Source ! decoder ! converter ! sink; the decoder's output is joined when it is known.
fn assemble(
    pipeline: &gst::Pipeline,
    source: &Source,
    sink: &gst_app::AppSink,
) -> Result<(), gst::glib::BoolError> {
    let make = |name: &str| gst::ElementFactory::make(name).build();
    let convert = gst::ElementFactory::make("videoconvert")
        .property("n-threads", 2_u32)
        .build()?;
    pipeline.add_many([&convert, sink.upcast_ref()])?;
    convert.link(sink)?;
    let decoder = match source {
        Source::Still(path) | Source::Video(path) => {
            let file = make("filesrc")?;
            file.set_property("location", path);
            let decoder = make("decodebin")?;
            pipeline.add_many([&file, &decoder])?;
            file.link(&decoder)?;
            decoder
        }
        Source::Stream(address) => {
            let decoder = make("uridecodebin")?;
            decoder.set_property("uri", address);
            pipeline.add(&decoder)?;
            decoder
        }
        Source::Rtp { host, port } => {
            let decoder = make("decodebin")?;
            pipeline.add(&decoder)?;
            receive(pipeline, host, *port)?.link(&decoder)?;
            decoder
        }
    };
    let convert = convert.downgrade();
    decoder.connect_pad_added(move |_decoder, pad| {
        let video = pad.current_caps().is_some_and(|caps| {
            caps.structure(0)
                .is_some_and(|structure| structure.name().starts_with("video/"))
        });
        let free = convert
            .upgrade()
            .and_then(|convert| convert.static_pad("sink"))
            .filter(|sink| !sink.is_linked());
        if let (true, Some(sink)) = (video, free)
            && let Err(error) = pad.link(&sink)
        {
            tracing::warn!("a video stream cannot be joined: {error}");
        }
    });
    Ok(())
}

/// H.264 from RTP packets that are sent to a port of ours.
fn receive(
    pipeline: &gst::Pipeline,
    host: &str,
    port: u16,
) -> Result<gst::Element, gst::glib::BoolError> {
    let caps = gst::Caps::builder("application/x-rtp")
        .field("media", "video")
        .field("encoding-name", "H264")
        .field("clock-rate", 90_000)
        .build();
    let socket = gst::ElementFactory::make("udpsrc")
        .property("address", host)
        .property("port", i32::from(port))
        .property("caps", &caps)
        .property("buffer-size", RECEIVED)
        .build()?;
    // Frames keep the times that the sender gave them, however fast they come.
    let order = gst::ElementFactory::make("rtpjitterbuffer")
        .property("latency", 100_u32)
        .property_from_str("mode", "none")
        .build()?;
    let unpack = gst::ElementFactory::make("rtph264depay").build()?;
    pipeline.add_many([&socket, &order, &unpack])?;
    gst::Element::link_many([&socket, &order, &unpack])?;
    Ok(unpack)
}

/// The picture in a sample, without the padding of its rows.
fn picture(sample: &gst::Sample) -> Option<Picture> {
    let info = gst_video::VideoInfo::from_caps(sample.caps()?).ok()?;
    let frame = gst_video::VideoFrameRef::from_buffer_ref_readable(sample.buffer()?, &info).ok()?;
    let (width, height) = (frame.width() as usize, frame.height() as usize);
    let stride = *frame.plane_stride().first()? as usize;
    let data = frame.plane_data(0).ok()?;
    let rows = data
        .chunks(stride)
        .take(height)
        .map(|row| row.get(..3 * width));
    let rgb = rows.collect::<Option<Vec<_>>>()?.concat();
    Picture::new(width, height, rgb)
}
