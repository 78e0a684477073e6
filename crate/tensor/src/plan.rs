//! From a graph to a flat list of launches with their memory assigned. Compiled once per model, batch size and
//! optimiser; a step replays it.

use std::sync::Arc;

use crate::error::Error;
use crate::fuse::{fuse, fuse_for_gpu};
use crate::graph::{Graph, Node, Role, TensorId};
use crate::named::Named;
use crate::op::{Op, Shapes};
use crate::shape::Shape;

/// A piece of memory that the plan needs.
#[derive(Clone, Debug, PartialEq)]
pub enum Slot {
    /// A named region that outlives the plan; size in elements.
    Shared { region: String, len: usize },
    /// Filled once with fixed values.
    Const(Arc<Vec<f32>>),
    /// The plan's own, of this many elements: inputs, outputs and what lives in between.
    Private(usize),
}

/// Where a tensor lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub slot: usize,
    /// In elements.
    pub offset: usize,
    pub len: usize,
}

impl Place {
    pub(crate) fn overlaps(&self, other: &Place) -> bool {
        self.slot == other.slot && self.offset < other.offset + other.len && other.offset < self.offset + self.len
    }
}

/// One kernel launch.
#[derive(Clone, Debug)]
pub struct Launch {
    pub op: Arc<dyn Op>,
    pub shapes: Arc<Shapes>,
    pub inputs: Vec<Place>,
    pub updates: Vec<Place>,
    pub outputs: Vec<Place>,
}

/// The compiled graph.
#[derive(Clone, Debug)]
pub struct Plan {
    pub slots: Vec<Slot>,
    pub launches: Vec<Launch>,
    /// Inputs and kept outputs by name.
    pub names: Named<(Place, Shape)>,
}

impl Plan {
    /// Fuses, drops what nobody reads, assigns memory and checks that no launch writes what it reads.
    pub fn compile(mut graph: Graph) -> Result<Plan, Error> {
        drop_dead(&mut graph);
        fuse(&mut graph)?;
        Self::compile_unfused(graph)
    }

    /// The same for a GPU, with [more](crate::fuse::fuse_for_gpu) fused; `meet` as in its [tiles](crate::gpu::Tiles::meet).
    pub fn compile_for_gpu(mut graph: Graph, meet: bool) -> Result<Plan, Error> {
        drop_dead(&mut graph);
        fuse(&mut graph)?;
        fuse_for_gpu(&mut graph, meet);
        Self::compile_unfused(graph)
    }

    /// Compiles with one launch for each node that is needed: what a fused plan is compared with.
    pub fn compile_unfused(mut graph: Graph) -> Result<Plan, Error> {
        drop_dead(&mut graph);
        let mut memory = Memory::new(&graph);
        memory.assign(&graph)?;
        let mut launches = Vec::with_capacity(graph.nodes().len());
        for node in graph.nodes() {
            let places = |ids: &[TensorId]| -> Vec<Place> { ids.iter().map(|id| memory.place(*id)).collect() };
            let shapes = |ids: &[TensorId]| -> Vec<Shape> { ids.iter().map(|id| graph.shape(*id).clone()).collect() };
            let launch = Launch {
                op: node.op.clone(),
                shapes: Arc::new(Shapes {
                    inputs: shapes(&node.inputs),
                    updates: shapes(&node.updates),
                    outputs: shapes(&node.outputs),
                }),
                inputs: places(&node.inputs),
                updates: places(&node.updates),
                outputs: places(&node.outputs),
            };
            launch.check()?;
            launches.push(launch);
        }
        let mut names = Named::default();
        for (index, tensor) in graph.tensors().iter().enumerate() {
            if let (Role::Input | Role::Output, Some(place)) = (&tensor.role, memory.places[index]) {
                names.insert(tensor.name.clone(), (place, tensor.shape.clone()));
            }
        }
        Ok(Plan { slots: memory.slots, launches, names })
    }

    /// Place of an input or a kept output.
    pub fn find(&self, name: &str) -> Result<Place, Error> {
        self.names.get(name).map(|(place, _)| *place).ok_or_else(|| Error::NoTensor(name.to_string()))
    }

    /// Elements of the plan's own memory, shared regions not counted.
    pub fn private_elements(&self) -> usize {
        self.slots.iter().map(|s| if let Slot::Private(len) = s { *len } else { 0 }).sum()
    }
}

impl Launch {
    /// What a launch writes overlaps nothing else that it touches; the executors rely on it.
    fn check(&self) -> Result<(), Error> {
        let written: Vec<_> = self.updates.iter().chain(&self.outputs).collect();
        for (index, place) in written.iter().enumerate() {
            let others = written[..index].iter().copied().chain(&self.inputs);
            if others.into_iter().any(|other| place.overlaps(other)) {
                return Err(Error::Overlap { op: self.op.name() });
            }
        }
        Ok(())
    }
}

