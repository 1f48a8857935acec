//! The middle lines of characters in a box of 1 by 1, origin at the lower left.

use std::f64::consts::PI;

type Stroke = Vec<[f64; 2]>;

/// How wide a character is, against an ordinary figure.
pub(super) fn breadth(letter: char, slab: bool) -> f64 {
    match letter {
        '1' | 'I' if slab => 0.75,
        '1' => 0.5,
        'I' | '.' | '-' | '|' => 0.35,
        'M' | 'W' => 1.35,
        _ => 1.0,
    }
}

/// Whether a stencil would fall apart without bridges.
pub(super) const fn has_bowl(letter: char) -> bool {
    matches!(
        letter,
        '0' | '2' | '3' | '5' | '6' | '8' | '9' | 'B' | 'C' | 'D' | 'G' | 'O' | 'P' | 'R' | 'S'
    )
}

/// An arc of an ellipse, or of something squarer, between two angles in degrees.
struct Bowl {
    middle: [f64; 2],
    radii: [f64; 2],
    from_deg: f64,
    to_deg: f64,
}

impl Bowl {
    /// Lamé's curve; its exponent goes from 2 (an ellipse) to 7 (nearly a box).
    fn stroke(&self, squareness: f64) -> Stroke {
        const STEPS: usize = 20;
        let exponent = 2.0 / (2.0 + 5.0 * squareness);
        let bent = |v: f64| v.abs().powf(exponent).copysign(v);
        (0..=STEPS)
            .map(|n| {
                let share = n as f64 / STEPS as f64;
                let angle = (self.from_deg + share * (self.to_deg - self.from_deg)) * PI / 180.0;
                [
                    self.middle[0] + self.radii[0] * bent(angle.cos()),
                    self.middle[1] + self.radii[1] * bent(angle.sin()),
                ]
            })
            .collect()
    }
}

const fn bowl(middle: [f64; 2], radii: [f64; 2], from_deg: f64, to_deg: f64) -> Bowl {
    Bowl {
        middle,
        radii,
        from_deg,
        to_deg,
    }
}

/// The strokes of a character.
pub(super) fn strokes(letter: char, squareness: f64, slab: bool) -> Option<Vec<Stroke>> {
    if letter.is_ascii_digit() {
        return Some(figure(letter, squareness, slab));
    }
    let lines = straight(letter)?;
    let mut strokes: Vec<Stroke> = lines.iter().map(|line| line.to_vec()).collect();
    strokes.extend(curved(letter).iter().map(|bowl| bowl.stroke(squareness)));
    if letter == 'I' && slab {
        strokes.extend([vec![[0.0, 0.0], [1.0, 0.0]], vec![[0.0, 1.0], [1.0, 1.0]]]);
    }
    Some(strokes)
}

fn figure(letter: char, squareness: f64, slab: bool) -> Vec<Stroke> {
    let round = |bowl: Bowl| bowl.stroke(squareness);
    match letter {
        '0' => vec![round(bowl([0.5, 0.5], [0.5, 0.5], 0.0, 360.0))],
        '1' if slab => vec![
            vec![[0.05, 0.78], [0.5, 1.0], [0.5, 0.0]],
            vec![[0.0, 0.0], [1.0, 0.0]],
        ],
        '1' => vec![vec![[0.0, 0.78], [1.0, 1.0], [1.0, 0.0]]],
        '2' => {
            let mut top = round(bowl([0.5, 0.72], [0.5, 0.28], 165.0, -38.0));
            top.extend([[0.0, 0.0], [1.0, 0.0]]);
            vec![top]
        }
        '3' => vec![
            round(bowl([0.46, 0.76], [0.48, 0.24], 155.0, -90.0)),
            round(bowl([0.46, 0.26], [0.54, 0.26], 90.0, -155.0)),
        ],
        '4' => vec![vec![[0.72, 0.0], [0.72, 1.0], [0.0, 0.3], [1.0, 0.3]]],
        '5' => {
            let mut all = vec![[0.95, 1.0], [0.1, 1.0], [0.04, 0.54]];
            all.extend(round(bowl([0.46, 0.32], [0.54, 0.32], 128.0, -155.0)));
            vec![all]
        }
        '6' => {
            let mut back = round(bowl([0.5, 0.5], [0.5, 0.5], 48.0, 180.0));
            back.push([0.0, 0.3]);
            vec![back, round(bowl([0.5, 0.31], [0.5, 0.31], 0.0, 360.0))]
        }
        '7' => vec![vec![[0.0, 1.0], [1.0, 1.0], [0.32, 0.0]]],
        '8' => vec![
            round(bowl([0.5, 0.765], [0.43, 0.235], 0.0, 360.0)),
            round(bowl([0.5, 0.27], [0.5, 0.27], 0.0, 360.0)),
        ],
        _ => {
            let mut back = vec![[1.0, 0.7]];
            back.extend(round(bowl([0.5, 0.5], [0.5, 0.5], 0.0, -132.0)));
            vec![back, round(bowl([0.5, 0.69], [0.5, 0.31], 0.0, 360.0))]
        }
    }
}

