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
    /// Invocations of a workgroup that stages what it reads in workgroup memory, a power of four; 0 where none does.
    pub stage: usize,
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
    /// Rows of a part whose moments are given too, a multiple of an invocation's rows; 0 for none.
    pub part: usize,
}

impl Default for Product {
    /// One layer, A read along its rows and B along its; nothing shared.
    fn default() -> Self {
        Product { size: [0; 2], steps: 1, depth: 0, layers: 1, a_across: false, b_along: false, part: 0 }
    }
}

impl Tiles {
    /// Where nothing is known of the device.
    pub const PORTABLE: Tiles = Tiles { rows: 4, columns: 4, meet: true, stage: 0 };
    /// Where a processor plays the GPU's part: loads are slow beside sums.
    pub const SOFTWARE: Tiles = Tiles { rows: 8, columns: 16, meet: false, stage: 0 };
}

/// Invocations of a workgroup where none meet: as many as a processor computes at once.
const FEW: usize = 8;
/// Invocations that keep a large GPU busy.
const MANY: usize = 32_768;
/// Invocations from which on a staged product is worth more than one whose sums are shared to make more of them.
const SOME: usize = 4096;
/// Vectors of four that the memory of a workgroup holds everywhere.
const VECTORS: usize = 1024;

/// How the workgroups of a product stage: what [`Tiles::stage`] comes to for it.
struct Stage {
    /// Invocations beside each other.
    columns: usize,
    /// Products of a sum that are staged at once.
    block: usize,
    /// Quads of A and of B that an invocation brings for them.
    loads: [usize; 2],
    /// Workgroups in a layer.
    groups: usize,
}

impl Tiles {
    /// None where much of the workgroups' tiles would stay empty, or their memory is too small.
    fn staged(&self, product: &Product, [rows, columns]: [usize; 2]) -> Option<Stage> {
        let threads = self.stage;
        // A fourth more than there must be, at the most.
        let fits = |size: usize, unit: usize, tile: usize| {
            tile > 0 && 4 * size.next_multiple_of(tile) <= 5 * size.next_multiple_of(unit)
        };
        let [m, n] = product.size;
        // A square of them, if the columns are so many.
        let mut beside = 1 << (threads.checked_ilog2()? / 2);
        while beside > 1 && !fits(n, columns, beside * columns) {
            beside /= 2;
        }
        let tile = [threads / beside * rows, beside * columns];
        // Of blocks of A and B; of sums for moments, if they are wanted of whole parts.
        let sums = if product.part > 0 { tile[0] * tile[1] / 16 } else { 0 };
        if sums > 0 && !tile[0].is_multiple_of(product.part) {
            return None;
        }
        let vectors = |block: usize| block * ((tile[0] + tile[1]) / 4 + 3) + sums;
        let mut blocks = [16, 8].into_iter();
        let block = blocks.find(|block| vectors(*block) <= VECTORS && fits(product.depth, 1, *block))?;
        (beside > 1 && fits(m, rows, tile[0])).then(|| Stage {
            columns: beside,
            block,
            loads: tile.map(|size| (size / 4 * block).div_ceil(threads)),
            groups: m.div_ceil(tile[0]) * n.div_ceil(tile[1]),
        })
    }
}

impl Kernel {
    /// A kernel that computes a product; `body` is the op's part of the template.
    pub fn product(name: &'static str, body: &str, product: Product) -> Self {
        Kernel { product: Some(product), ..Kernel::new(name, body) }
    }

    /// The kernel as it is launched on a device.
    pub fn fit(mut self, tiles: &Tiles) -> Self {
        let mut tile = [4; 4];
        match self.product.take() {
            Some(product) => self = self.cut(&product, tiles, &mut tile),
            None if tiles.meet => {}
            None => {
                let threads = self.constants.iter_mut().filter(|(name, _)| *name == "THREADS");
                threads.for_each(|(_, value)| *value = Constant::U32(FEW as u32));
            }
        }
        let text = std::mem::take(&mut self.body);
        let [h, j, a, b] = [tile[0] / 4, tile[1] / 4, tile[2], tile[3]];
        self.settle(&text, &[("$k", 4), ("$h", h), ("$d", 4), ("$j", j), ("$a", a), ("$b", b)]);
        self
    }

    /// `tile` gets rows and columns of an invocation's tile, and the quads of A and B that it stages.
    fn cut(self, product: &Product, tiles: &Tiles, tile: &mut [usize; 4]) -> Self {
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
        let mut threads = if tiles.meet { split.max(64) } else { FEW.min(count.next_power_of_two()) };
        let mut groups = count.div_ceil(threads / split);
        *tile = [rows, columns, 0, 0];
        let stage = tiles.staged(product, [rows, columns]);
        let stage = stage.filter(|stage| split == 1 || stage.groups * product.layers * tiles.stage >= SOME);
        let mut kernel = self;
        let mut beside = 0;
        if let Some(stage) = stage {
            (split, threads, groups, beside) = (1, tiles.stage, stage.groups, stage.columns);
            tile[2..].copy_from_slice(&stage.loads);
            kernel = kernel.flag("STAGED", true).size("BLOCK", stage.block);
        } else if product.part > 0 {
            // Tiles of whole parts below each other, and others beside them: 64, or a few less.
            let least = product.part / rows;
            beside = n.div_ceil(columns).min(64 / least);
            let parts = 64 / (least * beside);
            threads = parts * least * beside;
            groups = m.div_ceil(parts * product.part) * n.div_ceil(beside * columns);
        }
        if beside > 0 {
            kernel = kernel.size("GROUP_COLUMNS", beside);
        }
        if product.part > 0 {
            kernel = kernel.flag("MOMENTS", true).size("PART", product.part);
        }
        kernel
            .size("M", m)
            .size("N", n)
            .size("DEPTH", product.depth)
            .size("ROWS", rows)
            .size("COLUMNS", columns)
            .size("SPLIT", split)
            .size("THREADS", threads)
            .flag("A_ACROSS", product.a_across)
            .flag("B_ALONG", product.b_along)
            .flag("SHARED", split > 1)
            .many_groups(groups)
            .layers(product.layers)
    }
}
