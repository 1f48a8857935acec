//! What a vehicle gives back, compared with what it was sent: exact where it matters, tolerant
//! where the wire rounds and where each autopilot is known to keep less.

use super::Kind;
use crate::link::manners::Autopilot;
use crate::link::manners::items::is_placed;
use crate::plan::item::Item;

/// A degree's 1e-7 and a half: the wire's step, and rounding to it.
const DEGREES: f64 = 1.5e-7;
/// ArduPilot stores heights in centimetres.
const METRES: f64 = 0.011;
/// PX4 turns a yaw into radians and back.
const YAW_DEG: f64 = 0.01;

/// One thing that came back otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Which item of the plan, from 0.
    pub index: usize,
    /// What of it.
    pub field: Field,
    /// What was sent; NaN where there is nothing.
    pub sent: f64,
    /// What came back; NaN where there is nothing.
    pub received: f64,
}

/// A field of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// There is no such item on one of the two sides; the numbers are commands.
    Item,
    /// The command.
    Command,
    /// What the height is measured from, as `MAV_FRAME`.
    Frame,
    /// Parameter 1 to 4.
    Param(u8),
    /// Latitude, degrees (parameter 5).
    X,
    /// Longitude, degrees (parameter 6).
    Y,
    /// Altitude, metres (parameter 7).
    Z,
    /// Whether the next item follows by itself.
    Autocontinue,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            index,
            field,
            sent,
            received,
        } = self;
        match field {
            Field::Item if received.is_nan() => write!(f, "item {index}: missing on the vehicle"),
            Field::Item => write!(f, "item {index}: only on the vehicle (command {received})"),
            Field::Param(n) => write!(f, "item {index}: parameter {n}: {sent} became {received}"),
            field => write!(f, "item {index}: {field:?}: {sent} became {received}"),
        }
    }
}

/// What differs between what was sent and what came back, both as a plan counts them.
///
/// Not a difference: rounding to float32, to 1e-7 degrees and to centimetres; the old names of
/// the same frames (5, 6, 11); the frame of an item without a place; parameters that the
/// autopilot is known not to keep ([`Autopilot::kept`]); NaN on both sides; for PX4 a yaw a full
/// turn away.
pub fn differences(
    sent: &[Item],
    received: &[Item],
    kind: Kind,
    autopilot: Autopilot,
) -> Vec<Difference> {
    let mut found = Vec::new();
    for index in 0..sent.len().max(received.len()) {
        match (sent.get(index), received.get(index)) {
            (Some(sent), Some(received)) => Comparison {
                index,
                kind,
                autopilot,
                sent,
                received,
            }
            .push_into(&mut found),
            (sent, received) => found.push(Difference {
                index,
                field: Field::Item,
                sent: sent.map_or(f64::NAN, |item| f64::from(item.command)),
                received: received.map_or(f64::NAN, |item| f64::from(item.command)),
            }),
        }
    }
    found
}

struct Comparison<'a> {
    index: usize,
    kind: Kind,
    autopilot: Autopilot,
    sent: &'a Item,
    received: &'a Item,
}

impl Comparison<'_> {
    fn push_into(&self, found: &mut Vec<Difference>) {
        let (sent, received) = (self.sent, self.received);
        if sent.command != received.command {
            let commands = [sent.command, received.command].map(f64::from);
            found.push(self.difference(Field::Command, commands));
            return;
        }
        self.push_params(found);
        if is_placed(sent.command) {
            self.push_place(found);
        } else {
            self.push_numbers(found);
        }
        let ours = self.kind == Kind::Mission && self.autopilot == Autopilot::Px4;
        if ours && sent.autocontinue != received.autocontinue {
            let flags =
                [sent.autocontinue, received.autocontinue].map(|flag| f64::from(u8::from(flag)));
            found.push(self.difference(Field::Autocontinue, flags));
        }
    }

    fn push_params(&self, found: &mut Vec<Difference>) {
        let expected = self.expected();
        for (n, (wanted, got)) in (1..).zip(expected.params.iter().zip(self.received.params)) {
            let original = self.sent.params[usize::from(n) - 1];
            let same = |wanted| self.is_same_param(n, wanted, got);
            if !self.compares(n) || same(*wanted) || same(original) {
                continue; // some versions keep what others drop
            }
            found.push(self.difference(Field::Param(n), [original, got]));
        }
    }

    /// What the autopilot should give back.
    fn expected(&self) -> Item {
        let prepared = Item {
            params: self.autopilot.prepared(self.sent).params,
            ..*self.sent
        };
        let kept = self.autopilot.kept(self.kind, &prepared);
        self.autopilot.as_planned(&kept)
    }

    /// Whether a parameter says anything: not where the autopilot is known to drop it.
    fn compares(&self, n: u8) -> bool {
        let polygon = matches!(self.sent.command, 5001..=5004);
        match self.kind {
            Kind::Mission => self.autopilot.keeps(self.sent.command)[usize::from(n) - 1],
            Kind::Fence => polygon && n == 1,
            Kind::Rally => false,
        }
    }

    fn is_same_param(&self, n: u8, wanted: f64, got: f64) -> bool {
        let yaw =
            n == 4 && self.autopilot == Autopilot::Px4 && matches!(self.sent.command, 16..=22);
        if yaw && wanted.is_finite() && got.is_finite() {
            let turn = (wanted - got).rem_euclid(360.0);
            return turn.min(360.0 - turn) <= YAW_DEG;
        }
        is_same_float(wanted, got)
    }

    fn push_place(&self, found: &mut Vec<Difference>) {
        let (sent, received) = (self.expected(), self.received);
        let places = [
            (Field::X, sent.x, received.x),
            (Field::Y, sent.y, received.y),
        ];
        for (field, wanted, got) in places {
            if !is_same_degrees(wanted, got) {
                found.push(self.difference(field, [wanted, got]));
            }
        }
        if self.kind == Kind::Fence {
            return; // corners have no height
        }
        if datum(sent.frame) != datum(received.frame) {
            let frames = [sent.frame, received.frame].map(f64::from);
            found.push(self.difference(Field::Frame, frames));
        }
        let tolerance = METRES + sent.z.abs() * 1e-6;
        if (sent.z - received.z).abs() > tolerance || sent.z.is_nan() != received.z.is_nan() {
            found.push(self.difference(Field::Z, [sent.z, received.z]));
        }
    }

    /// x, y and z of an item without a place: bare numbers, whatever frame they came back in.
    fn push_numbers(&self, found: &mut Vec<Difference>) {
        let bare = |item: &Item| {
            let scale = if item.is_global() { 1e7 } else { 1.0 };
            [item.x * scale, item.y * scale, item.z]
        };
        let fields = [Field::X, Field::Y, Field::Z];
        let pairs = bare(self.sent).into_iter().zip(bare(self.received));
        for (field, (wanted, got)) in fields.into_iter().zip(pairs) {
            let dropped = wanted.is_nan() && got == 0.0;
            if !dropped && !is_same_float(wanted, got) {
                found.push(self.difference(field, [wanted, got]));
            }
        }
    }

    const fn difference(&self, field: Field, [sent, received]: [f64; 2]) -> Difference {
        Difference {
            index: self.index,
            field,
            sent,
            received,
        }
    }
}

