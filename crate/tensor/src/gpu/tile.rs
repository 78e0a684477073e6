//! Products in tiles: how the template `product.wgsl`, which matrix products and convolutions share, is fitted to a device.

use super::kernel::{Constant, Kernel};

/// How a device likes its work cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiles {
    /// Rows of an invocation's tile of a product, a multiple of four.
    pub rows: usize,
    /// Columns of it, a multiple of four.
    pub columns: usize,
    /// Whether invocations meet in workgroup memory. Software adapters do without: a barrier costs them more than a sum.
    pub meet: bool,
}

/// A product C = A B, computed once in each layer of the launch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product {
    /// Rows and columns of C.
    pub size: [usize; 2],
    /// Steps of a sum that invocations may share; 1 where they shall not.
    pub steps: usize,
    /// Products in a step.
    pub depth: usize,
    pub layers: usize,
    /// Whether quads of A run across the sum (along C's rows), and quads of B along it.
    pub a_across: bool,
    pub b_along: bool,
}

impl Default for Product {
    /// One layer, A read along its rows and B along its; nothing shared.
    fn default() -> Self {
        Product { size: [0; 2], steps: 1, depth: 0, layers: 1, a_across: false, b_along: false }
    }
}

impl Tiles {
    /// Where nothing is known of the device.
    pub const PORTABLE: Tiles = Tiles { rows: 4, columns: 4, meet: true };
    /// Where a processor plays the GPU's part: loads are slow beside sums.
    pub const SOFTWARE: Tiles = Tiles { rows: 8, columns: 16, meet: false };
}

/// Invocations of a workgroup where none meet: as many as a processor computes at once.
const FEW: usize = 8;
/// Invocations that keep a large GPU busy.
const MANY: usize = 32_768;

impl Kernel {
    /// A kernel that computes a product; `body` is the op's part of the template.
    pub fn product(name: &'static str, body: &str, product: Product) -> Self {
        Kernel { product: Some(product), ..Kernel::new(name, body) }
    }

    /// The kernel as it is launched on a device.
    pub fn fit(mut self, tiles: &Tiles) -> Self {
        let mut tile = [4, 4];
        match self.product.take() {
            Some(product) => self = self.cut(&product, tiles, &mut tile),
            None if tiles.meet => {}
            None => {
                let threads = self.constants.iter_mut().filter(|(name, _)| *name == "THREADS");
                threads.for_each(|(_, value)| *value = Constant::U32(FEW as u32));
            }
        }
        let text = std::mem::take(&mut self.body);
        self.settle(&text, &[("$k", 4), ("$h", tile[0] / 4), ("$d", 4), ("$j", tile[1] / 4)]);
        self
    }

    fn cut(self, product: &Product, tiles: &Tiles, tile: &mut [usize; 2]) -> Self {
        let [m, n] = product.size;
        let rows = tiles.rows.min(m.next_multiple_of(4));
        let mut columns = tiles.columns.min(n.next_multiple_of(4));
        // A processor computes four invocations or more at once; where they share no sum, narrower tiles make as many.
        while !tiles.meet && columns > 4 && m.div_ceil(rows) * n.div_ceil(columns) < 4 {
            columns = columns / 8 * 4;
        }
        let count = m.div_ceil(rows) * n.div_ceil(columns);
        // Few outputs with long sums: invocations share each. Parts of a workgroup fill its memory at the most.
        let most = if tiles.meet { product.steps.min(4096 / (rows * columns)) } else { 1 };
        let mut split = 1;
        while 2 * split <= most && count * product.layers * split < MANY {
            split *= 2;
        }
        let threads = if tiles.meet { split.max(64) } else { FEW.min(count.next_power_of_two()) };
        *tile = [rows, columns];
        self.size("M", m)
            .size("N", n)
            .size("DEPTH", product.depth)
            .size("ROWS", rows)
            .size("COLUMNS", columns)
            .size("SPLIT", split)
            .size("THREADS", threads)
            .flag("A_ACROSS", product.a_across)
            .flag("B_ALONG", product.b_along)
            .flag("SHARED", split > 1)
            .many_groups(count.div_ceil(threads / split))
            .layers(product.layers)
    }
}
