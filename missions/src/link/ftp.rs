//! MAVLink FTP: folders and files over `FILE_TRANSFER_PROTOCOL`, both halves.
//!
//! ```text
//! client                                   server (over a trait: Files)
//!   OpenFileRO path            ─────────►
//!                              ◄─────────    ACK session, size
//!   BurstReadFile session, ofs ─────────►
//!                              ◄─────────    ACK ofs, 239 bytes        (many, unasked)
//!                              ◄─────────    ACK … burst complete, or NAK end of file
//!   ReadFile session, ofs      ─────────►                              (what was lost)
//!                              ◄─────────    ACK ofs, bytes
//!   TerminateSession           ─────────►
//!                              ◄─────────    ACK
//!   CalcFileCRC32 path         ─────────►
//!                              ◄─────────    ACK crc
//! ```
//!
//! A request that is said again carries the same sequence number and gets the same reply.
//! There is no file system in here: the server asks its [`Files`], and hands it only paths that
//! cannot leave the root ([`FilePath`]).
//! Source: mavlink.io, "File Transfer Protocol (FTP)".

mod client;
mod crc32;
mod files;
mod memory;
mod path;
mod payload;
mod server;
#[cfg(test)]
mod tests;

pub use client::{Client, Event as ClientEvent, FtpError, Partial};
pub use crc32::crc32;
pub use files::{Entry, EntryKind, FileError, Files};
pub use memory::MemoryFiles;
pub use path::{FilePath, PathError};
pub use payload::{ErrorCode, Opcode, Payload};
pub use server::{Event as ServerEvent, Server};
