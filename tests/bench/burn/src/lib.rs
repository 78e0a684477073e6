//! Burn on the work of the benchmark, in a page: built with its pure-Rust CPU backend (Flex) with SIMD, or with the one for
//! WebGPU. Numbers lie in rooms, as in `crate/bench-module`; tensors are NCHW and filters OIHW, Burn's own layout.

mod network;

use std::cell::RefCell;

use burn::nn::loss::CrossEntropyLossConfig;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Device, Int, Tensor, TensorData};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use network::Network;

/// Weights (or an operation's first input), pictures (or its second), labels.
const ROOMS: usize = 3;

/// What is run.
enum Work {
    Product { a: Tensor<2>, b: Tensor<2>, out: Option<Tensor<2>> },
    Convolution { x: Tensor<4>, w: Tensor<4>, options: ConvOptions<2>, out: Option<Tensor<4>> },
    Forward { network: Network, x: Tensor<4>, out: Option<Tensor<2>> },
    Steps(Box<Steps>),
}

struct Steps {
    network: Option<Network>,
    optimiser: ModuleOptimizer,
    rate: f64,
    batches: Vec<(Tensor<4>, Tensor<1, Int>)>,
    losses: Vec<Tensor<1>>,
}

thread_local! {
    static IN: RefCell<[Vec<f32>; ROOMS]> = const { RefCell::new([Vec::new(), Vec::new(), Vec::new()]) };
    static WORK: RefCell<Option<Work>> = const { RefCell::new(None) };
    static DEVICE: RefCell<Option<Device>> = const { RefCell::new(None) };
}

/// Sets the device up, before all else.
#[wasm_bindgen]
pub async fn open() -> Result<(), JsError> {
    std::panic::set_hook(Box::new(|info| wasm_bindgen::throw_str(&info.to_string())));
    #[cfg(feature = "flex")]
    let device = Device::flex();
    #[cfg(feature = "webgpu")]
    let device = Device::wgpu_options().graphics_api(burn::tensor::wgpu::WgpuBackend::WebGpu).init_async().await?;
    DEVICE.set(Some(device));
    Ok(())
}

fn device() -> Device {
    DEVICE.with_borrow(Clone::clone).expect("the device is open")
}

fn tensor<const D: usize>(
    which: usize,
    range: std::ops::Range<usize>,
    shape: [usize; D],
    device: &Device,
) -> Tensor<D> {
    IN.with_borrow(|rooms| Tensor::from_data(TensorData::new(rooms[which][range].to_vec(), shape), device))
}

fn set(work: Work) {
    WORK.set(Some(work));
}

/// Makes room for so many numbers; gives the address.
#[unsafe(no_mangle)]
pub extern "C" fn room(which: usize, length: usize) -> *mut f32 {
    IN.with_borrow_mut(|rooms| {
        rooms[which] = vec![0.0; length];
        rooms[which].as_mut_ptr()
    })
}

/// A product of square matrices.
#[unsafe(no_mangle)]
pub extern "C" fn load_matmul(n: usize) {
    let device = device();
    let input = |which| tensor(which, 0..n * n, [n, n], &device);
    set(Work::Product { a: input(0), b: input(1), out: None });
}

/// A convolution, forward.
#[unsafe(no_mangle)]
pub extern "C" fn load_convolution(batch: usize, side: usize, c_in: usize, c_out: usize, kernel: usize, stride: usize) {
    let device = device();
    let x = tensor(0, 0..batch * c_in * side * side, [batch, c_in, side, side], &device);
    let w = tensor(1, 0..c_out * c_in * kernel * kernel, [c_out, c_in, kernel, kernel], &device);
    let padding = kernel / 2;
    let options = ConvOptions::new([stride, stride], [padding, padding], [1, 1], 1);
    set(Work::Convolution { x, w, options, out: None });
}

fn network(width: usize, device: &Device) -> Network {
    IN.with_borrow(|rooms| Network::new(width, &rooms[0], device))
}

/// The network with running statistics, on the first pictures.
#[unsafe(no_mangle)]
pub extern "C" fn load_forward(width: usize, batch: usize) {
    let device = device();
    let x = tensor(1, 0..batch * network::PICTURE, [batch, 3, network::SIDE, network::SIDE], &device);
    set(Work::Forward { network: network(width, &device), x, out: None });
}

/// Training steps: cross-entropy, momentum.
#[unsafe(no_mangle)]
pub extern "C" fn load_steps(width: usize, batch: usize, rate: f64, momentum: f64) {
    let device = device().autodiff();
    let count = IN.with_borrow(|rooms| rooms[2].len()) / batch;
    let batches = (0..count).map(|index| {
        let pictures = index * batch * network::PICTURE..(index + 1) * batch * network::PICTURE;
        let x = tensor(1, pictures, [batch, 3, network::SIDE, network::SIDE], &device);
        let labels = tensor::<1>(2, index * batch..(index + 1) * batch, [batch], &device).int();
        (x, labels)
    });
    let batches = batches.collect();
    let momentum = MomentumConfig::new().with_momentum(momentum).with_dampening(0.0);
    let optimiser = SgdConfig::new().with_momentum(Some(momentum)).init();
    let network = Some(network(width, &device));
    set(Work::Steps(Box::new(Steps { network, optimiser, rate, batches, losses: Vec::new() })));
}

/// Computes once.
#[unsafe(no_mangle)]
pub extern "C" fn run() {
    WORK.with_borrow_mut(|work| match work {
        Some(Work::Product { a, b, out }) => *out = Some(a.clone().matmul(b.clone())),
        Some(Work::Convolution { x, w, options, out }) => {
            *out = Some(conv2d(x.clone(), w.clone(), None, options.clone()));
        }
        Some(Work::Forward { network, x, out }) => *out = Some(network.forward(x.clone())),
        Some(Work::Steps(steps)) => steps.step(),
        None => {}
    });
}

impl Steps {
    fn step(&mut self) {
        let Some(network) = self.network.take() else { return };
        let (x, labels) = self.batches[self.losses.len() % self.batches.len()].clone();
        let logits = network.forward(x);
        let loss = CrossEntropyLossConfig::new().init(&logits.device()).forward(logits, labels);
        self.losses.push(loss.clone().inner());
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        self.network = Some(self.optimiser.step(self.rate, network, gradients));
    }
}

/// Resolves when all that was begun is done. A GPU works in order: where a number that was asked for last can be read,
/// all before it is done.
#[wasm_bindgen]
pub async fn wait() -> Result<(), JsError> {
    let device = device();
    device.flush()?;
    Tensor::<1>::zeros([1], &device).into_data_async().await?;
    Ok(())
}

/// The last result; of training steps, every loss so far.
#[wasm_bindgen]
pub async fn result() -> Result<Vec<f32>, JsError> {
    let out = WORK.with_borrow(|work| match work {
        Some(Work::Product { out, .. }) => flat(out),
        Some(Work::Convolution { out, .. }) => flat(out),
        Some(Work::Forward { out, .. }) => flat(out),
        Some(Work::Steps(steps)) => Some(Tensor::cat(steps.losses.clone(), 0)),
        None => None,
    });
    let out = out.ok_or_else(|| JsError::new("nothing was computed"))?;
    Ok(out.into_data_async().await?.try_into_vec()?)
}

fn flat<const D: usize>(out: &Option<Tensor<D>>) -> Option<Tensor<1>> {
    out.clone().map(|out| out.flatten(0, D - 1))
}
