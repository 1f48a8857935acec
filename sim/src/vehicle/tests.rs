//! A vehicle in the air, and what the tests of its parts share.

use missions::vehicle::{Battery, Blades, Rotor, Vehicle as Profile};

/// A patrol quadrotor of 6.5 kg with 550 Wh.
pub(crate) fn profile() -> Profile {
    Profile {
        name: "test quad".to_owned(),
        cruise_m_s: 10.0,
        top_air_m_s: 20.0,
        climb_m_s: 3.0,
        descent_m_s: 2.0,
        acceleration_m_s2: 2.5,
        mass_kg: 6.5,
        wind_limit_m_s: 12.0,
        rotor: Rotor::Blades(Blades {
            profile_w: 260.0,
            induced_w: 420.0,
            tip_m_s: 130.0,
            induced_m_s: 5.2,
            drag_kg_m: 0.06,
        }),
        battery: Battery {
            energy_wh: 550.0,
            reserve: 0.2,
        },
    }
}

mod energy;
mod failsafes;
pub(crate) mod flights;
mod items;
