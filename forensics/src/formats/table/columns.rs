//! What each column of a table is, by its name; and whose table it is.

use super::rows::Row;

/// What a column can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Latitude,
    Longitude,
    /// Above the place of take-off.
    Height,
    /// Above the sea.
    Altitude,
    /// Since the flight or the log began.
    Elapsed,
    /// Date and time, UTC.
    Utc,
    /// Date and time of an unknown zone.
    Local,
    North,
    East,
    Down,
    Heading,
    Pitch,
    Roll,
    Satellites,
    Voltage,
    Current,
    Charge,
    Throttle,
    Photo,
    Video,
    Mode,
    Motors,
    Flying,
    Message,
    HomeLatitude,
    HomeLongitude,
    DeviceLatitude,
    DeviceLongitude,
}

/// The names of columns that mean a role, without units, in small letters; the best first.
const NAMES: &[(Role, &[&str])] = &[
    (
        Role::Latitude,
        &[
            "latitude",
            "aircraft latitude",
            "osd.latitude",
            "drone latitude",
            "gps_lat",
            "lat",
        ],
    ),
    (
        Role::Longitude,
        &[
            "longitude",
            "aircraft longitude",
            "osd.longitude",
            "drone longitude",
            "gps_lon",
            "lon",
            "lng",
        ],
    ),
    (
        Role::Height,
        &[
            "height_above_takeoff",
            "ascent",
            "aircraft barometric altitude",
            "osd.height",
            "relative altitude",
            "rel_alt",
            "relative height",
            "height",
        ],
    ),
    (
        Role::Altitude,
        &[
            "altitude_above_sealevel",
            "altitude",
            "osd.altitude",
            "abs_alt",
            "alt",
        ],
    ),
    (
        Role::Elapsed,
        &[
            "time",
            "elapsed time",
            "flight time",
            "osd.flytime",
            "elapsed",
        ],
    ),
    (
        Role::Utc,
        &[
            "datetime",
            "date/time",
            "custom.updatetime",
            "timestamp",
            "datetime_utc",
        ],
    ),
    (
        Role::Local,
        &[
            "",
            "datetime",
            "date/time",
            "timestamp",
            "date time",
            "local time",
            "custom.date [local]",
        ],
    ),
    (
        Role::North,
        &["xspeed", "velocityx", "aircraft vel - x", "osd.xspeed"],
    ),
    (
        Role::East,
        &["yspeed", "velocityy", "aircraft vel - y", "osd.yspeed"],
    ),
    (
        Role::Down,
        &["zspeed", "velocityz", "aircraft vel - z", "osd.zspeed"],
    ),
    (
        Role::Heading,
        &[
            "compass_heading",
            "aircraft heading",
            "osd.yaw",
            "heading",
            "yaw",
        ],
    ),
    (Role::Pitch, &["pitch", "aircraft pitch", "osd.pitch"]),
    (Role::Roll, &["roll", "aircraft roll", "osd.roll"]),
    (
        Role::Satellites,
        &[
            "satellites",
            "aircraft satellites",
            "osd.gpsnum",
            "satellites_num",
            "satellite count",
        ],
    ),
    (
        Role::Voltage,
        &[
            "voltage",
            "aircraft battery voltage",
            "battery.voltage",
            "battery voltage",
        ],
    ),
    (
        Role::Current,
        &[
            "current",
            "aircraft battery current",
            "battery.current",
            "battery current",
        ],
    ),
    (
        Role::Charge,
        &[
            "battery_percent",
            "aircraft battery power",
            "battery.chargelevel",
            "battery",
            "remainpowerpercent",
            "battery level",
        ],
    ),
    (Role::Throttle, &["rc_throttle"]),
    (Role::Photo, &["isphoto", "istakingphoto", "custom.isphoto"]),
    (Role::Video, &["isvideo", "istakingvideo", "custom.isvideo"]),
    (
        Role::Mode,
        &[
            "flycstate",
            "aircraft flight mode",
            "osd.flycstate",
            "flight mode",
            "f_mode",
        ],
    ),
    (
        Role::Motors,
        &[
            "aircraft motors on",
            "ismotoron",
            "aremotorson",
            "osd.ismotorup",
        ],
    ),
    (Role::Flying, &["aircraft flying", "isflying"]),
    (
        Role::Message,
        &["message", "info", "app.tip", "app.warn", "message(text)"],
    ),
    (
        Role::HomeLatitude,
        &["home latitude", "homelatitude", "home.latitude"],
    ),
    (
        Role::HomeLongitude,
        &["home longitude", "homelongitude", "home.longitude"],
    ),
    (
        Role::DeviceLatitude,
        &["device latitude", "mobile latitude", "app_gps.latitude"],
    ),
    (
        Role::DeviceLongitude,
        &["device longitude", "mobile longitude", "app_gps.longitude"],
    ),
];

/// The columns of a table.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    separator: u8,
    dialect: &'static str,
    labels: Vec<String>,
    /// Role, column, and what a number in it is multiplied with.
    found: Vec<(Role, usize, f64)>,
}

impl Columns {
    /// The columns that a row names; `None` where it names no flight's.
    pub(super) fn of(row: &Row<'_>, separator: u8) -> Option<Self> {
        let labels: Vec<String> = row
            .cells
            .iter()
            .map(|cell| cell.text().into_owned())
            .collect();
        if labels.len() < 4 || labels.iter().any(|label| label.len() > 200) {
            return None;
        }
        let mut columns = Self {
            separator,
            dialect: dialect(&labels),
            found: Vec::new(),
            labels,
        };
        columns.find();
        columns.is_flight().then_some(columns)
    }

