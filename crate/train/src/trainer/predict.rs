//! What the network says of pictures, without training: validation, predictions, and what layers in between answer.

use bytemuck::cast_slice;
use nn::metrics::{softmax, Score};
use nn::{inspection_graph, Source};
use tensor::Error;
use vision::Draw;

use super::Trainer;

/// Pictures in a launch of the evaluation plan.
pub const EVALUATION_BATCH: usize = 25;

/// Layers of the residual network whose outputs can be looked at; `pool` is what the head sees. Other networks have
/// some of them or none.
pub const LOOKED_AT: [&str; 5] = ["stem.relu", "stage1.0", "stage2.0", "stage3.0", "pool"];

impl Trainer {
    /// Probabilities of every class for pictures of the pool, and their score.
    pub async fn evaluate(&mut self, indices: &[u32]) -> Result<(Vec<f32>, Score), Error> {
        let classes = self.model.spec().classes;
        let mut probabilities = Vec::with_capacity(indices.len() * classes);
        let mut score = Score::default();
        for indices in indices.chunks(EVALUATION_BATCH) {
            let mut logits = self.logits(indices).await?;
            let labels: Vec<u32> = indices.iter().map(|i| u32::from(self.labels[*i as usize])).collect();
            score.add(&logits, &labels, classes);
            softmax(&mut logits, classes);
            probabilities.extend_from_slice(&logits);
        }
        Ok((probabilities, score))
    }

    /// Logits of at most [`EVALUATION_BATCH`] pictures.
    async fn logits(&mut self, indices: &[u32]) -> Result<Vec<f32>, Error> {
        let last = indices.last().copied().unwrap_or(0);
        let mut draws = Vec::with_capacity(Draw::WORDS * EVALUATION_BATCH);
        for i in 0..EVALUATION_BATCH {
            draws.extend_from_slice(&Draw::plain(indices.get(i).copied().unwrap_or(last)).words());
        }
        let Trainer { device, evaluation, .. } = self;
        device.write(evaluation, "draws", cast_slice(&draws))?;
        device.run(evaluation)?;
        let mut logits = device.read(evaluation, "logits").await?;
        logits.truncate(indices.len() * self.model.spec().classes);
        Ok(logits)
    }

    /// Probabilities of every class for one normalised picture `[32, 32, 3]`.
    pub async fn predict(&mut self, picture: &[f32]) -> Result<Vec<f32>, Error> {
        let mut logits = self.output(picture, "logits").await?;
        softmax(&mut logits, self.model.spec().classes);
        Ok(logits)
    }

    /// What the layer `name`, one of [`LOOKED_AT`] or `logits`, answers to one normalised picture `[32, 32, 3]`.
    pub async fn output(&mut self, picture: &[f32], name: &str) -> Result<Vec<f32>, Error> {
        let mut program = match self.single.take() {
            Some(program) => program,
            None => {
                let graph = inspection_graph(&self.model, 1, &Source::Input, &LOOKED_AT)?;
                let plan = self.device.compile(graph)?;
                self.device.load(plan).await?
            }
        };
        self.device.write(&mut program, "picture", picture)?;
        self.device.run(&mut program)?;
        let output = self.device.read(&program, name).await;
        self.single = Some(program);
        output
    }
}
