//! The small square in which the network looks for one figure.

/// Rows and columns of a window.
pub const SIDE: usize = 32;
/// Pixels a metre in a window: a figure of 0.1 m is 20 pixels high.
pub const PX_M: f64 = 200.0;

/// Brought to mean 0 and spread 1, so that neither light nor contrast counts. A window that shows
/// less contrast than `least` keeps a smaller spread: noise shall not look like paint.
pub fn normalise(window: &mut [f32], least: f32) {
    let count = window.len() as f32;
    let mean = window.iter().sum::<f32>() / count;
    let variance = window.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / count;
    let spread = variance.sqrt().max(least);
    for value in window {
        *value = (*value - mean) / spread;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_and_contrast_do_not_count() {
        let mut dim: Vec<f32> = (0..16).map(|i| 10.0 + i as f32).collect();
        let mut bright: Vec<f32> = (0..16).map(|i| 90.0 + 5.0 * i as f32).collect();
        normalise(&mut dim, 0.1);
        normalise(&mut bright, 0.1);
        assert!(dim.iter().zip(&bright).all(|(a, b)| (a - b).abs() < 1e-5));
    }

    #[test]
    fn an_even_window_stays_even() {
        let mut even = vec![3.0; 9];
        normalise(&mut even, 0.1);
        assert!(even.iter().all(|v| v.abs() < 1e-6));
    }
}
