//! A small residual network with its training step, written out on the graph.

use std::collections::BTreeMap;

use tensor::gradient::gradient;
use tensor::op::add::Add;
use tensor::op::batch_norm::{BatchNorm, BatchNormStats, Statistics};
use tensor::op::bias::Bias;
use tensor::op::conv2d::{Conv2d, Window};
use tensor::op::gather_pictures::{GatherPictures, DRAW_WORDS};
use tensor::op::global_average_pool::GlobalAveragePool;
use tensor::op::matmul::MatMul;
use tensor::op::record::Record;
use tensor::op::relu::Relu;
use tensor::op::sgd::{Segment, Sgd};
use tensor::op::softmax_cross_entropy::SoftmaxCrossEntropy;
use tensor::op::track_statistics::{TrackStatistics, Tracked};
use tensor::random::{below, hash, unit};
use tensor::{Arena, Error, Graph, Shape, TensorId};

const SIDE: usize = 12;
const PICTURES: usize = 20;
const CLASSES: usize = 3;
const RING: usize = 8;

pub struct Network {
    batch: usize,
    parameters: Arena,
    statistics: Arena,
}

impl Network {
    /// Stem of `width`, a block of `width`, a block of twice that with stride 2 and a 1x1 shortcut, and a head.
    pub fn new(batch: usize, width: usize) -> Result<Self, Error> {
        let mut network = Network { batch, parameters: Arena::default(), statistics: Arena::default() };
        let mut conv = |name: &str, kernel: usize, from: usize, to: usize| {
            network.parameters.push(&format!("{name}.weight"), Shape::from([kernel, kernel, from, to]));
            for part in ["gamma", "beta"] {
                network.parameters.push(&format!("{name}.{part}"), Shape::from([to]));
            }
            for part in ["mean", "var"] {
                network.statistics.push(&format!("{name}.{part}"), Shape::from([to]));
            }
        };
        conv("stem", 3, 3, width);
        conv("a1", 3, width, width);
        conv("a2", 3, width, width);
        conv("b1", 3, width, 2 * width);
        conv("b2", 3, 2 * width, 2 * width);
        conv("b0", 1, width, 2 * width);
        network.parameters.push("head.weight", Shape::from([2 * width, CLASSES]));
        network.parameters.push("head.bias", Shape::from([CLASSES]));
        Ok(network)
    }

    fn conv(&self, g: &mut Graph, name: &str, x: TensorId, stride: usize, padding: usize) -> Result<TensorId, Error> {
        let parameter = |g: &mut Graph, part: &str| g.shared("parameters", &self.parameters, &format!("{name}.{part}"));
        let weight = parameter(g, "weight")?;
        let x = g.apply(Conv2d(Window { stride, padding }), &[x, weight])?;
        let stats = g.node(BatchNormStats, &[x], &[])?;
        for (part, moment) in ["mean", "var"].iter().zip(&stats) {
            g.place(*moment, "moments", &self.statistics, &format!("{name}.{part}"))?;
        }
        let (gamma, beta) = (parameter(g, "gamma")?, parameter(g, "beta")?);
        let op = BatchNorm { statistics: Statistics::Batch, residual: false, relu: false };
        g.apply(op, &[x, stats[0], stats[1], gamma, beta])
    }

    fn relu_conv(&self, g: &mut Graph, name: &str, x: TensorId, stride: usize) -> Result<TensorId, Error> {
        let y = self.conv(g, name, x, stride, 1)?;
        g.apply(Relu, &[y])
    }

