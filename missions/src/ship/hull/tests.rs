//! Hulls with known answers: Wigley's (closed form), boxes, and a published one.

use std::io::Write as _;

use proptest::prelude::*;

use super::mesh::Point;
use super::*;

const LENGTH_M: f64 = 100.0;
const BREADTH_M: f64 = 10.0;
const DRAUGHT_M: f64 = 6.25;

/// Wigley's parabolic hull: y = B/2·(1 − (2x/L)²)·(1 − (ζ/T)²), x from midships, ζ down from the
/// design waterline (Wigley 1934). Its design volume is 4/9·L·B·T, its waterplane 2/3·L·B, its
/// KB 5/8·T. The formula goes on above the design waterline.
fn wigley_half_breadth(x_m: f64, z_m: f64) -> f64 {
    let along = 2.0 * (x_m - LENGTH_M / 2.0) / LENGTH_M;
    let down = (DRAUGHT_M - z_m) / DRAUGHT_M;
    BREADTH_M / 2.0 * (1.0 - along * along) * (1.0 - down * down)
}

fn steps(from: f64, to: f64, count: usize) -> Vec<f64> {
    (0..=count)
        .map(|i| from + (to - from) * i as f64 / count as f64)
        .collect()
}

fn wigley() -> Hull {
    let stations = steps(0.0, LENGTH_M, 20);
    let waterlines = steps(0.0, 10.0, 16);
    let rows = stations
        .iter()
        .map(|&x| {
            waterlines
                .iter()
                .map(|&z| wigley_half_breadth(x, z).max(0.0))
                .collect()
        })
        .collect();
    Hull::Offsets(Offsets::new(stations, waterlines, rows).unwrap())
}

/// The same hull as triangles, with a lid at 10 m.
fn wigley_mesh(along: usize, up: usize) -> Vec<[Point; 3]> {
    let (xs, zs) = (steps(0.0, LENGTH_M, along), steps(0.0, 10.0, up));
    let side = |sign: f64, x: f64, z: f64| [x, sign * wigley_half_breadth(x, z), z];
    let mut triangles = Vec::new();
    for x in xs.windows(2) {
        for z in zs.windows(2) {
            let port = |x, z| side(1.0, x, z);
            let starboard = |x, z| side(-1.0, x, z);
            triangles.push([port(x[0], z[0]), port(x[0], z[1]), port(x[1], z[1])]);
            triangles.push([port(x[0], z[0]), port(x[1], z[1]), port(x[1], z[0])]);
            triangles.push([
                starboard(x[0], z[0]),
                starboard(x[1], z[1]),
                starboard(x[0], z[1]),
            ]);
            triangles.push([
                starboard(x[0], z[0]),
                starboard(x[1], z[0]),
                starboard(x[1], z[1]),
            ]);
        }
    }
    triangles
}

fn box_mesh(length: f64, breadth: f64, depth: f64) -> Vec<[Point; 3]> {
    let corner = |i: usize| {
        let pick = |bit: usize| f64::from(u8::from(i & bit != 0));
        [length * pick(1), breadth * (pick(2) - 0.5), depth * pick(4)]
    };
    let quads = [
        [0, 2, 3, 1],
        [4, 5, 7, 6],
        [0, 1, 5, 4],
        [2, 6, 7, 3],
        [0, 4, 6, 2],
        [1, 3, 7, 5],
    ];
    quads
        .iter()
        .flat_map(|&[a, b, c, d]| [[a, b, c], [a, c, d]])
        .map(|t| t.map(corner))
        .collect()
}

#[track_caller]
fn near(found: f64, wanted: f64, within: f64) {
    assert!(
        (found - wanted).abs() <= within,
        "{found} is not {wanted} ± {within}"
    );
}

