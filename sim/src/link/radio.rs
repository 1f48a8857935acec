//! One vehicle's radio: bytes to messages and back, signed if there is a key, through the link
//! with its faults.

use missions::link::dialect::MavMessage;
use missions::link::signing::{Signing, Verdict};
use missions::link::wire::{Content, Reader, Writer};
use missions::link::{Endpoint, Transmit};
use missions::time::{BootTime, UtcTime};

use super::channel::Channel;
use crate::faults::{Fault, LinkFault};

/// Both directions of a vehicle's link.
#[derive(Debug)]
pub(super) struct Radio {
    reader: Reader,
    writer: Writer,
    signing: Option<Signing>,
    up: Channel<(Endpoint, MavMessage)>,
    down: Channel<Vec<u8>>,
}

impl Radio {
    /// A radio with these faults; `name` keeps its chances apart from others'.
    pub(super) fn new(seed: u64, name: &str, faults: &[Fault<LinkFault>]) -> Self {
        Self {
            reader: Reader::new(),
            writer: Writer::new(),
            signing: None,
            up: Channel::new(seed, &format!("{name}: link up"), faults.to_vec()),
            down: Channel::new(seed, &format!("{name}: link down"), faults.to_vec()),
        }
    }

    /// Signs what is said, and asks what is heard to be signed as `signing` says.
    pub(super) fn sign(&mut self, signing: Signing) {
        self.signing = Some(signing);
    }

    /// Bytes from the ground set out; what is not signed as it should be is thrown away.
    pub(super) fn take(&mut self, now: BootTime, utc: UtcTime, bytes: &[u8]) {
        self.reader.push(bytes);
        while let Some(frame) = self.reader.next_frame() {
            let signing = self.signing.as_mut();
            let verdict = signing.map(|signing| signing.check(&frame, utc));
            if matches!(verdict, Some(Verdict::Refused(_))) {
                continue;
            }
            if let Content::Message(message) = frame.content {
                self.up.send(now, (frame.from, *message));
            }
        }
    }

    /// The next message that has arrived at the vehicle.
    pub(super) fn hear(&mut self, now: BootTime) -> Option<(Endpoint, MavMessage)> {
        self.up.receive(now)
    }

    /// A message of the vehicle sets out.
    pub(super) fn say(&mut self, now: BootTime, utc: UtcTime, transmit: &Transmit) {
        let frame = self.writer.frame(transmit);
        let frame = match &mut self.signing {
            Some(signing) => signing.sign(&frame, utc),
            None => frame,
        };
        self.down.send(now, frame);
    }

    /// Whole packets that have arrived on the ground.
    pub(super) fn give(&mut self, now: BootTime) -> Vec<u8> {
        let mut bytes = Vec::new();
        while let Some(packet) = self.down.receive(now) {
            bytes.extend(packet);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use missions::link::dialect::MISSION_ITEM_REACHED_DATA;
    use missions::link::signing::{Key, Unsigned};
    use proptest::prelude::*;

    const NOW: UtcTime = UtcTime::from_secs(1_795_327_200);
    const GROUND: Endpoint = Endpoint::new(255, 190);

    fn word(seq: u16) -> Transmit {
        let reached = MISSION_ITEM_REACHED_DATA { seq };
        Transmit::new(GROUND, MavMessage::MISSION_ITEM_REACHED(reached))
    }

    fn signing(key: u8) -> Signing {
        Signing::new(Key::new([key; 32]).unwrap(), 1, Unsigned::RadioStatusOnly)
    }

    /// What a radio hears of one that has this key, or none.
    fn heard(key: Option<u8>) -> usize {
        let mut ground = Radio::new(1, "ground", &[]);
        if let Some(key) = key {
            ground.sign(signing(key));
        }
        ground.say(BootTime::ZERO, NOW, &word(7));
        let mut vehicle = Radio::new(1, "vehicle", &[]);
        vehicle.sign(signing(1));
        vehicle.take(BootTime::ZERO, NOW, &ground.give(BootTime::ZERO));
        std::iter::from_fn(|| vehicle.hear(BootTime::ZERO)).count()
    }

    #[test]
    fn only_who_holds_the_key_is_heard() {
        assert_eq!(heard(Some(1)), 1);
        assert_eq!(heard(Some(2)), 0);
        assert_eq!(heard(None), 0);
    }

    proptest! {
        #[test]
        fn no_bytes_upset_it(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let mut radio = Radio::new(1, "radio", &[]);
            for chunk in bytes.chunks(37) {
                radio.take(BootTime::ZERO, NOW, chunk);
            }
            let heard = std::iter::from_fn(|| radio.hear(BootTime::ZERO)).count();
            prop_assert!(heard < 100);
        }
    }
}
