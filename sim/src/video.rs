//! Pictures in a row, compressed as cameras do: H.264 into an MP4 file, or as RTP packets to
//! whoever listens. GStreamer's own elements do it; which encoder is there decides.

use std::path::{Path, PathBuf};

use gstreamer::prelude::*;
use gstreamer::{ClockTime, ElementFactory, Fraction, MessageView, Pipeline};
use gstreamer_app::AppSrc;
use gstreamer_video::{VideoFormat, VideoInfo};
use thiserror::Error;

/// What a film is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Form {
    /// Width and height, pixels; both even.
    pub size_px: [u32; 2],
    /// Frames a second.
    pub fps: f64,
}

/// Where RTP packets go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Name or address of the machine.
    pub host: String,
    /// UDP port.
    pub port: u16,
}

/// Why pictures cannot be compressed.
#[derive(Debug, Error)]
pub enum VideoError {
    /// GStreamer did not start, or the pipeline could not be made.
    #[error("cannot start the encoder")]
    Start(#[from] gstreamer::glib::Error),
    /// Neither x264enc nor openh264enc is installed.
    #[error("no H.264 encoder is installed (x264enc of gstreamer1.0-plugins-ugly, or openh264enc)")]
    NoEncoder,
    /// H.264 as everybody plays it has half as many colours as pixels, each way.
    #[error("a picture of {0} × {1} pixels cannot be compressed: both must be even")]
    Odd(u32, u32),
    /// The pipeline failed while it ran.
    #[error("encoding stopped: {0}")]
    Stopped(String),
    /// The file could not be put in its place.
    #[error("cannot write {path}", path = .0.display())]
    File(PathBuf, #[source] std::io::Error),
}

/// An encoder at work.
#[derive(Debug)]
pub struct Encoder {
    pipeline: Pipeline,
    source: AppSrc,
    info: VideoInfo,
    fps: f64,
    pushed: u64,
    /// Written there first, then renamed.
    place: Option<[PathBuf; 2]>,
}

impl Encoder {
    /// Into an MP4 file, which is there when [`Self::finish`] has returned.
    pub fn file(path: &Path, form: Form) -> Result<Self, VideoError> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let place = [PathBuf::from(part), path.to_owned()];
        let tail = "h264parse ! mp4mux faststart=true ! filesink name=out";
        let mut encoder = Self::new(form, encoder_named(false)?, tail)?;
        encoder.set("location", place[0].to_string_lossy().as_ref());
        encoder.place = Some(place);
        encoder.play()
    }

    /// As RTP packets (payload type 96) in real time.
    pub fn stream(to: &Listener, form: Form) -> Result<Self, VideoError> {
        let tail =
            "h264parse ! rtph264pay config-interval=1 pt=96 mtu=1400 ! udpsink name=out sync=true";
        let encoder = Self::new(form, encoder_named(true)?, tail)?;
        encoder.set("host", to.host.as_str());
        encoder.set("port", i32::from(to.port));
        encoder.play()
    }

    /// As RTP packets whose timestamps are the pictures' own times, sent as they come: whoever
    /// listens goes by the timestamps, however fast they follow each other. Wants pictures by
    /// [`Self::push_at`].
    pub fn live(to: &Listener, form: Form) -> Result<Self, VideoError> {
        let tail = "h264parse ! rtph264pay config-interval=-1 pt=96 mtu=1400 timestamp-offset=0 ! udpsink name=out sync=false";
        // A picture by itself each second: who begins to listen must not wait for many slow frames.
        let a_second = form.fps.ceil().max(1.0) as u32;
        let encoder = encoder_named(true)?
            .replace("key-int-max=20", &format!("key-int-max={a_second}"))
            .replace("gop-size=20", &format!("gop-size={a_second}"));
        let encoder = Self::new(form, &encoder, tail)?;
        encoder.set("host", to.host.as_str());
        encoder.set("port", i32::from(to.port));
        encoder.play()
    }

    fn new(form: Form, encoder: &str, tail: &str) -> Result<Self, VideoError> {
        let [width, height] = form.size_px;
        if !width.is_multiple_of(2) || !height.is_multiple_of(2) {
            return Err(VideoError::Odd(width, height));
        }
        let head = "appsrc name=in format=time block=true max-buffers=4 max-bytes=0 ! videoconvert ! video/x-raw,format=I420";
        let pipeline = gstreamer::parse::launch(&format!("{head} ! {encoder} ! {tail}"))?
            .downcast::<Pipeline>()
            .map_err(|_element| VideoError::Stopped("no pipeline".to_owned()))?;
        let source = pipeline
            .by_name("in")
            .and_then(|element| element.downcast::<AppSrc>().ok())
            .ok_or_else(|| VideoError::Stopped("no source".to_owned()))?;
        let info = VideoInfo::builder(VideoFormat::Rgb, width, height)
            .fps(Fraction::new((form.fps * 1000.0).round() as i32, 1000))
            .build()
            .map_err(|error| VideoError::Stopped(error.to_string()))?;
        let caps = info
            .to_caps()
            .map_err(|error| VideoError::Stopped(error.to_string()))?;
        source.set_caps(Some(&caps));
        Ok(Self {
            pipeline,
            source,
            info,
            fps: form.fps,
            pushed: 0,
            place: None,
        })
    }

    fn set(&self, name: &str, value: impl Into<gstreamer::glib::Value>) {
        if let Some(sink) = self.pipeline.by_name("out") {
            sink.set_property_from_value(name, &value.into());
        }
    }

    fn play(self) -> Result<Self, VideoError> {
        match self.pipeline.set_state(gstreamer::State::Playing) {
            Ok(_) => Ok(self),
            Err(_error) => Err(VideoError::Stopped(self.told())),
        }
    }

    /// Adds a picture: red, green, blue, row by row. Waits while the encoder is busy.
    pub fn push(&mut self, rgb: &[u8]) -> Result<(), VideoError> {
        let time_s = self.pushed as f64 / self.fps;
        self.push_at(rgb, time_s)
    }

    /// Adds the picture of a time, seconds.
    pub fn push_at(&mut self, rgb: &[u8], time_s: f64) -> Result<(), VideoError> {
        let row = self.info.width() as usize * 3;
        let stride = self.info.stride()[0] as usize;
        let mut bytes = vec![0; stride * self.info.height() as usize];
        for (line, picture) in bytes.chunks_exact_mut(stride).zip(rgb.chunks_exact(row)) {
            line[..row].copy_from_slice(picture);
        }
        let at = |seconds: f64| ClockTime::from_nseconds((seconds * 1e9) as u64);
        let mut buffer = gstreamer::Buffer::from_mut_slice(bytes);
        if let Some(buffer) = buffer.get_mut() {
            buffer.set_pts(at(time_s));
            buffer.set_duration(at(1.0 / self.fps));
        }
        self.pushed += 1;
        match self.source.push_buffer(buffer) {
            Ok(_) => Ok(()),
            Err(_flow) => Err(VideoError::Stopped(self.told())),
        }
    }

    /// Waits for the last picture, and puts the file in its place.
    pub fn finish(self) -> Result<(), VideoError> {
        if self.source.end_of_stream().is_err() {
            return Err(VideoError::Stopped(self.told()));
        }
        let wanted = [gstreamer::MessageType::Eos, gstreamer::MessageType::Error];
        let message = self
            .pipeline
            .bus()
            .and_then(|bus| bus.timed_pop_filtered(ClockTime::NONE, &wanted));
        if let Some(MessageView::Error(error)) = message.as_ref().map(|m| m.view()) {
            return Err(VideoError::Stopped(error.error().to_string()));
        }
        self.stop();
        if let Some([part, path]) = &self.place {
            std::fs::rename(part, path).map_err(|error| VideoError::File(path.clone(), error))?;
        }
        Ok(())
    }

    /// What the pipeline says went wrong.
    fn told(&self) -> String {
        let bus = self.pipeline.bus();
        let wait = ClockTime::from_mseconds(200);
        let message =
            bus.and_then(|bus| bus.timed_pop_filtered(wait, &[gstreamer::MessageType::Error]));
        match message.as_ref().map(|m| m.view()) {
            Some(MessageView::Error(error)) => error.error().to_string(),
            _ => "the pipeline does not say why".to_owned(),
        }
    }

    fn stop(&self) {
        if let Err(error) = self.pipeline.set_state(gstreamer::State::Null) {
            tracing::warn!("the encoder does not stop: {error}");
        }
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        self.stop();
    }
}

impl std::str::FromStr for Listener {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no udp://HOST:PORT");
        let (host, port) = text
            .strip_prefix("udp://")
            .and_then(|rest| rest.rsplit_once(':'))
            .filter(|(host, _)| !host.is_empty())
            .ok_or_else(wrong)?;
        let port = port
            .parse()
            .ok()
            .filter(|port| *port > 0)
            .ok_or_else(wrong)?;
        Ok(Self {
            host: host.to_owned(),
            port,
        })
    }
}

