//! The GPU against the CPU's reference: every case of the table, and whole training steps.
//!
//! Without an adapter these tests fail, unless `EPOCH_NO_GPU=1` says that this machine is known to have none.
#![cfg(feature = "gpu")]

mod cases;
mod network;

use cases::{Case, Values, STATE};
use tensor::cpu::{CpuDevice, Kernels};
use tensor::gpu::{wait, GpuDevice, GpuOptions};

/// The GPU, or none where that was declared.
fn device() -> Option<GpuDevice> {
    match wait(GpuDevice::request(GpuOptions::default())) {
        Ok(device) => {
            println!("GPU: {:?}", device.info());
            Some(device)
        }
        Err(error) if std::env::var_os("EPOCH_NO_GPU").is_some_and(|v| v == "1") => {
            println!("WARNING: 0 GPU CASES RUN, NOTHING CHECKED. EPOCH_NO_GPU=1 and no adapter: {error}");
            None
        }
        Err(error) => panic!("no GPU to test on (EPOCH_NO_GPU=1 lets this pass): {error}"),
    }
}

fn run(device: &mut GpuDevice, case: &Case, values: &Values) -> Result<Values, String> {
    let text = |e: tensor::Error| format!("{}: {e}", case.name);
    let plan = case.plan().map_err(text)?;
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
    let mut read = |name: &str| wait(device.read(&program, name)).unwrap_or_else(|e| {
        failed = Some(text(e));
        vec![]
    });
    let results = case.results(&plan, &mut read, &state);
    match failed {
        Some(error) => Err(error),
        None => Ok(results),
    }
}

#[test]
fn every_case_agrees_with_the_reference() {
    let Some(mut device) = device() else { return };
    let mut failed = vec![];
    let mut count = 0;
    for case in cases::all().into_iter().chain((0..3).flat_map(cases::drawn::drawn)) {
        for seed in [1, 2] {
            let values = case.values(seed).unwrap();
            let want = case.run(&values, Kernels::Reference).unwrap();
            count += 1;
            let result = run(&mut device, &case, &values).and_then(|got| case.compare(&want, &got));
            failed.extend(result.err());
        }
    }
    println!("{count} GPU cases ran on {:?}", device.info().name);
    assert!(failed.is_empty(), "{} of {count} failed:\n{}", failed.len(), failed.join("\n"));
    assert!(count > 100);
}

#[test]
fn training_agrees_with_the_cpu() {
    let Some(mut device) = device() else { return };
    let network = network::Network::new(8, 4).unwrap();
    let mut cpu = CpuDevice::new();
    for (region, values) in network.regions() {
        cpu.write_region(region, &values).unwrap();
        device.write_region(region, &values).unwrap();
    }
    let mut on_cpu = cpu.load(network.plan().unwrap(), Kernels::Reference).unwrap();
    let on_gpu = wait(device.load(network.plan().unwrap())).unwrap();
    println!("{} launches a step", on_gpu.launches());
    assert_eq!(on_gpu.launches(), on_gpu.plan().launches.len());
    // Several steps are submitted before anything is read back.
    for step in 0..5 {
        for (name, values) in network.batch(step) {
            on_cpu.write(name, &values).unwrap();
            on_gpu.write(name, &values).unwrap();
        }
        cpu.run(&mut on_cpu);
        device.run(&on_gpu).unwrap();
    }
    let want = cpu.region("ring").unwrap();
    let got = wait(device.read_region("ring")).unwrap();
    println!("losses: CPU {:?}", want.chunks(4).map(|e| e[0]).collect::<Vec<_>>());
    println!("losses: GPU {:?}", got.chunks(4).map(|e| e[0]).collect::<Vec<_>>());
    // Rounding grows from step to step through batch norm and momentum; right predictions, rows and steps are whole.
    for (want, got) in want.chunks(4).zip(got.chunks(4)).take(5) {
        assert!((want[0] - got[0]).abs() < 1e-4 * want[0].abs().max(1.0), "{want:?} {got:?}");
        assert_eq!(want[1..], got[1..]);
    }
    assert!(want[0] != want[4 * 4]);
    for region in ["parameters", "velocity", "statistics"] {
        let got = wait(device.read_region(region)).unwrap();
        cases::close(cpu.region(region).unwrap(), &got, 1e-3).unwrap_or_else(|e| panic!("{region}: {e}"));
    }
    // The same steps again give the same bits: no sum depends on timing.
    let first = wait(device.read_region("parameters")).unwrap();
    for (region, values) in network.regions() {
        device.write_region(region, &values).unwrap();
    }
    for step in 0..5 {
        for (name, values) in network.batch(step) {
            on_gpu.write(name, &values).unwrap();
        }
        device.run(&on_gpu).unwrap();
    }
    let again = wait(device.read_region("parameters")).unwrap();
    assert!(first.iter().zip(&again).all(|(a, b)| a.to_bits() == b.to_bits()));
}

#[test]
fn a_lost_device_says_so() {
    let Some(mut device) = device() else { return };
    device.write_region("a", &[1.0, 2.0]).unwrap();
    assert_eq!(wait(device.read_region("a")).unwrap(), [1.0, 2.0]);
    assert!(wait(device.read_region("b")).is_err());
    assert!(device.write_region("a", &[1.0]).is_err());
    assert!(!device.is_lost());
    device.destroy();
    let read = wait(device.read_region("a"));
    assert!(read.is_err(), "{read:?}");
    assert!(device.is_lost());
    assert!(device.write_region("a", &[1.0, 2.0]).is_err());
}
