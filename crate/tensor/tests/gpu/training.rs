//! Whole training steps on the GPU against the CPU.

use tensor::cpu::{CpuDevice, Kernels};
use tensor::gpu::{wait, GpuDevice, Tiles, MAX_BINDINGS};
use tensor::Plan;

use crate::cases;
use crate::device::device;
use crate::network::Network;

#[test]
fn training_agrees_with_the_cpu() {
    let Some(mut device) = device() else { return };
    let meet = !device.info().software;
    trains(&mut device, meet);
    // As where invocations meet: convolutions give moments, and products are staged.
    for tiles in [Tiles::PORTABLE, Tiles { rows: 4, columns: 4, meet: true, stage: 64 }] {
        device.set_tiles(tiles);
        trains(&mut device, true);
    }
}

fn trains(device: &mut GpuDevice, meet: bool) {
    let network = Network::new(8, 4).unwrap();
    let mut cpu = CpuDevice::new();
    for (region, values) in network.regions() {
        cpu.write_region(region, &values).unwrap();
        device.write_region(region, &values).unwrap();
    }
    let mut on_cpu = cpu.load(Plan::compile(network.graph().unwrap()).unwrap(), Kernels::Reference).unwrap();
    let on_gpu = wait(device.load(device.compile(network.graph().unwrap()).unwrap())).unwrap();
    println!("{} launches a step", on_gpu.launches());
    assert_eq!(on_gpu.launches(), on_gpu.plan().launches.len());
    assert_eq!(on_gpu.plan().launches.iter().any(|launch| launch.op.name() == "conv2d_moments"), meet);
    // Batch norm's gradient has one tensor too many; two of them share a buffer.
    assert_eq!(on_gpu.most_buffers(), MAX_BINDINGS);
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
