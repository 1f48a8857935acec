//! What travels with a picture: KLV metadata, and the streams that carry it beside the video.
//!
//! Bytes and types only: no sockets, no clocks, no files, no decoder of pictures.
//!
//! ```text
//!  transport stream ─► transport ─► KLV with its PTS ┐                 ┌─► CameraPose ─► camera::Look
//!  RTP (RFC 6597) ───► rtp ───────► KLV unit ────────┼─► klv::Stream ─► klv::LocalSet ─► FrameMetadata
//!  .bin, .klv ───────────────────────────────────────┘   packets        items, raw       typed
//! ```
//!
//! What comes in may be damaged or made to harm: nothing here fails or panics on it, what is wrong is
//! told as [`Defect`]s with the byte where it stands, and every buffer has a limit. What is not
//! understood is kept as it came and written back.
//!
//! The README says why no crate does this, under *Why not `tst-core`*.

mod defect;
pub mod klv;
pub mod metadata;
pub mod rtp;
pub mod transport;

pub use defect::{Defect, Flaw};
pub use metadata::{CameraPose, FrameMetadata};
