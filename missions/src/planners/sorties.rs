//! Passes cut into flights that each come home with the reserve.

use std::cell::RefCell;
use std::collections::VecDeque;

use geo::Coord;

use super::chart::Chart;
use super::cost::EnergyPrice;
use super::pass::Pass;
use super::transit::Transits;
use crate::mission::Mission;
use crate::plan::check::Objection;

/// A pass is not cut shorter than this, metres, unless a fresh battery reaches no farther.
const SHORTEST_M: f64 = 100.0;

/// Share of the battery that plane and formats may round away.
const ROUNDING: f64 = 2e-3;

/// More sorties than this are no patrol but a slip of the pen.
pub const MOST_SORTIES: usize = 1000;

/// The ways between passes and home, priced for one vehicle in its wind; each is found once.
#[derive(Debug)]
pub struct Ways<'a> {
    chart: &'a Chart,
    mission: &'a Mission,
    price: &'a EnergyPrice<'a>,
    transits: RefCell<Transits<'a>>,
    up_wh: f64,
    down_wh: f64,
}

impl<'a> Ways<'a> {
    /// Ways over a chart.
    pub fn new(chart: &'a Chart, mission: &'a Mission, price: &'a EnergyPrice<'a>) -> Self {
        let climb_wh = |climb_m: f64| {
            let cost = price.cost(chart.home, chart.home, climb_m);
            cost.map_or(f64::INFINITY, |cost| cost.energy_wh)
        };
        Self {
            chart,
            mission,
            price,
            transits: RefCell::new(Transits::new(&chart.free, price)),
            up_wh: climb_wh(mission.height_m),
            down_wh: climb_wh(-mission.height_m),
        }
    }

    /// The cheapest way between two places, both included; `None` if there is none.
    pub fn way(&self, from: Coord<f64>, to: Coord<f64>) -> Option<Vec<Coord<f64>>> {
        let mut transits = self.transits.borrow_mut();
        let ends = [transits.add(from), transits.add(to)];
        transits.way(ends[0], ends[1])
    }

    /// Energy of the cheapest way, watt-hours; infinite if there is none.
    pub fn way_wh(&self, from: Coord<f64>, to: Coord<f64>) -> f64 {
        let mut transits = self.transits.borrow_mut();
        let ends = [transits.add(from), transits.add(to)];
        transits.cost(ends[0], ends[1])
    }

    /// Time of the cheapest way, seconds; `None` if there is none.
    pub fn way_s(&self, from: Coord<f64>, to: Coord<f64>) -> Option<f64> {
        let way = self.way(from, to)?;
        way.windows(2)
            .map(|hop| Some(self.price.cost(hop[0], hop[1], 0.0)?.time_s))
            .sum()
    }

    /// Time of the climb to the mission's height, seconds.
    pub fn climb_s(&self) -> Option<f64> {
        let (home, height_m) = (self.chart.home, self.mission.height_m);
        Some(self.price.cost(home, home, height_m)?.time_s)
    }

    fn pass_wh(&self, pass: &Pass) -> f64 {
        pass.cost(self.mission)
            .map_or(f64::INFINITY, |cost| cost.energy_wh)
    }

    fn home_wh(&self, from: Coord<f64>) -> f64 {
        self.way_wh(from, self.chart.home) + self.down_wh
    }
}

/// Cuts passes into sorties: as few as the battery allows, and these evenly loaded.
///
/// A line may be cut where a sortie turns home; the next one goes on there.
pub fn cut(passes: &[Pass], ways: &Ways<'_>) -> Result<Vec<Vec<Pass>>, Objection> {
    let spendable_wh = ways.mission.vehicle.spendable_wh() * (1.0 - ROUNDING);
    let fewest = greedy(passes, ways, spendable_wh, MOST_SORTIES)?;
    let (mut low, mut high) = (0.0, spendable_wh);
    let Some(mut best) = fewest else {
        let reason = format!("it would take more than {MOST_SORTIES} sorties");
        return Err(Objection::error("area", reason));
    };
    for _ in 0..8 {
        let budget_wh = 0.5 * (low + high);
        match greedy(passes, ways, budget_wh, best.len()) {
            Ok(Some(even)) => {
                best = even;
                high = budget_wh;
            }
            _ => low = budget_wh,
        }
    }
    Ok(best)
}

