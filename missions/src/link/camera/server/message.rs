//! The camera's state as messages.

use super::super::{Mode, Shot, Stream, StreamKind, id};
use super::Server;
use crate::geodesy::Position;
use crate::link::CharArray;
use crate::link::dialect::{
    CAMERA_CAPTURE_STATUS_DATA, CAMERA_FOV_STATUS_DATA, CAMERA_IMAGE_CAPTURED_DATA,
    CAMERA_INFORMATION_DATA, CAMERA_SETTINGS_DATA, CameraCapFlags, CameraMode, MavBool, MavMessage,
    STORAGE_INFORMATION_DATA, StorageStatus, StorageType, StorageUsageFlag,
    VIDEO_STREAM_INFORMATION_DATA, VIDEO_STREAM_STATUS_DATA, VideoStreamEncoding,
    VideoStreamStatusFlags, VideoStreamType,
};
use crate::telemetry::Attitude;
use crate::time::{BootTime, UtcTime};

impl Server {
    /// The messages with an id; the command's parameters choose among pictures and streams
    /// (0 is all streams, as an interval asks).
    pub(super) fn messages(&self, now: BootTime, id: u32, params: [f32; 4]) -> Vec<MavMessage> {
        match id {
            id::INFORMATION => vec![self.information(now)],
            id::SETTINGS => vec![self.settings(now)],
            id::STORAGE if params[1] <= 1.0 => vec![self.storage(now)],
            id::CAPTURE_STATUS => vec![self.capture_status(now)],
            id::IMAGE_CAPTURED => self.kept_images(params[1], params[2]),
            id::STREAM_INFORMATION => self.streams(params[1], |number, stream| {
                self.stream_information(number, stream)
            }),
            id::STREAM_STATUS => self.streams(params[1], |number, stream| {
                self.stream_status(number, stream)
            }),
            id::FOV_STATUS => vec![self.view(now)],
            _ => Vec::new(),
        }
    }

    /// From the first index to the last: -1 is all, a last of 0 is only the first, -1 all on from
    /// it. Source: common.xml, CAMERA_IMAGE_CAPTURED.
    fn kept_images(&self, first: f32, last: f32) -> Vec<MavMessage> {
        let (first, last) = (first as i32, last as i32);
        let wanted = match (first, last) {
            (-1, _) => 0..=i32::MAX,
            (first, -1) => first..=i32::MAX,
            (first, 0) => first..=first,
            (first, last) => first..=last,
        };
        let kept = self.kept.iter();
        kept.filter(|image| wanted.contains(&image.image_index))
            .map(|image| MavMessage::CAMERA_IMAGE_CAPTURED(image.clone()))
            .collect()
    }

    fn streams(&self, wanted: f32, message: impl Fn(u8, &Stream) -> MavMessage) -> Vec<MavMessage> {
        let wanted = wanted as u8;
        let numbered = (1_u8..).zip(&self.profile.streams);
        numbered
            .filter(|(number, _)| wanted == 0 || wanted == *number)
            .map(|(number, stream)| message(number, stream))
            .collect()
    }

    fn information(&self, now: BootTime) -> MavMessage {
        let profile = &self.profile;
        MavMessage::CAMERA_INFORMATION(CAMERA_INFORMATION_DATA {
            time_boot_ms: now.as_millis_u32(),
            firmware_version: 1,
            focal_length: profile.focal_mm as f32,
            sensor_size_h: profile.sensor_mm[0] as f32,
            sensor_size_v: profile.sensor_mm[1] as f32,
            flags: self.capabilities(),
            resolution_h: pixels(profile.image_px[0]),
            resolution_v: pixels(profile.image_px[1]),
            cam_definition_version: 0,
            vendor_name: *text::<32>(&profile.vendor),
            model_name: *text::<32>(&profile.model),
            lens_id: 0,
            cam_definition_uri: "".into(),
            gimbal_device_id: profile.gimbal,
            camera_device_id: 0,
        })
    }

