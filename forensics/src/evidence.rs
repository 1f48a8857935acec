//! Bytes of evidence: opened to be read, never to be written.

mod mapped;

pub use mapped::Mapped;
