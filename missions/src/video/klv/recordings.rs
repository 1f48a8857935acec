//! Published packets and a recorded flight, for tests, where the shared data is there.

use std::io::Write as _;

use super::{Contents, Found, Packet, Stream};
use crate::video::Defect;

/// 407 packets of a flight over Cheyenne.
pub(crate) const CHEYENNE: &str = "klvdata_history_Cheyenne.bin";
/// ST 0902's example with all items; its checksum is wrong as published.
pub(crate) const CONSTANT: &str = "klvdata_DynamicConstantMISMMSPacketData.bin";
/// The same with the items that change.
pub(crate) const DYNAMIC: &str = "klvdata_DynamicOnlyMISMMSPacketData.bin";
/// Five sets of moving targets.
pub(crate) const TARGETS: &str = "jmisb_0903.bin";
/// All of them.
pub(crate) const ALL: [&str; 4] = [CHEYENNE, CONSTANT, DYNAMIC, TARGETS];

/// A file's bytes, or a word that it is not there.
pub(crate) fn recording(name: &str) -> Option<Vec<u8>> {
    let path = format!(
        "{}/../../shared/data/klv/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        // Past the test harness, which swallows what a passing test prints.
        writeln!(std::io::stderr(), "skipped: there is no {path}").unwrap();
    }
    bytes
}

/// What a stream finds in bytes that come in pieces of a size.
pub(crate) fn found(bytes: &[u8], piece: usize) -> Vec<Found> {
    let mut all = Vec::new();
    let mut stream = Stream::new();
    for piece in bytes.chunks(piece) {
        stream.feed(piece, &mut |found| all.push(found));
    }
    stream.finish(&mut |found| all.push(found));
    all
}

/// The packets and the defects of a stream.
pub(crate) fn sorted(found: Vec<Found>) -> (Vec<Packet>, Vec<Defect>) {
    let (mut packets, mut defects) = (Vec::new(), Vec::new());
    for found in found {
        match found {
            Found::Packet(packet) => packets.push(packet),
            Found::Defect(defect) => defects.push(defect),
        }
    }
    (packets, defects)
}

/// The opened packets of bytes in whose stream nothing is wrong.
pub(crate) fn opened(bytes: &[u8]) -> Vec<Contents> {
    let (packets, defects) = sorted(found(bytes, bytes.len().max(1)));
    assert_eq!(defects, []);
    packets
        .iter()
        .map(|packet| packet.open().unwrap())
        .collect()
}
