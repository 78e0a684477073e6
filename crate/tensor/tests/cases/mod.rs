//! The table of cases: every op on certain shapes, how its inputs are filled, how exactly devices must agree and why,
//! whether finite differences apply, and which golden of `tests/golden/ops.safetensors` belongs to it.
//!
//! One table serves all tests: finite differences, fast CPU and GPU kernels against the reference, and PyTorch.

// Each test uses a part of this.
#![allow(dead_code)]

pub mod convolution;
pub mod drawn;
pub mod elementwise;
pub mod fill;
pub mod loss;
pub mod normalisation;
pub mod picture;
pub mod torch;
pub mod update;

use std::collections::BTreeMap;

use tensor::cpu::{CpuDevice, Kernels};
use tensor::op::matmul::MatMul;
use tensor::op::reshape::Reshape;
use tensor::{gradient, Arena, Error, Graph, Plan, Shape, TensorId};

pub use fill::Fill;

/// Values of tensors by name. Inputs stand under their name; results as "y0", "y1", .. (outputs), "d.NAME"
/// (gradients) and "state.NAME" (tensors changed in place, afterwards).
pub type Values = BTreeMap<String, Vec<f32>>;

/// How far a result may be from the reference, relative to the largest absolute value of the tensor.
#[derive(Clone, Copy, Debug)]
pub struct Tolerance {
    pub relative: f32,
    pub why: &'static str,
}

pub const EXACT: Tolerance = Tolerance { relative: 0.0, why: "comparisons, copies and single correctly rounded steps" };
pub const ROUNDED: Tolerance =
    Tolerance { relative: 2e-6, why: "a few operations an element, which a device may contract or reorder" };
pub const FUNCTION: Tolerance =
    Tolerance { relative: 1e-5, why: "exp, ln and square roots differ by some units in the last place" };
pub const SUM: Tolerance = Tolerance { relative: 1e-5, why: "sums of up to some thousand products in another order" };

/// How finite differences are taken: the step of each element, and how far the slope along a direction may be from the
/// gradient's, relative to the gradient's norm times the step.
#[derive(Clone, Copy, Debug)]
pub struct Differences {
    pub step: f32,
    pub tolerance: f64,
    pub why: &'static str,
}

pub const LINEAR: Differences =
    Differences { step: 0.5, tolerance: 2e-5, why: "linear in each input: no truncation, only rounding" };
pub const SMOOTH: Differences =
    Differences { step: 0.01, tolerance: 1e-3, why: "truncation of the order of step², rounding of 1e-7 / step" };
pub const PIECEWISE: Differences =
    Differences { step: 0.02, tolerance: 1e-4, why: "linear up to the next kink, which is more than a step away" };

