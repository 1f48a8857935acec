//! Both halves against each other over a bad network, and each against hostile bytes.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::link::dialect::{FILE_TRANSFER_PROTOCOL_DATA, MavMessage};
use crate::link::pair::{Network, Pair, Silence};
use crate::link::{Conversation, Endpoint, Transmit};
use crate::time::BootTime;

const STATION: Endpoint = Endpoint::new(255, 190);
const VEHICLE: Endpoint = Endpoint::new(1, 1);
const HOUR: Duration = Duration::from_hours(1);

type Both = Pair<Client, Server<MemoryFiles>>;

fn path(text: &str) -> FilePath {
    FilePath::new(text).unwrap()
}

/// Bytes that do not repeat, so that a piece in the wrong place is seen.
fn content(size: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 56) as u8
    };
    (0..size).map(|_| next()).collect()
}

fn pair(files: &[(&str, usize)], network: Network, seed: u64) -> Both {
    let mut memory = MemoryFiles::new();
    for (name, size) in files {
        memory.insert(&path(name), content(*size));
    }
    let client = Client::new(STATION, VEHICLE);
    Pair::new(client, Server::new(VEHICLE, memory), network, seed)
}

fn last(pair: &Both) -> &ClientEvent {
    pair.client_events.last().expect("the client told nothing")
}

fn check_download(size: usize, network: Network, seed: u64) -> Both {
    let mut pair = pair(&[("/APM/LOGS/1.BIN", size)], network, seed);
    pair.client.download(BootTime::ZERO, "/APM/LOGS/1.BIN");
    pair.run_until(HOUR, |pair| pair.client.is_idle());
    let expected = ClientEvent::Downloaded {
        path: "/APM/LOGS/1.BIN".to_owned(),
        bytes: content(size),
        verified: true,
    };
    assert_eq!(*last(&pair), expected, "size {size}, seed {seed}");
    pair
}

#[test]
fn files_of_every_awkward_size_arrive() {
    for size in [0, 1, 238, 239, 240, 478, 23_899, 23_900, 23_901, 50_000] {
        check_download(size, Network::PERFECT, 1);
    }
}

#[test]
fn a_megabyte_with_a_fifth_lost_is_byte_exact() {
    for seed in 1..=3 {
        let pair = check_download(1 << 20, Network::lossy(0.2), seed);
        let packets = (1 << 20) / 239;
        assert!(pair.sent < 3 * packets, "{} messages", pair.sent);
    }
}

#[test]
fn a_file_beyond_the_range_of_sequence_numbers_arrives() {
    check_download(70_000 * 239, Network::PERFECT, 1);
}

#[test]
fn an_upload_with_a_third_lost_is_byte_exact() {
    for seed in 1..=5 {
        let mut pair = pair(&[("/a", 1)], Network::lossy(0.3), seed);
        pair.client
            .upload(BootTime::ZERO, "/plan.bin", content(20_000));
        pair.run_until(HOUR, |pair| pair.client.is_idle());
        let done = ClientEvent::Uploaded {
            path: "/plan.bin".to_owned(),
            verified: true,
        };
        assert_eq!(*last(&pair), done);
        let there = pair.server.files().get(&path("/plan.bin"));
        assert_eq!(there, Some(&content(20_000)[..]), "seed {seed}");
    }
}

#[test]
fn a_folder_of_many_files_is_listed_once_each() {
    let names: Vec<String> = (0..100)
        .map(|i| format!("/log/flight_{i:03}.ulg"))
        .collect();
    let files: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 10)).collect();
    let mut pair = pair(&files, Network::lossy(0.3), 4);
    pair.client.list(BootTime::ZERO, "/log");
    pair.run_until(HOUR, |pair| pair.client.is_idle());
    let ClientEvent::Listed { entries, .. } = last(&pair) else {
        panic!("{:?}", last(&pair));
    };
    let listed: Vec<String> = entries.iter().map(|e| format!("/log/{}", e.name)).collect();
    assert_eq!(listed, names);
    assert_eq!(entries[7].kind, EntryKind::File { size: 10 });
}

#[test]
fn a_download_goes_on_where_it_was_cut() {
    let mut pair = pair(&[("/log.ulg", 300_000)], Network::lossy(0.1), 9);
    pair.client.download(BootTime::ZERO, "/log.ulg");
    let far = |pair: &mut Both| {
        let progress = |event: &ClientEvent| match event {
            ClientEvent::Progress { done, .. } => *done,
            _ => 0,
        };
        pair.client_events.iter().map(progress).max() > Some(150_000)
    };
    assert!(pair.run_until(HOUR, far));
    pair.set_network(Network::lossy(1.0));
    pair.run_until(HOUR, |pair| pair.client.is_idle());
    let Some(ClientEvent::Failed { error, partial, .. }) = pair.client_events.pop() else {
        panic!("it did not fail");
    };
    assert!(matches!(error, FtpError::NoReply(_)), "{error}");
    let partial = partial.unwrap();
    let missing = partial.missing();
    assert!(missing > 0 && missing < 150_000, "{missing}");
    pair.set_network(Network::lossy(0.1));
    let (now, before) = (pair.now, pair.sent);
    pair.client.resume(now, partial);
    pair.run_until(HOUR, |pair| pair.client.is_idle());
    let ClientEvent::Downloaded {
        bytes, verified, ..
    } = last(&pair)
    else {
        panic!("{:?}", last(&pair));
    };
    assert!(*verified && *bytes == content(300_000));
    assert!(pair.sent - before < 1000, "it began anew");
}

