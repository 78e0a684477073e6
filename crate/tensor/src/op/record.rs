//! Metrics of a step, kept on the device in a ring and read a few times a second.

use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::shape::Shape;

/// Values of one entry: loss, right predictions, pictures, step.
pub const ENTRY: usize = 4;

/// ring[step % entries] = [loss, number of rows whose largest logit (the first of equals) is the label's, rows, step].
/// Inputs `loss` `[1]`, `logits` `[n, k]`, `labels` `[n]`, `step` (one word); updates `ring` `[entries, 4]`.
#[derive(Clone, Debug)]
pub struct Record;

impl Op for Record {
    fn name(&self) -> &'static str {
        "record"
    }

    fn infer(&self, inputs: &[Shape], updates: &[Shape]) -> Result<Vec<Shape>, Error> {
        match (inputs, updates) {
            ([loss, logits, labels, step], [ring])
                if loss.len() == 1
                    && step.len() == 1
                    && logits.dims() == Some([labels.len(), logits.channels()])
                    && ring.channels() == ENTRY =>
            {
                Ok(vec![])
            }
            _ => Err(misfit("record", inputs, "[1], [n, k], [n], [1] and a ring of fours are wanted")),
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        let k = args.shapes.inputs[1].channels();
        let step = args.inputs[3][0].to_bits();
        let mut right = 0.0;
        for (logits, label) in args.inputs[1].chunks_exact(k).zip(args.inputs[2]) {
            let mut best = 0;
            for i in 1..k {
                if logits[i] > logits[best] {
                    best = i;
                }
            }
            if best as f32 == *label {
                right += 1.0;
            }
        }
        let entries = args.updates[0].len() / ENTRY;
        let entry = [args.inputs[0][0], right, args.inputs[2].len() as f32, step as f32];
        args.updates[0][step as usize % entries * ENTRY..][..ENTRY].copy_from_slice(&entry);
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let (rows, classes) = (shapes.inputs[2].len(), shapes.inputs[1].channels());
        Ok(Kernel::new(self.name(), crate::shader!("record"))
            .with_tree(rows)
            .size("ROWS", rows)
            .size("CLASSES", classes)
            .size("ENTRIES", shapes.updates[0].len() / ENTRY))
    }
}
