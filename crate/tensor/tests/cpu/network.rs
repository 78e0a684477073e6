//! A residual network of a stem and three blocks: its graph, and its training against PyTorch's.

use crate::cases::close;
use crate::cases::torch::Goldens;
use tensor::cpu::{CpuDevice, CpuProgram, Kernels};
use tensor::gradient::gradient;
use tensor::op::add::Add;
use tensor::op::batch_norm::{BatchNorm, BatchNormStats, Statistics};
use tensor::op::bias::Bias;
use tensor::op::conv2d::{Conv2d, Window};
use tensor::op::global_average_pool::GlobalAveragePool;
use tensor::op::matmul::MatMul;
use tensor::op::relu::Relu;
use tensor::op::sgd::{Segment, Sgd};
use tensor::op::softmax_cross_entropy::SoftmaxCrossEntropy;
use tensor::op::track_statistics::{TrackStatistics, Tracked};
use tensor::{Arena, Error, Graph, Plan, TensorId};

/// Name, channels in and out, stride.
const BLOCKS: [(&str, usize, usize, usize); 3] = [("block1", 4, 4, 1), ("block2", 4, 8, 2), ("block3", 8, 16, 2)];
const CLASSES: usize = 3;
pub const PARAMETERS: &str = "parameters";
pub const STATISTICS: &str = "statistics";
/// Elements of a batch of pictures, and pictures in it.
pub const PICTURES: [usize; 4] = [4, 8, 8, 3];

/// The graph of one training step, with where its parameters and running statistics lie.
pub struct Network {
    pub graph: Graph,
    pub parameters: Arena,
    pub statistics: Arena,
    tracked: Vec<Tracked>,
}

impl Network {
    pub fn new() -> Result<Network, Error> {
        let (graph, parameters, statistics) = (Graph::new(), layout(), Arena::default());
        let mut network = Network { graph, parameters, statistics, tracked: vec![] };
        for (name, shape) in norms() {
            for part in ["running_mean", "running_var"] {
                network.statistics.push(&format!("{name}.{part}"), [shape].into());
            }
        }
        network.step()?;
        Ok(network)
    }

    fn parameter(&mut self, name: &str) -> Result<TensorId, Error> {
        self.graph.shared(PARAMETERS, &self.parameters, name)
    }

    fn conv(&mut self, x: TensorId, name: &str, stride: usize, wanted: &mut Vec<TensorId>) -> Result<TensorId, Error> {
        let w = self.parameter(&format!("{name}.weight"))?;
        wanted.push(w);
        let padding = self.graph.shape(w).sizes()[0] / 2;
        self.graph.apply(Conv2d(Window { stride, padding }), &[x, w])
    }

    fn norm(&mut self, x: TensorId, name: &str, wanted: &mut Vec<TensorId>) -> Result<TensorId, Error> {
        let (gamma, beta) = (self.parameter(&format!("{name}.gamma"))?, self.parameter(&format!("{name}.beta"))?);
        wanted.extend([gamma, beta]);
        let stats = self.graph.node(BatchNormStats, &[x], &[])?;
        let (values, len) = (self.graph.shape(x).len() as f32, self.graph.shape(gamma).len());
        let rows = values / len as f32;
        for ((part, factor), moment) in [("running_mean", 1.0), ("running_var", rows / (rows - 1.0))].iter().zip(&stats)
        {
            let name = format!("{name}.{part}");
            self.graph.place(*moment, "moments", &self.statistics, &name)?;
            let offset = self.statistics.get(&name).map_or(0, |(offset, _)| offset);
            self.tracked.push(Tracked { offset, len, factor: *factor });
        }
        let op = BatchNorm { statistics: Statistics::Batch, residual: false, relu: false };
        self.graph.apply(op, &[x, stats[0], stats[1], gamma, beta])
    }