#[test]
fn what_is_not_there_is_told_so() {
    let mut pair = pair(&[("/a/b", 10)], Network::PERFECT, 1);
    let mut check = |act: fn(&mut Client, BootTime), expected: FtpError| {
        let now = pair.now;
        act(&mut pair.client, now);
        pair.run_until(HOUR, |pair| pair.client.is_idle());
        match last(&pair) {
            ClientEvent::Failed { error, .. } => assert_eq!(*error, expected),
            other => panic!("{other:?}"),
        }
    };
    let not_found = |opcode| FtpError::Refused(opcode, ErrorCode::FileNotFound);
    check(
        |c, now| c.download(now, "/nothing"),
        not_found(Opcode::OpenFileRo),
    );
    check(
        |c, now| c.list(now, "/nothing"),
        not_found(Opcode::ListDirectory),
    );
    check(
        |c, now| c.remove(now, "/nothing"),
        not_found(Opcode::RemoveFile),
    );
    check(
        |c, now| c.remove_folder(now, "/a"),
        FtpError::Refused(Opcode::RemoveDirectory, ErrorCode::Fail),
    );
    check(
        |c, now| c.create_folder(now, "/a"),
        FtpError::Refused(Opcode::CreateDirectory, ErrorCode::FileExists),
    );
    check(
        |c, now| c.download(now, "/a"),
        FtpError::Refused(Opcode::OpenFileRo, ErrorCode::Fail),
    );
}

#[test]
fn files_and_folders_are_made_renamed_cut_and_removed() {
    let mut pair = pair(&[("/a/b", 1000)], Network::lossy(0.2), 3);
    let now = BootTime::ZERO;
    pair.client.create_folder(now, "/c");
    pair.client.rename(now, "/a/b", "/c/d");
    pair.client.truncate(now, "/c/d", 100);
    pair.client.checksum(now, "/c/d");
    pair.client.remove_folder(now, "/a");
    pair.run_until(HOUR, |pair| pair.client.is_idle());
    let failed = |event: &&ClientEvent| matches!(event, ClientEvent::Failed { .. });
    assert_eq!(pair.client_events.iter().find(failed), None);
    let sum = ClientEvent::Checksum {
        path: "/c/d".to_owned(),
        crc32: crc32(0, &content(1000)[..100]),
    };
    assert!(pair.client_events.contains(&sum));
    assert_eq!(pair.server.files().get(&path("/a/b")), None);
}

#[test]
fn a_client_refuses_a_file_that_is_too_large_for_it() {
    let mut pair = pair(&[("/big", 5000)], Network::PERFECT, 1);
    pair.client.allow(4999);
    pair.client.download(BootTime::ZERO, "/big");
    pair.run(HOUR);
    let expected = FtpError::TooLarge {
        size: 5000,
        limit: 4999,
    };
    assert!(matches!(last(&pair), ClientEvent::Failed { error, .. } if *error == expected));
}

fn ask(server: &mut Server<MemoryFiles>, from: Endpoint, payload: &Payload) -> Option<Payload> {
    server.handle(BootTime::ZERO, from, &payload.to_message(VEHICLE));
    let message = server.poll_transmit()?.message;
    let MavMessage::FILE_TRANSFER_PROTOCOL(m) = message else {
        panic!("{message:?}");
    };
    assert_eq!(
        (m.target_system, m.target_component),
        (from.system, from.component)
    );
    Some(Payload::decode(&m.payload))
}

fn server() -> Server<MemoryFiles> {
    let mut files = MemoryFiles::new();
    files.insert(&path("/secret"), content(500));
    Server::new(VEHICLE, files)
}

#[test]
fn every_path_out_of_the_root_is_refused_by_every_request() {
    let mut server = server();
    let named = [3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 16];
    for (i, opcode) in named.into_iter().enumerate() {
        for (j, name) in ["/../secret", "..", "a/../../x", "..\\x", "c:/x"]
            .iter()
            .enumerate()
        {
            let seq = (i * 100 + j) as u16;
            let mut request = Payload::new(Opcode::None, seq, 0, 0).with_data(name.as_bytes());
            request.opcode = opcode;
            let reply = ask(&mut server, STATION, &request).unwrap();
            assert_eq!(reply.opcode, Opcode::Nak as u8, "{opcode} {name}");
            assert_eq!(reply.data(), [ErrorCode::FileProtected.number()]);
            let told = server.poll_event();
            assert!(
                matches!(told, Some(ServerEvent::Refused { .. })),
                "{told:?}"
            );
        }
    }
}

