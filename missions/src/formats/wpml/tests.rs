//! What is in the archive, by DJI's rules.

use std::io::Read as _;

use super::*;
use crate::formats::sample;
use crate::formats::xml::{Element, parse};
use crate::plan::Task;

fn documents(plan: &Plan, sortie: usize) -> (Element, Element, Vec<String>) {
    let (bytes, losses) = write(plan, sortie).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        archive
            .by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        let root = parse(text.as_bytes()).unwrap();
        root.child("Document").unwrap().clone()
    };
    let losses = losses.iter().map(ToString::to_string).collect();
    (
        read("wpmz/template.kml"),
        read("wpmz/waylines.wpml"),
        losses,
    )
}

fn text<'a>(element: &'a Element, path: &str) -> &'a str {
    let found = path
        .split('/')
        .try_fold(element, |element, name| element.child(name));
    found.map_or("", |element| element.text.as_str())
}

#[test]
fn a_sortie_is_a_wayline_with_its_pictures() {
    let (template, waylines, losses) = documents(&sample::harbour(), 0);
    for document in [&template, &waylines] {
        assert_eq!(text(document, "missionConfig/finishAction"), "goHome");
        assert_eq!(text(document, "missionConfig/takeOffSecurityHeight"), "50");
    }
    let folder = waylines.child("Folder").unwrap();
    assert_eq!(text(folder, "executeHeightMode"), "relativeToStartPoint");
    let points: Vec<&Element> = folder.named("Placemark").collect();
    assert_eq!(points.len(), 6);
    for (index, point) in points.iter().enumerate() {
        assert_eq!(text(point, "index"), index.to_string());
        assert_eq!(text(point, "executeHeight"), "50");
        assert_eq!(
            text(point, "waypointHeadingParam/waypointHeadingMode"),
            "followWayline"
        );
    }
    let groups: Vec<&Element> = points[0].named("actionGroup").collect();
    assert_eq!(text(groups[0], "action/actionActuatorFunc"), "gimbalRotate");
    assert_eq!(
        text(
            groups[0],
            "action/actionActuatorFuncParam/gimbalPitchRotateAngle"
        ),
        "-90"
    );
    assert_eq!(
        text(groups[1], "actionTrigger/actionTriggerType"),
        "multipleDistance"
    );
    assert_eq!(text(groups[1], "actionTrigger/actionTriggerParam"), "25");
    assert_eq!(text(groups[1], "actionGroupEndIndex"), "1");
    // The speed of a waypoint is that of the way to the next one.
    assert_eq!(
        (
            text(points[0], "waypointSpeed"),
            text(points[1], "waypointSpeed")
        ),
        ("6.5", "9")
    );
    assert_eq!(losses[0], "fence: DJI WPML holds no fence");
    assert_eq!(
        template.child("Folder").unwrap().named("Placemark").count(),
        6
    );
}

#[test]
fn video_starts_and_stops_and_a_circle_becomes_points() {
    let (_, waylines, losses) = documents(&sample::harbour(), 1);
    let folder = waylines.child("Folder").unwrap();
    let functions: Vec<String> = folder
        .named("Placemark")
        .flat_map(|point| point.named("actionGroup"))
        .flat_map(|group| group.named("action"))
        .map(|action| text(action, "actionActuatorFunc").to_owned())
        .collect();
    let pair = ["startRecord", "stopRecord"];
    let expected: Vec<&str> = pair
        .iter()
        .chain(&pair)
        .chain(&pair)
        .copied()
        .chain(["hover"])
        .collect();
    assert_eq!(functions, expected);
    assert_eq!(text(&waylines, "missionConfig/finishAction"), "autoLand");
    // Six ends of lines, the start of the circle, 1.5 turns in steps of 10°, two on the way home.
    assert_eq!(folder.named("Placemark").count(), 6 + 1 + 54 + 2);
    assert!(
        losses.contains(&"leg 10: the circle is flown as straight pieces of 10°".to_owned()),
        "{losses:?}"
    );
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    let plan = sample::harbour();
    assert_eq!(write(&plan, 0).unwrap().0, write(&plan, 0).unwrap().0);
}

