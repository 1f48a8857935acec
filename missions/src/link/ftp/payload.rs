//! The 251 bytes inside a `FILE_TRANSFER_PROTOCOL` message, little-endian:
//!
//! ```text
//! ┌─────┬─────────┬────────┬──────┬────────────┬───────┬─────┬────────┬──────────┐
//! │ 0 2 │ 2     1 │ 3    1 │ 4  1 │ 5        1 │ 6   1 │ 7 1 │ 8    4 │ 12   239 │
//! │ seq │ session │ opcode │ size │ req opcode │ burst │  0  │ offset │ data     │
//! └─────┴─────────┴────────┴──────┴────────────┴───────┴─────┴────────┴──────────┘
//! ```
//!
//! Source: mavlink.io, "File Transfer Protocol (FTP)", "Payload Format".

use crate::link::Endpoint;
use crate::link::dialect::{FILE_TRANSFER_PROTOCOL_DATA, MavMessage};

/// Room for data in one payload, bytes.
pub(super) const ROOM: usize = 239;

/// What is asked, or answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Opcode {
    /// Nothing; acknowledged.
    None = 0,
    /// Closes a session.
    TerminateSession = 1,
    /// Closes all sessions of the sender.
    ResetSessions = 2,
    /// Lists a folder from an entry on.
    ListDirectory = 3,
    /// Opens a file for reading.
    OpenFileRo = 4,
    /// Reads from a session.
    ReadFile = 5,
    /// Creates or empties a file and opens it for writing.
    CreateFile = 6,
    /// Writes to a session.
    WriteFile = 7,
    /// Removes a file.
    RemoveFile = 8,
    /// Creates a folder.
    CreateDirectory = 9,
    /// Removes an empty folder.
    RemoveDirectory = 10,
    /// Opens a file that is there for writing.
    OpenFileWo = 11,
    /// Cuts a file off at an offset.
    TruncateFile = 12,
    /// Renames: old and new path, NUL between.
    Rename = 13,
    /// Checksum of a file.
    CalcFileCrc32 = 14,
    /// Reads from a session without being asked for each part.
    BurstReadFile = 15,
    /// Lists a folder with times of modification.
    ListDirectoryWithTime = 16,
    /// Yes.
    Ack = 128,
    /// No.
    Nak = 129,
}

impl Opcode {
    const ALL: [Self; 19] = [
        Self::None,
        Self::TerminateSession,
        Self::ResetSessions,
        Self::ListDirectory,
        Self::OpenFileRo,
        Self::ReadFile,
        Self::CreateFile,
        Self::WriteFile,
        Self::RemoveFile,
        Self::CreateDirectory,
        Self::RemoveDirectory,
        Self::OpenFileWo,
        Self::TruncateFile,
        Self::Rename,
        Self::CalcFileCrc32,
        Self::BurstReadFile,
        Self::ListDirectoryWithTime,
        Self::Ack,
        Self::Nak,
    ];

    /// From its number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|opcode| *opcode as u8 == number)
    }
}

/// Why something is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// Something.
    Fail,
    /// The system's own number says what.
    FailErrno,
    /// A size that cannot be.
    InvalidDataSize,
    /// A session that is not open.
    InvalidSession,
    /// Too many sessions.
    NoSessionsAvailable,
    /// The end, of a file or a listing.
    EndOfFile,
    /// An unknown opcode.
    UnknownCommand,
    /// It is there already.
    FileExists,
    /// It must not be touched.
    FileProtected,
    /// It is not there.
    FileNotFound,
    /// Another number.
    Other(u8),
}

impl ErrorCode {
    /// From its number.
    pub const fn from_number(number: u8) -> Self {
        match number {
            1 => Self::Fail,
            2 => Self::FailErrno,
            3 => Self::InvalidDataSize,
            4 => Self::InvalidSession,
            5 => Self::NoSessionsAvailable,
            6 => Self::EndOfFile,
            7 => Self::UnknownCommand,
            8 => Self::FileExists,
            9 => Self::FileProtected,
            10 => Self::FileNotFound,
            other => Self::Other(other),
        }
    }

    /// Its number.
    pub const fn number(self) -> u8 {
        match self {
            Self::Fail => 1,
            Self::FailErrno => 2,
            Self::InvalidDataSize => 3,
            Self::InvalidSession => 4,
            Self::NoSessionsAvailable => 5,
            Self::EndOfFile => 6,
            Self::UnknownCommand => 7,
            Self::FileExists => 8,
            Self::FileProtected => 9,
            Self::FileNotFound => 10,
            Self::Other(number) => number,
        }
    }
}

