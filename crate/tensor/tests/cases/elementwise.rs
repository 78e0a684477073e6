//! Ops that work element by element, and matrix products.

use super::fill::{Fill, UNIT};
use super::{Case, EXACT, FUNCTION, LINEAR, PIECEWISE, ROUNDED, SMOOTH, SUM};
use tensor::op::add::Add;
use tensor::op::bias::Bias;
use tensor::op::dropout::Dropout;
use tensor::op::linear::{Linear, LinearGrad};
use tensor::op::matmul::MatMul;
use tensor::op::relu::Relu;
use tensor::op::relu6::Relu6;
use tensor::op::reshape::Reshape;
use tensor::op::sigmoid::Sigmoid;
use tensor::op::tanh::Tanh;

pub fn add(shape: &[usize]) -> Case {
    let case = Case::op(format!("add {shape:?}"), Add);
    case.wants("a", sh(shape), UNIT).wants("b", sh(shape), UNIT).within(EXACT).slope(LINEAR)
}

pub fn bias(shape: &[usize]) -> Case {
    let case = Case::op(format!("bias {shape:?}"), Bias);
    let channels = sh(shape).channels();
    case.wants("x", sh(shape), UNIT).wants("b", [channels], UNIT).within(SUM).slope(LINEAR)
}

pub fn relu(shape: &[usize]) -> Case {
    let fill = Fill::Away(-2.0, 2.0, &[0.0]);
    Case::op(format!("relu {shape:?}"), Relu).wants("x", sh(shape), fill).within(EXACT).slope(PIECEWISE)
}

pub fn relu6(shape: &[usize]) -> Case {
    let fill = Fill::Away(-3.0, 9.0, &[0.0, 6.0]);
    Case::op(format!("relu6 {shape:?}"), Relu6).wants("x", sh(shape), fill).within(EXACT).slope(PIECEWISE)
}

pub fn sigmoid(shape: &[usize]) -> Case {
    let fill = Fill::Uniform(-4.0, 4.0);
    Case::op(format!("sigmoid {shape:?}"), Sigmoid).wants("x", sh(shape), fill).within(FUNCTION).slope(SMOOTH)
}

pub fn tanh(shape: &[usize]) -> Case {
    let fill = Fill::Uniform(-2.0, 2.0);
    Case::op(format!("tanh {shape:?}"), Tanh).wants("x", sh(shape), fill).within(FUNCTION).slope(SMOOTH)
}

pub fn reshape(from: &[usize], to: &[usize]) -> Case {
    let case = Case::op(format!("reshape {from:?} to {to:?}"), Reshape(sh(to)));
    case.wants("x", sh(from), UNIT).within(EXACT).slope(LINEAR)
}

pub fn dropout(shape: &[usize], rate: f32, layer: u32) -> Case {
    let case = Case::op(format!("dropout {rate} of {shape:?}, layer {layer}"), Dropout { rate, layer });
    case.wants("x", sh(shape), UNIT).given("seed", [2], Fill::Word(77)).within(ROUNDED).slope(LINEAR)
}

/// a b with a `[m, k]`, b `[k, n]` as they enter the product.
pub fn matmul(m: usize, k: usize, n: usize, transpose_a: bool, transpose_b: bool) -> Case {
    let a = if transpose_a { [k, m] } else { [m, k] };
    let b = if transpose_b { [n, k] } else { [k, n] };
    let t = |t| if t { " transposed" } else { "" };
    let name = format!("matmul {a:?}{} {b:?}{}", t(transpose_a), t(transpose_b));
    let case = Case::op(name, MatMul { transpose_a, transpose_b });
    case.wants("a", a, UNIT).wants("b", b, UNIT).within(SUM).slope(LINEAR)
}

/// Product and bias at once.
pub fn linear(n: usize, i: usize, k: usize) -> Case {
    let case = Case::op(format!("linear [{n}, {i}] to {k}"), Linear);
    case.given("x", [n, i], UNIT).given("w", [i, k], UNIT).given("bias", [k], UNIT).within(SUM)
}

/// All gradients of that, behind pictures of `area` pixels.
pub fn linear_grad(n: usize, i: usize, k: usize, area: [usize; 2]) -> Case {
    let case = Case::op(format!("linear_grad [{n}, {i}] from {k}, {area:?}"), LinearGrad { area });
    case.given("x", [n, i], UNIT).given("w", [i, k], UNIT).given("dy", [n, k], UNIT).within(SUM)
}

fn sh(sizes: &[usize]) -> tensor::Shape {
    tensor::Shape::new(sizes)
}

pub fn table() -> Vec<Case> {
    vec![
        add(&[2, 3, 5, 4]).golden("add"),
        bias(&[2, 3, 4, 5]).golden("bias"),
        bias(&[7, 10]).golden("bias_matrix"),
        relu(&[2, 3, 5, 4]).golden("relu"),
        relu6(&[2, 3, 5, 4]).golden("relu6"),
        sigmoid(&[2, 3, 5, 4]).golden("sigmoid"),
        tanh(&[2, 3, 5, 4]).golden("tanh"),
        reshape(&[2, 3, 5, 4], &[2, 60]).golden("reshape"),
        dropout(&[3, 4, 4, 5], 0.25, 0).no_golden("PyTorch drops other elements; tests/cpu/by_hand.rs checks the mask"),
        dropout(&[6, 33], 0.5, 3).no_golden("PyTorch drops other elements; tests/cpu/by_hand.rs checks the mask"),
        matmul(5, 7, 6, false, false).golden("matmul"),
        matmul(5, 7, 6, true, false).golden("matmul_ta"),
        matmul(5, 7, 6, false, true).golden("matmul_tb"),
        matmul(5, 7, 6, true, true).golden("matmul_ta_tb"),
        matmul(32, 64, 2, false, false).no_golden("same op as above, in the shape of a classifier's head"),
        matmul(33, 70, 40, false, true).no_golden("same op as above, larger than a tile"),
        linear(5, 7, 6).no_golden("made by fusion of cases that have goldens"),
        linear(32, 64, 2).no_golden("made by fusion of cases that have goldens"),
        linear_grad(5, 7, 6, [1, 1]).no_golden("made by fusion of cases that have goldens"),
        linear_grad(4, 16, 3, [2, 3]).no_golden("made by fusion of cases that have goldens"),
    ]
}
