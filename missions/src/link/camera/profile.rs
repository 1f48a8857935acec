//! What a camera is, and what a picture is taken from.

use crate::camera::Camera;
use crate::geodesy::Position;
use crate::telemetry::Attitude;
use crate::time::UtcTime;

/// What a camera is and can do.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Who made it, at most 31 bytes.
    pub vendor: String,
    /// What they call it, at most 31 bytes.
    pub model: String,
    /// Focal length without zoom, millimetres.
    pub focal_mm: f64,
    /// Sensor width and height, millimetres.
    pub sensor_mm: [f64; 2],
    /// Picture width and height, pixels.
    pub image_px: [u32; 2],
    /// Greatest zoom; 1 is none.
    pub zoom: f64,
    /// The gimbal that it hangs on: its number or component; 0 is none.
    pub gimbal: u8,
    /// Room for pictures, mebibytes.
    pub storage_mib: f64,
    /// What a picture takes of it, mebibytes.
    pub picture_mib: f64,
    /// What can be watched.
    pub streams: Vec<Stream>,
}

impl Profile {
    /// A mission file's camera on gimbal 1, with 64 GiB of storage, 8 MiB a picture and no
    /// streams.
    pub fn new(camera: &Camera) -> Self {
        Self {
            vendor: "Shearwater".to_owned(),
            model: camera.name.clone(),
            focal_mm: camera.focal_mm,
            sensor_mm: camera.sensor_mm,
            image_px: camera.image_px,
            zoom: 1.0,
            gimbal: 1,
            storage_mib: 65_536.0,
            picture_mib: 8.0,
            streams: Vec::new(),
        }
    }

    /// Horizontal and vertical field of view at a zoom factor, degrees; of a pinhole.
    pub(super) fn view_deg(&self, zoom: f64) -> [f64; 2] {
        self.sensor_mm
            .map(|size_mm| 2.0 * (size_mm / (2.0 * self.focal_mm * zoom)).atan().to_degrees())
    }
}

/// A video stream that a camera offers.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// What it is called, at most 31 bytes.
    pub name: String,
    /// Where it is, at most 159 bytes: a URI, or a port for RTP.
    pub uri: String,
    /// How it is carried.
    pub kind: StreamKind,
    /// Width and height, pixels.
    pub size_px: [u16; 2],
    /// Pictures a second.
    pub rate_hz: f32,
    /// Bits a second.
    pub bits_per_s: u32,
    /// Infrared.
    pub thermal: bool,
    /// Whether it is being sent.
    pub running: bool,
}

/// How a stream is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamKind {
    /// RTSP; the URI is its address.
    Rtsp,
    /// RTP over UDP; the URI is the port.
    RtpUdp,
    /// MPEG over TCP.
    TcpMpeg,
    /// MPEG transport stream over UDP; the URI is the port.
    MpegTs,
    /// WebRTC (WHEP).
    Whep,
}

/// What a camera is set for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Pictures.
    #[default]
    Image,
    /// Video.
    Video,
    /// Pictures for a survey.
    Survey,
}

/// A picture: what it was taken from, and where it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shot {
    /// When, if known.
    pub utc: Option<UtcTime>,
    /// Where the camera was, if known.
    pub position: Option<Position>,
    /// Above mean sea level, metres.
    pub height_above_sea_m: f64,
    /// Above home, metres.
    pub height_above_home_m: f64,
    /// How the *camera* was turned against north and horizon.
    pub attitude: Attitude,
    /// Where the file is, at most 204 bytes; may be empty.
    pub url: String,
    /// Whether there is a picture at all.
    pub success: bool,
}