/// `MAV_FRAME` without the "integer" duplicates.
const fn datum(frame: u8) -> u8 {
    match frame {
        5 => 0,
        6 => 3,
        11 => 10,
        other => other,
    }
}

/// Equal as float32, or to within two of its steps.
fn is_same_float(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan()) || (a - b).abs() <= 2.4e-7 * a.abs().max(b.abs()) + 1e-9
}

fn is_same_degrees(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan()) || (a - b).abs() <= DEGREES
}

#[cfg(test)]
mod tests {
    use super::*;

    const WAYPOINT: Item = Item {
        command: 16,
        frame: 6,
        params: [2.5, 3.0, 0.0, -90.0],
        x: 22.270_179_6,
        y: 114.190_194_1,
        z: 40.004,
        autocontinue: true,
    };

    fn check(autopilot: Autopilot, received: Item, fields: &[Field]) {
        let found = differences(&[WAYPOINT], &[received], Kind::Mission, autopilot);
        let found: Vec<_> = found.iter().map(|difference| difference.field).collect();
        assert_eq!(found, fields, "{received:?}");
    }

    #[test]
    fn what_each_autopilot_is_known_to_change_is_no_difference() {
        let ardupilot = Item {
            frame: 3,
            params: [2.0, 0.0, 0.0, 0.0],
            z: 40.0,
            ..WAYPOINT
        };
        check(Autopilot::ArduPilot, ardupilot, &[]);
        let px4 = Item {
            params: [2.5, 3.0, 0.0, 270.0],
            ..WAYPOINT
        };
        check(Autopilot::Px4, px4, &[]);
    }

    #[test]
    fn what_moves_the_vehicle_is_a_difference() {
        use Autopilot::{ArduPilot, Px4};
        check(
            ArduPilot,
            Item {
                params: [0.0; 4],
                ..WAYPOINT
            },
            &[Field::Param(1)],
        );
        check(
            Px4,
            Item {
                params: [2.5, 3.0, 0.0, 0.0],
                ..WAYPOINT
            },
            &[Field::Param(4)],
        );
        check(
            Px4,
            Item {
                x: WAYPOINT.x + 3e-7,
                ..WAYPOINT
            },
            &[Field::X],
        );
        check(
            Px4,
            Item {
                y: f64::NAN,
                ..WAYPOINT
            },
            &[Field::Y],
        );
        check(
            Px4,
            Item {
                z: 40.1,
                ..WAYPOINT
            },
            &[Field::Z],
        );
        check(
            Px4,
            Item {
                frame: 0,
                ..WAYPOINT
            },
            &[Field::Frame],
        );
        check(
            Px4,
            Item {
                command: 17,
                ..WAYPOINT
            },
            &[Field::Command],
        );
        check(
            Px4,
            Item {
                autocontinue: false,
                ..WAYPOINT
            },
            &[Field::Autocontinue],
        );
    }

    #[test]
    fn a_missing_and_a_surplus_item_are_told() {
        let one = [WAYPOINT];
        let told = |sent: &[Item], received: &[Item]| {
            differences(sent, received, Kind::Mission, Autopilot::Px4)[0].to_string()
        };
        assert_eq!(told(&one, &[]), "item 0: missing on the vehicle");
        assert_eq!(told(&[], &one), "item 0: only on the vehicle (command 16)");
    }

    #[test]
    fn a_number_that_came_back_in_a_global_frame_is_the_same_number() {
        let shoot = Item {
            command: 203,
            frame: 2,
            params: [0.0; 4],
            x: 1.0,
            y: 0.0,
            z: 0.0,
            autocontinue: true,
        };
        let back = Item {
            frame: 0,
            x: 1e-7,
            ..shoot
        };
        assert_eq!(
            differences(&[shoot], &[back], Kind::Mission, Autopilot::ArduPilot),
            []
        );
        let lost = Item { x: 0.0, ..back };
        let found = differences(&[shoot], &[lost], Kind::Mission, Autopilot::ArduPilot);
        assert_eq!(found[0].field, Field::X);
    }
}
