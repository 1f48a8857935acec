//! The heights of a plan, in words.

use crate::plan::{Datum, Plan, Task};

/// The heights at which the camera works, over each level that they count from.
pub(super) fn words(plan: &Plan, sortie: Option<usize>) -> Option<String> {
    let sorties = plan.sorties.iter().enumerate();
    let sorties = sorties.filter(|(index, _)| sortie.is_none_or(|sortie| sortie == *index));
    let legs = sorties.flat_map(|(_, sortie)| &sortie.legs);
    let legs = legs.filter(|leg| matches!(leg.task, Task::Line { .. } | Task::Orbit { .. }));
    let heights: Vec<_> = legs.map(|leg| leg.to.height).collect();
    let levels = [
        (Datum::Home, "above home"),
        (Datum::Sea, "above the sea"),
        (Datum::Terrain, "above ground"),
    ];
    let words = levels.iter().filter_map(|(datum, words)| {
        let over = heights.iter().filter(|height| height.above == *datum);
        let range = over.map(|height| height.metres).fold(None, |range, m| {
            let (low, high) = range.unwrap_or((m, m));
            Some((f64::min(low, m), f64::max(high, m)))
        });
        let (low, high) = range?;
        Some(if high - low < 0.5 {
            format!("{high:.0} m {words}")
        } else {
            format!("{low:.0} to {high:.0} m {words}")
        })
    });
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}
