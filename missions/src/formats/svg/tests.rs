//! Pictures: well-formed, the same each time, and holding what they must.
//! `SHEARWATER_PICTURES=DIR` leaves them in a folder to be looked at.

use super::*;
use crate::formats::{sample, xml};
use crate::plan::{Height, Leg, Sortie, Task, Waypoint};

fn shown(name: &str, picture: &str) -> xml::Element {
    if let Some(folder) = std::env::var_os("SHEARWATER_PICTURES") {
        let path = std::path::Path::new(&folder).join(format!("{name}.svg"));
        std::fs::write(path, picture).unwrap();
    }
    assert!(
        !picture.contains("NaN") && !picture.contains("inf"),
        "{picture}"
    );
    let root = xml::parse(picture.as_bytes()).unwrap();
    assert_eq!(root.name, "svg");
    root
}

fn texts(element: &xml::Element) -> Vec<String> {
    let mut all = vec![element.text.clone()];
    all.extend(element.children.iter().flat_map(texts));
    all
}

#[test]
fn a_picture_is_well_formed_and_the_same_each_time() {
    let plan = sample::harbour();
    let picture = write(&plan);
    assert_eq!(picture, write(&plan));
    let words = texts(&shown("harbour", &picture));
    for word in [
        "Maasmond, basin 4",
        "0.56 km² · 2 sorties · swath 80 m · 9.0 m/s",
        "5.12 km · 12 min 40 s · 61.5 Wh",
        "EHR 27 <tanks & pipes>",
        "Zone above the flight",
        "Left out of the area",
        "200 m",
        "51°57′10″N",
        "N",
    ] {
        assert!(
            words.iter().any(|text| text == word),
            "{word} not in {words:?}"
        );
    }
}

#[test]
fn what_was_flown_is_drawn_over_what_was_planned() {
    let plan = sample::harbour();
    let legs = plan.sorties.iter().flat_map(|sortie| &sortie.legs);
    let track: Vec<Position> = legs.map(|leg| leg.to.position.offset(70.0, 9.0)).collect();
    let events = [
        Event {
            position: track[3],
            text: "wind above the limit: return",
        },
        Event {
            position: track[9],
            text: "link to the ground lost for 12 s",
        },
    ];
    let overlay = Overlay {
        track: &track,
        seen: &plan.area,
        events: &events,
        wind: Some(Wind {
            speed_m_s: 6.5,
            from_deg: 240.0,
            gust_m_s: 3.0,
        }),
        subtitle: Some("flown 2026-11-22 07:00 UTC · 97.8 % of the area seen"),
        facts: &[("Camera", "survey-35mm".into())],
        sortie: Some(0),
    };
    let words = texts(&shown("flown", &draw(&plan, &overlay)));
    for word in [
        "Flown track",
        "End of the track",
        "Flight",
        "Camera",
        "survey-35mm",
        "Sortie 1 · vehicle 1 · flown",
        "Seen",
        "wind above the limit: return",
        "6.5 m/s from 240°, gusts +3",
    ] {
        assert!(
            words.iter().any(|text| text == word),
            "{word} not in {words:?}"
        );
    }
}

fn at(latitude: f64, longitude: f64) -> Waypoint {
    Waypoint {
        position: Position::new(latitude, longitude).unwrap(),
        height: Height::above_home(50.0),
    }
}

fn flown(to: &[Waypoint]) -> Plan {
    let leg = |to: &Waypoint| Leg {
        task: Task::Line { trigger_m: None },
        to: *to,
        speed_m_s: None,
    };
    Plan {
        sorties: vec![Sortie {
            legs: to.iter().map(leg).collect(),
            ..Sortie::default()
        }],
        ..Plan::default()
    }
}

#[test]
fn a_plan_across_the_antimeridian_is_one_small_map() {
    let plan = flown(&[at(-17.0, 179.99), at(-17.01, -179.99)]);
    let words = texts(&shown("antimeridian", &write(&plan)));
    assert!(words.contains(&"500 m".to_owned()), "{words:?}");
    assert!(words.iter().any(|text| text.ends_with('W')));
    assert!(
        words
            .iter()
            .any(|text| text.starts_with("179°") && text.ends_with('E'))
    );
}

#[test]
fn a_plan_of_nothing_of_a_point_and_of_half_the_earth_can_be_drawn() {
    shown("nothing", &write(&Plan::default()));
    shown("point", &write(&flown(&[at(52.0, 4.0)])));
    shown("pole", &write(&flown(&[at(90.0, 0.0), at(89.9, 120.0)])));
    shown("earth", &write(&flown(&[at(52.0, 4.0), at(-34.0, 151.0)])));
}
