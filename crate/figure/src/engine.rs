//! What the engine tells, as figures get it: one translation for the page and for the calibration, which uses figures
//! natively. With the feature `engine`; figures themselves know no engine.

use train::config::Config;
use train::protocol::{BatchPoint, EpochPoint, Filters, LayerStats, Look, PlanInfo, RunProgress};

use crate::message::{Filter, Layer, Run, Want};

/// What has been heard of a run.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    pub config: &'a Config,
    pub plan: &'a PlanInfo,
    pub progress: &'a RunProgress,
    pub last_batch: Option<BatchPoint>,
    pub last_epoch: Option<EpochPoint>,
    /// Loss and accuracy of the validation before the first step.
    pub first_loss: Option<f32>,
    pub first_accuracy: Option<f32>,
}

/// Steps done, as far as a page has heard.
pub fn steps(last_batch: Option<BatchPoint>) -> u32 {
    last_batch.map_or(0, |batch| batch.step)
}

/// The run in numbers. `cell` is the run cell that it belongs to, `classes` are the names in the student's language.
pub fn run(heard: &Heard<'_>, cell: &str, running: bool, classes: Vec<String>) -> Run {
    let Heard { config, plan, last_batch, last_epoch, .. } = *heard;
    Run {
        cell: cell.into(),
        running,
        step: steps(last_batch),
        total_steps: plan.total_steps,
        epoch: heard.progress.epoch,
        epochs: config.epochs,
        pictures: plan.train_pictures,
        valid_pictures: plan.valid_pictures,
        batch: config.batch_size,
        seed: config.seed,
        pretrained: config.pretrained,
        parameters: plan.parameters,
        trainable: plan.trainable,
        launches: plan.launches,
        learning_rate: last_batch.map(|batch| batch.learning_rate),
        batch_loss: last_batch.map(|batch| batch.loss),
        batch_accuracy: last_batch.map(|batch| batch.accuracy),
        valid_loss: last_epoch.map(|epoch| epoch.valid_loss),
        valid_accuracy: last_epoch.map(|epoch| epoch.valid_accuracy),
        first_loss: heard.first_loss,
        first_accuracy: heard.first_accuracy,
        classes,
    }
}

/// Layers with weights; what the plan says of each, where there is one.
pub fn layers(plan: Option<&PlanInfo>, stats: &[LayerStats]) -> Vec<Layer> {
    let layer = |stats: &LayerStats| {
        let info = plan.and_then(|plan| plan.layers.iter().find(|layer| layer.name == stats.name));
        Layer {
            name: stats.name.clone(),
            output: info.map_or(Vec::new(), |info| info.output.clone()),
            parameters: info.map_or(0, |info| info.parameters),
            moved: stats.moved,
        }
    };
    stats.iter().map(layer).collect()
}

/// First layer's filters now and at first.
pub fn filters(now: &Filters, first: &Filters) -> Vec<Filter> {
    let bytes = (3 * now.size * now.size).max(1) as usize;
    let pairs = now.rgb.chunks_exact(bytes).zip(first.rgb.chunks_exact(bytes));
    pairs
        .map(|(present, first)| Filter { side: now.size as u16, first: first.to_vec(), now: present.to_vec() })
        .collect()
}

/// What the engine is asked for a want; none for pictures, which have a command of their own.
pub fn look(want: &Want) -> Option<Look> {
    Some(match want.clone() {
        Want::Pictures { .. } => return None,
        Want::Scores => Look::Scores,
        Want::Test => Look::Test,
        Want::Head { index } => Look::Head { index },
        Want::Maps { index, layer, first } => Look::Maps { index, layer, first },
        Want::Patches { layer, channel, pictures, first } => Look::Patches { layer, channel, pictures, first },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_paired_and_have_their_side() {
        let of = |value: u8| Filters { size: 2, count: 2, rgb: vec![value; 24] };
        let pairs = filters(&of(9), &of(1));
        assert_eq!((pairs.len(), pairs[1].side), (2, 2));
        assert_eq!((pairs[1].first.as_slice(), pairs[1].now.as_slice()), (&[1; 12][..], &[9; 12][..]));
        assert!(filters(&of(9), &Filters::default()).is_empty(), "no filters at first");
    }

    #[test]
    fn pictures_are_no_look() {
        assert_eq!(look(&Want::Pictures { count: 3 }), None);
        assert_eq!(look(&Want::Head { index: 4 }), Some(Look::Head { index: 4 }));
    }
}
