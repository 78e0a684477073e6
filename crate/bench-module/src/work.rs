//! One operation, loaded once on a device of its own and run as often as a clock wants.

use nn::{evaluation_graph, region, Model, ModelSpec, Source, Weights};
use tensor::op::conv2d::{Conv2d, Conv2dFilterGrad, Conv2dInputGrad, Window};
use tensor::op::matmul::MatMul;
use tensor::{Error, Graph, Shape};
use train::device::{Device, Program};

use crate::shapes::{Convolution, CLASSES};

/// What is computed of a convolution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From pictures and filter the output.
    Forward,
    /// From the output's gradient and the filter the pictures' gradient.
    Data,
    /// From the pictures and the output's gradient the filter's gradient.
    Filter,
}

/// A loaded operation. Its inputs are named `a` and `b` (a forward pass: `picture`).
#[derive(Debug)]
pub struct Work {
    device: Device,
    program: Program,
    output: &'static str,
}

/// The residual network that is measured.
///
/// # Errors
/// A width that no network has.
pub fn model(width: usize) -> Result<Model, Error> {
    Model::new(ModelSpec::residual(width, 1, CLASSES)).map_err(|error| Error::NoTensor(error.to_string()))
}

/// The weights of that network from one list, parameters and then statistics.
///
/// # Errors
/// A width that no network has. Lists of another length are refused by who checks the weights.
pub fn weights(width: usize, values: &[f32]) -> Result<Weights, Error> {
    let (parameters, statistics) = values.split_at(model(width)?.parameter_arena().len().min(values.len()));
    Ok(Weights { parameters: parameters.to_vec(), statistics: statistics.to_vec() })
}

impl Work {
    /// What `graph` computes, of which `output` is read.
    ///
    /// # Errors
    /// The device cannot compute it.
    pub async fn load(mut device: Device, graph: Graph, output: &'static str) -> Result<Self, Error> {
        let plan = device.compile(graph)?;
        let program = device.load(plan).await?;
        Ok(Work { device, program, output })
    }

    /// The product of `a` and `b`, both `[n, n]`.
    ///
    /// # Errors
    /// None for sizes that fit into memory.
    pub async fn matmul(device: Device, n: usize) -> Result<Self, Error> {
        let mut graph = Graph::new();
        let inputs = [graph.input("a", [n, n]), graph.input("b", [n, n])];
        let out = graph.apply(MatMul::default(), &inputs)?;
        graph.keep(out, "out");
        Self::load(device, graph, "out").await
    }

    /// A convolution or one of its gradients. `a` and `b` are pictures `[n, h, w, c_in]` and filter `[k, k, c_in, c_out]`,
    /// the output's gradient `[n, oh, ow, c_out]` and the filter, or the pictures and the output's gradient.
    ///
    /// # Errors
    /// A window that does not fit.
    pub async fn convolution(device: Device, c: Convolution, direction: Direction) -> Result<Self, Error> {
        let window = Window { stride: c.stride, padding: c.padding() };
        let x = Shape::from([c.batch, c.side, c.side, c.c_in]);
        let w = Shape::from([c.kernel, c.kernel, c.c_in, c.c_out]);
        let y = Shape::from([c.batch, c.out(), c.out(), c.c_out]);
        let mut graph = Graph::new();
        let out = match direction {
            Direction::Forward => {
                let inputs = [graph.input("a", x), graph.input("b", w)];
                graph.apply(Conv2d(window), &inputs)?
            }
            Direction::Data => {
                let inputs = [graph.input("a", y), graph.input("b", w)];
                graph.apply(Conv2dInputGrad { window, input: x, accumulate: false }, &inputs)?
            }
            Direction::Filter => {
                let inputs = [graph.input("a", x), graph.input("b", y)];
                graph.apply(Conv2dFilterGrad { window, kernel: [c.kernel, c.kernel] }, &inputs)?
            }
        };
        graph.keep(out, "out");
        Self::load(device, graph, "out").await
    }

    /// The network with running statistics, from normalised pictures `[batch, 32, 32, 3]` to logits.
    ///
    /// # Errors
    /// Weights of another network.
    pub async fn forward(mut device: Device, width: usize, batch: usize, weights: &Weights) -> Result<Self, Error> {
        let model = model(width)?;
        weights.check(&model)?;
        device.write_region(region::PARAMETERS, &weights.parameters)?;
        device.write_region(region::STATISTICS, &weights.statistics)?;
        Self::load(device, evaluation_graph(&model, batch, &Source::Input)?, "logits").await
    }

    /// Writes an input.
    ///
    /// # Errors
    /// A name or a length that the operation does not have.
    pub fn write(&mut self, name: &str, values: &[f32]) -> Result<(), Error> {
        self.device.write(&mut self.program, name, values)
    }

    /// Computes once. On a GPU this returns before the work is done.
    ///
    /// # Errors
    /// The GPU has failed.
    pub fn run(&mut self) -> Result<(), Error> {
        self.device.run(&mut self.program)
    }

    /// What the last run computed.
    ///
    /// # Errors
    /// The GPU has failed.
    pub async fn output(&self) -> Result<Vec<f32>, Error> {
        self.device.read(&self.program, self.output).await
    }

    /// What it computes on.
    pub fn device(&self) -> &Device {
        &self.device
    }
}
