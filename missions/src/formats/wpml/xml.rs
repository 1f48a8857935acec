//! The two documents. The order of elements is that of DJI's examples.

use std::fmt::Write as _;

use super::flight::{Action, Flight, Point};

/// What the aircraft executes.
pub(super) fn waylines(flight: &Flight) -> String {
    let mut doc = Document::begin();
    doc.config(flight);
    doc.open("Folder");
    doc.say("wpml:templateId", 0);
    let mode = if flight.above_ground {
        "realTimeFollowSurface"
    } else {
        "relativeToStartPoint"
    };
    doc.say("wpml:executeHeightMode", mode);
    doc.say("wpml:waylineId", 0);
    doc.say("wpml:distance", round(flight.distance_m));
    doc.say("wpml:duration", round(flight.time_s));
    doc.say("wpml:autoFlightSpeed", round(flight.speed_m_s));
    for (index, point) in flight.points.iter().enumerate() {
        doc.open("Placemark");
        doc.point(index, point);
        doc.say("wpml:executeHeight", round(point.height_m));
        doc.say("wpml:waypointSpeed", round(point.speed_m_s));
        doc.heading("wpml:waypointHeadingParam");
        doc.open("wpml:waypointTurnParam");
        doc.say("wpml:waypointTurnMode", TURN);
        doc.say("wpml:waypointTurnDampingDist", 0);
        doc.close("wpml:waypointTurnParam");
        doc.say("wpml:useStraightLine", 1);
        doc.actions(flight, index, point);
        doc.close("Placemark");
    }
    doc.close("Folder");
    doc.end()
}

/// What DJI Pilot 2 and FlightHub 2 show and edit.
pub(super) fn template(flight: &Flight) -> String {
    let mut doc = Document::begin();
    doc.say("wpml:author", "Shearwater");
    doc.config(flight);
    doc.open("Folder");
    doc.say("wpml:templateType", "waypoint");
    doc.say("wpml:templateId", 0);
    doc.open("wpml:waylineCoordinateSysParam");
    doc.say("wpml:coordinateMode", "WGS84");
    let mode = if flight.above_ground {
        "aboveGroundLevel"
    } else {
        "relativeToStartPoint"
    };
    doc.say("wpml:heightMode", mode);
    doc.close("wpml:waylineCoordinateSysParam");
    doc.say("wpml:autoFlightSpeed", round(flight.speed_m_s));
    let highest_m = flight.points.iter().map(|p| p.height_m).fold(0.0, f64::max);
    doc.say("wpml:globalHeight", round(highest_m));
    doc.say("wpml:gimbalPitchMode", "manual");
    doc.heading("wpml:globalWaypointHeadingParam");
    doc.say("wpml:globalWaypointTurnMode", TURN);
    doc.say("wpml:globalUseStraightLine", 1);
    for (index, point) in flight.points.iter().enumerate() {
        doc.open("Placemark");
        doc.point(index, point);
        doc.say("wpml:ellipsoidHeight", round(point.height_m));
        doc.say("wpml:height", round(point.height_m));
        doc.say("wpml:useGlobalHeight", 0);
        doc.say("wpml:useGlobalSpeed", 0);
        doc.say("wpml:useGlobalHeadingParam", 1);
        doc.say("wpml:useGlobalTurnParam", 1);
        doc.say("wpml:waypointSpeed", round(point.speed_m_s));
        doc.say("wpml:useStraightLine", 1);
        doc.actions(flight, index, point);
        doc.close("Placemark");
    }
    doc.close("Folder");
    doc.end()
}

/// To the point, stop, turn: the only mode that flies the lines as they are planned.
const TURN: &str = "toPointAndStopWithDiscontinuityCurvature";

struct Document(String);

