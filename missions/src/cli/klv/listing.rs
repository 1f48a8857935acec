//! The listing for people: a line a packet, under it a line an item.

use std::io::{self, Write};

use super::{Carrier, Said, Say, Totals, centre};
use crate::cli::shown::line;
use crate::video::klv::targets::Target;
use crate::video::klv::{Checksum, Contents, Definition, Item, LocalSet, Packet, Value, hex};

/// Most bytes of a value that are shown.
const MOST_BYTES: usize = 40;

/// Lines of text.
pub(super) struct Text;

impl Say for Text {
    fn say(&mut self, out: &mut dyn Write, said: &Said<'_>) -> io::Result<()> {
        match said {
            Said::Defect(defect) => writeln!(out, "! {defect}"),
            Said::Packet(packet, contents, carrier) => say_packet(out, packet, *contents, *carrier),
        }
    }

    fn end(&mut self, out: &mut dyn Write, totals: &Totals) -> io::Result<()> {
        let Totals {
            packets,
            pictures,
            defects,
        } = totals;
        let beside = if *pictures > 0 {
            format!(" beside {}", counted(*pictures, "picture"))
        } else {
            String::new()
        };
        let (packets, defects) = (counted(*packets, "packet"), counted(*defects, "defect"));
        writeln!(out, "{packets}{beside}, {defects}")
    }
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn say_packet(
    out: &mut dyn Write,
    packet: &Packet,
    contents: Option<&Contents>,
    carrier: Option<Carrier>,
) -> io::Result<()> {
    let name = contents.map_or_else(
        || format!("unknown set {}", hex(&packet.key().0)),
        |contents| contents.set.kind().name().to_owned(),
    );
    let place = carrier.map_or_else(|| format!(" at {}", packet.offset), carried);
    let sum = contents.map_or("", |contents| checksum(contents.checksum));
    writeln!(out, "{name}: {} bytes{place}{sum}", packet.bytes().len())?;
    let Some(contents) = contents else {
        return Ok(());
    };
    say_items(out, &contents.set, 1)?;
    if let Some((found, off_m)) = centre(contents) {
        let [latitude, longitude] = found.position.into();
        let off = off_m.map_or_else(String::new, |m| format!(", {m:.1} m from the one stated"));
        writeln!(
            out,
            "  = frame centre by the pose: {latitude:.7}° {longitude:.7}°, {:.1} m away{off}",
            found.distance_m
        )?;
    }
    for defect in &contents.defects {
        writeln!(out, "  ! {defect}")?;
    }
    Ok(())
}

/// Where a unit began, in which stream, and when it is to be shown.
fn carried(Carrier { pid, pts, offset }: Carrier) -> String {
    let time = pts.map_or_else(String::new, |pts| {
        format!(", shown at {:.3} s", pts.as_secs_f64())
    });
    format!(" at {offset}, PID {pid}{time}")
}

const fn checksum(checksum: Checksum) -> &'static str {
    match checksum {
        Checksum::Right => ", checksum right",
        Checksum::Wrong { .. } => ", checksum wrong",
        Checksum::Missing => ", no checksum",
        Checksum::None => "",
    }
}

fn say_items(out: &mut dyn Write, set: &LocalSet, depth: usize) -> io::Result<()> {
    for item in set.items() {
        let definition = set.kind().definition(item.tag);
        let name = definition.map_or("(unknown tag)", |definition| definition.name);
        let text = definition.map_or_else(|| cut(&item.value), |d| value(d, item));
        let indent = 2 * depth;
        writeln!(
            out,
            "{:indent$}{:>3}  {name:<38} {}",
            "",
            item.tag,
            line(&text)
        )?;
        say_inside(out, set, definition, item, depth)?;
    }
    Ok(())
}

/// The set or the targets within an item; of a tag that stands twice the last one's.
fn say_inside(
    out: &mut dyn Write,
    set: &LocalSet,
    definition: Option<&Definition>,
    item: &Item,
    depth: usize,
) -> io::Result<()> {
    if let Some((inner, _)) = set.inner(item.tag) {
        return say_items(out, &inner, depth + 1);
    }
    if definition.is_some_and(Definition::holds_targets) {
        for Target { id, set } in set.targets().0 {
            writeln!(out, "{:indent$}target {id}", "", indent = 2 * depth + 5)?;
            say_items(out, &set, depth + 2)?;
        }
    }
    Ok(())
}

fn value(definition: &Definition, item: &Item) -> String {
    let value = match definition.read(&item.value) {
        Ok(value) => value,
        Err(_flaw) => return format!("{} (not read)", cut(&item.value)),
    };
    match &value {
        Value::Bytes(bytes) if definition.inner().is_some() || definition.holds_targets() => {
            format!("{} bytes", bytes.len())
        }
        Value::Bytes(bytes) => cut(bytes),
        Value::Count(count) => {
            let meaning = definition.meaning(*count).filter(|words| !words.is_empty());
            let meaning = meaning.map_or_else(String::new, |words| format!(" ({words})"));
            with_unit(definition, &format!("{count}{meaning}"))
        }
        Value::Number(_) | Value::Integer(_) | Value::Rate { .. } => {
            with_unit(definition, &value.shown(definition.step()))
        }
        other => other.shown(definition.step()),
    }
}

fn with_unit(definition: &Definition, text: &str) -> String {
    format!("{text} {}", definition.unit).trim_end().to_owned()
}

fn cut(bytes: &[u8]) -> String {
    match bytes.get(..MOST_BYTES) {
        Some(first) if bytes.len() > MOST_BYTES => {
            format!("{}… ({} bytes)", hex(first), bytes.len())
        }
        _ => hex(bytes),
    }
}
