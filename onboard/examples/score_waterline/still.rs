//! Stills, one after the other.

use std::path::Path;

use onboard::camera::source;
use onboard::vision::picture::Picture;
use onboard::vision::reading::{Reading, read_still};
use onboard::vision::ruler::{Ruler, read_ruler};

use super::Arguments;
use super::crop;
use super::tally::{Outcome, Tally};
use super::truth::{Case, Manner};

/// Reads each case in each manner.
pub(crate) fn score(
    cases: &[Case],
    arguments: &Arguments,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    for case in cases {
        let picture = source::still(&case.path)?;
        let name = name(&case.path);
        if arguments.read {
            let (reading, ruler) = match read_ruler(&picture) {
                Ok(ruler) => (read_still(&picture, &ruler), Some(ruler)),
                Err(refusal) => (Reading::refused(&refusal), None),
            };
            note(case, &name, "read", &reading, tally)?;
            draw(arguments, case, &picture, &name, &reading, ruler.as_ref())?;
            continue;
        }
        for manner in Manner::ALL {
            let Some(ruler) = manner.ruler(case.draught_m, &case.points) else {
                continue;
            };
            let reading = read_still(&picture, &ruler);
            let manner = format!("{manner:?}").to_lowercase();
            note(case, &name, &manner, &reading, tally)?;
            let name = format!("{name}-{manner}");
            draw(arguments, case, &picture, &name, &reading, Some(&ruler))?;
        }
    }
    Ok(())
}

fn note(
    case: &Case,
    name: &str,
    manner: &str,
    reading: &Reading,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    tally.add(&Outcome {
        name,
        manner,
        truth_m: case.draught_m,
        reading,
        remark: String::new(),
    })
}

fn draw(
    arguments: &Arguments,
    case: &Case,
    picture: &Picture,
    name: &str,
    reading: &Reading,
    ruler: Option<&Ruler>,
) -> anyhow::Result<()> {
    let (Some(folder), Some(ruler)) = (&arguments.crops, ruler) else {
        return Ok(());
    };
    let path = folder.join(format!("{name}.png"));
    crop::write(&path, picture, reading, ruler, case.draught_m)
}

/// The file's name without folder and ending.
pub(crate) fn name(path: &Path) -> String {
    path.file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}
