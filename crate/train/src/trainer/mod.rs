//! Training itself: a model, its pictures and its optimiser on one device, a step at a time. No events, no words:
//! pretraining, experiments and the page's session all stand on this.

mod predict;

use bytemuck::cast_slice;
use nn::{
    evaluation_graph, region, training_graph, Group, Model, Normalisation, Optimiser, Source, TrainingOptions, Weights,
};
use tensor::op::record::ENTRY;
use tensor::Error;
use vision::{epoch_draws, pack_words, shuffle, Draw, Random, Stream};

use crate::config::Schedule;
use crate::crew::{self, Crew, Gone, INPUTS};
use crate::device::{Device, Program};

pub use predict::{EVALUATION_BATCH, LOOKED_AT};

/// Pictures on the device with their labels.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    /// `[n, 32, 32, 3]` bytes.
    pub pixels: Vec<u8>,
    /// Class numbers, `[n]`.
    pub labels: Vec<u8>,
}

/// What decides a run, apart from model, pictures and weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    pub seed: u32,
    pub epochs: u32,
    pub batch: usize,
    /// Peak learning rate of each group, in the order of [`Group::ALL`].
    pub rates: [f32; 5],
    pub schedule: Schedule,
    pub optimiser: Optimiser,
    pub weight_decay: f32,
    pub label_smoothing: f32,
    pub augment: bool,
    pub frozen: Vec<Group>,
    pub normalisation: Normalisation,
}

impl Recipe {
    /// What the graph of a training step is made of, where `batch` pictures out of so many are cut into so many shards.
    pub fn options(&self, batch: usize, shards: usize, pictures: usize) -> TrainingOptions {
        TrainingOptions {
            batch,
            shards,
            pictures,
            normalisation: self.normalisation,
            frozen: self.frozen.clone(),
            label_smoothing: self.label_smoothing,
            optimiser: self.optimiser,
            weight_decay: self.weight_decay,
        }
    }
}

/// Metrics of one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepMetric {
    /// Counted from 0.
    pub step: u32,
    pub loss: f32,
    /// Share of the batch that was right.
    pub accuracy: f32,
}

/// Everything that changes while a run goes on, so that it can be saved, restored and moved to another device.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Steps done.
    pub step: u32,
    pub weights: Weights,
    pub velocity: Vec<f32>,
    /// Empty with SGD.
    pub second: Vec<f32>,
}

/// A run on a device.
#[derive(Debug)]
pub struct Trainer {
    model: Model,
    recipe: Recipe,
    labels: Vec<u8>,
    /// Positions in the pool of the pictures to train on.
    train: Vec<u32>,
    device: Device,
    training: Program,
    evaluation: Program,
    /// Predicts one given picture and keeps what layers in between answer; loaded when first asked for.
    single: Option<Program>,
    launches: usize,
    shards: usize,
    crew: Option<Box<dyn Crew>>,
    /// Whether the crew has what outlives a step.
    told: bool,
    step: u32,
    /// Steps whose metrics were taken from the ring.
    taken: u32,
    /// Draws and labels of the epoch under way.
    epoch: Option<u32>,
    draws: Vec<u32>,
    targets: Vec<f32>,
}

