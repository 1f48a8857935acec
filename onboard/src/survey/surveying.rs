//! A survey under way: the state machine with gimbal and camera on the link, the ship followed by
//! AIS, and the jobs for whoever looks at the pictures.

use std::collections::VecDeque;

use missions::link::dialect::MavMessage;
use missions::link::{Endpoint, Transmit};
use missions::time::BootTime;

use super::lookout::{Errand, Seen, Taken};
use super::mount::Mount;
use super::news::News;
use super::roster::Heard;
use super::stop::Stop;
use super::{Circumstances, Survey, Wish};
use crate::flight::Flight;

/// What whoever has the camera is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Job {
    /// With the pictures.
    Look(Errand),
    /// The video is to be kept under this name, without its extension; none is not kept any more.
    Record(Option<String>),
}

/// What is to be written down.
#[derive(Clone, Debug)]
pub enum Record {
    /// An event.
    Tell(News),
    /// A station's best reading with its evidence.
    Keep {
        /// Which station.
        stop: Box<Stop>,
        /// The reading.
        taken: Box<Taken>,
    },
}

/// A survey under way.
#[derive(Debug)]
pub struct Surveying {
    survey: Survey,
    mount: Option<Mount>,
    jobs: VecDeque<Job>,
    records: VecDeque<Record>,
}

impl Surveying {
    /// A survey that begins, or goes on.
    pub const fn new(survey: Survey) -> Self {
        Self {
            survey,
            mount: None,
            jobs: VecDeque::new(),
            records: VecDeque::new(),
        }
    }

    /// How far it is.
    pub const fn survey(&self) -> &Survey {
        &self.survey
    }

    /// The ship's AIS was heard: she lies otherwise, and with her the stations, or is not believed.
    pub fn follow(&mut self, heard: Heard) {
        match heard {
            Heard::Moved(moved) => self.survey.follow(moved),
            Heard::Doubted(why) => self.survey.doubt_ship(why),
        }
    }

    /// A message of the link.
    pub fn handle(&mut self, now: BootTime, from: Endpoint, message: &MavMessage) {
        if let Some(mount) = &mut self.mount {
            mount.handle(now, from, message);
        }
    }

    /// Something was seen in the pictures.
    pub fn see(&mut self, now: BootTime, seen: Seen, flight: &mut Flight) {
        self.survey.see(now, seen);
        self.grant(now, flight);
    }

    /// Time goes on.
    pub fn step(&mut self, now: BootTime, flight: &mut Flight) {
        let Some(vehicle) = flight.vehicle() else {
            return;
        };
        let camera = &self.survey.brief().camera;
        let mount = self
            .mount
            .get_or_insert_with(|| Mount::new(flight.address(), vehicle, camera.clone()));
        mount.handle_timeout(now);
        let has_zoomed = mount.has_zoomed();
        if let Some(state) = flight.state() {
            let circumstances = Circumstances {
                state,
                item: flight.item(),
                is_guided: flight.is_guided(),
                is_at_station: flight.is_at_station(),
                has_zoomed,
            };
            self.survey.step(now, &circumstances);
        }
        self.grant(now, flight);
    }

    /// When it wants to be called.
    pub fn poll_timeout(&self) -> Option<BootTime> {
        self.mount.as_ref()?.poll_timeout()
    }

    /// What is to be sent.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.mount.as_mut()?.poll_transmit()
    }

    /// The next job for whoever has the camera.
    pub fn job(&mut self) -> Option<Job> {
        self.jobs.pop_front()
    }

    /// What is to be written down next.
    pub fn record(&mut self) -> Option<Record> {
        self.records.pop_front()
    }

    /// Does what the survey wants.
    fn grant(&mut self, now: BootTime, flight: &mut Flight) {
        while let Some(wish) = self.survey.wish() {
            match wish {
                Wish::Guide(guide) => flight.guide(guide),
                Wish::Aim(aim) => self.with_mount(|mount| mount.aim(now, aim)),
                Wish::Zoom(focal_mm) => self.with_mount(|mount| mount.zoom(focal_mm)),
                Wish::Release => self.with_mount(|mount| mount.release(now)),
                Wish::Look(errand) => self.jobs.push_back(Job::Look(errand)),
                Wish::Record(name) => self.jobs.push_back(Job::Record(name)),
                Wish::Keep { stop, taken } => {
                    self.records.push_back(Record::Keep { stop, taken });
                }
                Wish::Tell(news) => self.records.push_back(Record::Tell(news)),
            }
        }
    }

    fn with_mount(&mut self, act: impl FnOnce(&mut Mount)) {
        if let Some(mount) = &mut self.mount {
            act(mount);
        }
    }
}