    fn capabilities(&self) -> CameraCapFlags {
        let mut flags = CameraCapFlags::CAMERA_CAP_FLAGS_CAPTURE_VIDEO
            | CameraCapFlags::CAMERA_CAP_FLAGS_CAPTURE_IMAGE
            | CameraCapFlags::CAMERA_CAP_FLAGS_HAS_MODES
            | CameraCapFlags::CAMERA_CAP_FLAGS_CAN_CAPTURE_IMAGE_IN_VIDEO_MODE
            | CameraCapFlags::CAMERA_CAP_FLAGS_CAN_CAPTURE_VIDEO_IN_IMAGE_MODE
            | CameraCapFlags::CAMERA_CAP_FLAGS_HAS_IMAGE_SURVEY_MODE
            | CameraCapFlags::CAMERA_CAP_FLAGS_HAS_BASIC_FOCUS;
        if self.profile.zoom > 1.0 {
            flags |= CameraCapFlags::CAMERA_CAP_FLAGS_HAS_BASIC_ZOOM;
        }
        if !self.profile.streams.is_empty() {
            flags |= CameraCapFlags::CAMERA_CAP_FLAGS_HAS_VIDEO_STREAM;
        }
        flags
    }

    fn settings(&self, now: BootTime) -> MavMessage {
        MavMessage::CAMERA_SETTINGS(CAMERA_SETTINGS_DATA {
            time_boot_ms: now.as_millis_u32(),
            mode_id: match self.mode {
                Mode::Image => CameraMode::CAMERA_MODE_IMAGE,
                Mode::Video => CameraMode::CAMERA_MODE_VIDEO,
                Mode::Survey => CameraMode::CAMERA_MODE_IMAGE_SURVEY,
            },
            zoomLevel: self.zoom_percent as f32,
            focusLevel: self
                .focus_percent
                .map_or(f32::NAN, |percent| percent as f32),
            camera_device_id: 0,
        })
    }

    fn storage(&self, now: BootTime) -> MavMessage {
        MavMessage::STORAGE_INFORMATION(STORAGE_INFORMATION_DATA {
            time_boot_ms: now.as_millis_u32(),
            total_capacity: self.profile.storage_mib as f32,
            used_capacity: self.used_mib as f32,
            available_capacity: (self.profile.storage_mib - self.used_mib) as f32,
            read_speed: f32::NAN,
            write_speed: f32::NAN,
            storage_id: 1,
            storage_count: 1,
            status: StorageStatus::STORAGE_STATUS_READY,
            mavtype: StorageType::STORAGE_TYPE_SD,
            name: "card".into(),
            storage_usage: StorageUsageFlag::STORAGE_USAGE_FLAG_SET
                | StorageUsageFlag::STORAGE_USAGE_FLAG_PHOTO
                | StorageUsageFlag::STORAGE_USAGE_FLAG_VIDEO,
        })
    }

    /// Image status: 0 idle, 2 an interval is set and idle. Pictures are instants here, so 1 and
    /// 3 (in progress) do not occur.
    fn capture_status(&self, now: BootTime) -> MavMessage {
        let recorded = self.recording.as_ref().map(|r| now.since(r.since));
        let every = self.series.as_ref().map(|series| series.every);
        MavMessage::CAMERA_CAPTURE_STATUS(CAMERA_CAPTURE_STATUS_DATA {
            time_boot_ms: now.as_millis_u32(),
            image_interval: every.map_or(0.0, |every| every.as_secs_f32()),
            recording_time_ms: recorded.map_or(0, |time| time.as_millis() as u32),
            available_capacity: (self.profile.storage_mib - self.used_mib) as f32,
            image_status: if every.is_some() { 2 } else { 0 },
            video_status: u8::from(self.is_recording()),
            image_count: self.image_count,
            camera_device_id: 0,
        })
    }

    fn stream_information(&self, number: u8, stream: &Stream) -> MavMessage {
        MavMessage::VIDEO_STREAM_INFORMATION(VIDEO_STREAM_INFORMATION_DATA {
            framerate: stream.rate_hz,
            bitrate: stream.bits_per_s,
            flags: flags(stream),
            resolution_h: stream.size_px[0],
            resolution_v: stream.size_px[1],
            rotation: 0,
            hfov: self.horizontal_view(),
            stream_id: number,
            count: self.profile.streams.len() as u8,
            mavtype: match stream.kind {
                StreamKind::Rtsp => VideoStreamType::VIDEO_STREAM_TYPE_RTSP,
                StreamKind::RtpUdp => VideoStreamType::VIDEO_STREAM_TYPE_RTPUDP,
                StreamKind::TcpMpeg => VideoStreamType::VIDEO_STREAM_TYPE_TCP_MPEG,
                StreamKind::MpegTs => VideoStreamType::VIDEO_STREAM_TYPE_MPEG_TS,
                StreamKind::Whep => VideoStreamType::VIDEO_STREAM_TYPE_WHEP,
            },
            name: text(&stream.name),
            uri: text(&stream.uri),
            encoding: VideoStreamEncoding::VIDEO_STREAM_ENCODING_H264,
            camera_device_id: 0,
        })
    }

