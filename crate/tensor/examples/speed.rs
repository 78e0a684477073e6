//! Speed of the convolution kernels natively, as a quick look while working on them:
//! `cargo run --release -p epoch-tensor --example speed [threads]`.

use std::time::Instant;

use tensor::cpu::{CpuDevice, Kernels};
use tensor::op::conv2d::{Conv2d, Conv2dFilterGrad, Conv2dInputGrad, Window};
use tensor::{Graph, Plan, Shape};

fn main() -> Result<(), tensor::Error> {
    let threads = std::env::args().nth(1).and_then(|t| t.parse().ok()).unwrap_or(1);
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().ok();
    for (size, c_in, c_out, stride) in [
        (32, 3, 16, 1),
        (32, 16, 16, 1),
        (32, 16, 32, 2),
        (16, 32, 32, 1),
        (16, 32, 64, 2),
        (8, 64, 64, 1),
        (32, 32, 32, 1),
        (8, 128, 128, 1),
    ] {
        let window = Window { stride, padding: 1 };
        let (x, w) = (Shape::from([32, size, size, c_in]), Shape::from([3, 3, c_in, c_out]));
        let y = Shape::from([32, size / stride, size / stride, c_out]);
        let flop = 2.0 * (y.len() * 9 * c_in) as f64;
        for what in 0..3 {
            let mut g = Graph::new();
            let out = match what {
                0 => {
                    let inputs = [g.input("a", x.clone()), g.input("b", w.clone())];
                    g.apply(Conv2d(window), &inputs)?
                }
                1 => {
                    let inputs = [g.input("a", y.clone()), g.input("b", w.clone())];
                    g.apply(Conv2dInputGrad { window, input: x.clone(), accumulate: false }, &inputs)?
                }
                _ => {
                    let inputs = [g.input("a", x.clone()), g.input("b", y.clone())];
                    g.apply(Conv2dFilterGrad { window, kernel: [3, 3] }, &inputs)?
                }
            };
            g.keep(out, "out");
            let mut device = CpuDevice::new();
            let mut program = device.load(Plan::compile(g)?, Kernels::Fast)?;
            let mut times = Vec::new();
            for _ in 0..15 {
                let start = Instant::now();
                device.run(&mut program);
                times.push(start.elapsed().as_secs_f64());
            }
            times.sort_by(f64::total_cmp);
            let name = ["forward", "input grad", "filter grad"][what];
            println!("{size:3} {c_in:3} -> {c_out:3} /{stride} {name:12} {:6.1} GFLOP/s", flop / times[7] / 1e9);
        }
    }
    Ok(())
}
