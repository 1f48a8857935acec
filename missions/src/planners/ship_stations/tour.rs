//! The least energy over all orders of at most six hovers, and over all shares into sorties.
//!
//! Exact: for every set of hovers the cheapest tour from home through all of them is found (Held
//! and Karp, 1962), then the sets that one battery lasts for are put together, as few as possible,
//! and of those the cheapest.

use super::site::Site;
use super::ways::{Stop, Ways};
use crate::plan::draughts::Hover;

/// Share of the battery that plane and formats may round away.
const ROUNDING: f64 = 2e-3;

/// For each hover why it is not reached alone on a battery, if it is not.
pub(super) fn unreached(site: &Site, ways: &Ways<'_>, hovers: &[Hover]) -> Vec<Option<String>> {
    let budget_wh = budget_wh(site);
    let alone = hovers.iter().enumerate().map(|(index, hover)| {
        let stop = Stop::Hover(index);
        let there_wh = ways.wh(Stop::Home, stop) + ways.wh(stop, Stop::Home);
        if !there_wh.is_finite() {
            return Some(
                "there is no way to it and back that may be flown in this wind".to_owned(),
            );
        }
        let all_wh = there_wh + ways.hold_wh(hover);
        (all_wh > budget_wh).then(|| {
            format!(
                "reaching it, holding for {:.0} s and coming home takes {all_wh:.0} Wh, {:.0} Wh \
                 more than one battery may spend",
                hover.hold_s(),
                all_wh - budget_wh
            )
        })
    });
    alone.collect()
}

/// The sorties, each as the hovers in the order in which they are flown. Every hover must be
/// reached alone.
pub(super) fn least(site: &Site, ways: &Ways<'_>, hovers: &[Hover]) -> Vec<Vec<usize>> {
    let tours = tours(ways, hovers);
    let budget_wh = budget_wh(site);
    let whole = tours.len() - 1;
    // For every set: how many sorties, their energy, and the set that the last of them takes.
    let mut shares: Vec<(usize, f64, usize)> = vec![(0, 0.0, 0)];
    for set in 1..=whole {
        let lowest = set & set.wrapping_neg();
        let mut best = (usize::MAX, f64::INFINITY, set);
        let mut part = set;
        while part > 0 {
            let fits = tours[part].wh <= budget_wh || part.is_power_of_two();
            if part & lowest != 0 && fits {
                let (sorties, wh, _) = shares[set ^ part];
                let next = (sorties + 1, wh + tours[part].wh, part);
                if (next.0, next.1) < (best.0, best.1) {
                    best = next;
                }
            }
            part = (part - 1) & set;
        }
        shares.push(best);
    }
    let mut left = whole;
    let mut sorties = Vec::new();
    while left > 0 {
        let part = shares[left].2;
        sorties.push(tours[part].order.clone());
        left ^= part;
    }
    sorties
}

fn budget_wh(site: &Site) -> f64 {
    site.mission.vehicle.spendable_wh() * (1.0 - ROUNDING)
}

/// The cheapest tour through a set.
#[derive(Clone, Debug)]
struct Tour {
    order: Vec<usize>,
    wh: f64,
}

/// The cheapest tour from home through every set of hovers, holds included; sets are bits.
fn tours(ways: &Ways<'_>, hovers: &[Hover]) -> Vec<Tour> {
    let none = Tour {
        order: Vec::new(),
        wh: f64::INFINITY,
    };
    let count = hovers.len();
    // begun[set][last]: from home through the set, ending at the last of it.
    let mut begun: Vec<Vec<Tour>> = vec![vec![none.clone(); count]; 1 << count];
    let mut tours = vec![Tour { wh: 0.0, ..none }; 1 << count];
    for set in 1_usize..1 << count {
        for last in (0..count).filter(|last| set & (1 << last) != 0) {
            begun[set][last] = best_begun(&begun, ways, hovers, set, last);
        }
        let ended = (0..count).map(|last| {
            let so_far = &begun[set][last];
            Tour {
                wh: so_far.wh + ways.wh(Stop::Hover(last), Stop::Home),
                order: so_far.order.clone(),
            }
        });
        let best = ended.min_by(|a, b| a.wh.total_cmp(&b.wh));
        if let Some(best) = best {
            tours[set] = best;
        }
    }
    tours
}

fn best_begun(
    begun: &[Vec<Tour>],
    ways: &Ways<'_>,
    hovers: &[Hover],
    set: usize,
    last: usize,
) -> Tour {
    let hold_wh = ways.hold_wh(&hovers[last]);
    let before = set ^ (1 << last);
    if before == 0 {
        return Tour {
            order: vec![last],
            wh: ways.wh(Stop::Home, Stop::Hover(last)) + hold_wh,
        };
    }
    let from = (0..hovers.len()).filter(|from| before & (1 << from) != 0);
    let costs = from.map(|from| {
        let way_wh = ways.wh(Stop::Hover(from), Stop::Hover(last));
        (begun[before][from].wh + way_wh + hold_wh, from)
    });
    let best = costs.min_by(|a, b| a.0.total_cmp(&b.0));
    let (wh, from) = best.unwrap_or((f64::INFINITY, last));
    let mut order = begun[before][from].order.clone();
    order.push(last);
    Tour { order, wh }
}
