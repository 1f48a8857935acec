//! A bounded memory of prices between pairs of points.

/// Remembers the latest price of each pair; forgets rather than grows.
#[derive(Debug)]
pub(super) struct Table {
    bits: u32,
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    pair: (u32, u32),
    price: f64,
}

/// Pairs of this many bits each fill the largest table: 4 MiB.
const MOST_BITS: u32 = 9;

impl Table {
    pub(super) const fn new() -> Self {
        Self {
            bits: 0,
            cells: Vec::new(),
        }
    }

    /// Makes room for points with numbers below `points`; forgets everything if it must grow.
    pub(super) fn fit(&mut self, points: usize) {
        let bits = points.next_power_of_two().ilog2().min(MOST_BITS);
        if bits > self.bits || self.cells.is_empty() {
            self.bits = bits;
            let empty = Cell {
                pair: (u32::MAX, u32::MAX),
                price: 0.0,
            };
            self.cells = vec![empty; 1 << (2 * bits)];
        }
    }

    pub(super) fn get(&self, from: usize, to: usize) -> Option<f64> {
        let cell = self.cells[self.index(from, to)];
        (cell.pair == (from as u32, to as u32)).then_some(cell.price)
    }

    pub(super) fn put(&mut self, from: usize, to: usize, price: f64) {
        let index = self.index(from, to);
        self.cells[index] = Cell {
            pair: (from as u32, to as u32),
            price,
        };
    }

    /// Pairs of small numbers have places of their own; larger ones share.
    fn index(&self, from: usize, to: usize) -> usize {
        let mask = (1_usize << self.bits) - 1;
        let fold = |n: usize| (n ^ (n >> self.bits).wrapping_mul(0x9e5)) & mask;
        (fold(from) << self.bits) | fold(to)
    }
}
