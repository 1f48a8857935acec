//! What a run is made of: the plan, and what the mission file says of vehicle, camera and wind.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use missions::formats::{self, Loss, ReadError};
use missions::mission::Mission;
use missions::mission::file::{MissionFile, MissionFileError};
use missions::plan::Plan;
use missions::plan::check::Objection;
use missions::vehicle::Vehicle;
use missions::wind::Wind;
use thiserror::Error;

use crate::flown::Seeing;

/// The longest plan, mission file or zone file that is read, bytes; the formats take no more.
const LONGEST: u64 = formats::LARGEST as u64;

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
    /// A pipe, a device, a folder.
    #[error("{path} is no file: only files are read")]
    NoFile {
        /// Which.
        path: PathBuf,
    },
    /// Longer than anything that is meant to be read.
    #[error("{path} is longer than {limit} bytes, too long for what it should be")]
    TooLong {
        /// Which.
        path: PathBuf,
        /// What is read at most.
        limit: u64,
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
            let (mission, file) = read_mission(path)?;
            let plan = missions::planners::plan(&mission).map_err(|faults| TaskError::Faults {
                path: path.to_path_buf(),
                faults,
            })?;
            return Ok(Self {
                plan,
                mission: Some(mission),
                mission_file: Some(file),
                losses: Vec::new(),
            });
        }
        let bytes = read_bytes(path, LONGEST)?;
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
    let bytes = read_bytes(path, LONGEST)?;
    let text = String::from_utf8_lossy(&bytes);
    let file = MissionFile::parse(&text).map_err(|source| TaskError::Mission {
        path: path.to_path_buf(),
        source,
    })?;
    let beside = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let mission = file
        .resolve(|name| read_bytes(&beside.join(name), LONGEST))
        .map_err(|faults| TaskError::Faults {
            path: path.to_path_buf(),
            faults,
        })?;
    Ok((mission, bytes))
}

/// Reads a file of at most `limit` bytes; nothing endless, and nothing that has to be waited for.
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, TaskError> {
    let failed = |source| TaskError::Io {
        path: path.to_path_buf(),
        source,
    };
    let path_buf = || path.to_path_buf();
    // Before it is opened: opening a pipe waits for who writes to it.
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        return Err(TaskError::NoFile { path: path_buf() });
    }
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(TaskError::TooLong {
            path: path_buf(),
            limit,
        });
    }
    Ok(bytes)
}

fn list(faults: &[Objection]) -> String {
    let lines: Vec<_> = faults.iter().map(|fault| format!("  {fault}")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &Path, words: &str) {
        let error = read_bytes(path, 100).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }

    #[test]
    fn what_is_endless_or_no_file_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let long = dir.path().join("long.plan");
        std::fs::File::create(&long)
            .unwrap()
            .set_len(1 << 30)
            .unwrap();
        check(&long, "is longer than 100 bytes");
        check(dir.path(), "is no file");
        check(&dir.path().join("none"), "cannot read");
        if cfg!(unix) {
            check(Path::new("/dev/zero"), "is no file");
        }
    }

    #[test]
    fn a_file_of_exactly_the_limit_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("whole");
        std::fs::write(&path, [7; 100]).unwrap();
        assert_eq!(read_bytes(&path, 100).unwrap(), [7; 100]);
    }
}
