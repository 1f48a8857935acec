//! What a run leaves in its folder: the truth as it happens, each flight log when its flight is
//! over, and at the end whatever is left.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use missions::time::BootTime;

use crate::link::World;
use crate::vehicle::Vehicle;
use crate::vehicle::flight_log::FlightLog;

/// Between two lines of truth.
const EVERY: Duration = Duration::from_millis(100);

/// First line of the truth.
const HEADER: &str = "time_s,latitude_deg,longitude_deg,height_above_sea_m,\
north_m_s,east_m_s,down_m_s,roll_deg,pitch_deg,yaw_deg,armed,battery";

/// The folder of one run.
#[derive(Debug)]
pub(super) struct Record {
    folder: PathBuf,
    truths: Vec<BufWriter<File>>,
    due: BootTime,
    /// Which logs are in the folder: vehicle and number.
    kept: BTreeSet<(usize, u16)>,
}

impl Record {
    /// Makes the folder and begins `NAME.truth.csv` of each vehicle.
    pub(super) fn begin(folder: &Path, world: &World) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let truths = vehicles(world)
            .map(|vehicle| {
                let path = folder.join(format!("{}.truth.csv", vehicle.name()));
                let file = File::create(&path);
                let file = file.with_context(|| format!("cannot write {}", path.display()))?;
                let mut truth = BufWriter::new(file);
                writeln!(truth, "{HEADER}")?;
                Ok(truth)
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(Self {
            folder: folder.to_owned(),
            truths,
            due: BootTime::ZERO,
            kept: BTreeSet::new(),
        })
    }

    /// Writes the truth down, ten times in a simulated second.
    pub(super) fn note(&mut self, world: &World) -> anyhow::Result<()> {
        if world.now() < self.due {
            return Ok(());
        }
        self.due = world.now() + EVERY;
        for (truth, vehicle) in self.truths.iter_mut().zip(vehicles(world)) {
            writeln!(truth, "{}", line(vehicle)).context("cannot write the truth")?;
        }
        self.keep_logs(world, |log| !log.is_open())
    }

    /// Writes what is left: flight logs are written finished or not.
    pub(super) fn end(mut self, world: &World) -> anyhow::Result<()> {
        self.keep_logs(world, |_| true)?;
        self.flush()
    }

    /// Writes the flight logs that are wanted and not yet there, as `NAME.NUMBER.ulg` or `.bin`.
    fn keep_logs(
        &mut self,
        world: &World,
        wanted: impl Fn(&FlightLog) -> bool,
    ) -> anyhow::Result<()> {
        for (index, vehicle) in vehicles(world).enumerate() {
            for log in vehicle.logs().iter().filter(|log| wanted(log)) {
                if self.kept.insert((index, log.number())) {
                    self.keep_log(vehicle, log)?;
                    self.flush()?;
                }
            }
        }
        Ok(())
    }

    fn keep_log(&self, vehicle: &Vehicle, log: &FlightLog) -> anyhow::Result<()> {
        let suffix = log.path().rsplit('.').next().unwrap_or("log");
        let suffix = suffix.to_lowercase();
        let name = format!("{}.{}.{suffix}", vehicle.name(), log.number());
        let path = self.folder.join(name);
        std::fs::write(&path, log.bytes())
            .with_context(|| format!("cannot write the flight log {}", path.display()))
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        for truth in &mut self.truths {
            truth.flush().context("cannot write the truth")?;
        }
        Ok(())
    }
}

fn vehicles(world: &World) -> impl Iterator<Item = &Vehicle> {
    (0..world.vehicles()).filter_map(|index| world.vehicle(index))
}

fn line(vehicle: &Vehicle) -> String {
    let truth = vehicle.truth();
    let (position, sea_m) = vehicle.true_position();
    let (roll, pitch, yaw) = truth.euler_rad();
    let [north, east, down]: [f64; 3] = truth.velocity_ned_m_s.into();
    let [roll, pitch, yaw] = [roll, pitch, yaw].map(f64::to_degrees);
    format!(
        "{:.3},{:.9},{:.9},{sea_m:.3},{north:.3},{east:.3},{down:.3},{roll:.3},{pitch:.3},{:.3},{},{:.4}",
        vehicle.now().as_secs_f64(),
        position.latitude_deg(),
        position.longitude_deg(),
        yaw.rem_euclid(360.0),
        u8::from(vehicle.asked().is_armed()),
        vehicle.battery().remaining(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::vehicle::modes::Manner;
    use missions::geodesy::Position;

    #[test]
    fn the_truth_and_the_logs_are_left_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let home = Position::new(51.9774, 4.1).unwrap();
        let mut scenario = Scenario::single(Manner::ArduPilot, home);
        scenario.vehicles[0].charge = 0.9;
        let mut world = World::new(&scenario, 1);
        let mut record = Record::begin(folder.path(), &world).unwrap();
        for _ in 0..500 {
            world.step();
            record.note(&world).unwrap();
        }
        record.end(&world).unwrap();
        let truth = std::fs::read_to_string(folder.path().join("alpha.truth.csv")).unwrap();
        let rows: Vec<&str> = truth.lines().collect();
        assert_eq!(rows[0], HEADER);
        assert!((19..=21).contains(&(rows.len() - 1)), "{}", rows.len());
        assert!(rows[1].contains("51.977400"), "{}", rows[1]);
        assert!(rows.last().unwrap().ends_with(",0,0.9000"), "{rows:?}");
    }
}
