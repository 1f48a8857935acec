//! A plan's features, in a fixed order.

use serde_json::{Map, Value, json};

use super::{Feature, Geometry, circle};
use crate::geodesy::{Position, Region, Shape};
use crate::plan::draughts::Draughts;
use crate::plan::item::Item;
use crate::plan::{Datum, Height, Leg, Plan, Sortie, Task, Waypoint};

pub(in crate::formats) fn features(plan: &Plan) -> Vec<Feature> {
    let mut features = Vec::new();
    for region in &plan.area {
        let geometry = Geometry::Region(region.clone());
        features.push(feature("Area", "Area", "area", geometry));
    }
    if let Some(home) = plan.home {
        features.push(place("Home", "home", home));
    }
    for (index, sortie) in plan.sorties.iter().enumerate() {
        legs(plan, index + 1, sortie, &mut features);
    }
    if let Some(draughts) = &plan.draughts {
        features.extend(stations(draughts));
    }
    if let Some(fence) = &plan.airspace.fence {
        for shape in &fence.inclusions {
            features.push(shaped("Fence", "fence-inclusion", shape));
        }
        for shape in &fence.exclusions {
            features.push(shaped("Keep out", "fence-exclusion", shape));
        }
        features.extend(
            fence
                .breach_return
                .map(|to| place("Breach return", "breach-return", to)),
        );
    }
    for zone in &plan.airspace.zones {
        let mut feature = shaped(&zone.name, "zone", &zone.shape);
        let properties = &mut feature.properties;
        properties.insert("name".to_owned(), json!(zone.name));
        for (key, limit) in [("lower", zone.lower), ("upper", zone.upper)] {
            if let Some(height) = limit {
                insert_height(properties, key, height);
            }
        }
        features.push(feature);
    }
    for (index, point) in plan.airspace.rally.iter().enumerate() {
        features.push(place(
            &format!("Rally point {}", index + 1),
            "rally",
            *point,
        ));
    }
    features
}

/// The ship, the hovers and the marks, for whoever looks at the file on a map.
fn stations(draughts: &Draughts) -> Vec<Feature> {
    let ship = &draughts.ship;
    let outline = Region {
        outer: ship.corners(),
        holes: Vec::new(),
    };
    let mut hull = feature(&ship.name, "Ship", "ship", Geometry::Region(outline));
    hull.properties.insert("name".to_owned(), json!(ship.name));
    let heading_deg = json!(ship.pose.heading_deg);
    hull.properties
        .insert("heading_deg".to_owned(), heading_deg);
    let hovers = draughts.hovers.iter().zip(1..).flat_map(|(hover, number)| {
        let name = format!("{number} {}", hover.name());
        let mut place = feature(&name, "Ship", "station", Geometry::Point(hover.waypoint));
        insert_height(&mut place.properties, "height", hover.waypoint.height);
        let mark = Waypoint {
            position: hover.mark_position,
            height: Height::above_home(draughts.water_m),
        };
        let name = format!("marks {}", hover.name());
        let mut column = feature(&name, "Ship", "mark", Geometry::Point(mark));
        insert_height(&mut column.properties, "height", mark.height);
        for (key, value) in [
            ("station", json!(hover.name())),
            ("sortie", json!(hover.sortie + 1)),
            ("heading_deg", json!(hover.heading_deg)),
            ("pitch_deg", json!(hover.gimbal_pitch_deg)),
            ("focal_mm", json!(hover.focal_mm)),
            ("dwell_s", json!(hover.dwell_s)),
            ("mm_per_px", json!(hover.mm_per_px)),
        ] {
            place.properties.insert(key.to_owned(), value);
        }
        [place, column]
    });
    std::iter::once(hull).chain(hovers).collect()
}

fn feature(name: &str, folder: &str, role: &str, geometry: Geometry) -> Feature {
    let mut properties = Map::new();
    properties.insert("role".to_owned(), json!(role));
    Feature {
        name: name.to_owned(),
        folder: folder.to_owned(),
        geometry,
        properties,
    }
}

fn place(name: &str, role: &str, at: Waypoint) -> Feature {
    let mut feature = feature(name, "Places", role, Geometry::Point(at));
    insert_height(&mut feature.properties, "height", at.height);
    feature
}

fn shaped(name: &str, role: &str, shape: &Shape) -> Feature {
    match shape {
        Shape::Polygon(region) => feature(name, "Airspace", role, Geometry::Region(region.clone())),
        Shape::Circle { centre, radius_m } => {
            let geometry = Geometry::Region(circle(*centre, *radius_m));
            let mut feature = feature(name, "Airspace", role, geometry);
            insert_circle(&mut feature.properties, *centre, *radius_m);
            feature
        }
    }
}

