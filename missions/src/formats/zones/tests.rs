//! Zones as they are published, and what is wrong with them.

use super::*;
use crate::geodesy::{Position, Shape};
use crate::height::{Datum, Height};

fn zones(name: &str, text: &str) -> (Vec<Zone>, Vec<String>) {
    let (zones, losses) = read(name, text.as_bytes()).unwrap();
    (zones, losses.iter().map(ToString::to_string).collect())
}

fn refused(name: &str, text: &str, expected: &str) {
    let error = read(name, text.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

fn at(latitude: f64, longitude: f64) -> Position {
    Position::new(latitude, longitude).unwrap()
}

/// A file of which nothing was understood once was a sky without zones.
#[test]
fn a_file_that_holds_no_zone_is_refused() {
    let says = |name: &str, text: &str, what: &str| {
        refused(name, text, &format!("file: holds no zone{what}"));
    };
    let ring = "<LinearRing><coordinates>8,54 9,54 9,55 8,54</coordinates></LinearRing>";
    let mark = |inner: &str| format!("<kml><Placemark>{inner}</Placemark></kml>");
    says("x.kml", "<kml><Document/></kml>", "");
    says(
        "x.kml",
        &mark(&format!("<name>R</name>{ring}")),
        ": line 1, <Placemark> \"R\": its <LinearRing> is not read; it is left out",
    );
    says(
        "x.kml",
        &mark(""),
        ": line 1, <Placemark>: has no geometry; it is left out",
    );
    for other in ["NetworkLink", "GroundOverlay"] {
        says(
            "x.kml",
            &format!("<kml><{other}/></kml>"),
            &format!(": line 1, <{other}>: is not read; it is left out"),
        );
    }
    says("x.json", r#"{"features":[]}"#, "");
    says(
        "x.json",
        r#"{"features":[{"name":"Z","restriction":"PROHIBITED","geometry":[]}]}"#,
        ": zone \"Z\": has no geometry; it is left out",
    );
    says(
        "x.json",
        r#"{"type":"FeatureCollection","features":[]}"#,
        "",
    );
    says(
        "x.json",
        r#"{"type":"Feature","properties":null,"geometry":null}"#,
        ": document: has no geometry; it is left out",
    );
    says(
        "x.json",
        r#"{"type":"MultiPolygon","coordinates":[]}"#,
        ": document: is empty; it is left out",
    );
}

#[test]
fn what_is_skipped_beside_a_zone_is_named() {
    let ring = "<LinearRing><coordinates>8,54 9,54 9,55 8,54</coordinates></LinearRing>";
    let zone = format!("<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>");
    let text = format!(
        "<kml><Placemark>{zone}</Placemark>\n<Placemark><name>R</name>{ring}</Placemark></kml>"
    );
    let (zones, losses) = zones("x.kml", &text);
    assert_eq!(zones.len(), 1);
    assert_eq!(
        losses,
        ["line 2, <Placemark> \"R\": its <LinearRing> is not read; it is left out"]
    );
}

const ED269: &str = r#"{"title":"NL","features":[
 {"identifier":"NLD01","country":"NLD","name":"Prison","type":"COMMON","restriction":"PROHIBITED",
  "applicability":[{"permanent":"YES"}],
  "geometry":[
   {"uomDimensions":"FT","lowerLimit":0,"lowerVerticalReference":"AGL","upperLimit":400,
    "upperVerticalReference":"AMSL","horizontalProjection":{"type":"Polygon","coordinates":
     [[[4,52],[4.1,52],[4.1,52.1],[4,52]],[[4.05,52.01],[4.06,52.01],[4.06,52.02],[4.05,52.01]]]}},
   {"uomDimensions":"M","lowerLimit":30,"lowerVerticalReference":"AGL","upperLimit":null,
    "horizontalProjection":{"type":"Circle","center":[4.2,52.2],"radius":750}}]},
 {"identifier":"NLD02","name":"Field","restriction":"NO_RESTRICTION","geometry":[]}]}"#;

#[test]
fn ed_269_polygons_and_circles_are_read() {
    let (zones, losses) = zones("zones.json", ED269);
    let [prison, circle] = zones.as_slice() else {
        panic!("{zones:?}")
    };
    assert_eq!(prison.name, "NLD01 Prison");
    assert!(matches!(&prison.shape, Shape::Polygon(r) if r.outer.len() == 3 && r.holes.len() == 1));
    assert_eq!(
        (prison.lower, prison.upper),
        (None, Some(Height::above_sea(121.92)))
    );
    let centre = at(52.2, 4.2);
    assert_eq!(
        circle.shape,
        Shape::Circle {
            centre,
            radius_m: 750.0
        }
    );
    let lower = Height {
        metres: 30.0,
        above: Datum::Terrain,
    };
    assert_eq!((circle.lower, circle.upper), (Some(lower), None));
    assert_eq!(
        losses,
        ["zone \"NLD02 Field\": has no restriction; it is left out"]
    );
}

#[test]
fn ed_269_complaints_name_the_place() {
    refused(
        "z.json",
        &ED269.replace("\"FT\"", "\"YD\""),
        "features[0].geometry[0].uomDimensions: \"YD\" is not \"M\" or \"FT\"",
    );
    refused(
        "z.json",
        &ED269.replace("750", "-750"),
        "features[0].geometry[1].horizontalProjection.radius: -750 is not a radius above 0",
    );
    refused("z.json", "{}", "document: \"features\" is missing");
}

const OPENAIR: &str = "* a comment\r
AC R\r
AN EHR 4 Vliehors * firing range\r
AL GND\r
AH FL 95\r
DP 53:14:00 N 004:50:00 E\r
DP 53:14:00 N 005:00:00 E\r
DP 53:20:00 N 005:00:00 E\r
\r
AC CTR
AN Circle
AY CTR
AL 100ft AGL
AH 1500ft MSL
V X=52:00:00 N 004:00:00 E
DC 2.5
SP 0,1,0,0,255
AC Q
AN Sector
AL 500ft
AH UNL
V D=-
V X=52:00:00 N 004:00:00 E
DP 52:00:00 N 004:00:00 E
DA 5,90,0
";

#[test]
fn openair_points_circles_and_arcs_are_read() {
    let (zones, losses) = zones("nl.openair", OPENAIR);
    let [range, circle, sector] = zones.as_slice() else {
        panic!("{zones:?}")
    };
    assert_eq!(range.name, "EHR 4 Vliehors");
    assert_eq!(
        (range.lower, range.upper),
        (None, Some(Height::above_sea(95.0 * 30.48)))
    );
    assert!(
        losses[0].starts_with("zone \"EHR 4 Vliehors\", AH: FL 95"),
        "{losses:?}"
    );
    let centre = at(52.0, 4.0);
    assert_eq!(
        circle.shape,
        Shape::Circle {
            centre,
            radius_m: 4630.0
        }
    );
    assert_eq!(
        circle.lower.map(|height| height.above),
        Some(Datum::Terrain)
    );
    let Shape::Polygon(region) = &sector.shape else {
        panic!("{sector:?}")
    };
    assert_eq!(sector.upper, None);
    // From east to north, anticlockwise: all of it is north-east of the centre.
    for corner in &region.outer[1..] {
        assert!((corner.distance_m(centre) - 9260.0).abs() < 1e-3);
        assert!(corner.bearing_deg(centre) >= 179.9 && corner.bearing_deg(centre) <= 270.2);
    }
}

#[test]
fn the_chords_of_an_arc_stay_within_a_metre_of_it() {
    let (zones, _) = zones("nl.openair", OPENAIR);
    let Shape::Polygon(region) = &zones[2].shape else {
        panic!("{zones:?}")
    };
    let centre = at(52.0, 4.0);
    for pair in region.outer[1..].windows(2) {
        let middle = pair[0].offset(
            pair[0].bearing_deg(pair[1]),
            pair[0].distance_m(pair[1]) / 2.0,
        );
        assert!(9260.0 - centre.distance_m(middle) <= 1.001);
    }
}

#[test]
fn an_arc_between_points_keeps_both_points() {
    let text = "AC R\nV X=52:00:00 N 004:00:00 E\nDB 52:05:00 N 004:00:00 E, 52:00:00 N 004:08:00 E\n\
                DP 52:00:00 N 004:00:00 E\n";
    let (zones, _) = zones("a.txt", text);
    let Shape::Polygon(region) = &zones[0].shape else {
        panic!("{zones:?}")
    };
    let n = region.outer.len();
    assert!(n > 50);
    assert_eq!(region.outer[0], at(52.0 + 5.0 / 60.0, 4.0));
    assert_eq!(region.outer[n - 2], at(52.0, 4.0 + 8.0 / 60.0));
}

#[test]
fn openair_complaints_name_the_line() {
    refused(
        "a.txt",
        "DP 52:00:00 N 004:00:00 E",
        "line 1: DP stands before any AC",
    );
    refused(
        "a.txt",
        "AC R\nDP 52:00:00 N 004:00 X",
        "line 2: \"004:00 X\": expected E or W",
    );
    refused(
        "a.txt",
        "AC R\nDC 5",
        "line 2: there is no V X= before it in this zone",
    );
    refused("a.txt", "AC R\nAN x\n", "zone at line 1: it has no shape");
    refused("a.txt", "hello", "file: no line begins a zone with AC");
    refused(
        "a.txt",
        "AC R\nAH tall",
        "line 2: \"tall\" is not a height such as GND, 1500ft AMSL, FL 95, 120 m AGL or UNL",
    );
}

#[test]
fn drawn_zones_have_limits_and_radii() {
    let (zones, losses) = zones(
        "z.geojson",
        r#"{"type":"FeatureCollection","features":[
         {"type":"Feature","properties":{"name":"A","lower":"50 m AGL","upper":"FL 60"},"geometry":
           {"type":"Polygon","coordinates":[[[4,52],[4.1,52],[4.1,52.1],[4,52]]]}},
         {"type":"Feature","properties":{"radius_m":250,"upper":90},"geometry":
           {"type":"Point","coordinates":[4,52]}}]}"#,
    );
    assert_eq!(
        zones[0].lower.map(|h| (h.metres, h.above)),
        Some((50.0, Datum::Terrain))
    );
    assert_eq!(zones[1].upper, Some(Height::above_sea(90.0)));
    assert_eq!(zones[1].name, "zone 2");
    assert_eq!(losses.len(), 1);
    refused(
        "z.geojson",
        r#"{"type":"Point","coordinates":[4,52]}"#,
        "document: a point is no zone without a property radius_m",
    );
}
