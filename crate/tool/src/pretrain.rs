//! `cargo xtask pretrain`: trains the residual networks on the eight classes of CIFAR-10 that are neither cat nor dog,
//! with this very engine, and writes `public/weights/`. Resumable: a checkpoint is kept after every epoch.

mod card;
mod checkpoint;

use std::fs;
use std::io::Write;
use std::time::Instant;

use nn::weights::{save, Dtype};
use nn::{initial_weights, Model, ModelSpec, Normalisation, Optimiser};
use train::config::Schedule;
use train::device::{block_on, Device};
use train::trainer::{Pool, Recipe, Trainer};

use super::dataset::cifar::{load_cifar, Cifar};
use super::dataset::fetch::{cache_folder, project_root};
use super::Outcome;
use checkpoint::Checkpoint;

/// The line that `epoch-tool` prints about this command.
pub const HELP: &str = "trains the residual networks and writes public/weights/ [small|standard ...] [--threads N]";

/// A network to be pretrained.
#[derive(Clone, Copy, Debug)]
pub struct Network {
    pub name: &'static str,
    pub width: usize,
    pub depth: usize,
    pub epochs: u32,
    /// Accuracy on the eight classes' test pictures below which the weights are not worth shipping.
    pub at_least: f32,
}

/// All pretrained networks.
pub const NETWORKS: [Network; 2] = [
    Network { name: "small", width: 16, depth: 1, epochs: 16, at_least: 0.86 },
    Network { name: "standard", width: 32, depth: 1, epochs: 12, at_least: 0.90 },
];

const SEED: u32 = 1;
const BATCH: usize = 128;
const PEAK_RATE: f32 = 0.2;
const WEIGHT_DECAY: f32 = 5e-4;

/// Runs the command with the arguments that follow its name.
pub fn run(arguments: &[String]) -> Outcome {
    let mut names = Vec::new();
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--threads" => {
                let threads = arguments.next().and_then(|n| n.parse().ok()).ok_or("--threads takes a number")?;
                rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
            }
            name if NETWORKS.iter().any(|n| n.name == name) => names.push(name),
            other => return Err(format!("\"{other}\" is neither a network (small, standard) nor an option").into()),
        }
    }
    let cifar = load_cifar(&cache_folder()?)?.other_eight();
    for network in NETWORKS.iter().filter(|n| names.is_empty() || names.contains(&n.name)) {
        pretrain(network, &cifar)?;
    }
    Ok(())
}

/// How pictures are normalised in everything that ships.
pub fn normalisation() -> Normalisation {
    Normalisation { mean: vision::CIFAR10.mean, std: vision::CIFAR10.std }
}

fn recipe(network: &Network) -> Recipe {
    Recipe {
        seed: SEED,
        epochs: network.epochs,
        batch: BATCH,
        rates: [PEAK_RATE; 5],
        schedule: Schedule::OneCycle,
        optimiser: Optimiser::SGD,
        weight_decay: WEIGHT_DECAY,
        label_smoothing: 0.0,
        augment: true,
        frozen: Vec::new(),
        normalisation: normalisation(),
    }
}

fn pretrain(network: &Network, cifar: &Cifar) -> Outcome {
    let train_count = cifar.train.len() as u32;
    let test: Vec<u32> = (train_count..train_count + cifar.test.len() as u32).collect();
    let pool = Pool {
        pixels: [cifar.train.pixels.as_slice(), &cifar.test.pixels].concat(),
        labels: [cifar.train.labels.as_slice(), &cifar.test.labels].concat(),
    };
    let model = Model::new(ModelSpec::residual(network.width, network.depth, 8))?;
    let parameters = model.parameter_count();
    let weights = initial_weights(&model, SEED);
    let recipe = recipe(network);
    println!("{}: {parameters} parameters, {train_count} pictures, {} epochs", network.name, network.epochs);
    let trainer = Trainer::new(Device::cpu(), model, &weights, &pool, (0..train_count).collect(), recipe.clone());
    let mut trainer = block_on(trainer)?;
    let path = project_root()?.join(format!(".tools/pretrain/{}.checkpoint", network.name));
    let kept = Checkpoint { recipe: format!("{network:?} {recipe:?}"), path };
    let mut seconds = 0.0;
    if let Some((snapshot, spent)) = kept.load(trainer.model())? {
        println!("going on after step {}", snapshot.step);
        trainer.restore(&snapshot)?;
        seconds = spent;
    }
    let per_epoch = trainer.steps_per_epoch();
    while trainer.steps_done() < trainer.total_steps() {
        let start = Instant::now();
        let epoch = trainer.steps_done() / per_epoch;
        let (mut loss, mut right) = (0.0, 0.0);
        for done in 1..=per_epoch {
            block_on(trainer.step())?;
            if done % 16 == 0 || done == per_epoch {
                for metric in block_on(trainer.take_metrics())? {
                    loss += f64::from(metric.loss);
                    right += f64::from(metric.accuracy);
                }
                progress(epoch, network.epochs, done, per_epoch, loss / f64::from(done), start);
            }
        }
        // A quarter of the test pictures shows where it goes; all of them are asked once, at the end.
        let (_, score) = block_on(trainer.evaluate(&test[..test.len() / 4]))?;
        seconds += start.elapsed().as_secs_f64();
        println!(
            "\repoch {:2}  loss {:.4}  accuracy {:.3}  test loss {:.4}  test accuracy {:.4}  {:.0} s          ",
            epoch + 1,
            loss / f64::from(per_epoch),
            right / f64::from(per_epoch),
            score.mean_loss(),
            score.accuracy(),
            start.elapsed().as_secs_f64(),
        );
        kept.save(&block_on(trainer.snapshot())?, seconds)?;
    }
    let weights = block_on(trainer.weights())?;
    // What ships is half precision, so that is what the card's accuracy is of.
    let bytes = save(trainer.model(), &weights, &normalisation(), Dtype::F16)?;
    let shipped = nn::weights::open(&bytes)?.weights;
    let mut snapshot = block_on(trainer.snapshot())?;
    snapshot.weights = shipped;
    trainer.restore(&snapshot)?;
    let (_, score) = block_on(trainer.evaluate(&test))?;
    println!("{}: test accuracy {:.4} on {} pictures", network.name, score.accuracy(), test.len());
    let folder = project_root()?.join("public/weights");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("{}.safetensors", network.name)), &bytes)?;
    card::write(&folder, &card::Facts { network, recipe: &recipe, parameters, bytes: &bytes, score, seconds })?;
    // Written all the same, with their true accuracy on the card: a day's training is not thrown away.
    if score.accuracy() < network.at_least {
        return Err(format!("{}: {:.4} is below {}", network.name, score.accuracy(), network.at_least).into());
    }
    Ok(())
}

fn progress(epoch: u32, epochs: u32, done: u32, steps: u32, loss: f64, start: Instant) {
    const WIDTH: u32 = 30;
    let filled = (done * WIDTH / steps) as usize;
    let spent = start.elapsed().as_secs_f64();
    let rate = f64::from(done) * BATCH as f64 / spent;
    let left = spent
        * (f64::from(steps - done) / f64::from(done)
            + f64::from(epochs - epoch - 1) * f64::from(steps) / f64::from(done));
    print!(
        "\repoch {:2}/{epochs} [{}{}] loss {loss:.4}  {rate:.0} pictures/s  {:.0} min left ",
        epoch + 1,
        "#".repeat(filled),
        ".".repeat(WIDTH as usize - filled),
        left / 60.0
    );
    // A progress line that cannot be shown is no reason to stop.
    let _ = std::io::stdout().flush();
}
