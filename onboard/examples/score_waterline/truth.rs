//! Truth as it is written beside pictures.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use onboard::vision::ruler::Ruler;
use serde::Deserialize;

/// Figures whose lower edge is so far under water may still be recognised, metres.
const CUT_M: f64 = 0.05;

/// A picture with its truth.
pub(crate) struct Case {
    pub(crate) path: PathBuf,
    pub(crate) draught_m: f64,
    /// Draught, x, y of the figures' lower edges, from below upwards.
    pub(crate) points: Vec<(f64, f64, f64)>,
}

/// Truth of one kind or the other.
pub(crate) enum Truth {
    Stills(Vec<Case>),
    Clip(Clip),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    Stills { pictures: Vec<Still> },
    Clip(Clip),
}

#[derive(Deserialize)]
struct Still {
    file: String,
    draught_m: f64,
    figures: Vec<Figure>,
}

/// A clip's truth.
#[derive(Deserialize)]
pub(crate) struct Clip {
    pub(crate) still_draught_m: f64,
    pub(crate) mean_waterline_draught_m: f64,
    pub(crate) frames: Vec<Frame>,
}

#[derive(Deserialize)]
pub(crate) struct Frame {
    pub(crate) time_s: f64,
    pub(crate) draught_at_column_m: f64,
    #[serde(default)]
    pub(crate) figures: Vec<Figure>,
}

#[derive(Deserialize)]
pub(crate) struct Figure {
    label: String,
    draught_m: f64,
    extra: bool,
    bottom_centre_px: [f64; 2],
}

/// Points of the draught figures, from below upwards. A metre label's middle is not the column's:
/// its place along the plate is taken from the single figures.
pub(crate) fn points(figures: &[Figure]) -> Vec<(f64, f64, f64)> {
    let marks: Vec<&Figure> = figures
        .iter()
        .filter(|figure| !figure.extra && !figure.label.starts_with(|c: char| c.is_alphabetic()))
        .collect();
    let single = |figure: &&&Figure| figure.label.len() == 1;
    let column: Vec<[f64; 2]> = marks
        .iter()
        .filter(single)
        .map(|f| f.bottom_centre_px)
        .collect();
    let mut points: Vec<_> = marks
        .iter()
        .map(|figure| {
            let [x, y] = figure.bottom_centre_px;
            (figure.draught_m, middle(&column, y).unwrap_or(x), y)
        })
        .collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    points
}

/// Where a straight column passes a row.
fn middle(column: &[[f64; 2]], y: f64) -> Option<f64> {
    let count = column.len() as f64;
    let sum = |f: &dyn Fn(&[f64; 2]) -> f64| column.iter().map(f).sum::<f64>();
    let (x0, y0) = (sum(&|p| p[0]) / count, sum(&|p| p[1]) / count);
    let spread = sum(&|p| (p[1] - y0).powi(2));
    let lean = sum(&|p| (p[0] - x0) * (p[1] - y0)) / spread;
    (spread > 1.0).then_some(x0 + lean * (y - y0))
}

/// What of the figures a reader may have recognised.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Manner {
    /// All that stand whole above the water.
    Whole,
    /// The lowest of them is too worn.
    Missed,
    /// One that the water cuts, too.
    Cut,
}

impl Manner {
    pub(crate) const ALL: [Self; 3] = [Self::Whole, Self::Missed, Self::Cut];

    /// The ruler of a case, if there are figures enough; none where it is another manner's.
    pub(crate) fn ruler(self, water_m: f64, points: &[(f64, f64, f64)]) -> Option<Ruler> {
        let above = |least_m: f64| -> Vec<_> {
            let seen = points.iter().filter(|point| point.0 >= least_m);
            seen.copied().collect()
        };
        let whole = above(water_m - 0.004);
        let seen = match self {
            Self::Whole => whole,
            Self::Missed => whole.get(1..)?.to_vec(),
            Self::Cut => Some(above(water_m - CUT_M)).filter(|all| all.len() > whole.len())?,
        };
        (seen.len() >= 3).then(|| Ruler::from_points(&seen))?
    }
}

/// Reads truth from its file.
pub(crate) fn read(path: &Path) -> anyhow::Result<Truth> {
    let told = || format!("cannot read the truth {}", path.display());
    let text = std::fs::read_to_string(path).with_context(told)?;
    Ok(match serde_json::from_str(&text).with_context(told)? {
        File::Clip(clip) => Truth::Clip(clip),
        File::Stills { pictures } => Truth::Stills(
            pictures
                .into_iter()
                .map(|still| Case {
                    path: path.with_file_name(still.file),
                    draught_m: still.draught_m,
                    points: points(&still.figures),
                })
                .collect(),
        ),
    })
}

/// Photographs with readings by eye and the points of their columns.
pub(crate) fn photographs(path: &Path, table: Option<&Path>) -> anyhow::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for row in rows(path)? {
        if let Some(draught_m) = number(&row, 5) {
            cases.push(Case {
                path: path.with_file_name(&row[0]),
                draught_m,
                points: table.map_or_else(|| Ok(Vec::new()), |table| column(table, &row[0]))?,
            });
        }
    }
    Ok(cases)
}

/// A picture's points from a table: draught, x, y, from below upwards.
pub(crate) fn column(table: &Path, name: &str) -> anyhow::Result<Vec<(f64, f64, f64)>> {
    let point = |row: &Vec<String>| Some((number(row, 1)?, number(row, 2)?, number(row, 3)?));
    let mut points: Vec<_> = rows(table)?
        .iter()
        .filter(|row| row[0] == name)
        .filter_map(point)
        .collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(points)
}

fn number(row: &[String], k: usize) -> Option<f64> {
    row.get(k).and_then(|text| text.parse().ok())
}

fn rows(path: &Path) -> anyhow::Result<Vec<Vec<String>>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the table {}", path.display()))?;
    let row = |line: &str| line.split('\t').map(str::to_owned).collect();
    Ok(text.lines().map(row).collect())
}
