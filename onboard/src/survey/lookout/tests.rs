//! What is found in drawn pictures, and how a reading ends.

use super::*;
use crate::vision::ruler::Refusal;

fn shot(time_s: f64) -> Shot {
    Shot {
        picture: Picture::new(64, 48, vec![90; 64 * 48 * 3]).unwrap(),
        time_s,
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a reader may refuse, this one does not"
)]
fn ruler(_picture: &Picture) -> Result<Ruler, Refusal> {
    let points = [(8.0, 30.0, 40.0), (8.2, 30.5, 30.0), (8.4, 31.0, 20.0)];
    Ok(Ruler::from_points(&points).unwrap())
}

#[test]
fn a_ruler_says_where_the_column_is_and_how_large() {
    let mut lookout = Lookout::new(ruler);
    lookout.go(Errand::Find);
    let seen = lookout.see(&shot(0.0));
    let [Seen::Frame { .. }, Seen::Column { foot, is_read, .. }] = &seen[..] else {
        panic!("{seen:?}");
    };
    assert!(*is_read);
    assert!((foot.mm_px - 20.0).abs() < 0.5, "{foot:?}");
    assert!((25.0..35.0).contains(&foot.at_px[0]));
    assert!(foot.at_px[1] > 40.0, "below the lowest figure: {foot:?}");
    assert_eq!(lookout.see(&shot(0.1)).len(), 1, "not in every frame");
}

#[test]
fn an_empty_picture_has_no_column_and_says_why() {
    let mut lookout = Lookout::default();
    lookout.go(Errand::Find);
    let seen = lookout.see(&shot(0.0));
    assert!(
        matches!(&seen[..], [_, Seen::Nothing { reason, .. }] if !reason.is_empty()),
        "{seen:?}"
    );
}

#[test]
fn a_reading_without_a_ruler_is_not_waited_for_to_its_end() {
    let mut lookout = Lookout::default();
    lookout.go(Errand::Read {
        station: "forward port".into(),
        attempt: 1,
        seconds: 60.0,
    });
    let mut taken = None;
    for n in 0..400 {
        let time_s = f64::from(n) * 0.25;
        for seen in lookout.see(&shot(time_s)) {
            if let Seen::Taken(found) = seen {
                taken.get_or_insert((time_s, found));
            }
        }
    }
    let (time_s, taken) = taken.unwrap();
    assert!((RULER_WITHIN_S..RULER_WITHIN_S + 1.0).contains(&time_s));
    assert!(taken.reading.reason.is_some() && taken.frame.is_some());
}

#[test]
fn a_video_that_ends_ends_the_reading_with_what_there_is() {
    let mut lookout = Lookout::new(ruler);
    lookout.go(Errand::Read {
        station: "forward port".into(),
        attempt: 2,
        seconds: 60.0,
    });
    lookout.see(&shot(0.0));
    let seen = lookout.end("it is over");
    let [Seen::Taken(taken), Seen::Ended { .. }] = &seen[..] else {
        panic!("{seen:?}");
    };
    assert_eq!((taken.station.as_str(), taken.attempt), ("forward port", 2));
    assert!(
        taken
            .reading
            .remarks
            .iter()
            .any(|r| r.contains("the video ended"))
    );
}

/// It was 8.443 m in one frame of a sea whose mean was 8.342 m, and passed for a reading.
#[test]
fn a_glimpse_of_the_water_is_no_reading() {
    let seen = |until_s: f64| {
        let mut reading = Reading::refused(&"");
        reading.status = Status::Read;
        let level = |time_s: f64| crate::vision::reading::LevelSeen {
            time_s,
            draught_m: 8.4,
            u_m: 0.01,
        };
        reading.levels = vec![level(0.0), level(until_s)];
        refuse_glimpse(&mut reading, 60.0);
        reading
    };
    assert_eq!(seen(58.0).status, Status::Read);
    let glimpse = seen(3.0);
    assert_eq!(glimpse.status, Status::Refused);
    assert!(glimpse.reason.unwrap().contains("3 s of 60 s"));
}
