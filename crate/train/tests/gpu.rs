//! What a training step asks of WebGPU, on whatever GPU there is.
#![cfg(feature = "gpu")]

use nn::{
    initial_weights, region, training_graph, Model, ModelSpec, Normalisation, Optimiser, TrainingOptions, GROUPS,
};
use tensor::gpu::{wait, Calls, GpuDevice, GpuOptions};

/// The larger of those that are measured: bytes written grow with it.
const BATCH: usize = 64;

#[test]
fn a_step_is_one_submission_of_few_launches_and_few_bytes() {
    let device = wait(GpuDevice::request(GpuOptions::default()));
    if device.is_err() && std::env::var_os("EPOCH_NO_GPU").is_some_and(|v| v == "1") {
        println!("WARNING: NOTHING CHECKED: no GPU");
        return;
    }
    let mut device = device.unwrap();
    let model = Model::new(ModelSpec::residual(16, 1, 2)).unwrap();
    let options = TrainingOptions {
        batch: BATCH,
        shards: 1,
        pictures: BATCH,
        normalisation: Normalisation { mean: vision::CIFAR10.mean, std: vision::CIFAR10.std },
        frozen: vec![],
        label_smoothing: 0.0,
        optimiser: Optimiser::SGD,
        weight_decay: 5e-4,
    };
    let weights = initial_weights(&model, 1);
    let pixels: Vec<u8> = (0..BATCH * vision::SIDE_BYTES).map(|i| (i * i % 251) as u8).collect();
    device.write_region(region::PIXELS, bytemuck::cast_slice(&vision::pack_words(&pixels))).unwrap();
    device.write_region(region::PARAMETERS, &weights.parameters).unwrap();
    device.write_region(region::STATISTICS, &weights.statistics).unwrap();
    let plan = device.compile(training_graph(&model, &options).unwrap()).unwrap();
    let program = wait(device.load(plan)).unwrap();
    let before = device.calls();
    assert!(before.buffers > 0 && before.bind_groups == program.launches());
    let indices: Vec<u32> = (0..BATCH as u32).collect();
    program.write("draws", bytemuck::cast_slice(&vision::epoch_draws(0, 0, &indices, true))).unwrap();
    program.write("labels", &(0..BATCH).map(|i| (i % 2) as f32).collect::<Vec<_>>()).unwrap();
    program.write("rates", &[0.01; GROUPS.len()]).unwrap();
    program.write("step", &[f32::from_bits(0)]).unwrap();
    device.run(&program).unwrap();
    let after = device.calls();
    println!("{} launches, {} bytes written", program.launches(), after.bytes - before.bytes);
    assert!(program.launches() <= 65);
    assert!(after.bytes - before.bytes < 1024);
    assert_eq!(after, Calls { submits: before.submits + 1, bytes: after.bytes, ..before });
    let ring = wait(device.read_region(region::RING)).unwrap();
    assert!(ring[0] > 0.0 && ring[0] < 5.0 && ring[2] == BATCH as f32, "{:?}", &ring[..4]);
}
