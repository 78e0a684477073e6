//! Vectors of every width give the same bits, and agree with the reference. A process chooses its vectors once, so each
//! width is tried in a process of its own, by this same program.

use std::io::Write;
use std::process::Command;

use tensor::cpu::{vector_bits, Kernels};
use tensor::op::conv2d::{Conv2d, Conv2dFilterGrad, Conv2dInputGrad, Window};
use tensor::op::matmul::MatMul;
use tensor::Shape;

use crate::cases;
use crate::threads::bits;

/// Read by the engine: the most bits of a vector.
const LIMIT: &str = "EPOCH_VECTORS";
/// Where such a process writes what it computed.
const RESULT: &str = "EPOCH_VECTORS_RESULT";

/// What the engine is to choose where it may use so many bits.
fn expected(limit: usize) -> usize {
    match limit {
        512 if is_x86_feature_detected!("avx512f") => 512,
        256.. if is_x86_feature_detected!("avx2") => 256,
        _ => 128,
    }
}

#[test]
fn every_width_gives_the_same_bits() {
    if let Some(file) = std::env::var_os(RESULT) {
        let limit = std::env::var(LIMIT).unwrap().parse().unwrap();
        assert_eq!(vector_bits(), expected(limit), "of at most {limit}");
        std::fs::write(file, computed()).unwrap();
        return;
    }
    let results = [128, 256, 512].map(|width| {
        if expected(width) < width {
            // Straight to the screen: what a test that passes prints is not shown.
            let _ =
                writeln!(std::io::stderr(), "NOT CHECKED: vectors of {width} bits, which this processor does not have");
        }
        let file = std::env::temp_dir().join(format!("epoch-one-vectors-{}-{width}", std::process::id()));
        let tests = ["widths::every_width_gives_the_same_bits", "fast::the_table", "fast::shapes_drawn_at_random"];
        let mut again = Command::new(std::env::current_exe().unwrap());
        let output =
            again.args(tests).arg("--exact").env(LIMIT, width.to_string()).env(RESULT, &file).output().unwrap();
        let result = std::fs::read(&file).unwrap_or_default();
        drop(std::fs::remove_file(&file));
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).replace('\n', "\n| "));
        let status = output.status;
        assert!(
            status.success() && said[0].contains("3 passed"),
            "vectors of {width} bits: {status}\n| {}",
            said.concat()
        );
        result
    });
    assert!(results[0].len() > 1_000_000);
    // Not assert_eq!, which would print millions of numbers.
    for (width, result) in [(256, &results[1]), (512, &results[2])] {
        let differs = results[0].chunks(4).zip(result.chunks(4)).position(|(narrow, wide)| narrow != wide);
        assert!(differs.is_none() && results[0].len() == result.len(), "vectors of {width} bits: number {differs:?}");
    }
}

/// The bits of many results: the table, shapes drawn at random, and what is large enough for whole tiles.
fn computed() -> Vec<u8> {
    let mut all = Vec::new();
    let drawn = (0..20).flat_map(|seed| cases::drawn::drawn(seed).into_iter().map(move |case| (case, seed)));
    for (case, seed) in cases::all().into_iter().map(|case| (case, 2)).chain(drawn) {
        let values = case.values(seed).unwrap();
        let results = case.run(&values, Kernels::Fast).unwrap();
        all.extend(results.into_values().flatten().map(f32::to_bits));
    }
    all.extend(bits(MatMul { transpose_a: false, transpose_b: false }, &[&[67, 120], &[120, 75]], Some(1)));
    for (stride, [n, size, c_in, c_out]) in [(1, [2, 16, 48, 32]), (1, [2, 7, 20, 33]), (2, [3, 16, 24, 40])] {
        let window = Window { stride, padding: 1 };
        let out = (size - 1) / stride + 1;
        let (x, y, w) = ([n, size, size, c_in], [n, out, out, c_out], [3, 3, c_in, c_out]);
        all.extend(bits(Conv2d(window), &[&x, &w], Some(1)));
        all.extend(bits(Conv2dInputGrad { window, input: Shape::from(x), accumulate: false }, &[&y, &w], Some(1)));
        all.extend(bits(Conv2dFilterGrad { window, kernel: [3, 3] }, &[&x, &y], Some(1)));
    }
    all.into_iter().flat_map(u32::to_le_bytes).collect()
}
