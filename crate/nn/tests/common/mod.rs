//! A run on the CPU without a session around it.
#![allow(dead_code)] // Each test binary uses its part.

use nn::{training_graph, Model, ModelSpec, Normalisation, Optimiser, TrainingOptions, Weights};
use tensor::cpu::{CpuDevice, CpuProgram, Kernels};
use tensor::Plan;

pub const NORMALISATION: Normalisation = Normalisation { mean: [0.5, 0.45, 0.4], std: [0.25, 0.25, 0.3] };

pub fn residual(width: usize, depth: usize, classes: usize) -> Model {
    Model::new(ModelSpec::residual(width, depth, classes)).unwrap()
}

pub fn options(batch: usize) -> TrainingOptions {
    TrainingOptions {
        batch,
        shards: 1,
        pictures: batch,
        normalisation: NORMALISATION,
        frozen: vec![],
        label_smoothing: 0.0,
        optimiser: Optimiser::SGD,
        weight_decay: 5e-4,
    }
}

/// Pictures of noise, four bytes a word.
pub fn noise(words: usize) -> Vec<f32> {
    (0..words as u32).map(|i| f32::from_bits(tensor::random::hash(99, i))).collect()
}

pub struct Run {
    pub device: CpuDevice,
    pub program: CpuProgram,
    options: TrainingOptions,
    step: u32,
    batch_labels: Vec<f32>,
}

impl Run {
    /// One batch of noise with labels that go round the classes, trained on again and again.
    pub fn new(model: &Model, weights: &Weights, options: &TrainingOptions, kernels: Kernels) -> Self {
        let mut device = CpuDevice::new();
        device.write_region(nn::region::PARAMETERS, &weights.parameters).unwrap();
        device.write_region(nn::region::STATISTICS, &weights.statistics).unwrap();
        let [h, w, _] = model.spec().input;
        device.write_region(nn::region::PIXELS, &noise(options.pictures * h * w * 3 / 4)).unwrap();
        let plan = Plan::compile(training_graph(model, options).unwrap()).unwrap();
        let program = device.load(plan, kernels).unwrap();
        let batch_labels = (0..options.batch).map(|i| (i % model.spec().classes) as f32).collect();
        Run { device, program, options: options.clone(), step: 0, batch_labels }
    }

    /// One step at one rate for all groups; its loss and number of right predictions.
    pub fn step(&mut self, rate: f32) -> [f32; 2] {
        let batch = self.options.batch as u32;
        let draws: Vec<f32> = (0..batch).flat_map(|i| [i, 0x04_04]).map(f32::from_bits).collect();
        self.program.write("draws", &draws).unwrap();
        self.program.write("labels", &self.batch_labels).unwrap();
        self.program.write("rates", &[rate; 5]).unwrap();
        self.program.write("step", &[f32::from_bits(self.step)]).unwrap();
        if let Some(corrections) = self.options.optimiser.corrections(self.step + 1) {
            self.program.write("corrections", &corrections).unwrap();
        }
        if self.program.plan().find("seed").is_ok() {
            self.program.write("seed", &[self.step.wrapping_mul(77), 0].map(f32::from_bits)).unwrap();
        }
        self.device.run(&mut self.program);
        let ring = self.device.region(nn::region::RING).unwrap();
        let entry = &ring[self.step as usize % nn::region::RING_ENTRIES * 4..][..4];
        assert_eq!([entry[2], entry[3]], [batch as f32, self.step as f32]);
        self.step += 1;
        [entry[0], entry[1]]
    }

    pub fn weights(&self) -> Weights {
        let region = |name| self.device.region(name).unwrap().to_vec();
        Weights { parameters: region(nn::region::PARAMETERS), statistics: region(nn::region::STATISTICS) }
    }
}
