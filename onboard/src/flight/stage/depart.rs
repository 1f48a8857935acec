//! Arming and starting the mission, in the autopilot's manner.

use std::time::Duration;

use missions::link::command::Outcome;
use missions::link::manners::Autopilot;
use missions::time::BootTime;

use super::super::event::{Event, TAKE_OFF};
use super::super::partner::{Partner, REASONS_WITHIN, Script, ScriptState, words};
use super::fly::Fly;
use super::load::Load;
use super::look::{Look, Seen};
use super::{Desk, Next, Stage};

/// Autopilots refuse to arm while a filter settles; they are asked again until then.
const PATIENCE: Duration = Duration::from_secs(45);
/// Between two tries.
const PAUSE: Duration = Duration::from_secs(2);
/// A change must show in telemetry within this time.
const SHOWS_WITHIN: Duration = Duration::from_secs(6);

/// The mission's index is asked for again and again within this time.
const REWINDS_WITHIN: Duration = Duration::from_secs(15);

/// How often it is loaded again.
const RELOADS: u8 = 1;

#[derive(Debug)]
pub(in super::super) struct Depart {
    since: BootTime,
    /// When it was first asked to arm.
    first: Option<BootTime>,
    step: Step,
    /// When it was last begun to be armed.
    tried: BootTime,
    /// From here on it may take off.
    told: bool,
}

#[derive(Debug)]
enum Step {
    /// The mission must begin at its beginning: a PX4 keeps the index of the flight before.
    Rewind {
        since: BootTime,
        asked: Option<BootTime>,
    },
    Prepare(Script),
    /// Is it the plan still?
    Look(Look),
    Arm(Script),
    /// Refused: again after a pause.
    Pause(Refused),
    Armed(BootTime),
    Start(Script),
    /// Armed, but somebody changed what it holds: disarmed, and what was noticed.
    Withdraw {
        since: BootTime,
        why: String,
    },
    /// Refused to start, and disarmed: why is waited for.
    Grounded(Refused),
}

/// What was not done.
#[derive(Clone, Debug)]
struct Refused {
    at: BootTime,
    command: String,
    answer: String,
    /// It was to be armed by it.
    arms: bool,
    told: bool,
}

impl Refused {
    const fn new(at: BootTime, command: String, answer: String) -> Self {
        Self {
            at,
            command,
            answer,
            arms: false,
            told: false,
        }
    }

    /// The reason has come, or comes no more.
    fn is_explained(&self, now: BootTime) -> bool {
        now.since(self.at) >= REASONS_WITHIN
    }

    fn is_unanswered(&self) -> bool {
        self.answer == words(Outcome::NoAnswer)
    }
}

impl Depart {
    pub(super) const fn begin(now: BootTime) -> Self {
        Self {
            since: now,
            first: None,
            step: Step::Rewind {
                since: now,
                asked: None,
            },
            tried: now,
            told: false,
        }
    }

    /// It has been told to take off.
    pub(super) const fn told(&self) -> bool {
        self.told
    }