    fn find(&mut self) {
        let names: Vec<(String, String)> = self.labels.iter().map(|label| split(label)).collect();
        for (role, known) in NAMES {
            let column = known.iter().find_map(|known| {
                names
                    .iter()
                    .position(|(name, unit)| name == known && fits(*role, unit))
            });
            if let Some(column) = column
                && let Some((_, unit)) = names.get(column)
            {
                self.found.push((*role, column, factor(unit)));
            }
        }
        // Litchi's and Yuneec's altitude is above home; nothing else in the table says how high.
        if matches!(self.dialect, "Litchi" | "Yuneec telemetry") {
            for (role, _, _) in &mut self.found {
                if *role == Role::Altitude {
                    *role = Role::Height;
                }
            }
        }
    }

    /// A place, a time, and something that only what flies has.
    fn is_flight(&self) -> bool {
        let has = |role: Role| self.found.iter().any(|(found, _, _)| *found == role);
        let is_placed = has(Role::Latitude) && has(Role::Longitude);
        let is_timed = has(Role::Utc) || has(Role::Local) || has(Role::Elapsed);
        let flies = [
            Role::Height,
            Role::Altitude,
            Role::Satellites,
            Role::Charge,
            Role::Mode,
        ];
        is_placed && is_timed && flies.into_iter().any(has)
    }

    /// Whose table it is.
    pub(super) const fn dialect(&self) -> &'static str {
        self.dialect
    }

    /// Whether its positions are the remote control's, not the aircraft's.
    pub(super) fn is_of_remote(&self) -> bool {
        self.dialect == "Yuneec remote GPS"
    }

    pub(super) const fn separator(&self) -> u8 {
        self.separator
    }

    /// The names as they stand in the file.
    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().map(String::as_str)
    }

    /// How many columns there are; one without a name at the end is none.
    pub(super) fn count(&self) -> usize {
        let named = self.labels.iter().rposition(|label| !label.is_empty());
        named.map_or(0, |last| last.saturating_add(1))
    }

    /// A row's number in a role, in metres, seconds, volts, amperes, degrees.
    pub(super) fn number(&self, row: &Row<'_>, role: Role) -> Option<f64> {
        let (column, factor) = self.column(role)?;
        row.number(column).map(|number| number * factor)
    }

    /// A row's text in a role.
    pub(super) fn text(&self, row: &Row<'_>, role: Role) -> Option<String> {
        let (column, _) = self.column(role)?;
        row.text(column).map(std::borrow::Cow::into_owned)
    }

    /// A row's yes or no in a role.
    pub(super) fn is_set(&self, row: &Row<'_>, role: Role) -> Option<bool> {
        let text = self.text(row, role)?;
        match text.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" => Some(true),
            "0" | "false" | "no" => Some(false),
            _ => None,
        }
    }

    fn column(&self, role: Role) -> Option<(usize, f64)> {
        let found = self.found.iter().find(|(found, _, _)| *found == role)?;
        Some((found.1, found.2))
    }
}

/// Whose table has these columns.
fn dialect(labels: &[String]) -> &'static str {
    let has = |name: &str| labels.iter().any(|label| label.trim() == name);
    if has("fsk_rssi") {
        "Yuneec telemetry"
    } else if has("lon")
        && has("accuracy")
        && has("angle")
        && labels.first().is_some_and(String::is_empty)
    {
        "Yuneec remote GPS"
    } else if has("pitchRaw") || has("altitude(m)") {
        "Litchi"
    } else if has("Date/Time (UTC)") && has("Elapsed Time (sec)") {
        "DroneDeploy"
    } else if has("time(millisecond)") && has("datetime(utc)") {
        "AirData"
    } else if labels.iter().any(|label| label.contains("Autel")) {
        "Autel"
    } else {
        "other"
    }
}

/// A name in small letters without its unit, and the unit.
fn split(label: &str) -> (String, String) {
    let label = label.trim().to_ascii_lowercase();
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some((name, unit)) = label.rsplit_once(open)
            && let Some(unit) = unit.strip_suffix(close)
        {
            return (name.trim().to_owned(), unit.trim().to_owned());
        }
    }
    (label, String::new())
}

/// Whether a unit goes with a role: a date is UTC only where it says so.
fn fits(role: Role, unit: &str) -> bool {
    match role {
        Role::Utc => unit == "utc",
        Role::Local => unit != "utc",
        Role::Elapsed => matches!(
            unit,
            "millisecond" | "milliseconds" | "ms" | "sec" | "s" | "second" | "seconds"
        ),
        _ => true,
    }
}

/// What a number is multiplied with to be in metres, seconds, volts, amperes.
fn factor(unit: &str) -> f64 {
    match unit {
        "feet" | "ft" => 0.3048,
        "mph" => 0.447_04,
        "km/h" | "kph" | "kmh" => 1.0 / 3.6,
        "knots" | "kt" => 1852.0 / 3600.0,
        "millisecond" | "milliseconds" | "ms" | "mv" | "ma" | "mm" => 0.001,
        "km" => 1000.0,
        _ => 1.0,
    }
}
