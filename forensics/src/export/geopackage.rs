//! A case as one GeoPackage (OGC 12-128r18), which QGIS and every GIS opens: each table of the case
//! with its own columns, those with a position as points, the flights as lines.
//!
//! ```text
//! gpkg_spatial_ref_sys    what positions are in: WGS 84 (EPSG 4326), and the two undefined ones
//! gpkg_contents           one row a table: features or attributes, its extent
//! gpkg_geometry_columns   one row a table of features
//! flights, fixes, …       fid, geom, and the columns of `tables`
//! ```
//!
//! A geometry is `GP`, version 0, flags (little-endian, no envelope), the number of the reference
//! system, then well-known binary with longitude first. SQLite itself is the crate `rusqlite`.

use std::fmt::Write as _;
use std::path::Path;

use missions::geodesy::Position;
use missions::time::UtcTime;
use rusqlite::{Connection, Transaction, params_from_iter, types::Value};

use crate::exhibit::Exhibit;
use crate::flight::Flight;
use crate::tables::{Cell, Kind, TABLES, Table};

/// "GPKG", and version 1.3: sections 1.1.1.1.1 of the standard.
const APPLICATION: u32 = 0x4750_4b47;
const VERSION: u32 = 10_300;
/// WGS 84, degrees.
const WGS_84: i32 = 4326;

const FRAME: &str = "
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
 organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
 description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
 identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL,
 min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
 CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
 geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
 CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
 CONSTRAINT uk_gc_table_name UNIQUE (table_name),
 CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
 CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
INSERT INTO gpkg_spatial_ref_sys VALUES
 ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
 ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL),
 ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",\
6378137,298.257223563,AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,\
AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],\
AUTHORITY[\"EPSG\",\"4326\"]]', 'longitude and latitude in degrees');
";

/// Writes the file; `path` must not be there yet. `made` is when, for the table of contents.
pub fn geopackage(exhibits: &[Exhibit], path: &Path, made: UtcTime) -> rusqlite::Result<()> {
    let mut file = Connection::open(path)?;
    file.pragma_update(None, "application_id", APPLICATION)?;
    file.pragma_update(None, "user_version", VERSION)?;
    let writing = file.transaction()?;
    writing.execute_batch(FRAME)?;
    for table in TABLES {
        write(&writing, table, exhibits, made)?;
    }
    writing.commit()
}

/// What the rows of a table look like on a map.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Nothing.
    None,
    /// A point, from the two columns with these numbers (latitude, longitude).
    Point(usize, usize),
    /// A line: the positions of the flight.
    Line,
}

impl Shape {
    fn of(table: &Table) -> Self {
        let column = |name| table.columns.iter().position(|column| column.name == name);
        match (column("latitude_deg"), column("longitude_deg")) {
            _ if table.name == "flights" => Self::Line,
            (Some(latitude), Some(longitude)) => Self::Point(latitude, longitude),
            _ => Self::None,
        }
    }

    const fn name(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Point(..) => Some("POINT"),
            Self::Line => Some("LINESTRING"),
        }
    }
}

fn write(
    file: &Transaction<'_>,
    table: &Table,
    exhibits: &[Exhibit],
    made: UtcTime,
) -> rusqlite::Result<()> {
    let shape = Shape::of(table);
    file.execute_batch(&create(table, shape))?;
    let extent = fill(file, table, shape, exhibits)?;
    let kind = shape.name().map_or("attributes", |_| "features");
    let srs = shape.name().map(|_| WGS_84);
    let [west, south, east, north] = extent.map_or([None; 4], |extent| extent.map(Some));
    file.execute(
        "INSERT INTO gpkg_contents VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            table.name,
            kind,
            table.about,
            made.to_string(),
            west,
            south,
            east,
            north,
            srs,
        ),
    )?;
    if let Some(shape) = shape.name() {
        file.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
            (table.name, shape, WGS_84),
        )?;
    }
    Ok(())
}

/// Names of tables and columns are this program's own: nothing of an exhibit gets into a statement.
fn create(table: &Table, shape: Shape) -> String {
    let mut text = format!("CREATE TABLE {} (fid INTEGER PRIMARY KEY", table.name);
    if let Some(shape) = shape.name() {
        write!(text, ", geom {shape}").unwrap_or_default();
    }
    for column in table.columns {
        let kind = match column.kind {
            Kind::Text => "TEXT",
            Kind::Integer => "INTEGER",
            Kind::Real => "DOUBLE",
            Kind::Time => "DATETIME",
        };
        write!(text, ", \"{}\" {kind}", column.name).unwrap_or_default();
    }
    text.push(')');
    text
}