/// Drops nodes whose results reach neither a kept output, a shared region nor an update in place.
fn drop_dead(graph: &mut Graph) {
    let mut alive = vec![false; graph.tensors().len()];
    for (index, tensor) in graph.tensors().iter().enumerate() {
        alive[index] = matches!(tensor.role, Role::Output | Role::Shared { .. });
    }
    let mut keep = vec![false; graph.nodes().len()];
    for (index, node) in graph.nodes().iter().enumerate().rev() {
        if !node.updates.is_empty() || node.outputs.iter().any(|t| alive[t.0]) {
            keep[index] = true;
            for t in node.inputs.iter().chain(&node.updates) {
                alive[t.0] = true;
            }
        }
    }
    let mut keep = keep.into_iter();
    graph.nodes_mut().retain(|_| keep.next().unwrap_or(true));
}

/// Assigns slots. Temporary tensors share slots as soon as their lives do not overlap.
struct Memory {
    slots: Vec<Slot>,
    places: Vec<Option<Place>>,
    /// Last node that reads each tensor.
    last_use: Vec<usize>,
}

impl Memory {
    fn new(graph: &Graph) -> Self {
        let mut last_use = vec![0; graph.tensors().len()];
        for (index, node) in graph.nodes().iter().enumerate() {
            for t in node.inputs.iter().chain(&node.updates).chain(&node.outputs) {
                last_use[t.0] = index;
            }
        }
        Memory { slots: Vec::new(), places: vec![None; graph.tensors().len()], last_use }
    }

    fn place(&self, id: TensorId) -> Place {
        // `assign` has visited every tensor of every node.
        self.places[id.0].unwrap_or(Place { slot: 0, offset: 0, len: 0 })
    }

    fn assign(&mut self, graph: &Graph) -> Result<(), Error> {
        let mut free: Vec<usize> = Vec::new();
        for (index, node) in graph.nodes().iter().enumerate() {
            for t in node.inputs.iter().chain(&node.updates).chain(&node.outputs) {
                if self.places[t.0].is_some() {
                    continue;
                }
                let tensor = graph.tensor(*t);
                let len = tensor.shape.len();
                let (slot, offset) = match &tensor.role {
                    Role::Shared { region, offset, region_len } => {
                        let shares =
                            |slot: &Slot| matches!(slot, Slot::Shared { region: other, .. } if other == region);
                        let slot = self.slots.iter().position(shares).unwrap_or_else(|| {
                            self.slots.push(Slot::Shared { region: region.clone(), len: *region_len });
                            self.slots.len() - 1
                        });
                        if self.slots[slot] != (Slot::Shared { region: region.clone(), len: *region_len }) {
                            return Err(Error::RegionSize(region.clone()));
                        }
                        (slot, *offset)
                    }
                    Role::Const(values) => {
                        self.slots.push(Slot::Const(values.clone()));
                        (self.slots.len() - 1, 0)
                    }
                    Role::Input | Role::Output => {
                        self.slots.push(Slot::Private(len));
                        (self.slots.len() - 1, 0)
                    }
                    Role::Temp => (self.take(&mut free, len), 0),
                };
                self.places[t.0] = Some(Place { slot, offset, len });
            }
            self.release(graph, node, index, &mut free);
        }
        Ok(())
    }

    /// A free slot: the smallest that is large enough, else the largest, grown; else a new one.
    fn take(&mut self, free: &mut Vec<usize>, len: usize) -> usize {
        let size = |slot: &usize| match &self.slots[*slot] {
            Slot::Private(len) => *len,
            _ => 0,
        };
        let fitting = (0..free.len()).filter(|i| size(&free[*i]) >= len).min_by_key(|i| size(&free[*i]));
        let chosen = fitting.or_else(|| (0..free.len()).max_by_key(|i| size(&free[*i])));
        match chosen {
            Some(index) => {
                let slot = free.swap_remove(index);
                self.slots[slot] = Slot::Private(size(&slot).max(len));
                slot
            }
            None => {
                self.slots.push(Slot::Private(len));
                self.slots.len() - 1
            }
        }
    }

    /// Frees the slots of temporary tensors that no later node reads.
    fn release(&self, graph: &Graph, node: &Node, index: usize, free: &mut Vec<usize>) {
        for t in node.inputs.iter().chain(&node.outputs) {
            if let (Role::Temp, Some(place)) = (&graph.tensor(*t).role, self.places[t.0]) {
                if self.last_use[t.0] == index && !free.contains(&place.slot) {
                    free.push(place.slot);
                }
            }
        }
    }
}
