//! Both halves against each other over a bad network, and each against hostile messages.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::link::dialect::{
    LOG_DATA_DATA, LOG_ENTRY_DATA, LOG_REQUEST_DATA_DATA, LOG_REQUEST_LIST_DATA, MavMessage,
};
use crate::link::pair::{Network, Pair, Silence};
use crate::link::{Conversation, Endpoint};
use crate::time::BootTime;

const STATION: Endpoint = Endpoint::new(255, 190);
const VEHICLE: Endpoint = Endpoint::new(1, 1);
const HOUR: Duration = Duration::from_hours(1);

#[derive(Debug)]
struct Kept {
    first_id: u16,
    logs: Vec<Vec<u8>>,
}

impl Logs for Kept {
    fn entries(&mut self) -> Vec<Entry> {
        let ids = self.first_id..;
        let entry = |(id, bytes): (u16, &Vec<u8>)| Entry {
            id,
            size: bytes.len() as u32,
            utc: Some(UtcTime::from_secs(1_795_330_800 + i64::from(id))),
        };
        ids.zip(&self.logs).map(entry).collect()
    }

    fn read(&mut self, id: u16, offset: u32, buffer: &mut [u8]) -> usize {
        let index = usize::from(id - self.first_id);
        let rest = self.logs[index].get(offset as usize..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        length
    }

    fn erase(&mut self) {
        self.logs.clear();
    }
}

fn content(size: usize) -> Vec<u8> {
    (0..size).map(|i| (i * i / 7 + i / 255) as u8).collect()
}

type Both = Pair<Client, Server<Kept>>;

fn pair(first_id: u16, sizes: &[usize], network: Network, seed: u64) -> Both {
    let logs = sizes.iter().map(|size| content(*size)).collect();
    let server = Server::new(VEHICLE, Kept { first_id, logs });
    Pair::new(Client::new(STATION, VEHICLE), server, network, seed)
}

fn entry(id: u16, size: usize) -> Entry {
    Entry {
        id,
        size: size as u32,
        utc: None,
    }
}

fn check_list(first_id: u16, count: usize, loss: f64, seed: u64) {
    let sizes = vec![100; count];
    let mut pair = pair(first_id, &sizes, Network::lossy(loss), seed);
    pair.client.list(BootTime::ZERO);
    pair.run_until(HOUR, |pair| pair.client.is_idle());
    let expected = pair.server.logs_mut().entries();
    let listed = ClientEvent::Listed { entries: expected };
    assert_eq!(pair.client_events, [listed], "{first_id} {count} {seed}");
}

#[test]
fn lists_are_complete_whatever_is_lost() {
    for seed in 1..=5 {
        check_list(1, 0, 0.3, seed);
        check_list(0, 1, 0.3, seed);
        check_list(1, 40, 0.3, seed);
        check_list(7, 400, 0.3, seed);
    }
}

fn check_download(size: usize, network: Network, seed: u64) -> Both {
    let mut pair = pair(1, &[10, size], network, seed);
    pair.client.download(BootTime::ZERO, entry(2, size));
    pair.run_until(HOUR, |pair| pair.client.is_idle());
    let expected = ClientEvent::Downloaded {
        entry: entry(2, size),
        bytes: content(size),
    };
    assert_eq!(pair.client_events.last(), Some(&expected), "{size} {seed}");
    pair
}

#[test]
fn logs_of_every_awkward_size_arrive() {
    for size in [0, 1, 89, 90, 91, 35_999, 36_000, 36_001] {
        check_download(size, Network::PERFECT, 1);
    }
}

#[test]
fn half_a_megabyte_with_a_fifth_lost_is_byte_exact() {
    for seed in 1..=3 {
        let pair = check_download(500_000, Network::lossy(0.2), seed);
        assert!(pair.sent < 4 * 500_000 / 90, "{} messages", pair.sent);
    }
}

#[test]
fn a_download_goes_on_where_the_link_was_cut() {
    let whole = check_download(400_000, Network::lossy(0.1), 5).sent;
    let mut pair = pair(1, &[400_000], Network::lossy(0.1), 5);
    pair.client.download(BootTime::ZERO, entry(1, 400_000));
    let half = |event: &ClientEvent| matches!(event, ClientEvent::Progress { done, .. } if *done > 200_000);
    assert!(pair.run_until(HOUR, |pair| pair.client_events.iter().any(half)));
    pair.set_network(Network::lossy(1.0));
    pair.run_until(HOUR, |pair| pair.client.is_idle());
    let Some(ClientEvent::Failed { error, partial }) = pair.client_events.pop() else {
        panic!("it did not fail");
    };
    let partial = partial.unwrap();
    let missing = partial.missing();
    assert_eq!(error, LogError::Silence { id: 1, missing });
    assert!(missing > 0 && missing < 200_000, "{missing}");
    pair.set_network(Network::lossy(0.1));
    let (now, before) = (pair.now, pair.sent);
    pair.client.resume(now, partial);
    pair.run_until(HOUR, |pair| pair.client.is_idle());
    let Some(ClientEvent::Downloaded { bytes, .. }) = pair.client_events.last() else {
        panic!("{:?}", pair.client_events.last());
    };
    assert!(*bytes == content(400_000));
    let resumed = pair.sent - before;
    assert!(resumed < whole * 6 / 10, "{resumed} of {whole} messages");
}

#[test]
fn a_log_that_is_shorter_than_its_entry_says_arrives_as_it_is() {
    let mut pair = pair(1, &[50_000], Network::lossy(0.2), 2);
    pair.client.download(BootTime::ZERO, entry(1, 60_000));
    pair.run_until(HOUR, |pair| pair.client.is_idle());
    let expected = ClientEvent::Downloaded {
        entry: entry(1, 60_000),
        bytes: content(50_000),
    };
    assert_eq!(pair.client_events.last(), Some(&expected));
}

#[test]
fn the_server_keeps_its_rate() {
    let mut pair = pair(1, &[90_000], Network::PERFECT, 1);
    pair.server = Server::with_rate(
        VEHICLE,
        Kept {
            first_id: 1,
            logs: vec![content(90_000)],
        },
        9000,
    );
    pair.client.download(BootTime::ZERO, entry(1, 90_000));
    pair.run_until(HOUR, |pair| pair.client.is_idle());
    let seconds = pair.now.as_secs_f64();
    assert!((9.9..11.0).contains(&seconds), "{seconds}");
}

#[test]
fn erased_logs_are_gone() {
    let mut pair = pair(1, &[10, 10], Network::PERFECT, 1);
    pair.client.erase();
    pair.client.list(BootTime::ZERO);
    pair.run(HOUR);
    let empty = ClientEvent::Listed { entries: vec![] };
    assert_eq!(pair.client_events, [empty]);
    assert_eq!(pair.server_events, [ServerEvent::Erased { from: STATION }]);
}

#[test]
fn a_vehicle_without_logs_and_without_words_is_told_apart() {
    let client = Client::new(STATION, VEHICLE);
    let mut pair = Pair::new(client, Silence, Network::PERFECT, 1);
    pair.client.list(BootTime::ZERO);
    pair.run(HOUR);
    let failed = ClientEvent::Failed {
        error: LogError::NoList,
        partial: None,
    };
    assert_eq!(pair.client_events, [failed]);
}

proptest! {
    #[test]
    fn a_server_survives_any_request(
        requests in prop::collection::vec((any::<u32>(), any::<u32>(), 0_u16..4), 1..30),
    ) {
        let logs = vec![content(100), content(200)];
        let mut server = Server::new(VEHICLE, Kept { first_id: 1, logs });
        let mut now = BootTime::ZERO;
        for (ofs, count, id) in requests {
            let data = LOG_REQUEST_DATA_DATA {
                ofs, count, id, target_system: 1, target_component: 1,
            };
            let list = LOG_REQUEST_LIST_DATA {
                start: ofs as u16, end: count as u16, target_system: 0, target_component: 0,
            };
            server.handle(now, STATION, &MavMessage::LOG_REQUEST_DATA(data));
            server.handle(now, STATION, &MavMessage::LOG_REQUEST_LIST(list));
            for _ in 0..10 {
                now = server.poll_timeout().unwrap_or(now);
                server.handle_timeout(now);
            }
            while server.poll_transmit().is_some() {}
        }
    }

    #[test]
    fn a_client_survives_any_answer(
        answers in prop::collection::vec((any::<u32>(), any::<u16>(), any::<u8>()), 1..60),
        size in 0_u32..100_000,
    ) {
        let mut client = Client::new(STATION, VEHICLE);
        client.list(BootTime::ZERO);
        client.download(BootTime::ZERO, Entry { id: 3, size, utc: None });
        for (number, id, count) in answers {
            let entry = LOG_ENTRY_DATA {
                time_utc: number, size: number, id, num_logs: u16::from(count), last_log_num: id,
            };
            client.handle(BootTime::ZERO, VEHICLE, &MavMessage::LOG_ENTRY(entry));
            let data = LOG_DATA_DATA { ofs: number % 110_000, id: 3, count, data: [1; 90] };
            client.handle(BootTime::ZERO, VEHICLE, &MavMessage::LOG_DATA(data));
            while client.poll_transmit().is_some() {}
        }
    }
}
