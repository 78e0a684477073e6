//! Softmax followed by cross-entropy against class labels, with label smoothing.

#[cfg(not(target_arch = "wasm32"))]
use smallvec::SmallVec;

#[cfg(not(target_arch = "wasm32"))]
use super::record::Record;
use super::record::ENTRY;
use super::{misfit, Args, Kernel, Op, Shapes};
use crate::error::Error;
use crate::graph::{Graph, Node, TensorId};
use crate::math::{exp, ln};
use crate::shape::Shape;

/// Mean over the batch of -sum_k t_k ln p_k, where p = softmax(logits) and the target t is 1 - s + s/K for the labelled
/// class and s/K for the others (Szegedy et al. 2016). Natural logarithm.
/// Inputs `logits` `[n, k]`, `labels` `[n]` (class numbers as f32); outputs `loss` `[1]`, `probabilities` `[n, k]`.
#[derive(Clone, Debug)]
pub struct SoftmaxCrossEntropy {
    /// s, 0 for none.
    pub smoothing: f32,
}

/// dlogits = (p - t) dloss / n. Inputs `probabilities`, `labels`, `dloss` `[1]`.
#[derive(Clone, Debug)]
pub struct SoftmaxCrossEntropyGrad {
    pub smoothing: f32,
}

/// Target of class `k` of `classes` when `label` is right.
fn target(smoothing: f32, label: f32, k: usize, classes: usize) -> f32 {
    let spread = smoothing / classes as f32;
    if label == k as f32 {
        1.0 - smoothing + spread
    } else {
        spread
    }
}

/// The loss with its gradient and the [record](super::record::Record) of the step, in one launch: what `fuse::gpu` makes
/// of the three. Inputs `logits`, `labels`, `dloss`, `step`; updates `ring`; outputs `loss`, the probabilities, `dlogits`.
#[derive(Clone, Debug)]
pub struct SoftmaxCrossEntropyStep {
    pub smoothing: f32,
}

impl Op for SoftmaxCrossEntropy {
    fn name(&self) -> &'static str {
        "softmax_cross_entropy"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [logits, labels] if logits.dims() == Some([labels.len(), logits.channels()]) => {
                Ok(vec![Shape::from([1]), logits.clone()])
            }
            _ => Err(misfit("softmax_cross_entropy", inputs, "[n, k] and [n] are wanted")),
        }
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        node: &Node,
        d: &[Option<TensorId>],
        _: &[bool],
    ) -> Result<Vec<Option<TensorId>>, Error> {
        let Some(dloss) = d[0] else { return Ok(vec![None, None]) };
        let op = SoftmaxCrossEntropyGrad { smoothing: self.smoothing };
        Ok(vec![Some(graph.apply(op, &[node.outputs[1], node.inputs[1], dloss])?), None])
    }

    fn reference(&self, args: &mut Args<'_>) {
        let k = args.shapes.inputs[0].channels();
        let labels = args.inputs[1];
        let mut total = 0.0;
        for ((logits, p), label) in args.inputs[0].chunks_exact(k).zip(args.outputs[1].chunks_exact_mut(k)).zip(labels)
        {
            let highest = logits.iter().fold(f32::NEG_INFINITY, |a, b| if *b > a { *b } else { a });
            let mut sum = 0.0;
            for (p, x) in p.iter_mut().zip(logits) {
                *p = exp(x - highest);
                sum += *p;
            }
            let log_sum = ln(sum);
            for (i, (p, x)) in p.iter_mut().zip(logits).enumerate() {
                *p /= sum;
                total -= target(self.smoothing, *label, i, k) * (x - highest - log_sum);
            }
        }
        args.outputs[0][0] = total / labels.len() as f32;
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        Ok(self.kernel(self.name(), shapes, false))
    }
}