/// Puts the rows in; the extent of their shapes: west, south, east, north.
fn fill(
    file: &Transaction<'_>,
    table: &Table,
    shape: Shape,
    exhibits: &[Exhibit],
) -> rusqlite::Result<Option<[f64; 4]>> {
    let with_shape = usize::from(shape != Shape::None);
    let places = table.columns.len().saturating_add(with_shape);
    let marks = vec!["?"; places].join(", ");
    let statement = format!("INSERT INTO {} VALUES (NULL, {marks})", table.name);
    let mut insert = file.prepare(&statement)?;
    let (mut written, mut extent) = (Ok(0), None);
    for exhibit in exhibits {
        let mut flights = exhibit.reading.iter().flat_map(|reading| &reading.flights);
        table.rows(exhibit, &mut |row| {
            let line = if shape == Shape::Line {
                flights.next()
            } else {
                None
            };
            let points = points(shape, row, line);
            widen(&mut extent, &points);
            let geometry = (shape != Shape::None).then(|| geometry(shape, &points));
            let values = geometry.into_iter().chain(row.iter().map(value));
            if written.is_ok() {
                written = insert.execute(params_from_iter(values));
            }
        });
    }
    written.map(|_| extent)
}

fn points(shape: Shape, row: &[Cell<'_>], flight: Option<&Flight>) -> Vec<[f64; 2]> {
    let pair = |position: Position| [position.longitude_deg(), position.latitude_deg()];
    match shape {
        Shape::None => Vec::new(),
        Shape::Line => {
            let fixes = flight.into_iter().flat_map(|flight| &flight.fixes);
            fixes.map(|fix| pair(fix.sample.position)).collect()
        }
        Shape::Point(latitude, longitude) => match (row.get(latitude), row.get(longitude)) {
            (Some(Cell::Real(latitude)), Some(Cell::Real(longitude))) => {
                vec![[*longitude, *latitude]]
            }
            _ => Vec::new(),
        },
    }
}

fn widen(extent: &mut Option<[f64; 4]>, points: &[[f64; 2]]) {
    for [x, y] in points.iter().copied() {
        let [west, south, east, north] = extent.unwrap_or([x, y, x, y]);
        *extent = Some([west.min(x), south.min(y), east.max(x), north.max(y)]);
    }
}

/// A line needs two points, a point one; what has fewer is no geometry.
fn geometry(shape: Shape, points: &[[f64; 2]]) -> Value {
    let least = if shape == Shape::Line { 2 } else { 1 };
    if points.len() < least {
        return Value::Null;
    }
    let mut blob = b"GP\0\x01".to_vec();
    blob.extend(WGS_84.to_le_bytes());
    blob.push(1);
    if shape == Shape::Line {
        blob.extend(2_u32.to_le_bytes());
        blob.extend((points.len() as u32).to_le_bytes());
    } else {
        blob.extend(1_u32.to_le_bytes());
    }
    for number in points.iter().flatten() {
        blob.extend(number.to_le_bytes());
    }
    Value::Blob(blob)
}

fn value(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::Text(text.to_string()),
        Cell::Integer(number) => Value::Integer(*number),
        Cell::Real(number) => Value::Real(*number),
        Cell::Time(time) => Value::Text(time.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::tests::exhibit;

    #[test]
    fn a_package_says_what_is_in_it_and_flights_are_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("case.gpkg");
        let mut two = [exhibit(), exhibit()];
        two[1].reading.as_mut().unwrap().flights[0].fixes.clear();
        geopackage(&two, &path, UtcTime::from_secs(0)).unwrap();
        let file = Connection::open(&path).unwrap();
        let one = |sql: &str| {
            file.query_row(sql, [], |row| row.get::<_, Value>(0))
                .unwrap()
        };
        assert_eq!(
            one("SELECT count(*) FROM gpkg_contents"),
            Value::Integer(TABLES.len() as i64)
        );
        assert_eq!(one("SELECT count(*) FROM flights"), Value::Integer(2));
        assert_eq!(one("SELECT count(geom) FROM flights"), Value::Integer(1));
        assert_eq!(
            one("SELECT max_y FROM gpkg_contents WHERE table_name = 'fixes'"),
            Value::Real(52.3242)
        );
        let Value::Blob(line) = one("SELECT geom FROM flights") else {
            panic!("no geometry");
        };
        assert_eq!(line.len(), 8 + 9 + 2 * 16);
        assert_eq!(line[17..25], 14.5835_f64.to_le_bytes());
        assert_eq!(
            one("PRAGMA application_id"),
            Value::Integer(i64::from(APPLICATION))
        );
    }
}
