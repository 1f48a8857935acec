//! From what is written to what can be run: every value is looked at, every message names its key.

use std::time::Duration;

use missions::mission::file::NameOr;
use missions::mission::profiles;
use missions::mission::resolve::vehicle_faults;
use missions::time::{BootTime, UtcTime};
use missions::vehicle::Vehicle as Profile;
use missions::wind::Wind;

use super::file::{AnyFault, BareFault, FaultEntry, File, VehicleEntry, WindEntry};
use super::{DEFAULT_START, Payload, Scenario, ScenarioError, VehicleSpec, patrol_quad};
use crate::berth::Berth;
use crate::eye::Optics;
use crate::faults::{Fault, LinkFault, VehicleFault, Window};
use crate::vehicle::parameters::Parameters;

type Checked<T> = Result<T, ScenarioError>;

pub(super) fn scenario(file: File) -> Checked<Scenario> {
    if file.vehicles.is_empty() {
        return Err(wrong("vehicles", "there must be at least one"));
    }
    let mut vehicles = Vec::new();
    for (index, entry) in file.vehicles.into_iter().enumerate() {
        let spec = vehicle(&format!("vehicles[{index}]"), index, entry)?;
        unique(&format!("vehicles[{index}]"), &vehicles, &spec)?;
        vehicles.push(spec);
    }
    for (index, entry) in file.faults.iter().enumerate() {
        add_fault(&format!("faults[{index}]"), entry, &mut vehicles)?;
    }
    let duration = file
        .duration_s
        .map(|seconds| within("duration_s", seconds, 0.0, 1e7))
        .transpose()?
        .map(Duration::from_secs_f64);
    Ok(Scenario {
        name: file.name,
        seed: file.seed,
        start: file.start_utc_s.map_or(DEFAULT_START, UtcTime::from_secs),
        duration,
        wind: winds(&file.wind)?,
        camera: camera(file.camera, file.ship.as_ref(), &vehicles)?,
        ship: ship(file.ship)?,
        vehicles,
    })
}

fn ship(entry: Option<Berth>) -> Checked<Option<Berth>> {
    let faults = entry.as_ref().map_or_else(Vec::new, Berth::faults);
    if faults.is_empty() {
        return Ok(entry);
    }
    Err(wrong("ship", faults.join("; ")))
}

fn camera(
    entry: Option<Optics>,
    ship: Option<&Berth>,
    vehicles: &[VehicleSpec],
) -> Checked<Option<(usize, Optics)>> {
    let Some(optics) = entry else {
        return Ok(None);
    };
    if ship.is_none() {
        return Err(wrong("camera", "there is no [ship] to look at"));
    }
    let faults = optics.faults();
    if !faults.is_empty() {
        return Err(wrong("camera", faults.join("; ")));
    }
    let is_meant = |spec: &VehicleSpec| {
        optics
            .vehicle
            .as_ref()
            .is_none_or(|name| *name == spec.name)
    };
    if let Some(index) = vehicles.iter().position(is_meant) {
        return Ok(Some((index, optics)));
    }
    let name = optics.vehicle.unwrap_or_default();
    Err(wrong(
        "camera.vehicle",
        format!("there is no vehicle called {name:?}"),
    ))
}

fn winds(entries: &[WindEntry]) -> Checked<Vec<(BootTime, Wind)>> {
    let mut winds: Vec<(BootTime, Wind)> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let key = format!("wind[{index}]");
        let at = seconds(&format!("{key}.at_s"), entry.at_s)?;
        if winds.last().is_some_and(|(before, _)| *before >= at) {
            return Err(wrong(
                format!("{key}.at_s"),
                format!("{} s is not after the entry before", entry.at_s),
            ));
        }
        let wind = Wind {
            speed_m_s: within(&format!("{key}.speed_m_s"), entry.speed_m_s, 0.0, 60.0)?,
            from_deg: within(&format!("{key}.from_deg"), entry.from_deg, -360.0, 360.0)?,
            gust_m_s: within(&format!("{key}.gust_m_s"), entry.gust_m_s, 0.0, 60.0)?,
        };
        winds.push((at, wind));
    }
    Ok(winds)
}

