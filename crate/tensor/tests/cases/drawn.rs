//! Cases over shapes drawn at random: odd sizes, single rows and channels, strides, no multiples of a tile.

use super::convolution::{
    accumulate, conv2d, depthwise, global_average_pool, kernel, max_pool, moments, residual, Kernel,
};
use super::elementwise::{bias, dropout, matmul, sigmoid, tanh};
use super::loss::{mean_squared_error, softmax_cross_entropy};
use super::normalisation::{apply, batch_norm, batch_norm_residual_relu, grad_input, grad_reduce};
use super::Case;
use tensor::op::batch_norm::Statistics;
use tensor::random::below;

/// Draws sizes from one seed.
struct Draw {
    seed: u32,
    count: u32,
}

impl Draw {
    /// From `low` to `high`, both included.
    fn size(&mut self, low: usize, high: usize) -> usize {
        self.count += 1;
        low + below(self.seed, self.count, (high - low + 1) as u32) as usize
    }

    /// A number of channels: often 1, often just above or below a vector or a tile.
    fn channels(&mut self) -> usize {
        let choice = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 33];
        choice[self.size(0, choice.len() - 1)]
    }

    /// `[n, h, w, c]` as the CPU's Winograd filtering wants it.
    fn even_picture(&mut self) -> [usize; 4] {
        [self.size(1, 3), 2 * self.size(1, 6), 2 * self.size(1, 9), 16 * self.size(1, 3)]
    }

    fn kernel(&mut self) -> Kernel {
        let all =
            [kernel(1, 1, 0), kernel(1, 2, 0), kernel(3, 1, 1), kernel(3, 2, 1), kernel(3, 1, 0), kernel(3, 2, 0)];
        all[self.size(0, all.len() - 1)]
    }

    /// `[n, h, w, c]` with room for a 3x3 window without padding.
    fn picture(&mut self) -> [usize; 4] {
        [self.size(1, 3), self.size(3, 12), self.size(3, 12), self.channels()]
    }
}

/// One case of each kind that has a fast kernel of its own, in shapes that follow from the seed.
pub fn drawn(seed: u32) -> Vec<Case> {
    let mut draw = Draw { seed, count: 0 };
    let statistics = if draw.size(0, 1) == 0 { Statistics::Batch } else { Statistics::Running };
    let (relu, other) = (draw.size(0, 1) == 0, draw.size(0, 1) == 0);
    let [m, k, n] = [draw.size(1, 40), draw.size(1, 70), draw.size(1, 40)];
    vec![
        conv2d(draw.picture(), draw.channels(), draw.kernel()),
        conv2d([1, 1, 1, draw.channels()], draw.channels(), kernel(3, 1, 1)),
        conv2d([1, 1, draw.size(1, 30), draw.channels()], draw.channels(), kernel(1, 1, 0)),
        conv2d([1, draw.size(2, 30), 2, draw.channels()], draw.channels(), kernel(3, 2, 1)),
        conv2d(draw.even_picture(), 16 * draw.size(1, 3), kernel(3, 1, 1)),
        accumulate(draw.even_picture(), 16 * draw.size(1, 3), kernel(3, 1, 1)),
        residual(draw.picture()),
        accumulate(draw.picture(), draw.channels(), draw.kernel()),
        depthwise(draw.picture(), draw.kernel()),
        max_pool(draw.picture(), draw.kernel()),
        max_pool(draw.picture(), kernel(2, 2, 0)),
        global_average_pool(draw.picture()),
        batch_norm(draw.picture()),
        // Of two rows the gradient is zero but for ε and rounding: nothing to compare. A handful are well-behaved.
        batch_norm([draw.size(6, 20), draw.channels()]),
        batch_norm_residual_relu(draw.picture()),
        apply(draw.picture(), statistics, other, relu),
        grad_reduce(draw.picture(), relu),
        grad_input(draw.picture(), statistics, relu),
        matmul(m, k, n, relu, other),
        matmul(1, k, 1, relu, other),
        matmul(m, 1, n, relu, other),
        bias(&draw.picture()),
        dropout(&draw.picture(), 0.3, seed),
        sigmoid(&draw.picture()),
        tanh(&draw.picture()),
        softmax_cross_entropy(draw.size(1, 33), draw.size(1, 12), 0.1),
        mean_squared_error(draw.picture()),
    ]
}

/// Products alone, some of them large enough for workgroups that stage them, in shapes that follow from the seed.
pub fn products(seed: u32) -> Vec<Case> {
    let mut draw = Draw { seed, count: 1000 };
    let picture = |draw: &mut Draw| [draw.size(1, 3), draw.size(3, 16), draw.size(3, 16), draw.channels()];
    let [m, k, n] = [draw.size(1, 270), draw.size(1, 50), draw.size(1, 270)];
    let mut cases = vec![
        conv2d(picture(&mut draw), draw.channels(), draw.kernel()),
        conv2d([1, draw.size(1, 30), draw.size(3, 30), draw.size(7, 48)], draw.size(7, 48), kernel(1, 1, 0)),
        conv2d([1, draw.size(3, 30), draw.size(3, 30), draw.size(7, 48)], draw.size(7, 48), draw.kernel()),
        accumulate(picture(&mut draw), draw.channels(), draw.kernel()),
        moments(picture(&mut draw), draw.channels(), draw.kernel()),
        moments([1, draw.size(3, 30), draw.size(3, 30), draw.size(7, 48)], draw.size(7, 48), draw.kernel()),
    ];
    for transposed in [[false, false], [false, true], [true, false], [true, true]] {
        cases.push(matmul(m, k, n, transposed[0], transposed[1]));
    }
    cases
}
