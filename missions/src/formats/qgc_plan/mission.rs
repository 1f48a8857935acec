//! `mission.items`: what is flown, out of simple and complex items, and back.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::formats::json::Node;
use crate::formats::{Loss, ReadError};
use crate::plan::item::Item;
use crate::plan::items::{self, command};

/// The items that are flown, each with the entry of `mission.items` that it comes from.
pub(super) struct Flown(Vec<(usize, Item)>);

impl Flown {
    pub(super) fn items(self) -> Vec<Item> {
        self.0.into_iter().map(|(_, item)| item).collect()
    }
}

/// Flattens `mission.items`; jumps count from 0 among the items that are flown.
pub(super) fn read(node: &Node<'_>, losses: &mut Vec<Loss>) -> Result<Flown, ReadError> {
    let mut flown = Vec::new();
    let mut nodes = Vec::new();
    for (entry, node) in node.array()?.into_iter().enumerate() {
        for simple in expand(node, losses)? {
            let item = item(&simple)?;
            losses.extend(contradiction(&simple, &item));
            flown.push((entry, item));
            nodes.push(simple);
        }
    }
    let mut index_of_id = HashMap::new();
    for (index, node) in nodes.iter().enumerate() {
        if let Some(id) = node.get("doJumpId") {
            let id = id.whole::<u64>()?;
            if let Some(before) = index_of_id.insert(id, index) {
                let what = format!(
                    "its doJumpId {id} is that of item {} too: jumps to it lead to the last one",
                    before + 1
                );
                losses.push(Loss::new(node.path(), what));
            }
        }
    }
    for ((_, item), node) in flown.iter_mut().zip(&nodes) {
        if item.command == command::JUMP {
            let id = item.params[0];
            let index = index_of_id.get(&(id as u64)).filter(|_| id > 0.0);
            let index = index
                .ok_or_else(|| node.error(format!("jumps to doJumpId {id}, which no item has")))?;
            item.params[0] = *index as f64;
        }
    }
    Ok(Flown(flown))
}

/// The simple items that an entry stands for.
fn expand<'a>(node: Node<'a>, losses: &mut Vec<Loss>) -> Result<Vec<Node<'a>>, ReadError> {
    let kind = node.need("type")?;
    match kind.text()? {
        "SimpleItem" | "missionItem" => Ok(vec![node]),
        "ComplexItem" => {
            let style = node.get("TransectStyleComplexItem");
            let inner = style.as_ref().unwrap_or(&node).get("Items");
            let inner = inner.map_or(Ok(vec![]), |inner| inner.array())?;
            if inner.is_empty() {
                let name = node
                    .get("complexItemType")
                    .map_or(Ok("complex item"), |n| n.text())?;
                let what = format!("this {name} does not say what is flown; it is left out");
                losses.push(Loss::new(node.path(), what));
            }
            Ok(inner)
        }
        _ => Err(kind.mismatch("\"SimpleItem\" or \"ComplexItem\"")),
    }
}

/// Where the height that QGroundControl shows is another one than the parameters say: it loads the
/// former, and this crate (as other readers) the latter.
///
/// Only of the modes 1 (above home), 2 (above the sea) and 4 (above the ground) does the key
/// `Altitude` repeat parameter 7.
fn contradiction(node: &Node<'_>, item: &Item) -> Option<Loss> {
    items::height_of(item)?;
    let number = |key: &str| node.get(key)?.value().as_f64();
    let altitude_m = number("Altitude")?;
    let shown = number("AltitudeMode").unwrap_or(f64::from(mode(item.frame)));
    if ![1.0, 2.0, 4.0].contains(&shown) {
        return None;
    }
    let (metres, frame) = (item.z, item.frame);
    let agrees = (altitude_m - metres).abs() <= 0.01 && shown == f64::from(mode(frame));
    (!agrees).then(|| {
        let what = format!(
            "its params say {metres} m in frame {frame}, which is taken here, but its Altitude \
             {altitude_m} m in AltitudeMode {shown}, which QGroundControl loads"
        );
        Loss::new(node.path(), what)
    })
}

fn item(node: &Node<'_>) -> Result<Item, ReadError> {
    let params = node.need("params")?;
    let mut numbers = params
        .array()?
        .iter()
        .map(number)
        .collect::<Result<Vec<f64>, _>>()?;
    if let Some(coordinate) = node.get("coordinate").filter(|_| numbers.len() == 4) {
        // Files of mission version 1.
        let coordinate = coordinate.array()?;
        numbers.extend(
            coordinate
                .iter()
                .map(number)
                .collect::<Result<Vec<f64>, _>>()?,
        );
    }
    let [p1, p2, p3, p4, x, y, z] = <[f64; 7]>::try_from(numbers).map_err(|numbers| {
        params.error(format!("{} numbers where an item has 7", numbers.len()))
    })?;
    let item = Item {
        command: node.need("command")?.whole()?,
        frame: node.need("frame")?.whole()?,
        params: [p1, p2, p3, p4],
        x,
        y,
        z,
        autocontinue: node.get("autoContinue").map_or(Ok(true), |n| n.truth())?,
    };
    items::check_place(&item).map_err(|error| params.error(error.to_string()))?;
    Ok(item)
}

/// JSON has no NaN; QGroundControl writes null.
fn number(node: &Node<'_>) -> Result<f64, ReadError> {
    if node.value().is_null() {
        return Ok(f64::NAN);
    }
    node.number()
}

