//! The exports of `bench_module.wasm`. `openCpu` or `openGpu` gives a device; a method of it turns it into one task, which
//! is given its inputs, run as often as a clock wants, and freed.

use crew_line::{Line, Workers};
use nn::initial_weights;
use tensor::cpu::shards::shards_of;
use tensor::gpu::GpuDevice;
use train::device::{put_shaders, Device};
use wasm_bindgen::prelude::*;

use crate::shapes::{self, Convolution};
use crate::steps::Steps;
use crate::work::{self, model, Direction, Work};

/// What is thrown in JavaScript.
fn refuse(error: tensor::Error) -> JsError {
    JsError::new(&error.to_string())
}

/// A device that has done nothing yet.
#[wasm_bindgen(js_name = Device)]
pub struct Opened(Device);

/// The processor, one thread.
#[wasm_bindgen(js_name = openCpu)]
pub fn open_cpu() -> Opened {
    Opened(Device::cpu())
}

/// The graphics card, with the texts of all shaders.
#[wasm_bindgen(js_name = openGpu)]
pub async fn open_gpu(shaders: String) -> Result<Opened, JsError> {
    put_shaders(shaders);
    let device = GpuDevice::request(Default::default()).await.map_err(refuse)?;
    Ok(Opened(Device::Gpu(device)))
}

#[wasm_bindgen(js_class = Device)]
impl Opened {
    /// Which GPU this is; empty for the processor.
    #[wasm_bindgen(getter)]
    pub fn adapter(&self) -> String {
        match &self.0 {
            Device::Gpu(device) => device.info().name.clone(),
            Device::Cpu(_) => String::new(),
        }
    }

    /// A product of square matrices.
    pub async fn matmul(self, n: usize) -> Result<Task, JsError> {
        Work::matmul(self.0, n).await.map(Task::work).map_err(refuse)
    }

    /// A convolution: forward 0, data gradient 1, filter gradient 2.
    #[allow(clippy::too_many_arguments)]
    pub async fn convolution(
        self,
        batch: usize,
        side: usize,
        c_in: usize,
        c_out: usize,
        kernel: usize,
        stride: usize,
        direction: usize,
    ) -> Result<Task, JsError> {
        let convolution = Convolution { batch, side, c_in, c_out, kernel, stride };
        let direction = [Direction::Forward, Direction::Data, Direction::Filter][direction.min(2)];
        Work::convolution(self.0, convolution, direction).await.map(Task::work).map_err(refuse)
    }

    /// A forward pass with these weights, parameters and then statistics.
    pub async fn forward(self, width: usize, batch: usize, weights: Vec<f32>) -> Result<Task, JsError> {
        let weights = work::weights(width, &weights).map_err(refuse)?;
        Work::forward(self.0, width, batch, &weights).await.map(Task::work).map_err(refuse)
    }

    /// Training steps on pictures of 32 × 32 × 3 bytes.
    pub async fn steps(
        self,
        width: usize,
        batch: usize,
        weights: Vec<f32>,
        pixels: Vec<u8>,
        labels: Vec<f32>,
    ) -> Result<Task, JsError> {
        let weights = work::weights(width, &weights).map_err(refuse)?;
        Steps::new(self.0, width, batch, &pixels, &labels, &weights).await.map(Task::steps).map_err(refuse)
    }
}

/// Weights to start with, parameters and then statistics.
#[wasm_bindgen]
pub fn initial(width: usize) -> Result<Vec<f32>, JsError> {
    let weights = initial_weights(&model(width).map_err(refuse)?, 1);
    Ok([weights.parameters, weights.statistics].concat())
}

/// Work that is loaded on a device.
#[wasm_bindgen]
pub struct Task(Kind);

enum Kind {
    Work(Work),
    Steps(Steps),
}

impl Task {
    fn work(work: Work) -> Self {
        Task(Kind::Work(work))
    }

    fn steps(steps: Steps) -> Self {
        Task(Kind::Steps(steps))
    }

