//! The residual network of depth 1 for 32 × 32 pictures, of Burn's own layers.

use burn::module::{Module, Param, RunningState};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig, PaddingConfig2d};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};

pub const SIDE: usize = 32;
pub const PICTURE: usize = 3 * SIDE * SIDE;
const CLASSES: usize = 2;

#[derive(Module, Debug)]
struct ConvNorm {
    conv: Conv2d,
    norm: BatchNorm,
}

#[derive(Module, Debug)]
struct Block {
    first: ConvNorm,
    second: ConvNorm,
    shortcut: Option<ConvNorm>,
}

#[derive(Module, Debug)]
pub struct Network {
    stem: ConvNorm,
    blocks: Vec<Block>,
    head: Linear,
}

/// Takes tensors from a row of numbers, in the order in which they are asked for.
struct Reader<'a> {
    rest: &'a [f32],
    device: &'a Device,
}

impl Reader<'_> {
    fn take<const D: usize>(&mut self, shape: [usize; D]) -> Tensor<D> {
        let (here, rest) = self.rest.split_at(shape.iter().product());
        self.rest = rest;
        Tensor::from_data(TensorData::new(here.to_vec(), shape), self.device)
    }

    fn param<const D: usize>(&mut self, shape: [usize; D]) -> Param<Tensor<D>> {
        Param::from_tensor(self.take(shape))
    }

    fn conv_norm(&mut self, c_in: usize, c_out: usize, kernel: usize, stride: usize) -> ConvNorm {
        let padding = kernel / 2;
        let mut conv = Conv2dConfig::new([c_in, c_out], [kernel, kernel])
            .with_stride([stride, stride])
            .with_padding(PaddingConfig2d::Explicit(padding, padding, padding, padding))
            .with_bias(false)
            .init(self.device);
        conv.weight = self.param([c_out, c_in, kernel, kernel]);
        let mut norm = BatchNormConfig::new(c_out).init(self.device);
        norm.gamma = self.param([c_out]);
        norm.beta = self.param([c_out]);
        norm.running_mean = RunningState::new(self.take([c_out]));
        norm.running_var = RunningState::new(self.take([c_out]));
        ConvNorm { conv, norm }
    }
}

impl Network {
    /// From all tensors in a row: of each convolution the filter, then γ, β, running mean and variance of its batch norm;
    /// of a block both convolutions, then the shortcut's; last the head's weights and biases.
    pub fn new(width: usize, values: &[f32], device: &Device) -> Self {
        let mut reader = Reader { rest: values, device };
        let stem = reader.conv_norm(3, width, 3, 1);
        let mut channels = width;
        let blocks = [(width, 1), (2 * width, 2), (4 * width, 2)].map(|(out, stride)| {
            let first = reader.conv_norm(channels, out, 3, stride);
            let second = reader.conv_norm(out, out, 3, 1);
            let shortcut = (stride > 1).then(|| reader.conv_norm(channels, out, 1, stride));
            channels = out;
            Block { first, second, shortcut }
        });
        let mut head = LinearConfig::new(channels, CLASSES).init(device);
        head.weight = reader.param([channels, CLASSES]);
        head.bias = Some(reader.param([CLASSES]));
        Network { stem, blocks: blocks.into(), head }
    }

    pub fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let mut x = relu(self.stem.forward(x));
        for Block { first, second, shortcut } in &self.blocks {
            let side = match shortcut {
                Some(shortcut) => shortcut.forward(x.clone()),
                None => x.clone(),
            };
            x = relu(second.forward(relu(first.forward(x))) + side);
        }
        let [n, c, h, w] = x.dims();
        self.head.forward(x.reshape([n, c, h * w]).mean_dim(2).reshape([n, c]))
    }
}

impl ConvNorm {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.norm.forward(self.conv.forward(x))
    }
}
