//! Columns drawn for the purpose, as the dice have them: never the ones that the network is taught
//! on, whose dice begin elsewhere.

use onboard::vision::glyphs::plate::{Layout, Lettering, Plate};
use onboard::vision::glyphs::view::View;
use onboard::vision::picture::Picture;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

/// A column with water at its foot, and points of it: draught and row.
pub(crate) fn column(seed: u64) -> (Picture, Vec<[f64; 2]>) {
    let mut dice = Pcg32::seed_from_u64(seed);
    let mut lettering = Lettering::random(&mut dice, 1.7);
    while lettering.layout == Layout::Feet {
        lettering = Lettering::random(&mut dice, 1.7);
    }
    let mut plate = Plate::random(&lettering, &mut dice);
    plate.water_m = Some(lettering.low_m + dice.random_range(0.0..0.6_f32));
    let middle_m = f64::from(lettering.low_m) + 0.85;
    let view = View {
        look_deg: [
            dice.random_range(0.0..25.0),
            dice.random_range(-15.0..15.0),
            dice.random_range(-4.0..4.0),
        ],
        distance_m: dice.random_range(8.0..28.0),
        noise: dice.random_range(1.0..8.0),
        ..View::square([960, 720], middle_m, dice.random_range(220.0..380.0))
    };
    let point = |off_m: f64| [middle_m + off_m, view.px(0.0, middle_m + off_m)[1]];
    (view.draw(&plate), [-0.3, 0.0, 0.3].map(point).to_vec())
}
