//! What the vehicle holds, watched in flight: is it still the plan?
//!
//! Lists are read in the background and compared: at the beginning, again and again while nothing
//! else is to be said on the link, and where something speaks for a change. Of its parameters the
//! vehicle tells every change itself. Nothing is ever written here: a vehicle in the air is not loaded.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use missions::geodesy::Position;
use missions::link::Conversation as _;
use missions::link::mission_transfer::{ClientEvent, Kind, differences};
use missions::link::parameters::ClientEvent as ParameterEvent;
use missions::plan::item::Item;
use missions::time::BootTime;

use super::super::super::event::Event;
use super::super::super::parameters::{self, Wanted};
use super::super::super::safety::Decision;
use super::super::load::{chain, planned, takes, told};
use super::super::reading::{Came, Reading};
use super::Desk;

/// How often a list is tried to be read.
const TRIES: u8 = 5;
/// From the end of one reading of everything to the beginning of the next, at least; and for each item
/// of the mission, so that reading takes a small part of a slow link.
const ROUND: Duration = Duration::from_secs(30);
const ROUND_PER_ITEM: Duration = Duration::from_millis(300);

/// What the vehicle holds that is not the plan's.
#[derive(Debug)]
pub(super) struct Holdings {
    /// Lists to be read.
    to_read: BTreeSet<Kind>,
    reading: Reading,
    /// When everything is read again.
    next_round: Option<BootTime>,
    /// Lists that need not be told again while they stay the plan's, or stay unread.
    told: BTreeSet<Kind>,
    untold: BTreeSet<Kind>,
    /// The mission that is another than the plan's ends as the plan's does.
    ends_alike: bool,
    /// What keeps the plan's fence; worked out once.
    wanted: Option<Vec<Wanted>>,
    /// The height of return, and why it leads out of the plan's airspace.
    return_height: Option<(f64, Option<String>)>,
    unlike: BTreeMap<What, String>,
    /// What somebody took upon himself.
    accepted: BTreeMap<What, String>,
}

/// What can be another than the plan's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    List(Kind),
    Parameter(&'static str),
    /// The height of return: it leads out of the plan's airspace.
    ReturnHeight,
    /// What it was when this program was killed.
    Before,
}

impl Default for Holdings {
    fn default() -> Self {
        Self {
            to_read: BTreeSet::new(),
            reading: Reading::of_tries(TRIES),
            next_round: None,
            told: BTreeSet::new(),
            untold: BTreeSet::new(),
            ends_alike: false,
            wanted: None,
            return_height: None,
            unlike: BTreeMap::new(),
            accepted: BTreeMap::new(),
        }
    }
}

impl Holdings {
    /// Nobody has compared fence and rally points with the plan yet, and the parameters are being
    /// read. What was `decided` before because of them holds until then.
    pub(super) fn unread(decided: Option<&Decision>) -> Self {
        let before = decided.filter(|decided| decided.is_about_the_plan());
        let before = before.map(|decided| (What::Before, decided.figures.clone()));
        Self {
            to_read: BTreeSet::from([Kind::Fence, Kind::Rally]),
            unlike: before.into_iter().collect(),
            ..Self::default()
        }
    }

    /// All was compared before take-off. It is read again at once: somebody may have changed it
    /// between the last look and arming.
    pub(super) fn begun() -> Self {
        Self {
            to_read: Kind::ALL.into(),
            told: Kind::ALL.into(),
            ..Self::default()
        }
    }

    /// What is not the plan's, in words.
    pub(super) fn unlike(&self) -> Option<String> {
        let words: Vec<_> = self.unlike.values().map(String::as_str).collect();
        (!words.is_empty()).then(|| words.join("; "))
    }

    /// Whether another mission than the plan's is flown, with or without the operator's consent.
    pub(super) fn has_other_mission(&self) -> bool {
        let mission = What::List(Kind::Mission);
        self.unlike.contains_key(&mission) || self.accepted.contains_key(&mission)
    }

