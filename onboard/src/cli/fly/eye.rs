//! The thread that has the camera: it takes the frames of the stream, looks at them as the survey
//! asks, and keeps the video. Flying goes on beside it, whatever it is busy with.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::{Builder, JoinHandle};

use anyhow::Context as _;
use tokio::sync::mpsc;

use crate::camera::{Capture, End, Recording, Shot, Source};
use crate::survey::lookout::{Lookout, Seen};
use crate::survey::surveying::Job;

/// Jobs that may wait.
const JOBS: usize = 64;
/// Sightings that may wait.
const SEEN: usize = 256;
/// A stream that was silent so often in a row, some seconds each time, has ended.
const SILENCES: usize = 6;

/// The thread, as the flight knows it.
#[derive(Debug)]
pub(super) struct Eye {
    jobs: Option<SyncSender<Job>>,
    seen: mpsc::Receiver<Seen>,
    thread: Option<JoinHandle<()>>,
}

impl Eye {
    /// Begins to look at a source; videos are kept in a folder.
    pub(super) fn open(source: Source, folder: &Path) -> anyhow::Result<Self> {
        let (jobs, todo) = sync_channel(JOBS);
        let (tell, seen) = mpsc::channel(SEEN);
        let looking = Looking {
            source,
            folder: folder.to_owned(),
            lookout: Lookout::default(),
            video: Video::Off,
            todo,
            tell,
            is_ended: false,
        };
        let thread = Builder::new()
            .name("eye".to_owned())
            .spawn(move || looking.run())
            .context("cannot start the thread that has the camera")?;
        Ok(Self {
            jobs: Some(jobs),
            seen,
            thread: Some(thread),
        })
    }

    /// Gives it a job.
    pub(super) fn job(&self, job: Job) {
        if let Some(jobs) = &self.jobs
            && jobs.try_send(job).is_err()
        {
            tracing::warn!("the camera does not follow: a job was lost");
        }
    }

    /// What is seen next; waits for ever once nothing is looked at any more.
    pub(super) async fn next(&mut self) -> Seen {
        match self.seen.recv().await {
            Some(seen) => seen,
            None => std::future::pending().await,
        }
    }

    /// Ends it, and waits until the last video is whole.
    pub(super) fn close(mut self) {
        self.jobs = None;
        self.seen.close();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that had the camera failed");
        }
    }
}

/// The video that is kept.
enum Video {
    Off,
    /// It begins with the next frame.
    Wanted(PathBuf),
    On(Recording, f64),
}

/// What the thread works with.
struct Looking {
    source: Source,
    folder: PathBuf,
    lookout: Lookout,
    video: Video,
    todo: Receiver<Job>,
    tell: mpsc::Sender<Seen>,
    /// The flight is over.
    is_ended: bool,
}

impl Looking {
    fn run(mut self) {
        let mut capture: Option<Capture> = None;
        let mut told: Option<String> = None;
        let mut silences = 0;
        while !self.is_ended {
            self.obey();
            let Some(open) = &mut capture else {
                match Capture::open(&self.source) {
                    Ok(opened) => (capture, told) = (Some(opened), None),
                    Err(error) => {
                        let words = error.to_string();
                        if told.as_ref() != Some(&words) {
                            tracing::warn!("{words}");
                            told = Some(words);
                        }
                    }
                }
                continue;
            };
            match open.next_shot() {
                Ok(shot) => {
                    silences = 0;
                    self.look(&shot);
                }
                Err(End::Silent) if silences + 1 < SILENCES => silences += 1,
                Err(end) => {
                    silences = 0;
                    capture = None;
                    self.ended(&end);
                }
            }
        }
        self.keep(None);
    }

    /// Does the jobs that have come.
    fn obey(&mut self) {
        loop {
            match self.todo.try_recv() {
                Ok(Job::Look(errand)) => self.lookout.go(errand),
                Ok(Job::Record(name)) => self.keep(name),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => {
                    self.is_ended = true;
                    return;
                }
            }
        }
    }

    fn look(&mut self, shot: &Shot) {
        self.record(shot);
        for seen in self.lookout.see(shot) {
            self.say(seen);
        }
    }

    fn ended(&mut self, end: &End) {
        let reason = match end {
            End::Finished => "it is over".to_owned(),
            End::Broken(reason) => reason.clone(),
            End::Silent => "nothing comes any more".to_owned(),
        };
        for seen in self.lookout.end(&reason) {
            self.say(seen);
        }
    }

    fn say(&mut self, seen: Seen) {
        if self.tell.blocking_send(seen).is_err() {
            self.is_ended = true;
        }
    }

    /// Closes the video that is being kept, and begins the next with the next frame.
    fn keep(&mut self, name: Option<String>) {
        let next = name.map_or(Video::Off, |name| {
            Video::Wanted(self.folder.join(format!("{name}.mp4")))
        });
        if let Video::On(recording, _) = std::mem::replace(&mut self.video, next)
            && let Err(error) = recording.finish()
        {
            tracing::warn!("{error}");
        }
    }

    fn record(&mut self, shot: &Shot) {
        if let Video::Wanted(path) = &self.video {
            match Recording::create(path, &shot.picture) {
                Ok(recording) => self.video = Video::On(recording, shot.time_s),
                Err(error) => {
                    tracing::warn!("{error}");
                    self.video = Video::Off;
                }
            }
        }
        if let Video::On(recording, begun_s) = &self.video
            && let Err(error) = recording.push(&shot.picture, shot.time_s - begun_s)
        {
            tracing::warn!("{error}");
            self.video = Video::Off;
        }
    }
}