#[test]
fn wigleys_hull_is_met_exactly_by_its_offsets() {
    let b = wigley()
        .buoyancy(Floating::even(LENGTH_M, DRAUGHT_M))
        .unwrap();
    near(b.volume_m3, 25_000.0 / 9.0, 1e-9 * 2777.0);
    near(b.waterplane_m2, 2000.0 / 3.0, 1e-9 * 666.0);
    near(b.kb_m, 3.90625, 1e-9);
    near(b.lcb_m, 50.0, 1e-9);
    near(b.lcf_m, 50.0, 1e-9);
    // I_L = B·L³/30 (the integral of x²·B·(1 − (2x/L)²)), I_T = 2/3·∫y³ = 4·L·B³/105
    near(b.longitudinal_m4, 10.0 * 1e6 / 30.0, 1e-4);
    near(b.transverse_m4, 4.0 * 100.0 * 1000.0 / 105.0, 1.0);
}

#[test]
fn triangles_of_wigleys_hull_come_near_to_it() {
    let hull = Hull::Mesh(Mesh::new(wigley_mesh(200, 160)).unwrap());
    let b = hull.buoyancy(Floating::even(LENGTH_M, DRAUGHT_M)).unwrap();
    near(b.volume_m3, 25_000.0 / 9.0, 0.3);
    near(b.waterplane_m2, 2000.0 / 3.0, 0.05);
    near(b.kb_m, 3.90625, 5e-4);
    near(b.longitudinal_m4, 10.0 * 1e6 / 30.0, 40.0);
}

#[test]
fn a_box_trimmed_and_heeled_displaces_what_geometry_says() {
    let hull = Hull::Mesh(Mesh::new(box_mesh(80.0, 12.0, 9.0)).unwrap());
    let floating = Floating {
        lbp_m: 80.0,
        draught_m: 4.0,
        trim_m: 2.0,
        heel_rad: 0.1,
    };
    let b = hull.buoyancy(floating).unwrap();
    near(b.volume_m3, 80.0 * 12.0 * 4.0, 1e-9 * 3840.0);
    // A wedge of the trim: the centre moves aft by t·L/(12·d), of the heel by B²·tan φ/(12·d).
    near(b.lcb_m, 40.0 - 2.0 * 80.0 / (12.0 * 4.0), 1e-9);
    near(b.tcb_m, -144.0 * 0.1_f64.tan() / (12.0 * 4.0), 1e-9);
    near(
        b.longitudinal_m4,
        12.0 * 80.0_f64.powi(3) / 12.0,
        1e-6 * 512_000.0,
    );
}

#[test]
fn one_side_of_a_hull_is_taken_for_half_of_it() {
    let port: Vec<_> = wigley_mesh(40, 32)
        .into_iter()
        .filter(|t| t.iter().any(|p| p[1] > 0.0))
        .collect();
    let whole = Mesh::new(wigley_mesh(40, 32)).unwrap();
    let half = Mesh::new(port).unwrap();
    assert!(half.is_half() && !whole.is_half());
    let lies = Floating {
        trim_m: 1.0,
        ..Floating::even(LENGTH_M, 6.0)
    };
    let [half, whole] = [half, whole].map(|m| Hull::Mesh(m).buoyancy(lies).unwrap());
    near(half.volume_m3, whole.volume_m3, 1e-6);
    near(half.lcf_m, whole.lcf_m, 1e-9);
}

#[test]
fn normals_that_all_point_inward_are_turned() {
    let inward = box_mesh(10.0, 4.0, 3.0)
        .into_iter()
        .map(|[a, b, c]| [a, c, b])
        .collect();
    let hull = Hull::Mesh(Mesh::new(inward).unwrap());
    near(
        hull.buoyancy(Floating::even(10.0, 1.0)).unwrap().volume_m3,
        40.0,
        1e-9,
    );
}

