//! Where an autopilot is reached, as the `mavlink` crate spells it.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A link's address: `serial:/dev/ttyACM0:921600`, `tcpout:127.0.0.1:5760`,
/// `udpin:0.0.0.0:14550`, `udpout:192.168.1.10:14550`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A serial line and its speed in baud.
    Serial {
        /// The device.
        path: String,
        /// Bits a second.
        baud: u32,
    },
    /// Connects by TCP.
    TcpOut(String),
    /// Waits for one TCP connection.
    TcpIn(String),
    /// Sends datagrams to one place.
    UdpOut(String),
    /// Waits for datagrams and answers whoever sent the last one.
    UdpIn(String),
}

/// Why a text is no address.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AddressError {
    /// It begins with something else.
    #[error(
        "`{0}` is no MAVLink URL: it must begin with serial:, tcpout:, tcpin:, udpout: or udpin:"
    )]
    Kind(String),
    /// The number at the end is missing or too large.
    #[error("`{0}` is no MAVLink URL: {1}")]
    Number(String, &'static str),
}

const KINDS: [&str; 5] = ["serial", "tcpout", "tcpin", "udpout", "udpin"];

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let kind = || AddressError::Kind(text.to_owned());
        let number = |what| AddressError::Number(text.to_owned(), what);
        let (word, rest) = text.split_once(':').ok_or_else(kind)?;
        if !KINDS.contains(&word) {
            return Err(kind());
        }
        let (at, last) = rest
            .rsplit_once(':')
            .ok_or_else(|| number("a number must stand at its end, after a colon"))?;
        if word == "serial" {
            let baud = last
                .parse()
                .map_err(|_ignored| number("its end is no speed in baud"))?;
            let path = at.to_owned();
            return Ok(Self::Serial { path, baud });
        }
        let port: Result<u16, _> = last.parse();
        port.map_err(|_ignored| number("its end is no port from 0 to 65535"))?;
        let at = rest.to_owned();
        match word {
            "tcpout" => Ok(Self::TcpOut(at)),
            "tcpin" => Ok(Self::TcpIn(at)),
            "udpout" => Ok(Self::UdpOut(at)),
            "udpin" => Ok(Self::UdpIn(at)),
            _ => Err(kind()),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serial { path, baud } => write!(f, "serial:{path}:{baud}"),
            Self::TcpOut(at) => write!(f, "tcpout:{at}"),
            Self::TcpIn(at) => write!(f, "tcpin:{at}"),
            Self::UdpOut(at) => write!(f, "udpout:{at}"),
            Self::UdpIn(at) => write!(f, "udpin:{at}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, error: Option<&str>) {
        match (text.parse::<Address>(), error) {
            (Ok(address), None) => assert_eq!(address.to_string(), text),
            (Err(found), Some(words)) => assert!(found.to_string().contains(words), "{found}"),
            (found, _) => panic!("{found:?}"),
        }
    }

    #[test]
    fn addresses_are_spelt_as_the_mavlink_crate_does() {
        check("serial:/dev/ttyACM0:921600", None);
        check("tcpout:127.0.0.1:5760", None);
        check("tcpin:[::1]:5760", None);
        check("udpin:0.0.0.0:14550", None);
        check("udpout:localhost:14550", None);
    }

    #[test]
    fn what_is_no_address_is_told_so() {
        check("127.0.0.1:5760", Some("must begin with"));
        check("file:x:1", Some("must begin with"));
        check("tcpout:localhost", Some("a number must stand at its end"));
        check("tcpout:localhost:99999", Some("no port"));
        check("serial:/dev/ttyACM0:fast", Some("no speed in baud"));
    }
}
