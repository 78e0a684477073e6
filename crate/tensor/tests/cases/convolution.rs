//! Convolutions and pools.

use super::fill::{Fill, UNIT};
use super::{Case, Differences, Tolerance, EXACT, LINEAR, PIECEWISE, ROUNDED, SUM};
use tensor::op::add::Add;
use tensor::op::batch_norm::BatchNormStats;
use tensor::op::conv2d::{Conv2d, Conv2dInputGrad, Conv2dInputGradMasked, Window};
use tensor::op::conv2d_moments::Conv2dMoments;
use tensor::op::depthwise_conv2d::DepthwiseConv2d;
use tensor::op::global_average_pool::GlobalAveragePool;
use tensor::op::max_pool::MaxPool;

/// Height and width of the kernel, with its window.
#[derive(Clone, Copy, Debug)]
pub struct Kernel {
    pub size: usize,
    pub window: Window,
}

pub const fn kernel(size: usize, stride: usize, padding: usize) -> Kernel {
    Kernel { size, window: Window { stride, padding } }
}

/// Statistics of values that are some hundred times as large as what they vary by.
const CANCELS: Tolerance =
    Tolerance { relative: 1e-4, why: "squared deviations keep the rounding of values around their mean" };

/// `x` is `[n, h, w, c_in]`.
pub fn conv2d(x: [usize; 4], c_out: usize, kernel: Kernel) -> Case {
    let Kernel { size, window } = kernel;
    let case = Case::op(format!("conv2d {x:?} to {c_out}, {kernel:?}"), Conv2d(window));
    case.wants("x", x, UNIT).wants("w", [size, size, x[3], c_out], UNIT).within(SUM).slope(LINEAR)
}

/// conv2d(x) + x: the gradients of both paths meet in x.
pub fn residual(x: [usize; 4]) -> Case {
    let case = Case::new(format!("conv2d 3x3 + x, {x:?}"), |graph, t| {
        let y = graph.apply(Conv2d(Window { stride: 1, padding: 1 }), t)?;
        Ok(vec![graph.apply(Add, &[y, t[0]])?])
    });
    case.wants("x", x, UNIT).wants("w", [3, 3, x[3], x[3]], UNIT).within(SUM).slope(LINEAR)
}

/// The input's gradient on top of another one.
pub fn accumulate(x: [usize; 4], c_out: usize, kernel: Kernel) -> Case {
    let Kernel { size, window } = kernel;
    let [n, h, w, c_in] = x;
    let out = |s: usize| (s + 2 * window.padding - size) / window.stride + 1;
    let op = Conv2dInputGrad { window, input: x.into(), accumulate: true };
    let case = Case::op(format!("conv2d_input_grad onto {x:?} from {c_out}, {kernel:?}"), op);
    let case = case.given("dy", [n, out(h), out(w), c_out], UNIT).given("w", [size, size, c_in, c_out], UNIT);
    case.given("other", x, UNIT).within(SUM)
}

/// The same where only what is behind a ReLU counts of the other one.
pub fn masked(x: [usize; 4], c_out: usize, kernel: Kernel) -> Case {
    let Kernel { size, window } = kernel;
    let [n, h, w, c_in] = x;
    let out = |s: usize| (s + 2 * window.padding - size) / window.stride + 1;
    let op = Conv2dInputGradMasked(Conv2dInputGrad { window, input: x.into(), accumulate: true });
    let case = Case::op(format!("conv2d_input_grad_masked onto {x:?} from {c_out}, {kernel:?}"), op);
    let case = case.given("dy", [n, out(h), out(w), c_out], UNIT).given("w", [size, size, c_in, c_out], UNIT);
    case.given("other", x, UNIT).given("y", x, UNIT).within(SUM)
}

/// The convolution with moments of its parts.
pub fn moments(x: [usize; 4], c_out: usize, kernel: Kernel) -> Case {
    let Kernel { size, window } = kernel;
    let case = Case::op(format!("conv2d_moments {x:?} to {c_out}, {kernel:?}"), Conv2dMoments(window));
    case.given("x", x, UNIT).given("w", [size, size, x[3], c_out], UNIT).within(SUM)
}

/// The convolution and its statistics, which fusion may make of moments: of values that are far from zero and vary little.
pub fn statistics(x: [usize; 4], c_out: usize, kernel: Kernel) -> Case {
    let Kernel { size, window } = kernel;
    let case = Case::new(format!("conv2d with statistics {x:?} to {c_out}, {kernel:?}"), move |graph, t| {
        let y = graph.apply(Conv2d(window), t)?;
        graph.node(BatchNormStats, &[y], &[])
    });
    case.given("x", x, Fill::Uniform(20.0, 20.5)).given("w", [size, size, x[3], c_out], UNIT).within(CANCELS)
}