    fn step(&mut self) -> Result<(), Error> {
        let wanted = &mut vec![];
        let pictures = self.graph.input("pictures", PICTURES);
        let labels = self.graph.input("labels", [PICTURES[0]]);
        let rates = self.graph.input("rates", [1]);
        let x = self.conv(pictures, "stem.conv", 1, wanted)?;
        let x = self.norm(x, "stem.norm", wanted)?;
        let mut x = self.graph.apply(Relu, &[x])?;
        for (name, _, _, stride) in BLOCKS {
            let y = self.conv(x, &format!("{name}.conv1"), stride, wanted)?;
            let y = self.norm(y, &format!("{name}.norm1"), wanted)?;
            let y = self.graph.apply(Relu, &[y])?;
            let y = self.conv(y, &format!("{name}.conv2"), 1, wanted)?;
            let y = self.norm(y, &format!("{name}.norm2"), wanted)?;
            if stride != 1 {
                x = self.conv(x, &format!("{name}.shortcut"), stride, wanted)?;
                x = self.norm(x, &format!("{name}.shortcut_norm"), wanted)?;
            }
            let y = self.graph.apply(Add, &[y, x])?;
            x = self.graph.apply(Relu, &[y])?;
        }
        let x = self.graph.apply(GlobalAveragePool, &[x])?;
        let (w, b) = (self.parameter("head.weight")?, self.parameter("head.bias")?);
        wanted.extend([w, b]);
        let x = self.graph.apply(MatMul::default(), &[x, w])?;
        let logits = self.graph.apply(Bias, &[x, b])?;
        let loss = self.graph.node(SoftmaxCrossEntropy { smoothing: 0.1 }, &[logits, labels], &[])?[0];
        self.graph.keep(loss, "loss");
        let gradients = gradient(&mut self.graph, loss, wanted)?;
        for (parameter, gradient) in wanted.iter().zip(gradients) {
            let name = self.graph.tensor(*parameter).name.clone();
            let gradient = gradient.ok_or_else(|| Error::NoTensor(name.clone()))?;
            self.graph.place(gradient, "gradients", &self.parameters, &name)?;
        }
        let len = self.parameters.len();
        let [gradients, parameters, velocity] =
            ["gradients", PARAMETERS, "velocity"].map(|r| self.graph.region(r, len));
        let op = Sgd { segments: vec![Segment { offset: 0, len, rate: 0, decay: 5e-4 }], momentum: 0.9 };
        self.graph.node(op, &[gradients, rates], &[parameters, velocity])?;
        let len = self.statistics.len();
        let [moments, statistics] = ["moments", STATISTICS].map(|r| self.graph.region(r, len));
        let op = TrackStatistics { segments: std::mem::take(&mut self.tracked), momentum: 0.1 };
        self.graph.node(op, &[moments], &[statistics])?;
        Ok(())
    }
}

/// Batch norms and their channels.
fn norms() -> Vec<(String, usize)> {
    let mut norms = vec![("stem.norm".to_string(), 4)];
    for (name, _, c_out, stride) in BLOCKS {
        let parts: &[&str] = if stride == 1 { &["norm1", "norm2"] } else { &["norm1", "norm2", "shortcut_norm"] };
        norms.extend(parts.iter().map(|part| (format!("{name}.{part}"), c_out)));
    }
    norms
}

fn layout() -> Arena {
    let mut arena = Arena::default();
    arena.push("stem.conv.weight", [3, 3, 3, 4].into());
    for (name, c_in, c_out, stride) in BLOCKS {
        arena.push(&format!("{name}.conv1.weight"), [3, 3, c_in, c_out].into());
        arena.push(&format!("{name}.conv2.weight"), [3, 3, c_out, c_out].into());
        if stride != 1 {
            arena.push(&format!("{name}.shortcut.weight"), [1, 1, c_in, c_out].into());
        }
    }
    for (name, c) in norms() {
        arena.push(&format!("{name}.gamma"), [c].into());
        arena.push(&format!("{name}.beta"), [c].into());
    }
    arena.push("head.weight", [16, CLASSES].into());
    arena.push("head.bias", [CLASSES].into());
    arena
}

