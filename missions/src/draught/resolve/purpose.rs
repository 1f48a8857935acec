//! What a sheet wants to be found.

use super::super::cargo::{Operation, Purpose};
use super::super::sheet::Sheet;
use super::fault::Faults;

pub(super) fn purpose(sheet: &Sheet, faults: &mut Faults) -> Option<Purpose> {
    let cargo = sheet.cargo.unwrap_or_default();
    faults.positive("cargo.declared_t", cargo.declared_t);
    if let Some(constant_t) = cargo.constant_t.filter(|t| !t.is_finite()) {
        let reason = format!("{constant_t} is not a number");
        faults.error("cargo.constant_t", reason);
    }
    if sheet.initial.is_some() && sheet.last.is_some() {
        if cargo.constant_t.is_some() {
            let reason = "is not used: between two surveys the constant cancels";
            faults.warning("cargo.constant_t", reason);
        }
        return between_two(cargo.operation, faults);
    }
    sheet.arrival.as_ref()?;
    match (cargo.constant_t, sheet.ship.lightship_t) {
        (Some(constant_t), Some(_)) => Some(Purpose::OnBoard { constant_t }),
        (Some(_), None) => {
            let reason = "a single survey needs it to find the cargo";
            faults.error("ship.lightship_t", reason);
            None
        }
        (None, _) if cargo.declared_t.is_some() => {
            let reason = "a single survey needs it to find the cargo beside the declared weight";
            faults.error("cargo.constant_t", reason);
            None
        }
        (None, Some(_)) => Some(Purpose::Constant),
        (None, None) => Some(Purpose::Net),
    }
}

fn between_two(operation: Option<Operation>, faults: &mut Faults) -> Option<Purpose> {
    match operation {
        Some(Operation::Loading) => Some(Purpose::Loaded),
        Some(Operation::Discharging) => Some(Purpose::Discharged),
        None => {
            let reason = "say `loading` or `discharging`: two surveys do not";
            faults.error("cargo.operation", reason);
            None
        }
    }
}