#[test]
fn a_hole_under_water_is_told_and_one_above_it_is_not() {
    let mut open = box_mesh(10.0, 4.0, 3.0);
    open.retain(|t| !t.iter().all(|p| p[2] == 3.0)); // no deck
    let hull = Hull::Mesh(Mesh::new(open).unwrap());
    near(
        hull.buoyancy(Floating::even(10.0, 2.9)).unwrap().volume_m3,
        116.0,
        1e-9,
    );
    let told = hull.buoyancy(Floating::even(10.0, 3.1)).unwrap_err();
    assert!(matches!(told, HullError::Open { .. }), "{told}");

    let mut holed = box_mesh(10.0, 4.0, 3.0);
    holed.remove(0); // a triangle of the bottom
    let told = Hull::Mesh(Mesh::new(holed).unwrap()).buoyancy(Floating::even(10.0, 1.0));
    assert!(
        matches!(told, Err(HullError::Open { z_m: 0.0, .. })),
        "{told:?}"
    );
}

#[test]
fn a_triangle_turned_against_its_neighbours_is_refused() {
    let mut triangles = box_mesh(10.0, 4.0, 3.0);
    triangles[3].swap(0, 1);
    let told = Mesh::new(triangles).unwrap_err();
    assert!(matches!(told, MeshError::Tangled { .. }), "{told}");
}

#[test]
fn water_that_misses_or_covers_the_hull_is_told() {
    let hull = Hull::Mesh(Mesh::new(box_mesh(10.0, 4.0, 3.0)).unwrap());
    assert_eq!(
        hull.buoyancy(Floating::even(10.0, -1.0)),
        Err(HullError::Dry(-1.0))
    );
    assert_eq!(
        hull.buoyancy(Floating::even(10.0, 3.5)),
        Err(HullError::Sunk(3.5))
    );
    assert!(matches!(
        wigley().buoyancy(Floating::even(100.0, 11.0)),
        Err(HullError::AboveOffsets { .. })
    ));
    assert!(matches!(
        wigley().buoyancy(Floating::even(100.0, f64::NAN)),
        Err(HullError::NoPosition(_))
    ));
}

/// FTC and STC as the survey works them, against the trimmed hull integrated; see
/// [`crate::draught`] for the formulas.
#[test]
fn both_trim_corrections_together_meet_the_trimmed_hull_within_a_tenth_of_a_tonne() {
    let (hull, density) = (wigley(), 1.025);
    let at = |draught_m: f64| hull.buoyancy(Floating::even(LENGTH_M, draught_m)).unwrap();
    for trim_m in steps(-3.0, 3.0, 12) {
        let even = at(6.0);
        let lcf_aft_m = LENGTH_M / 2.0 - even.lcf_m;
        let ftc = 100.0 * trim_m * even.tonnes_per_cm(density) * lcf_aft_m / LENGTH_M;
        let rise =
            at(6.5).moment_to_trim(density, LENGTH_M) - at(5.5).moment_to_trim(density, LENGTH_M);
        let stc = 50.0 * trim_m * trim_m * rise / LENGTH_M;
        let exact = hull
            .buoyancy(Floating {
                trim_m,
                ..Floating::even(LENGTH_M, 6.0)
            })
            .unwrap();
        near(
            even.displacement_t(density) + ftc + stc,
            exact.displacement_t(density),
            0.1,
        );
    }
}

/// Published for DTMB 5415 at T 6.15 m: V 8424 m³, wetted surface 2972.6 m². The mesh that
/// is at hand is a little slimmer and rougher; a second program integrated it too.
#[test]
fn dtmb_5415_displaces_what_is_published_within_one_per_cent() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/data/draught/hulls/dtmb5415.stl"
    );
    let Ok(bytes) = std::fs::read(path) else {
        writeln!(std::io::stderr(), "skipped: there is no {path}").unwrap();
        return;
    };
    let hull = Hull::Mesh(Mesh::new(read_stl(&bytes).unwrap()).unwrap());
    let b = hull.buoyancy(Floating::even(142.0, 6.15)).unwrap();
    near(b.volume_m3, 8424.0, 84.24);
    near(b.volume_m3, 8386.5, 0.5); // an independent integration of the same mesh
    near(b.wetted_m2.unwrap(), 2985.4, 0.5);
    near(b.lcb_m, 70.28, 0.01);
    near(b.lcf_m, 64.12, 0.01);
    near(
        hull.buoyancy(Floating::even(142.0, 6.0)).unwrap().volume_m3,
        8074.1,
        0.5,
    );
    near(
        hull.buoyancy(Floating::even(142.0, 6.3)).unwrap().volume_m3,
        8701.8,
        0.5,
    );
}

