//! The graph: tensors and the nodes that compute them, in an order in which they can run.

use std::sync::Arc;

use crate::error::Error;
use crate::named::Named;
use crate::op::Op;
use crate::shape::Shape;

/// Index of a tensor in its graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TensorId(pub(crate) usize);

/// Where a tensor's memory comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// Written by the caller before a step; has its own memory under its name.
    Input,
    /// A part of a named region that outlives the plan and is shared with other plans over the same device:
    /// parameters, gradients, momentum, running statistics, pictures. Offset and region size in elements.
    Shared { region: String, offset: usize, region_len: usize },
    /// Fixed values, uploaded once. Words are bit patterns of f32 or u32, as the op reads them.
    Const(Arc<Vec<f32>>),
    /// Computed by a node; its memory is reused when nobody needs it any more.
    Temp,
    /// Computed by a node and kept so that it can be read after the step, under its name.
    Output,
}

#[derive(Clone, Debug)]
pub struct Tensor {
    pub name: String,
    pub shape: Shape,
    pub role: Role,
}

/// One op on certain tensors.
#[derive(Clone, Debug)]
pub struct Node {
    pub op: Arc<dyn Op>,
    pub inputs: Vec<TensorId>,
    /// Read and changed in place.
    pub updates: Vec<TensorId>,
    pub outputs: Vec<TensorId>,
}

/// Tensors and nodes; built from front to back, so the nodes' order is an order of execution.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    tensors: Vec<Tensor>,
    nodes: Vec<Node>,
}

/// Offsets of named tensors in one flat region. Every tensor starts on a multiple of [`Arena::ALIGN`] elements,
/// so that it can be bound as a storage buffer of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arena {
    entries: Named<(usize, Shape)>,
    len: usize,
}

impl Arena {
    /// 256 bytes: what WebGPU asks of a storage buffer's offset.
    pub const ALIGN: usize = 64;

    /// Appends a tensor; its offset.
    pub fn push(&mut self, name: &str, shape: Shape) -> usize {
        let offset = self.len;
        self.len += shape.len().div_ceil(Self::ALIGN) * Self::ALIGN;
        self.entries.insert(name.to_string(), (offset, shape));
        offset
    }

    /// Size of the region in elements.
    pub fn len(&self) -> usize {
        self.len.max(Self::ALIGN)
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Offset and shape of a tensor.
    pub fn get(&self, name: &str) -> Option<(usize, &Shape)> {
        self.entries.get(name).map(|(offset, shape)| (*offset, shape))
    }

    /// Names in the order in which they were pushed.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.names()
    }
}

impl Graph {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(crate) fn nodes_mut(&mut self) -> &mut Vec<Node> {
        &mut self.nodes
    }

    pub fn tensor(&self, id: TensorId) -> &Tensor {
        &self.tensors[id.0]
    }

    pub fn shape(&self, id: TensorId) -> &Shape {
        &self.tensors[id.0].shape
    }

    #[inline(never)]
    pub(crate) fn push(&mut self, name: String, shape: Shape, role: Role) -> TensorId {
        self.tensors.push(Tensor { name, shape, role });
        TensorId(self.tensors.len() - 1)
    }

    /// A tensor that the caller writes before each step.
    pub fn input(&mut self, name: &str, shape: impl Into<Shape>) -> TensorId {
        self.push(name.into(), shape.into(), Role::Input)
    }

    /// Fixed values.
    pub fn constant(&mut self, name: &str, shape: impl Into<Shape>, values: Vec<f32>) -> TensorId {
        let shape = shape.into();
        debug_assert_eq!(shape.len(), values.len());
        self.push(name.into(), shape, Role::Const(Arc::new(values)))
    }

    /// A tensor of a shared region, at the place that its arena gives it.
    pub fn shared(&mut self, region: &str, arena: &Arena, name: &str) -> Result<TensorId, Error> {
        let (offset, shape) = arena.get(name).ok_or_else(|| Error::NoTensor(name.to_string()))?;
        let role = Role::Shared { region: region.to_string(), offset, region_len: arena.len() };
        Ok(self.push(name.into(), shape.clone(), role))
    }

    /// A whole shared region as one flat tensor.
    pub fn region(&mut self, region: &str, len: usize) -> TensorId {
        let role = Role::Shared { region: region.to_string(), offset: 0, region_len: len };
        self.push(region.into(), Shape::from([len]), role)
    }

    /// Adds a node; its outputs.
    pub fn node(&mut self, op: impl Op, inputs: &[TensorId], updates: &[TensorId]) -> Result<Vec<TensorId>, Error> {
        self.node_of(Arc::new(op), inputs, updates)
    }

    /// Once for all ops: in line in every gradient rule it would be a tenth of this crate's code.
    #[inline(never)]
    fn node_of(&mut self, op: Arc<dyn Op>, inputs: &[TensorId], updates: &[TensorId]) -> Result<Vec<TensorId>, Error> {
        let shapes = |ids: &[TensorId]| ids.iter().map(|id| self.shape(*id).clone()).collect::<Vec<_>>();
        let outputs = op.infer(&shapes(inputs), &shapes(updates))?;
        let name = format!("{}.{}", op.name(), self.nodes.len());
        let outputs: Vec<_> = outputs.into_iter().map(|shape| self.push(name.clone(), shape, Role::Temp)).collect();
        self.nodes.push(Node { op, inputs: inputs.to_vec(), updates: updates.to_vec(), outputs: outputs.clone() });
        Ok(outputs)
    }

    /// Adds a node that has one output and changes nothing in place.
    pub fn apply(&mut self, op: impl Op, inputs: &[TensorId]) -> Result<TensorId, Error> {
        self.apply_of(Arc::new(op), inputs)
    }

    #[inline(never)]
    fn apply_of(&mut self, op: Arc<dyn Op>, inputs: &[TensorId]) -> Result<TensorId, Error> {
        Ok(self.node_of(op, inputs, &[])?[0])
    }

    /// Keeps a computed tensor readable after the step under this name.
    pub fn keep(&mut self, id: TensorId, name: &str) {
        let tensor = &mut self.tensors[id.0];
        tensor.name = name.to_string();
        if tensor.role == Role::Temp {
            tensor.role = Role::Output;
        }
    }

    /// Lets a computed tensor land in a shared region, at the place that `arena` gives `name`.
    pub fn place(&mut self, id: TensorId, region: &str, arena: &Arena, name: &str) -> Result<(), Error> {
        let (offset, shape) = arena.get(name).ok_or_else(|| Error::NoTensor(name.to_string()))?;
        let tensor = &mut self.tensors[id.0];
        if tensor.shape != *shape {
            return Err(Error::Length { name: name.to_string(), want: shape.len(), got: tensor.shape.len() });
        }
        tensor.role = Role::Shared { region: region.to_string(), offset, region_len: arena.len() };
        Ok(())
    }

    /// The node that computes a tensor.
    pub fn producer(&self, id: TensorId) -> Option<usize> {
        self.nodes.iter().position(|n| n.outputs.contains(&id))
    }
}
