//! What all formats promise: round trips, and no panic on anything.

use proptest::prelude::*;

use super::*;

fn again(plan: &Plan, format: Format, name: &str) -> Plan {
    let (bytes, losses) = write(plan, format).unwrap();
    assert_eq!(losses, []);
    let (read, losses) = read(name, &bytes).unwrap();
    assert_eq!(losses, [], "{}", String::from_utf8_lossy(&bytes));
    read
}

#[test]
fn the_harbour_survives_geojson_and_kml_whole() {
    let plan = sample::harbour();
    assert_eq!(again(&plan, Format::GeoJson, "x.geojson"), plan);
    assert_eq!(again(&plan, Format::Kml, "x.kml"), plan);
}

#[test]
fn the_legs_survive_wpl_and_the_rest_is_told() {
    let mut plan = sample::harbour();
    for index in 0..2 {
        let (bytes, losses) = write_sortie(&plan, index, Format::Wpl).unwrap();
        let told: Vec<String> = losses.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "fence: WPL 110 holds no fence",
                "2 zones: WPL 110 holds no zones",
                "1 rally point: WPL 110 holds no rally points"
            ]
        );
        let (read, _) = read("x.waypoints", &bytes).unwrap();
        assert_eq!(read.sorties[0].legs, plan.sorties[index].legs);
        assert_eq!((read.home, read.cruise_m_s), (plan.home, plan.cruise_m_s));
    }
    let error = write_sortie(&plan, 2, Format::Wpl).unwrap_err().to_string();
    assert_eq!(error, "sortie 3 of 2: there is no such sortie");
    plan.airspace = crate::airspace::Airspace::default();
    let (_, losses) = write(&plan, Format::Wpl).unwrap();
    assert_eq!(
        losses[0].to_string(),
        "sorties 2 to 2: WPL 110 holds one sortie a file"
    );
}

#[test]
fn wpl_complaints_name_the_line() {
    let check = |text: &str, expected: &str| {
        let error = read("x.waypoints", text.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    check(
        "QGC WPL 120\n",
        "line 1: \"QGC WPL 120\" is not \"QGC WPL 110\"",
    );
    let head = "QGC WPL 110\r\n0\t1\t0\t16\t0\t0\t0\t0\t52\t4\t2\t1\r\n\r\n# c\r\n";
    check(
        &format!("{head}1 0 3 16 0 0 0 0 52 4 50"),
        "line 5: 11 fields where an item has 12",
    );
    check(
        &format!("{head}1 0 3 16 0 0 0 0 92 4 50 1"),
        "line 5: latitude 92 is outside ±90 (positions are [latitude, longitude])",
    );
    check(
        &format!("{head}2 0 3 16 0 0 0 0 52 4 50 1"),
        "line 5: index 2 where 1 follows",
    );
    check(
        &format!("{head}1 0 3 16 0 0 0 0 52 4 inf 1"),
        "line 5: z is infinite: \"inf\"",
    );
    check(
        &format!("{head}1 0 300 16 0 0 0 0 52 4 50 1"),
        "line 5: frame \"300\" is not a whole number in its range",
    );
    let (plan, _) = read(
        "x.txt",
        format!("{head} 1 0  3 22 0 0 0 NaN 52.0 4.0 50.0 1").as_bytes(),
    )
    .unwrap();
    assert_eq!(plan.sorties[0].legs[0].task, crate::plan::Task::TakeOff);
}

#[test]
fn unknown_features_and_members_are_written_back() {
    let (bytes, _) = write(&sample::harbour(), Format::GeoJson).unwrap();
    let mut document: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let tree = serde_json::json!({ "type": "Feature", "geometry": null, "properties": { "kind": "tree" } });
    document["features"].as_array_mut().unwrap().push(tree);
    document["crs_note"] = "kept".into();
    let (plan, losses) = read("x.json", &serde_json::to_vec(&document).unwrap()).unwrap();
    assert_eq!(losses, []);
    let (bytes, _) = write(&plan, Format::GeoJson).unwrap();
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&bytes).unwrap(),
        document
    );
}

#[test]
fn drawn_polygons_are_an_area_and_a_line_is_told() {
    let text = br#"{"type":"GeometryCollection","geometries":[
        {"type":"Polygon","coordinates":[[[4,52],[4.1,52],[4.1,52.1],[4,52]]]},
        {"type":"LineString","coordinates":[[4,52],[4.1,52]]}]}"#;
    let (plan, losses) = read("x.geojson", text).unwrap();
    assert_eq!(plan.area.len(), 1);
    assert_eq!(losses.len(), 1);
}

/// The `geojson` and `kml` crates read what we write.
#[test]
fn other_readers_agree() {
    let plan = sample::harbour();
    let (bytes, _) = write(&plan, Format::GeoJson).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let collection =
        ::geojson::FeatureCollection::try_from(text.parse::<::geojson::GeoJson>().unwrap())
            .unwrap();
    let legs: usize = plan.sorties.iter().map(|sortie| sortie.legs.len()).sum();
    let of_role = |role: &str| {
        let features = collection.features.iter();
        features
            .filter(|f| f.property("role").and_then(|v| v.as_str()) == Some(role))
            .count()
    };
    assert_eq!(
        (of_role("leg"), of_role("zone"), of_role("area")),
        (legs, 2, 1)
    );

    let (bytes, _) = write(&plan, Format::Kml).unwrap();
    let document: ::kml::Kml = String::from_utf8(bytes).unwrap().parse().unwrap();
    assert_eq!(placemarks(&document), collection.features.len());
}

fn placemarks(kml: &::kml::Kml) -> usize {
    match kml {
        ::kml::Kml::KmlDocument(document) => document.elements.iter().map(placemarks).sum(),
        ::kml::Kml::Document { elements, .. } => elements.iter().map(placemarks).sum(),
        ::kml::Kml::Folder(folder) => folder.elements.iter().map(placemarks).sum(),
        ::kml::Kml::Placemark(_) => 1,
        _ => 0,
    }
}

#[test]
fn the_extension_names_the_format() {
    for (path, format) in [
        ("out/PLAN.Plan", Some(Format::QgcPlan)),
        ("a.b/c.waypoints", Some(Format::Wpl)),
        ("geojson", Some(Format::GeoJson)),
        ("x.kmz", Some(Format::Wpml)),
        ("plan.d/readme", None),
        ("", None),
    ] {
        assert_eq!(Format::from_path(path), format, "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_plan_survives_geojson(plan in sample::any_plan(0..3)) {
        prop_assert_eq!(again(&plan, Format::GeoJson, "x.geojson"), plan);
    }

    #[test]
    fn any_plan_survives_kml(plan in sample::any_plan(0..3)) {
        prop_assert_eq!(again(&plan, Format::Kml, "x.kml"), plan);
    }

    #[test]
    fn any_legs_survive_wpl(plan in sample::any_plan(1..2)) {
        let (bytes, _) = write(&plan, Format::Wpl).unwrap();
        let (read, _) = read("x.wpl", &bytes).unwrap();
        prop_assert_eq!(&read.sorties[0].legs, &plan.sorties[0].legs);
    }
}