/// Sorties filled one after the other; `None` if they are more than `most`.
fn greedy(
    passes: &[Pass],
    ways: &Ways<'_>,
    budget_wh: f64,
    most: usize,
) -> Result<Option<Vec<Vec<Pass>>>, Objection> {
    let mut left: VecDeque<Pass> = passes.iter().cloned().collect();
    let mut sorties = Vec::new();
    while !left.is_empty() {
        if sorties.len() == most {
            return Ok(None);
        }
        sorties.push(one(&mut left, ways, budget_wh)?);
    }
    Ok(Some(sorties))
}

/// Takes as many passes as one battery holds.
fn one(left: &mut VecDeque<Pass>, ways: &Ways<'_>, budget_wh: f64) -> Result<Vec<Pass>, Objection> {
    let mut sortie: Vec<Pass> = Vec::new();
    let mut here = ways.chart.home;
    let mut spent_wh = ways.up_wh;
    while let Some(pass) = left.front() {
        let there_wh = spent_wh + ways.way_wh(here, pass.from);
        let done_wh = there_wh + ways.pass_wh(pass);
        if done_wh + ways.home_wh(pass.to) <= budget_wh {
            here = pass.to;
            spent_wh = done_wh;
            sortie.extend(left.pop_front());
            continue;
        }
        let shortest_m = if sortie.is_empty() { 20.0 } else { SHORTEST_M };
        if let Some([head, tail]) = head(pass, ways, budget_wh - there_wh, shortest_m) {
            sortie.push(head);
            left[0] = tail;
        } else if sortie.is_empty() {
            let total_wh = done_wh + ways.home_wh(pass.to);
            return Err(too_far(pass, ways, total_wh));
        }
        break;
    }
    Ok(sortie)
}

/// The longest head of a pass that leaves enough to come home, and the rest of it.
fn head(pass: &Pass, ways: &Ways<'_>, budget_wh: f64, shortest_m: f64) -> Option<[Pass; 2]> {
    let length_m = pass.length_m();
    if !pass.divisible || length_m < 2.0 * shortest_m {
        return None;
    }
    let fits = |share: f64| {
        let [head, _] = pass.cut(share);
        ways.pass_wh(&head) + ways.home_wh(head.to) <= budget_wh
    };
    let (mut low, mut high) = (shortest_m / length_m, 1.0 - shortest_m / length_m);
    if !fits(low) {
        return None;
    }
    for _ in 0..20 {
        let middle = 0.5 * (low + high);
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(pass.cut(low))
}

/// Why a pass cannot be reached, flown or left at all, whatever the battery holds.
fn hindrance(pass: &Pass, ways: &Ways<'_>) -> Option<String> {
    let home = ways.chart.home;
    let against_wind = |of_it: &str| {
        format!(
            "{} makes no way {of_it} against {:.1} m/s of wind",
            ways.mission.vehicle.name, ways.mission.wind.speed_m_s
        )
    };
    let shut = |from, to, of_it: &str| {
        let is_shut = !ways.way_wh(from, to).is_finite();
        is_shut.then(|| match ways.price.cost(from, to, 0.0) {
            None => against_wind(of_it),
            Some(_) => format!("there is no allowed way {of_it}"),
        })
    };
    shut(home, pass.from, "from home to its beginning")
        .or_else(|| shut(pass.to, home, "home from its end"))
        .or_else(|| {
            pass.cost(ways.mission)
                .is_none()
                .then(|| against_wind("along it"))
        })
}

fn too_far(pass: &Pass, ways: &Ways<'_>, total_wh: f64) -> Objection {
    let chart = ways.chart;
    let vehicle = &ways.mission.vehicle;
    let what = match pass.shape {
        super::pass::Shape::Line => "line",
        super::pass::Shape::Orbit { .. } => "orbit",
    };
    let place = format!(
        "{what} from {} to {}",
        chart.said(pass.from),
        chart.said(pass.to)
    );
    if let Some(reason) = hindrance(pass, ways) {
        return Objection::error(place, reason);
    }
    let spendable_wh = vehicle.spendable_wh();
    let reach_wh = ways.up_wh + ways.way_wh(chart.home, pass.from) + ways.home_wh(pass.from);
    let reason = if reach_wh > spendable_wh {
        format!(
            "reaching its beginning and coming home takes {reach_wh:.0} Wh, {:.0} Wh more than \
             one battery may spend",
            reach_wh - spendable_wh
        )
    } else {
        format!(
            "flying it and coming home takes {total_wh:.0} Wh, {:.0} Wh more than one battery may \
             spend, and it cannot be divided",
            total_wh - spendable_wh
        )
    };
    Objection::error(place, reason)
}
