//! STL, the two ways it is written: text (`solid … facet … vertex x y z …`) and binary
//! (80 bytes of header, a 32-bit count, then 50 bytes a triangle: normal, three corners as
//! 32-bit floats, two bytes of attributes). 3D Systems' StereoLithography interface, 1989.
//! The normals that are written are not believed; the order of the corners tells.

use thiserror::Error;

use super::mesh::Point;

/// No hull wants more triangles than this.
const MOST_TRIANGLES: usize = 5_000_000;

/// Why bytes are no STL.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum StlError {
    /// Neither text nor binary.
    #[error(
        "this is no STL: neither the text form nor a binary of the length its count asks for ({count} triangles want {wanted} bytes, here are {found})"
    )]
    NotStl {
        /// The count in the header, if it were binary.
        count: u32,
        /// How many bytes that would be.
        wanted: u64,
        /// How many there are.
        found: u64,
    },
    /// Too short to be anything.
    #[error("{0} bytes are too few for an STL")]
    Short(usize),
    /// A coordinate in the text is no number.
    #[error("line {line}: {text:?} is no coordinate")]
    NoNumber {
        /// From 1.
        line: usize,
        /// What is written there.
        text: String,
    },
    /// Corners do not come in threes.
    #[error("line {line}: a facet with {corners} corners")]
    NoTriangle {
        /// From 1.
        line: usize,
        /// How many.
        corners: usize,
    },
    /// More than any hull wants.
    #[error("{0} triangles are more than {MOST_TRIANGLES}")]
    TooMany(usize),
}

/// Triangles of an STL, in the file's own axes and unit.
pub fn read(bytes: &[u8]) -> Result<Vec<[Point; 3]>, StlError> {
    let text = std::str::from_utf8(bytes).ok();
    match text.filter(|t| t.trim_start().starts_with("solid") && t.contains("facet")) {
        Some(text) => read_text(text),
        None => read_binary(bytes),
    }
}

fn read_text(text: &str) -> Result<Vec<[Point; 3]>, StlError> {
    let mut triangles = Vec::new();
    let mut corners: Vec<Point> = Vec::with_capacity(3);
    for (index, line) in text.lines().enumerate() {
        let line_number = index + 1;
        let mut words = line.split_whitespace();
        match words.next() {
            Some("vertex") => corners.push(corner(line_number, words)?),
            Some("endloop") => {
                let triangle = <[Point; 3]>::try_from(corners.as_slice());
                triangles.push(triangle.map_err(|_not_three| StlError::NoTriangle {
                    line: line_number,
                    corners: corners.len(),
                })?);
                corners.clear();
            }
            _ => {}
        }
    }
    if !corners.is_empty() {
        return Err(StlError::NoTriangle {
            line: text.lines().count(),
            corners: corners.len(),
        });
    }
    if triangles.len() > MOST_TRIANGLES {
        return Err(StlError::TooMany(triangles.len()));
    }
    Ok(triangles)
}

fn corner<'a>(line: usize, words: impl Iterator<Item = &'a str>) -> Result<Point, StlError> {
    let mut point = [f64::NAN; 3];
    let mut found = 0;
    for word in words {
        let number = word.parse().ok().filter(|n: &f64| n.is_finite());
        let (Some(number), Some(place)) = (number, point.get_mut(found)) else {
            let text = word.chars().take(40).collect();
            return Err(StlError::NoNumber { line, text });
        };
        *place = number;
        found += 1;
    }
    if found == 3 {
        Ok(point)
    } else {
        let text = format!("{found} coordinates");
        Err(StlError::NoNumber { line, text })
    }
}

fn read_binary(bytes: &[u8]) -> Result<Vec<[Point; 3]>, StlError> {
    let (Some(count), Some(body)) = (bytes.get(80..84), bytes.get(84..)) else {
        return Err(StlError::Short(bytes.len()));
    };
    let count = u32::from_le_bytes([count[0], count[1], count[2], count[3]]);
    let wanted = 84 + 50 * u64::from(count);
    if bytes.len() as u64 != wanted {
        return Err(StlError::NotStl {
            count,
            wanted,
            found: bytes.len() as u64,
        });
    }
    if count as usize > MOST_TRIANGLES {
        return Err(StlError::TooMany(count as usize));
    }
    Ok(body
        .chunks_exact(50)
        .map(|record| [12, 24, 36].map(|at| corner_at(record, at)))
        .collect())
}

/// A corner at a byte of a record of 50.
fn corner_at(record: &[u8], at: usize) -> Point {
    [0, 4, 8].map(|next| {
        let mut four = [0; 4];
        four.copy_from_slice(&record[at + next..at + next + 4]);
        f64::from(f32::from_le_bytes(four))
    })
}
