//! Our plans beside the best single-direction sweep, over 320 generated polygons a family:
//! 20 for each number of holes from 0 to 15. `cargo bench -p missions --bench lawnmower [-- N]`
//! (N instances for each number of holes instead of 20).
//!
//! **The recipe.** Published: Bähnemann et al., "Revisiting Boustrophedon Coverage Path Planning as a
//! Generalized Traveling Salesman Problem", Field and Service Robotics 2019, and the benchmark in
//! ethz-asl/polygon_coverage_planning: line spacing 3 m, start and goal at the first corner, cost the
//! time with velocity ramps from rest to rest at every turn (3 m/s, 1 m/s²), random simple polygons
//! as holes. The polygons themselves are not published; their results table shows a rectangle of
//! about a hectare (20 identical costs of 1438 s without holes) and 4.9 corners a hole. So:
//! - family *square*: 100 m × 100 m, as published;
//! - family *random*: the outline is a random simple polygon of 8 to 16 corners (random points,
//!   crossings undone by 2-opt moves), scaled to a hectare; the start is its first corner.
//!
//! Holes in both: random simple polygons of 3 to 7 corners in a box of 6 to 20 m at a random place,
//! not touching each other or the outline (theirs may merge).
//!
//! **The baseline** has the best of 36 even directions and those of the outline's edges, each cut
//! into cells and ordered by our own solver, patterns, shortest ways and footprint; see
//! `field/baseline.rs`. The published planner's gain over its own single-direction sweep is 6.9 % in
//! its words; its results table gives 6.75 % of the sums and 6.35 % in the mean.
//!
//! **Ordered** is the part of the gain that ordering single strokes gives alone, in the baseline's own
//! direction (`field/strokes.rs`); the rest is the freedom of direction.
//!
//! **Coverage** is measured by polygon booleans, **outside** by points every 5 cm of every leg.

#[path = "field/baseline.rs"]
mod baseline;
#[path = "field/coverage.rs"]
mod coverage;
#[path = "field/polygons.rs"]
mod polygons;
#[path = "field/strokes.rs"]
mod strokes;

use std::f64::consts::PI;
use std::io::Write;
use std::time::Instant;

use geo::{LinesIter, Polygon};
use missions::planners::cost::{Price, TimePrice};
use missions::planners::lawnmower::{Field, lawnmower};
use missions::planners::sweep::{Heading, Stroke};
use missions::planners::transit::FreeSpace;
use polygons::{Outline, polygon};

const SPACING_M: f64 = 3.0;
const PRICE: TimePrice = TimePrice {
    v_max_m_s: 3.0,
    a_max_m_s2: 1.0,
};

fn main() {
    let args: Vec<u64> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let instances = args.first().copied().unwrap_or(20);
    for outline in [Outline::Square, Outline::Random] {
        family(outline, instances);
    }
}

struct Result {
    ours: f64,
    baseline: f64,
    ordered: f64,
    baseline_covered: f64,
    seconds: f64,
    cpu_seconds: f64,
    covered: f64,
    outside_m: f64,
}

fn family(outline: Outline, instances: u64) {
    let mut out = std::io::stdout().lock();
    let mut all = Vec::new();
    for holes in 0..=15 {
        let results: Vec<Result> = (0..instances)
            .map(|i| instance(outline, holes, i))
            .collect();
        writeln!(out, "{holes:>3} {}", summary(&results)).ok();
        all.extend(results);
    }
    writeln!(out, "{outline:?}: all {}", summary(&all)).ok();
}

fn summary(results: &[Result]) -> String {
    let n = results.len() as f64;
    let mean = |f: &dyn Fn(&Result) -> f64| results.iter().map(f).sum::<f64>() / n;
    let (ours, base) = (mean(&|r| r.ours), mean(&|r| r.baseline));
    let ordered = mean(&|r| r.ordered);
    let mut times: Vec<f64> = results.iter().map(|r| r.seconds * 1e3).collect();
    times.sort_by(f64::total_cmp);
    let mut cpu: Vec<f64> = results.iter().map(|r| r.cpu_seconds * 1e3).collect();
    cpu.sort_by(f64::total_cmp);
    let covered = results.iter().map(|r| r.covered).fold(1.0, f64::min);
    let outside = results.iter().map(|r| r.outside_m).fold(0.0, f64::max);
    format!(
        "base {base:7.1} ours {ours:7.1} sums {:5.2} % (ordered {:5.2} %) mean {:5.2} %  ms {:5.1} max {:5.1} cpu {:5.1} covered {:.4} % (base {:.4} %) outside {:.1e} m",
        100.0 * (1.0 - ours / base),
        100.0 * (1.0 - ordered / base),
        100.0 * mean(&|r| 1.0 - r.ours / r.baseline),
        times[times.len() / 2],
        times[times.len() - 1],
        cpu[cpu.len() / 2],
        100.0 * covered,
        100.0
            * results
                .iter()
                .map(|r| r.baseline_covered)
                .fold(1.0, f64::min),
        outside,
    )
}

/// Processor time of this thread so far, seconds, where the system tells.
fn processor_s() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let first = told.split(' ').next().and_then(|n| n.parse::<f64>().ok());
    first.unwrap_or(0.0) * 1e-9
}

fn instance(outline: Outline, holes: usize, number: u64) -> Result {
    let polygon = polygon(outline, holes, number);
    let home = polygon.exterior().0[0];
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
    let begin = Instant::now();
    let begin_cpu = processor_s();
    let free = FreeSpace::within(&polygon);
    let field = Field {
        area: &polygon,
        free: &free,
        spacing_m: SPACING_M,
        start: Some(home),
        end: Some(home),
    };
    let lawn = lawnmower(&field, &PRICE).expect("a valid field");
    let seconds = begin.elapsed().as_secs_f64();
    let cpu_seconds = processor_s() - begin_cpu;
    let legs: Vec<Stroke> = lawn.legs().map(|(leg, _)| leg).collect();
    let flown: f64 = legs.iter().map(|leg| PRICE.leg(leg.from, leg.to)).sum();
    assert!(
        (flown - lawn.price).abs() < 1e-6 * flown,
        "{flown} {}",
        lawn.price
    );
    let (baseline, heading) = baseline::single_direction(&field, &PRICE, &headings(&polygon));
    let again: f64 = baseline.legs.iter().map(|l| PRICE.leg(l.from, l.to)).sum();
    assert!(
        (again - baseline.price).abs() < 1e-6 * again,
        "{again} {}",
        baseline.price
    );
    Result {
        ours: lawn.price,
        baseline: baseline.price,
        ordered: strokes::ordered(&field, &PRICE, heading),
        baseline_covered: coverage::covered(&polygon, &baseline.strokes, SPACING_M),
        seconds,
        cpu_seconds,
        covered: coverage::covered(&polygon, &lawn.strokes, SPACING_M),
        outside_m: coverage::outside_m(&polygon, &legs),
    }
}

/// Directions that the baseline tries: every five degrees, and along each edge of the outline.
fn headings(polygon: &Polygon<f64>) -> Vec<Heading> {
    let even = (0..36).map(|k| PI * f64::from(k) / 36.0);
    let edges = polygon
        .exterior()
        .lines_iter()
        .map(|line| line.dy().atan2(line.dx()));
    even.chain(edges).map(Heading::from_angle).collect()
}
