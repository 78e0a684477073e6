//! A model: layers with names, and where their tensors lie in the shared regions.

use tensor::{Arena, Shape};

use crate::architecture;
use crate::group::Group;
use crate::layer::{visit_path, Held, Init, Layer, Window};
use crate::spec::{ModelSpec, SpecError};

/// A trained tensor.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Full name: `stage1.0.conv1.weight`.
    pub name: String,
    pub group: Group,
    pub shape: Shape,
    pub init: Init,
    /// Whether weight decay pulls on it: on weights of convolutions and linear layers, not on biases and batch norm.
    pub decay: bool,
    /// Place in the region of parameters, in elements.
    pub offset: usize,
}

/// A running mean or variance of a batch norm.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistic {
    /// Full name: `stem.bn.running_mean`.
    pub name: String,
    pub shape: Shape,
    /// What it starts with.
    pub start: f32,
    /// Place in the region of statistics, in elements.
    pub offset: usize,
}

/// What a page lists of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerInfo {
    /// `stage1.0.conv1`.
    pub name: String,
    /// `conv2d`, `batch_norm`, `relu`, `residual`, ...
    pub kind: &'static str,
    pub group: Group,
    /// Output for one picture: `[height, width, channels]` or `[features]`.
    pub output: Vec<usize>,
    /// Number of trained values of its own (those of layers inside a block not counted).
    pub parameters: usize,
}

/// A model as data.
#[derive(Clone, Debug)]
pub struct Model {
    spec: ModelSpec,
    layers: Vec<Layer>,
    parameters: Vec<Parameter>,
    parameter_arena: Arena,
    statistics: Vec<Statistic>,
    statistic_arena: Arena,
}

impl Model {
    /// Lays out a model. Parameters lie group by group, and within a group those with weight decay first, so that an
    /// optimiser has few runs of equal settings to go through.
    pub fn new(spec: ModelSpec) -> Result<Model, SpecError> {
        spec.validate()?;
        let layers = architecture::layers(&spec);
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut statistics = Vec::new();
        visit_path(&layers, &Shape::new(&spec.input), &mut |layer, _| {
            parameters.extend(layer.kind.parameters().into_iter().map(|held| parameter(layer, held)));
            statistics.extend(layer.kind.statistics().into_iter().map(|held| statistic(layer, held)));
        });
        let count: usize = parameters.iter().map(|p| p.shape.len()).sum();
        if count > ModelSpec::MAX_PARAMETERS {
            return Err(SpecError::TooLarge(count));
        }
        // Within a group and a kind the order of the layers stays.
        let mut ordered: Vec<Parameter> = Vec::with_capacity(parameters.len());
        for group in Group::ALL {
            for decay in [true, false] {
                ordered.extend(parameters.iter().filter(|p| p.group == group && p.decay == decay).cloned());
            }
        }
        let mut parameters = ordered;
        let (mut parameter_arena, mut statistic_arena) = (Arena::default(), Arena::default());
        for p in &mut parameters {
            p.offset = parameter_arena.push(&p.name, p.shape.clone());
        }
        for s in &mut statistics {
            s.offset = statistic_arena.push(&s.name, s.shape.clone());
        }
        Ok(Model { spec, layers, parameters, parameter_arena, statistics, statistic_arena })
    }

    pub fn spec(&self) -> &ModelSpec {
        &self.spec
    }

    /// Layers from the picture to the answer; blocks hold more of them.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// In the order in which they lie in [`crate::region::PARAMETERS`].
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Layout of the regions of parameters, gradients and moments.
    pub fn parameter_arena(&self) -> &Arena {
        &self.parameter_arena
    }

    /// In the order in which they lie in [`crate::region::STATISTICS`].
    pub fn statistics(&self) -> &[Statistic] {
        &self.statistics
    }

    /// Layout of the region of running statistics.
    pub fn statistic_arena(&self) -> &Arena {
        &self.statistic_arena
    }

    /// Number of trained values.
    pub fn parameter_count(&self) -> usize {
        self.parameters.iter().map(|p| p.shape.len()).sum()
    }

    /// Number of values that training changes when these groups are frozen.
    pub fn trainable_count(&self, frozen: &[Group]) -> usize {
        self.parameters.iter().filter(|p| !frozen.contains(&p.group)).map(|p| p.shape.len()).sum()
    }

    /// Groups that have parameters, in order.
    pub fn groups(&self) -> Vec<Group> {
        Group::ALL.into_iter().filter(|g| self.parameters.iter().any(|p| p.group == *g)).collect()
    }

    /// A parameter by its name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|p| p.name == name)
    }

    /// Name of the weights that read the picture: `stem.conv.weight` in a CNN.
    pub fn first_weight(&self) -> Option<&Parameter> {
        self.parameters.iter().find(|p| p.decay)
    }

    /// Which part of the picture a value of the layer `name` (one of [`Model::layers`]) is computed from; none where
    /// there is no such layer.
    pub fn window(&self, name: &str) -> Option<Window> {
        let place = self.layers.iter().position(|layer| layer.name == name)?;
        Some(self.layers[..=place].iter().fold(Window::POINT, |window, layer| window.then(layer.kind.window())))
    }

    /// Every layer for a page: layers inside a block before the block itself.
    pub fn layer_infos(&self) -> Vec<LayerInfo> {
        let mut infos = Vec::new();
        visit_path(&self.layers, &Shape::new(&self.spec.input), &mut |layer, output| {
            infos.push(LayerInfo {
                name: layer.name.clone(),
                kind: layer.kind.kind(),
                group: layer.group,
                output: output.sizes().to_vec(),
                parameters: layer.kind.parameters().iter().map(|p| p.shape.len()).sum(),
            });
        });
        infos
    }
}

fn parameter(layer: &Layer, held: Held) -> Parameter {
    let Held { name, shape, init, decay } = held;
    Parameter { name: format!("{}.{name}", layer.name), group: layer.group, shape, init, decay, offset: 0 }
}

fn statistic(layer: &Layer, held: Held) -> Statistic {
    let start = match held.init {
        Init::Constant(value) => value,
        // Statistics are gathered, never drawn.
        Init::Normal { .. } | Init::Uniform { .. } => 0.0,
    };
    Statistic { name: format!("{}.{}", layer.name, held.name), shape: held.shape, start, offset: 0 }
}