impl Trainer {
    /// Compiles the plans and moves pictures and weights to the device. `train` are positions in the pool.
    pub async fn new(
        mut device: Device,
        model: Model,
        weights: &Weights,
        pool: &Pool,
        train: Vec<u32>,
        mut recipe: Recipe,
    ) -> Result<Self, Error> {
        weights.check(&model)?;
        let pictures = pool.labels.len();
        recipe.batch = recipe.batch.clamp(1, train.len().max(1));
        let shards = device.shards(recipe.batch);
        let plan = device.compile(training_graph(&model, &recipe.options(recipe.batch, shards, pictures))?)?;
        let launches = plan.launches.len();
        let source = Source::Pixels { pictures, normalisation: recipe.normalisation };
        let evaluation = device.compile(evaluation_graph(&model, EVALUATION_BATCH, &source)?)?;
        device.write_region(region::PIXELS, cast_slice(&pack_words(&pool.pixels)))?;
        let training = device.load_step(plan, shards).await?;
        let evaluation = device.load(evaluation).await?;
        let mut trainer = Trainer {
            model,
            recipe,
            labels: pool.labels.clone(),
            train,
            device,
            training,
            evaluation,
            single: None,
            launches,
            shards,
            crew: None,
            told: false,
            step: 0,
            taken: 0,
            epoch: None,
            draws: Vec::new(),
            targets: Vec::new(),
        };
        let size = trainer.model.parameter_arena().len();
        let second = match trainer.recipe.optimiser {
            Optimiser::AdamW { .. } => vec![0.0; size],
            Optimiser::Sgd { .. } => Vec::new(),
        };
        trainer.restore(&Snapshot { step: 0, weights: weights.clone(), velocity: vec![0.0; size], second })?;
        Ok(trainer)
    }

    pub fn model(&self) -> &Model {
        &self.model
    }

    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Kernel launches of a training step.
    pub fn launches(&self) -> usize {
        self.launches
    }

    /// Steps done.
    pub fn steps_done(&self) -> u32 {
        self.step
    }

    /// Whole batches in the training pictures; what does not fill a batch waits for the next epoch's shuffle.
    pub fn steps_per_epoch(&self) -> u32 {
        (self.train.len() / self.recipe.batch).max(1) as u32
    }

    pub fn total_steps(&self) -> u32 {
        self.steps_per_epoch() * self.recipe.epochs
    }

    /// Factor of the schedule on the peak rates at a step, counted from 0.
    pub fn schedule_factor(&self, step: u32) -> f32 {
        self.recipe.schedule.factor(step, self.total_steps())
    }

    /// Puts other weights in the place of the present ones; what else a run has gathered stays.
    pub fn put_weights(&mut self, weights: &Weights) -> Result<(), Error> {
        self.told = false;
        weights.check(&self.model)?;
        self.device.write_region(region::PARAMETERS, &weights.parameters)?;
        self.device.write_region(region::STATISTICS, &weights.statistics)
    }

    /// Goes on from a snapshot of a run of the same model.
    pub fn restore(&mut self, snapshot: &Snapshot) -> Result<(), Error> {
        self.put_weights(&snapshot.weights)?;
        self.device.write_region(region::VELOCITY, &snapshot.velocity)?;
        if !snapshot.second.is_empty() {
            self.device.write_region(region::SECOND_MOMENT, &snapshot.second)?;
        }
        self.step = snapshot.step;
        self.taken = snapshot.step;
        self.epoch = None;
        Ok(())
    }

    /// The present weights.
    pub async fn weights(&self) -> Result<Weights, Error> {
        Ok(Weights {
            parameters: self.device.read_region(region::PARAMETERS).await?,
            statistics: self.device.read_region(region::STATISTICS).await?,
        })
    }