    fn stream_status(&self, number: u8, stream: &Stream) -> MavMessage {
        MavMessage::VIDEO_STREAM_STATUS(VIDEO_STREAM_STATUS_DATA {
            framerate: stream.rate_hz,
            bitrate: stream.bits_per_s,
            flags: flags(stream),
            resolution_h: stream.size_px[0],
            resolution_v: stream.size_px[1],
            rotation: 0,
            hfov: self.horizontal_view(),
            stream_id: number,
            camera_device_id: 0,
        })
    }

    fn horizontal_view(&self) -> u16 {
        self.profile.view_deg(self.zoom())[0].round() as u16
    }

    /// The place in the picture's middle is not known here: i32::MAX.
    fn view(&self, now: BootTime) -> MavMessage {
        let (lat, lon) = place(&self.view);
        let [hfov, vfov] = self.profile.view_deg(self.zoom());
        MavMessage::CAMERA_FOV_STATUS(CAMERA_FOV_STATUS_DATA {
            time_boot_ms: now.as_millis_u32(),
            lat_camera: lat,
            lon_camera: lon,
            alt_camera: millimetres(self.view.height_above_sea_m),
            lat_image: i32::MAX,
            lon_image: i32::MAX,
            alt_image: i32::MAX,
            q: wire_quaternion(self.view.attitude),
            hfov: hfov as f32,
            vfov: vfov as f32,
            camera_device_id: 0,
        })
    }
}

/// The announcement of a picture.
pub(super) fn image_captured(now: BootTime, index: i32, shot: &Shot) -> CAMERA_IMAGE_CAPTURED_DATA {
    let (lat, lon) = place(shot);
    let micros = shot.utc.map_or(0, UtcTime::as_micros);
    CAMERA_IMAGE_CAPTURED_DATA {
        time_utc: u64::try_from(micros).unwrap_or(0),
        time_boot_ms: now.as_millis_u32(),
        lat,
        lon,
        alt: millimetres(shot.height_above_sea_m),
        relative_alt: millimetres(shot.height_above_home_m),
        q: wire_quaternion(shot.attitude),
        image_index: index,
        camera_id: 0,
        capture_result: if shot.success {
            MavBool::MAV_BOOL_TRUE
        } else {
            MavBool::MAV_BOOL_FALSE
        },
        file_url: text(&shot.url),
    }
}

/// i32::MAX where it is not known, as CAMERA_FOV_STATUS has it; CAMERA_IMAGE_CAPTURED has no word
/// for it.
fn place(shot: &Shot) -> (i32, i32) {
    shot.position.map_or((i32::MAX, i32::MAX), Position::to_e7)
}

fn millimetres(metres: f64) -> i32 {
    (metres * 1000.0).round() as i32
}

fn pixels(count: u32) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

fn wire_quaternion(attitude: Attitude) -> [f32; 4] {
    attitude.to_quaternion().map(|c| c as f32)
}

fn flags(stream: &Stream) -> VideoStreamStatusFlags {
    let mut flags = VideoStreamStatusFlags::empty();
    if stream.running {
        flags |= VideoStreamStatusFlags::VIDEO_STREAM_STATUS_FLAGS_RUNNING;
    }
    if stream.thermal {
        flags |= VideoStreamStatusFlags::VIDEO_STREAM_STATUS_FLAGS_THERMAL;
    }
    flags
}

/// Cut off at a character, with room for the NUL that C readers need.
fn text<const N: usize>(words: &str) -> CharArray<N> {
    let end = words.floor_char_boundary(N - 1);
    words.get(..end).unwrap_or_default().into()
}
