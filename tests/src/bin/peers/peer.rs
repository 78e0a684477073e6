//! The engines that are measured.

/// Where an engine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a page: the module `tests/bench/page/peer/MODULE.js`, with one of its devices.
    Page { module: &'static str, device: &'static str },
    /// The same module without a browser, on this machine's graphics card: Dawn's WebGPU in Node.js.
    Node { module: &'static str },
    /// This engine natively, with so many threads.
    Native { threads: usize },
    /// This engine natively on a graphics card.
    Vulkan,
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
    /// Whether it computes on a page's WebGPU, which here is a software adapter.
    pub fn gpu(&self) -> bool {
        matches!(self.place, Place::Page { device: "webgpu", .. })
    }

    /// Whether a part is measured of it: what a graphics card can do at most is measured once.
    pub fn takes(&self, part: &str) -> bool {
        part != "limit" || self.place == Place::Vulkan
    }

    pub fn ours(&self) -> bool {
        self.id.starts_with("ours")
    }
}

const fn page(id: &'static str, name: &'static str, module: &'static str, device: &'static str) -> Peer {
    Peer { id, name, place: Place::Page { module, device } }
}

/// A comparison: engines in the order of the report, what is measured of them, and the folder of the work, below that of the
/// benchmark.
#[derive(Debug)]
pub struct Suite {
    /// Also what its reports are called, and what `native export` calls its shapes.
    pub name: &'static str,
    pub peers: &'static [Peer],
    pub parts: &'static [&'static str],
    pub folder: &'static str,
}

/// In a page and natively on the processor.
pub const PAGE: Suite =
    Suite { name: "page", peers: &PEERS, parts: &["step", "matmul", "forward", "convolution"], folder: "work" };

/// On a graphics card.
pub const CARD: Suite = Suite {
    name: "card",
    peers: &CARDS,
    parts: &["limit", "step", "matmul", "forward", "convolution"],
    folder: "work/card",
};

const PEERS: [Peer; 15] = [
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

/// PyTorch on the processor is there for its losses.
const CARDS: [Peer; 5] = [
    Peer { id: "ours-vulkan", name: "Epoch One, Vulkan", place: Place::Vulkan },
    Peer { id: "ours-dawn", name: "Epoch One, Dawn", place: Place::Node { module: "ours" } },
    Peer { id: "jax-dawn", name: "jax-js, Dawn", place: Place::Node { module: "jax" } },
    Peer { id: "tfjs-dawn", name: "TensorFlow.js, Dawn", place: Place::Node { module: "tfjs" } },
    Peer { id: "torch-1", name: "PyTorch, processor, 1 thread", place: Place::Torch { threads: 1 } },
];

impl Suite {
    /// An engine by its id.
    pub fn find(&self, id: &str) -> Option<&'static Peer> {
        self.peers.iter().find(|peer| peer.id == id)
    }
}
