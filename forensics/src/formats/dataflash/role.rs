//! Which kinds say something of a flight, and which of their columns, under all the names that
//! ArduPilot gave them over the years. Source: ArduPilot's `LogStructure.h` files, 3.1 to 4.6.

/// What a kind is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Other,
    Gps,
    GpsAccuracy,
    Position,
    Origin,
    Command,
    Attitude,
    Mode,
    Arm,
    Event,
    Error,
    Message,
    Battery,
    Throttle,
    Camera,
    Trigger,
    Parameter,
    Status,
    Version,
    Order,
}

impl Role {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "GPS" | "GPS2" | "GPSB" => Self::Gps,
            "GPA" => Self::GpsAccuracy,
            "POS" => Self::Position,
            "ORGN" => Self::Origin,
            "CMD" => Self::Command,
            "ATT" => Self::Attitude,
            "MODE" => Self::Mode,
            "ARM" => Self::Arm,
            "EV" => Self::Event,
            "ERR" => Self::Error,
            "MSG" => Self::Message,
            "BAT" | "CURR" => Self::Battery,
            "CTUN" => Self::Throttle,
            "CAM" => Self::Camera,
            "TRIG" => Self::Trigger,
            "PARM" => Self::Parameter,
            "STAT" => Self::Status,
            "VER" => Self::Version,
            "MAVC" | "MISE" => Self::Order,
            _ => Self::Other,
        }
    }

    /// The columns that are asked for, each under its newest name first.
    #[rustfmt::skip]
    pub(super) fn wanted(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Other => &[],
            Self::Gps => &[
                &["Lat"], &["Lng"], &["Alt"], &["Status"], &["GWk", "Week"], &["GMS", "TimeMS"],
                &["NSats"], &["Spd"], &["GCrs"], &["VZ"], &["RelAlt", "RAlt"], &["I"],
            ],
            Self::GpsAccuracy => &[&["HAcc"], &["I"]],
            Self::Position => &[&["Lat"], &["Lng"], &["Alt"], &["RelHomeAlt", "RelAlt"]],
            Self::Origin => &[&["Type"], &["Lat"], &["Lng"], &["Alt"]],
            Self::Command => &[&["CNum"], &["CId"], &["Lat"], &["Lng"], &["Alt"]],
            Self::Attitude => &[&["Roll"], &["Pitch"], &["Yaw"]],
            Self::Mode => &[&["ModeNum", "Mode"]],
            Self::Arm => &[&["ArmState"]],
            Self::Event => &[&["Id"]],
            Self::Error => &[&["Subsys"], &["ECode"]],
            Self::Message => &[&["Message"]],
            Self::Battery => &[
                &["Volt"], &["Curr"], &["RemPct"], &["Instance", "Inst", "I"],
            ],
            Self::Throttle => &[&["ThO", "ThrOut", "ThrO"]],
            Self::Camera | Self::Trigger => &[
                &["Lat"], &["Lng"], &["Alt"], &["RelAlt"], &["GPSWeek"], &["GPSTime"], &["Y", "Yaw"],
            ],
            Self::Parameter => &[&["Name"], &["Value"]],
            Self::Status => &[&["Armed"], &["isFlying"]],
            Self::Version => &[&["FWS"]],
            Self::Order => &[&["Cmd", "CId"], &["P1", "Prm1"], &["P2", "Prm2"], &["Res"]],
        }
    }
}
