//! Looks into the network: predictions of all validation pictures, what the head sees, what layers answer. Nothing here
//! changes the run; where weights of its start are needed, the present ones are put back afterwards.

use nn::{region, Model};
use tensor::Error;

use super::{Emit, Session};
use crate::protocol::{Event, Look};
use crate::trainer::Pool;

/// A table: its shape, and its values row by row. Without values where there is nothing to see.
type Table = (Vec<usize>, Vec<f32>);

/// Places that [`Look::Patches`] gives.
const MOST_PATCHES: usize = 9;

impl Session {
    /// Answers a look at the network; one at the test set is answered by [`Session::look_at_test`].
    pub(super) async fn look_at(&mut self, id: u32, look: &Look, emit: Emit<'_>) -> Result<(), Error> {
        let other = match look {
            Look::Maps { first: true, .. } | Look::Patches { first: true, .. } => Some(self.initial.weights.clone()),
            Look::ScoresWith { change } => match self.changed(change) {
                Some(weights) => Some(weights),
                None => {
                    self.send_table(id, Table::default(), emit);
                    return Ok(());
                }
            },
            _ => None,
        };
        let now = if other.is_some() { Some(self.trainer.weights().await?) } else { None };
        if let Some(other) = &other {
            self.trainer.put_weights(other)?;
        }
        let table = match look {
            Look::Scores | Look::ScoresWith { .. } => self.scores().await,
            Look::Test => Ok(Table::default()),
            Look::Head { index } => self.head(*index).await,
            Look::Maps { index, layer, .. } => self.maps(*index, layer).await,
            Look::Patches { layer, channel, pictures, .. } => self.patches(layer, *channel, *pictures).await,
        };
        if let Some(now) = &now {
            self.trainer.put_weights(now)?;
        }
        self.send_table(id, table?, emit);
        Ok(())
    }

    /// Answers [`Look::Test`] with the pictures of the test set.
    pub async fn look_at_test(&mut self, id: u32, test: &Pool, emit: Emit<'_>) {
        let mut rows = Vec::new();
        let mut looked = Ok(());
        for (rgb, label) in test.pixels.chunks_exact(vision::SIDE_BYTES).zip(&test.labels) {
            let values = self.normalised(rgb);
            match self.trainer.predict(&values).await {
                Ok(probabilities) => {
                    rows.push(f32::from(*label));
                    rows.extend(probabilities);
                }
                Err(error) => {
                    looked = Err(error);
                    break;
                }
            }
        }
        match looked {
            Ok(()) => self.send_table(id, (vec![test.labels.len(), 1 + self.classes.len()], rows), emit),
            Err(error) => self.survive(Err(error), emit).await,
        }
    }

    fn send_table(&self, id: u32, (shape, values): Table, emit: Emit<'_>) {
        let shape = shape.into_iter().map(|size| size as u32).collect();
        emit(Event::Looked { id, step: self.trainer.steps_done(), shape, values });
    }

    async fn scores(&mut self) -> Result<Table, Error> {
        let (probabilities, _) = self.trainer.evaluate(&self.valid).await?;
        let classes = self.classes.len();
        let rows = self.valid.iter().zip(probabilities.chunks_exact(classes));
        let values = rows.flat_map(|(place, row)| {
            std::iter::once(f32::from(self.pool.labels[*place as usize])).chain(row.iter().copied())
        });
        Ok((vec![self.valid.len(), 1 + classes], values.collect()))
    }

    async fn head(&mut self, index: u32) -> Result<Table, Error> {
        let model = self.trainer.model();
        let place = |name: &str| model.parameter(name).map(|p| p.offset..p.offset + p.shape.len());
        let (Some(weight), Some(bias), Some(picture)) = (place("head.weight"), place("head.bias"), self.picture(index))
        else {
            return Ok(Table::default());
        };
        if model.window("pool").is_none() {
            return Ok(Table::default());
        }
        let features = self.trainer.output(&picture, "pool").await?;
        let parameters = self.trainer.device().read_region(region::PARAMETERS).await?;
        let (weight, bias) = (&parameters[weight], &parameters[bias]);
        let classes = bias.len();
        let mut values = Vec::with_capacity((features.len() + 1) * (classes + 1));
        for (feature, weights) in features.iter().zip(weight.chunks_exact(classes)) {
            values.push(*feature);
            values.extend_from_slice(weights);
        }
        values.push(1.0);
        values.extend_from_slice(bias);
        Ok((vec![features.len() + 1, classes + 1], values))
    }

    async fn maps(&mut self, index: u32, layer: &str) -> Result<Table, Error> {
        match (output_of(self.trainer.model(), layer), self.picture(index)) {
            (Some(shape), Some(picture)) => Ok((shape.to_vec(), self.trainer.output(&picture, layer).await?)),
            _ => Ok(Table::default()),
        }
    }

    async fn patches(&mut self, layer: &str, channel: u32, pictures: u32) -> Result<Table, Error> {
        let model = self.trainer.model();
        let (Some([_, width, channels]), Some(window)) = (output_of(model, layer), model.window(layer)) else {
            return Ok(Table::default());
        };
        let channel = channel as usize;
        if channel >= channels {
            return Ok(Table::default());
        }
        let mut strongest: Vec<(u32, usize, f32)> = Vec::new();
        for index in 0..pictures.min(self.valid.len() as u32) {
            let Some(picture) = self.picture(index) else { break };
            let values = self.trainer.output(&picture, layer).await?;
            let answers = values.iter().skip(channel).step_by(channels).enumerate();
            let best = answers.fold((0, f32::NEG_INFINITY), |best, (at, v)| if *v > best.1 { (at, *v) } else { best });
            // Behind all that are as strong: the first picture comes first.
            let place = strongest.iter().rposition(|other| other.2 >= best.1).map_or(0, |place| place + 1);
            strongest.insert(place, (index, best.0, best.1));
            strongest.truncate(MOST_PATCHES);
        }
        let side = vision::SIDE;
        let span = |place: usize| {
            let end = (place * window.step + window.size).saturating_sub(window.before).min(side);
            let begin = (place * window.step).saturating_sub(window.before);
            (begin as f32, (end - begin.min(end)) as f32)
        };
        let values = strongest.iter().flat_map(|(index, at, value)| {
            let ((x, w), (y, h)) = (span(at % width), span(at / width));
            [*index as f32, x, y, w, h, *value]
        });
        let values: Vec<f32> = values.collect();
        Ok((vec![strongest.len(), 6], values))
    }
}

/// Output `[height, width, channels]` of a layer that can be looked at.
fn output_of(model: &Model, layer: &str) -> Option<[usize; 3]> {
    if !crate::trainer::LOOKED_AT.contains(&layer) {
        return None;
    }
    let info = model.layer_infos().into_iter().find(|info| info.name == layer)?;
    info.output.try_into().ok()
}
