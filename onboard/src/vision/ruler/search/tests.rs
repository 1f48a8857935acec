//! Columns drawn for the purpose, the shared pictures, and pictures of nothing.

use super::super::follow;
use super::*;
use crate::vision::glyphs::plate::{Layout, Lettering, Plate};
use crate::vision::glyphs::strokes::{Hand, Style};
use crate::vision::glyphs::view::View;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;
use std::path::PathBuf;

const STYLE: Style = Style {
    hand: Hand::Round,
    width: 0.72,
    thick: 0.17,
    variant: 0,
    bridge: 0.0,
};

fn column(layout: Layout, low_m: f32) -> Plate {
    let lettering = Lettering {
        layout,
        ..Lettering::plain(low_m, low_m + 1.7)
    };
    let mut plate = Plate::plain(&lettering, STYLE);
    plate.water_m = Some(low_m + 0.2);
    plate
}

fn view(middle_m: f64) -> View {
    View {
        look_deg: [15.0, 4.0, 2.0],
        noise: 4.0,
        ..View::square([960, 720], middle_m, 330.0)
    }
}

/// Reads a drawn column: everywhere within 8 mm of where it was drawn.
fn check(plate: &Plate, view: &View) {
    let ruler = read_ruler(&view.draw(plate)).expect("a clear column");
    for part in [-0.5, 0.0, 0.5] {
        let draught_m = view.middle_m + part;
        let [x, y] = view.px(0.0, draught_m);
        let read_m = ruler.draught_m(y);
        assert!(
            (read_m - draught_m).abs() < 0.008,
            "{draught_m} read as {read_m}"
        );
        assert!(
            (ruler.line().x(y) - x).abs() < 0.02 * view.px_m,
            "column at {}",
            ruler.line().x(y)
        );
    }
}

#[test]
fn an_m_in_the_column_is_read() {
    check(&column(Layout::MetreInColumn, 11.3), &view(12.2));
}

#[test]
fn a_label_centred_on_the_column_is_read() {
    check(&column(Layout::Centred, 6.3), &view(7.2));
}

#[test]
fn a_label_that_begins_at_the_column_is_read() {
    check(&column(Layout::Left, 8.5), &view(9.4));
}

#[test]
fn a_tall_metre_is_read() {
    check(&column(Layout::TallLeft, 6.5), &view(7.4));
}

#[test]
fn dark_figures_on_a_light_hull_are_read_right_or_refused() {
    let mut plate = column(Layout::MetreInColumn, 8.5);
    plate.hull = [[0.85, 0.84, 0.8]; 2];
    plate.paint = [0.06, 0.06, 0.08];
    let view = view(9.4);
    if let Ok(ruler) = read_ruler(&view.draw(&plate)) {
        let read_m = ruler.draught_m(view.px(0.0, 9.4)[1]);
        assert!((read_m - 9.4).abs() < 0.008, "{read_m}");
    }
}

#[test]
fn a_column_is_followed_into_the_next_picture() {
    let plate = column(Layout::MetreInColumn, 11.3);
    let first = view(12.2);
    let ruler = read_ruler(&first.draw(&plate)).expect("a clear column");
    let next = View {
        aside_m: 0.03,
        middle_m: 12.17,
        ..first
    };
    let followed = follow(&ruler, &next.draw(&plate)).expect("it has moved little");
    let [x, y] = next.px(0.0, 12.0);
    assert!((followed.draught_m(y) - 12.0).abs() < 0.005);
    assert!((followed.line().x(y) - x).abs() < 8.0);
    let away = View {
        aside_m: 1.0,
        ..first
    };
    assert_eq!(
        follow(&ruler, &away.draw(&plate)).expect_err("it is gone"),
        Refusal::Lost
    );
}

#[test]
fn without_a_metre_label_there_is_no_metre() {
    let lettering = Lettering::plain(7.1, 7.9);
    let plate = Plate::plain(&lettering, STYLE);
    let refusal = read_ruler(&view(7.5).draw(&plate)).expect_err("no label");
    assert!(
        matches!(refusal, Refusal::MetreNotLegible { .. }),
        "{refusal}"
    );
}