/// Which values of PyTorch's a case is compared with.
#[derive(Clone, Debug)]
pub enum Golden {
    Torch(&'static str),
    /// None, and why not.
    No(&'static str),
}

#[derive(Clone, Debug)]
pub struct Input {
    pub name: &'static str,
    pub shape: Shape,
    pub fill: Fill,
    /// Changed in place: lives in the shared region "state".
    pub state: bool,
    /// Its gradient is looked at.
    pub wanted: bool,
}

type Build = Box<dyn Fn(&mut Graph, &[TensorId]) -> Result<Vec<TensorId>, Error>>;

/// One op or a few on certain shapes.
pub struct Case {
    pub name: String,
    pub inputs: Vec<Input>,
    build: Build,
    pub tolerance: Tolerance,
    pub differences: Option<Differences>,
    pub golden: Option<Golden>,
}

/// Region of the tensors that are changed in place.
pub const STATE: &str = "state";

impl Case {
    /// A case whose nodes `build` appends; it gets the inputs in the order in which they are added below.
    pub fn new(
        name: impl Into<String>,
        build: impl Fn(&mut Graph, &[TensorId]) -> Result<Vec<TensorId>, Error> + 'static,
    ) -> Case {
        let build = Box::new(build);
        Case { name: name.into(), inputs: vec![], build, tolerance: EXACT, differences: None, golden: None }
    }

    /// A case of one op with one output and no update.
    pub fn op(name: impl Into<String>, op: impl tensor::op::Op + Clone) -> Case {
        Case::new(name, move |graph, t| graph.node(op.clone(), t, &[]))
    }

    fn push(mut self, name: &'static str, shape: impl Into<Shape>, fill: Fill, state: bool, wanted: bool) -> Case {
        self.inputs.push(Input { name, shape: shape.into(), fill, state, wanted });
        self
    }

    /// An input without gradient.
    pub fn given(self, name: &'static str, shape: impl Into<Shape>, fill: Fill) -> Case {
        self.push(name, shape, fill, false, false)
    }

    /// An input whose gradient is looked at.
    pub fn wants(self, name: &'static str, shape: impl Into<Shape>, fill: Fill) -> Case {
        self.push(name, shape, fill, false, true)
    }

    /// A tensor that is changed in place.
    pub fn state(self, name: &'static str, shape: impl Into<Shape>, fill: Fill) -> Case {
        self.push(name, shape, fill, true, false)
    }

    pub fn within(mut self, tolerance: Tolerance) -> Case {
        self.tolerance = tolerance;
        self
    }

    pub fn slope(mut self, differences: Differences) -> Case {
        self.differences = Some(differences);
        self
    }

    pub fn golden(mut self, name: &'static str) -> Case {
        self.golden = Some(Golden::Torch(name));
        self
    }

    pub fn no_golden(mut self, why: &'static str) -> Case {
        self.golden = Some(Golden::No(why));
        self
    }

    /// Layout of the region of tensors that are changed in place.
    pub fn arena(&self) -> Arena {
        let mut arena = Arena::default();
        for input in self.inputs.iter().filter(|i| i.state) {
            arena.push(input.name, input.shape.clone());
        }
        arena
    }

    /// The graph with all results kept: outputs, and gradients of sum(y0 r), where r is one more input.
    pub fn graph(&self) -> Result<Graph, Error> {
        let mut graph = Graph::new();
        let arena = self.arena();
        let mut ids = vec![];
        for input in &self.inputs {
            ids.push(match input.state {
                true => graph.shared(STATE, &arena, input.name)?,
                false => graph.input(input.name, input.shape.clone()),
            });
        }
        let outputs = (self.build)(&mut graph, &ids)?;
        for (index, y) in outputs.iter().enumerate() {
            graph.keep(*y, &format!("y{index}"));
        }
        if self.inputs.iter().any(|i| i.wanted) {
            let len = graph.shape(outputs[0]).len();
            let r = graph.input("r", graph.shape(outputs[0]).clone());
            let row = graph.apply(Reshape([1, len].into()), &[outputs[0]])?;
            let column = graph.apply(Reshape([len, 1].into()), &[r])?;
            let loss = graph.apply(MatMul::default(), &[row, column])?;
            let (wanted, ids): (Vec<_>, Vec<_>) = self.inputs.iter().zip(&ids).filter(|(i, _)| i.wanted).unzip();
            let gradients = gradient::gradient(&mut graph, loss, &ids)?;
            for (input, d) in wanted.iter().zip(gradients) {
                let d = d.ok_or_else(|| Error::NoTensor(format!("d.{}", input.name)))?;
                // A copy: one tensor can be the gradient of two inputs, and has only one name.
                let d = graph.apply(Reshape(input.shape.clone()), &[d])?;
                graph.keep(d, &format!("d.{}", input.name));
            }
        }
        Ok(graph)
    }

    /// The compiled graph, fused as in use.
    pub fn plan(&self) -> Result<Plan, Error> {
        Plan::compile(self.graph()?)
    }

    /// Values for all inputs, a function of `seed`; with them the direction "r" where there are gradients.
    pub fn values(&self, seed: u32) -> Result<Values, Error> {
        let mut values = Values::new();
        for (index, input) in (0..).zip(&self.inputs) {
            values.insert(input.name.to_string(), input.fill.values(&input.shape, seed.wrapping_mul(31) + index));
        }
        if self.inputs.iter().any(|i| i.wanted) {
            let graph = self.graph()?;
            let r = graph.tensors().iter().find(|t| t.name == "r").map(|t| t.shape.clone());
            let r = r.ok_or_else(|| Error::NoTensor("r".into()))?;
            values.insert("r".into(), Fill::Uniform(-1.0, 1.0).values(&r, seed.wrapping_mul(31) + 30));
        }
        Ok(values)
    }

    /// Contents of the region [`STATE`] before the run.
    pub fn initial_state(&self, values: &Values) -> Vec<f32> {
        let arena = self.arena();
        let mut state = vec![0.0; arena.len()];
        for name in arena.names() {
            if let Some((offset, shape)) = arena.get(name) {
                state[offset..offset + shape.len()].copy_from_slice(&values[name]);
            }
        }
        state
    }

    /// Names of the inputs that are written to the program before a run.
    pub fn written<'a>(&'a self, plan: &'a Plan, values: &'a Values) -> impl Iterator<Item = (&'a str, &'a [f32])> {
        let state = self.arena();
        values
            .iter()
            .filter(move |(name, _)| state.get(name).is_none() && plan.names.get(name).is_some())
            .map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Gathers the results from what a device reads by name and from the region [`STATE`] after the run.
    pub fn results(&self, plan: &Plan, mut read: impl FnMut(&str) -> Vec<f32>, state: &[f32]) -> Values {
        let is_result = |name: &str| {
            name.starts_with("d.") || name.strip_prefix('y').is_some_and(|rest| rest.parse::<usize>().is_ok())
        };
        let kept = plan.names.names().filter(|name| is_result(name));
        let mut results: Values = kept.map(|name| (name.to_owned(), read(name))).collect();
        let arena = self.arena();
        for name in arena.names() {
            if let Some((offset, shape)) = arena.get(name) {
                results.insert(format!("state.{name}"), state[offset..offset + shape.len()].to_vec());
            }
        }
        results
    }

    /// Runs a plan of this case on the CPU.
    pub fn run_plan(&self, plan: Plan, values: &Values, kernels: Kernels) -> Result<Values, Error> {
        let mut device = CpuDevice::new();
        let has_state = self.inputs.iter().any(|i| i.state);
        if has_state {
            device.write_region(STATE, &self.initial_state(values))?;
        }
        let mut program = device.load(plan.clone(), kernels)?;
        for (name, values) in self.written(&plan, values) {
            program.write(name, values)?;
        }
        device.run(&mut program);
        let state = if has_state { device.region(STATE).unwrap_or_default() } else { &[] };
        Ok(self.results(&plan, |name| device.read(&program, name).unwrap_or_default().to_vec(), state))
    }

    /// Compiles and runs on the CPU.
    pub fn run(&self, values: &Values, kernels: Kernels) -> Result<Values, Error> {
        self.run_plan(self.plan()?, values, kernels)
    }

    /// Compares results with what is wanted, within this case's tolerance; says where they differ.
    pub fn compare(&self, want: &Values, got: &Values) -> Result<(), String> {
        if want.keys().ne(got.keys()) {
            return Err(format!("{}: results {:?}, wanted {:?}", self.name, got.keys(), want.keys()));
        }
        for (name, want) in want {
            close(want, &got[name], self.tolerance.relative).map_err(|e| format!("{}: {name}: {e}", self.name))?;
        }
        Ok(())
    }
}

/// Compares two tensors, with a tolerance relative to the largest wanted value.
pub fn close(want: &[f32], got: &[f32], relative: f32) -> Result<(), String> {
    if want.len() != got.len() {
        return Err(format!("{} values, not {}", got.len(), want.len()));
    }
    let largest = want.iter().fold(0.0f32, |a, b| a.max(b.abs()));
    for (index, (want, got)) in want.iter().zip(got).enumerate() {
        let off = (want - got).abs();
        // Not `off > ..`: NaN must fail.
        let within = off <= relative * largest;
        if !within {
            return Err(format!("[{index}] is {got}, wanted {want}; off by {off}, allowed {}", relative * largest));
        }
    }
    Ok(())
}

/// The whole table.
pub fn all() -> Vec<Case> {
    [
        elementwise::table(),
        convolution::table(),
        normalisation::table(),
        loss::table(),
        update::table(),
        picture::table(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
