//! How finely each part of a network is written.

use nn::{Group, Model};

/// Number of finenesses; 0 is the coarsest.
pub const FINENESSES: u32 = 96;
/// Finenesses in an octave, and the steps of one: 2^(-1/8), 2^(-2/8), …, 1, rounded to f32 here and so the same
/// everywhere.
const OCTAVE: [f32; 8] =
    [1.0, 0.917_004_05, 0.840_896_4, 0.771_105_4, 0.707_106_77, 0.648_419_8, 0.594_603_56, 0.545_253_9];
/// Binary exponent of the coarsest step.
const COARSEST: u32 = 4;

/// The step of a value of which an error matters as much as one of the first stage's weights does: from 2^-4 to 2^-16.
pub fn base(fineness: u32) -> f32 {
    OCTAVE[(fineness % 8) as usize] * f32::from_bits((127 - COARSEST - fineness / 8) << 23)
}

/// What a tensor is, as far as its coding goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 3×3 convolution.
    Window,
    /// 1×1 or larger convolution, or a linear layer that is not the head.
    Plain,
    /// A value or two for each channel.
    Channel,
    /// The last layer, its weights or biases.
    Head,
}

/// A tensor of a model: where it lies, and how it is written.
#[derive(Clone, Debug)]
pub struct Tensor {
    /// Lies among the running statistics.
    pub statistic: bool,
    pub offset: usize,
    pub kind: Kind,
    /// Rows and columns; of each of the nine frequencies for [`Kind::Window`].
    pub rows: usize,
    pub columns: usize,
    /// Its step, in steps of [`base`].
    pub coarseness: f32,
}

impl Tensor {
    /// Number of values.
    pub fn len(&self) -> usize {
        self.rows * self.columns * if self.kind == Kind::Window { 9 } else { 1 }
    }
}

/// All tensors, in the order in which they are written.
pub fn tensors(model: &Model) -> Vec<Tensor> {
    let parameters = model.parameters().iter().map(|p| {
        let sizes = p.shape.sizes();
        let kind = match (p.group, p.decay, sizes) {
            (Group::Head, ..) => Kind::Head,
            (_, true, [3, 3, ..]) => Kind::Window,
            (_, true, _) => Kind::Plain,
            _ => Kind::Channel,
        };
        let columns = p.shape.channels().max(1);
        let rows = p.shape.len() / columns / if kind == Kind::Window { 9 } else { 1 };
        let coarseness = coarseness(kind, p.group, &p.name);
        Tensor { statistic: false, offset: p.offset, kind, rows, columns, coarseness }
    });
    let statistics = model.statistics().iter().map(|s| Tensor {
        statistic: true,
        offset: s.offset,
        kind: Kind::Channel,
        rows: 1,
        columns: s.shape.len(),
        coarseness: 2.0,
    });
    parameters.chain(statistics).collect()
}

/// Steps are inverse to how much an error of one value moves the answer, measured on fine-tuned networks with noise on
/// one tensor at a time (`docs/share.md`).
fn coarseness(kind: Kind, group: Group, name: &str) -> f32 {
    let convolution = match group {
        Group::Stem | Group::Stage1 => 1.0,
        Group::Stage2 => 1.4,
        Group::Stage3 | Group::Head => 3.0,
    };
    match kind {
        Kind::Window => convolution,
        Kind::Plain => 2.5 * convolution,
        // After these comes the mean over the picture.
        Kind::Channel if group == Group::Stage3 && (name.contains("bn2") || name.contains("shortcut")) => 8.0,
        Kind::Channel => 2.0,
        Kind::Head => 1.25,
    }
}
