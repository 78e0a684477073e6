//! The values that a run starts with.

use tensor::Error;

use crate::group::Group;
use crate::layer::Init;
use crate::model::{Model, Parameter};
use crate::random::Random;

/// Contents of the regions [`crate::region::PARAMETERS`] and [`crate::region::STATISTICS`].
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    pub parameters: Vec<f32>,
    pub statistics: Vec<f32>,
}

impl Weights {
    /// All zeros, of a model's sizes.
    pub(crate) fn zeros(model: &Model) -> Self {
        Weights {
            parameters: vec![0.0; model.parameter_arena().len()],
            statistics: vec![0.0; model.statistic_arena().len()],
        }
    }

    /// Whether the sizes are a model's.
    pub fn check(&self, model: &Model) -> Result<(), Error> {
        let length = |name: &str, want, got| match want == got {
            true => Ok(()),
            false => Err(Error::Length { name: name.to_string(), want, got }),
        };
        length(crate::region::PARAMETERS, model.parameter_arena().len(), self.parameters.len())?;
        length(crate::region::STATISTICS, model.statistic_arena().len(), self.statistics.len())
    }
}

/// Random parameters and fresh statistics. Every tensor's values depend on the seed and its name alone, and are
/// bit-identical on every platform.
pub fn initial_weights(model: &Model, seed: u32) -> Weights {
    let mut weights = Weights::zeros(model);
    for p in model.parameters() {
        fill(&mut weights.parameters[p.offset..p.offset + p.shape.len()], p, seed);
    }
    for s in model.statistics() {
        weights.statistics[s.offset..s.offset + s.shape.len()].fill(s.start);
    }
    weights
}

/// Weights of `from` for `model`: the body as it is; the head too if both tell apart as many classes, otherwise a fresh
/// one from the seed. Errors where the bodies differ.
pub fn start_from(model: &Model, from: &Model, trained: &Weights, seed: u32) -> Result<Weights, Error> {
    trained.check(from)?;
    let fresh_head = model.spec().classes != from.spec().classes;
    let mut weights = Weights::zeros(model);
    for p in model.parameters() {
        let values = &mut weights.parameters[p.offset..p.offset + p.shape.len()];
        if fresh_head && p.group == Group::Head {
            fill(values, p, seed);
            continue;
        }
        let source = from.parameter(&p.name).ok_or_else(|| Error::NoTensor(p.name.clone()))?;
        if source.shape != p.shape {
            return Err(Error::Length { name: p.name.clone(), want: p.shape.len(), got: source.shape.len() });
        }
        values.copy_from_slice(&trained.parameters[source.offset..source.offset + source.shape.len()]);
    }
    for s in model.statistics() {
        let source = from.statistics().iter().find(|other| other.name == s.name);
        let source = source.filter(|other| other.shape == s.shape).ok_or_else(|| Error::NoTensor(s.name.clone()))?;
        weights.statistics[s.offset..s.offset + s.shape.len()]
            .copy_from_slice(&trained.statistics[source.offset..source.offset + s.shape.len()]);
    }
    Ok(weights)
}

fn fill(values: &mut [f32], parameter: &Parameter, seed: u32) {
    let mut random = Random::new(seed, &parameter.name);
    match parameter.init {
        Init::Constant(value) => values.fill(value),
        Init::Uniform { bound } => values.fill_with(|| random.signed_unit() * bound),
        Init::Normal { std } => {
            for pair in values.chunks_mut(2) {
                for (value, normal) in pair.iter_mut().zip(random.normal_pair()) {
                    *value = normal * std;
                }
            }
        }
    }
}
