//! Where a MAVLink partner is reached: one grammar for every program. Nothing is opened here.
//!
//! ```text
//! serial:PATH:BAUD        serial:/dev/ttyACM0:921600
//! KIND:HOST:PORT          tcpout:127.0.0.1:5760   tcpin:[::1]:5760   udpin:0.0.0.0:14550
//! ```
//!
//! A program that has no serial lines (a simulated vehicle) reads a [`Socket`] alone.
//!
//! Source: the crate `mavlink`, whose `connect` takes these words.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A link's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A serial line and its speed.
    Serial {
        /// The device.
        path: String,
        /// Bits a second.
        baud: u32,
    },
    /// TCP or UDP.
    Socket(Socket),
}

/// A place in a network and how bytes are moved to and from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Socket {
    /// How bytes are moved.
    pub kind: Kind,
    /// `host:port`; an IPv6 host stands in brackets, port 0 asks for any free one.
    pub at: String,
}

/// How bytes are moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Waits for TCP connections.
    TcpIn,
    /// Connects by TCP.
    TcpOut,
    /// Waits for datagrams and answers whoever sent one.
    UdpIn,
    /// Sends datagrams to one place.
    UdpOut,
}

/// Why a text is no address.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AddressError {
    /// It begins with something else.
    #[error(
        "`{0}` is no MAVLink address: it must begin with serial:, tcpin:, tcpout:, udpin: or udpout:"
    )]
    Kind(String),
    /// A serial line, where only a socket will do.
    #[error("`{0}` is a serial line: only tcpin:, tcpout:, udpin: and udpout: will do here")]
    NoSocket(String),
    /// No device, or no host.
    #[error("`{0}` is no MAVLink address: it names no {1}")]
    Place(String, &'static str),
    /// An IPv6 host without brackets.
    #[error(
        "`{0}` is no MAVLink address: an IPv6 host stands in brackets, as in tcpout:[::1]:5760"
    )]
    Brackets(String),
    /// The number at the end is missing, malformed or too large.
    #[error("`{0}` is no MAVLink address: {1}")]
    Number(String, &'static str),
}

const SERIAL: &str = "serial";
const NO_BAUD: &str = "a speed in baud above 0 must stand at its end, after a colon";
const NO_PORT: &str = "a port from 0 to 65535 must stand at its end, after a colon";

impl Kind {
    const ALL: [(Self, &'static str); 4] = [
        (Self::TcpIn, "tcpin"),
        (Self::TcpOut, "tcpout"),
        (Self::UdpIn, "udpin"),
        (Self::UdpOut, "udpout"),
    ];

    fn named(word: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find_map(|(kind, name)| (*name == word).then_some(*kind))
    }
}

impl Socket {
    /// The same kind of address at a place that is now known.
    #[must_use]
    pub fn with(&self, at: SocketAddr) -> Self {
        Self {
            kind: self.kind,
            at: at.to_string(),
        }
    }

    /// The address `index` ports further; port 0, any free one, stays so. `None` beyond the last
    /// port.
    pub fn following(&self, index: usize) -> Option<Self> {
        let (host, port) = self.at.rsplit_once(':')?;
        let port: u16 = port.parse().ok()?;
        let next = match port {
            0 => 0,
            port => u16::try_from(usize::from(port).checked_add(index)?).ok()?,
        };
        Some(Self {
            kind: self.kind,
            at: format!("{host}:{next}"),
        })
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        match text.split_once(':') {
            Some((SERIAL, rest)) => serial(text, rest),
            _ => text.parse().map(Self::Socket),
        }
    }
}

impl FromStr for Socket {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let whole = || text.to_owned();
        let (word, at) = text
            .split_once(':')
            .ok_or_else(|| AddressError::Kind(whole()))?;
        if word == SERIAL {
            return Err(AddressError::NoSocket(whole()));
        }
        let kind = Kind::named(word).ok_or_else(|| AddressError::Kind(whole()))?;
        let no_port = || AddressError::Number(whole(), NO_PORT);
        let (host, port) = at.rsplit_once(':').ok_or_else(no_port)?;
        port.parse::<u16>().map_err(|_no_number| no_port())?;
        if host.is_empty() {
            return Err(AddressError::Place(whole(), "host"));
        }
        if host.contains(':') && !(host.starts_with('[') && host.ends_with(']')) {
            return Err(AddressError::Brackets(whole()));
        }
        Ok(Self {
            kind,
            at: at.to_owned(),
        })
    }
}

