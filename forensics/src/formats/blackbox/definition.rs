//! How the frames of one kind are packed: names, signs, what each field is a difference to, and
//! how the differences are encoded.

use std::borrow::Cow;

use super::encoding::Encoding;
use super::stream::Stream;

/// All kinds of frames of a log, and the numbers that predictors start from.
#[derive(Debug)]
pub(super) struct Definitions<'a> {
    pub intra: Definition<'a>,
    pub inter: Definition<'a>,
    pub slow: Option<Definition<'a>>,
    pub gps: Option<Definition<'a>>,
    pub home: Option<Definition<'a>>,
    pub minimum_throttle: i32,
    pub minimum_motor: i32,
    pub battery_reference: i32,
    /// An I frame comes every so many rounds of the loop.
    pub interval: u32,
    /// So many of so many rounds are logged.
    pub numerator: u32,
    pub denominator: u32,
}

/// One kind of frames.
#[derive(Clone, Debug)]
pub(super) struct Definition<'a> {
    names: Vec<Cow<'a, str>>,
    fields: Vec<Field>,
    groups: Vec<Group>,
}

#[derive(Clone, Copy, Debug)]
struct Field {
    is_signed: bool,
    predictor: Predictor,
}

/// Fields in a row that are packed together.
#[derive(Clone, Copy, Debug)]
struct Group {
    encoding: Encoding,
    from: usize,
    to: usize,
}

/// What a field is a difference to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Predictor {
    Zero,
    Previous,
    StraightLine,
    Average,
    MinimumThrottle,
    FirstMotor,
    Count,
    HomeLatitude,
    HomeLongitude,
    FifteenHundred,
    BatteryReference,
    MainTime,
    MinimumMotor,
}

/// What came before a frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past<'p> {
    /// The main frame before it, and the one before that.
    pub last: &'p [i32],
    pub before: &'p [i32],
    /// Rounds of the loop since then that were not logged on purpose.
    pub skipped: u32,
    /// Home's latitude and longitude, 1e-7 degrees.
    pub home: [i32; 2],
    /// The last main frame's time.
    pub time: i32,
}

impl<'a> Definition<'a> {
    /// `None` where the lists do not fit each other or something in them is not known.
    pub(super) fn new(
        names: Vec<Cow<'a, str>>,
        signs: &[bool],
        (predictors, encodings): (Vec<i32>, Vec<i32>),
        data_version: u32,
    ) -> Option<Self> {
        let count = names.len();
        if count == 0 || [signs.len(), predictors.len(), encodings.len()] != [count; 3] {
            return None;
        }
        let mut fields: Vec<Field> = Vec::with_capacity(count);
        for (number, is_signed) in predictors.iter().zip(signs) {
            let last = fields.last().map(|field| field.predictor);
            fields.push(Field {
                is_signed: *is_signed,
                predictor: Predictor::numbered(*number, last)?,
            });
        }
        let encoding =
            |number: &i32| Encoding::numbered(u32::try_from(*number).ok()?, data_version);
        let encodings: Option<Vec<Encoding>> = encodings.iter().map(encoding).collect();
        Some(Self {
            names,
            fields,
            groups: groups(&encodings?)?,
        })
    }

    pub(super) fn names(&self) -> &[Cow<'a, str>] {
        &self.names
    }

    pub(super) fn signs(&self) -> Vec<bool> {
        self.fields.iter().map(|field| field.is_signed).collect()
    }

    /// Whether a field's numbers have a sign.
    pub(super) fn is_signed(&self, field: usize) -> bool {
        self.fields.get(field).is_some_and(|field| field.is_signed)
    }

    /// Where a field is.
    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// A frame of this kind has at least so many bytes, its letter among them.
    pub(super) fn least(&self) -> usize {
        let some = self
            .groups
            .iter()
            .filter(|group| group.encoding.takes_bytes());
        some.count().saturating_add(1)
    }

