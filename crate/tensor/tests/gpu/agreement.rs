//! Every case of the table on the GPU against the CPU's reference.

use tensor::cpu::Kernels;
use tensor::gpu::{wait, GpuDevice};
use tensor::op::max_pool::MaxPool;
use tensor::op::relu::{Relu, ReluGrad};
use tensor::op::relu6::Relu6;
use tensor::op::sigmoid::Sigmoid;
use tensor::op::softmax_cross_entropy::SoftmaxCrossEntropy;
use tensor::op::tanh::Tanh;

use crate::cases::fill::{Fill, UNIT};
use crate::cases::{self, Case, Values, STATE};
use crate::device::device;
use crate::geometry;

fn run(device: &mut GpuDevice, case: &Case, values: &Values) -> Result<Values, String> {
    let text = |e: tensor::Error| format!("{}: {e}", case.name);
    let plan = case.graph().and_then(|graph| device.compile(graph)).map_err(text)?;
    let has_state = case.inputs.iter().any(|i| i.state);
    // Regions of cases differ in size.
    device.drop_region(STATE);
    if has_state {
        device.write_region(STATE, &case.initial_state(values)).map_err(text)?;
    }
    let program = wait(device.load(plan.clone())).map_err(text)?;
    for (name, values) in case.written(&plan, values) {
        program.write(name, values).map_err(text)?;
    }
    device.run(&program).map_err(text)?;
    let state = match has_state {
        true => wait(device.read_region(STATE)).map_err(text)?,
        false => vec![],
    };
    let mut failed = None;
    let mut read = |name: &str| {
        wait(device.read(&program, name)).unwrap_or_else(|e| {
            failed = Some(text(e));
            vec![]
        })
    };
    let results = case.results(&plan, &mut read, &state);
    match failed {
        Some(error) => Err(error),
        None => Ok(results),
    }
}

/// Within the case's tolerance of the tensor's largest value, but of 0.25 where that is less: values of the order of 1
/// that cancel leave rounding of their own size, and a tensor of one value has no larger neighbour to measure it by.
fn compare(case: &Case, want: &Values, got: &Values) -> Result<(), String> {
    let mut want = want.clone();
    let mut got = got.clone();
    if case.tolerance.relative > 0.0 {
        for values in want.values_mut().chain(got.values_mut()) {
            values.push(0.25);
        }
    }
    case.compare(&want, &got)
}

#[test]
fn every_case_agrees_with_the_reference() {
    let Some(mut device) = device() else { return };
    let mut failed = vec![];
    let mut count = 0;
    let drawn = (0..3).flat_map(cases::drawn::drawn);
    for case in cases::all().into_iter().chain(geometry::table()).chain(drawn) {
        let values = case.values(1).unwrap();
        let want = case.run(&values, Kernels::Reference).unwrap();
        let result = run(&mut device, &case, &values).and_then(|got| compare(&case, &want, &got));
        failed.extend(result.err());
        count += 1;
    }
    // The ops that are cut into tiles, on devices with other wishes.
    for tiles in geometry::TILES {
        device.set_tiles(tiles);
        for case in if tiles.stage > 0 { geometry::large() } else { geometry::table() } {
            if !["conv2d", "matmul"].iter().any(|op| case.name.starts_with(op)) {
                continue;
            }
            let values = case.values(1).unwrap();
            let want = case.run(&values, Kernels::Reference).unwrap();
            let result = run(&mut device, &case, &values).and_then(|got| compare(&case, &want, &got));
            failed.extend(result.err().map(|error| format!("{tiles:?}: {error}")));
            count += 1;
        }
    }
    println!("{count} GPU cases ran on {:?}", device.info().name);
    assert!(failed.is_empty(), "{} of {count} failed:\n{}", failed.len(), failed.join("\n"));
    assert!(count > 100);
}

/// Numbers that are none travel as in the reference: ReLU stops NaN, maximum and softmax pass it on.
#[test]
fn what_is_not_finite_is_treated_as_in_the_reference() {
    let Some(mut device) = device() else { return };
    let window = tensor::op::conv2d::Window { stride: 1, padding: 0 };
    let cases = [
        Case::op("relu", Relu).given("x", [1, 1, 5, 2], UNIT),
        Case::op("relu6", Relu6).given("x", [1, 1, 5, 2], UNIT),
        Case::op("sigmoid", Sigmoid).given("x", [1, 1, 5, 2], UNIT),
        Case::op("tanh", Tanh).given("x", [1, 1, 5, 2], UNIT),
        Case::op("relu_grad", ReluGrad).given("dy", [1, 1, 5, 2], UNIT).given("x", [1, 1, 5, 2], UNIT),
        Case::op("max_pool", MaxPool { kernel: 1, window }).given("x", [1, 1, 5, 2], UNIT),
        Case::op("softmax_cross_entropy", SoftmaxCrossEntropy { smoothing: 0.0 }).given("x", [5, 2], UNIT).given(
            "labels",
            [5],
            Fill::Labels(2),
        ),
    ];
    for case in cases {
        let mut values = case.values(1).unwrap();
        let special = [f32::NAN, 1.0, f32::INFINITY, -2.0, f32::NEG_INFINITY, 3.0, 1e30, -1e30, -0.0, 7.0];
        values.insert("x".into(), special.to_vec());
        let want = case.run(&values, Kernels::Reference).unwrap();
        let got = run(&mut device, &case, &values).unwrap();
        for (name, want) in &want {
            for (w, g) in want.iter().zip(&got[name]) {
                let same = w == g || (w.is_nan() && g.is_nan()) || (w - g).abs() < 1e-5;
                assert!(same, "{}: {name}: {g}, wanted {w}", case.name);
            }
        }
    }
}