impl SoftmaxCrossEntropy {
    /// The launch without its outputs; as a whole step it writes the gradient and the record too.
    fn kernel(&self, name: &'static str, shapes: &Shapes, step: bool) -> Kernel {
        let (rows, classes) = (shapes.inputs[1].len(), shapes.inputs[0].channels());
        Kernel::new(name, crate::shader!("softmax_cross_entropy"))
            .with_tree(rows)
            .size("ROWS", rows)
            .size("CLASSES", classes)
            .number("SMOOTHING", self.smoothing)
            .flag("STEP", step)
    }
}

impl Op for SoftmaxCrossEntropyGrad {
    fn name(&self) -> &'static str {
        "softmax_cross_entropy_grad"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        match inputs {
            [p, labels, d] if p.dims() == Some([labels.len(), p.channels()]) && d.len() == 1 => Ok(vec![p.clone()]),
            _ => Err(misfit("softmax_cross_entropy_grad", inputs, "[n, k], [n] and [1] are wanted")),
        }
    }

    fn reference(&self, args: &mut Args<'_>) {
        let k = args.shapes.inputs[0].channels();
        let labels = args.inputs[1];
        let scale = args.inputs[2][0] / labels.len() as f32;
        for ((d, p), label) in args.outputs[0].chunks_exact_mut(k).zip(args.inputs[0].chunks_exact(k)).zip(labels) {
            for (i, (d, p)) in d.iter_mut().zip(p).enumerate() {
                *d = (p - target(self.smoothing, *label, i, k)) * scale;
            }
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let (rows, classes) = (shapes.inputs[1].len(), shapes.inputs[0].channels());
        Ok(Kernel::new(self.name(), crate::shader!("softmax_cross_entropy_grad"))
            .size("ROWS", rows)
            .size("CLASSES", classes)
            .number("SMOOTHING", self.smoothing)
            .over(rows * classes))
    }
}

impl Op for SoftmaxCrossEntropyStep {
    fn name(&self) -> &'static str {
        "softmax_cross_entropy_step"
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn infer(&self, inputs: &[Shape], updates: &[Shape]) -> Result<Vec<Shape>, Error> {
        let [logits, labels, dloss, step] = inputs else {
            return Err(misfit("softmax_cross_entropy_step", inputs, "logits, labels, dloss and step are wanted"));
        };
        let record = Record.infer(&[dloss.clone(), logits.clone(), labels.clone(), step.clone()], updates);
        record.map_err(|_| misfit("softmax_cross_entropy_step", inputs, "[n, k], [n], [1] and [1] are wanted"))?;
        Ok(vec![dloss.clone(), logits.clone(), logits.clone()])
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn reference(&self, args: &mut Args<'_>) {
        let Args { shapes, inputs, updates, outputs } = args;
        let ([logits, labels, dloss, step], [loss, p, dlogits]) = (inputs.as_slice(), outputs.as_mut_slice()) else {
            return;
        };
        // All three take the class count from a matrix of the logits' shape.
        let shapes = &Shapes { inputs: vec![shapes.inputs[0].clone(); 2], updates: vec![], outputs: vec![] };
        let smoothing = self.smoothing;
        let both = SmallVec::from_slice(&[*logits, *labels]);
        let outputs = SmallVec::from_iter([&mut **loss, &mut **p]);
        SoftmaxCrossEntropy { smoothing }.reference(&mut Args {
            shapes,
            inputs: both,
            updates: SmallVec::new(),
            outputs,
        });
        let inputs = SmallVec::from_slice(&[&**p, *labels, *dloss]);
        let outputs = SmallVec::from_iter([&mut **dlogits]);
        SoftmaxCrossEntropyGrad { smoothing }.reference(&mut Args {
            shapes,
            inputs,
            updates: SmallVec::new(),
            outputs,
        });
        let inputs = SmallVec::from_slice(&[&**loss, *logits, *labels, *step]);
        let updates = updates.iter_mut().map(|ring| &mut **ring).collect();
        Record.reference(&mut Args { shapes, inputs, updates, outputs: SmallVec::new() });
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let kernel = SoftmaxCrossEntropy { smoothing: self.smoothing }.kernel(self.name(), shapes, true);
        Ok(kernel.size("ENTRIES", shapes.updates[0].len() / ENTRY))
    }
}