fn vehicle(key: &str, index: usize, entry: VehicleEntry) -> Checked<VehicleSpec> {
    let number = u8::try_from(index + 1).unwrap_or(0);
    let system = entry.system.unwrap_or(number);
    if system == 0 {
        return Err(wrong(format!("{key}.system"), "must be 1 to 255, is 0"));
    }
    let profile = profile(&format!("{key}.profile"), entry.profile)?;
    let spec = VehicleSpec {
        name: entry.name.unwrap_or_else(|| format!("vehicle {system}")),
        system,
        manner: entry.manner,
        home: entry.home,
        ground_m: within(&format!("{key}.ground_m"), entry.ground_m, -500.0, 9000.0)?,
        heading_deg: within(
            &format!("{key}.heading_deg"),
            entry.heading_deg,
            -360.0,
            360.0,
        )?,
        charge: within(&format!("{key}.charge"), entry.charge, 0.0, 1.0)?,
        link: entry.link,
        parameters: entry.parameters,
        payload: payload(&format!("{key}.payload"), entry.payload, &profile)?,
        faults: Vec::new(),
        link_faults: Vec::new(),
        profile,
    };
    let mut table = Parameters::new(spec.manner, &spec.profile, spec.system);
    for (name, value) in &spec.parameters {
        table
            .set(name, *value)
            .map_err(|reason| wrong(format!("{key}.parameters.{name}"), reason.to_string()))?;
    }
    Ok(spec)
}

/// Rotors give twice the weight, and half of that is wanted for climbing and for wind.
fn payload(key: &str, entry: Option<Payload>, profile: &Profile) -> Checked<Option<Payload>> {
    if let Some(payload) = &entry {
        within(&format!("{key}.kg"), payload.kg, 0.0, profile.mass_kg / 2.0)?;
        within(&format!("{key}.servo"), f64::from(payload.servo), 5.0, 14.0)?;
    }
    Ok(entry)
}

fn profile(key: &str, entry: Option<NameOr<Profile>>) -> Checked<Profile> {
    let profile = match entry {
        None => patrol_quad(),
        Some(NameOr::Own(own)) => *own,
        Some(NameOr::Name(name)) => profiles::vehicle(&name).ok_or_else(|| {
            let known: Vec<&str> = profiles::vehicle_names().collect();
            let known = known.join(", ");
            wrong(
                key,
                format!("no built-in vehicle is called {name:?}; there are {known}"),
            )
        })?,
    };
    check_profile(key, &profile)?;
    Ok(profile)
}

fn check_profile(key: &str, profile: &Profile) -> Checked<()> {
    for (name, value, most) in [
        ("cruise_m_s", profile.cruise_m_s, 60.0),
        ("top_air_m_s", profile.top_air_m_s, 80.0),
        ("climb_m_s", profile.climb_m_s, 30.0),
        ("descent_m_s", profile.descent_m_s, 30.0),
        ("acceleration_m_s2", profile.acceleration_m_s2, 20.0),
        ("mass_kg", profile.mass_kg, 200.0),
        ("battery.energy_wh", profile.battery.energy_wh, 20_000.0),
    ] {
        let key = format!("{key}.{name}");
        if !(value > 0.0 && value <= most) {
            return Err(wrong(
                key,
                format!("must be above 0 and at most {most}, is {value}"),
            ));
        }
    }
    // What planners ask of a profile is asked here, too: both fly by the same power curve.
    match vehicle_faults(profile).into_iter().next() {
        None => Ok(()),
        Some(fault) => Err(wrong(key, fault)),
    }
}

fn unique(key: &str, others: &[VehicleSpec], spec: &VehicleSpec) -> Checked<()> {
    if others.iter().any(|other| other.name == spec.name) {
        let reason = format!("another vehicle is called {:?} already", spec.name);
        return Err(wrong(format!("{key}.name"), reason));
    }
    if others.iter().any(|other| other.system == spec.system) {
        let reason = format!("another vehicle has number {} already", spec.system);
        return Err(wrong(format!("{key}.system"), reason));
    }
    Ok(())
}

