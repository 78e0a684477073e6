//! A graph under construction: what layers ask for while they add themselves.

use tensor::op::batch_norm::BatchNormStats;
use tensor::op::gather_pictures::{GatherPictures, DRAW_WORDS};
use tensor::op::track_statistics::Tracked;
use tensor::{Arena, Error, Graph, TensorId};

use crate::group::Group;
use crate::layer::{forward_path, Layer};
use crate::model::Model;
use crate::region;

/// How bytes become the numbers that a network reads: (value / 255 - mean) / std for red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Normalisation {
    pub mean: [f32; 3],
    pub std: [f32; 3],
}

/// Where a graph takes its pictures from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// From [`region::PIXELS`], which holds so many pictures; the input `draws` `[batch, 2]` (words) picks them.
    Pixels { pictures: usize, normalisation: Normalisation },
    /// From the input `picture` `[batch, h, w, c]`, already normalised.
    Input,
}

/// What layers are which in the graph.
enum Mode {
    Training { frozen: Vec<Group>, shards: usize },
    Evaluation,
}

/// The graph with what layers need to know.
pub struct Build<'a> {
    pub(crate) graph: Graph,
    model: &'a Model,
    mode: Mode,
    /// Layers whose outputs are kept.
    shown: Vec<String>,
    /// Parameters to be trained, as places in `Model::parameters`, with their tensors.
    pub(crate) trained: Vec<(usize, TensorId)>,
    /// Running statistics that follow the batch's.
    pub(crate) tracked: Vec<Tracked>,
    seed: Option<TensorId>,
    dropouts: u32,
}

impl<'a> Build<'a> {
    fn new(model: &'a Model, mode: Mode) -> Self {
        let (shown, trained, tracked) = (Vec::new(), Vec::new(), Vec::new());
        Build { graph: Graph::new(), model, mode, shown, trained, tracked, seed: None, dropouts: 0 }
    }

    /// `shards`: graphs like this one that share a batch.
    pub(crate) fn training(model: &'a Model, frozen: &[Group], shards: usize) -> Self {
        Self::new(model, Mode::Training { frozen: frozen.to_vec(), shards })
    }

    /// `shown`: layers whose outputs are kept under their names.
    pub(crate) fn evaluation(model: &'a Model, shown: &[&str]) -> Self {
        let mut build = Self::new(model, Mode::Evaluation);
        build.shown = shown.iter().map(|name| name.to_string()).collect();
        build
    }

    /// Pictures in, logits out.
    pub(crate) fn forward(&mut self, batch: usize, source: &Source) -> Result<TensorId, Error> {
        let [height, width, channels] = self.model.spec().input;
        let x = match source {
            Source::Pixels { pictures, normalisation: Normalisation { mean, std } } => {
                let pixels = self.graph.region(region::PIXELS, pictures * height * width * 3 / 4);
                let draws = self.graph.input("draws", [batch, DRAW_WORDS]);
                self.graph.apply(GatherPictures { height, width, mean: *mean, std: *std }, &[pixels, draws])?
            }
            Source::Input => self.graph.input("picture", [batch, height, width, channels]),
        };
        forward_path(self.model.layers(), self, x)
    }

    /// Whether a group is being trained.
    pub(crate) fn trains(&self, group: Group) -> bool {
        matches!(&self.mode, Mode::Training { frozen, .. } if !frozen.contains(&group))
    }

    /// A layer's parameter.
    pub(crate) fn parameter(&mut self, layer: &Layer, name: &str) -> Result<TensorId, Error> {
        let name = format!("{}.{name}", layer.name);
        let tensor = self.graph.shared(region::PARAMETERS, self.model.parameter_arena(), &name)?;
        if self.trains(layer.group) {
            let place = self.model.parameters().iter().position(|p| p.name == name);
            self.trained.extend(place.map(|place| (place, tensor)));
        }
        Ok(tensor)
    }

    /// A layer's running statistic.
    pub(crate) fn statistic(&mut self, layer: &Layer, name: &str) -> Result<TensorId, Error> {
        let name = format!("{}.{name}", layer.name);
        self.graph.shared(region::STATISTICS, self.model.statistic_arena(), &name)
    }

    /// Mean and variance of `x`, which the layer's running statistics will follow.
    pub(crate) fn moments(&mut self, layer: &Layer, names: [&str; 2], x: TensorId) -> Result<[TensorId; 2], Error> {
        let shards = match &self.mode {
            Mode::Training { shards, .. } => *shards,
            Mode::Evaluation => 1,
        };
        let batch = self.graph.node(BatchNormStats, &[x], &[])?;
        let shape = self.graph.shape(x);
        let values = (shape.len() / shape.channels() * shards) as f32;
        let arena = self.model.statistic_arena();
        for ((name, moment), factor) in names.iter().zip(&batch).zip([1.0, values / (values - 1.0).max(1.0)]) {
            let name = format!("{}.{name}", layer.name);
            self.graph.place(*moment, region::MOMENTS, arena, &name)?;
            if let Some((offset, shape)) = arena.get(&name) {
                let len = shape.len().div_ceil(Arena::ALIGN) * Arena::ALIGN;
                self.tracked.push(Tracked { offset, len, factor });
            }
        }
        Ok([batch[0], batch[1]])
    }

    /// The input `seed` (see `tensor::op::dropout`), and a number that tells apart the dropouts that share it.
    pub(crate) fn dropout_seed(&mut self) -> (TensorId, u32) {
        let seed = match self.seed {
            Some(seed) => seed,
            None => *self.seed.insert(self.graph.input("seed", [2])),
        };
        self.dropouts += 1;
        (seed, self.dropouts - 1)
    }

    /// Keeps a layer's output if it is to be shown.
    pub(crate) fn show(&mut self, layer: &Layer, output: TensorId) {
        if self.shown.contains(&layer.name) {
            self.graph.keep(output, &layer.name);
        }
    }
}
