//! The same patrol on whatever autopilot answers at the MAVLink URL that the environment variable
//! `SHEARWATER_AUTOPILOT` names; skipped where it names none. Home is the vehicle's own.

use std::io::Write as _;
use std::time::{Duration, Instant};

use missions::geodesy::Position;
use missions::link::address::Address;
use missions::link::command::Command;
use missions::link::dialect::{MavCmd, MavMessage};
use missions::link::wire::{Reader, Writer};
use missions::link::{Endpoint, Transmit};
use missions::time::BootTime;
use onboard::flight::event::{Event as InFlight, Outcome};
use onboard::link::{Arrival, Link};
use onboard::told::Event;

use super::patrol;

const VARIABLE: &str = "SHEARWATER_AUTOPILOT";
const PATIENCE: Duration = Duration::from_mins(2);
const LONG: Duration = Duration::from_mins(30);

struct Clock(Instant);

impl Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "a real autopilot keeps real time"
    )]
    fn start() -> Self {
        Self(Instant::now())
    }

    fn now(&self) -> BootTime {
        BootTime::ZERO + self.0.elapsed()
    }
}

/// The vehicle's home and its height above the sea, asked for until it is told.
async fn home(link: &mut Link, clock: &Clock) -> (Position, f64) {
    let (mut reader, mut writer) = (Reader::new(), Writer::new());
    let me = Endpoint::new(1, 191);
    loop {
        assert!(
            clock.now() < BootTime::ZERO + PATIENCE,
            "no home: {:?}",
            link.trouble()
        );
        let request = Command::long(MavCmd::MAV_CMD_REQUEST_MESSAGE, &[242.0]);
        let message = request.to_message(Endpoint::new(1, 1), 0);
        link.send(writer.frame(&Transmit::new(me, message)));
        let until = tokio::time::sleep(Duration::from_secs(1));
        tokio::pin!(until);
        loop {
            tokio::select! {
                           arrived = link.receive() => {
                               let Arrival { from, bytes } = arrived.expect("the link is kept up");
                               if let Some(peer) = from {
            link.follow(peer);
            }
                               reader.push(&bytes);
                           }
                           () = &mut until => break,
                       }
            while let Some(frame) = reader.next_frame() {
                if let Some(MavMessage::HOME_POSITION(m)) = frame.message() {
                    let position = Position::from_e7(m.latitude, m.longitude).unwrap();
                    return (position, f64::from(m.altitude) / 1000.0);
                }
            }
        }
    }
}

async fn fly(address: Address) {
    let clock = Clock::start();
    let mut link = Link::open(address);
    let (home, height_m) = home(&mut link, &clock).await;
    let mission = patrol::mission(home, height_m);
    let dir = tempfile::tempdir().unwrap();
    let mut session = patrol::session(&mission, dir.path());
    let mut told: Vec<Event> = Vec::new();
    while session.flight().outcome().is_none() {
        let now = clock.now();
        assert!(now < BootTime::ZERO + LONG, "{told:#?}");
        let wake = session.wake_at().map_or(Duration::ZERO, |at| at.since(now));
        tokio::select! {
                   bytes = link.receive() => {
                       let Arrival { from, bytes } = bytes.expect("the link is kept up");
                       session.receive_from(clock.now(), from, &bytes);
                       if let Some(peer) = session.peer() {
        link.follow(peer);
        }
                   }
                   () = tokio::time::sleep(wake) => session.wake(clock.now()),
               }
        while let Some(frame) = session.transmit(clock.now()) {
            link.send(frame);
        }
        let news = session.news();
        told.extend(
            news.into_iter()
                .filter(|event| !matches!(event, Event::Flight(InFlight::Vehicle(_)))),
        );
    }
    assert_eq!(
        session.flight().outcome(),
        Some(&Outcome::Done),
        "{told:#?}"
    );
    let (achieved, planned) = patrol::close(&session, &mission);
    assert!(achieved > 0.9 * planned, "{achieved} of {planned}");
    patrol::check_files(dir.path());
}

#[test]
fn the_patrol_is_flown_on_whatever_autopilot_answers() {
    let Ok(url) = std::env::var(VARIABLE) else {
        // Past the test harness, which swallows what a passing test prints.
        let mut told = std::io::stderr();
        writeln!(told, "skipped: {VARIABLE} names no autopilot").unwrap();
        return;
    };
    let address = url.parse().unwrap();
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(fly(address));
}