pub fn depthwise(x: [usize; 4], kernel: Kernel) -> Case {
    let Kernel { size, window } = kernel;
    let case = Case::op(format!("depthwise_conv2d {x:?}, {kernel:?}"), DepthwiseConv2d(window));
    case.wants("x", x, UNIT).wants("w", [size, size, x[3]], UNIT).within(SUM).slope(LINEAR)
}

pub fn max_pool(x: [usize; 4], kernel: Kernel) -> Case {
    let Kernel { size, window } = kernel;
    let case = Case::op(format!("max_pool {x:?}, {kernel:?}"), MaxPool { kernel: size, window });
    // Gradients of overlapping windows add up, so the gradient is not exact on every device.
    let tolerance = if window.stride >= size { EXACT } else { ROUNDED };
    case.wants("x", x, Fill::Distinct).within(tolerance).slope(PIECEWISE)
}

pub fn global_average_pool(x: [usize; 4]) -> Case {
    let case = Case::op(format!("global_average_pool {x:?}"), GlobalAveragePool);
    case.wants("x", x, UNIT).within(SUM).slope(Differences { step: 0.5, ..LINEAR })
}

pub fn table() -> Vec<Case> {
    let same = "same op as above, in another shape";
    vec![
        conv2d([2, 6, 5, 3], 5, kernel(3, 1, 1)).golden("conv2d_3x3"),
        conv2d([2, 7, 6, 4], 8, kernel(3, 2, 1)).golden("conv2d_3x3_stride_2"),
        conv2d([2, 5, 6, 3], 4, kernel(3, 1, 0)).golden("conv2d_3x3_no_padding"),
        conv2d([2, 4, 5, 6], 5, kernel(1, 1, 0)).golden("conv2d_1x1"),
        conv2d([2, 6, 7, 4], 8, kernel(1, 2, 0)).golden("conv2d_1x1_stride_2"),
        conv2d([2, 10, 10, 16], 32, kernel(3, 2, 1)).no_golden(same),
        conv2d([3, 9, 9, 16], 16, kernel(3, 1, 1)).no_golden(same),
        conv2d([1, 8, 8, 3], 16, kernel(3, 1, 1)).no_golden(same),
        // In these shapes the CPU's kernels work by Winograd's filtering; the second has more tiles than are worked on at once.
        conv2d([2, 6, 10, 16], 32, kernel(3, 1, 1)).no_golden(same),
        conv2d([3, 12, 16, 32], 16, kernel(3, 1, 1)).no_golden(same),
        conv2d([1, 2, 2, 48], 16, kernel(3, 1, 1)).no_golden(same),
        accumulate([2, 4, 8, 32], 16, kernel(3, 1, 1)).no_golden("`residual` holds it, fused; so do fast kernels here"),
        residual([2, 5, 4, 4]).golden("residual"),
        accumulate([2, 6, 6, 4], 8, kernel(3, 2, 1)).no_golden("`residual` holds it, fused; so do fast kernels here"),
        accumulate([2, 5, 5, 8], 8, kernel(3, 1, 1)).no_golden("`residual` holds it, fused; so do fast kernels here"),
        accumulate([2, 5, 6, 5], 4, kernel(1, 2, 0)).no_golden("`residual` holds it, fused; so do fast kernels here"),
        masked([2, 5, 5, 8], 8, kernel(3, 1, 1)).no_golden("made by fusion of cases that have goldens"),
        masked([1, 6, 5, 5], 4, kernel(3, 2, 1)).no_golden("made by fusion of cases that have goldens"),
        moments([2, 6, 7, 5], 6, kernel(3, 1, 1)).no_golden("made by fusion of cases that have goldens"),
        moments([1, 16, 16, 16], 16, kernel(3, 2, 1)).no_golden("made by fusion of cases that have goldens"),
        statistics([2, 8, 9, 8], 8, kernel(1, 1, 0)).no_golden("parts of it have goldens"),
        depthwise([2, 5, 6, 7], kernel(3, 1, 1)).golden("depthwise_conv2d"),
        depthwise([2, 7, 6, 4], kernel(3, 2, 1)).golden("depthwise_conv2d_stride_2"),
        depthwise([2, 6, 6, 37], kernel(3, 1, 1)).no_golden(same),
        depthwise([1, 7, 7, 5], kernel(5, 1, 2)).no_golden(same),
        max_pool([2, 6, 4, 5], kernel(2, 2, 0)).golden("max_pool_2x2"),
        max_pool([2, 7, 6, 4], kernel(3, 2, 1)).golden("max_pool_3x3_stride_2"),
        max_pool([1, 5, 5, 21], kernel(3, 1, 1)).golden("max_pool_3x3_stride_1"),
        global_average_pool([2, 4, 3, 5]).golden("global_average_pool"),
        global_average_pool([3, 8, 8, 64]).no_golden(same),
    ]
}
