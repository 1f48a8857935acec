//! Where a vehicle listens or whom it calls, as the `mavlink` crate spells it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An address such as `tcpin:127.0.0.1:5760`; port 0 asks for any free one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    /// How bytes are moved.
    pub kind: Kind,
    /// `host:port`.
    pub at: String,
}

/// How bytes are moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Listens for TCP connections; any number of clients.
    TcpIn,
    /// Connects by TCP.
    TcpOut,
    /// Waits for datagrams and answers whoever sent one.
    UdpIn,
    /// Sends datagrams to one place.
    UdpOut,
}

/// Why a text is no address.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum AddressError {
    /// Neither `tcpin`, `tcpout`, `udpin` nor `udpout`.
    #[error("{0:?} is no MAVLink address: it must begin with tcpin:, tcpout:, udpin: or udpout:")]
    Kind(String),
    /// No port.
    #[error("{0:?} is no MAVLink address: a port from 0 to 65535 must stand at its end")]
    Port(String),
}

impl Address {
    /// The same kind of address at a place that is now known.
    pub fn with(&self, at: std::net::SocketAddr) -> Self {
        Self {
            kind: self.kind,
            at: at.to_string(),
        }
    }

    /// The address `index` ports further; port 0, any free one, stays so.
    pub fn following(&self, index: usize) -> Option<Self> {
        let (host, port) = self.at.rsplit_once(':')?;
        let port: u16 = port.parse().ok()?;
        let next = match port {
            0 => 0,
            port => u16::try_from(usize::from(port) + index).ok()?,
        };
        Some(Self {
            kind: self.kind,
            at: format!("{host}:{next}"),
        })
    }
}

impl Kind {
    const ALL: [(Self, &'static str); 4] = [
        (Self::TcpIn, "tcpin"),
        (Self::TcpOut, "tcpout"),
        (Self::UdpIn, "udpin"),
        (Self::UdpOut, "udpout"),
    ];
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (word, at) = text
            .split_once(':')
            .ok_or_else(|| AddressError::Kind(text.to_owned()))?;
        let kind = Kind::ALL
            .iter()
            .find_map(|(kind, name)| (*name == word).then_some(*kind))
            .ok_or_else(|| AddressError::Kind(text.to_owned()))?;
        let port = at.rsplit_once(':').map(|(_, port)| port.parse::<u16>());
        if !matches!(port, Some(Ok(_))) {
            return Err(AddressError::Port(text.to_owned()));
        }
        Ok(Self {
            kind,
            at: at.to_owned(),
        })
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Kind::ALL
            .iter()
            .find_map(|(kind, name)| (*kind == self.kind).then_some(*name))
            .unwrap_or_default();
        write!(f, "{name}:{}", self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written_as_the_mavlink_crate_spells_them() {
        for text in [
            "tcpin:127.0.0.1:5760",
            "udpout:127.0.0.1:14550",
            "udpin:[::1]:14550",
            "tcpout:localhost:0",
        ] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_wrong_with_an_address_is_told() {
        for text in ["5760", "serial:/dev/ttyACM0:9600", "tcp:127.0.0.1:5760"] {
            assert!(matches!(
                text.parse::<Address>(),
                Err(AddressError::Kind(_))
            ));
        }
        for text in ["tcpin:127.0.0.1", "udpin:127.0.0.1:99999", "tcpin::x"] {
            assert!(matches!(
                text.parse::<Address>(),
                Err(AddressError::Port(_))
            ));
        }
    }
}
