//! What a run's camera sees and what its ship says: the video goes to whoever listens, the AIS
//! sentences too, the truth and the sentences into the folder.
//!
//! Pictures are drawn in a thread of their own: drawing a ship's side for the first time takes a
//! second or more, and whoever listens to the vehicle meanwhile must not take it for lost.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::net::{ToSocketAddrs as _, UdpSocket};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use anyhow::Context as _;

use crate::eye::{Artist, Frame, Look};
use crate::link::World;
use crate::scenario::Scenario;
use crate::video::{Encoder, Form, Listener};

/// The truth about the pictures, in the run's folder.
const TRUTH: &str = "camera.truth.jsonl";
/// What the ship said.
const SENTENCES: &str = "ais.nmea";

/// Looks that may wait to be drawn; what is due besides is left out.
const WAITING: usize = 2;

/// Where pictures and sentences go.
#[derive(Debug)]
pub(super) struct Shooting {
    studio: Option<Studio>,
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
        let radio = ship.ais.address.clone().map(|address| {
            there(&address).context("ship.ais.address")?;
            let socket = UdpSocket::bind("127.0.0.1:0").context("cannot open a socket for AIS")?;
            Ok::<_, anyhow::Error>((socket, address))
        });
        Ok(Some(Self {
            studio: Studio::open(scenario, world, folder)?,
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
        if let Some(studio) = &self.studio {
            studio.draw(world)?;
        }
        Ok(())
    }

    /// Whether a picture is being drawn.
    pub(super) fn is_busy(&self) -> bool {
        let studio = self.studio.as_ref();
        studio.is_some_and(|studio| studio.waiting.load(Ordering::Relaxed) > 0)
    }

    /// Waits for the last picture.
    pub(super) fn end(self) -> anyhow::Result<()> {
        self.studio.map_or(Ok(()), Studio::close)
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

/// The thread that draws.
#[derive(Debug)]
struct Studio {
    looks: Option<SyncSender<Look>>,
    waiting: Arc<AtomicUsize>,
    thread: Option<JoinHandle<anyhow::Result<()>>>,
}

impl Studio {
    /// Where somebody wants the pictures.
    fn open(
        scenario: &Scenario,
        world: &World,
        folder: Option<&Path>,
    ) -> anyhow::Result<Option<Self>> {
        let (Some((_, optics)), Some(berth), Some(eye)) =
            (&scenario.camera, &scenario.ship, world.eye())
        else {
            return Ok(None);
        };
        let mut truth = folder
            .map(|folder| writer(&folder.join(TRUTH)))
            .transpose()?;
        if let Some(truth) = &mut truth {
            writeln!(truth, "{}", serde_json::to_string(&eye.survey())?)?;
        }
        let video = optics.stream.as_deref().map(|to| stream(to, optics));
        let prints = Prints {
            video: video.transpose()?,
            truth,
        };
        if prints.video.is_none() && prints.truth.is_none() {
            return Ok(None);
        }
        let artist = Artist::new(optics.clone(), berth.clone(), scenario.seed)?;
        let (looks, todo) = sync_channel(WAITING);
        let waiting = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&waiting);
        let thread = Builder::new()
            .name("artist".to_owned())
            .spawn(move || prints.make(artist, &todo, &count))
            .context("cannot start the thread that draws")?;
        Ok(Some(Self {
            looks: Some(looks),
            waiting,
            thread: Some(thread),
        }))
    }

    /// Hands on the look that is due, if one is.
    fn draw(&self, world: &mut World) -> anyhow::Result<()> {
        let is_over = self.thread.as_ref().is_some_and(JoinHandle::is_finished);
        anyhow::ensure!(!is_over, "the thread that draws has ended");
        if let (Some(looks), Some(look)) = (&self.looks, world.look_due()) {
            self.waiting.fetch_add(1, Ordering::Relaxed);
            if looks.try_send(look).is_err() {
                self.waiting.fetch_sub(1, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    fn close(mut self) -> anyhow::Result<()> {
        self.looks = None;
        match self.thread.take().map(JoinHandle::join) {
            None => Ok(()),
            Some(Ok(ended)) => ended,
            Some(Err(_panic)) => anyhow::bail!("the thread that draws failed"),
        }
    }
}

/// What becomes of the pictures.
#[derive(Debug)]
struct Prints {
    video: Option<Encoder>,
    truth: Option<BufWriter<File>>,
}

impl Prints {
    fn make(
        mut self,
        mut artist: Artist,
        todo: &Receiver<Look>,
        waiting: &AtomicUsize,
    ) -> anyhow::Result<()> {
        while let Ok(look) = todo.recv() {
            let shown = self.show(&artist.draw(&look));
            waiting.fetch_sub(1, Ordering::Relaxed);
            shown?;
        }
        Ok(())
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
}

fn writer(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(BufWriter::new(file))
}

/// Whether a `HOST:PORT` can be sent to; a name that nobody knows would lose every datagram silently.
fn there(address: &str) -> anyhow::Result<()> {
    let found = address.to_socket_addrs();
    let mut found =
        found.with_context(|| format!("{address} is no HOST:PORT that can be found"))?;
    anyhow::ensure!(found.next().is_some(), "{address} leads nowhere");
    Ok(())
}

fn stream(to: &str, optics: &crate::eye::Optics) -> anyhow::Result<Encoder> {
    let listener: Listener = to.parse().map_err(anyhow::Error::msg)?;
    let form = Form {
        size_px: optics.size_px,
        fps: optics.fps,
    };
    Ok(Encoder::live(&listener, form)?)
}