/// One request or reply. Numbers are as they came; [`Payload::data`] is safe to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// Number of the message.
    pub seq: u16,
    /// The session that is meant.
    pub session: u8,
    /// An [`Opcode`].
    pub opcode: u8,
    /// Bytes of data, or bytes wanted.
    pub size: u8,
    /// In a reply: the opcode of the request.
    pub request: u8,
    /// The last of a burst.
    pub burst_complete: bool,
    /// Where in the file, or which entry of a listing.
    pub offset: u32,
    data: [u8; ROOM],
}

impl Payload {
    /// A payload without data.
    pub const fn new(opcode: Opcode, seq: u16, session: u8, offset: u32) -> Self {
        Self {
            seq,
            session,
            opcode: opcode as u8,
            size: 0,
            request: 0,
            burst_complete: false,
            offset,
            data: [0; ROOM],
        }
    }

    /// With data, and the size that it has. What has no room is cut off.
    pub fn with_data(mut self, data: &[u8]) -> Self {
        let length = data.len().min(ROOM);
        self.data[..length].copy_from_slice(&data[..length]);
        self.size = length as u8;
        self
    }

    /// The data; as much as there is when `size` says more.
    pub fn data(&self) -> &[u8] {
        &self.data[..usize::from(self.size).min(ROOM)]
    }

    /// The first four bytes of data as a number.
    pub fn number(&self) -> Option<u32> {
        let bytes = self.data().first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes))
    }

    /// From the wire. Any bytes are a payload.
    pub fn decode(bytes: &[u8; 251]) -> Self {
        let mut data = [0; ROOM];
        data.copy_from_slice(&bytes[12..]);
        Self {
            seq: u16::from_le_bytes([bytes[0], bytes[1]]),
            session: bytes[2],
            opcode: bytes[3],
            size: bytes[4],
            request: bytes[5],
            burst_complete: bytes[6] != 0,
            offset: u32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]),
            data,
        }
    }

    /// To the wire.
    pub fn encode(&self) -> [u8; 251] {
        let mut bytes = [0; 251];
        bytes[0..2].copy_from_slice(&self.seq.to_le_bytes());
        bytes[2] = self.session;
        bytes[3] = self.opcode;
        bytes[4] = self.size;
        bytes[5] = self.request;
        bytes[6] = u8::from(self.burst_complete);
        bytes[8..12].copy_from_slice(&self.offset.to_le_bytes());
        bytes[12..].copy_from_slice(&self.data);
        bytes
    }

    /// The message that carries it.
    pub fn to_message(&self, to: Endpoint) -> MavMessage {
        MavMessage::FILE_TRANSFER_PROTOCOL(FILE_TRANSFER_PROTOCOL_DATA {
            target_network: 0,
            target_system: to.system,
            target_component: to.component,
            payload: self.encode(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_payload_comes_back(
            seq: u16, session: u8, opcode: u8, offset: u32, request: u8, burst_complete: bool,
            data in prop::collection::vec(any::<u8>(), 0..=ROOM),
        ) {
            let mut payload = Payload::new(Opcode::None, seq, session, offset).with_data(&data);
            payload.opcode = opcode;
            payload.request = request;
            payload.burst_complete = burst_complete;
            let back = Payload::decode(&payload.encode());
            prop_assert_eq!(back.data(), &data[..]);
            prop_assert_eq!(back, payload);
        }

        #[test]
        fn any_bytes_are_a_payload(head in prop::collection::vec(any::<u8>(), 12)) {
            let mut bytes = [0x55; 251];
            bytes[..12].copy_from_slice(&head);
            let payload = Payload::decode(&bytes);
            prop_assert!(payload.data().len() <= ROOM);
        }
    }

    /// An OpenFileRO of "/a", seq 1, written by hand from the documented layout.
    #[test]
    fn the_layout_is_the_documented_one() {
        let bytes = Payload::new(Opcode::OpenFileRo, 0x0201, 3, 0x0807_0605)
            .with_data(b"/a")
            .encode();
        let head = [1, 2, 3, 4, 2, 0, 0, 0, 5, 6, 7, 8, b'/', b'a'];
        assert_eq!(bytes[..14], head);
    }

    #[test]
    fn opcodes_and_errors_keep_their_numbers() {
        for number in 0..=u8::MAX {
            assert_eq!(ErrorCode::from_number(number).number(), number);
            if let Some(opcode) = Opcode::from_number(number) {
                assert_eq!(opcode as u8, number);
            }
        }
        assert_eq!(Opcode::from_number(17), None);
    }
}
