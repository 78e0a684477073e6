//! What the page would fetch: pictures of the pack, and pretrained weights.

use std::fs;
use std::path::Path;

use train::config::Config;
use train::data::{append, chunks};
use train::session::Material;
use train::trainer::Pool;
use vision::{decode_sheet, Chunk, Manifest};

type Error = Box<dyn std::error::Error>;

const PACK: &str = "public/dataset/cats-dogs";

fn manifest(root: &Path) -> Result<Manifest, Error> {
    Ok(Manifest::parse(&fs::read_to_string(root.join(PACK).join("manifest.json"))?)?)
}

/// The first `count` pictures of a split, after those that are in the pool.
fn add(root: &Path, manifest: &Manifest, (split, count): (&str, u32), pool: &mut Pool) -> Result<(), Error> {
    let open = |chunk: &Chunk| -> Result<_, Error> {
        Ok((decode_sheet(&fs::read(root.join(PACK).join(&chunk.file))?, chunk, manifest)?, chunk.labels()))
    };
    let opened = chunks(manifest, split, count).iter().map(open).collect::<Result<Vec<_>, _>>()?;
    append(pool, count, opened.iter().map(|(pixels, labels)| (pixels.as_slice(), labels.as_slice())));
    Ok(())
}

/// What a run with these settings is made of.
pub fn material(root: &Path, config: &Config) -> Result<Material, Error> {
    let manifest = manifest(root)?;
    let mut pool = Pool::default();
    for split in [("train", config.pictures), ("valid", config.valid_pictures())] {
        add(root, &manifest, split, &mut pool)?;
    }
    let weights = match config.pretrained_weights().filter(|_| config.pretrained) {
        Some(name) => Some(fs::read(root.join(format!("public/weights/{name}.safetensors")))?.into()),
        None => None,
    };
    Ok(Material {
        pool,
        classes: manifest.classes.iter().map(|class| class.en.clone()).collect(),
        normalisation: nn::Normalisation { mean: manifest.statistics.mean, std: manifest.statistics.std },
        weights,
    })
}

/// The sealed test set.
pub fn test_set(root: &Path) -> Result<Pool, Error> {
    let mut pool = Pool::default();
    add(root, &manifest(root)?, ("test", u32::MAX), &mut pool)?;
    Ok(pool)
}
