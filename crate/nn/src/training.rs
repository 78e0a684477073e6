//! The graph of a training step.

use tensor::gradient::gradient;
use tensor::op::adamw::AdamW;
use tensor::op::record::Record;
use tensor::op::sgd::{Segment, Sgd};
use tensor::op::softmax_cross_entropy::SoftmaxCrossEntropy;
use tensor::op::track_statistics::TrackStatistics;
use tensor::{Arena, Error, Graph};

use crate::build::{Build, Normalisation, Source};
use crate::group::{Group, GROUPS};
use crate::model::Model;
use crate::region;

/// Share by which running statistics move towards a batch's; PyTorch's default.
const MOMENTUM: f32 = 0.1;

/// How parameters move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Optimiser {
    Sgd {
        momentum: f32,
    },
    /// Needs the input `corrections`, see [`Optimiser::corrections`].
    AdamW {
        beta1: f32,
        beta2: f32,
        epsilon: f32,
    },
}

impl Optimiser {
    /// SGD with momentum 0.9.
    pub const SGD: Optimiser = Optimiser::Sgd { momentum: 0.9 };
    /// AdamW with PyTorch's defaults.
    pub const ADAMW: Optimiser = Optimiser::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

    /// Values of the input `corrections` at a step, counted from 1; `None` where there is no such input.
    pub fn corrections(&self, step: u32) -> Option<[f32; 2]> {
        match *self {
            Optimiser::Sgd { .. } => None,
            Optimiser::AdamW { beta1, beta2, epsilon } => {
                Some(AdamW { segments: Vec::new(), beta1, beta2, epsilon }.corrections(step))
            }
        }
    }
}

/// What decides a training step, apart from the model.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingOptions {
    /// Pictures in a step.
    pub batch: usize,
    /// Graphs that share the batch in equal parts, so that several can work at the same time; 1 for a graph of the whole.
    /// Divides the batch. See `tensor::cpu::shards`.
    pub shards: usize,
    /// Pictures in [`region::PIXELS`].
    pub pictures: usize,
    pub normalisation: Normalisation,
    /// Groups that stay as they are, batch norm's running statistics included.
    pub frozen: Vec<Group>,
    /// Share of the target spread over all classes.
    pub label_smoothing: f32,
    pub optimiser: Optimiser,
    /// L2 penalty (SGD) or decoupled decay (AdamW) of the weights of convolutions and linear layers.
    pub weight_decay: f32,
}

/// One step of a shard: pictures, loss, metrics into the ring, gradients, update. The batch below is the shard's.
///
/// Inputs, all written before each step: `draws` `[batch, 2]` (words, see `tensor::op::gather_pictures`), `labels`
/// `[batch]` (class numbers), `rates` `[5]` (learning rates in the order of [`GROUPS`]), `step` `[1]` (a word); with
/// AdamW `corrections` `[2]`; with dropout `seed` `[2]` (words: see `tensor::op::dropout`). Works on the regions of
/// [`region`].
pub fn training_graph(model: &Model, options: &TrainingOptions) -> Result<Graph, Error> {
    let source = Source::Pixels { pictures: options.pictures, normalisation: options.normalisation };
    let mut build = Build::training(model, &options.frozen, options.shards);
    let batch = options.batch / options.shards;
    let logits = build.forward(batch, &source)?;
    let Build { mut graph, trained, tracked, .. } = build;
    let labels = graph.input("labels", [batch]);
    let loss = graph.apply(SoftmaxCrossEntropy { smoothing: options.label_smoothing }, &[logits, labels])?;
    let step = graph.input("step", [1]);
    let ring = graph.shared(region::RING, &region::ring(), region::RING)?;
    graph.node(Record, &[loss, logits, labels, step], &[ring])?;

    let arena = model.parameter_arena();
    let wanted: Vec<_> = trained.iter().map(|(_, tensor)| *tensor).collect();
    let gradients = gradient(&mut graph, loss, &wanted)?;
    let mut moved = Vec::new();
    for ((place, _), gradient) in trained.iter().zip(gradients) {
        // A parameter that the loss does not depend on has no gradient, and stays.
        if let Some(gradient) = gradient {
            graph.place(gradient, region::GRADIENTS, arena, &model.parameters()[*place].name)?;
            // In the order of the arena.
            let after = moved.iter().rposition(|other| other < place).map_or(0, |at| at + 1);
            moved.insert(after, *place);
        }
    }
    update(&mut graph, model, options, &moved)?;
    if !tracked.is_empty() {
        let size = model.statistic_arena().len();
        let [moments, statistics] = [region::MOMENTS, region::STATISTICS].map(|region| graph.region(region, size));
        graph.node(TrackStatistics { segments: tracked, momentum: MOMENTUM }, &[moments], &[statistics])?;
    }
    Ok(graph)
}

/// The one launch that moves all parameters.
fn update(graph: &mut Graph, model: &Model, options: &TrainingOptions, moved: &[usize]) -> Result<(), Error> {
    let size = model.parameter_arena().len();
    let segments = segments(model, moved, options.weight_decay);
    let rates = graph.input("rates", [GROUPS.len()]);
    let gradients = graph.region(region::GRADIENTS, size);
    let parameters = graph.region(region::PARAMETERS, size);
    let velocity = graph.region(region::VELOCITY, size);
    match options.optimiser {
        Optimiser::Sgd { momentum } => {
            graph.node(Sgd { segments, momentum }, &[gradients, rates], &[parameters, velocity])?;
        }
        Optimiser::AdamW { beta1, beta2, epsilon } => {
            let corrections = graph.input("corrections", [2]);
            let second = graph.region(region::SECOND_MOMENT, size);
            let op = AdamW { segments, beta1, beta2, epsilon };
            graph.node(op, &[gradients, rates, corrections], &[parameters, velocity, second])?;
        }
    }
    Ok(())
}

/// Runs of neighbouring parameters (places in ascending order) that share learning rate and decay. The zeros that pad
/// a tensor to its neighbour belong to its run.
fn segments(model: &Model, moved: &[usize], weight_decay: f32) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for place in moved {
        let p = &model.parameters()[*place];
        let next = Segment {
            offset: p.offset,
            len: p.shape.len().div_ceil(Arena::ALIGN) * Arena::ALIGN,
            rate: p.group.index(),
            decay: if p.decay { weight_decay } else { 0.0 },
        };
        match segments.last_mut() {
            Some(s) if s.offset + s.len == next.offset && s.rate == next.rate && s.decay == next.decay => {
                s.len += next.len;
            }
            _ => segments.push(next),
        }
    }
    segments
}
