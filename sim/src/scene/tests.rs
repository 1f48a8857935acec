//! Films against their own truth, and scenes to and from their files.

use super::*;
use crate::picture::FrameTruth;
use crate::ship::paint::Colour;

/// A small picture, so that a test does not take long.
fn small() -> Scene {
    let mut scene = Scene::default();
    scene.camera.size_px = [320, 200];
    scene.camera.gsd_mm = 8.0;
    scene.camera.full_well = 1e5;
    scene.camera.read_noise = 0.0;
    scene.paint.rust = 0.0;
    scene.paint.scratches = 0.0;
    scene.paint.wear = 0.0;
    scene.duration_s = 0.3;
    scene.fps = 10.0;
    scene
}

fn first(scene: &Scene) -> Frame {
    scene.film().unwrap().next().unwrap()
}

fn pixel(frame: &Frame, [x, y]: [f64; 2]) -> [f64; 3] {
    let n = (y as usize * frame.width as usize + x as usize) * 3;
    std::array::from_fn(|c| f64::from(frame.rgb[n + c]))
}

#[test]
fn one_seed_makes_one_film_and_another_makes_another() {
    let film = |seed| -> Vec<(Vec<u8>, FrameTruth)> {
        let scene = Scene { seed, ..small() };
        scene
            .film()
            .unwrap()
            .map(|frame| (frame.rgb, frame.truth))
            .collect()
    };
    let one = film(4);
    assert_eq!(one.len(), 3);
    assert!(one == film(4));
    assert!(one != film(5));
}

/// In mirror-calm water the truth is the still draught, and the picture changes there.
#[test]
fn the_waterline_of_a_mirror_is_at_the_still_draught() {
    let mut scene = small();
    scene.sea.hs_m = 0.0;
    scene.sea.ripple_slope = 0.0;
    scene.water.kind = crate::picture::Kind::Muddy;
    scene.water.foam = 0.0;
    scene.paint.topside = Colour::Black;
    scene.paint.edge_m = -3.0;
    scene.camera.hover_m = 0.0;
    scene.camera.shake_deg = 0.0;
    let film = scene.film().unwrap();
    let still = film.stage().site().draught_m;
    let frame = film.into_iter().next().unwrap();
    assert!((frame.truth.draught_at_column_m - still).abs() < 1e-6);
    let [x, y] = frame.truth.waterline_px.unwrap();
    assert!(
        (x - 160.0).abs() < 0.1 && (y - 132.0).abs() < 0.1,
        "{x} {y}"
    );
    // Away from the figures: brown water below, black plating above, within a pixel and a half.
    let red = |dy: f64| pixel(&frame, [x + 60.0, y + dy])[0];
    assert!(red(2.5) > 1.3 * red(-3.0), "{} {}", red(2.5), red(-3.0));
}

/// The lower edge of a white figure on black: bright above the truth's point, dark below it.
#[test]
fn a_figure_stands_where_the_truth_says() {
    let mut scene = small();
    scene.camera.gsd_mm = 4.0;
    scene.camera.softness_px = 0.0;
    scene.paint.edge_m = -3.0;
    scene.paint.fading = 0.0;
    scene.paint.dirt = 0.0;
    scene.ship.draught_m = 9.03;
    scene.marks.bars = false;
    let frame = first(&scene);
    let size = [frame.width, frame.height];
    let mut seen = 0;
    for figure in frame.truth.figures.iter().filter(|f| f.in_picture(size)) {
        // A 2's foot, which is a bar: its middle is ink.
        if figure.label != "2" || figure.draught_m < frame.truth.draught_at_column_m + 0.05 {
            continue;
        }
        let [x, y] = figure.bottom_centre_px;
        let above = pixel(&frame, [x, y - 2.0])[1];
        let below = pixel(&frame, [x, y + 2.0])[1];
        assert!(above > 2.0 * below, "{}: {above} {below}", figure.draught_m);
        seen += 1;
    }
    assert!(seen > 0);
}

/// The draught is where the water is, less where the ship is.
#[test]
fn the_draught_at_the_column_follows_water_and_ship() {
    let mut scene = small();
    scene.sea.hs_m = 0.6;
    scene.sea.tp_s = 4.0;
    scene.duration_s = 3.0;
    scene.fps = 2.0;
    let film = scene.film().unwrap();
    let still = film.stage().site().draught_m;
    let mut moved = 0.0_f64;
    for frame in film {
        let truth = frame.truth;
        let relative = truth.water_at_column_m - truth.ship_at_column_m;
        assert!((truth.draught_at_column_m - still - relative).abs() < 1e-9);
        assert!(truth.waterline_polyline_px.len() > 20);
        moved = moved.max((truth.draught_at_column_m - still).abs());
    }
    assert!(moved > 0.05, "{moved}");
}

#[test]
fn a_scene_comes_back_from_its_file() {
    let scene = spread(3).remove(1);
    let text = toml::to_string(&scene).unwrap();
    assert_eq!(Scene::parse(&text).unwrap(), scene);
}

#[test]
fn the_set_has_both_groups_all_sound_and_always_the_same() {
    let set = spread(240);
    assert_eq!(set, spread(240));
    let calm = set.iter().filter(|s| s.group() == Group::Calm).count();
    assert_eq!(calm, 120);
    for scene in &set {
        scene.check().unwrap();
        crate::ship::Vessel::new(&scene.ship).unwrap();
        if scene.group() == Group::Sea {
            assert!(scene.duration_s >= 60.0, "{}", scene.name);
        }
    }
}

#[test]
fn the_water_of_calm_scenes_stands_within_three_centimetres() {
    let area = crate::sea::Area {
        x_m: [-0.1, 0.1],
        y_m: [-0.1, 0.1],
    };
    for scene in spread(24) {
        if scene.group() == Group::Sea {
            continue;
        }
        let mut sea = crate::sea::Sea::new(&scene.sea, 8.0, 0.02, scene.seed);
        let power: f32 = (0..40_u8)
            .map(|n| {
                sea.patch(area, f64::from(n) * 1.37)
                    .height_m(0.0, 0.0, 0.0)
                    .powi(2)
            })
            .sum();
        let deviation = (power / 40.0).sqrt();
        assert!(deviation < 0.03, "{}: {deviation}", scene.name);
    }
}

#[test]
fn a_scene_file_with_an_unknown_key_or_a_wild_value_is_refused_by_name() {
    let check = |text: &str, words: &str| {
        let error = Scene::parse(text).unwrap_err();
        let told = format!(
            "{error} {:?}",
            std::error::Error::source(&error).map(ToString::to_string)
        );
        assert!(told.contains(words), "{told}");
    };
    check("colour = 3", "colour");
    check("[paint]\nrust = 7", "paint.rust is 7");
    check("[camera]\nsize_px = [0, 0]", "camera.size_px width is 0");
    check("fps = nan", "fps is NaN");
    check("[sea]\nhs_m = -1", "sea.hs_m is -1");
}
