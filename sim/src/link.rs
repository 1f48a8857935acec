//! The MAVLink face of a simulated vehicle: telemetry, commands, servers, link faults, sockets.
//!
//! Everything but [`transport`] is without sockets and clocks.

pub mod channel;
pub mod snapshot;
pub mod streams;
pub mod transport;

mod announcements;
mod commands;
mod courtesies;
mod observe;
mod pilot;
mod radio;
mod requests;
mod setpoints;
mod shelf;
mod station;
mod telemetry;
mod world;

pub use station::Station;
pub use world::World;

/// The longest datagram, bytes: whole packets are put together up to this size.
const DATAGRAM: usize = 1400;

/// Splits a run of whole MAVLink packets into datagrams.
fn datagrams(packets: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = packets;
    std::iter::from_fn(move || {
        let mut length = packet_length(rest)?;
        while let Some(next) = rest.get(length..).and_then(packet_length) {
            if length + next > DATAGRAM {
                break;
            }
            length += next;
        }
        let (datagram, left) = rest.split_at_checked(length)?;
        rest = left;
        Some(datagram)
    })
}

/// Length of the MAVLink packet that begins here, header, checksum and signature included.
/// Source: mavlink.io, "Packet serialization".
fn packet_length(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [0xfd, payload, incompatible, ..] => {
            let signature = if incompatible & 1 == 1 { 13 } else { 0 };
            Some(12 + usize::from(*payload) + signature)
        }
        [0xfe, payload, ..] => Some(8 + usize::from(*payload)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(payload: u8, signed: bool) -> Vec<u8> {
        let signature = if signed { 13 } else { 0 };
        let mut bytes = vec![0; 12 + usize::from(payload) + signature];
        bytes[..3].copy_from_slice(&[0xfd, payload, u8::from(signed)]);
        bytes
    }

    #[test]
    fn datagrams_hold_whole_packets() {
        let packets: Vec<u8> = (0..40).flat_map(|n| packet(100 + n, n % 2 == 0)).collect();
        let lengths: Vec<usize> = datagrams(&packets).map(<[u8]>::len).collect();
        assert_eq!(lengths.iter().sum::<usize>(), packets.len());
        assert!(lengths.iter().all(|length| *length <= DATAGRAM));
        assert!(lengths.len() < 8, "{lengths:?}");
    }

    #[test]
    fn what_is_no_packet_ends_the_run() {
        assert_eq!(datagrams(b"nothing").count(), 0);
        assert_eq!(datagrams(&[0xfd, 200, 0, 0]).count(), 0);
    }
}