#[test]
fn sessions_are_few_and_end_by_themselves_and_belong_to_who_opened_them() {
    let mut server = server();
    let open = |seq| Payload::new(Opcode::OpenFileRo, seq, 0, 0).with_data(b"/secret");
    for seq in 0..8 {
        let reply = ask(&mut server, STATION, &open(seq)).unwrap();
        assert_eq!(reply.opcode, Opcode::Ack as u8);
        assert_eq!(reply.number(), Some(500));
    }
    let reply = ask(&mut server, STATION, &open(8)).unwrap();
    assert_eq!(reply.data(), [ErrorCode::NoSessionsAvailable.number()]);
    let mut read = Payload::new(Opcode::ReadFile, 1, 0, 0);
    read.size = 10;
    let stranger = Endpoint::new(99, 1);
    let reply = ask(&mut server, stranger, &read).unwrap();
    assert_eq!(reply.data(), [ErrorCode::InvalidSession.number()]);
    server.handle_timeout(server.poll_timeout().unwrap());
    assert_eq!(server.poll_timeout(), None);
    let reply = ask(&mut server, STATION, &open(9)).unwrap();
    assert_eq!(reply.opcode, Opcode::Ack as u8);
}

#[test]
fn a_late_duplicate_of_a_create_does_not_empty_the_file() {
    let mut server = server();
    let create = Payload::new(Opcode::CreateFile, 1, 0, 0).with_data(b"/new");
    let session = ask(&mut server, STATION, &create).unwrap().session;
    let write = Payload::new(Opcode::WriteFile, 3, session, 0).with_data(b"hello");
    ask(&mut server, STATION, &write).unwrap();
    let again = ask(&mut server, STATION, &create).unwrap();
    assert_eq!(again.session, session);
    assert_eq!(server.files().get(&path("/new")), Some(&b"hello"[..]));
}

proptest! {
    #[test]
    fn a_server_survives_any_bytes(
        heads in prop::collection::vec((0_u8..20, any::<[u8; 12]>(), any::<[u8; 8]>()), 1..40),
    ) {
        let mut server = server();
        for (opcode, mut head, tail) in heads {
            head[3] = opcode;
            let mut payload = [b'/'; 251];
            payload[..12].copy_from_slice(&head);
            payload[12..20].copy_from_slice(&tail);
            let message = MavMessage::FILE_TRANSFER_PROTOCOL(FILE_TRANSFER_PROTOCOL_DATA {
                target_network: 0, target_system: 1, target_component: 1, payload,
            });
            server.handle(BootTime::ZERO, STATION, &message);
            server.handle_timeout(BootTime::from_millis(5));
            while server.poll_transmit().is_some() {}
            while server.poll_event().is_some() {}
        }
    }

    #[test]
    fn a_client_survives_any_replies(
        replies in prop::collection::vec((any::<[u8; 16]>(), 0_u8..17, any::<bool>()), 1..60),
        act in 0..4,
    ) {
        let mut client = Client::new(STATION, VEHICLE);
        client.allow(1 << 20);
        match act {
            0 => client.list(BootTime::ZERO, "/"),
            1 => client.download(BootTime::ZERO, "/x"),
            2 => client.upload(BootTime::ZERO, "/x", content(1000)),
            _ => client.checksum(BootTime::ZERO, "/x"),
        }
        for (bytes, size, ack) in replies {
            let Some(Transmit { message: MavMessage::FILE_TRANSFER_PROTOCOL(asked), .. }) =
                client.poll_transmit()
            else {
                break;
            };
            let asked = Payload::decode(&asked.payload);
            let mut payload = [0; 251];
            payload[..16].copy_from_slice(&bytes);
            payload[..2].copy_from_slice(&asked.seq.wrapping_add(1).to_le_bytes());
            payload[3] = if ack { 128 } else { 129 };
            payload[4] = size;
            payload[5] = asked.opcode;
            let message = MavMessage::FILE_TRANSFER_PROTOCOL(FILE_TRANSFER_PROTOCOL_DATA {
                target_network: 0, target_system: 255, target_component: 190, payload,
            });
            client.handle(BootTime::ZERO, VEHICLE, &message);
        }
    }
}

#[test]
fn a_client_without_a_server_gives_up() {
    let client = Client::new(STATION, VEHICLE);
    let mut pair = Pair::new(client, Silence, Network::PERFECT, 1);
    pair.client.list(BootTime::ZERO, "/");
    pair.run(Duration::from_mins(1));
    let failed = ClientEvent::Failed {
        path: "/".to_owned(),
        error: FtpError::NoReply(Opcode::ListDirectory),
        partial: None,
    };
    assert_eq!(pair.client_events, [failed]);
}
