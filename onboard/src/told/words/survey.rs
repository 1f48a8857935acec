//! What a draught survey tells, in words.

use super::{Said, Weight, said};
use crate::survey::news::News;

pub(super) fn of(news: &News) -> Option<Said> {
    let normal = |what: String, why: String| Some(said(Weight::Normal, what, why));
    let bad = |what: String, why: &str| Some(said(Weight::Bad, what, why));
    match news {
        News::AtStation {
            station,
            number,
            of,
        } => normal(
            format!("station {number} of {of}: {station}"),
            String::new(),
        ),
        News::ColumnFound { station, mm_px, .. } => normal(
            format!("{station}: the column of marks is found"),
            format!("{mm_px:.1} mm a pixel"),
        ),
        News::Reading {
            station,
            draught_m: Some(draught_m),
            u95_m: Some(u95_m),
            next,
            ..
        } => normal(
            format!("{station}: {draught_m:.3} m ± {u95_m:.3} m"),
            next.clone(),
        ),
        News::Reading {
            station,
            reason,
            next,
            ..
        } => {
            let reason = reason.as_deref().unwrap_or("no reason was given");
            bad(format!("{station}: refused"), &format!("{reason}; {next}"))
        }
        News::Unread { station, reason } => bad(format!("{station} is not read"), reason),
        News::Interrupted { station } => bad(
            format!("the survey is interrupted at {station}"),
            "the vehicle is not the survey's now",
        ),
        News::ShipMoved { heading_deg, by_m } => normal(
            format!("the ship heads {heading_deg:.0}°"),
            format!("the stations move by up to {by_m:.1} m"),
        ),
        News::NotMoved { station, reason } => {
            bad(format!("{station} stays where the ship was"), reason)
        }
        News::NotFollowed { why } => bad("the ship is not followed".to_owned(), why),
        News::NotKept { file, reason } => bad(format!("{file} is not kept"), reason),
        News::Surveyed { read, of } if read == of => {
            normal(format!("all {of} stations are read"), String::new())
        }
        News::Surveyed { read, of } => bad(format!("{read} of {of} stations are read"), ""),
    }
}
