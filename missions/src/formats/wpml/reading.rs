//! `wpmz/waylines.wpml` as a plan: what the aircraft would fly.
//!
//! Read are waypoints, their heights and speeds, hovers, gimbal pitch, pictures every so many
//! metres, video, and how it finishes. Curved turns are read as corners, and said; other actions
//! are left out, and said. Home is not in the file: the flight begins below its first waypoint.

use crate::formats::xml::{Element, parse};
use crate::formats::{Loss, ReadError};
use crate::geodesy::Position;
use crate::plan::{Datum, Height, Leg, Plan, Sortie, Task, Waypoint};

/// Reads the waylines; each of several is a sortie.
pub(in crate::formats) fn read(bytes: &[u8]) -> Result<(Plan, Vec<Loss>), ReadError> {
    let root = parse(bytes)?;
    let document = need(&root, "Document")?;
    let config = need(document, "missionConfig")?;
    let mut losses = Vec::new();
    let mut plan = Plan::default();
    for folder in document.named("Folder") {
        plan.cruise_m_s = plan.cruise_m_s.or(number(folder, "autoFlightSpeed")?);
        let mut wayline = Wayline::of(folder, &mut losses)?;
        wayline.fly(config)?;
        plan.sorties.push(Sortie {
            legs: wayline.legs,
            ..Sortie::default()
        });
    }
    Ok((plan, losses))
}

/// The take-off height where the file says none, metres: what such files mostly have.
const USUAL_TAKE_OFF_M: f64 = 20.0;

struct Wayline<'a> {
    points: Vec<&'a Element>,
    above: Datum,
    legs: Vec<Leg>,
    losses: &'a mut Vec<Loss>,
    video: bool,
    /// Distance between pictures, and the index of the waypoint up to which they are taken.
    pictures: Option<(f64, usize)>,
}

impl<'a> Wayline<'a> {
    fn of(folder: &'a Element, losses: &'a mut Vec<Loss>) -> Result<Self, ReadError> {
        let mode = need(folder, "executeHeightMode")?;
        let above = match mode.text.as_str() {
            "relativeToStartPoint" => Datum::Home,
            "realTimeFollowSurface" => Datum::Terrain,
            other => {
                let reason = format!("heights of mode {other:?} are not read");
                return Err(mode.error(reason));
            }
        };
        let points: Vec<&Element> = folder.named("Placemark").collect();
        for (index, point) in points.iter().enumerate() {
            let said = number(point, "index")?;
            if said.is_some_and(|said| said != index as f64) {
                return Err(point.error(format!("its index is not {index}")));
            }
        }
        Ok(Self {
            points,
            above,
            legs: Vec::new(),
            losses,
            video: false,
            pictures: None,
        })
    }

    fn fly(&mut self, config: &Element) -> Result<(), ReadError> {
        let Some(first) = self.points.first() else {
            return Ok(());
        };
        let position = position(first)?;
        let metres = number(config, "takeOffSecurityHeight")?.unwrap_or_else(|| {
            let what = format!("it says no take-off height: {USUAL_TAKE_OFF_M:.0} m is taken");
            self.lose(config, what);
            USUAL_TAKE_OFF_M
        });
        let start = Waypoint {
            position,
            height: Height::above_home(metres),
        };
        self.push(Task::TakeOff, start, None);
        let mut speed_m_s = None;
        for (index, point) in self.points.clone().into_iter().enumerate() {
            let to = self.waypoint(point)?;
            let task = self.way(index);
            self.push(task, to, speed_m_s);
            // A waypoint's speed is that of the way to the next one.
            speed_m_s = number(point, "waypointSpeed")?;
            self.look_at_turn(point);
            for group in point.named("actionGroup") {
                self.group(group, to)?;
            }
        }
        let last = self.legs.last().map_or(start, |leg| leg.to);
        self.finish(config, start, last);
        Ok(())
    }

    fn push(&mut self, task: Task, to: Waypoint, speed_m_s: Option<f64>) {
        self.legs.push(Leg {
            task,
            to,
            speed_m_s,
        });
    }

    fn waypoint(&self, point: &Element) -> Result<Waypoint, ReadError> {
        let metres = need_number(point, "executeHeight")?;
        Ok(Waypoint {
            position: position(point)?,
            height: Height {
                metres,
                above: self.above,
            },
        })
    }

    /// What the way to a waypoint is for.
    fn way(&self, index: usize) -> Task {
        match self.pictures {
            Some((trigger_m, until)) if index <= until => Task::Line {
                trigger_m: Some(trigger_m),
            },
            _ if self.video => Task::Line { trigger_m: None },
            _ => Task::Transit,
        }
    }