/// A network in training on the golden's pictures.
pub struct Training {
    goldens: Goldens,
    network: Network,
    pub device: CpuDevice,
    program: CpuProgram,
}

impl Training {
    /// `compile` turns the graph into a plan.
    pub fn new(kernels: Kernels, compile: impl Fn(Graph) -> Result<Plan, Error>) -> Training {
        let (goldens, network) = (Goldens::load(), Network::new().unwrap());
        let mut device = CpuDevice::new();
        let program = device.load(compile(network.graph.clone()).unwrap(), kernels).unwrap();
        let mut parameters = vec![0.0; network.parameters.len()];
        for name in network.parameters.names() {
            let (offset, shape) = network.parameters.get(name).unwrap();
            let (golden, values) = goldens.get(&format!("network/initial/{name}"));
            assert_eq!(golden, shape, "{name}");
            parameters[offset..offset + shape.len()].copy_from_slice(values);
        }
        let mut statistics = vec![0.0; network.statistics.len()];
        for name in network.statistics.names().filter(|name| name.ends_with("running_var")) {
            let (offset, shape) = network.statistics.get(name).unwrap();
            statistics[offset..offset + shape.len()].fill(1.0);
        }
        device.write_region(PARAMETERS, &parameters).unwrap();
        device.write_region(STATISTICS, &statistics).unwrap();
        Training { goldens, network, device, program }
    }

    /// One step; its loss.
    pub fn step(&mut self, step: usize) -> f32 {
        self.program.write("pictures", self.goldens.row("network/pictures", step)).unwrap();
        self.program.write("labels", self.goldens.row("network/labels", step)).unwrap();
        self.program.write("rates", &[0.05]).unwrap();
        self.device.run(&mut self.program);
        self.device.read(&self.program, "loss").unwrap()[0]
    }

    /// Losses of the first five steps.
    pub fn losses(&mut self) -> Vec<f32> {
        (0..5).map(|step| self.step(step)).collect()
    }

    /// Parameters and running statistics after the steps that PyTorch's were stored of.
    fn compare_with_golden(&self) -> Result<(), String> {
        let finals = self.goldens.names().filter_map(|name| name.strip_prefix("network/final/"));
        let mut compared = 0;
        for name in finals {
            let (region, (offset, shape)) = match self.network.parameters.get(name) {
                Some(place) => (PARAMETERS, place),
                None => (STATISTICS, self.network.statistics.get(name).ok_or(format!("no {name} here"))?),
            };
            let got = &self.device.region(region).unwrap()[offset..offset + shape.len()];
            // Five steps carry the rounding of every sum into every other value.
            close(self.goldens.values(&format!("network/final/{name}")), got, 1e-4)
                .map_err(|e| format!("{name}: {e}"))?;
            compared += 1;
        }
        if compared == 5 + self.network.statistics.names().count() {
            Ok(())
        } else {
            Err(format!("{compared} tensors compared"))
        }
    }
}

#[test]
fn training_agrees_with_pytorch() {
    let goldens = Goldens::load();
    for kernels in [Kernels::Reference, Kernels::Fast] {
        let mut training = Training::new(kernels, Plan::compile);
        let losses = training.losses();
        // See above: relative to losses near 1.
        if let Err(difference) = close(goldens.values("network/losses"), &losses, 2e-5) {
            panic!("{kernels:?}: loss {difference}");
        }
        training.compare_with_golden().unwrap_or_else(|e| panic!("{kernels:?}: {e}"));
    }
}

#[test]
fn training_twice_gives_the_same_bits() {
    let run = || {
        let mut training = Training::new(Kernels::Fast, Plan::compile);
        let losses = training.losses();
        let parameters = training.device.region(PARAMETERS).unwrap().to_vec();
        losses.into_iter().chain(parameters).map(f32::to_bits).collect::<Vec<_>>()
    };
    assert_eq!(run(), run());
}
