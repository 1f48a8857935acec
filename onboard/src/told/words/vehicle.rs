//! What the vehicle itself told, in words.

use missions::telemetry::{EventKind, Fence, FenceBreach, Landed, Severity};

use super::{Said, Weight, said};

pub(super) fn of(kind: &EventKind) -> Option<Said> {
    let quiet = |what: String, why: String| Some(said(Weight::Quiet, what, why));
    match kind {
        EventKind::Mode { from, to } => {
            let before = from.map_or(String::new(), |from| format!("it was {from}"));
            quiet(format!("mode {to}"), before)
        }
        EventKind::Armed { armed: true } => quiet("motors armed".into(), String::new()),
        EventKind::Armed { armed: false } => quiet("motors disarmed".into(), String::new()),
        EventKind::Landed { landed } => Some(landed_words(*landed)),
        EventKind::Fence { fence } => Some(fence_words(*fence)),
        EventKind::Text { severity, text } => (*severity <= Severity::Warning)
            .then(|| said(Weight::Bad, format!("vehicle: {text}"), level(*severity))),
        EventKind::System { .. }
        | EventKind::Reached { .. }
        | EventKind::Current { .. }
        | EventKind::HomeSet { .. } => None,
        // The kinds may grow (they are marked so); `told::tests` has one of each of today's, and
        // none of them comes here.
        kind => Some(said(Weight::Bad, "the vehicle told", format!("{kind:?}"))),
    }
}

fn landed_words(landed: Landed) -> Said {
    let (weight, what) = match landed {
        Landed::OnGround => (Weight::Normal, "on the ground"),
        Landed::InAir => (Weight::Normal, "in the air"),
        Landed::TakingOff => (Weight::Quiet, "taking off"),
        Landed::Landing => (Weight::Quiet, "landing"),
    };
    said(weight, what, "by the vehicle's own account")
}

fn fence_words(fence: Fence) -> Said {
    let side = match fence.side {
        FenceBreach::None => "it does not say where",
        FenceBreach::Floor => "too low",
        FenceBreach::Ceiling => "too high",
        FenceBreach::Boundary => "across the boundary",
    };
    if fence.breached {
        let why = format!("{side}; breaches so far: {}", fence.count);
        said(Weight::Alarm, "the vehicle is outside its fence", why)
    } else {
        let why = format!("breaches so far: {}", fence.count);
        said(Weight::Normal, "the vehicle is inside its fence", why)
    }
}

/// How bad a text is, as the syslog levels are called.
const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Emergency => "emergency",
        Severity::Alert => "alert",
        Severity::Critical => "critical",
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
        Severity::Info => "info",
        Severity::Debug => "debug",
    }
}
