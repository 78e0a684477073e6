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
    /// Whether the last step has fewer than `depth` products.
    pub ragged: bool,
}

impl Default for Product {
    /// One layer, A read along its rows and B along its; nothing shared.
    fn default() -> Self {
        Product { size: [0; 2], steps: 1, depth: 0, layers: 1, a_across: false, b_along: false, ragged: false }
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
        if let Some(product) = self.product.take() {
            return self.cut(&product, tiles);
        }
        for (name, value) in &mut self.constants {
            if *name == "THREADS" && !tiles.meet {
                *value = Constant::U32(FEW as u32);
            }
        }
        self
    }

    fn cut(mut self, product: &Product, tiles: &Tiles) -> Self {
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
        let flags = [
            ("A_ACROSS", product.a_across),
            ("B_ALONG", product.b_along),
            ("SHARED", split > 1),
            ("RAGGED", product.ragged),
        ];
        let text = self.body + crate::shader!("product");
        self.body = unroll(&text, &flags, rows, columns / 4);
        self.size("M", m)
            .size("N", n)
            .size("DEPTH", product.depth)
            .size("ROWS", rows)
            .size("COLUMNS", columns)
            .size("QUADS", columns / 4)
            .size("TILE_COLUMNS", n.div_ceil(columns))
            .size("SPLIT", split)
            .size("THREADS", threads)
            .size("TILES", threads / split)
            .many_groups(count.div_ceil(threads / split))
            .layers(product.layers)
    }
}

/// Writes a shader out: a line behind `?NAME` is kept where the flag is set, behind `!NAME` where it is not. What is
/// kept is repeated for every number that its marks stand for: `$i` rows and `$h` quads of rows (where `$i` stands, `$g`
/// is its quad and `$q` its component), `$j` quads of columns, `$k` four places along the sum (`$c` as a component).
pub(super) fn unroll(text: &str, flags: &[(&str, bool)], rows: usize, quads: usize) -> String {
    let mut all = String::new();
    for line in text.lines() {
        let guard = line.split_once(' ').filter(|(guard, _)| guard.starts_with(['?', '!']));
        let Some(line) = guard.map_or(Some(line), |(guard, line)| {
            let set = flags.iter().any(|(name, set)| *set && *name == &guard[1..]);
            (set == guard.starts_with('?')).then_some(line)
        }) else {
            continue;
        };
        let numbers = |marks: &[&str], n: usize| if marks.iter().any(|mark| line.contains(mark)) { 0..n } else { 0..1 };
        for k in numbers(&["$k", "$c"], 4) {
            for i in numbers(&["$i"], rows) {
                for h in numbers(&["$h"], rows / 4) {
                    for j in numbers(&["$j"], quads) {
                        let mut text = line.to_string();
                        for (mark, number) in [("$i", i), ("$g", i / 4), ("$h", h), ("$j", j), ("$k", k)] {
                            text = text.replace(mark, &number.to_string());
                        }
                        for (mark, part) in [("$q", i % 4), ("$c", k)] {
                            text = text.replace(mark, &"xyzw"[part..=part]);
                        }
                        all += &text;
                        all += "\n";
                    }
                }
            }
        }
    }
    all
}