    /// In what the mission is another than the plan's, where nobody has taken that upon himself.
    pub(super) fn other_mission(&self) -> Option<&str> {
        let words = self.unlike.get(&What::List(Kind::Mission));
        words.map(String::as_str)
    }

    /// Why the vehicle must not return at the height that it said, in words.
    pub(super) fn return_leads_out(&self) -> Option<&str> {
        self.return_height.as_ref()?.1.as_deref()
    }

    /// Whether the other mission that was read ends as the plan's does.
    pub(super) const fn ends_alike(&self) -> bool {
        self.ends_alike
    }

    /// The operator's `resume`: what the vehicle holds now is taken for the plan.
    pub(super) fn accept(&mut self) {
        self.accepted.append(&mut self.unlike);
    }

    /// The mission is another one, as the vehicle says; whether that is news.
    pub(super) fn mission_changed(&mut self, now: BootTime, words: &str) -> bool {
        self.look_at_mission(now);
        let mission = What::List(Kind::Mission);
        self.accepted.remove(&mission);
        let is_news = !self.unlike.contains_key(&mission);
        self.unlike
            .entry(mission)
            .or_insert_with(|| words.to_owned());
        is_news
    }

    /// The mission may be another one: it is read.
    pub(super) fn look_at_mission(&mut self, now: BootTime) {
        self.to_read.insert(Kind::Mission);
        self.reading.begin_again(now);
    }

    /// Goes on reading; what is told is told at the desk.
    pub(super) fn step(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        while let Some(event) = desk.partner.parameters.poll_event() {
            if let ParameterEvent::Failed { name, .. } = event {
                desk.partner.read_instead(now, &name);
            }
        }
        self.compare_parameters(desk);
        while let Some(event) = desk.partner.transfers.poll_event() {
            self.hear(now, desk, event);
        }
        self.look_for_meddling(now, desk);
        self.begin_round(now, desk);
        self.read_next(now, desk);
        let is_idle = !self.reading.is_under_way() && desk.partner.parameters.is_idle();
        if is_idle && self.to_read.is_empty() {
            self.unlike.remove(&What::Before);
        }
    }

    /// Somebody was seen to upload something: all is read when that should be over.
    fn look_for_meddling(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        let is_at_it = self.reading.is_under_way() || !self.to_read.is_empty();
        if is_at_it || desk.partner.meddling.sign().is_none() {
            return;
        }
        desk.partner.meddling.forget();
        self.to_read = Kind::ALL.into();
        self.reading.begin_again(now);
    }

    /// Reads everything again, where nothing else is being said: what another station replaces by
    /// as much is not told by anybody.
    fn begin_round(&mut self, now: BootTime, desk: &Desk<'_>) {
        let partner = &desk.partner;
        let is_quiet = !self.reading.is_under_way()
            && self.to_read.is_empty()
            && partner.transfers.is_idle()
            && partner.parameters.is_idle();
        if !is_quiet {
            self.next_round = None;
            return;
        }
        let items = desk.orders.flyable(partner.autopilot).len() as u32;
        let due = || now + ROUND.max(ROUND_PER_ITEM * items);
        if now < *self.next_round.get_or_insert_with(due) {
            return;
        }
        self.next_round = None;
        let mission = partner.state.mission.get();
        // A PX4's id is a checksum of all items.
        let names_itself = mission.is_some_and(|mission| mission.mission_id.is_some());
        self.to_read = [Kind::Fence, Kind::Rally].into();
        if !names_itself {
            self.to_read.insert(Kind::Mission);
        }
    }

    fn read_next(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        if !self.reading.is_free(now) {
            return;
        }
        let Some(kind) = self.to_read.pop_first() else {
            return;
        };
        let is_empty = planned(kind, desk.orders, desk.partner.autopilot).is_empty();
        if is_empty && !takes(kind, desk) {
            return;
        }
        self.reading.begin(now, kind, desk.partner);
    }

