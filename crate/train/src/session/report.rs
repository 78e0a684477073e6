//! What the page sees of the network: predictions, first-layer filters, and each layer's weights in short.

use nn::Weights;
use tensor::Error;

use super::{Emit, Session};
use crate::protocol::{Event, Filters, LayerStats, Prediction};

/// Bins of a histogram of weights; odd, so that zero has a bin of its own.
const BINS: usize = 41;

impl Session {
    pub(super) async fn send_predictions(&mut self, emit: Emit<'_>) -> Result<(), Error> {
        if self.watched.is_empty() {
            return Ok(());
        }
        let places: Vec<u32> = self.watched.iter().map(|i| self.valid[*i as usize]).collect();
        let (probabilities, _) = self.trainer.evaluate(&places).await?;
        let classes = self.classes.len();
        let items = self
            .watched
            .iter()
            .zip(&places)
            .zip(probabilities.chunks_exact(classes))
            .map(|((index, place), p)| Prediction {
                index: *index,
                label: u32::from(self.pool.labels[*place as usize]),
                probabilities: p.to_vec(),
            })
            .collect();
        emit(Event::Predictions { step: self.trainer.steps_done(), items });
        Ok(())
    }

    /// Reports on the weights, and gives them back.
    pub(super) async fn send_weights(&mut self, emit: Emit<'_>) -> Result<Weights, Error> {
        let weights = self.trainer.weights().await?;
        let layers = self.layer_stats(&weights);
        emit(Event::Weights { step: self.trainer.steps_done(), filters: self.filters(&weights), layers });
        Ok(weights)
    }

    /// First-layer filters `[k, k, 3, c_out]` as pictures: grey is zero, the largest weight of all is full colour.
    fn filters(&self, weights: &Weights) -> Filters {
        let Some(first) = self.trainer.model().first_weight() else { return Filters::default() };
        let Some([size, width, 3, count]) = first.shape.dims() else { return Filters::default() };
        let values = &weights.parameters[first.offset..first.offset + first.shape.len()];
        let most = values.iter().fold(1e-9, |most: f32, w| most.max(w.abs()));
        let mut rgb = Vec::with_capacity(values.len());
        for filter in 0..count {
            for pixel in 0..size * width {
                for colour in 0..3 {
                    let w = values[(pixel * 3 + colour) * count + filter];
                    rgb.push((128.0 + 127.0 * w / most).clamp(0.0, 255.0) as u8);
                }
            }
        }
        Filters { size: size as u32, count: count as u32, rgb }
    }

    fn layer_stats(&self, weights: &Weights) -> Vec<LayerStats> {
        let model = self.trainer.model();
        let of_layers = model.parameters().iter().filter(|p| p.decay);
        of_layers
            .map(|p| {
                let range = p.offset..p.offset + p.shape.len();
                let (now, start) = (&weights.parameters[range.clone()], &self.initial.weights.parameters[range]);
                let name = p.name.strip_suffix(".weight").unwrap_or(&p.name);
                layer_stats(name, now, start)
            })
            .collect()
    }
}

/// Histogram over a range symmetric about zero that holds the present and the initial weights, and the distance moved.
fn layer_stats(name: &str, now: &[f32], start: &[f32]) -> LayerStats {
    let bound = now.iter().chain(start).filter(|w| w.is_finite()).fold(1e-9, |most: f32, w| most.max(w.abs()));
    let mut histogram = vec![0; BINS];
    let (mut moved, mut length) = (0.0, 0.0);
    for (w, w0) in now.iter().zip(start) {
        if w.is_finite() {
            let at = (w / bound + 1.0) / 2.0 * BINS as f32;
            histogram[(at as usize).min(BINS - 1)] += 1;
        }
        moved += f64::from(w - w0) * f64::from(w - w0);
        length += f64::from(*w0) * f64::from(*w0);
    }
    let moved = (moved / length.max(1e-30)).sqrt() as f32;
    LayerStats { name: name.to_string(), histogram, low: -bound, high: bound, moved }
}