fn serial(text: &str, rest: &str) -> Result<Address, AddressError> {
    let whole = || text.to_owned();
    let no_baud = || AddressError::Number(whole(), NO_BAUD);
    let (path, baud) = rest.rsplit_once(':').ok_or_else(no_baud)?;
    let baud: u32 = baud.parse().map_err(|_no_number| no_baud())?;
    if baud == 0 {
        return Err(no_baud());
    }
    if path.is_empty() {
        return Err(AddressError::Place(whole(), "device"));
    }
    Ok(Address::Serial {
        path: path.to_owned(),
        baud,
    })
}

impl TryFrom<String> for Socket {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl From<Socket> for String {
    fn from(socket: Socket) -> Self {
        socket.to_string()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = Self::ALL.iter();
        f.write_str(
            all.find_map(|(kind, name)| (kind == self).then_some(*name))
                .unwrap_or_default(),
        )
    }
}

impl fmt::Display for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.at)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serial { path, baud } => write!(f, "{SERIAL}:{path}:{baud}"),
            Self::Socket(socket) => socket.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `None`: it is an address, and is written as it was read.
    fn check(text: &str, error: Option<&str>) {
        match (text.parse::<Address>(), error) {
            (Ok(address), None) => assert_eq!(address.to_string(), text),
            (Err(found), Some(words)) => assert!(found.to_string().contains(words), "{found}"),
            (found, _) => panic!("{text}: {found:?}"),
        }
    }

    #[test]
    fn addresses_are_read_and_written_as_the_mavlink_crate_spells_them() {
        check("serial:/dev/ttyACM0:921600", None);
        check(
            "serial:/dev/serial/by-path/pci-0000:00:14.0-usb:57600",
            None,
        );
        check("tcpout:127.0.0.1:5760", None);
        check("tcpin:[::1]:5760", None);
        check("udpin:0.0.0.0:14550", None);
        check("udpout:localhost:0", None);
    }

    #[test]
    fn what_is_no_address_is_told_so() {
        check("5760", Some("must begin with"));
        check("127.0.0.1:5760", Some("must begin with"));
        check("file:x:1", Some("must begin with"));
        check("tcpout:localhost", Some("a port from 0 to 65535"));
        check("tcpout:localhost:99999", Some("a port from 0 to 65535"));
        check("tcpin::5760", Some("names no host"));
        check("tcpin:::1:5760", Some("brackets"));
        check("serial:/dev/ttyACM0", Some("a speed in baud"));
        check("serial:/dev/ttyACM0:fast", Some("a speed in baud"));
        check("serial:/dev/ttyACM0:0", Some("a speed in baud above 0"));
        check("serial::57600", Some("names no device"));
    }

    #[test]
    fn a_serial_line_is_no_socket() {
        let error = "serial:/dev/ttyACM0:57600".parse::<Socket>().unwrap_err();
        assert!(error.to_string().contains("is a serial line"), "{error}");
    }

    #[test]
    fn the_vehicles_of_one_program_listen_one_port_after_the_other() {
        let check = |text: &str, index, next: Option<&str>| {
            let following = text.parse::<Socket>().unwrap().following(index);
            assert_eq!(following.map(|s| s.to_string()).as_deref(), next);
        };
        check("tcpin:[::1]:5760", 2, Some("tcpin:[::1]:5762"));
        check("udpin:0.0.0.0:0", 7, Some("udpin:0.0.0.0:0"));
        check("udpin:0.0.0.0:65535", 1, None);
        check("udpin:0.0.0.0:1", usize::MAX, None);
    }
}
