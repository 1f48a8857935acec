//! Both halves against each other in virtual time.

use std::time::Duration;

use super::*;
use crate::link::Conversation;
use crate::link::dialect::{COMMAND_ACK_DATA, MavResult};
use crate::link::pair::{Network, Pair};
use crate::link::{Message, Transmit};
use crate::time::BootTime;

const GROUND: Endpoint = Endpoint::new(255, 190);
const VEHICLE: Endpoint = Endpoint::new(1, 1);

fn arm() -> Command {
    Command::long(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, &[1.0])
}

fn pair(network: Network, seed: u64) -> Pair<Client, Server> {
    Pair::new(Client::new(GROUND), Server::new(VEHICLE), network, seed)
}

/// Answers every request with `result`; how often the command was executed.
fn run(pair: &mut Pair<Client, Server>, result: MavResult) -> usize {
    let mut answered = 0;
    pair.run_until(Duration::from_mins(1), |pair| {
        for event in &pair.server_events[answered..] {
            if let ServerEvent::Request { id, .. } = event {
                pair.server.answer(*id, result);
            }
        }
        answered = pair.server_events.len();
        false
    });
    pair.server_events.len()
}

fn outcomes(pair: &Pair<Client, Server>) -> Vec<Outcome> {
    let outcome = |event: &ClientEvent| match event {
        ClientEvent::Done { outcome, .. } => Some(*outcome),
        ClientEvent::Progress { .. } => None,
    };
    pair.client_events.iter().filter_map(outcome).collect()
}

#[test]
fn an_accepted_command_is_told_once() {
    let mut pair = pair(Network::PERFECT, 1);
    pair.client.send(BootTime::ZERO, VEHICLE, arm());
    assert_eq!(run(&mut pair, MavResult::MAV_RESULT_ACCEPTED), 1);
    assert_eq!(outcomes(&pair), [Outcome::Accepted(0)]);
}

#[test]
fn a_refusal_keeps_the_vehicles_own_word() {
    let mut pair = pair(Network::PERFECT, 1);
    pair.client.send(BootTime::ZERO, VEHICLE, arm());
    run(&mut pair, MavResult::MAV_RESULT_TEMPORARILY_REJECTED);
    let refused = Outcome::Refused(MavResult::MAV_RESULT_TEMPORARILY_REJECTED, 0);
    assert_eq!(outcomes(&pair), [refused]);
}

#[test]
fn with_a_third_lost_each_way_a_command_comes_through_and_is_executed_once() {
    let network = Network {
        duplication: 0.0,
        ..Network::lossy(0.3)
    };
    let mut failed = 0;
    for seed in 0..300 {
        let mut pair = pair(network, seed);
        pair.client.send(BootTime::ZERO, VEHICLE, arm());
        let executed = run(&mut pair, MavResult::MAV_RESULT_ACCEPTED);
        assert!(executed <= 1, "seed {seed}: executed {executed} times");
        failed += usize::from(outcomes(&pair) != [Outcome::Accepted(0)]);
    }
    assert!(failed <= 1, "{failed} of 300");
}

#[test]
fn without_an_answer_it_gives_up() {
    let mut pair = pair(
        Network {
            loss: 1.0,
            ..Network::PERFECT
        },
        1,
    );
    pair.client.send(BootTime::ZERO, VEHICLE, arm());
    pair.run(Duration::from_mins(1));
    assert_eq!(outcomes(&pair), [Outcome::NoAnswer]);
    assert!(pair.client.is_idle());
}

#[test]
fn commands_with_the_same_number_wait_for_each_other() {
    let mut client = Client::new(GROUND);
    let first = client.send(BootTime::ZERO, VEHICLE, arm());
    let second = client.send(
        BootTime::ZERO,
        VEHICLE,
        Command::long(MavCmd::MAV_CMD_COMPONENT_ARM_DISARM, &[0.0]),
    );
    assert!(client.poll_transmit().is_some() && client.poll_transmit().is_none());
    client.handle(BootTime::from_millis(9), VEHICLE, &ack(arm().command()));
    assert!(client.poll_transmit().is_some());
    client.handle(BootTime::from_millis(18), VEHICLE, &ack(arm().command()));
    let tickets: Vec<_> = std::iter::from_fn(|| client.poll_event())
        .filter_map(|event| match event {
            ClientEvent::Done { ticket, .. } => Some(ticket),
            ClientEvent::Progress { .. } => None,
        })
        .collect();
    assert_eq!(tickets, [first, second]);
}

