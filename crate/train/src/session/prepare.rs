//! From settings and files to a session that is ready to train.

use nn::weights::WeightError;
use nn::{initial_weights, start_from, Architecture, Group, Model, ModelSpec, Normalisation, Optimiser, SpecError};
use tensor::Error;

use super::{Clock, Emit, Session};
use crate::config::{self, Config, ConfigError, GROUPS};
use crate::data::split;
use crate::device::Device;
use crate::protocol::{DeviceInfo, Event, LayerInfo, PlanInfo, RunState};
use crate::trainer::{Pool, Recipe, Snapshot, Trainer};

/// What a run is made of, fetched and opened.
#[derive(Debug)]
pub struct Material {
    /// Training and validation pictures together; the seed splits them.
    pub pool: Pool,
    /// Class identifiers in label order.
    pub classes: Vec<String>,
    pub normalisation: Normalisation,
    /// The bytes of the pretrained weights, where the settings ask for them.
    pub weights: Option<std::rc::Rc<[u8]>>,
}

/// Why no run could be prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Spec(#[from] SpecError),
    #[error("pretrained weights: {0}")]
    Weights(#[from] WeightError),
    #[error("pretrained weights are asked for and were not given")]
    NoWeights,
    #[error(transparent)]
    Tensor(#[from] Error),
}

/// The model that the settings describe.
pub fn model(config: &Config, classes: usize) -> Result<Model, SpecError> {
    let (width, depth) = (config.width as usize, config.depth as usize);
    let architecture = match config.architecture {
        config::Architecture::Residual => Architecture::Residual { width, depth },
        config::Architecture::Plain => Architecture::Plain { width },
        config::Architecture::Mlp => Architecture::Mlp { hidden: vec![8 * width; depth] },
    };
    Model::new(ModelSpec::of(architecture, classes))
}

/// The settings as the trainer takes them.
pub fn recipe(config: &Config, normalisation: Normalisation) -> Recipe {
    Recipe {
        seed: config.seed,
        epochs: config.epochs,
        batch: config.batch_size as usize,
        rates: GROUPS.map(|group| config.learning_rate * config.group_rate(group)),
        schedule: config.schedule,
        optimiser: match config.optimiser {
            config::Optimiser::Sgd => Optimiser::SGD,
            config::Optimiser::AdamW => Optimiser::ADAMW,
        },
        weight_decay: config.weight_decay,
        label_smoothing: config.label_smoothing,
        augment: config.augment,
        frozen: config.frozen.iter().filter_map(|name| Group::parse(name)).collect(),
        normalisation,
    }
}

/// Builds the run and tells the page about it: the plan, the first predictions, the first weights.
pub async fn prepare(
    config: Config,
    material: Material,
    device: (Device, DeviceInfo),
    clock: Clock,
    emit: Emit<'_>,
) -> Result<Session, PrepareError> {
    config.validate()?;
    let Material { pool, classes, normalisation, weights } = material;
    let model = model(&config, classes.len())?;
    let weights = match (config.pretrained, weights) {
        (false, _) => initial_weights(&model, config.seed),
        (true, None) => return Err(PrepareError::NoWeights),
        (true, Some(bytes)) => {
            let file = nn::weights::open(&bytes)?;
            start_from(&model, &file.model, &file.weights, config.seed)?
        }
    };
    let (train, valid) = split(&pool, &config);
    let recipe = recipe(&config, normalisation);
    let (device, info) = device;
    let trainer = Trainer::new(device, model, &weights, &pool, train.clone(), recipe).await?;
    let initial: Snapshot = trainer.snapshot().await?;
    emit(Event::Device { device: info.clone() });
    emit(Event::Compiled { plan: plan_info(&trainer, &config, &classes, valid.len()) });
    let mut session = Session {
        config,
        pool,
        train,
        valid,
        classes,
        normalisation,
        trainer,
        device: info,
        clock,
        state: RunState::Ready,
        kept: initial.clone(),
        initial,
        watched: Vec::new(),
        validation: None,
        validated: None,
        loss_sum: 0.0,
        loss_count: 0,
        last_train_loss: f32::NAN,
        single: false,
        paces: Default::default(),
        trained_ms: 0.0,
        trained_pictures: 0.0,
        last_batches: 0.0,
        last_predictions: 0.0,
        last_weights: 0.0,
        last_snapshot: 0.0,
    };
    emit(Event::State { state: RunState::Ready });
    let shown = session.send_weights(emit).await;
    session.survive(shown.map(drop), emit).await;
    Ok(session)
}

fn plan_info(trainer: &Trainer, config: &Config, classes: &[String], valid: usize) -> PlanInfo {
    let (model, frozen) = (trainer.model(), &trainer.recipe().frozen);
    let layers = model
        .layer_infos()
        .into_iter()
        .map(|layer| LayerInfo {
            name: layer.name,
            kind: layer.kind.to_string(),
            group: layer.group.name().to_string(),
            output: layer.output.iter().map(|n| *n as u32).collect(),
            parameters: layer.parameters as u32,
            frozen: frozen.contains(&layer.group),
        })
        .collect();
    PlanInfo {
        layers,
        parameters: model.parameter_count() as u32,
        trainable: model.trainable_count(frozen) as u32,
        launches: trainer.launches() as u32,
        steps_per_epoch: trainer.steps_per_epoch(),
        total_steps: trainer.total_steps(),
        train_pictures: config.pictures,
        valid_pictures: valid as u32,
        classes: classes.to_vec(),
    }
}