/// The encoder that is installed, with how it is to work: for a file by quality, for listeners
/// without delay.
fn encoder_named(live: bool) -> Result<&'static str, VideoError> {
    gstreamer::init()?;
    let there = |name: &str| ElementFactory::find(name).is_some();
    match (there("x264enc"), there("openh264enc"), live) {
        (true, _, false) => {
            Ok("x264enc pass=qual quantizer=20 speed-preset=veryfast key-int-max=50")
        }
        (true, _, true) => {
            Ok("x264enc tune=zerolatency speed-preset=superfast bitrate=8000 key-int-max=20")
        }
        (false, true, _) => Ok("openh264enc bitrate=10000000 complexity=medium gop-size=20"),
        (false, false, _) => Err(VideoError::NoEncoder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: Form = Form {
        size_px: [66, 64],
        fps: 12.5,
    };

    /// A bright bar that moves.
    fn picture(n: usize) -> Vec<u8> {
        (0..66 * 64 * 3)
            .map(|i| if i / 3 % 66 == n { 250 } else { 20 })
            .collect()
    }

    #[test]
    fn a_film_is_an_mp4_file_with_all_its_pictures() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bar.mp4");
        let mut encoder = match Encoder::file(&path, FORM) {
            Err(VideoError::NoEncoder) => return println!("skipped: no H.264 encoder"),
            other => other.unwrap(),
        };
        for n in 0..25 {
            encoder.push(&picture(n)).unwrap();
        }
        encoder.finish().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(&bytes[4..8], b"ftyp");
        // The sample size box counts the pictures (ISO/IEC 14496-12, 8.7.3).
        let stsz = bytes.windows(4).position(|w| w == b"stsz").unwrap();
        assert_eq!(bytes[stsz + 12..stsz + 16], [0, 0, 0, 25]);
        assert!(!folder.path().join("bar.mp4.part").exists());
    }

    #[test]
    fn a_stream_arrives_as_rtp() {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        socket
            .set_read_timeout(Some(std::time::Duration::from_secs(20)))
            .unwrap();
        let to = Listener {
            host: "127.0.0.1".to_owned(),
            port: socket.local_addr().unwrap().port(),
        };
        let mut encoder = match Encoder::stream(&to, FORM) {
            Err(VideoError::NoEncoder) => return println!("skipped: no H.264 encoder"),
            other => other.unwrap(),
        };
        for n in 0..4 {
            encoder.push(&picture(n)).unwrap();
        }
        let mut packet = [0; 2000];
        let (length, _) = socket.recv_from(&mut packet).unwrap();
        encoder.finish().unwrap();
        // Version 2, payload type 96 (RFC 3550, 5.1).
        assert!(length > 12 && packet[0] >> 6 == 2 && packet[1] & 0x7f == 96);
    }

    #[test]
    fn an_odd_picture_and_a_folder_that_is_not_there_are_refused() {
        let odd = Form {
            size_px: [65, 64],
            ..FORM
        };
        if !matches!(encoder_named(false), Err(VideoError::NoEncoder)) {
            let error = Encoder::file(Path::new("x.mp4"), odd).unwrap_err();
            assert!(error.to_string().contains("65 × 64"), "{error}");
            let nowhere = Path::new("/nowhere/at/all/x.mp4");
            let failed = Encoder::file(nowhere, FORM).and_then(|mut e| {
                e.push(&picture(0))?;
                e.finish()
            });
            assert!(failed.is_err());
        }
    }

    #[test]
    fn a_listener_is_read_from_its_address() {
        let listener: Listener = "udp://127.0.0.1:5600".parse().unwrap();
        assert_eq!((listener.host.as_str(), listener.port), ("127.0.0.1", 5600));
        for wrong in [
            "udp://:5600",
            "127.0.0.1:5600",
            "udp://host",
            "udp://host:0",
            "udp://h:99999",
        ] {
            assert!(wrong.parse::<Listener>().is_err(), "{wrong}");
        }
    }
}
