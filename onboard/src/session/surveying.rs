//! The draught survey of a session: what it tells is written down, what it reads is kept, and what
//! of its evidence is missing is a loss.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use missions::time::BootTime;

use super::Session;
use super::evidence::{self, Kept};
use crate::survey::lookout::{Seen, Taken};
use crate::survey::news::News;
use crate::survey::roster::Heard;
use crate::survey::stop::Stop;
use crate::survey::surveying::{Job, Record, Surveying};
use crate::survey::{Brief, Survey};
use crate::told::Event;
use crate::vision::reading::Status;

/// What a session knows of its survey.
#[derive(Debug, Default)]
pub(super) struct Draughts {
    /// The survey, where one is flown.
    pub(super) survey: Option<Surveying>,
    /// The vehicle stood at a station when the program before was killed.
    was_at_station: bool,
    /// The survey sheet that waits for the readings, and the folder that it lies in.
    sheet: Option<(String, PathBuf)>,
    /// Videos that are not there.
    no_videos: BTreeSet<String>,
}

impl Draughts {
    /// Of a vehicle that stood at a station when the program before was killed, or did not.
    pub(super) fn after(was_at_station: bool) -> Self {
        Self {
            was_at_station,
            ..Self::default()
        }
    }
}

impl Session {
    /// Surveys a ship's draughts on the way; the stations whose readings lie in the folder are not
    /// read again.
    pub fn survey(&mut self, brief: Brief) {
        let mut read = Vec::new();
        for stop in &brief.stops {
            match evidence::read(&self.folder, stop) {
                Ok(Some(kept)) => {
                    if kept.status == Status::Read {
                        read.push(stop.name());
                    }
                    self.look_for_video(stop, &kept);
                }
                Ok(None) => {}
                Err(error) => self.miss(BootTime::ZERO, evidence::file(stop), error.to_string()),
            }
        }
        let survey = Survey::new(brief, &read, self.draughts.was_at_station);
        self.draughts.survey = Some(Surveying::new(survey));
    }

    /// A program that is killed may have named a video that it did not end.
    fn look_for_video(&mut self, stop: &Stop, kept: &Kept) {
        let Some(video) = &kept.video else { return };
        if !self.folder.dir().join(video).exists() {
            let reason = "the program was killed before it was whole".to_owned();
            self.miss(BootTime::ZERO, video.clone(), reason);
            self.strike_video(BootTime::ZERO, stop);
        }
    }

    /// The survey sheet that is to be filled in at the end, and the folder that it lies in.
    pub fn fill(&mut self, template: String, place: PathBuf) {
        self.draughts.sheet = Some((template, place));
    }

    /// The survey sheet that waits for the readings, and the folder that it lies in.
    pub fn sheet(&self) -> Option<(&str, &Path)> {
        let (template, place) = self.draughts.sheet.as_ref()?;
        Some((template, place))
    }

    /// The survey, where one is flown.
    pub fn surveying(&self) -> Option<&Survey> {
        self.draughts.survey.as_ref().map(Surveying::survey)
    }

    /// The ship's AIS was heard: where she lies otherwise, so do the survey's stations.
    pub fn follow_ship(&mut self, now: BootTime, heard: Heard) {
        if let Some(survey) = &mut self.draughts.survey {
            survey.follow(heard);
        }
        self.go_on_surveying(now);
    }

    /// Something was seen in the camera's pictures.
    pub fn see(&mut self, now: BootTime, seen: Seen) {
        if let Some(survey) = &mut self.draughts.survey {
            survey.see(now, seen, &mut self.flight);
        }
        self.go_on_surveying(now);
    }

    /// A video could not be written: it is missing, and no reading names it.
    pub fn lack_video(&mut self, now: BootTime, file: String, reason: String) {
        let stops = self.surveying().map(|survey| survey.brief().stops.clone());
        for stop in stops.unwrap_or_default() {
            let kept = evidence::read(&self.folder, &stop).ok().flatten();
            if kept.is_some_and(|kept| kept.video.as_ref() == Some(&file)) {
                self.strike_video(now, &stop);
            }
        }
        self.draughts.no_videos.insert(file.clone());
        self.miss(now, file, reason);
    }

    fn strike_video(&mut self, now: BootTime, stop: &Stop) {
        if let Err(error) = evidence::strike_video(&self.folder, stop) {
            self.miss(now, evidence::file(stop), error.to_string());
        }
    }

    /// The next job for whoever has the camera.
    pub fn job(&mut self) -> Option<Job> {
        self.draughts.survey.as_mut()?.job()
    }

