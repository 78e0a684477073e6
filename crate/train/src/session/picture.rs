//! Pictures: those of the run, and the student's own.

use super::{Emit, Session};
use crate::protocol::{Event, PictureItem, Problem, ProblemCode, Split};

impl Session {
    pub(super) fn send_pictures(&self, split: Split, from: u32, count: u32, emit: Emit<'_>) {
        let set = match split {
            Split::Train => &self.train,
            Split::Valid => &self.valid,
        };
        let items = set
            .iter()
            .enumerate()
            .skip(from as usize)
            .take(count as usize)
            .map(|(index, at)| {
                let at = *at as usize;
                PictureItem {
                    index: index as u32,
                    label: u32::from(self.pool.labels[at]),
                    rgb: self.pool.pixels[at * vision::SIDE_BYTES..(at + 1) * vision::SIDE_BYTES].to_vec(),
                }
            })
            .collect();
        emit(Event::Pictures { split, total: set.len() as u32, items });
    }

    /// A validation picture, normalised.
    pub(super) fn picture(&self, index: u32) -> Option<Vec<f32>> {
        let at = *self.valid.get(index as usize)? as usize;
        Some(self.normalised(&self.pool.pixels[at * vision::SIDE_BYTES..(at + 1) * vision::SIDE_BYTES]))
    }

    /// Bytes of a picture as the network reads them.
    pub(super) fn normalised(&self, rgb: &[u8]) -> Vec<f32> {
        let statistics = vision::Statistics { mean: self.normalisation.mean, std: self.normalisation.std };
        vision::normalise(rgb, &statistics)
    }

    /// Predicts a picture of the student's own, `32 * 32 * 3` bytes of red, green, blue.
    pub async fn predict(&mut self, id: u32, rgb: Vec<u8>, emit: Emit<'_>) {
        let values = self.normalised(&rgb);
        match self.trainer.predict(&values).await {
            Ok(probabilities) => emit(Event::Predicted { id, probabilities, rgb }),
            Err(error) => {
                // The next try finds the CPU, where a GPU was lost.
                let code = if self.device.backend == "gpu" { ProblemCode::GpuLost } else { ProblemCode::Internal };
                let detail = error.to_string();
                emit(Event::Problem { problem: Problem { code, detail, key: None, id: Some(id) } });
                self.survive(Err(error), emit).await;
            }
        }
    }
}
