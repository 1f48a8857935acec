//! Pictures and videos, from what the app says was taken: when, and where the aircraft was.

use crate::flight::{Event, EventKind, Flight, Media, MediaKind};

/// Pictures and videos, from what the app says was taken.
pub(super) fn media(flight: &Flight) -> Vec<Media> {
    let mut media: Vec<Media> = Vec::new();
    let mut running = false;
    for event in &flight.events {
        match event.kind {
            EventKind::Photo => media.push(medium(MediaKind::Photo, event, flight)),
            EventKind::Video { running: true } => {
                media.push(medium(MediaKind::Video, event, flight));
                running = true;
            }
            EventKind::Video { running: false } if running => {
                running = false;
                let video = media.iter_mut().rfind(|one| one.kind == MediaKind::Video);
                if let Some(video) = video {
                    let since = video.at.map(|at| event.at.since(at).as_secs_f64());
                    video.duration_s = since;
                }
            }
            _ => {}
        }
    }
    media
}

fn medium(kind: MediaKind, event: &Event, flight: &Flight) -> Media {
    let after = flight
        .fixes
        .partition_point(|fix| fix.sample.time < event.at);
    let fix = flight.fixes.get(after).or(flight.fixes.last());
    Media {
        at: Some(event.at),
        utc: fix.and_then(|fix| fix.sample.utc),
        position: fix.map(|fix| fix.sample.position),
        height_above_home_m: fix.and_then(|fix| fix.sample.height_above_home_m),
        aircraft_yaw_deg: fix
            .and_then(|fix| fix.sample.attitude)
            .map(|attitude| attitude.yaw_rad.to_degrees().rem_euclid(360.0)),
        ..Media::new(kind, event.trace)
    }
}
