//! Whole training steps: forward, loss, backward, update, batch norm's statistics kept.

use nn::{region, training_graph, Normalisation, Optimiser, Weights, GROUPS};
use tensor::op::record::ENTRY;
use tensor::Error;
use train::config::Config;
use train::crew::{self, Crew, Setup, INPUTS};
use train::device::{Device, Program};
use train::session::recipe;
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
    setup: Setup,
    labels: Vec<f32>,
    step: usize,
    launches: usize,
    shards: usize,
    crew: Option<Box<dyn Crew>>,
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
        let config = Config {
            width: width as u32,
            batch_size: batch as u32,
            weight_decay: 0.0,
            label_smoothing: 0.0,
            ..Config::default()
        };
        let shards = device.shards(batch);
        let options = recipe(&config, NORMALISATION).options(batch, shards, labels.len());
        let plan = device.compile(training_graph(&model, &options)?)?;
        let launches = plan.launches.len();
        device.write_region(region::PIXELS, bytemuck::cast_slice(&pack_words(pixels)))?;
        device.write_region(region::PARAMETERS, &weights.parameters)?;
        device.write_region(region::STATISTICS, &weights.statistics)?;
        device.write_region(region::VELOCITY, &vec![0.0; weights.parameters.len()])?;
        let program = device.load_step(plan, shards).await?;
        let (batch, pictures) = (batch as u32, labels.len() as u32);
        let classes = model.spec().classes as u32;
        let setup = Setup { config, classes, normalisation: NORMALISATION, pictures, batch, members: 1 };
        Ok(Steps { device, program, setup, labels: labels.to_vec(), step: 0, launches, shards, crew: None })
    }

    /// Kernel launches of a step.
    pub fn launches(&self) -> usize {
        self.launches
    }

    /// What others need to know to share the steps where there are so many cores; none where nobody can. The pixels go with it.
    pub fn setup(&self, cores: u32) -> Option<Setup> {
        let members = crew::members(self.shards, cores) as u32;
        (members > 1).then(|| Setup { members, ..self.setup.clone() })
    }

    /// Shares the steps that follow, which are [`run_together`](Steps::run_together).
    pub fn share(&mut self, crew: Box<dyn Crew>) {
        if let Program::Shards(program) = &mut self.program {
            program.share(self.shards / crew.members());
        }
        self.crew = Some(crew);
    }

    /// Writes the next batch; gives all that was written.
    fn next(&mut self) -> Result<Vec<f32>, Error> {
        let batch = self.setup.batch as usize;
        let batches = self.labels.len() / batch;
        let first = self.step % batches * batch;
        let indices: Vec<u32> = (first..first + batch).map(|index| index as u32).collect();
        let draws = epoch_draws(0, 0, &indices, false);
        let values: [&[f32]; 4] = [
            bytemuck::cast_slice(&draws),
            &self.labels[first..first + batch],
            &[RATE; GROUPS.len()],
            &[f32::from_bits(self.step as u32)],
        ];
        for ((name, _), values) in INPUTS.iter().zip(values) {
            self.device.write(&mut self.program, name, values)?;
        }
        self.step += 1;
        Ok(values.concat())
    }

    /// One step on the next batch. On a GPU this returns before the step is done.
    ///
    /// # Errors
    /// The GPU has failed.
    pub fn run(&mut self) -> Result<(), Error> {
        self.next()?;
        self.device.run(&mut self.program)
    }

    /// One step on the next batch, with those who [share](Steps::share) it from the first step on; false where they are gone.
    ///
    /// # Errors
    /// As [`run`](Steps::run).
    pub async fn run_together(&mut self) -> Result<bool, Error> {
        let told = (self.step == 0).then_some(Optimiser::SGD);
        let inputs = self.next()?;
        Ok(match self {
            Steps { crew: Some(crew), device: Device::Cpu(device), program: Program::Shards(program), .. } => {
                crew::run(crew.as_mut(), device, program, &inputs, told).await.is_ok()
            }
            _ => false,
        })
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