impl Document {
    fn begin() -> Self {
        Self(String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <kml xmlns=\"http://www.opengis.net/kml/2.2\" xmlns:wpml=\"http://www.dji.com/wpmz/1.0.2\">\n\
             <Document>\n",
        ))
    }

    fn end(mut self) -> String {
        self.0.push_str("</Document>\n</kml>\n");
        self.0
    }

    fn open(&mut self, name: &str) {
        self.write(format_args!("<{name}>\n"));
    }

    fn close(&mut self, name: &str) {
        self.write(format_args!("</{name}>\n"));
    }

    /// Names and numbers of ours only: nothing here needs escaping.
    fn say(&mut self, name: &str, value: impl std::fmt::Display) {
        self.write(format_args!("<{name}>{value}</{name}>\n"));
    }

    fn write(&mut self, arguments: std::fmt::Arguments<'_>) {
        self.0
            .write_fmt(arguments)
            .expect("writing to a string does not fail");
    }

    fn config(&mut self, flight: &Flight) {
        self.open("wpml:missionConfig");
        self.say("wpml:flyToWaylineMode", "safely");
        self.say("wpml:finishAction", flight.finish);
        self.say("wpml:exitOnRCLost", "executeLostAction");
        self.say("wpml:executeRCLostAction", "goBack");
        self.say(
            "wpml:takeOffSecurityHeight",
            round(flight.security_height_m),
        );
        self.say("wpml:globalTransitionalSpeed", round(flight.speed_m_s));
        self.open("wpml:droneInfo");
        self.say("wpml:droneEnumValue", 77);
        self.say("wpml:droneSubEnumValue", 0);
        self.close("wpml:droneInfo");
        self.open("wpml:payloadInfo");
        self.say("wpml:payloadEnumValue", 66);
        self.say("wpml:payloadSubEnumValue", 0);
        self.say("wpml:payloadPositionIndex", 0);
        self.close("wpml:payloadInfo");
        self.close("wpml:missionConfig");
    }

    fn heading(&mut self, name: &str) {
        self.open(name);
        self.say("wpml:waypointHeadingMode", "followWayline");
        self.say("wpml:waypointHeadingAngle", 0);
        self.say("wpml:waypointPoiPoint", "0.000000,0.000000,0.000000");
        self.say("wpml:waypointHeadingPathMode", "followBadArc");
        self.close(name);
    }

    fn point(&mut self, index: usize, point: &Point) {
        let [latitude, longitude]: [f64; 2] = point.position.into();
        self.write(format_args!(
            "<Point><coordinates>{longitude:.8},{latitude:.8}</coordinates></Point>\n"
        ));
        self.say("wpml:index", index);
    }

    /// Group numbers: two for each waypoint, so that they are unique.
    fn actions(&mut self, flight: &Flight, index: usize, point: &Point) {
        if !point.actions.is_empty() {
            self.begin_group(2 * index, index, index);
            self.trigger("reachPoint", None);
            for (id, action) in point.actions.iter().enumerate() {
                self.action(id, *action);
            }
            self.close("wpml:actionGroup");
        }
        if let Some(photos) = flight.photos.iter().find(|photos| photos.from == index) {
            self.begin_group(2 * index + 1, photos.from, photos.to);
            self.trigger("multipleDistance", Some(photos.distance_m));
            self.begin_action(0, "takePhoto");
            self.say("wpml:fileSuffix", "line");
            self.say("wpml:payloadPositionIndex", 0);
            self.say("wpml:useGlobalPayloadLensIndex", 1);
            self.end_action();
            self.close("wpml:actionGroup");
        }
    }

    fn begin_group(&mut self, id: usize, from: usize, to: usize) {
        self.open("wpml:actionGroup");
        self.say("wpml:actionGroupId", id);
        self.say("wpml:actionGroupStartIndex", from);
        self.say("wpml:actionGroupEndIndex", to);
        self.say("wpml:actionGroupMode", "sequence");
    }

    fn trigger(&mut self, kind: &str, parameter: Option<f64>) {
        self.open("wpml:actionTrigger");
        self.say("wpml:actionTriggerType", kind);
        if let Some(parameter) = parameter {
            self.say("wpml:actionTriggerParam", round(parameter));
        }
        self.close("wpml:actionTrigger");
    }

    fn action(&mut self, id: usize, action: Action) {
        match action {
            Action::Gimbal { pitch_deg } => {
                self.begin_action(id, "gimbalRotate");
                self.say("wpml:gimbalHeadingYawBase", "north");
                self.say("wpml:gimbalRotateMode", "absoluteAngle");
                self.say("wpml:gimbalPitchRotateEnable", 1);
                self.say("wpml:gimbalPitchRotateAngle", round(pitch_deg));
                self.say("wpml:gimbalRollRotateEnable", 0);
                self.say("wpml:gimbalRollRotateAngle", 0);
                self.say("wpml:gimbalYawRotateEnable", 0);
                self.say("wpml:gimbalYawRotateAngle", 0);
                self.say("wpml:gimbalRotateTimeEnable", 0);
                self.say("wpml:gimbalRotateTime", 0);
                self.say("wpml:payloadPositionIndex", 0);
            }
            Action::Hover { seconds } => {
                self.begin_action(id, "hover");
                self.say("wpml:hoverTime", round(seconds));
            }
            Action::StartRecord => {
                self.begin_action(id, "startRecord");
                self.say("wpml:fileSuffix", "line");
                self.say("wpml:payloadPositionIndex", 0);
                self.say("wpml:useGlobalPayloadLensIndex", 1);
            }
            Action::StopRecord => {
                self.begin_action(id, "stopRecord");
                self.say("wpml:payloadPositionIndex", 0);
            }
        }
        self.end_action();
    }

    fn begin_action(&mut self, id: usize, function: &str) {
        self.open("wpml:action");
        self.say("wpml:actionId", id);
        self.say("wpml:actionActuatorFunc", function);
        self.open("wpml:actionActuatorFuncParam");
    }

    fn end_action(&mut self) {
        self.close("wpml:actionActuatorFuncParam");
        self.close("wpml:action");
    }
}

/// Two decimals: a centimetre, a centimetre per second.
fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}
