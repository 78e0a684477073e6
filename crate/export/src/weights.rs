//! The weights of a run: as the engine holds them, and as a file that the page reads again.

use nn::weights::{Dtype, WeightError};
use nn::{Model, Normalisation, Weights};

use crate::{ExportError, Work};

/// A trained network.
pub struct Trained {
    pub model: Model,
    pub weights: Weights,
    pub normalisation: Normalisation,
}

/// The network of a run with its present weights, all of them finite.
pub fn trained(work: &Work) -> Result<Trained, ExportError> {
    let misfit = |words: String| ExportError::Misfit(words);
    let kept = work.kept.as_deref().ok_or(ExportError::NoWeights)?;
    let model = train::session::model(&work.config, work.classes.len()).map_err(|e| misfit(e.to_string()))?;
    let weights = Weights { parameters: kept.parameters.clone(), statistics: kept.statistics.clone() };
    weights.check(&model).map_err(|e| misfit(e.to_string()))?;
    let broken = |values: &[f32]| values.iter().any(|value| !value.is_finite());
    let parameters = model.parameters().iter().map(|p| (&p.name, &weights.parameters[p.offset..][..p.shape.len()]));
    let statistics = model.statistics().iter().map(|s| (&s.name, &weights.statistics[s.offset..][..s.shape.len()]));
    if let Some((name, _)) = parameters.chain(statistics).find(|(_, values)| broken(values)) {
        return Err(ExportError::NotFinite(name.clone()));
    }
    let (mean, std) = kept.normalisation;
    Ok(Trained { model, weights, normalisation: Normalisation { mean, std } })
}

/// In single precision, so that nothing of the run is lost.
pub fn save(work: &Work) -> Result<Vec<u8>, ExportError> {
    let Trained { model, weights, normalisation } = trained(work)?;
    nn::weights::save(&model, &weights, &normalisation, Dtype::F32).map_err(|error| match error {
        WeightError::NotFinite { tensor, .. } => ExportError::NotFinite(tensor),
        other => ExportError::Misfit(other.to_string()),
    })
}
