//! The battery: open-circuit curve, internal resistance, charge.
//!
//! Lithium-polymer. The charge is counted in ampere-hours; the voltage under load sags by
//! I·R. Not modelled: temperature, ageing, slow relaxation after load.

use missions::vehicle::Vehicle as Profile;

/// Open-circuit voltage of one cell at 0, 5, 10, 20, … 100 % of charge, volts.
///
/// Source: the discharge table commonly printed for resting LiPo cells (3.27 V empty, 3.84 V half,
/// 4.20 V full).
const CELL_CURVE: [(f64, f64); 12] = [
    (0.00, 3.27),
    (0.05, 3.61),
    (0.10, 3.69),
    (0.20, 3.73),
    (0.30, 3.77),
    (0.40, 3.80),
    (0.50, 3.84),
    (0.60, 3.87),
    (0.70, 3.95),
    (0.80, 4.02),
    (0.90, 4.11),
    (1.00, 4.20),
];

/// Resistance of a cell and its wiring times its capacity, ohm·ampere-hours: 6 mΩ for 5 Ah.
const RESISTANCE_OHM_AH: f64 = 0.03;

/// Charge below which a pack is replaced by nothing: the sag equation has no solution.
const LEAST_TERMINAL_SHARE: f64 = 0.5;

/// What the pack is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pack {
    /// Cells in series.
    pub cells: u8,
    /// Capacity, ampere-hours.
    pub capacity_ah: f64,
    /// Resistance of one cell, ohms.
    pub cell_ohm: f64,
}

impl Pack {
    /// The pack that holds the profile's energy: 6 cells, 12 above 600 Wh, 4 below 60 Wh.
    pub fn of(profile: &Profile) -> Self {
        let cells = match profile.battery.energy_wh {
            wh if wh < 60.0 => 4,
            wh if wh < 600.0 => 6,
            _ => 12,
        };
        let capacity_ah = (profile.battery.energy_wh / (f64::from(cells) * mean_cell_v())).max(0.1);
        Self {
            cells,
            capacity_ah,
            cell_ohm: RESISTANCE_OHM_AH / capacity_ah,
        }
    }
}

/// A cell that fails: its open-circuit voltage falls and its resistance grows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CellFailure {
    /// Fall of its voltage, volts.
    pub drop_v: f64,
    /// Added resistance, ohms.
    pub added_ohm: f64,
}

/// The battery in flight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Battery {
    pack: Pack,
    charge_ah: f64,
    current_a: f64,
    voltage_v: f64,
    drawn_wh: f64,
    failure: CellFailure,
}

impl Battery {
    /// A pack charged to a share between 0 and 1.
    pub fn charged(pack: Pack, share: f64) -> Self {
        let mut battery = Self {
            pack,
            charge_ah: pack.capacity_ah * share.clamp(0.0, 1.0),
            current_a: 0.0,
            voltage_v: 0.0,
            drawn_wh: 0.0,
            failure: CellFailure::default(),
        };
        battery.voltage_v = battery.open_v();
        battery
    }

    /// What it is made of.
    pub const fn pack(&self) -> Pack {
        self.pack
    }

    /// Terminal voltage, volts.
    pub const fn voltage_v(&self) -> f64 {
        self.voltage_v
    }

    /// Voltage of each cell under the present load, volts; a failed cell is the first.
    pub fn cell_v(&self, cell: u8) -> f64 {
        let resting = cell_open_v(self.remaining());
        let healthy = resting - self.current_a * self.pack.cell_ohm;
        if cell == 0 {
            healthy - self.failure.drop_v - self.current_a * self.failure.added_ohm
        } else {
            healthy
        }
    }

    /// Current, amperes, out of the battery.
    pub const fn current_a(&self) -> f64 {
        self.current_a
    }

    /// Charge used since full, milliampere-hours.
    pub fn used_mah(&self) -> f64 {
        (self.pack.capacity_ah - self.charge_ah) * 1000.0
    }

    /// Energy delivered at the terminals since boot, watt-hours.
    pub const fn drawn_wh(&self) -> f64 {
        self.drawn_wh
    }