    pub(super) fn go_on_surveying(&mut self, now: BootTime) {
        let Some(mut survey) = self.draughts.survey.take() else {
            return;
        };
        survey.step(now, &mut self.flight);
        while let Some(record) = survey.record() {
            match record {
                Record::Tell(news) => self.note(now, Event::Survey(news)),
                Record::Keep { stop, taken } => self.keep(now, &stop, &taken),
            }
        }
        self.draughts.survey = Some(survey);
    }

    fn keep(&mut self, now: BootTime, stop: &Stop, taken: &Taken) {
        let video = format!("{}.mp4", stop.video_name(taken.attempt));
        let video = Some(video).filter(|video| !self.draughts.no_videos.contains(video));
        let utc = self.utc(now);
        for (file, error) in evidence::keep(&self.folder, utc, (stop, taken), video) {
            self.miss(now, file, error.words());
        }
    }

    /// Something of the evidence is missing: told, and a loss.
    fn miss(&mut self, now: BootTime, file: String, reason: String) {
        let news = News::NotKept { file, reason };
        self.losses.extend(news.loss());
        self.note(now, Event::Survey(news));
    }
}

#[cfg(test)]
mod tests {
    use missions::camera::Camera;
    use missions::camera::gimbal::Gimbal;
    use missions::camera::lens::Distortion;
    use missions::geodesy::Position;
    use missions::ship::{Side, Station};

    use super::super::tests::session;
    use super::*;
    use crate::vision::reading::Reading;

    fn stop() -> Stop {
        let place = Position::new(54.0, 7.5).unwrap();
        Stop {
            station: Station::Aft,
            side: Side::Port,
            item: 3,
            hover: place,
            height_above_home_m: 5.0,
            heading_deg: 0.0,
            mark: place.offset(0.0, 12.0),
            water_above_home_m: -2.0,
            focal_mm: 32.0,
            dwell_s: 60.0,
        }
    }

    fn brief() -> Brief {
        let camera = Camera {
            name: "zoom".into(),
            sensor_mm: [6.4, 4.8],
            image_px: [960, 720],
            focal_mm: 8.0,
            zoom_mm: Some([8.0, 60.0]),
            principal_px: None,
            distortion: Distortion::default(),
            gimbal: Gimbal::default(),
            interval_s: 0.0,
        };
        Brief {
            stops: vec![stop()],
            camera,
            wanted_u95_m: 0.03,
        }
    }

    fn taken() -> Taken {
        let mut reading = Reading::refused(&"");
        reading.status = Status::Read;
        (reading.draught_m, reading.u95_m) = (Some(8.0), Some(0.02));
        Taken {
            station: stop().name(),
            attempt: 2,
            reading,
            frame: None,
            evidence: None,
        }
    }

    fn kept(session: &Session) -> Kept {
        evidence::read(session.folder(), &stop()).unwrap().unwrap()
    }

    #[test]
    fn a_video_that_could_not_be_written_is_a_loss_and_no_reading_names_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut session = session(dir.path());
        session.survey(brief());
        let video = || "video-aft-port-2.mp4".to_owned();
        session.keep(BootTime::ZERO, &stop(), &taken());
        assert_eq!(kept(&session).video, Some(video()));
        session.lack_video(BootTime::ZERO, video(), "no room".into());
        assert_eq!(
            (kept(&session).video, kept(&session).draught_m),
            (None, Some(8.0))
        );
        session.keep(BootTime::ZERO, &stop(), &taken());
        assert_eq!(kept(&session).video, None, "known before it is written");
        assert_eq!(
            session.losses(),
            ["video-aft-port-2.mp4 is not kept: no room"]
        );
    }

    #[test]
    fn a_video_that_a_killed_program_did_not_end_is_a_loss() {
        let dir = tempfile::tempdir().unwrap();
        let mut before = session(dir.path());
        before.survey(brief());
        before.keep(BootTime::ZERO, &stop(), &taken());
        drop(before);
        for _again in 0..2 {
            let mut after = session(dir.path());
            after.survey(brief());
            assert_eq!(kept(&after).video, None);
            assert_eq!(after.surveying().unwrap().progress(), (1, 1));
            let losses = after.losses();
            assert!(
                matches!(losses, [loss] if loss.starts_with("video-aft-port-2.mp4 is not kept")),
                "{losses:?}"
            );
        }
    }

    #[test]
    fn a_reading_that_cannot_be_read_again_is_a_loss_and_is_not_taken_for_one() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("reading-aft-port.json"), "{").unwrap();
        let mut session = session(dir.path());
        session.survey(brief());
        assert_eq!(session.surveying().unwrap().progress(), (0, 1));
        let losses = session.losses();
        assert!(
            matches!(losses, [loss] if loss.contains("reading-aft-port.json is no reading")),
            "{losses:?}"
        );
    }
}