fn add_fault(key: &str, entry: &FaultEntry, vehicles: &mut [VehicleSpec]) -> Checked<()> {
    let from = seconds(&format!("{key}.from_s"), entry.from_s)?;
    let to = entry
        .to_s
        .map(|to| seconds(&format!("{key}.to_s"), to))
        .transpose()?;
    if to.is_some_and(|to| to <= from) {
        return Err(wrong(format!("{key}.to_s"), "must be after from_s"));
    }
    check_fault(&format!("{key}.fault"), entry.fault)?;
    let window = Window { from, to };
    let mut is_known = false;
    for spec in vehicles {
        if entry
            .vehicle
            .as_ref()
            .is_some_and(|name| *name != spec.name)
        {
            continue;
        }
        is_known = true;
        match entry.fault {
            AnyFault::Link(kind) => spec.link_faults.push(Fault { window, kind }),
            AnyFault::Vehicle(kind) => spec.faults.push(Fault { window, kind }),
            AnyFault::Bare(BareFault::GnssLoss) => spec.faults.push(Fault {
                window,
                kind: VehicleFault::GnssLoss {},
            }),
            AnyFault::Bare(BareFault::LinkCut) => spec.link_faults.push(Fault {
                window,
                kind: LinkFault::LinkCut {},
            }),
        }
    }
    if is_known {
        return Ok(());
    }
    let name = entry.vehicle.clone().unwrap_or_default();
    Err(wrong(
        format!("{key}.vehicle"),
        format!("there is no vehicle called {name:?}"),
    ))
}

fn check_fault(key: &str, fault: AnyFault) -> Checked<()> {
    let check = |name: &str, value: f64, least: f64, most: f64| {
        within(&format!("{key}.{name}"), value, least, most).map(|_| ())
    };
    match fault {
        AnyFault::Link(LinkFault::PacketLoss { share }) => {
            check("packet-loss.share", share, 0.0, 1.0)
        }
        AnyFault::Link(LinkFault::Duplication { share }) => {
            check("duplication.share", share, 0.0, 1.0)
        }
        AnyFault::Link(LinkFault::Reordering { share, .. }) => {
            check("reordering.share", share, 0.0, 1.0)
        }
        AnyFault::Vehicle(VehicleFault::GnssJump {
            north_m,
            east_m,
            up_m,
        }) => {
            check("gnss-jump.north_m", north_m, -1e6, 1e6)?;
            check("gnss-jump.east_m", east_m, -1e6, 1e6)?;
            check("gnss-jump.up_m", up_m, -1e5, 1e5)
        }
        AnyFault::Vehicle(VehicleFault::CompassDrift { deg_s }) => {
            check("compass-drift.deg_s", deg_s, -90.0, 90.0)
        }
        AnyFault::Vehicle(VehicleFault::MotorWeakness { motor, left }) => {
            check("motor-weakness.motor", f64::from(motor), 1.0, 4.0)?;
            check("motor-weakness.left", left, 0.0, 1.0)
        }
        AnyFault::Vehicle(VehicleFault::Gust {
            speed_m_s,
            from_deg,
        }) => {
            check("gust.speed_m_s", speed_m_s, 0.0, 60.0)?;
            check("gust.from_deg", from_deg, -360.0, 360.0)
        }
        AnyFault::Vehicle(VehicleFault::CellFailure { drop_v, added_ohm }) => {
            check("cell-failure.drop_v", drop_v, 0.0, 4.2)?;
            check("cell-failure.added_ohm", added_ohm, 0.0, 1.0)
        }
        AnyFault::Link(LinkFault::Latency { .. } | LinkFault::LinkCut {})
        | AnyFault::Vehicle(VehicleFault::GnssLoss {})
        | AnyFault::Bare(_) => Ok(()),
    }
}

fn seconds(key: &str, value: f64) -> Checked<BootTime> {
    within(key, value, 0.0, 1e7).map(BootTime::from_secs_f64)
}

fn within(key: &str, value: f64, least: f64, most: f64) -> Checked<f64> {
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(wrong(key, format!("must be {least} to {most}, is {value}")))
    }
}

fn wrong(key: impl Into<String>, reason: impl Into<String>) -> ScenarioError {
    ScenarioError::Value {
        key: key.into(),
        reason: reason.into(),
    }
}