    /// Share of the charge that is left, 0 to 1.
    pub fn remaining(&self) -> f64 {
        (self.charge_ah / self.pack.capacity_ah).clamp(0.0, 1.0)
    }

    /// Whether it can no longer carry the rotors.
    pub fn is_empty(&self) -> bool {
        self.charge_ah <= 0.0
    }

    /// Lets a cell fail, or heals it with zeros.
    pub const fn fail_cell(&mut self, failure: CellFailure) {
        self.failure = failure;
    }

    /// Draws a power (W) for a time (s); returns the share of it that could be delivered.
    pub fn draw(&mut self, power_w: f64, seconds: f64) -> f64 {
        let open = self.open_v();
        let ohm = f64::from(self.pack.cells) * self.pack.cell_ohm + self.failure.added_ohm;
        let most = open * open * LEAST_TERMINAL_SHARE * (1.0 - LEAST_TERMINAL_SHARE) / ohm;
        let wanted = power_w.max(0.0);
        let given = if self.is_empty() {
            0.0
        } else {
            wanted.min(most)
        };
        // P = I·(U − I·R), the smaller root.
        let root = (open * open - 4.0 * ohm * given).max(0.0).sqrt();
        self.current_a = (open - root) / (2.0 * ohm);
        self.voltage_v = open - self.current_a * ohm;
        self.charge_ah = (self.charge_ah - self.current_a * seconds / 3600.0).max(0.0);
        self.drawn_wh += given * seconds / 3600.0;
        if wanted > 0.0 { given / wanted } else { 1.0 }
    }

    fn open_v(&self) -> f64 {
        f64::from(self.pack.cells) * cell_open_v(self.remaining()) - self.failure.drop_v
    }
}

fn cell_open_v(share: f64) -> f64 {
    CELL_CURVE
        .windows(2)
        .find(|pair| share <= pair[1].0)
        .map_or(CELL_CURVE[11].1, |pair| {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            y0 + (y1 - y0) * (share - x0) / (x1 - x0)
        })
}

fn mean_cell_v() -> f64 {
    CELL_CURVE
        .windows(2)
        .map(|pair| (pair[1].0 - pair[0].0) * (pair[0].1 + pair[1].1) / 2.0)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::super::tests::profile;
    use super::*;

    #[test]
    fn a_full_pack_delivers_the_profile_s_energy_less_what_its_resistance_takes() {
        let profile = profile();
        let mut battery = Battery::charged(Pack::of(&profile), 1.0);
        while !battery.is_empty() {
            battery.draw(300.0, 1.0);
        }
        let share = battery.drawn_wh() / profile.battery.energy_wh;
        assert!((0.95..1.0).contains(&share), "{share}");
    }

    #[test]
    fn the_voltage_sags_under_load_and_recovers() {
        let mut battery = Battery::charged(Pack::of(&profile()), 0.8);
        let resting = battery.voltage_v();
        battery.draw(500.0, 0.01);
        let loaded = battery.voltage_v();
        assert!(loaded < resting - 0.1, "{resting} {loaded}");
        let power = loaded * battery.current_a();
        assert!((power - 500.0).abs() < 1e-6, "{power}");
        battery.draw(0.0, 0.01);
        assert!((battery.voltage_v() - resting).abs() < 0.01);
    }

    #[test]
    fn a_failed_cell_lowers_the_pack_and_shows_as_the_first_cell() {
        let mut battery = Battery::charged(Pack::of(&profile()), 0.8);
        let whole = battery.voltage_v();
        battery.fail_cell(CellFailure {
            drop_v: 1.5,
            added_ohm: 0.01,
        });
        battery.draw(300.0, 0.01);
        assert!(battery.voltage_v() < whole - 1.5);
        assert!(battery.cell_v(0) < battery.cell_v(1) - 1.5);
    }

    #[test]
    fn an_empty_pack_delivers_nothing() {
        let mut battery = Battery::charged(Pack::of(&profile()), 0.0);
        assert_eq!(battery.draw(300.0, 1.0), 0.0);
        assert_eq!(battery.current_a(), 0.0);
    }
}
