//! Fast CPU kernels against the reference: over the table, and over shapes drawn at random.

use crate::cases::{self, Case};
use tensor::cpu::Kernels;

fn check(case: &Case, seed: u32) {
    let values = case.values(seed).unwrap();
    let want = case.run(&values, Kernels::Reference).unwrap();
    let got = case.run(&values, Kernels::Fast).unwrap();
    if let Err(difference) = case.compare(&want, &got) {
        panic!("{difference} (seed {seed}; tolerated: {})", case.tolerance.why);
    }
}

#[test]
fn the_table() {
    for case in cases::all() {
        check(&case, 2);
    }
}

#[test]
fn shapes_drawn_at_random() {
    for seed in 0..60 {
        for case in cases::drawn::drawn(seed) {
            check(&case, seed);
        }
    }
}

/// A kernel that reads what it left in the scratch memory, or in an output, of the step before would differ.
#[test]
fn a_second_run_gives_the_same_bits() {
    for case in cases::all().into_iter().filter(|case| case.inputs.iter().all(|i| !i.state)) {
        let values = case.values(3).unwrap();
        let plan = case.plan().unwrap();
        let mut device = tensor::cpu::CpuDevice::new();
        let mut program = device.load(plan.clone(), Kernels::Fast).unwrap();
        let mut bits = || {
            for (name, values) in case.written(&plan, &values) {
                program.write(name, values).unwrap();
            }
            device.run(&mut program);
            let results = case.results(&plan, |name| device.read(&program, name).unwrap().to_vec(), &[]);
            results.into_values().flatten().map(f32::to_bits).collect::<Vec<_>>()
        };
        assert_eq!(bits(), bits(), "{}", case.name);
    }
}