/// The straight strokes of a letter; `None` for what is no letter of ours.
fn straight(letter: char) -> Option<&'static [&'static [[f64; 2]]]> {
    Some(match letter {
        'A' => &[
            &[[0.0, 0.0], [0.5, 1.0], [1.0, 0.0]],
            &[[0.2, 0.36], [0.8, 0.36]],
        ],
        'B' => &[
            &[[0.0, 0.0], [0.0, 1.0]],
            &[[0.0, 1.0], [0.5, 1.0]],
            &[[0.0, 0.52], [0.5, 0.52]],
            &[[0.0, 0.0], [0.5, 0.0]],
        ],
        'D' => &[&[[0.3, 1.0], [0.0, 1.0], [0.0, 0.0], [0.3, 0.0]]],
        'E' => &[
            &[[1.0, 1.0], [0.0, 1.0], [0.0, 0.0], [1.0, 0.0]],
            &[[0.0, 0.52], [0.8, 0.52]],
        ],
        'F' => &[
            &[[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]],
            &[[0.0, 0.52], [0.8, 0.52]],
        ],
        'G' => &[&[[0.6, 0.45], [1.0, 0.45], [1.0, 0.2]]],
        'H' => &[
            &[[0.0, 0.0], [0.0, 1.0]],
            &[[1.0, 0.0], [1.0, 1.0]],
            &[[0.0, 0.5], [1.0, 0.5]],
        ],
        'I' | '|' => &[&[[0.5, 0.0], [0.5, 1.0]]],
        'K' => &[
            &[[0.0, 0.0], [0.0, 1.0]],
            &[[0.0, 0.4], [1.0, 1.0]],
            &[[0.3, 0.58], [1.0, 0.0]],
        ],
        'L' => &[&[[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]],
        'M' => &[&[[0.0, 0.0], [0.0, 1.0], [0.5, 0.25], [1.0, 1.0], [1.0, 0.0]]],
        'N' => &[&[[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]],
        'P' => &[
            &[[0.5, 0.45], [0.0, 0.45], [0.0, 0.0]],
            &[[0.0, 0.4], [0.0, 1.0], [0.5, 1.0]],
        ],
        'R' => &[
            &[[0.5, 0.48], [0.0, 0.48], [0.0, 0.0]],
            &[[0.0, 0.4], [0.0, 1.0], [0.5, 1.0]],
            &[[0.45, 0.48], [1.0, 0.0]],
        ],
        'T' => &[&[[0.5, 0.0], [0.5, 1.0]], &[[0.0, 1.0], [1.0, 1.0]]],
        'U' => &[&[[0.0, 1.0], [0.0, 0.35]], &[[1.0, 1.0], [1.0, 0.35]]],
        'V' => &[&[[0.0, 1.0], [0.5, 0.0], [1.0, 1.0]]],
        'W' => &[&[
            [0.0, 1.0],
            [0.25, 0.0],
            [0.5, 0.75],
            [0.75, 0.0],
            [1.0, 1.0],
        ]],
        'X' => &[&[[0.0, 0.0], [1.0, 1.0]], &[[0.0, 1.0], [1.0, 0.0]]],
        '-' => &[&[[0.0, 0.5], [1.0, 0.5]]],
        '.' => &[&[[0.5, 0.0], [0.5, 0.01]]],
        'C' | 'O' | 'S' => &[],
        _ => return None,
    })
}

/// The round strokes of a letter.
fn curved(letter: char) -> Vec<Bowl> {
    match letter {
        'B' => vec![
            bowl([0.5, 0.76], [0.42, 0.24], 90.0, -90.0),
            bowl([0.5, 0.26], [0.5, 0.26], 90.0, -90.0),
        ],
        'C' | 'G' => vec![bowl([0.5, 0.5], [0.5, 0.5], 45.0, 325.0)],
        'D' => vec![bowl([0.3, 0.5], [0.7, 0.5], 90.0, -90.0)],
        'O' => vec![bowl([0.5, 0.5], [0.5, 0.5], 0.0, 360.0)],
        'P' => vec![bowl([0.5, 0.725], [0.5, 0.275], 90.0, -90.0)],
        'R' => vec![bowl([0.5, 0.74], [0.5, 0.26], 90.0, -90.0)],
        'S' => vec![
            bowl([0.5, 0.75], [0.5, 0.25], 30.0, 270.0),
            bowl([0.5, 0.25], [0.5, 0.25], 90.0, -150.0),
        ],
        'U' => vec![bowl([0.5, 0.35], [0.5, 0.35], 180.0, 360.0)],
        _ => Vec::new(),
    }
}
