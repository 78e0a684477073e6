//! The shapes that are measured: one list for every engine, written into `work.json`.

/// Sizes of the square matrices.
pub const MATRICES: [usize; 4] = [128, 256, 512, 1024];

/// Widths of the residual network whose training steps are measured.
pub const WIDTHS: [usize; 2] = [16, 32];

/// Pictures in a training step.
pub const BATCHES: [usize; 2] = [32, 64];

/// Pictures in a forward pass.
pub const FORWARD_BATCHES: [usize; 2] = [1, 64];

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
