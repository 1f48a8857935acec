//! KLV metadata as MISB ST 0107 and SMPTE ST 336 have it, and the sets of ST 0601, 0102 and 0903.
//!
//! ```text
//! bytes ──► Stream ──► Packet ──► Contents { LocalSet, Checksum, defects } ──► Value
//!           finds      key,       items in their order, raw                     by the table of
//!           the keys   length                                                   its SetKind
//! ```
//!
//! What becomes of what is not as it should be:
//!
//! | in the packet | outcome |
//! | --- | --- |
//! | wrong checksum | [`Flaw::Checksum`]; the values are there, [`Checksum::is_right`] says no |
//! | no checksum, or not two bytes of it | told; cannot be judged, so it is not right |
//! | items behind the checksum | told; it is judged over what stands before it, the items are kept |
//! | a tag twice | told; the last one holds, both are kept (but tags 102 and 115, which may repeat) |
//! | a value of a wrong length, or that means nothing | told; kept as bytes, not read |
//! | a value of no bytes | [`Value::Unknown`], which is not wrong |
//! | an error indicator (0x8000 …) | [`Special`], never a number, never absent |
//! | an unknown tag | kept as bytes and written back; not wrong |
//! | an item that reaches over the end of its set | told; it and what follows are left out |
//! | a length that reaches over the next packet's key | told; the packet is left out, the next is read |
//! | bytes between packets | told; passed over |
//!
//! [`Flaw::Checksum`]: super::Flaw::Checksum

pub mod ber;
pub mod imapb;
mod item;
mod local_set;
pub mod mapped;
mod packet;
mod security;
mod special;
mod stream;
pub mod targets;
mod uas;
mod value;

#[cfg(test)]
mod hostile;
#[cfg(test)]
pub(crate) mod recordings;
#[cfg(test)]
mod vectors;

pub use item::{Coding, Definition, WriteError};
pub use local_set::{Item, LocalSet, MOST_ITEMS};
pub use packet::{Checksum, Contents, Key, Packet, SetKind, running_sum};
pub use special::Special;
pub use stream::{Found, LARGEST_PACKET, Stream};
pub use uas::VERSION;
pub use value::{Horizon, Value, hex};