fn legs(plan: &Plan, number: usize, sortie: &Sortie, features: &mut Vec<Feature>) {
    let folder = format!("Sortie {number}");
    let mut at = plan.home.map(|home| Waypoint {
        position: home.position,
        height: Height::above_home(0.0),
    });
    for (index, leg) in sortie.legs.iter().enumerate() {
        let from = at.replace(leg.to).unwrap_or(leg.to);
        let name = format!("Leg {number}.{}", index + 1);
        let mut feature = feature(&name, &folder, "leg", Geometry::Line(way(from, leg)));
        let properties = &mut feature.properties;
        properties.insert("sortie".to_owned(), json!(number));
        properties.insert("leg".to_owned(), json!(index + 1));
        insert_task(properties, &leg.task);
        insert_height(properties, "height", leg.to.height);
        if let Some(speed_m_s) = leg.speed_m_s {
            properties.insert("speed_m_s".to_owned(), json!(speed_m_s));
        }
        features.push(feature);
    }
}

/// Where a leg leads, ending exactly at its waypoint.
fn way(from: Waypoint, leg: &Leg) -> Vec<Waypoint> {
    let Task::Orbit {
        centre,
        radius_m,
        turns,
    } = leg.task
    else {
        return vec![from, leg.to];
    };
    let start_deg = centre.bearing_deg(leg.to.position);
    let sweep_deg = 360.0 * turns.clamp(-1.0, 1.0);
    let rim = (0..36).map(|step| {
        let bearing_deg = start_deg + sweep_deg * f64::from(step) / 36.0;
        Waypoint {
            position: centre.offset(bearing_deg, radius_m),
            height: leg.to.height,
        }
    });
    rim.chain([leg.to]).collect()
}

fn insert_task(properties: &mut Map<String, Value>, task: &Task) {
    let mut say = |key: &str, value: Value| properties.insert(key.to_owned(), value);
    let name = match task {
        Task::TakeOff => "take-off",
        Task::Transit => "transit",
        Task::Line { .. } => "line",
        Task::Orbit { .. } => "orbit",
        Task::Hold { .. } => "hold",
        Task::PointCamera { .. } => "point-camera",
        Task::Return => "return",
        Task::Land => "land",
        Task::Command(_) => "command",
    };
    say("task", json!(name));
    match *task {
        Task::Line {
            trigger_m: Some(trigger_m),
        } => {
            say("trigger_m", json!(trigger_m));
        }
        Task::Orbit {
            centre,
            radius_m,
            turns,
        } => {
            say("turns", json!(turns));
            insert_circle(properties, centre, radius_m);
        }
        Task::Hold { seconds } => {
            say("seconds", json!(seconds));
        }
        Task::PointCamera { pitch_deg, yaw_deg } => {
            say("pitch_deg", json!(pitch_deg));
            say("yaw_deg", json!(yaw_deg));
        }
        Task::Command(item) => insert_item(properties, &item),
        _ => {}
    }
}

/// Parameters that are NaN are left out.
fn insert_item(properties: &mut Map<String, Value>, item: &Item) {
    let mut say = |key: &str, value: Value| properties.insert(key.to_owned(), value);
    say("command", json!(item.command));
    say("frame", json!(item.frame));
    say("autocontinue", json!(item.autocontinue));
    let [p1, p2, p3, p4] = item.params;
    let numbers = [p1, p2, p3, p4, item.x, item.y, item.z];
    for (index, number) in numbers.iter().enumerate().filter(|(_, n)| n.is_finite()) {
        say(&format!("p{}", index + 1), json!(number));
    }
}

fn insert_circle(properties: &mut Map<String, Value>, centre: Position, radius_m: f64) {
    properties.insert("centre_lat".to_owned(), json!(centre.latitude_deg()));
    properties.insert("centre_lon".to_owned(), json!(centre.longitude_deg()));
    properties.insert("radius_m".to_owned(), json!(radius_m));
}

fn insert_height(properties: &mut Map<String, Value>, key: &str, height: Height) {
    let above = match height.above {
        Datum::Home => "home",
        Datum::Sea => "sea",
        Datum::Terrain => "terrain",
    };
    properties.insert(format!("{key}_m"), json!(height.metres));
    properties.insert(format!("{key}_above"), json!(above));
}
