//! Faults of a sheet, collected; each with its place and its value.

use std::ops::RangeInclusive;

use crate::plan::check::{Objection, Severity};
use crate::ship::HydrostaticTable;

#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Objection>);

impl Faults {
    pub(super) fn error(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.0.push(Objection::error(place, reason));
    }

    pub(super) fn warning(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.0.push(Objection::warning(place, reason));
    }

    /// Adds what somebody else found; once, where two surveys share a table.
    pub(super) fn add(&mut self, objection: Objection) {
        if !self.0.contains(&objection) {
            self.0.push(objection);
        }
    }

    /// Whether nothing found so far forbids going on.
    pub(super) fn are_mild(&self) -> bool {
        self.0.iter().all(|o| o.severity != Severity::Error)
    }

    pub(super) fn into_objections(self) -> Vec<Objection> {
        self.0
    }

    pub(super) fn positive(&mut self, place: &str, value: Option<f64>) {
        if let Some(value) = value.filter(|value| !(value.is_finite() && *value > 0.0)) {
            self.error(place, format!("{value} is not a positive number"));
        }
    }

    pub(super) fn not_negative(&mut self, place: &str, value: Option<f64>) {
        if let Some(value) = value.filter(|value| !(value.is_finite() && *value >= 0.0)) {
            self.error(place, format!("{value} is not a number from 0 up"));
        }
    }

    /// A half width of a 95 % interval: from 0 to what nobody would measure with.
    pub(super) fn half_width(&mut self, place: &str, value: Option<f64>, most: f64, unit: &str) {
        if let Some(value) = value {
            self.within(place, value, 0.0..=most, unit);
        }
    }

    pub(super) fn within(
        &mut self,
        place: &str,
        value: f64,
        range: RangeInclusive<f64>,
        unit: &str,
    ) {
        if !range.contains(&value) {
            let (low, high) = (range.start(), range.end());
            self.error(place, format!("{value} {unit} is outside {low} to {high}"));
        }
    }

    /// A density of water that ships float in or carry as ballast.
    pub(super) fn water(&mut self, place: &str, density_t_m3: f64) {
        self.within(
            place,
            density_t_m3,
            HydrostaticTable::DENSITIES_T_M3,
            "t/m³",
        );
    }
}