#[test]
fn feet_are_not_taken_for_decimetres() {
    let lettering = Lettering {
        layout: Layout::Feet,
        ..Lettering::plain(4.4, 6.2)
    };
    let plate = Plate::plain(&lettering, STYLE);
    assert!(read_ruler(&view(5.3).draw(&plate)).is_err());
}

#[test]
fn pictures_of_nothing_are_refused() {
    let even = |w: usize, h: usize, level: u8| Picture::new(w, h, vec![level; 3 * w * h]).unwrap();
    let mut dice = Pcg32::seed_from_u64(4);
    let noise = (0..3 * 400 * 300).map(|_| dice.random()).collect();
    let stripes = (0..3 * 400 * 300).map(|i| if (i / 1200 / 9) % 2 == 0 { 220 } else { 40 });
    let pictures = [
        even(640, 360, 0),
        even(640, 360, 255),
        even(1, 1, 9),
        even(0, 0, 0),
        even(20_000, 1, 90),
        even(1, 20_000, 90),
        even(40, 40, 90),
        Picture::new(400, 300, noise).unwrap(),
        Picture::new(400, 300, stripes.collect()).unwrap(),
    ];
    for picture in pictures {
        let size = [picture.width(), picture.height()];
        assert!(read_ruler(&picture).is_err(), "{size:?}");
    }
}

#[test]
fn worn_columns_are_read_right_or_refused() {
    let mut dice = Pcg32::seed_from_u64(21);
    for _ in 0..12 {
        let lettering = Lettering::random(&mut dice, 1.6);
        let plate = Plate::random(&lettering, &mut dice);
        let view = View {
            look_deg: [0.0; 3].map(|_: f64| dice.random_range(-15.0..15.0)),
            ..view(f64::from(lettering.low_m + 0.8))
        };
        if let Ok(ruler) = read_ruler(&view.draw(&plate)) {
            let read_m = ruler.draught_m(view.px(0.0, view.middle_m)[1]);
            assert!(
                (read_m - view.middle_m).abs() < 0.03,
                "{lettering:?}: {read_m}"
            );
        }
    }
}

fn shared(name: &str) -> Option<PathBuf> {
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/draught");
    let path = PathBuf::from(shared).join(name);
    if !path.exists() {
        println!("skipped: no {}", path.display());
    }
    path.exists().then_some(path)
}

fn picture(path: &std::path::Path) -> Picture {
    image::open(path).unwrap().to_rgb8().into()
}

#[test]
fn photographs_are_numbered_right_or_refused() {
    let Some(folder) = shared("photos") else {
        return;
    };
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    let mut read = 0;
    for row in manifest.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let draught_m: f64 = cells[5].parse().unwrap();
        let Ok(ruler) = read_ruler(&picture(&folder.join(cells[0]))) else {
            continue;
        };
        read += 1;
        // the waterline is not known here; it is somewhere in the picture's lower part
        let [_, y] = ruler.at(draught_m);
        assert!(
            (300.0..1000.0).contains(&y),
            "{}: {draught_m} m at row {y}",
            cells[0]
        );
    }
    assert!(read >= 2, "{read} read");
}

#[test]
fn renders_are_numbered_right_or_refused_and_measured_to_a_centimetre() {
    let Some(folder) = shared("renders") else {
        return;
    };
    let truth = std::fs::read(folder.join("truth.json")).unwrap();
    let truth: serde_json::Value = serde_json::from_slice(&truth).unwrap();
    let mut off_m = Vec::new();
    for one in truth["pictures"].as_array().unwrap() {
        let file = one["file"].as_str().unwrap();
        let Ok(ruler) = read_ruler(&picture(&folder.join(file))) else {
            continue;
        };
        let read_m = ruler.draught_m(one["waterline_px"][1].as_f64().unwrap());
        let off = (read_m - one["draught_m"].as_f64().unwrap()).abs();
        assert!(off < 0.03, "{file}: off by {off} m");
        off_m.push(off);
    }
    off_m.sort_by(f64::total_cmp);
    assert!(off_m.len() >= 7, "{} read", off_m.len());
    assert!(
        off_m[off_m.len() / 2] < 0.005,
        "median {}",
        off_m[off_m.len() / 2]
    );
}