    pub(super) fn step(&mut self, now: BootTime, desk: &mut Desk<'_>) -> Next {
        if let (false, Some(why)) = (self.told, desk.unrecorded) {
            return unrecorded(now, why, desk.partner);
        }
        match &mut self.step {
            Step::Rewind { since, asked } => {
                let (since, asked) = (*since, *asked);
                return self.rewind(now, since, asked, desk);
            }
            Step::Prepare(script) => match script.run(now, desk.partner) {
                ScriptState::Running => {}
                ScriptState::Done => self.step = Step::Look(Look::begin(desk)),
                ScriptState::Refused { command, answer } => {
                    self.step = Step::Pause(Refused::new(now, command, answer));
                }
            },
            Step::Look(look) => match look.step(now, desk) {
                Seen::Nothing => {}
                Seen::Plan => self.arm(now, desk),
                Seen::Other(why) => return load_again(now, desk, why),
                Seen::Unread(what) => {
                    return Next::fail(format!(
                        "what the vehicle holds cannot be read once more before it is armed: {what}"
                    ));
                }
            },
            Step::Arm(script) => match script.run(now, desk.partner) {
                ScriptState::Running => self.told |= flies_off(desk.partner),
                ScriptState::Done => self.step = Step::Armed(now),
                ScriptState::Refused { command, answer } => {
                    if flies_off(desk.partner) && answer != words(Outcome::NoAnswer) {
                        self.told = false;
                        desk.tell(Event::StayedDown);
                    }
                    let mut refused = Refused::new(now, command, answer);
                    refused.arms = true;
                    self.step = Step::Pause(refused);
                }
            },
            Step::Pause(refused) => {
                let refused = refused.clone();
                return self.pause(now, refused, desk);
            }
            Step::Armed(since) => {
                if desk.partner.is_armed() && desk.called_off.is_some() {
                    return Next::Go(Stage::Fly(Box::new(Fly::begin(now, desk))));
                } else if desk.partner.is_armed() {
                    self.start(now, desk);
                } else if now.since(*since) >= SHOWS_WITHIN {
                    return Next::fail("the vehicle accepted arming but did not arm");
                }
            }
            Step::Start(script) => match script.run(now, desk.partner) {
                ScriptState::Running => self.told = true,
                ScriptState::Done => return Next::Go(Stage::Fly(Box::new(Fly::begin(now, desk)))),
                ScriptState::Refused { command, answer } => {
                    return self.not_started(now, Refused::new(now, command, answer), desk);
                }
            },
            Step::Withdraw { since, why } => {
                if !desk.partner.is_armed() {
                    return load_again(now, desk, why.clone());
                }
                if now.since(*since) >= SHOWS_WITHIN {
                    return Next::fail(format!("{why}, and the vehicle does not disarm"));
                }
            }
            Step::Grounded(refused) => {
                if desk.partner.is_airborne(now) {
                    return Next::Go(Stage::Fly(Box::new(Fly::begin(now, desk))));
                }
                if refused.is_explained(now) {
                    let Refused {
                        command, answer, ..
                    } = refused.clone();
                    let answer = desk.partner.with_complaints(answer, self.tried);
                    return Next::fail(format!("the mission was not started: {command}: {answer}"));
                }
            }
        }
        Next::Stay
    }

    fn prepare(&mut self, now: BootTime, partner: &Partner) {
        self.tried = now;
        self.step = Step::Prepare(Script::new(partner.autopilot.before_arming()));
    }

    fn pause(&mut self, now: BootTime, mut refused: Refused, desk: &mut Desk<'_>) -> Next {
        if refused.arms && refused.is_unanswered() && desk.partner.is_armed() {
            // Only the answer is missing.
            if self.told {
                return Next::Go(Stage::Fly(Box::new(Fly::begin(now, desk))));
            }
            self.step = Step::Armed(now);
            return Next::Stay;
        }
        if !refused.told && refused.is_explained(now) {
            refused.told = true;
            desk.tell(Event::Refused {
                command: refused.command.clone(),
                answer: desk
                    .partner
                    .with_complaints(refused.answer.clone(), self.tried),
            });
        }
        if now.since(self.first.unwrap_or(self.since)) >= PATIENCE && refused.told {
            let Refused {
                command, answer, ..
            } = refused;
            let answer = desk.partner.with_complaints(answer, self.since);
            return Next::fail(format!("the vehicle does not arm: {command}: {answer}"));
        }
        if let Some((_, who)) = desk.called_off {
            return called_off(now, who, desk);
        }
        if now.since(refused.at) >= PAUSE {
            self.prepare(now, desk.partner);
        } else {
            self.step = Step::Pause(refused);
        }
        Next::Stay
    }

    /// Where only the answer is missing, or where it flies all the same, it must be watched.
    fn not_started(&mut self, now: BootTime, refused: Refused, desk: &mut Desk<'_>) -> Next {
        if refused.is_unanswered() || desk.partner.is_airborne(now) {
            let Refused {
                command, answer, ..
            } = refused;
            desk.tell(Event::Refused { command, answer });
            return Next::Go(Stage::Fly(Box::new(Fly::begin(now, desk))));
        }
        let disarm = desk.partner.autopilot.disarm();
        desk.partner.command(now, disarm);
        if !flies_off(desk.partner) {
            desk.tell(Event::StayedDown);
        }
        self.step = Step::Grounded(refused);
        Next::Stay
    }