#[test]
fn stl_is_read_as_text_and_as_binary() {
    let triangles = box_mesh(8.0, 4.0, 2.0);
    let mut text = String::from("solid box\n");
    let mut binary = vec![0; 80];
    binary.extend((triangles.len() as u32).to_le_bytes());
    for triangle in &triangles {
        text.push_str(" facet normal 0 0 0\n  outer loop\n");
        binary.extend([0; 12]);
        for [x, y, z] in triangle {
            text.extend(["   vertex ", &format!("{x} {y} {z}"), "\n"]);
            for coordinate in [x, y, z] {
                binary.extend((*coordinate as f32).to_le_bytes());
            }
        }
        binary.extend([0, 0]);
        text.push_str("  endloop\n endfacet\n");
    }
    assert_eq!(read_stl(text.as_bytes()), Ok(triangles.clone()));
    assert_eq!(read_stl(&binary), Ok(triangles));
    let cut = read_stl(&binary[..binary.len() - 1]);
    assert!(
        matches!(cut, Err(StlError::NotStl { count: 12, .. })),
        "{cut:?}"
    );
    let told = read_stl(b"solid x\nfacet\nvertex 1 2 nonsense\nendloop").unwrap_err();
    assert_eq!(told.to_string(), "line 3: \"nonsense\" is no coordinate");
}

#[test]
fn offsets_that_are_none_are_refused_with_their_place() {
    let offsets =
        |rows: Vec<Vec<f64>>| Offsets::new(vec![0.0, 5.0, 10.0], vec![0.0, 1.0, 2.0], rows);
    let sound = vec![vec![0.0, 1.0, 1.0]; 3];
    assert!(offsets(sound.clone()).is_ok());
    let mut bent = sound.clone();
    bent[1][2] = -1.0;
    assert_eq!(
        offsets(bent).unwrap_err().to_string(),
        "half-breadth -1 m at station 1, waterline 2 is none"
    );
    let mut short = sound;
    short[2].pop();
    assert_eq!(
        offsets(short).unwrap_err().to_string(),
        "station 2 has 2 half-breadths for 3 waterlines"
    );
}

#[test]
fn the_table_of_a_hull_is_what_it_displaces_at_each_draught() {
    let draughts = Draughts {
        first_m: 4.0,
        last_m: 7.0,
        step_m: 0.25,
    };
    let table = wigley().table(LENGTH_M, draughts, 1.025).unwrap();
    assert_eq!(table.rows().len(), 13);
    let row = table.at(6.25).unwrap();
    near(row.displacement_t, 1.025 * 25_000.0 / 9.0, 1e-6);
    near(row.tpc, 1.025 * 2000.0 / 300.0, 1e-9);
    near(row.lcf_aft_m.unwrap(), 0.0, 1e-9);
    near(row.mtc.unwrap(), 1.025 * 10.0 * 1e6 / 30.0 / 10_000.0, 1e-6);
    let none = Draughts {
        step_m: 0.0,
        ..draughts
    };
    assert!(wigley().table(LENGTH_M, none, 1.025).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_an_stl_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        drop(read_stl(&bytes));
    }

    #[test]
    fn any_text_is_an_stl_or_an_error(text in "solid facet( vertex [0-9. e-]{0,9}| endloop|\n){0,40}") {
        drop(read_stl(text.as_bytes()));
    }

    #[test]
    fn more_draught_is_more_volume(draught in 0.5_f64..9.0, more in 0.01_f64..0.9) {
        let volume = |d| wigley().buoyancy(Floating::even(LENGTH_M, d)).unwrap().volume_m3;
        prop_assert!(volume(draught + more) > volume(draught));
    }
}
