//! What a run is made of: the plan, and what the mission file says of vehicle, camera and wind.

use std::path::{Path, PathBuf};

use missions::cli::input;
use missions::formats::{self, Loss, ReadError};
use missions::mission::Mission;
use missions::mission::file::{MissionFile, MissionFileError};
use missions::plan::Plan;
use missions::plan::check::Objection;
use missions::planners::{self, Planned};
use missions::vehicle::Vehicle;
use missions::wind::Wind;
use thiserror::Error;

use crate::flown::Seeing;

/// A plan with what is known about it.
#[derive(Clone, Debug)]
pub struct Task {
    /// The plan.
    pub plan: Plan,
    /// What it was made for, where a mission file says so.
    pub mission: Option<Mission>,
    /// The mission file, to be kept with the flight.
    pub mission_file: Option<Vec<u8>>,
    /// What the plan's file said that could not be taken over.
    pub losses: Vec<Loss>,
}

/// Why a plan could not be had.
#[derive(Debug, Error)]
pub enum TaskError {
    /// The operating system refused.
    #[error("cannot read {path}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Its reason.
        source: std::io::Error,
    },
    /// Not a mission file.
    #[error("{path} is no mission file")]
    Mission {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: MissionFileError,
    },
    /// A mission that cannot be taken.
    #[error("the mission in {path} has faults:\n{}", list(.faults))]
    Faults {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        faults: Vec<Objection>,
    },
    /// Not a plan.
    #[error("{path} is no plan that can be read")]
    Plan {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: ReadError,
    },
}

impl Task {
    /// Reads a plan, or a mission file and plans it; `mission` says what a plan was made for.
    pub fn read(path: &Path, mission: Option<&Path>) -> Result<Self, TaskError> {
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let (mut mission, file) = read_mission(path)?;
            let Planned { plan, remarks } =
                planners::planned(&mission).map_err(|faults| TaskError::Faults {
                    path: path.to_path_buf(),
                    faults,
                })?;
            mission.remarks.extend(remarks);
            return Ok(Self {
                plan,
                mission: Some(mission),
                mission_file: Some(file),
                losses: Vec::new(),
            });
        }
        let bytes = read(path)?;
        let (plan, losses) =
            formats::read(&path.to_string_lossy(), &bytes).map_err(|source| TaskError::Plan {
                path: path.to_path_buf(),
                source,
            })?;
        let (mission, mission_file) = mission.map(read_mission).transpose()?.unzip();
        Ok(Self {
            plan,
            mission,
            mission_file,
            losses,
        })
    }

    /// The vehicle that it was made for.
    pub fn vehicle(&self) -> Option<Vehicle> {
        self.mission.as_ref().map(|mission| mission.vehicle.clone())
    }

    /// The wind that it was made for.
    pub fn wind(&self) -> Wind {
        self.mission
            .as_ref()
            .map_or(Wind::CALM, |mission| mission.wind)
    }

    /// What was assumed of the mission, cut away from it, or stays unseen.
    pub fn remarks(&self) -> &[Objection] {
        self.mission
            .as_ref()
            .map_or(&[], |mission| mission.remarks.as_slice())
    }

    /// What looks at the area: the mission's camera, straight down.
    pub fn seeing(&self) -> Option<Seeing> {
        let mission = self.mission.as_ref()?;
        Some(Seeing {
            camera: mission.camera.clone(),
            pitch_deg: -90.0,
            ground_m: mission.ground_m,
            ahead_m: mission.ahead_m(),
        })
    }
}

fn read_mission(path: &Path) -> Result<(Mission, Vec<u8>), TaskError> {
    let bytes = read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let file = MissionFile::parse(&text).map_err(|source| TaskError::Mission {
        path: path.to_path_buf(),
        source,
    })?;
    let beside = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let mission = file
        .resolve(|name| input::read(beside.join(name)))
        .map_err(|faults| TaskError::Faults {
            path: path.to_path_buf(),
            faults,
        })?;
    Ok((mission, bytes))
}

fn read(path: &Path) -> Result<Vec<u8>, TaskError> {
    input::read(path).map_err(|source| TaskError::Io {
        path: path.to_path_buf(),
        source,
    })
}

fn list(faults: &[Objection]) -> String {
    let lines: Vec<_> = faults.iter().map(|fault| format!("  {fault}")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    fn check(path: &Path, words: &str) {
        let error = Task::read(path, None).unwrap_err();
        let told = format!("{error}: {}", error.source().unwrap());
        assert!(told.contains(words), "{told}");
    }

    #[test]
    fn what_is_endless_or_no_file_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let long = dir.path().join("long.plan");
        std::fs::File::create(&long)
            .unwrap()
            .set_len(1 << 30)
            .unwrap();
        check(&long, "long.plan: 1073741824 bytes are more than");
        check(dir.path(), "it is a folder, not a regular file");
        check(&dir.path().join("none"), "cannot read");
        if cfg!(unix) {
            check(Path::new("/dev/zero"), "it is a device");
        }
    }

    /// A corner of the area lies outside the fence, and the mission says `clip`.
    #[test]
    fn what_was_cut_away_from_a_mission_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("basin.toml");
        let text = r#"
name = "basin"
vehicle = "quadcopter-9kg"
camera = "survey-35mm"
pattern.lawnmower = {}
[area.polygon]
outer = [[51.9780, 4.1005], [51.9780, 4.1025], [51.9795, 4.1025], [51.9795, 4.1005]]
[flight]
height_m = 50
clip = true
[home]
position = [51.9774, 4.1]
height_m = 3
[[fence.include]]
polygon.outer = [[51.9766, 4.0985], [51.9766, 4.1020], [51.9810, 4.1020], [51.9810, 4.0985]]
"#;
        std::fs::write(&path, text).unwrap();
        let task = Task::read(&path, None).unwrap();
        let cut = |remark: &Objection| remark.reason.contains("cut away");
        assert!(task.remarks().iter().any(cut), "{:#?}", task.remarks());
    }
}
