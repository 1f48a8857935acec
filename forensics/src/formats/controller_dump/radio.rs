//! What ExpressLRS appends to its firmware, and keeps in its file system: names of the product and
//! options as JSON.
//!
//! ```text
//! product (128, zeros behind) │ name on the screen (16) │ options, JSON (512) │ pins, JSON (2048)
//! BE EF CA FE │ target \0 commit \0 … version \0          within the firmware
//! ```
//!
//! The binding number (`uid`) is what two radios of one owner share. Source: ExpressLRS,
//! `options.cpp`, `targets.h`.

use serde_json::Value as Json;

use super::{add, structure};
use crate::flight::{IdentityKind, Trace};
use crate::formats::Reading;
use crate::record::{Sink, Value};

/// Behind these four bytes the firmware says which target it was built for.
const TARGET: &[u8] = &[0xBE, 0xEF, 0xCA, 0xFE];
/// Keys that only options have.
const KEYS: [&[u8]; 3] = [b"\"uid\":[", b"\"wifi-ssid\":", b"\"flash-discriminator\":"];
/// Options are no longer, and a key stands no farther from their beginning.
const LONGEST: usize = 2048;

/// Options as they were found.
struct Options {
    offset: usize,
    json: Json,
}

/// Whether there is anything of it.
pub(super) fn found(bytes: &[u8]) -> bool {
    options(bytes).next().is_some() || target(bytes).is_some()
}

/// Reads what there is of it.
pub(super) fn read(bytes: &[u8], reading: &mut Reading, sink: &mut Option<Sink<'_>>) {
    if let Some((offset, words)) = target(bytes) {
        built(offset, &words, reading, sink);
    }
    let all: Vec<Options> = options(bytes).collect();
    for found in all {
        let text = found.json.to_string();
        let fields = [("json", Value::Text(text.as_bytes()))];
        let trace = structure((found.offset, "options"), &fields, reading, sink);
        named(&found.json, trace, reading);
        products(bytes, (found.offset, trace), reading);
    }
}

fn built(offset: usize, words: &[&[u8]], reading: &mut Reading, sink: &mut Option<Sink<'_>>) {
    let Some((name, rest)) = words.split_first() else {
        return;
    };
    let trace = structure(
        (offset, "target"),
        &[("target", Value::Text(name))],
        reading,
        sink,
    );
    add(reading, IdentityKind::Hardware, name, trace);
    let text = |word: &&[u8]| String::from_utf8_lossy(word).into_owned();
    let version: Vec<String> = rest.iter().rev().map(text).collect();
    let firmware = format!("ExpressLRS {}", version.join(" "));
    add(
        reading,
        IdentityKind::Firmware,
        firmware.trim().as_bytes(),
        trace,
    );
}

fn named(json: &Json, trace: Trace, reading: &mut Reading) {
    let text = |key: &str| json.get(key).and_then(Json::as_str).unwrap_or_default();
    let uid = json.get("uid").and_then(Json::as_array);
    let numbers = uid.map(|uid| {
        uid.iter()
            .filter_map(Json::as_u64)
            .map(|byte| byte.to_string())
    });
    if let Some(numbers) = numbers {
        let uid = numbers.collect::<Vec<_>>().join(",");
        add(reading, IdentityKind::RadioUid, uid.as_bytes(), trace);
    }
    add(
        reading,
        IdentityKind::NetworkName,
        text("wifi-ssid").as_bytes(),
        trace,
    );
    add(
        reading,
        IdentityKind::NetworkKey,
        text("wifi-password").as_bytes(),
        trace,
    );
}

/// The names before options that stand where the firmware has them.
fn products(bytes: &[u8], (offset, trace): (usize, Trace), reading: &mut Reading) {
    for (before, length) in [(144_usize, 128_usize), (16, 16)] {
        let name = offset
            .checked_sub(before)
            .and_then(|at| bytes.get(at..)?.get(..length));
        let name = super::padded(name.unwrap_or_default());
        let is_name = name.len() > 2
            && name
                .iter()
                .all(|byte| *byte == b' ' || byte.is_ascii_graphic());
        if is_name {
            add(reading, IdentityKind::Product, name, trace);
        }
    }
}

/// The JSON objects that have one of the keys, each once.
fn options(bytes: &[u8]) -> impl Iterator<Item = Options> {
    let mut places: Vec<usize> = KEYS
        .iter()
        .flat_map(|key| memchr::memmem::find_iter(bytes, *key))
        .filter_map(|at| {
            let from = at.saturating_sub(LONGEST);
            let step = memchr::memrchr(b'{', bytes.get(from..at)?)?;
            from.checked_add(step)
        })
        .collect();
    places.sort_unstable();
    places.dedup();
    places.into_iter().filter_map(|offset| {
        let rest = bytes.get(offset..)?;
        let near = rest.get(..LONGEST).unwrap_or(rest);
        let mut values = serde_json::Deserializer::from_slice(near).into_iter::<Json>();
        let json = values.next()?.ok().filter(Json::is_object)?;
        Some(Options { offset, json })
    })
}

/// Where the target is said, and the words there: target, commit, version.
fn target(bytes: &[u8]) -> Option<(usize, Vec<&[u8]>)> {
    let mut places = memchr::memmem::find_iter(bytes, TARGET);
    let words = |at: usize| {
        let text = bytes.get(at.checked_add(TARGET.len())?..)?;
        let text = text.get(..96).unwrap_or(text);
        let parts = text.split(|byte| !byte.is_ascii_graphic());
        let words: Vec<&[u8]> = parts.filter(|part| part.len() > 3).take(3).collect();
        let is_target = words.first().is_some_and(|first| {
            text.starts_with(first) && first.contains(&b'_') && first.is_ascii()
        });
        is_target.then_some((at, words))
    };
    places.find_map(words)
}
