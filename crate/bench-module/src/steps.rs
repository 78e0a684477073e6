//! Whole training steps: forward, loss, backward, update, batch norm's statistics kept.

use nn::{region, training_graph, Normalisation, Optimiser, TrainingOptions, Weights, GROUPS};
use tensor::op::record::ENTRY;
use tensor::Error;
use train::device::{Device, Program};
use vision::{epoch_draws, pack_words};

use crate::work::model;

/// Learning rate of every layer. Small, so that 20 steps do not carry rounding errors away: at 0.005 and w = 32 PyTorch
/// with two threads leaves PyTorch with one by more than the tolerance.
pub const RATE: f32 = 0.001;

/// How pictures become numbers.
pub const NORMALISATION: Normalisation = Normalisation { mean: vision::CIFAR10.mean, std: vision::CIFAR10.std };

/// A run that takes its pictures in their order, without augmentation, and begins anew after the last.
#[derive(Debug)]
pub struct Steps {
    device: Device,
    program: Program,
    batch: usize,
    labels: Vec<f32>,
    step: usize,
    launches: usize,
}

impl Steps {
    /// Compiles the plan and moves weights and pictures to the device. `pixels` are `[labels.len(), 32, 32, 3]` bytes.
    ///
    /// # Errors
    /// Weights of another network, or fewer pictures than a batch.
    pub async fn new(
        mut device: Device,
        width: usize,
        batch: usize,
        pixels: &[u8],
        labels: &[f32],
        weights: &Weights,
    ) -> Result<Self, Error> {
        let model = model(width)?;
        weights.check(&model)?;
        if labels.len() < batch {
            return Err(Error::Length { name: "labels".into(), want: batch, got: labels.len() });
        }
        let shards = device.shards(batch);
        let options = TrainingOptions {
            batch,
            shards,
            pictures: labels.len(),
            normalisation: NORMALISATION,
            frozen: Vec::new(),
            label_smoothing: 0.0,
            optimiser: Optimiser::SGD,
            weight_decay: 0.0,
        };
        let plan = device.compile(training_graph(&model, &options)?)?;
        let launches = plan.launches.len();
        device.write_region(region::PIXELS, bytemuck::cast_slice(&pack_words(pixels)))?;
        device.write_region(region::PARAMETERS, &weights.parameters)?;
        device.write_region(region::STATISTICS, &weights.statistics)?;
        device.write_region(region::VELOCITY, &vec![0.0; weights.parameters.len()])?;
        let program = device.load_step(plan, shards).await?;
        Ok(Steps { device, program, batch, labels: labels.to_vec(), step: 0, launches })
    }

    /// Kernel launches of a step.
    pub fn launches(&self) -> usize {
        self.launches
    }

    /// One step on the next batch. On a GPU this returns before the step is done.
    ///
    /// # Errors
    /// The GPU has failed.
    pub fn run(&mut self) -> Result<(), Error> {
        let batches = self.labels.len() / self.batch;
        let first = self.step % batches * self.batch;
        let indices: Vec<u32> = (first..first + self.batch).map(|index| index as u32).collect();
        let draws = epoch_draws(0, 0, &indices, false);
        let mut write = |name: &str, values: &[f32]| self.device.write(&mut self.program, name, values);
        write("draws", bytemuck::cast_slice(&draws))?;
        write("labels", &self.labels[first..first + self.batch])?;
        write("rates", &[RATE; GROUPS.len()])?;
        write("step", &[f32::from_bits(self.step as u32)])?;
        self.device.run(&mut self.program)?;
        self.step += 1;
        Ok(())
    }

    /// Losses of the steps so far, as many as the ring remembers.
    ///
    /// # Errors
    /// No step was done yet, or the GPU has failed.
    pub async fn losses(&self) -> Result<Vec<f32>, Error> {
        let ring = self.device.read_region(region::RING).await?;
        Ok(ring.chunks_exact(ENTRY).take(self.step.min(region::RING_ENTRIES)).map(|entry| entry[0]).collect())
    }

    /// What it computes on.
    pub fn device(&self) -> &Device {
        &self.device
    }
}

#[cfg(test)]
mod tests {
    use train::device::block_on;

    use super::*;

    /// What is measured is training: on one batch again and again the loss falls.
    #[test]
    fn the_steps_that_are_measured_learn() {
        let weights = nn::initial_weights(&model(4).unwrap(), 1);
        let pixels: Vec<u8> = (0..8 * vision::SIDE_BYTES).map(|i| (i * i % 251) as u8).collect();
        let labels = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
        let new = |batch| block_on(Steps::new(Device::cpu(), 4, batch, &pixels, &labels, &weights));
        let mut steps = new(8).unwrap();
        for _ in 0..20 {
            steps.run().unwrap();
        }
        let losses = block_on(steps.losses()).unwrap();
        assert_eq!(losses.len(), 20);
        assert!(losses.windows(2).all(|pair| pair[1] < pair[0]), "{losses:?}");
        assert!(new(9).is_err());
    }
}
