//! What a run needs, fetched and opened: pictures in packs, pretrained weights.

use train::config::Config;
use train::data::{append, chunks};
use train::protocol::{Event, LoadStage, Problem, ProblemCode};
use train::session::{Material, PrepareError};
use train::trainer::Pool;
use vision::{decode_sheet, Chunk, Manifest};

use super::asset::{AssetError, Assets};

/// The shaders of the engine (`tensor::gpu::text`).
pub const SHADERS: &str = "shader.txt";

const DATASET: &str = "dataset/cats-dogs/";

/// Why a run's files could not be had.
#[derive(Debug)]
pub enum LoadError {
    Asset(AssetError),
    Pack(vision::PackError),
    Prepare(PrepareError),
}

impl LoadError {
    /// In the page's terms.
    pub fn problem(&self) -> Problem {
        let (code, detail, key) = match self {
            LoadError::Asset(error) => (ProblemCode::Network, error.to_string(), None),
            LoadError::Pack(error) => (ProblemCode::Asset, error.to_string(), None),
            LoadError::Prepare(PrepareError::Config(error)) => {
                (ProblemCode::Config, error.to_string(), error.key().map(str::to_string))
            }
            LoadError::Prepare(error @ PrepareError::Weights(_)) => (ProblemCode::Asset, error.to_string(), None),
            LoadError::Prepare(error) => (ProblemCode::Internal, error.to_string(), None),
        };
        Problem { code, detail, key, id: None }
    }
}

impl From<AssetError> for LoadError {
    fn from(error: AssetError) -> Self {
        LoadError::Asset(error)
    }
}

impl From<vision::PackError> for LoadError {
    fn from(error: vision::PackError) -> Self {
        LoadError::Pack(error)
    }
}

/// Pixels and labels of an opened chunk.
type Opened = (Vec<u8>, Vec<u8>);

/// Fetches and opens everything that these settings need.
pub async fn material(assets: &Assets, config: &Config, emit: &mut dyn FnMut(Event)) -> Result<Material, LoadError> {
    config.validate().map_err(|error| LoadError::Prepare(error.into()))?;
    let weights = config.pretrained_weights().filter(|_| config.pretrained);
    let weights = weights.map(|name| format!("weights/{name}.safetensors"));
    if let Some(path) = &weights {
        assets.ask(path);
    }
    let manifest = manifest(assets).await?;
    let wanted = [("train", config.pictures), ("valid", config.valid_pictures())];
    let mut total = 0;
    for chunk in wanted.iter().flat_map(|(split, count)| chunks(&manifest, split, *count)) {
        assets.ask(&format!("{DATASET}{}", chunk.file));
        total += u64::from(chunk.bytes);
    }
    let weights = match weights {
        None => None,
        Some(path) => {
            let mut told = |done, total| emit(Event::Loading { stage: LoadStage::Weights, done, total });
            Some(assets.get(&path, &mut told).await?)
        }
    };
    let mut pool = Pool::default();
    let mut before = 0;
    for (split, count) in wanted {
        let mut opened: Vec<Opened> = Vec::new();
        for chunk in chunks(&manifest, split, count) {
            let mut told = |done, _| emit(Event::Loading { stage: LoadStage::Pictures, done: before + done, total });
            opened.push(open(assets, &manifest, chunk, &mut told).await?);
            before += u64::from(chunk.bytes);
        }
        append(&mut pool, count, opened.iter().map(|(pixels, labels)| (pixels.as_slice(), labels.as_slice())));
    }
    let normalisation = nn::Normalisation { mean: manifest.statistics.mean, std: manifest.statistics.std };
    let classes = manifest.classes.iter().map(|class| class.en.clone()).collect();
    Ok(Material { pool, classes, normalisation, weights })
}

/// Sees to it that the shaders are here, which only a GPU needs.
pub async fn shaders(assets: &Assets) -> Result<(), LoadError> {
    if !train::device::has_shaders() {
        let bytes = assets.get(SHADERS, &mut |_, _| {}).await?;
        train::device::put_shaders(String::from_utf8_lossy(&bytes).into_owned());
    }
    Ok(())
}

/// Fetches and opens the sealed test set.
pub async fn test_set(assets: &Assets) -> Result<Pool, LoadError> {
    let manifest = manifest(assets).await?;
    let mut pool = Pool::default();
    for chunk in chunks(&manifest, "test", u32::MAX) {
        let (pixels, labels) = open(assets, &manifest, chunk, &mut |_, _| {}).await?;
        pool.pixels.extend(pixels);
        pool.labels.extend(labels);
    }
    Ok(pool)
}

async fn manifest(assets: &Assets) -> Result<Manifest, LoadError> {
    Ok(Manifest::unpack(&assets.get(&format!("{DATASET}manifest.bin"), &mut |_, _| {}).await?)?)
}

async fn open(
    assets: &Assets,
    manifest: &Manifest,
    chunk: &Chunk,
    told: &mut dyn FnMut(u64, u64),
) -> Result<Opened, LoadError> {
    let bytes = assets.get(&format!("{DATASET}{}", chunk.file), told).await?;
    Ok((decode_sheet(&bytes, chunk, manifest)?, chunk.labels()))
}