#[test]
fn what_wpml_cannot_fly_is_refused() {
    let mut plan = sample::harbour();
    plan.sorties[0].legs[2].to.height.above = crate::plan::Datum::Terrain;
    let error = write(&plan, 0).unwrap_err().to_string();
    assert!(
        error.starts_with("DJI WPML needs heights that all count from the ground"),
        "{error}"
    );
    plan.sorties[0].legs.retain(|leg| leg.task == Task::Return);
    let error = write(&plan, 0).unwrap_err().to_string();
    assert_eq!(error, "DJI WPML needs at least two waypoints");
}

/// What was written could once not be read.
#[test]
fn what_is_written_is_read_again_as_it_is_flown() {
    let written = sample::harbour();
    let (bytes, _) = write(&written, 0).unwrap();
    let (plan, losses) = crate::formats::read("x.kmz", &bytes).unwrap();
    assert_eq!(losses, []);
    let [sortie] = plan.sorties.as_slice() else {
        panic!("one wayline")
    };
    let tasks: Vec<&Task> = sortie.legs.iter().map(|leg| &leg.task).collect();
    let was: Vec<&Task> = written.sorties[0]
        .legs
        .iter()
        .map(|leg| &leg.task)
        .collect();
    // The gimbal turns at the first waypoint, where DJI's flight begins.
    let expected = [0, 2, 1, 3, 4, 5, 6, 7, 8].map(|index: usize| was[index]);
    assert_eq!(tasks, expected);
    for (leg, was) in sortie.legs.iter().zip([0, 2, 1, 3, 4, 5, 6, 7]).skip(1) {
        let was = &written.sorties[0].legs[was];
        if leg.task == Task::Transit || was.speed_m_s.is_some() {
            assert!(leg.to.position.distance_m(was.to.position) < 0.01);
            assert_eq!(leg.to.height, was.to.height);
        }
    }
    assert_eq!(sortie.legs[3].speed_m_s, Some(6.5));
}

/// The waylines of a sortie of the harbour with the first places that say `from` changed, read again.
fn changed(
    sortie: usize,
    from: &str,
    to: &str,
    times: usize,
) -> Result<(Plan, Vec<Loss>), crate::formats::ReadError> {
    let (bytes, _) = write(&sample::harbour(), sortie).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut text = String::new();
    let mut file = archive.by_name("wpmz/waylines.wpml").unwrap();
    file.read_to_string(&mut text).unwrap();
    assert!(text.contains(from), "{text}");
    read(text.replacen(from, to, times).as_bytes())
}

/// A take-off height, a time to hover, an angle once became 20, 0 and 0 without a word.
#[test]
fn what_is_not_said_is_taken_or_left_out_with_a_word() {
    let check = |sortie: usize, name: &str, expected: &str| {
        let (_, losses) = changed(
            sortie,
            &format!("wpml:{name}>"),
            &format!("wpml:other-{name}>"),
            2,
        )
        .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(
            losses.iter().any(|loss| loss.what == expected),
            "{name}: {losses:?}"
        );
    };
    check(
        0,
        "takeOffSecurityHeight",
        "it says no take-off height: 20 m is taken",
    );
    check(
        0,
        "gimbalPitchRotateAngle",
        "the action \"gimbalRotate\" does not say where to: it is left out",
    );
    check(
        1,
        "hoverTime",
        "the action \"hover\" does not say how long: it is left out",
    );
}

#[test]
fn a_waypoint_without_its_place_is_refused_by_its_own_name() {
    let error = changed(0, "Point>", "Spot>", 2).unwrap_err();
    assert!(error.to_string().ends_with("has no <Point>"), "{error}");
    let error = changed(0, "wpml:executeHeight>", "wpml:height>", 2).unwrap_err();
    let expected = "has no <wpml:executeHeight>";
    assert!(error.to_string().ends_with(expected), "{error}");
}

#[test]
fn heights_above_the_ellipsoid_and_curves_are_not_passed_over() {
    let error = changed(0, "relativeToStartPoint", "WGS84", 1).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("heights of mode \"WGS84\" are not read")
    );
    let curve = "coordinateTurn";
    let (_, losses) = changed(0, "toPointAndStopWithDiscontinuityCurvature", curve, 1).unwrap();
    assert_eq!(
        losses[0].what,
        "its turn is flown as a curve; it is read as a corner"
    );
    let (_, losses) = changed(0, "gimbalRotate", "panoShot", 1).unwrap();
    assert_eq!(
        losses[0].what,
        "the action \"panoShot\" on \"reachPoint\" is left out"
    );
}
