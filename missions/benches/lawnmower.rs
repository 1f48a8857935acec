//! Our plans beside the best single-direction sweep, over 320 generated polygons a family.

#[path = "field/baseline.rs"]
mod baseline;
#[path = "field/coverage.rs"]
mod coverage;
#[path = "field/polygons.rs"]
mod polygons;

use std::f64::consts::PI;
use std::io::Write;
use std::time::Instant;

use geo::LinesIter;
use missions::planners::cost::TimePrice;
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
    seconds: f64,
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
    let mut times: Vec<f64> = results.iter().map(|r| r.seconds * 1e3).collect();
    times.sort_by(f64::total_cmp);
    let covered = results.iter().map(|r| r.covered).fold(1.0, f64::min);
    let outside = results.iter().map(|r| r.outside_m).fold(0.0, f64::max);
    format!(
        "base {base:7.1} ours {ours:7.1} sums {:5.2} % mean {:5.2} %  ms {:5.1} max {:5.1}  covered {:.4} % outside {:.1e} m",
        100.0 * (1.0 - ours / base),
        100.0 * mean(&|r| 1.0 - r.ours / r.baseline),
        times[times.len() / 2],
        times[times.len() - 1],
        100.0 * covered,
        outside,
    )
}

fn instance(outline: Outline, holes: usize, number: u64) -> Result {
    let polygon = polygon(outline, holes, number);
    let home = polygon.exterior().0[0];
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
    let begin = Instant::now();
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
    let legs: Vec<Stroke> = lawn.legs().map(|(leg, _)| leg).collect();
    let flown: f64 = legs
        .iter()
        .map(|leg| missions::planners::cost::Price::leg(&PRICE, leg.from, leg.to))
        .sum();
    assert!(
        (flown - lawn.price).abs() < 1e-6 * flown,
        "{flown} {}",
        lawn.price
    );
    let mut headings: Vec<Heading> = (0..36)
        .map(|k| Heading::from_angle(PI * f64::from(k) / 36.0))
        .collect();
    headings.extend(
        polygon
            .exterior()
            .lines_iter()
            .map(|l| Heading::from_angle(l.dy().atan2(l.dx()))),
    );
    Result {
        ours: lawn.price,
        baseline: if std::env::var("OURS").is_ok() {
            lawn.price
        } else {
            baseline::single_direction(&polygon, &free, SPACING_M, home, &PRICE, &headings, 100)
        },
        seconds,
        covered: coverage::covered(&polygon, &lawn.strokes, SPACING_M),
        outside_m: coverage::outside_m(&polygon, &legs),
    }
}
