//! Figures in, complaints out.

use super::*;

fn at(latitude: f64, longitude: f64) -> Position {
    Position::new(latitude, longitude).unwrap()
}

fn geojson(text: &str) -> Vec<Figure> {
    let outlines = read("area.geojson", text.as_bytes()).unwrap();
    outlines.into_iter().map(|outline| outline.figure).collect()
}

fn refused(name: &str, text: &str, expected: &str) {
    let error = read(name, text.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_polygon_with_a_hole_is_read_and_its_rings_are_opened() {
    let figures = geojson(
        r#"{"type":"Polygon","coordinates":[
            [[4,52],[4.1,52],[4.1,52.1],[4,52]],
            [[4.05,52.01],[4.06,52.01],[4.06,52.02],[4.05,52.01]]]}"#,
    );
    let outer = vec![at(52.0, 4.0), at(52.0, 4.1), at(52.1, 4.1)];
    let hole = vec![at(52.01, 4.05), at(52.01, 4.06), at(52.02, 4.06)];
    let holes = vec![hole];
    assert_eq!(figures, [Figure::Region(Region { outer, holes })]);
}

#[test]
fn collections_come_apart() {
    let figures = geojson(
        r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","properties":null,"geometry":{"type":"GeometryCollection","geometries":[
                {"type":"Point","coordinates":[4,52,10]},
                {"type":"MultiLineString","coordinates":[[[4,52],[5,52]],[[4,53],[5,53]]]}]}},
            {"type":"Feature","properties":{"name":"x"},"geometry":null}]}"#,
    );
    let line = |latitude| Figure::Line(vec![at(latitude, 4.0), at(latitude, 5.0)]);
    assert_eq!(
        figures,
        [Figure::Point(at(52.0, 4.0)), line(52.0), line(53.0)]
    );
}

#[test]
fn geojson_complaints_name_the_place() {
    refused(
        "a.json",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":
            {"type":"LineString","coordinates":[[4,52],[52,104]]}}]}"#,
        "features[0].geometry.coordinates[1]: latitude 104 is outside ±90 (positions are \
         [latitude, longitude]); GeoJSON has [longitude, latitude]",
    );
    refused(
        "a.json",
        r#"{"type":"Polygon","coordinates":[[[4,52],[5,52],[4,52]]]}"#,
        "coordinates: a ring of 2 points encloses nothing",
    );
    refused(
        "a.json",
        r#"{"type":"Square"}"#,
        "document: \"coordinates\" is missing",
    );
    refused(
        "a.json",
        "{",
        "line 1, column 1: not JSON: EOF while parsing an object",
    );
    refused("a.dxf", "", "\"a.dxf\" names no format that can be read");
}

const KML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>f</name>
<Placemark><name>Basin &amp; quay</name>
 <ExtendedData><Data name="lower"><value>100 ft AGL</value></Data></ExtendedData>
 <Polygon><outerBoundaryIs><LinearRing><coordinates>
   4,52,0 4.1,52,0
   4.1,52.1,0 4,52,0
 </coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder>
<Placemark><MultiGeometry><Point><coordinates>4,52</coordinates></Point></MultiGeometry></Placemark>
</Document></kml>"#;

#[test]
fn kml_placemarks_are_read_in_order() {
    let outlines = read("a.kml", KML.as_bytes()).unwrap();
    let [basin, point] = <[Outline; 2]>::try_from(outlines).unwrap();
    assert_eq!(basin.name.as_deref(), Some("Basin & quay"));
    assert_eq!(basin.properties["lower"], "100 ft AGL");
    assert_eq!(basin.place, "line 3, <Placemark>");
    assert!(matches!(basin.figure, Figure::Region(region) if region.outer.len() == 3));
    assert_eq!(point.figure, Figure::Point(at(52.0, 4.0)));
}

#[test]
fn kml_complaints_name_the_line() {
    refused(
        "a.kml",
        "<kml>\n<Placemark><Point/></Placemark></kml>",
        "line 2, <Point>: 0 coordinates where a point has one",
    );
    refused(
        "a.kml",
        "<kml><Placemark>\n<LineString><coordinates>4,52 x,1</coordinates></LineString></Placemark></kml>",
        "line 2, <LineString>: \"x,1\" is not longitude,latitude",
    );
    refused(
        "a.kml",
        "<svg/>",
        "line 1, <svg>: a KML document begins with <kml>",
    );
}

#[test]
fn a_kmz_is_unpacked_and_a_broken_one_is_told() {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("doc.kml", options).unwrap();
    archive.write_all(KML.as_bytes()).unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    assert_eq!(read("a.kmz", &bytes).unwrap().len(), 2);
    for length in 0..bytes.len() {
        assert!(read("a.kmz", &bytes[..length]).is_err());
    }
}