    fn look_at_turn(&mut self, point: &Element) {
        let mode = point
            .child("waypointTurnParam")
            .and_then(|turn| turn.text_of("waypointTurnMode"));
        let curved = mode.is_some_and(|mode| !mode.starts_with("toPointAndStop"));
        let bent = point.text_of("useStraightLine") == Some("0");
        if curved || bent {
            let what = "its turn is flown as a curve; it is read as a corner";
            self.lose(point, what.to_owned());
        }
    }

    fn group(&mut self, group: &Element, to: Waypoint) -> Result<(), ReadError> {
        let trigger = need(group, "actionTrigger")?;
        let kind = trigger.text_of("actionTriggerType").unwrap_or_default();
        for action in group.named("action") {
            let function = action.text_of("actionActuatorFunc").unwrap_or_default();
            let none = Element::default();
            let with = action.child("actionActuatorFuncParam").unwrap_or(&none);
            match (kind, function) {
                ("multipleDistance", "takePhoto") => {
                    let metres = number(trigger, "actionTriggerParam")?;
                    let until = number(group, "actionGroupEndIndex")?;
                    match metres.zip(until) {
                        Some((metres, until)) => {
                            self.pictures = Some((metres, until.max(0.0) as usize));
                        }
                        None => self.leave_out(action, "how often, or up to where"),
                    }
                }
                ("reachPoint", "hover") => match number(with, "hoverTime")? {
                    Some(seconds) => self.push(Task::Hold { seconds }, to, None),
                    None => self.leave_out(action, "how long"),
                },
                ("reachPoint", "gimbalRotate") => {
                    let yaw_deg = 0.0;
                    match number(with, "gimbalPitchRotateAngle")? {
                        Some(pitch_deg) => {
                            self.push(Task::PointCamera { pitch_deg, yaw_deg }, to, None);
                        }
                        None => self.leave_out(action, "where to"),
                    }
                }
                ("reachPoint", "startRecord") => self.video = true,
                ("reachPoint", "stopRecord") => self.video = false,
                _ => {
                    let what = format!("the action {function:?} on {kind:?} is left out");
                    self.lose(action, what);
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self, config: &Element, start: Waypoint, last: Waypoint) {
        let ground = |at: Waypoint| Waypoint {
            height: Height::above_home(0.0),
            ..at
        };
        match config.text_of("finishAction").unwrap_or_default() {
            "goHome" => self.push(Task::Return, ground(start), None),
            "autoLand" => self.push(Task::Land, ground(last), None),
            "noAction" => {}
            other => self.lose(config, format!("the finish {other:?} is left out")),
        }
    }

    fn leave_out(&mut self, action: &Element, lacks: &str) {
        let function = action.text_of("actionActuatorFunc").unwrap_or_default();
        let what = format!("the action {function:?} does not say {lacks}: it is left out");
        self.lose(action, what);
    }

    fn lose(&mut self, element: &Element, what: String) {
        let place = format!("line {}, <{}>", element.line, element.name);
        self.losses.push(Loss::new(place, what));
    }
}

fn need<'a>(element: &'a Element, name: &str) -> Result<&'a Element, ReadError> {
    element
        .child(name)
        .ok_or_else(|| element.error(format!("has no <{}{name}>", prefix(name))))
}

fn need_number(element: &Element, name: &str) -> Result<f64, ReadError> {
    parsed(need(element, name)?)
}

/// Of the elements that are needed some are KML's own.
fn prefix(name: &str) -> &'static str {
    if ["Document", "Point"].contains(&name) {
        ""
    } else {
        "wpml:"
    }
}

fn number(element: &Element, name: &str) -> Result<Option<f64>, ReadError> {
    element.child(name).map(parsed).transpose()
}

fn parsed(element: &Element) -> Result<f64, ReadError> {
    match element.text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(element.error(format!("{:?} is not a number", element.text))),
    }
}

/// `longitude,latitude`.
fn position(placemark: &Element) -> Result<Position, ReadError> {
    let point = need(placemark, "Point")?;
    let text = point.text_of("coordinates").unwrap_or_default();
    let mut numbers = text.trim().split(',').map(str::parse::<f64>);
    let (Some(Ok(longitude)), Some(Ok(latitude))) = (numbers.next(), numbers.next()) else {
        return Err(point.error(format!("{text:?} is not longitude,latitude")));
    };
    Position::new(latitude, longitude).map_err(|error| point.error(error.to_string()))
}
