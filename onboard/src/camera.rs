//! Pictures from outside and to outside: still files, video files and live streams become frames
//! with their times, annotated frames become a video. Nothing here looks at what is in them.

pub mod capture;
pub mod recording;
pub mod source;

pub use capture::{Capture, CaptureError, End, Shot};
pub use recording::{Recording, RecordingError};
pub use source::Source;

#[cfg(test)]
mod tests;