    fn hear(&mut self, now: BootTime, desk: &mut Desk<'_>, event: ClientEvent) {
        match self.reading.hear(now, event) {
            Some(Came::List(kind, items)) => self.compare(kind, &items, desk),
            Some(Came::Again(kind)) => {
                self.to_read.insert(kind);
            }
            Some(Came::Not(kind, error)) if self.untold.insert(kind) => {
                let (part, why) = (kind.to_string(), chain(&error));
                desk.tell(Event::NotCompared { part, why });
            }
            Some(Came::Not(..)) | None => {}
        }
    }

    fn compare(&mut self, kind: Kind, held: &[Item], desk: &mut Desk<'_>) {
        let autopilot = desk.partner.autopilot;
        let planned = planned(kind, desk.orders, autopilot);
        let found = differences(&planned, held, kind, autopilot);
        let differs = !found.is_empty();
        if kind == Kind::Rally {
            let places = held.iter().map(|item| Position::new(item.x, item.y));
            desk.partner.rally = differs.then(|| places.flatten().collect());
        }
        let what = What::List(kind);
        self.untold.remove(&kind);
        if kind == Kind::Mission {
            let end = planned.len().saturating_sub(1);
            let (planned, held) = (planned.get(end..), held.get(end..));
            let ends = planned.zip(held);
            self.ends_alike = ends.is_some_and(|(planned, held)| {
                differences(planned, held, kind, autopilot).is_empty()
            });
        }
        if differs {
            let words = format!("the plan's {kind} changed in the vehicle: {}", told(&found));
            self.differs(what, words, desk);
            return;
        }
        let was_other = self.unlike.remove(&what).or(self.accepted.remove(&what));
        let is_known = !self.told.insert(kind);
        if is_known && was_other.is_none() {
            return;
        }
        desk.tell(Event::Loaded {
            part: kind.to_string(),
            items: held.len(),
            uploaded: false,
        });
    }

    /// Whether the height of return leads out of the plan's airspace is worked out once for each.
    fn look_at_return(&mut self, desk: &Desk<'_>) {
        let said_m = desk.partner.said_return_height_m();
        if self.return_height.as_ref().map(|(was_m, _)| *was_m) != said_m {
            let judged = |height_m| (height_m, desk.partner.return_leads_out(desk.orders));
            self.return_height = said_m.map(judged);
        }
    }

    fn compare_parameters(&mut self, desk: &mut Desk<'_>) {
        let autopilot = desk.partner.autopilot;
        let wanted = self
            .wanted
            .get_or_insert_with(|| parameters::of_the_fence(autopilot, desk.orders));
        let undone = desk.partner.undone(wanted);
        self.look_at_return(desk);
        let leads_out = self.return_leads_out().map(ToOwned::to_owned);
        let is_undone = |what: &What| match what {
            What::List(_) | What::Before => true,
            What::ReturnHeight => leads_out.is_some(),
            What::Parameter(name) => undone.iter().any(|((undone, _), _)| undone == name),
        };
        self.unlike.retain(|what, _| is_undone(what));
        self.accepted.retain(|what, _| is_undone(what));
        for ((name, wanted), is) in &undone {
            let words = format!("{name} is {is}, the plan's fence needs {wanted}");
            self.differs(What::Parameter(name), words, desk);
        }
        if let Some(words) = leads_out {
            self.differs(What::ReturnHeight, words, desk);
        }
    }

    fn differs(&mut self, what: What, words: String, desk: &mut Desk<'_>) {
        let known = self.unlike.get(&what).or(self.accepted.get(&what));
        if known == Some(&words) {
            return;
        }
        desk.tell(Event::MissionChanged {
            what: words.clone(),
        });
        if self.accepted.contains_key(&what) && matches!(what, What::List(_)) {
            self.accepted.insert(what, words); // now it is known how
        } else {
            self.accepted.remove(&what);
            self.unlike.insert(what, words);
        }
    }
}
