//! The shapes that are measured: one list for every engine, written into `work.json`.

/// Sizes of the square matrices.
pub const MATRICES: [usize; 4] = [128, 256, 512, 1024];

/// Widths of the residual network whose training steps are measured.
pub const WIDTHS: [usize; 2] = [16, 32];

/// Pictures in a training step.
pub const BATCHES: [usize; 2] = [32, 64];

/// Pictures in a forward pass.
pub const FORWARD_BATCHES: [usize; 2] = [1, 64];

/// The sizes of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    pub matrices: &'static [usize],
    pub widths: &'static [usize],
    pub batches: &'static [usize],
    pub forward_batches: &'static [usize],
    /// Widths of the networks whose convolutions are measured one by one, with so many pictures.
    pub convolutions: (&'static [usize], usize),
}

/// What is measured in a page and natively on the processor.
pub const PAGE: Scope = Scope {
    matrices: &MATRICES,
    widths: &WIDTHS,
    batches: &BATCHES,
    forward_batches: &FORWARD_BATCHES,
    convolutions: (&[WIDTHS[0]], BATCHES[0]),
};

/// What is measured on a graphics card: enough work to fill it.
pub const CARD: Scope = Scope {
    matrices: &[1024, 2048, 4096],
    widths: &[16, 64],
    batches: &[64, 256],
    forward_batches: &[256],
    convolutions: (&[16, 64], 64),
};

impl Scope {
    /// `page` or `card`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "page" => Some(PAGE),
            "card" => Some(CARD),
            _ => None,
        }
    }

    /// All convolutions that are measured one by one.
    pub fn convolutions(&self) -> Vec<Convolution> {
        let (widths, batch) = self.convolutions;
        widths.iter().flat_map(|width| convolutions(*width, batch)).collect()
    }
}

/// Pictures that every engine has; a training step takes the next of them, and begins anew after the last.
pub const PICTURES: usize = 1280;

/// Steps whose losses are compared.
pub const COMPARED_STEPS: usize = 20;

/// Classes that the network tells apart.
pub const CLASSES: usize = 2;

/// A convolution of a batch of square pictures, NHWC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Convolution {
    pub batch: usize,
    /// Height and width of the input in pixels.
    pub side: usize,
    pub c_in: usize,
    pub c_out: usize,
    /// Height and width of the window.
    pub kernel: usize,
    pub stride: usize,
}

impl Convolution {
    /// Zeros around the picture: as many as keep its size at stride 1.
    pub fn padding(&self) -> usize {
        self.kernel / 2
    }

    /// Height and width of the output in pixels.
    pub fn out(&self) -> usize {
        self.side / self.stride
    }
}

/// The different convolutions of the residual network of depth 1 for 32 × 32 pictures.
pub fn convolutions(width: usize, batch: usize) -> Vec<Convolution> {
    let conv = |side, c_in, c_out, kernel, stride| Convolution { batch, side, c_in, c_out, kernel, stride };
    vec![
        conv(32, 3, width, 3, 1),
        conv(32, width, width, 3, 1),
        conv(32, width, 2 * width, 3, 2),
        conv(32, width, 2 * width, 1, 2),
        conv(16, 2 * width, 2 * width, 3, 1),
        conv(16, 2 * width, 4 * width, 3, 2),
        conv(16, 2 * width, 4 * width, 1, 2),
        conv(8, 4 * width, 4 * width, 3, 1),
    ]
}
