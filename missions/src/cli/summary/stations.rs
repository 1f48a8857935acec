//! The hovers of a draught survey, for people and for machines.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::plan::Plan;
use crate::plan::draughts::{Hover, name};

/// A line for each station, in the order in which they are flown.
pub(super) fn write(out: &mut String, plan: &Plan) -> std::fmt::Result {
    let Some(draughts) = &plan.draughts else {
        return Ok(());
    };
    let ship = &draughts.ship;
    writeln!(
        out,
        "\n{}, {:.0} m by {:.0} m, heading {:.0}°\n",
        ship.name, ship.form.length_m, ship.form.beam_m, ship.pose.heading_deg
    )?;
    writeln!(
        out,
        "station              sortie  off   high  look-down  heading  lens    mm/px  reads  light"
    )?;
    for hover in &draughts.hovers {
        writeln!(out, "{}", line(hover))?;
    }
    for refused in &draughts.refused {
        let station = name(refused.station, refused.side);
        writeln!(out, "{station:<19}  not flown: {}", refused.reason)?;
    }
    if let Some(share) = draughts.quarter_mean_share(60.0) {
        writeln!(
            out,
            "\nquarter mean: {share:.2} of the standard uncertainty of a reading of 60 s"
        )?;
    }
    if let Some(draught_m) = ship.ais_draught_m {
        writeln!(
            out,
            "by her AIS she draws {draught_m:.1} m; that goes into no reading"
        )?;
    }
    Ok(())
}

/// The same for machines: what the plan keeps of it.
pub(super) fn json(plan: &Plan) -> Value {
    json!(plan.draughts)
}

fn line(hover: &Hover) -> String {
    let light = match hover.light {
        Some(light) if light.sunlit => "sunlit",
        Some(_) => "shade",
        None => "-",
    };
    format!(
        "{:<19}  {:>6}  {:>3.0} m  {:>2.0} m  {:>8.0}°  {:>6.0}°  {:>3.0} mm  {:>5.1}  {:>3.0} s  {}{}",
        hover.name(),
        hover.sortie + 1,
        hover.range_m * hover.gimbal_pitch_deg.to_radians().cos(),
        hover.place.height_m(),
        -hover.gimbal_pitch_deg,
        hover.heading_deg,
        hover.focal_mm,
        hover.mm_per_px,
        hover.dwell_s,
        light,
        if hover.lee { ", lee" } else { "" }
    )
}
