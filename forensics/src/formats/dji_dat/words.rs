//! What the flight controller writes in words: `  47168 [L-FMU/MOTOR]Start. reason:ACT.Takeoff`.

use missions::geodesy::Position;

use crate::flight::{EventKind, somewhere};

/// What a line comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    /// Something happened.
    Event(EventKind),
    /// Home was set: where.
    Home(Position),
    /// The serial number of the aircraft.
    Serial(String),
    /// The barometer's height where it takes off, metres.
    Ground(f64),
}

/// What a line says; `None` where it is the program's own business.
pub(super) fn word(text: &str) -> Option<Word> {
    let (_, rest) = text.split_once("[L-")?;
    let (part, said) = rest.split_once(']')?;
    let said = said.trim();
    match part {
        "FMU/MOTOR" if said.starts_with("Start.") => Some(Word::Event(EventKind::Armed)),
        "FMU/MOTOR" if said.starts_with("Stop.") => Some(Word::Event(EventKind::Disarmed)),
        "FMU/FSM" => state(said).map(Word::Event),
        "FLYMODE" => mode(said).map(Word::Event),
        "HOME" => home(said),
        "TAKEOFF" => number(said, "alti:").map(Word::Ground),
        "ACTIVATION" => serial(said).map(Word::Serial),
        "RC" => Some(Word::Event(EventKind::Text { text: said.into() })),
        _ if said.contains("warning") => Some(Word::Event(EventKind::Text { text: said.into() })),
        _ => None,
    }
}

fn state(said: &str) -> Option<EventKind> {
    let (_, now) = said.split_once("cur: ")?;
    match now.trim() {
        "in air" => Some(EventKind::TakeOff),
        "motor off" => Some(EventKind::Landed),
        _ => None,
    }
}

/// `[Ctrl<7>] REQ_RC_GO_HOME NAVI_GO_HOME ctrl_navi_go_home`: who asked for it, and what.
fn mode(said: &str) -> Option<EventKind> {
    let (_, asked) = said.split_once("] REQ_")?;
    let mut parts = asked.split_whitespace();
    let (by, what) = (parts.next()?, parts.next()?);
    let is_own = ["LOW", "FAIL", "LOST", "OUT_OF"]
        .iter()
        .any(|sign| by.contains(sign));
    if is_own {
        let what = format!("{by}: {what}");
        return Some(EventKind::Failsafe { what });
    }
    Some(EventKind::Mode { mode: what.into() })
}

/// `Update. lati:39.9612173 longti:-106.2163988 alti:2474.18`
fn home(said: &str) -> Option<Word> {
    let (latitude, longitude) = (number(said, "lati:")?, number(said, "longti:")?);
    somewhere(latitude, longitude).map(Word::Home)
}

/// `get info, …, pro id:08RDD9T00101D2`
fn serial(said: &str) -> Option<String> {
    let (_, serial) = said.split_once("pro id:")?;
    let serial = serial.split_whitespace().next()?;
    let is_serial = serial.len() >= 8 && serial.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_serial.then(|| serial.to_owned())
}

fn number(said: &str, mark: &str) -> Option<f64> {
    let mut words = said.split_whitespace();
    let after = words.by_ref().find_map(|word| word.strip_prefix(mark))?;
    let text = if after.is_empty() {
        words.next()?
    } else {
        after
    };
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&Word>) {
        assert_eq!(word(text).as_ref(), expected, "{text}");
    }

    #[test]
    fn a_line_in_words_is_understood_or_left_alone() {
        let home = Position::new(39.961_217_3, -106.216_398_8).unwrap();
        check(
            "  47272 [L-HOME]Update. lati:39.9612173 longti:-106.2163988 alti:2474.18",
            Some(&Word::Home(home)),
        );
        check(
            "  47168 [L-FMU/MOTOR]Start. reason:ACT.Takeoff",
            Some(&Word::Event(EventKind::Armed)),
        );
        check(
            "  47271 [L-FMU/FSM]state changed. cur: in air",
            Some(&Word::Event(EventKind::TakeOff)),
        );
        check("[L-TAKEOFF]alti: 2454.18", Some(&Word::Ground(2454.18)));
        check(
            "[L-ACTIVATION]get info, state:1, date:2017-8-26, time:11-24-48, pro id:08RDD9T00101D2",
            Some(&Word::Serial("08RDD9T00101D2".into())),
        );
        let mode = EventKind::Mode {
            mode: "NAVI_GO_HOME".into(),
        };
        check(
            "[L-FLYMODE][Ctrl<7>] REQ_RC_GO_HOME NAVI_GO_HOME ctrl_navi_go_home",
            Some(&Word::Event(mode)),
        );
        for nothing in [
            "",
            "[L-",
            "[L-HOME]",
            "[L-HOME]Update. lati:0.0 longti:0.0",
            "[L-SYS]x",
        ] {
            check(nothing, None);
        }
    }
}
