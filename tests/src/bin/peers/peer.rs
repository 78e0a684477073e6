//! The engines that are measured.

/// Where an engine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a page: the module `tests/bench/page/peer/MODULE.js`, with one of its devices.
    Page { module: &'static str, device: &'static str },
    /// This engine natively, with so many threads.
    Native { threads: usize },
    /// PyTorch, with so many threads.
    Torch { threads: usize },
}

/// An engine in one of its modes.
#[derive(Debug)]
pub struct Peer {
    pub id: &'static str,
    pub name: &'static str,
    pub place: Place,
}

impl Peer {
    /// Whether it computes on WebGPU, which here is a software adapter.
    pub fn gpu(&self) -> bool {
        matches!(self.place, Place::Page { device: "webgpu", .. })
    }

    pub fn ours(&self) -> bool {
        self.id.starts_with("ours")
    }
}

const fn page(id: &'static str, name: &'static str, module: &'static str, device: &'static str) -> Peer {
    Peer { id, name, place: Place::Page { module, device } }
}

/// In the order of the report.
pub const PEERS: [Peer; 15] = [
    page("ours-cpu", "Epoch One, CPU", "ours", "cpu"),
    page("jax-wasm", "jax-js, wasm", "jax", "wasm"),
    page("tfjs-cpu", "TensorFlow.js, cpu", "tfjs", "cpu"),
    page("tfjs-wasm", "TensorFlow.js, wasm", "tfjs", "wasm"),
    page("burn-wasm", "Burn, wasm", "burn", "wasm"),
    page("ort-wasm", "onnxruntime-web, wasm", "onnxruntime", "wasm"),
    page("ours-gpu", "Epoch One, WebGPU", "ours", "webgpu"),
    page("jax-webgpu", "jax-js, WebGPU", "jax", "webgpu"),
    page("tfjs-webgpu", "TensorFlow.js, WebGPU", "tfjs", "webgpu"),
    page("burn-webgpu", "Burn, WebGPU", "burn", "webgpu"),
    page("ort-webgpu", "onnxruntime-web, WebGPU", "onnxruntime", "webgpu"),
    Peer { id: "ours-native-1", name: "Epoch One, native, 1 thread", place: Place::Native { threads: 1 } },
    Peer { id: "ours-native-2", name: "Epoch One, native, 2 threads", place: Place::Native { threads: 2 } },
    Peer { id: "torch-1", name: "PyTorch, native, 1 thread", place: Place::Torch { threads: 1 } },
    Peer { id: "torch-2", name: "PyTorch, native, 2 threads", place: Place::Torch { threads: 2 } },
];

/// An engine by its id.
pub fn find(id: &str) -> Option<&'static Peer> {
    PEERS.iter().find(|peer| peer.id == id)
}
