//! A camera's messages in the domain's words.

use super::super::{Mode, Shot, Stream, StreamKind};
use super::Event;
use crate::geodesy::Position;
use crate::link::dialect::{
    CAMERA_CAPTURE_STATUS_DATA, CAMERA_IMAGE_CAPTURED_DATA, CAMERA_INFORMATION_DATA, CameraMode,
    MavMessage, STORAGE_INFORMATION_DATA, StorageStatus, VIDEO_STREAM_INFORMATION_DATA,
    VideoStreamStatusFlags, VideoStreamType,
};
use crate::telemetry::Attitude;
use crate::time::UtcTime;

/// What a camera says that it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Information {
    /// Who made it.
    pub vendor: String,
    /// What they call it.
    pub model: String,
    /// Focal length, millimetres, if it says so.
    pub focal_mm: Option<f64>,
    /// Sensor width and height, millimetres, if it says so.
    pub sensor_mm: Option<[f64; 2]>,
    /// Picture width and height, pixels.
    pub image_px: [u16; 2],
    /// The gimbal that it hangs on; 0 is none.
    pub gimbal: u8,
    /// CAMERA_CAP_FLAGS.
    pub capabilities: u32,
}

/// What a camera does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CaptureStatus {
    /// Pictures taken.
    pub image_count: i32,
    /// Seconds between pictures, if it takes them at an interval.
    pub interval_s: Option<f64>,
    /// Seconds of video, if it records.
    pub recording_s: Option<f64>,
}

/// Room for pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Storage {
    /// Whether it can be used.
    pub ready: bool,
    /// In all, mebibytes.
    pub total_mib: f64,
    /// Free, mebibytes.
    pub free_mib: f64,
}

/// A stream that a camera offers, with its number.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamReport {
    /// From 1.
    pub number: u8,
    /// The stream.
    pub stream: Stream,
}

/// What a message tells, if it tells something of its own.
pub(super) fn event(message: &MavMessage) -> Option<Event> {
    match message {
        MavMessage::CAMERA_INFORMATION(m) => Some(Event::Found(Box::new(information(m)))),
        MavMessage::CAMERA_SETTINGS(m) => Some(Event::Settings {
            mode: match m.mode_id {
                CameraMode::CAMERA_MODE_IMAGE => Mode::Image,
                CameraMode::CAMERA_MODE_VIDEO => Mode::Video,
                CameraMode::CAMERA_MODE_IMAGE_SURVEY => Mode::Survey,
            },
            zoom_percent: Some(f64::from(m.zoomLevel)).filter(|percent| percent.is_finite()),
        }),
        MavMessage::STORAGE_INFORMATION(m) => Some(Event::Storage(storage(m))),
        MavMessage::VIDEO_STREAM_INFORMATION(m) => Some(Event::Stream(Box::new(stream(m)))),
        _ => None,
    }
}

pub(super) fn shot(m: &CAMERA_IMAGE_CAPTURED_DATA) -> Shot {
    let micros = i64::try_from(m.time_utc).unwrap_or(0);
    Shot {
        utc: (micros != 0).then(|| UtcTime::from_micros(micros)),
        position: Position::from_e7(m.lat, m.lon).ok(),
        height_above_sea_m: f64::from(m.alt) / 1000.0,
        height_above_home_m: f64::from(m.relative_alt) / 1000.0,
        attitude: Attitude::from_quaternion(m.q.map(f64::from)).unwrap_or_default(),
        url: words(&*m.file_url),
        success: m.capture_result.as_bool(),
    }
}

pub(super) fn status(m: &CAMERA_CAPTURE_STATUS_DATA) -> CaptureStatus {
    let recording_s = f64::from(m.recording_time_ms) / 1000.0;
    CaptureStatus {
        image_count: m.image_count,
        interval_s: (m.image_status >= 2).then(|| f64::from(m.image_interval)),
        recording_s: (m.video_status == 1).then_some(recording_s),
    }
}

fn information(m: &CAMERA_INFORMATION_DATA) -> Information {
    let known = |number: f32| Some(f64::from(number)).filter(|n| n.is_finite() && *n > 0.0);
    let width_and_height = known(m.sensor_size_h).zip(known(m.sensor_size_v));
    Information {
        vendor: words(&m.vendor_name),
        model: words(&m.model_name),
        focal_mm: known(m.focal_length),
        sensor_mm: width_and_height.map(|(width, height)| [width, height]),
        image_px: [m.resolution_h, m.resolution_v],
        gimbal: m.gimbal_device_id,
        capabilities: m.flags.bits(),
    }
}

fn storage(m: &STORAGE_INFORMATION_DATA) -> Storage {
    Storage {
        ready: m.status == StorageStatus::STORAGE_STATUS_READY,
        total_mib: f64::from(m.total_capacity),
        free_mib: f64::from(m.available_capacity),
    }
}

fn stream(m: &VIDEO_STREAM_INFORMATION_DATA) -> StreamReport {
    let has = |flag| m.flags.contains(flag);
    let stream = Stream {
        name: words(&*m.name),
        uri: words(&*m.uri),
        kind: match m.mavtype {
            VideoStreamType::VIDEO_STREAM_TYPE_RTSP => StreamKind::Rtsp,
            VideoStreamType::VIDEO_STREAM_TYPE_RTPUDP => StreamKind::RtpUdp,
            VideoStreamType::VIDEO_STREAM_TYPE_TCP_MPEG => StreamKind::TcpMpeg,
            VideoStreamType::VIDEO_STREAM_TYPE_MPEG_TS => StreamKind::MpegTs,
            VideoStreamType::VIDEO_STREAM_TYPE_WHEP => StreamKind::Whep,
        },
        size_px: [m.resolution_h, m.resolution_v],
        rate_hz: m.framerate,
        bits_per_s: m.bitrate,
        thermal: has(VideoStreamStatusFlags::VIDEO_STREAM_STATUS_FLAGS_THERMAL),
        running: has(VideoStreamStatusFlags::VIDEO_STREAM_STATUS_FLAGS_RUNNING),
    };
    StreamReport {
        number: m.stream_id,
        stream,
    }
}

/// Up to the first NUL.
fn words(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0);
    let text = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
    String::from_utf8_lossy(text).into_owned()
}
