//! "QGC WPL 110": a mission as tab-separated text, one item a line.
//!
//! ```text
//! QGC WPL 110
//! index current frame command p1 p2 p3 p4 x y z autocontinue
//! ```
//!
//! Item 0 is home (ArduPilot's custom), above the sea; `DO_JUMP` counts from there. Written with
//! tabs; any blanks and line ends are read, `#` begins a comment. It holds the items of one sortie
//! and home: no fence, zones, rally points or area, which are reported where a plan has them.
//! Source: <https://mavlink.io/en/file_formats/>, and what Mission Planner and pymavlink write.

use super::{Format, Loss, ReadError, WriteError};
use crate::geodesy::Position;
use crate::plan::item::Item;
use crate::plan::items::{self, command};
use crate::plan::{Height, Plan, Sortie, Waypoint};

const HEADER: &str = "QGC WPL 110";

/// Reads a mission file.
pub fn read(bytes: &[u8]) -> Result<(Plan, Vec<Loss>), ReadError> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let header = lines.next().map_or("", |(_, line)| line);
    if !header.split_whitespace().eq(HEADER.split(' ')) {
        let shown: String = header.chars().take(40).collect();
        return Err(ReadError::at(
            "line 1",
            format!("{shown:?} is not {HEADER:?}"),
        ));
    }
    let mut rows = Vec::new();
    for (index, line) in lines {
        let line = line.split('#').next().unwrap_or_default().trim();
        if !line.is_empty() {
            rows.push(
                row(line, rows.len())
                    .map_err(|reason| ReadError::at(format!("line {}", index + 1), reason))?,
            );
        }
    }
    Ok(plan_of(rows))
}

/// Writes one sortie.
pub fn write(plan: &Plan, sortie: usize) -> Result<(Vec<u8>, Vec<Loss>), WriteError> {
    let legs = super::sortie(plan, sortie)?;
    let mut losses = super::limits_left_out(plan, Format::Wpl);
    let home = plan.home.unwrap_or_else(|| {
        losses.push(Loss::new(
            "home",
            "the plan has none; the place of start is written, at sea level",
        ));
        start(legs)
    });
    let mut text = format!("{HEADER}\n");
    for (index, item) in items::with_home(home, &items::to_items(plan, legs))
        .iter()
        .enumerate()
    {
        text.push_str(&line(index, item));
    }
    Ok((text.into_bytes(), losses))
}

fn plan_of(mut rows: Vec<Item>) -> (Plan, Vec<Loss>) {
    let mut losses = Vec::new();
    if let Some(first) = rows.first_mut()
        && first.command == 0
    {
        // Mission Planner writes home without a command.
        first.command = command::WAYPOINT;
    }
    let is_home = rows
        .first()
        .is_some_and(|item| item.command == command::WAYPOINT && item.frame == items::FRAME_SEA);
    let blank = is_home
        && rows
            .first()
            .is_some_and(|item| item.x == 0.0 && item.y == 0.0);
    let (home, rest) = match items::without_home(&rows).filter(|_| is_home) {
        Some((home, rest)) => {
            if rows
                .first()
                .is_some_and(|item| item.params.iter().any(|p| *p != 0.0))
            {
                losses.push(Loss::new("item 0", "home has no use for its parameters"));
            }
            (Some(home), rest)
        }
        None if blank => (None, items::drop_home(&rows)),
        None => (None, rows),
    };
    let cruise_m_s = items::cruise_of(&rest);
    let plan = Plan {
        home,
        cruise_m_s,
        sorties: vec![Sortie {
            legs: items::legs_from(&rest, home, cruise_m_s),
            ..Sortie::default()
        }],
        ..Plan::default()
    };
    (plan, losses)
}

fn row(line: &str, expected_index: usize) -> Result<Item, String> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let fields = <[&str; 12]>::try_from(fields)
        .map_err(|fields| format!("{} fields where an item has 12", fields.len()))?;
    let [
        index,
        _current,
        frame,
        command,
        p1,
        p2,
        p3,
        p4,
        x,
        y,
        z,
        autocontinue,
    ] = fields;
    let found: usize = whole(index, "index")?;
    if found != expected_index {
        return Err(format!("index {found} where {expected_index} follows"));
    }
    let item = Item {
        command: whole(command, "command")?,
        frame: whole(frame, "frame")?,
        params: [
            number(p1, "parameter 1")?,
            number(p2, "parameter 2")?,
            number(p3, "parameter 3")?,
            number(p4, "parameter 4")?,
        ],
        x: number(x, "x")?,
        y: number(y, "y")?,
        z: number(z, "z")?,
        autocontinue: whole::<u8>(autocontinue, "autocontinue")? != 0,
    };
    items::check_place(&item).map_err(|error| error.to_string())?;
    Ok(item)
}

/// Whole numbers; some programs write them as `16.000000`.
fn whole<T: TryFrom<u64>>(field: &str, name: &str) -> Result<T, String> {
    let wrong = || format!("{name} {field:?} is not a whole number in its range");
    let value = number(field, name)?;
    if !(0.0..=9e15).contains(&value) || value.fract() != 0.0 {
        return Err(wrong());
    }
    T::try_from(value as u64).ok().ok_or_else(wrong)
}

fn number(field: &str, name: &str) -> Result<f64, String> {
    match field.parse::<f64>() {
        Ok(value) if value.is_infinite() => Err(format!("{name} is infinite: {field:?}")),
        Ok(value) => Ok(value),
        Err(_) => Err(format!("{name} {field:?} is not a number")),
    }
}

fn line(index: usize, item: &Item) -> String {
    let [p1, p2, p3, p4] = item.params.map(shown);
    let (x, y, z) = (shown(item.x), shown(item.y), shown(item.z));
    let (frame, command) = (item.frame, item.command);
    let (current, on) = (u8::from(index == 0), u8::from(item.autocontinue));
    format!("{index}\t{current}\t{frame}\t{command}\t{p1}\t{p2}\t{p3}\t{p4}\t{x}\t{y}\t{z}\t{on}\n")
}

/// The shortest text that reads back as the same number.
fn shown(value: f64) -> String {
    if value == value.trunc() && value.abs() < 1e15 {
        format!("{value:.0}")
    } else {
        format!("{value}")
    }
}

fn start(sortie: &Sortie) -> Waypoint {
    let position = sortie
        .legs
        .first()
        .map(|leg| leg.to.position)
        .or_else(|| Position::new(0.0, 0.0).ok())
        .expect("0, 0 is a position");
    Waypoint {
        position,
        height: Height::above_sea(0.0),
    }
}
