//! The thread that has the camera: it takes the frames of the stream, looks at them as the survey
//! asks, and keeps the video. Flying goes on beside it, whatever it is busy with.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::mpsc;

use crate::camera::{Capture, End, Recording, RecordingError, Shot, Source};
use crate::survey::lookout::{Errand, Lookout, Seen};
use crate::survey::surveying::Job;

/// Jobs that may wait.
const JOBS: usize = 64;
/// Sightings that may wait.
const SEEN: usize = 256;
/// A stream that was silent so often in a row, some seconds each time, has ended.
const SILENCES: usize = 6;
/// A stream that cannot be opened is tried again after this.
const AGAIN: Duration = Duration::from_secs(1);

/// What comes from the camera's thread.
#[derive(Debug)]
pub(super) enum Sight {
    /// Something in the pictures.
    Seen(Box<Seen>),
    /// A video that was to be kept could not be written.
    NoVideo {
        /// Its name in the folder.
        file: String,
        /// Why.
        reason: String,
    },
}

/// The thread, as the flight knows it.
#[derive(Debug)]
pub(super) struct Eye {
    jobs: Option<SyncSender<Job>>,
    seen: mpsc::Receiver<Sight>,
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
            spent: None,
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
    pub(super) async fn next(&mut self) -> Sight {
        match self.seen.recv().await {
            Some(seen) => seen,
            None => std::future::pending().await,
        }
    }

    /// Ends it, and waits until the last video is whole; those that could not be written come back,
    /// with why. Not to be called where others wait for this thread.
    pub(super) fn close(mut self) -> Vec<(String, String)> {
        self.jobs = None;
        let mut missing = Vec::new();
        while let Some(sight) = self.seen.blocking_recv() {
            if let Sight::NoVideo { file, reason } = sight {
                missing.push((file, reason));
            }
        }
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that had the camera failed");
        }
        missing
    }
}

/// The video that is kept.
enum Video {
    Off,
    /// It begins with the next frame.
    Wanted(String),
    On {
        file: String,
        recording: Recording,
        /// When it began, seconds of the frames' time.
        begun_s: f64,
    },
}