/// Puts `items` into `mission.items`, keeping each entry of before that still means the same.
pub(super) fn write(mission: &mut Map<String, Value>, items: &[Item], losses: &mut Vec<Loss>) {
    let entries = match mission.get("items") {
        Some(Value::Array(entries)) => entries.clone(),
        _ => Vec::new(),
    };
    let before = Value::Array(entries.clone());
    let before = read(&Node::root(&before), &mut Vec::new()).map_or(vec![], |flown| flown.0);
    let old: Vec<Item> = before.iter().map(|(_, item)| *item).collect();
    let unchanged = old.len() == items.len() && agree(&old, items) == items.len();
    if unchanged && mission.contains_key("items") {
        return;
    }
    let (head, tail) = kept_entries(&before, &old, items, entries.len());
    // A jump may name any number; the file keeps it, the check refuses it.
    let id = |index: usize| index.saturating_add(1);
    let fresh = |range: std::ops::Range<usize>| {
        range.filter_map(|index| Some(simple_item(items.get(index)?, id(index), id)))
    };
    let dropped = entries
        .iter()
        .take(entries.len() - tail.entries)
        .skip(head.entries)
        .filter(|entry| entry.get("type") == Some(&json!("ComplexItem")));
    for entry in dropped {
        let name = entry.get("complexItemType").and_then(Value::as_str);
        let what = "its legs have changed; it is written as the simple items that are flown";
        losses.push(Loss::new(name.unwrap_or("complex item"), what));
    }
    let mut written: Vec<Value> = entries.iter().take(head.entries).cloned().collect();
    written.extend(fresh(head.items..items.len() - tail.items));
    written.extend(entries.iter().skip(entries.len() - tail.entries).cloned());
    mission.insert("items".to_owned(), Value::Array(written));
}

/// How much of an end of the file stays: entries of the file, items that they stand for.
#[derive(Clone, Copy, Default)]
struct Kept {
    entries: usize,
    items: usize,
}

/// Whole entries at both ends whose items are still flown; none where jumps would be renumbered.
fn kept_entries(
    before: &[(usize, Item)],
    old: &[Item],
    new: &[Item],
    entries: usize,
) -> (Kept, Kept) {
    let jumps = |items: &[Item]| items.iter().any(|item| item.command == command::JUMP);
    if jumps(old) || jumps(new) || old.is_empty() {
        return (Kept::default(), Kept::default());
    }
    let head = agree(old, new);
    let split = before.get(head).map_or(entries, |(entry, _)| *entry);
    let head = Kept {
        entries: split,
        items: before.partition_point(|(entry, _)| *entry < split),
    };
    let reversed = |items: &[Item]| items.iter().rev().copied().collect::<Vec<_>>();
    let most = (old.len() - head.items).min(new.len() - head.items);
    let tail = agree(&reversed(old), &reversed(new)).min(most);
    let first = old.len() - tail;
    let boundary = match (
        before.get(first),
        first.checked_sub(1).and_then(|i| before.get(i)),
    ) {
        (Some((entry, _)), Some((previous, _))) if entry == previous => entry + 1,
        (Some((entry, _)), _) => *entry,
        (None, _) => entries,
    };
    let boundary = boundary.max(split);
    let tail = Kept {
        entries: entries - boundary,
        items: before.len() - before.partition_point(|(entry, _)| *entry < boundary),
    };
    (head, tail)
}

/// How many items from the start are the same.
fn agree(a: &[Item], b: &[Item]) -> usize {
    a.iter()
        .zip(b)
        .take_while(|(a, b)| items::same(a, b))
        .count()
}

fn simple_item(item: &Item, id: usize, id_of: impl Fn(usize) -> usize) -> Value {
    let mut params = item.params;
    if item.command == command::JUMP {
        params[0] = id_of(params[0].max(0.0) as usize) as f64;
    }
    let [p1, p2, p3, p4] = params.map(number_or_null);
    let place = [item.x, item.y, item.z].map(number_or_null);
    let [x, y, z] = place;
    let mut entry = Map::new();
    if let Some(height) = items::height_of(item) {
        entry.insert("AMSLAltAboveTerrain".to_owned(), Value::Null);
        entry.insert("Altitude".to_owned(), number_or_null(height.metres));
        entry.insert("AltitudeMode".to_owned(), json!(mode(item.frame)));
    }
    entry.insert("autoContinue".to_owned(), json!(item.autocontinue));
    entry.insert("command".to_owned(), json!(item.command));
    entry.insert("doJumpId".to_owned(), json!(id));
    entry.insert("frame".to_owned(), json!(item.frame));
    entry.insert("params".to_owned(), json!([p1, p2, p3, p4, x, y, z]));
    entry.insert("type".to_owned(), json!("SimpleItem"));
    Value::Object(entry)
}

/// QGroundControl's altitude modes: 1 above home, 2 above the sea, 4 above the ground.
const fn mode(frame: u8) -> u8 {
    match frame {
        0 | 5 => 2,
        10 | 11 => 4,
        _ => 1,
    }
}

/// The mode of all items, or 0 ("mixed").
pub(super) fn global_mode(items: &[Item]) -> u8 {
    let mut modes = items
        .iter()
        .filter(|item| items::height_of(item).is_some())
        .map(|item| mode(item.frame));
    let first = modes.next().unwrap_or(1);
    if modes.all(|mode| mode == first) {
        first
    } else {
        0
    }
}

/// Whole numbers without a fraction, as QGroundControl writes them; NaN as null.
fn number_or_null(value: f64) -> Value {
    if !value.is_finite() {
        Value::Null
    } else if value.fract() == 0.0 && value.abs() < 9e15 {
        json!(value as i64)
    } else {
        json!(value)
    }
}
