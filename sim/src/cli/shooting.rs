//! What a run's camera sees and what its ship says: the video goes to whoever listens, the AIS
//! sentences too, the truth and the sentences into the folder.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::net::UdpSocket;
use std::path::Path;

use anyhow::Context as _;

use crate::eye::Frame;
use crate::link::World;
use crate::scenario::Scenario;
use crate::video::{Encoder, Form, Listener};

/// The truth about the pictures, in the run's folder.
const TRUTH: &str = "camera.truth.jsonl";
/// What the ship said.
const SENTENCES: &str = "ais.nmea";

/// Where pictures and sentences go.
#[derive(Debug)]
pub(super) struct Shooting {
    video: Option<Encoder>,
    truth: Option<BufWriter<File>>,
    sentences: Option<BufWriter<File>>,
    radio: Option<(UdpSocket, String)>,
}

impl Shooting {
    /// Opens what the scenario asks for; none where there is no ship.
    pub(super) fn begin(
        scenario: &Scenario,
        world: &World,
        folder: Option<&Path>,
    ) -> anyhow::Result<Option<Self>> {
        let Some(ship) = &scenario.ship else {
            return Ok(None);
        };
        let mut truth = folder
            .map(|folder| writer(&folder.join(TRUTH)))
            .transpose()?;
        if let (Some(truth), Some(eye)) = (&mut truth, world.eye()) {
            writeln!(truth, "{}", serde_json::to_string(&eye.survey())?)?;
        }
        let radio = ship.ais.address.clone().map(|address| {
            let socket = UdpSocket::bind("127.0.0.1:0").context("cannot open a socket for AIS")?;
            Ok::<_, anyhow::Error>((socket, address))
        });
        Ok(Some(Self {
            video: scenario.camera.as_ref().map_or(Ok(None), |(_, optics)| {
                optics
                    .stream
                    .as_deref()
                    .map(|to| stream(to, optics))
                    .transpose()
            })?,
            truth,
            sentences: folder
                .map(|folder| writer(&folder.join(SENTENCES)))
                .transpose()?,
            radio: radio.transpose()?,
        }))
    }

    /// Sends and writes what there is since the last call.
    pub(super) fn note(&mut self, world: &mut World) -> anyhow::Result<()> {
        for sentence in world.sentences() {
            self.say(&sentence)?;
        }
        if self.video.is_none() && self.truth.is_none() {
            return Ok(());
        }
        world.picture().map_or(Ok(()), |frame| self.show(&frame))
    }

    fn show(&mut self, frame: &Frame) -> anyhow::Result<()> {
        if let Some(truth) = &mut self.truth {
            writeln!(truth, "{}", serde_json::to_string(&frame.truth)?)?;
            truth.flush().context("cannot write the truth")?;
        }
        if let Some(video) = &mut self.video {
            video.push_at(&frame.rgb, frame.time.as_secs_f64())?;
        }
        Ok(())
    }

    fn say(&mut self, sentence: &str) -> anyhow::Result<()> {
        if let Some(file) = &mut self.sentences {
            writeln!(file, "{sentence}")?;
            file.flush().context("cannot write what the ship says")?;
        }
        if let Some((socket, address)) = &self.radio
            && let Err(error) = socket.send_to(format!("{sentence}\r\n").as_bytes(), address)
        {
            // Nobody listening is no fault of the ship's.
            tracing::debug!("cannot send to {address}: {error}");
        }
        Ok(())
    }
}

fn writer(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(BufWriter::new(file))
}

fn stream(to: &str, optics: &crate::eye::Optics) -> anyhow::Result<Encoder> {
    let listener: Listener = to.parse().map_err(anyhow::Error::msg)?;
    let form = Form {
        size_px: optics.size_px,
        fps: optics.fps,
    };
    Ok(Encoder::live(&listener, form)?)
}