    fn device(&self) -> &Device {
        match &self.0 {
            Kind::Work(work) => work.device(),
            Kind::Steps(steps) => steps.device(),
        }
    }
}

#[wasm_bindgen]
impl Task {
    /// Writes an input: `a`, `b` or `picture`.
    pub fn put(&mut self, name: &str, values: &[f32]) -> Result<(), JsError> {
        match &mut self.0 {
            Kind::Work(work) => work.write(name, values).map_err(refuse),
            Kind::Steps(_) => Ok(()),
        }
    }

    /// Computes once; on the graphics card it is only begun.
    pub fn run(&mut self) -> Result<(), JsError> {
        match &mut self.0 {
            Kind::Work(work) => work.run().map_err(refuse),
            Kind::Steps(steps) => steps.run().map_err(refuse),
        }
    }

    /// Waits until all that was begun is done.
    pub async fn done(&self) -> Result<(), JsError> {
        match self.device() {
            Device::Gpu(device) => device.done().await.map_err(refuse),
            Device::Cpu(_) => Ok(()),
        }
    }

    /// The result of the last run, or the losses of the steps so far.
    pub async fn read(&self) -> Result<Vec<f32>, JsError> {
        match &self.0 {
            Kind::Work(work) => work.output().await.map_err(refuse),
            Kind::Steps(steps) => steps.losses().await.map_err(refuse),
        }
    }

    /// What `start` of `crew.js` is given, with the pixels, so that so many cores share the steps.
    pub fn setup(&self, cores: u32) -> Option<Vec<u8>> {
        match &self.0 {
            Kind::Steps(steps) => postcard::to_allocvec(&steps.setup(cores)?).ok(),
            Kind::Work(_) => None,
        }
    }

    /// Shares all steps, from the first on, among so many.
    pub fn share(&mut self, members: u32, line: Line) {
        if let Kind::Steps(steps) = &mut self.0 {
            steps.share(Box::new(Workers::new(members, line)));
        }
    }

    /// A training step with those who share it.
    #[wasm_bindgen(js_name = runTogether)]
    pub async fn run_together(&mut self) -> Result<(), JsError> {
        let together = match &mut self.0 {
            Kind::Steps(steps) => steps.run_together().await.map_err(refuse)?,
            Kind::Work(_) => false,
        };
        together.then_some(()).ok_or_else(|| JsError::new("there are no other cores"))
    }

    /// Launches of kernels in a training step.
    #[wasm_bindgen(getter)]
    pub fn launches(&self) -> usize {
        match &self.0 {
            Kind::Steps(steps) => steps.launches(),
            Kind::Work(_) => 0,
        }
    }
}

impl Drop for Task {
    /// Gives the GPU's memory back at once: the browser would wait until it tidies up.
    fn drop(&mut self) {
        if let Device::Gpu(device) = self.device() {
            device.destroy();
        }
    }
}

/// How many share a training step where there are so many cores.
#[wasm_bindgen]
pub fn members(cores: u32) -> usize {
    train::crew::members(shards_of(shapes::BATCHES[0]), cores)
}

/// Sizes of the matrices.
#[wasm_bindgen]
pub fn matrices() -> Vec<usize> {
    shapes::MATRICES.to_vec()
}

/// Widths of the networks.
#[wasm_bindgen]
pub fn widths() -> Vec<usize> {
    shapes::WIDTHS.to_vec()
}

/// Pictures in a training step.
#[wasm_bindgen]
pub fn batches() -> Vec<usize> {
    shapes::BATCHES.to_vec()
}

/// Pictures in a forward pass.
#[wasm_bindgen(js_name = forwardBatches)]
pub fn forward_batches() -> Vec<usize> {
    shapes::FORWARD_BATCHES.to_vec()
}

/// Side, channels in and out, kernel and stride of each convolution of a network.
#[wasm_bindgen]
pub fn convolutions(width: usize) -> Vec<usize> {
    let each = |c: Convolution| [c.side, c.c_in, c.c_out, c.kernel, c.stride];
    shapes::convolutions(width, shapes::BATCHES[0]).into_iter().flat_map(each).collect()
}
