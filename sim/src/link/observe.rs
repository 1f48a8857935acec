//! From the simulated vehicle to the snapshot that telemetry is made of.

use super::snapshot::{
    Battery, Estimator, Fence, Gnss, Inertial, Mark, Mission, Place, Snapshot, Target, Truth, Turn,
};
use crate::vehicle::autopilot::Autopilot;
use crate::vehicle::modes::Manner;
use crate::vehicle::senses::Senses;
use crate::vehicle::{Vehicle, dynamics};

/// What the vehicle knows now. `ids` are the names of mission, fence and rally points.
pub(super) fn snapshot(vehicle: &Vehicle, ids: [u32; 3]) -> Snapshot {
    let (autopilot, senses) = (vehicle.asked(), vehicle.senses());
    Snapshot {
        time: senses.time,
        utc: senses.has_origin.then(|| vehicle.utc()),
        mode: autopilot.mode(),
        armed: autopilot.is_armed(),
        system: autopilot.system_state(),
        ready: autopilot.arming_objections().is_empty(),
        landed: autopilot.landed(),
        place: place(vehicle),
        turn: Turn::new(&senses.attitude, senses.rates_rad_s),
        inertial: inertial(senses),
        gnss: gnss(senses),
        battery: battery(vehicle),
        motors: vehicle.rotor_commands(),
        home: autopilot.home().map(|home| Mark {
            position: home.place.position,
            sea_m: home.place.height.metres,
        }),
        origin: origin(autopilot, senses),
        wind_ned_m_s: wind(vehicle.truth()),
        mission: Mission {
            current: autopilot.mission().current(),
            count: autopilot.mission().items().len() as u16,
            state: autopilot.mission().state(),
            ids,
        },
        target: target(autopilot, senses),
        fence: Fence {
            enabled: fence_is_enabled(autopilot),
            breach: autopilot.fence().breach(),
        },
        estimator: estimator(senses),
        channels: None,
        truth: truth(vehicle),
    }
}

fn place(vehicle: &Vehicle) -> Place {
    let (autopilot, senses) = (vehicle.asked(), vehicle.senses());
    let here = senses.position_ned_m;
    let sea_m = autopilot.sea_m(here);
    let home_sea_m = autopilot.home().map(|home| home.place.height.metres);
    Place {
        position: senses.has_origin.then(|| autopilot.position_of(here)),
        sea_m,
        home_m: home_sea_m.map_or(0.0, |home_m| sea_m - home_m),
        ned_m: senses.has_origin.then(|| here.into()),
        velocity_ned_m_s: senses.velocity_ned_m_s.into(),
        air_speed_m_s: vehicle.truth().air_velocity_ned_m_s.norm(),
    }
}

fn inertial(senses: &Senses) -> Inertial {
    Inertial {
        force_m_s2: senses.imu.force_m_s2.into(),
        gyro_rad_s: senses.imu.rates_rad_s.into(),
        field_gauss: senses.imu.field_gauss.into(),
        pressure_hpa: senses.baro.pressure_hpa,
        pressure_m: senses.baro.sea_m,
        celsius: senses.baro.temperature_c,
        vibration_m_s2: 0.0,
    }
}

fn gnss(senses: &Senses) -> Gnss {
    let gnss = &senses.gnss;
    Gnss {
        position: (gnss.fix >= 3).then_some(gnss.position),
        sea_m: gnss.sea_m,
        velocity_ned_m_s: gnss.velocity_ned_m_s.into(),
        satellites: gnss.satellites,
        dilution: [gnss.hdop, gnss.vdop],
        accuracy_m: [gnss.horizontal_m, gnss.vertical_m],
    }
}

fn battery(vehicle: &Vehicle) -> Battery {
    let battery = vehicle.battery();
    Battery {
        voltage_v: battery.voltage_v(),
        current_a: battery.current_a(),
        used_mah: battery.used_mah(),
        used_wh: battery.drawn_wh(),
        remaining: battery.remaining(),
        low: battery.remaining() < LOW,
        critical: battery.remaining() < CRITICAL,
    }
}

/// Shares of charge at which telemetry calls the battery low, and critical.
/// Source: PX4, `BAT_LOW_THR` and `BAT_CRIT_THR`.
const LOW: f64 = 0.15;
/// See [`LOW`].
const CRITICAL: f64 = 0.07;

fn origin(autopilot: &Autopilot, senses: &Senses) -> Option<Mark> {
    let zero = nalgebra::Vector3::zeros();
    senses.has_origin.then(|| Mark {
        position: autopilot.position_of(zero),
        sea_m: autopilot.sea_m(zero),
    })
}

/// The estimator of the simulated autopilot knows the wind as it is.
fn wind(truth: &dynamics::Truth) -> [f64; 3] {
    (truth.velocity_ned_m_s - truth.air_velocity_ned_m_s).into()
}

fn target(autopilot: &Autopilot, senses: &Senses) -> Option<Target> {
    let target = autopilot.target()?;
    let goal = target.goal_ned_m;
    let ahead = (goal - target.position_ned_m).xy();
    let aside = (senses.position_ned_m - target.position_ned_m).xy();
    Some(Target {
        position: autopilot.position_of(goal),
        sea_m: autopilot.sea_m(goal),
        yaw_rad: Some(target.yaw_deg.to_radians()),
        cross_track_m: ahead
            .try_normalize(1e-3)
            .map_or(0.0, |ahead| ahead.perp(&aside)),
    })
}

fn fence_is_enabled(autopilot: &Autopilot) -> bool {
    match autopilot.manner() {
        Manner::ArduPilot => autopilot
            .parameters()
            .get("FENCE_ENABLE")
            .is_some_and(|switch| switch != 0.0),
        Manner::Px4 => !autopilot.fence().items().is_empty(),
    }
}

fn estimator(senses: &Senses) -> Estimator {
    let error = senses.horizontal_error_m;
    Estimator {
        attitude: true,
        position: senses.has_position,
        glitch: senses.is_glitching,
        ratios: [error / 20.0, error / 10.0, 0.02, 0.05],
        accuracy_m: [error, 0.4],
    }
}

fn truth(vehicle: &Vehicle) -> Truth {
    let truth = vehicle.truth();
    let ned_m = truth.position_ned_m;
    Truth {
        position: vehicle.asked().position_of(ned_m),
        sea_m: vehicle.asked().sea_m(ned_m),
        velocity_ned_m_s: truth.velocity_ned_m_s.into(),
        turn: Turn::new(&truth.attitude, truth.rates_rad_s),
        force_m_s2: truth.specific_force_m_s2.into(),
    }
}
