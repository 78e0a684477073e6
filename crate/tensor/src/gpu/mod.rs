//! Compute shaders. A [`Kernel`] is pure data, so that every op can name its shader without a GPU in sight;
//! the executor behind the feature `gpu` runs it through `wgpu`.

/// One launch of a shader.
///
/// The source is put together from one `const NAME: TYPE = value;` line for each constant, one binding
/// declaration per tensor (group 0; inputs, then updates, then outputs, in order; see [`Kernel::source`]), and
/// `body`, which has the entry point `main`.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// Label, and part of the pipeline cache's key.
    pub name: &'static str,
    /// WGSL without constants and bindings, from `include_str!("../gpu/NAME.wgsl")`.
    pub body: String,
    pub constants: Vec<(&'static str, Constant)>,
    /// Names of the bound tensors with their element type, in order: inputs, updates, outputs.
    pub bindings: Vec<Binding>,
    /// Workgroups launched.
    pub workgroups: [u32; 3],
}

/// A compile-time constant of a shader.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Constant {
    U32(u32),
    F32(f32),
    Bool(bool),
}

/// A storage buffer of a shader.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binding {
    pub name: &'static str,
    /// WGSL element type: `f32`, `u32`, `vec4<f32>`.
    pub element: &'static str,
    /// Whether the shader writes it.
    pub writes: bool,
}

impl Binding {
    pub const fn read(name: &'static str) -> Self {
        Binding { name, element: "f32", writes: false }
    }

    pub const fn read_words(name: &'static str) -> Self {
        Binding { name, element: "u32", writes: false }
    }

    pub const fn write(name: &'static str) -> Self {
        Binding { name, element: "f32", writes: true }
    }

    /// The same buffer in units of four.
    pub const fn vec4(mut self) -> Self {
        self.element = "vec4<f32>";
        self
    }
}

impl Kernel {
    /// The complete WGSL.
    pub fn source(&self) -> String {
        use std::fmt::Write;
        let mut text = String::new();
        for (name, value) in &self.constants {
            let _ = match value {
                Constant::U32(v) => writeln!(text, "const {name}: u32 = {v}u;"),
                // `{:?}` always has a point or an exponent and round-trips.
                Constant::F32(v) => writeln!(text, "const {name}: f32 = {v:?}f;"),
                Constant::Bool(v) => writeln!(text, "const {name}: bool = {v};"),
            };
        }
        for (index, b) in self.bindings.iter().enumerate() {
            let access = if b.writes { "read_write" } else { "read" };
            let _ =
                writeln!(text, "@group(0) @binding({index}) var<storage, {access}> {}: array<{}>;", b.name, b.element);
        }
        text.push_str(&self.body);
        text
    }
}

/// Geometry for one invocation per element, in workgroups of 64; a second axis takes what exceeds the limit of
/// 65,535 workgroups an axis. The shader finds its element as
/// `id.x + id.y * (65535u * 64u)` and returns where that is past the end.
pub fn elementwise(elements: usize) -> [u32; 3] {
    let groups = elements.div_ceil(64).max(1) as u32;
    [groups.min(65_535), groups.div_ceil(65_535), 1]
}
