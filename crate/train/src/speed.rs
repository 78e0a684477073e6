//! How fast a device trains, found out in about a fifth of a second.

use nn::{initial_weights, Normalisation};
use tensor::Error;
use vision::{CIFAR10, SIDE_BYTES};

use crate::config::{Config, Schedule};
use crate::device::Device;
use crate::session::{model, recipe, Clock, PrepareError};
use crate::trainer::{Pool, Trainer};

/// How long the steps take at least that count. They double until they do.
const LONG_MS: f64 = 60.0;
/// Steps that are begun at most before one waits for them.
const MOST: u32 = 64;

/// Pictures a second in training steps of the network that the settings begin with; 0 where the device cannot do them. Leaves
/// the device without a memory, and in the place of one that failed the CPU.
pub async fn speed(device: &mut Device, clock: Clock) -> u32 {
    let taken = std::mem::replace(device, Device::cpu());
    let Ok(mut trainer) = trainer(taken).await else { return 0 };
    let (mut steps, mut took) = (1, f64::NAN);
    // The first round is the one that a GPU compiles for. It counts for nothing, and so do those that are too short.
    loop {
        let start = clock();
        if run(&mut trainer, steps).await.is_err() {
            return 0;
        }
        let first = took.is_nan();
        took = clock() - start;
        if !first && (took >= LONG_MS || steps >= MOST) {
            break;
        }
        steps *= if first { 1 } else { 2 };
    }
    let pictures = f64::from(steps) * trainer.recipe().batch as f64;
    *device = trainer.into_device();
    device.clear();
    (pictures / took * 1e3).max(1.0) as u32
}

async fn trainer(device: Device) -> Result<Trainer, PrepareError> {
    let config = Config { schedule: Schedule::Constant, ..Config::default() };
    let model = model(&config, 2)?;
    let weights = initial_weights(&model, config.seed);
    let recipe = recipe(&config, Normalisation { mean: CIFAR10.mean, std: CIFAR10.std });
    // Pictures do not matter, as long as they are no zeros.
    let count = 2 * recipe.batch;
    let pixels = (0..count * SIDE_BYTES).map(|i| (i * i % 251) as u8).collect();
    let pool = Pool { pixels, labels: (0..count).map(|i| (i % 2) as u8).collect() };
    let train = (0..count as u32).collect();
    Ok(Trainer::new(device, model, &weights, &pool, train, recipe).await?)
}

async fn run(trainer: &mut Trainer, steps: u32) -> Result<(), Error> {
    for _ in 0..steps {
        trainer.step().await?;
    }
    trainer.device().done().await
}
