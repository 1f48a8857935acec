//! `forensics export`: the flights of a case for other programs.

use std::path::{Path, PathBuf};

use super::report::extension;
use super::{Export, Misuse, Outcome, clock, exhibits, written};
use crate::exhibit::Exhibit;
use crate::export::{Losses, csv, geojson, geopackage, gpx, kml};
use crate::tables::TABLES;

pub(super) fn run(arguments: &Export) -> anyhow::Result<Outcome> {
    for path in &arguments.output {
        let extension = extension(path);
        if !["gpkg", "kml", "geojson", "gpx", "csv"].contains(&extension.as_str()) {
            let path = path.display();
            let what = "no format that a case is written in: .gpkg .kml .geojson .gpx .csv";
            return Err(Misuse(format!("{path}: {what}")).into());
        }
    }
    let exhibits = exhibits::known(&arguments.paths)?;
    let mut losses = Losses::new();
    for path in &arguments.output {
        losses.extend(write(&exhibits, path)?);
    }
    Ok(exhibits::outcome_with(&exhibits, &losses))
}

fn write(exhibits: &[Exhibit], path: &Path) -> anyhow::Result<Losses> {
    match extension(path).as_str() {
        "gpkg" => written::made(path, |file| geopackage(exhibits, file, clock::now()))?,
        "kml" => written::whole(path, |out| kml(exhibits, out))?,
        "geojson" => written::whole(path, |out| geojson(exhibits, out))?,
        "gpx" => return written::whole(path, |out| gpx(exhibits, out)),
        _ => tables(exhibits, path)?,
    }
    Ok(Losses::new())
}

/// One file a table, named after it.
fn tables(exhibits: &[Exhibit], path: &Path) -> anyhow::Result<()> {
    for table in TABLES {
        written::whole(&named(path, table.name), |out| csv(table, exhibits, out))?;
    }
    Ok(())
}

/// `case.csv` and `flights` make `case-flights.csv`.
fn named(path: &Path, table: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}-{table}.csv"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_that_there_is_not_is_wrong_usage() {
        let arguments = Export {
            paths: Vec::new(),
            output: vec![PathBuf::from("case.kmz")],
        };
        let error = run(&arguments).unwrap_err();
        assert!(error.is::<Misuse>(), "{error:#}");
    }
}