    /// One training step.
    pub fn graph(&self) -> Result<Graph, Error> {
        let mut graph = Graph::new();
        let g = &mut graph;
        let pixels = g.region("pixels", PICTURES * SIDE * SIDE * 3 / 4);
        let draws = g.input("draws", [self.batch, DRAW_WORDS]);
        let labels = g.input("labels", [self.batch]);
        let step = g.input("step", [1]);
        let rates = g.input("rates", [1]);
        let op = GatherPictures { height: SIDE, width: SIDE, mean: [0.5, 0.45, 0.4], std: [0.25, 0.2, 0.3] };
        let x = g.apply(op, &[pixels, draws])?;
        let x = self.relu_conv(g, "stem", x, 1)?;
        let y = self.relu_conv(g, "a1", x, 1)?;
        let y = self.conv(g, "a2", y, 1, 1)?;
        let y = g.apply(Add, &[y, x])?;
        let x = g.apply(Relu, &[y])?;
        let shortcut = self.conv(g, "b0", x, 2, 0)?;
        let y = self.relu_conv(g, "b1", x, 2)?;
        let y = self.conv(g, "b2", y, 1, 1)?;
        let y = g.apply(Add, &[y, shortcut])?;
        let x = g.apply(Relu, &[y])?;
        let x = g.apply(GlobalAveragePool, &[x])?;
        let weight = g.shared("parameters", &self.parameters, "head.weight")?;
        let bias = g.shared("parameters", &self.parameters, "head.bias")?;
        let x = g.apply(MatMul::default(), &[x, weight])?;
        let logits = g.apply(Bias, &[x, bias])?;
        let loss = g.node(SoftmaxCrossEntropy { smoothing: 0.1 }, &[logits, labels], &[])?[0];
        let wanted: Vec<TensorId> = {
            let is_parameter = |t: &TensorId| matches!(&g.tensor(*t).role, tensor::graph::Role::Shared { region, .. } if region == "parameters");
            g.nodes().iter().flat_map(|n| &n.inputs).filter(|t| is_parameter(t)).copied().collect()
        };
        let gradients = gradient(g, loss, &wanted)?;
        for (parameter, gradient) in wanted.iter().zip(gradients) {
            let name = g.tensor(*parameter).name.clone();
            g.place(gradient.ok_or(Error::NoTensor(name.clone()))?, "gradients", &self.parameters, &name)?;
        }
        let len = self.parameters.len();
        let all = ["gradients", "parameters", "velocity"].map(|region| g.region(region, len));
        let segments = vec![Segment { offset: 0, len, rate: 0, decay: 5e-4 }];
        g.node(Sgd { segments, momentum: 0.9 }, &[all[0], rates], &all[1..])?;
        let len = self.statistics.len();
        let [moments, statistics] = ["moments", "statistics"].map(|region| g.region(region, len));
        // One factor for all: what is compared is two devices.
        let segments = vec![Tracked { offset: 0, len, factor: 1.0 }];
        g.node(TrackStatistics { segments, momentum: 0.1 }, &[moments], &[statistics])?;
        let mut ring = Arena::default();
        ring.push("ring", Shape::from([RING, 4]));
        let ring = g.shared("ring", &ring, "ring")?;
        g.node(Record, &[loss, logits, labels, step], &[ring])?;
        Ok(graph)
    }

    /// Contents of all regions before training.
    pub fn regions(&self) -> BTreeMap<&'static str, Vec<f32>> {
        let mut parameters = vec![0.0; self.parameters.len()];
        for (index, name) in (0..).zip(self.parameters.names()) {
            let Some((offset, shape)) = self.parameters.get(name) else { continue };
            let fan_in = shape.len() / shape.channels();
            for (i, p) in (0..).zip(&mut parameters[offset..offset + shape.len()]) {
                *p = match name.rsplit('.').next() {
                    Some("gamma") => 1.0,
                    Some("beta" | "bias") => 0.0,
                    _ => (unit(index, i) - 0.5) * (12.0 / fan_in as f32).sqrt(),
                };
            }
        }
        let statistics = vec![0.0; self.statistics.len()];
        let pixels = (0..PICTURES * SIDE * SIDE * 3 / 4).map(|i| f32::from_bits(hash(77, i as u32))).collect();
        let zeros = vec![0.0; parameters.len()];
        BTreeMap::from([
            ("gradients", zeros.clone()),
            ("velocity", zeros),
            ("parameters", parameters),
            ("statistics", statistics),
            ("pixels", pixels),
            ("ring", vec![0.0; (RING * 4).div_ceil(Arena::ALIGN) * Arena::ALIGN]),
        ])
    }

    /// Inputs of a step.
    pub fn batch(&self, step: u32) -> BTreeMap<&'static str, Vec<f32>> {
        let draw = |i: u32| match i % 2 {
            0 => below(step, i, PICTURES as u32),
            _ => below(step, 2 * i, 9) | below(step, 2 * i + 1, 9) << 8 | below(step, i, 2) << 16,
        };
        let count = (self.batch * DRAW_WORDS) as u32;
        let labels = (0..self.batch as u32).map(|i| (below(step, i * 2, PICTURES as u32) % CLASSES as u32) as f32);
        BTreeMap::from([
            ("draws", (0..count).map(|i| f32::from_bits(draw(i))).collect()),
            ("labels", labels.collect()),
            ("step", vec![f32::from_bits(step)]),
            ("rates", vec![0.05]),
        ])
    }
}