    /// Reads a frame's fields.
    pub(super) fn read(
        &self,
        stream: &mut Stream<'_>,
        (past, start): (Past<'_>, &Definitions<'_>),
        frame: &mut Vec<i32>,
    ) -> Option<()> {
        frame.resize(self.fields.len(), 0);
        for group in &self.groups {
            let fields = frame.get_mut(group.from..group.to)?;
            group.encoding.read(stream, fields)?;
        }
        stream.align();
        self.predict(past, start, frame);
        Some(())
    }

    fn predict(&self, past: Past<'_>, start: &Definitions<'_>, frame: &mut [i32]) {
        let mut motor = 0;
        let motor_at = start.intra.motor();
        let lasts = past.last.iter().copied().chain(std::iter::repeat(0));
        let befores = past.before.iter().copied().chain(std::iter::repeat(0));
        let all = self.fields.iter().zip(frame).zip(lasts.zip(befores));
        for (at, ((field, number), (last, before))) in all.enumerate() {
            let guess = match field.predictor {
                Predictor::Zero => 0,
                Predictor::Previous => last,
                Predictor::StraightLine => last.wrapping_mul(2).wrapping_sub(before),
                Predictor::Average => field.average(last, before),
                Predictor::MinimumThrottle => start.minimum_throttle,
                Predictor::FirstMotor => motor,
                Predictor::Count => last
                    .wrapping_add(past.skipped.cast_signed())
                    .wrapping_add(1),
                Predictor::HomeLatitude => first(past.home),
                Predictor::HomeLongitude => second(past.home),
                Predictor::FifteenHundred => 1500,
                Predictor::BatteryReference => start.battery_reference,
                Predictor::MainTime => past.time,
                Predictor::MinimumMotor => start.minimum_motor,
            };
            *number = number.wrapping_add(guess);
            if Some(at) == motor_at {
                motor = *number;
            }
        }
    }

    /// Where the first motor is.
    fn motor(&self) -> Option<usize> {
        self.index("motor[0]")
    }
}

const fn first([number, _]: [i32; 2]) -> i32 {
    number
}

const fn second([_, number]: [i32; 2]) -> i32 {
    number
}

impl Field {
    /// Half the sum, towards zero.
    fn average(self, last: i32, before: i32) -> i32 {
        if self.is_signed {
            let sum = i64::from(last).wrapping_add(i64::from(before));
            (sum / 2) as i32
        } else {
            let sum = last.cast_unsigned().wrapping_add(before.cast_unsigned());
            (sum / 2).cast_signed()
        }
    }
}

impl Predictor {
    /// By its number in a header; the second field in a row that is predicted by home is its
    /// longitude.
    const fn numbered(number: i32, last: Option<Self>) -> Option<Self> {
        Some(match number {
            0 => Self::Zero,
            1 => Self::Previous,
            2 => Self::StraightLine,
            3 => Self::Average,
            4 => Self::MinimumThrottle,
            5 => Self::FirstMotor,
            6 => Self::Count,
            7 if matches!(last, Some(Self::HomeLatitude)) => Self::HomeLongitude,
            7 => Self::HomeLatitude,
            8 => Self::FifteenHundred,
            9 => Self::BatteryReference,
            10 => Self::MainTime,
            11 => Self::MinimumMotor,
            _ => return None,
        })
    }
}

/// Three and four fields are always packed together, eight only as many as there are in a row.
fn groups(encodings: &[Encoding]) -> Option<Vec<Group>> {
    let mut groups = Vec::new();
    let mut from = 0_usize;
    while let Some(encoding) = encodings.get(from) {
        let alike = encodings
            .get(from..)?
            .iter()
            .take_while(|other| *other == encoding);
        let count = alike.take(encoding.most()).count();
        let to = from.saturating_add(count);
        groups.push(Group {
            encoding: *encoding,
            from,
            to,
        });
        from = to;
    }
    Some(groups)
}
