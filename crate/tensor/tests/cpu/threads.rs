//! Work that is worth cutting gives the same bits on any number of threads. The table's cases are too small to be cut.

use rayon::ThreadPoolBuilder;
use tensor::cpu::{CpuDevice, Kernels};
use tensor::op::batch_norm::{BatchNorm, BatchNormGradInput, BatchNormGradReduce, BatchNormStats, Statistics::Batch};
use tensor::op::conv2d::{Conv2d, Conv2dFilterGrad, Conv2dInputGrad, Window};
use tensor::op::depthwise_conv2d::{DepthwiseConv2d, DepthwiseConv2dFilterGrad, DepthwiseConv2dInputGrad};
use tensor::op::matmul::MatMul;
use tensor::op::max_pool::{MaxPool, MaxPoolGrad};
use tensor::op::Op;
use tensor::{random, Graph, Plan, Shape};

/// All results' bits, of a second run too: on so many threads, or from a thread outside of the pool that all share, into which
/// a program goes from its second run on.
pub fn bits(op: impl Op, inputs: &[&[usize]], threads: Option<usize>) -> Vec<u32> {
    let mut graph = Graph::new();
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    let ids: Vec<_> = inputs.iter().zip(names).map(|(sizes, name)| graph.input(name, Shape::new(sizes))).collect();
    let outputs = graph.node(op, &ids, &[]).unwrap();
    for (id, name) in outputs.iter().zip(["x", "y"]) {
        graph.keep(*id, name);
    }
    let count = outputs.len();
    let twice = || {
        let mut device = CpuDevice::new();
        let mut program = device.load(Plan::compile(graph).unwrap(), Kernels::Fast).unwrap();
        for (seed, (sizes, name)) in (0..).zip(inputs.iter().zip(names)) {
            let len: usize = sizes.iter().product();
            let values: Vec<f32> = (0..len as u32).map(|i| random::unit(seed, i) + 0.1).collect();
            program.write(name, &values).unwrap();
        }
        let mut run = || {
            device.run(&mut program);
            let results = ["x", "y"].into_iter().take(count).flat_map(|name| device.read(&program, name).unwrap());
            results.map(|value| value.to_bits()).collect::<Vec<_>>()
        };
        let first = run();
        assert!(first == run());
        first
    };
    match threads {
        Some(threads) => ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(twice),
        None => twice(),
    }
}

fn check(op: impl Op + Clone, inputs: &[&[usize]]) {
    let alone = bits(op.clone(), inputs, Some(1));
    for threads in [Some(2), Some(3), None] {
        // Not assert_eq!, which would print millions of numbers.
        assert!(bits(op.clone(), inputs, threads) == alone, "{} on {threads:?} threads", op.name());
    }
}

#[test]
fn no_bit_of_a_convolution_depends_on_the_number_of_threads() {
    // By Winograd's filtering, and without.
    for (window, [n, size, c_in, c_out]) in
        [(Window { stride: 1, padding: 1 }, [5, 16, 48, 32]), (Window { stride: 2, padding: 1 }, [11, 32, 24, 12])]
    {
        let out = size / window.stride;
        let (x, y, w) = ([n, size, size, c_in], [n, out, out, c_out], [3, 3, c_in, c_out]);
        check(Conv2d(window), &[&x, &w]);
        check(Conv2dInputGrad { window, input: Shape::from(x), accumulate: false }, &[&y, &w]);
        check(Conv2dFilterGrad { window, kernel: [3, 3] }, &[&x, &y]);
    }
}

#[test]
fn no_bit_of_what_goes_by_windows_depends_on_the_number_of_threads() {
    let window = Window { stride: 2, padding: 1 };
    let (x, y, w) = ([7, 64, 64, 21], [7, 32, 32, 21], [3, 3, 21]);
    check(DepthwiseConv2d(window), &[&x, &w]);
    check(DepthwiseConv2dInputGrad { window, input: Shape::from(x) }, &[&y, &w]);
    check(DepthwiseConv2dFilterGrad { window, kernel: [3, 3] }, &[&x, &y]);
    let pool = MaxPool { kernel: 3, window };
    check(pool.clone(), &[&x]);
    check(MaxPoolGrad(pool), &[&y, &x]);
}

#[test]
fn no_bit_of_a_product_or_of_batch_norm_depends_on_the_number_of_threads() {
    check(MatMul { transpose_a: true, transpose_b: false }, &[&[150, 333], &[150, 170]]);
    let (x, c): (&[usize], &[usize]) = (&[3, 60, 60, 50], &[50]);
    check(BatchNormStats, &[x]);
    check(BatchNorm { statistics: Batch, residual: true, relu: true }, &[x, c, c, c, c, x]);
    check(BatchNormGradReduce { relu: false }, &[x, x, c, c]);
    check(BatchNormGradInput { statistics: Batch, relu: false }, &[x, x, c, c, c, c, c]);
}