    /// Everything needed to go on later.
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        let second = match self.recipe.optimiser {
            Optimiser::AdamW { .. } => self.device.read_region(region::SECOND_MOMENT).await?,
            Optimiser::Sgd { .. } => Vec::new(),
        };
        let velocity = self.device.read_region(region::VELOCITY).await?;
        Ok(Snapshot { step: self.step, weights: self.weights().await?, velocity, second })
    }

    /// Draws and labels of an epoch: a function of the seed and the epoch alone.
    fn begin_epoch(&mut self, epoch: u32) {
        let mut order = self.train.clone();
        shuffle(&mut order, &mut Random::new(self.recipe.seed, Stream::Shuffle, epoch));
        self.draws = epoch_draws(self.recipe.seed, epoch, &order, self.recipe.augment);
        self.targets = order.iter().map(|i| f32::from(self.labels[*i as usize])).collect();
        self.epoch = Some(epoch);
    }

    /// Into how many shards a step is cut.
    pub fn shards(&self) -> usize {
        self.shards
    }

    /// Shares the steps that follow with others, or with nobody. No number changes by it.
    pub fn share(&mut self, crew: Option<Box<dyn Crew>>) {
        let members = crew.as_ref().map_or(1, |crew| crew.members());
        if let Program::Shards(program) = &mut self.training {
            program.share(self.shards / members);
        }
        self.crew = crew;
        self.told = false;
    }

    /// How many share a step.
    pub fn members(&self) -> usize {
        self.crew.as_ref().map_or(1, |crew| crew.members())
    }

    /// One batch: forward, backward, update. Returns at once on a GPU.
    pub async fn step(&mut self) -> Result<(), Error> {
        let (epoch, place) = (self.step / self.steps_per_epoch(), self.step % self.steps_per_epoch());
        if self.epoch != Some(epoch) {
            self.begin_epoch(epoch);
        }
        let batch = self.recipe.batch;
        let first = place as usize * batch;
        let factor = self.schedule_factor(self.step);
        let rates = self.recipe.rates.map(|rate| rate * factor);
        let corrections = self.recipe.optimiser.corrections(self.step + 1);
        let mut seeds = Vec::new();
        if self.model.spec().dropout > 0.0 {
            let seed = Random::new(self.recipe.seed, Stream::Dropout, self.step).next_u32();
            let share = (batch / self.shards) as u32;
            seeds.extend((0..self.shards as u32).flat_map(|shard| [seed, shard * share]).map(f32::from_bits));
        }
        let values: [&[f32]; INPUTS.len()] = [
            cast_slice(&self.draws[Draw::WORDS * first..Draw::WORDS * (first + batch)]),
            &self.targets[first..first + batch],
            &rates,
            &[f32::from_bits(self.step)],
            corrections.as_ref().map_or(&[], |corrections| corrections),
            &seeds,
        ];
        let Trainer { device, training, .. } = self;
        for ((name, _), values) in INPUTS.iter().zip(values).filter(|(_, values)| !values.is_empty()) {
            device.write(training, name, values)?;
        }
        let inputs = self.crew.is_some().then(|| values.concat());
        let mut done = false;
        if let Some(inputs) = inputs {
            done = self.run_together(&inputs).await.is_ok();
            if !done {
                self.share(None);
            }
        }
        if !done {
            self.device.run(&mut self.training)?;
        }
        self.step += 1;
        Ok(())
    }

    /// A step with the crew, on inputs that are written.
    async fn run_together(&mut self, inputs: &[f32]) -> Result<(), Gone> {
        let Trainer { crew: Some(crew), device: Device::Cpu(device), training: Program::Shards(program), .. } = self
        else {
            return Err(Gone);
        };
        let told = (!self.told).then_some(self.recipe.optimiser);
        self.told = true;
        crew::run(crew.as_mut(), device, program, inputs, told).await
    }

    /// Metrics of the steps since the last call, oldest first; at most as many as the ring remembers.
    pub async fn take_metrics(&mut self) -> Result<Vec<StepMetric>, Error> {
        if self.taken == self.step {
            return Ok(Vec::new());
        }
        let ring = self.device.read_region(region::RING).await?;
        let entries = region::RING_ENTRIES as u32;
        let first = self.taken.max(self.step.saturating_sub(entries));
        self.taken = self.step;
        Ok((first..self.step)
            .map(|step| {
                let entry = &ring[(step % entries) as usize * ENTRY..][..ENTRY];
                StepMetric { step, loss: entry[0], accuracy: entry[1] / entry[2].max(1.0) }
            })
            .collect())
    }

    /// Steps that may run before [`Trainer::take_metrics`] would lose some.
    pub fn metrics_waiting(&self) -> u32 {
        self.step - self.taken
    }

    /// Ends the run and gives its device back, with the regions still in it.
    pub fn into_device(self) -> Device {
        self.device
    }
}
