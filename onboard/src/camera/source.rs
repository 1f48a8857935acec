//! What pictures come from: a still, a video file or a stream, told by its address and contents.

use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::vision::picture::Picture;

use super::capture::CaptureError;

/// Where pictures come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A picture in a file.
    Still(PathBuf),
    /// A video in a file.
    Video(PathBuf),
    /// RTSP, or any other address that GStreamer can play.
    Stream(String),
    /// H.264 over RTP that is sent to us: host (ours) and port.
    Rtp {
        /// The address to listen on.
        host: String,
        /// The port to listen on.
        port: u16,
    },
}

impl Source {
    /// Recognises a source: an address with `://`, or a file, which is opened to see what it is.
    pub fn recognise(name: &str) -> Result<Self, CaptureError> {
        if let Some(rest) = ["udp://", "rtp://"]
            .iter()
            .find_map(|scheme| name.strip_prefix(scheme))
        {
            return rtp(name, rest);
        }
        if let Some(path) = name.strip_prefix("file://") {
            return file(Path::new(path));
        }
        if name.contains("://") {
            return Ok(Self::Stream(name.to_owned()));
        }
        file(Path::new(name))
    }

    /// Whether it goes on whether we look or not.
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Stream(_) | Self::Rtp { .. })
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Still(path) | Self::Video(path) => write!(f, "{}", path.display()),
            Self::Stream(address) => f.write_str(address),
            Self::Rtp { host, port } => write!(f, "udp://{host}:{port}"),
        }
    }
}

fn rtp(name: &str, rest: &str) -> Result<Source, CaptureError> {
    let parts = rest.trim_end_matches('/').rsplit_once(':');
    let Some((host, port)) = parts.and_then(|(host, port)| Some((host, port.parse().ok()?))) else {
        return Err(CaptureError::Address {
            address: name.to_owned(),
        });
    };
    let host = if host.is_empty() { "127.0.0.1" } else { host };
    Ok(Source::Rtp {
        host: host.to_owned(),
        port,
    })
}

fn file(path: &Path) -> Result<Source, CaptureError> {
    let unreadable = |source| CaptureError::File {
        path: path.to_owned(),
        source,
    };
    let mut head = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    file.take(64).read_to_end(&mut head).map_err(unreadable)?;
    if head.is_empty() {
        return Err(CaptureError::Empty {
            path: path.to_owned(),
        });
    }
    let still = image::guess_format(&head).is_ok();
    Ok(if still {
        Source::Still(path.to_owned())
    } else {
        Source::Video(path.to_owned())
    })
}

/// Reads a still.
pub fn still(path: &Path) -> Result<Picture, CaptureError> {
    let unreadable = |source| CaptureError::File {
        path: path.to_owned(),
        source,
    };
    let reader = image::ImageReader::open(path).map_err(unreadable)?;
    let reader = reader.with_guessed_format().map_err(unreadable)?;
    let image = reader.decode().map_err(|source| CaptureError::Still {
        path: path.to_owned(),
        source,
    })?;
    Ok(image.to_rgb8().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_recognised_by_their_beginning() {
        let check =
            |name: &str, expected: Source| assert_eq!(Source::recognise(name).unwrap(), expected);
        check(
            "rtsp://10.0.0.2:8554/cam",
            Source::Stream("rtsp://10.0.0.2:8554/cam".into()),
        );
        check(
            "udp://0.0.0.0:5600",
            Source::Rtp {
                host: "0.0.0.0".into(),
                port: 5600,
            },
        );
        check(
            "udp://:5600",
            Source::Rtp {
                host: "127.0.0.1".into(),
                port: 5600,
            },
        );
    }

    #[test]
    fn an_address_without_a_port_is_named() {
        let error = Source::recognise("udp://127.0.0.1").unwrap_err();
        assert!(error.to_string().contains("udp://127.0.0.1"), "{error}");
    }

    #[test]
    fn a_file_is_a_still_by_its_contents_not_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("picture.mp4");
        image::RgbImage::new(4, 4)
            .save_with_format(&path, image::ImageFormat::Png)
            .unwrap();
        assert_eq!(
            Source::recognise(path.to_str().unwrap()).unwrap(),
            Source::Still(path.clone())
        );
        assert_eq!(still(&path).unwrap().width(), 4);
    }

    #[test]
    fn missing_and_empty_files_cannot_be_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none.jpg");
        assert!(matches!(
            Source::recognise(path.to_str().unwrap()),
            Err(CaptureError::File { .. })
        ));
        std::fs::write(&path, []).unwrap();
        assert!(matches!(
            Source::recognise(path.to_str().unwrap()),
            Err(CaptureError::Empty { .. })
        ));
    }
}
