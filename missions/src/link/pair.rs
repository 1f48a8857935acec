//! Two halves of a conversation on a virtual network that loses, delays, duplicates and reorders,
//! in virtual time and with a fixed seed. For tests, of other crates too; not for programs.

use std::time::Duration;

use super::timers::earliest;
use super::{Conversation, Endpoint, Transmit};
use crate::time::BootTime;

/// What the network does to each message, each way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Network {
    /// Share of messages lost, 0 to 1.
    pub loss: f64,
    /// Share of messages that arrive twice, 0 to 1.
    pub duplication: f64,
    /// Shortest time of travel.
    pub delay: Duration,
    /// Up to this much is added at random; more than the spacing of messages reorders them.
    pub jitter: Duration,
}

impl Network {
    /// Nothing is lost; 5 ms of travel.
    pub const PERFECT: Self = Self {
        loss: 0.0,
        duplication: 0.0,
        delay: Duration::from_millis(5),
        jitter: Duration::ZERO,
    };

    /// Loses the given share each way, duplicates one in twenty, 20 to 80 ms of travel.
    pub const fn lossy(loss: f64) -> Self {
        Self {
            loss,
            duplication: 0.05,
            delay: Duration::from_millis(20),
            jitter: Duration::from_millis(60),
        }
    }
}

/// Both halves, the network between them, and the time.
#[derive(Debug)]
pub struct Pair<C: Conversation, S: Conversation> {
    /// The asking half.
    pub client: C,
    /// The answering half.
    pub server: S,
    /// The time; it only goes forward.
    pub now: BootTime,
    /// What the client told its owner.
    pub client_events: Vec<C::Event>,
    /// What the server told its owner.
    pub server_events: Vec<S::Event>,
    /// Messages that were handed to the network, both ways.
    pub sent: usize,
    network: Network,
    random: u64,
    in_flight: Vec<(BootTime, Side, Transmit)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Side {
    Client,
    Server,
}

impl<C: Conversation, S: Conversation> Pair<C, S> {
    /// Both halves at time zero.
    pub const fn new(client: C, server: S, network: Network, seed: u64) -> Self {
        Self {
            client,
            server,
            now: BootTime::ZERO,
            client_events: Vec::new(),
            server_events: Vec::new(),
            sent: 0,
            network,
            random: seed,
            in_flight: Vec::new(),
        }
    }

    /// Changes the network from now on.
    pub const fn set_network(&mut self, network: Network) {
        self.network = network;
    }

    /// Puts a message of one's own on its way to the server.
    pub fn inject_to_server(&mut self, transmit: Transmit) {
        self.in_flight.push((self.now, Side::Server, transmit));
    }

    /// Moves messages and time until nothing is left to do, or `limit` of time has passed.
    pub fn run(&mut self, limit: Duration) {
        self.run_until(limit, |_| false);
    }

    /// Moves messages and time until `done` says so, nothing is left to do, or `limit` of time
    /// has passed; whether `done` said so. `done` is asked after each step and may act as owner.
    pub fn run_until(&mut self, limit: Duration, mut done: impl FnMut(&mut Self) -> bool) -> bool {
        let end = self.now + limit;
        loop {
            self.collect();
            if done(self) {
                return true;
            }
            self.collect();
            match self.next_time() {
                Some(next) if next <= end => self.now = self.now.max(next),
                _ => {
                    self.now = end;
                    return false;
                }
            }
            self.deliver();
            self.client.handle_timeout(self.now);
            self.server.handle_timeout(self.now);
        }
    }

    fn next_time(&self) -> Option<BootTime> {
        let arrivals = self.in_flight.iter().map(|(at, ..)| *at).min();
        earliest([
            arrivals,
            self.client.poll_timeout(),
            self.server.poll_timeout(),
        ])
    }

    fn collect(&mut self) {
        while let Some(transmit) = self.client.poll_transmit() {
            self.post(Side::Server, &transmit);
        }
        while let Some(transmit) = self.server.poll_transmit() {
            self.post(Side::Client, &transmit);
        }
        while let Some(event) = self.client.poll_event() {
            self.client_events.push(event);
        }
        while let Some(event) = self.server.poll_event() {
            self.server_events.push(event);
        }
    }

    fn post(&mut self, to: Side, transmit: &Transmit) {
        self.sent += 1;
        let copies = 1 + usize::from(self.chance(self.network.duplication));
        for _ in 0..copies {
            if self.chance(self.network.loss) {
                continue;
            }
            let jitter = self.network.jitter.mul_f64(self.uniform());
            let at = self.now + self.network.delay + jitter;
            self.in_flight.push((at, to, transmit.clone()));
        }
    }

    fn deliver(&mut self) {
        let now = self.now;
        let (due, later) = std::mem::take(&mut self.in_flight)
            .into_iter()
            .partition::<Vec<_>, _>(|(at, ..)| *at <= now);
        self.in_flight = later;
        for (_, to, Transmit { from, message }) in in_order(due) {
            match to {
                Side::Client => self.client.handle(now, from, &message),
                Side::Server => self.server.handle(now, from, &message),
            }
        }
    }

    fn chance(&mut self, share: f64) -> bool {
        self.uniform() < share
    }

    /// In [0, 1). SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number
    /// generators" (2014).
    fn uniform(&mut self) -> f64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn in_order(mut due: Vec<(BootTime, Side, Transmit)>) -> Vec<(BootTime, Side, Transmit)> {
    due.sort_by_key(|(at, ..)| *at);
    due
}

/// A half that says nothing: for tests of the other half alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silence;

impl Conversation for Silence {
    type Event = ();

    fn handle(&mut self, _: BootTime, _: Endpoint, _: &super::dialect::MavMessage) {}

    fn handle_timeout(&mut self, _: BootTime) {}

    fn poll_transmit(&mut self) -> Option<Transmit> {
        None
    }

    fn poll_event(&mut self) -> Option<()> {
        None
    }

    fn poll_timeout(&self) -> Option<BootTime> {
        None
    }
}