#[test]
fn late_acknowledgements_and_those_of_others_are_harmless() {
    let mut client = Client::new(GROUND);
    client.handle(BootTime::ZERO, VEHICLE, &ack(arm().command()));
    client.send(BootTime::ZERO, VEHICLE, arm());
    client.handle(BootTime::ZERO, Endpoint::new(2, 1), &ack(arm().command()));
    client.handle(BootTime::ZERO, VEHICLE, &ack(MavCmd::MAV_CMD_NAV_LAND));
    assert_eq!(client.poll_event(), None);
}

#[test]
fn work_in_progress_is_waited_for() {
    let mut client = Client::new(GROUND);
    client.send(BootTime::ZERO, VEHICLE, arm());
    while client.poll_transmit().is_some() {}
    let mut at_work = acknowledgement(arm().command());
    at_work.result = MavResult::MAV_RESULT_IN_PROGRESS;
    at_work.progress = 40;
    let now = BootTime::from_millis(100);
    client.handle(now, VEHICLE, &MavMessage::COMMAND_ACK(at_work));
    client.handle_timeout(BootTime::from_millis(9_000));
    assert_eq!(client.poll_transmit(), None, "no repeat while it works");
    client.handle(BootTime::from_millis(9_500), VEHICLE, &ack(arm().command()));
    let events: Vec<_> = std::iter::from_fn(|| client.poll_event()).collect();
    assert!(
        matches!(
            events[0],
            ClientEvent::Progress {
                percent: Some(40),
                ..
            }
        ) && matches!(
            events[1],
            ClientEvent::Done {
                outcome: Outcome::Accepted(0),
                ..
            }
        ),
        "{events:?}"
    );
}

#[test]
fn the_same_command_asked_anew_is_executed_again() {
    let mut server = Server::new(VEHICLE);
    for _ in 0..2 {
        server.handle(BootTime::ZERO, GROUND, &arm().to_message(VEHICLE, 0));
        let Some(ServerEvent::Request { id, .. }) = server.poll_event() else {
            panic!("no request");
        };
        server.answer(id, MavResult::MAV_RESULT_ACCEPTED);
        server.answer(id, MavResult::MAV_RESULT_DENIED);
        assert!(server.poll_transmit().is_some());
        assert_eq!(server.poll_transmit(), None, "answered once");
    }
}

#[test]
fn a_command_for_another_component_is_not_heard() {
    let mut server = Server::new(VEHICLE);
    let gimbal = Endpoint::new(1, 154);
    server.handle(BootTime::ZERO, GROUND, &arm().to_message(gimbal, 0));
    assert_eq!(server.poll_event(), None);
}

#[test]
fn a_command_survives_its_message() {
    let int = Command::Int {
        command: MavCmd::MAV_CMD_DO_REPOSITION,
        frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
        params: [-1.0, 1.0, 0.0, 0.5],
        x: 222_702_694,
        y: 1_141_898_058,
        z: 25.0,
    };
    for command in [int, arm()] {
        let message = command.to_message(VEHICLE, 0);
        assert_eq!(message.target_system_id(), Some(1));
        assert_eq!(Command::from_message(&message), Some((command, 0)));
    }
}

fn acknowledgement(command: MavCmd) -> COMMAND_ACK_DATA {
    COMMAND_ACK_DATA {
        command,
        result: MavResult::MAV_RESULT_ACCEPTED,
        progress: 0,
        result_param2: 0,
        target_system: GROUND.system,
        target_component: GROUND.component,
    }
}

fn ack(command: MavCmd) -> MavMessage {
    Transmit::new(VEHICLE, MavMessage::COMMAND_ACK(acknowledgement(command))).message
}