    /// Asks until it shows: nothing answers this message.
    fn rewind(
        &mut self,
        now: BootTime,
        since: BootTime,
        asked: Option<BootTime>,
        desk: &mut Desk<'_>,
    ) -> Next {
        let begins_at = u16::from(desk.partner.autopilot == Autopilot::ArduPilot);
        let mission = desk.partner.state.mission;
        let heard = mission.at().is_some_and(|at| at > since);
        let current = mission.get().map(|mission| mission.current);
        match current.filter(|_| heard) {
            Some(current) if current <= begins_at => self.prepare(now, desk.partner),
            Some(current) if now.since(since) >= REWINDS_WITHIN => {
                return Next::fail(format!(
                    "the mission would begin at item {current}, and it cannot be set back"
                ));
            }
            Some(_) if asked.is_none_or(|at| now.since(at) >= PAUSE) => {
                let partner = &desk.partner;
                let request = partner.autopilot.set_back(partner.address);
                desk.partner.say(request);
                self.step = Step::Rewind {
                    since,
                    asked: Some(now),
                };
            }
            // The autopilot does not say where it would begin.
            None if now.since(since) >= SHOWS_WITHIN => self.prepare(now, desk.partner),
            _ => {}
        }
        Next::Stay
    }

    fn arm(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        self.first.get_or_insert(now);
        desk.tell(Event::Commanded {
            command: "arm".into(),
            why: "everything is loaded and nothing speaks against flying".into(),
        });
        if flies_off(desk.partner) {
            tell_take_off(desk, "it takes off as soon as it is armed");
        }
        self.step = Step::Arm(Script::new(vec![desk.partner.autopilot.arm()]));
    }

    /// Between the last look and this moment, too, somebody may have been at it.
    fn start(&mut self, now: BootTime, desk: &mut Desk<'_>) {
        if let Some(sign) = desk.partner.meddling.sign() {
            let why = sign.to_owned();
            let disarm = desk.partner.autopilot.disarm();
            desk.partner.command(now, disarm);
            self.step = Step::Withdraw { since: now, why };
            return;
        }
        if !flies_off(desk.partner) {
            tell_take_off(desk, "it is armed, and the mission begins");
        }
        self.step = Step::Start(Script::new(desk.partner.autopilot.start_mission()));
    }
}

/// Somebody changed what was loaded: it is loaded again, once. Who does it twice wants something
/// else than we do, and that is for people to settle.
fn load_again(now: BootTime, desk: &mut Desk<'_>, why: String) -> Next {
    *desk.reloads += 1;
    if *desk.reloads > RELOADS {
        return Next::fail(format!(
            "somebody else changes what the vehicle holds while it is made ready, again and again ({why}): agree on who loads it"
        ));
    }
    desk.tell(Event::LoadedAgain { why });
    let autopilot = desk.partner.autopilot;
    Next::Go(Stage::Load(Box::new(Load::begin(
        now,
        desk.orders,
        autopilot,
    ))))
}

/// PX4 is armed in AUTO.MISSION, and needs no other word.
fn flies_off(partner: &Partner) -> bool {
    partner.autopilot == Autopilot::Px4
}

/// What is told here is on the disk before the command is on the wire.
fn tell_take_off(desk: &mut Desk<'_>, why: &str) {
    desk.tell(Event::Commanded {
        command: TAKE_OFF.into(),
        why: why.to_owned(),
    });
}

/// Called off when it may have been armed already: what is armed is watched, and nothing is armed
/// again.
fn called_off(now: BootTime, who: &str, desk: &mut Desk<'_>) -> Next {
    if desk.partner.is_armed() {
        return Next::Go(Stage::Fly(Box::new(Fly::begin(now, desk))));
    }
    let disarm = desk.partner.autopilot.disarm();
    desk.partner.command(now, disarm);
    Next::fail(format!("called off by {who} before take-off"))
}

/// A program that is started again must find that it flew.
fn unrecorded(now: BootTime, why: &str, partner: &mut Partner) -> Next {
    if partner.is_armed() {
        let disarm = partner.autopilot.disarm();
        partner.command(now, disarm);
    }
    Next::fail(format!(
        "what happens cannot be written down ({why}), so it does not take off: make room for the flight folder"
    ))
}