/// What the thread works with.
struct Looking {
    source: Source,
    folder: PathBuf,
    lookout: Lookout,
    video: Video,
    todo: Receiver<Job>,
    tell: mpsc::Sender<Sight>,
    /// Why nothing comes from the source any more: a file is not looked at twice.
    spent: Option<String>,
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
            if self.spent.is_some() {
                self.rest();
                continue;
            }
            let Some(open) = &mut capture else {
                match Capture::open(&self.source) {
                    Ok(opened) => (capture, told) = (Some(opened), None),
                    Err(error) => {
                        let words = error.to_string();
                        if told.as_ref() != Some(&words) {
                            tracing::warn!("{words}");
                            told = Some(words.clone());
                        }
                        if !self.source.is_live() {
                            self.ended(words);
                        }
                        self.rest();
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
                    self.ended(match end {
                        End::Finished => "it is over".to_owned(),
                        End::Broken(reason) => reason,
                        End::Silent => "nothing comes any more".to_owned(),
                    });
                    self.rest();
                }
            }
        }
        self.keep(None);
    }

    /// Does the jobs that have come.
    fn obey(&mut self) {
        loop {
            match self.todo.try_recv() {
                Ok(job) => self.take(job),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => {
                    self.is_ended = true;
                    return;
                }
            }
        }
    }

    /// Waits, and does a job that comes meanwhile.
    fn rest(&mut self) {
        match self.todo.recv_timeout(AGAIN) {
            Ok(job) => self.take(job),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.is_ended = true,
        }
    }

    fn take(&mut self, job: Job) {
        match (job, self.spent.clone()) {
            (Job::Look(Errand::Idle), Some(_)) => {}
            (Job::Look(_), Some(reason)) => self.say(Seen::Ended { reason }),
            (Job::Look(errand), None) => self.lookout.go(errand),
            (Job::Record(name), _) => self.keep(name),
        }
    }

    fn look(&mut self, shot: &Shot) {
        self.record(shot);
        for seen in self.lookout.see(shot) {
            self.say(seen);
        }
    }

    fn ended(&mut self, reason: String) {
        for seen in self.lookout.end(&reason) {
            self.say(seen);
        }
        if !self.source.is_live() {
            self.spent = Some(reason);
        }
    }

    fn say(&mut self, seen: Seen) {
        self.send(Sight::Seen(Box::new(seen)));
    }

    fn send(&mut self, sight: Sight) {
        if self.tell.blocking_send(sight).is_err() {
            self.is_ended = true;
        }
    }

    fn lack(&mut self, file: String, error: &RecordingError) {
        let reason = error.to_string();
        self.send(Sight::NoVideo { file, reason });
    }

    /// Closes the video that is being kept, and begins the next with the next frame.
    fn keep(&mut self, name: Option<String>) {
        let next = name.map_or(Video::Off, |name| Video::Wanted(format!("{name}.mp4")));
        if let Video::On {
            file, recording, ..
        } = std::mem::replace(&mut self.video, next)
            && let Err(error) = recording.finish()
        {
            self.lack(file, &error);
        }
    }

    fn record(&mut self, shot: &Shot) {
        if let Video::Wanted(file) = &self.video {
            let file = file.clone();
            match Recording::create(&self.folder.join(&file), &shot.picture) {
                Ok(recording) => {
                    self.video = Video::On {
                        file,
                        recording,
                        begun_s: shot.time_s,
                    };
                }
                Err(error) => {
                    self.video = Video::Off;
                    self.lack(file, &error);
                }
            }
        }
        if let Video::On {
            file,
            recording,
            begun_s,
        } = &self.video
            && let Err(error) = recording.push(&shot.picture, shot.time_s - begun_s)
        {
            let file = file.clone();
            self.video = Video::Off;
            self.lack(file, &error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vision::picture::Picture;

    /// Two seconds of grey.
    fn film(path: &Path) {
        let picture = Picture::new(64, 48, vec![120; 3 * 64 * 48]).unwrap();
        let recording = Recording::create(path, &picture).unwrap();
        for n in 0..20 {
            recording.push(&picture, 0.1 * f64::from(n)).unwrap();
        }
        recording.finish().unwrap();
    }

    fn until_ended(eye: &mut Eye) -> Vec<Sight> {
        let mut sights = Vec::new();
        while let Some(sight) = eye.seen.blocking_recv() {
            let is_end =
                matches!(&sight, Sight::Seen(seen) if matches!(**seen, Seen::Ended { .. }));
            sights.push(sight);
            if is_end {
                break;
            }
        }
        sights
    }

    fn frames(sights: &[Sight]) -> usize {
        let is_frame =
            |s: &&Sight| matches!(s, Sight::Seen(seen) if matches!(**seen, Seen::Frame { .. }));
        sights.iter().filter(is_frame).count()
    }

    #[test]
    fn a_file_that_is_over_is_not_begun_again_and_whoever_asks_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("film.mp4");
        film(&path);
        let mut eye = Eye::open(Source::Video(path), dir.path()).unwrap();
        assert!(frames(&until_ended(&mut eye)) > 10);
        eye.job(Job::Look(Errand::Find));
        let again = until_ended(&mut eye);
        assert_eq!((again.len(), frames(&again)), (1, 0), "{again:?}");
        assert_eq!(eye.close(), []);
    }

    #[test]
    fn a_video_that_cannot_be_written_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("film.mp4");
        film(&path);
        let nowhere = dir.path().join("nowhere");
        let mut eye = Eye::open(Source::Video(path), &nowhere).unwrap();
        eye.job(Job::Record(Some("video-aft-port-1".to_owned())));
        let mut missing: Vec<String> = until_ended(&mut eye)
            .into_iter()
            .filter_map(|sight| match sight {
                Sight::NoVideo { file, .. } => Some(file),
                Sight::Seen(_) => None,
            })
            .collect();
        missing.extend(eye.close().into_iter().map(|(file, _reason)| file));
        assert_eq!(missing, ["video-aft-port-1.mp4"]);
    }
}
