//! `cargo xtask finetune`: does fine-tuning pay? Trains cats against dogs from scratch, head only and all layers, on
//! growing numbers of pictures, and writes `docs/fine-tuning.md` from all results so far.

mod table;

use std::fs;
use std::path::Path;

use nn::{initial_weights, start_from, Group, Model, ModelSpec, Optimiser};
use train::config::Schedule;
use train::device::{block_on, Device};
use train::trainer::{Pool, Recipe, Trainer};
use vision::{decode_sheet, Manifest};

use super::dataset::fetch::project_root;
use super::pretrain::{normalisation, Network, NETWORKS};
use super::Outcome;
use table::{Row, Table};

/// The line that `epoch-tool` prints about this command.
pub const HELP: &str = "measures fine-tuning and writes docs/fine-tuning.md \
    [small|standard ...] [--mode scratch|head|all] [--pictures N] [--seeds N] [--threads N]";

const PICTURES: [usize; 5] = [50, 200, 800, 2000, 4000];
const EPOCHS: u32 = 5;
const BATCH: usize = 32;
/// Peak learning rates of the head and of the rest when pretrained; from scratch all take the head's.
const HEAD_RATE: f32 = 0.05;
const BODY_RATE: f32 = 0.01;

/// What is trained.
const MODES: [&str; 3] = ["scratch", "head", "all"];

/// Runs the command with the arguments that follow its name.
pub fn run(arguments: &[String]) -> Outcome {
    let (mut networks, mut modes, mut pictures, mut seeds) = (Vec::new(), MODES.to_vec(), PICTURES.to_vec(), 3);
    let mut arguments = arguments.iter().map(String::as_str);
    while let Some(argument) = arguments.next() {
        let mut number = || -> Result<usize, String> {
            arguments.next().and_then(|n| n.parse().ok()).ok_or(format!("{argument} takes a number"))
        };
        match argument {
            "--pictures" => pictures = vec![number()?.clamp(1, 4000)],
            "--seeds" => seeds = number()? as u32,
            "--threads" => rayon::ThreadPoolBuilder::new().num_threads(number()?).build_global()?,
            "--mode" => {
                let mode = arguments.next().unwrap_or_default();
                modes = vec![*MODES.iter().find(|m| **m == mode).ok_or("--mode takes scratch, head or all")?];
            }
            name => networks.push(*NETWORKS.iter().find(|n| n.name == name).ok_or(format!("\"{name}\" is unknown"))?),
        }
    }
    if networks.is_empty() {
        networks = NETWORKS.to_vec();
    }
    let root = project_root()?;
    let (train, valid) = (split(&root, "train")?, split(&root, "valid")?);
    let mut table = Table::load(&root)?;
    for network in &networks {
        for count in &pictures {
            for mode in &modes {
                let mut accuracies = Vec::new();
                for seed in 1..=seeds {
                    accuracies.push(accuracy(&root, network, mode, *count, seed, (&train, &valid))?);
                }
                let row = Row { network: network.name.into(), mode: (*mode).into(), pictures: *count, accuracies };
                println!("{row}");
                table.put(row);
                table.save(&root)?;
            }
        }
    }
    Ok(())
}

/// A split of the committed packs.
fn split(root: &Path, name: &str) -> Result<Pool, Box<dyn std::error::Error>> {
    let folder = root.join("public/dataset/cats-dogs");
    let manifest = Manifest::parse(&fs::read_to_string(folder.join("manifest.json"))?)?;
    let mut pool = Pool::default();
    for chunk in &manifest.split(name).ok_or("the pack has no such split")?.chunks {
        pool.pixels.extend(decode_sheet(&fs::read(folder.join(&chunk.file))?, chunk, &manifest)?);
        pool.labels.extend(chunk.labels());
    }
    Ok(pool)
}

/// Validation accuracy on all 1,000 validation pictures after one run.
fn accuracy(
    root: &Path,
    network: &Network,
    mode: &str,
    count: usize,
    seed: u32,
    (train, valid): (&Pool, &Pool),
) -> Result<f32, Box<dyn std::error::Error>> {
    let pool = Pool {
        pixels: [&train.pixels[..count * vision::SIDE_BYTES], &valid.pixels].concat(),
        labels: [&train.labels[..count], &valid.labels].concat(),
    };
    let model = Model::new(ModelSpec::residual(network.width, network.depth, 2))?;
    let weights = if mode == "scratch" {
        initial_weights(&model, seed)
    } else {
        let bytes = fs::read(root.join(format!("public/weights/{}.safetensors", network.name)))?;
        let file = nn::weights::open(&bytes)?;
        start_from(&model, &file.model, &file.weights, seed)?
    };
    let body = if mode == "scratch" { HEAD_RATE } else { BODY_RATE };
    let recipe = Recipe {
        seed,
        epochs: EPOCHS,
        batch: BATCH,
        rates: [body, body, body, body, HEAD_RATE],
        schedule: Schedule::OneCycle,
        optimiser: Optimiser::SGD,
        weight_decay: 5e-4,
        label_smoothing: 0.0,
        augment: true,
        frozen: if mode == "head" { Group::ALL[..4].to_vec() } else { Vec::new() },
        normalisation: normalisation(),
    };
    let trainer = Trainer::new(Device::cpu(), model, &weights, &pool, (0..count as u32).collect(), recipe);
    let mut trainer = block_on(trainer)?;
    while trainer.steps_done() < trainer.total_steps() {
        block_on(trainer.step())?;
    }
    let held_out: Vec<u32> = (count as u32..pool.labels.len() as u32).collect();
    Ok(block_on(trainer.evaluate(&held_out))?.1.accuracy())
}
