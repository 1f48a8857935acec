//! A survey's outside: the camera's thread and the ship's AIS, beside the flight's own loop.

use std::net::SocketAddr;

use anyhow::Context as _;
use missions::time::UtcTime;
use tokio::net::UdpSocket;

use super::eye::{Eye, Sight};
use crate::camera::Source;
use crate::session::Session;
use crate::survey::roster::{self, Follower, Heard};

/// The longest datagram of AIS: receivers put several sentences into one.
const DATAGRAM: usize = 4096;

/// What is watched besides the autopilot.
#[derive(Debug, Default)]
pub(super) struct Watching {
    eye: Option<Eye>,
    radio: Option<UdpSocket>,
    follower: Option<Follower>,
}

/// Something from outside.
#[derive(Debug)]
pub(super) enum Outside {
    /// Of the camera.
    Seen(Sight),
    /// Lines of AIS.
    Heard(String),
}

impl Watching {
    /// Opens camera and AIS, where they are named and the sortie surveys a ship.
    pub(super) async fn open(
        arguments: &super::super::Fly,
        mission: Option<&missions::mission::Mission>,
        session: &mut Session,
    ) -> anyhow::Result<Self> {
        let orders = session.flight().orders().clone();
        let Some(mission) = mission else {
            return Ok(Self::default());
        };
        let Some(brief) = roster::brief(&orders, mission) else {
            return Ok(Self::default());
        };
        let Some(address) = &arguments.camera else {
            tracing::warn!(
                "no --camera is named: the stations are flown as the mission has them, and nothing is read"
            );
            return Ok(Self::default());
        };
        if arguments.ais.is_some() && !roster::names_ship(&orders) {
            anyhow::bail!(
                "--ais follows one ship, and the mission does not say which: add her mmsi to the ship file, \
                 or mmsi to area.ship"
            );
        }
        let source = Source::recognise(address)?;
        let eye = Eye::open(source, session.folder().dir())?;
        session.survey(brief);
        let mut watching = Self {
            eye: Some(eye),
            ..Self::default()
        };
        if let Some(address) = arguments.ais {
            watching.radio = Some(radio(address).await?);
            watching.follower = Some(Follower::new(mission.clone(), orders));
        }
        Ok(watching)
    }

    /// What comes next from outside.
    pub(super) async fn next(&mut self) -> Outside {
        let mut bytes = [0; DATAGRAM];
        let (eye, radio) = (&mut self.eye, &self.radio);
        let seen = async {
            match eye {
                Some(eye) => eye.next().await,
                None => std::future::pending().await,
            }
        };
        let heard = async {
            match radio {
                Some(radio) => radio.recv(&mut bytes).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            seen = seen => Outside::Seen(seen),
            heard = heard => {
                let count = heard.unwrap_or(0); // a receiver that went away may come back
                Outside::Heard(String::from_utf8_lossy(&bytes[..count]).into_owned())
            }
        }
    }

    /// What a line of AIS says of the ship.
    pub(super) fn follow(&mut self, line: &str, now: UtcTime) -> Option<Heard> {
        self.follower.as_mut()?.hear(line, now)
    }

    /// Hands the survey's jobs on.
    pub(super) fn jobs(&self, session: &mut Session) {
        while let Some(job) = session.job() {
            if let Some(eye) = &self.eye {
                eye.job(job);
            }
        }
    }

    /// Ends it; the last video is whole then. Videos that could not be written come back, with why.
    pub(super) fn close(self) -> Vec<(String, String)> {
        self.eye.map_or_else(Vec::new, Eye::close)
    }
}

async fn radio(address: SocketAddr) -> anyhow::Result<UdpSocket> {
    let socket = UdpSocket::bind(address).await;
    socket.with_context(|| format!("cannot listen for AIS on {address}"))
}
