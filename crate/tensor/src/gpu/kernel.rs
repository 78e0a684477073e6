//! A launch of a shader as plain data, and the WGSL that it becomes.

use std::fmt::Write;

/// One launch of a shader.
///
/// An op names a shader and its constants; [`fit`](Kernel::fit) settles the rest for a device. In the text of a shader, a line
///
/// - `#read NAME` or `#write NAME` declares the next tensor of the launch (inputs, then updates, then outputs, in order): of
///   f32, with `u32` behind it of words, with the name of a constant behind it in [quads](Binding::quads) of so many channels;
/// - `#use NAME` stands for another shader's text;
/// - behind `?NAME` is kept where the flag is set, behind `!NAME` where it is not.
///
/// The source is put together from one `const NAME: TYPE = value;` line for each constant, one binding declaration per tensor
/// (group 0), the accessors of quads, and `body`, which has the entry point `main`.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// Label.
    pub name: &'static str,
    /// The shader's text, from `crate::shader!("NAME")`; once fitted, WGSL without constants and bindings.
    pub body: String,
    pub constants: Vec<(&'static str, Constant)>,
    /// The bound tensors in order: inputs, updates, outputs; none before the kernel is fitted.
    pub bindings: Vec<Binding>,
    /// Workgroups launched.
    pub workgroups: [u32; 3],
    pub product: Option<super::Product>,
}

/// A compile-time constant of a shader.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Constant {
    U32(u32),
    F32(f32),
    Bool(bool),
}

/// A number as WGSL, exactly. In the base of the bits: to find the shortest decimals takes more code than all shaders.
pub(crate) fn literal(value: f32) -> String {
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let (exponent, fraction) = ((value.to_bits() >> 23 & 0xff) as i32, value.to_bits() & 0x7f_ffff);
    match exponent {
        // Numbers too small for a first digit are nothing to a GPU.
        0 => format!("{sign}0.0f"),
        _ => format!("{sign}0x1.{:06x}p{}f", fraction << 1, exponent - 127),
    }
}

/// WGSL of `fn NAME(element: u32) -> KIND`: for the elements of a run, by offset and length, its expression, elsewhere zero.
#[inline(never)]
pub(crate) fn by_element(name: &str, kind: &str, runs: &[(usize, usize, String)]) -> String {
    let mut text = format!("fn {name}(element: u32) -> {kind} {{\n");
    for (offset, len, value) in runs {
        let end = offset + len;
        let _ = writeln!(text, "    if element >= {offset}u && element < {end}u {{ return {value}; }}");
    }
    let _ = writeln!(text, "    return {kind}();\n}}");
    text
}

/// A storage buffer of a shader.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    pub name: String,
    /// WGSL element type: `f32`, `u32`, `vec4<f32>`.
    pub element: &'static str,
    /// Whether the shader writes it.
    pub writes: bool,
    /// Channels of a tensor seen as `[rows, channels]` and touched four channels at a time, through
    /// `NAME_quad(row, channel) -> vec4<f32>` and, where written, `NAME_set_quad(row, channel, value)`; `channel` is a
    /// multiple of four below the number of channels. Where that is no multiple of four, the rest of the last quad
    /// reads as zero and is not written; where it is, a quad is one load.
    pub quads: Option<u32>,
}

/// A binding that is a part of another one's buffer, so that a shader keeps to the number of buffers allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Join {
    /// Index of the binding that is declared.
    pub host: usize,
    /// Where this tensor starts in it, in elements; a multiple of four.
    pub base: usize,
}

impl Binding {
    /// As a shader declares it: its name, and `u32` or, for quads, the constant that says how many channels it has.
    fn new(declared: &str, writes: bool, constants: &[(&'static str, Constant)]) -> Self {
        let (name, kind) = declared.split_once(' ').unwrap_or((declared, ""));
        let quads = constants.iter().find_map(|(name, value)| match value {
            Constant::U32(channels) if *name == kind => Some(*channels),
            _ => None,
        });
        let element = match quads {
            Some(channels) if channels.is_multiple_of(4) => "vec4<f32>",
            None if kind == "u32" => "u32",
            _ => "f32",
        };
        Binding { name: name.to_string(), element, writes, quads }
    }

    /// The accessors of quads in the buffer called `buffer`, from element `base`.
    fn accessors(&self, buffer: &str, base: usize, text: &mut String) {
        let Some(c) = self.quads else { return };
        let name = &self.name;
        let whole = self.element == "vec4<f32>";
        let base = if whole { base / 4 } else { base };
        let start = if base > 0 { format!("{base}u + ") } else { String::new() };
        let at = match whole {
            true => format!("{start}(row * {c}u + channel) / 4u"),
            false => format!("{start}row * {c}u + channel"),
        };
        let _ = writeln!(text, "fn {name}_quad(row: u32, channel: u32) -> vec4<f32> {{\n    let at = {at};");
        let _ = match whole {
            true => writeln!(text, "    return {buffer}[at];\n}}"),
            false => {
                let rest = |i| format!("select(0.0, {buffer}[at + {i}u], channel + {i}u < {c}u)");
                let (y, z, w) = (rest(1), rest(2), rest(3));
                writeln!(text, "    return vec4<f32>({buffer}[at], {y}, {z}, {w});\n}}")
            }
        };
        if !self.writes {
            return;
        }
        let _ = writeln!(text, "fn {name}_set_quad(row: u32, channel: u32, value: vec4<f32>) {{\n    let at = {at};");
        let _ = match whole {
            true => writeln!(text, "    {buffer}[at] = value;\n}}"),
            false => {
                let rest =
                    |i, part| format!("    if channel + {i}u < {c}u {{ {buffer}[at + {i}u] = value.{part}; }}\n");
                let (y, z, w) = (rest(1, "y"), rest(2, "z"), rest(3, "w"));
                writeln!(text, "    {buffer}[at] = value.x;\n{y}{z}{w}}}")
            }
        };
    }
}

impl Kernel {
    /// A kernel of one workgroup without constants and bindings.
    #[inline(never)]
    pub fn new(name: &'static str, body: &str) -> Self {
        let body = body.to_string();
        Kernel { name, body, constants: Vec::new(), bindings: Vec::new(), workgroups: [1, 1, 1], product: None }
    }

    /// Not in line, as what follows: every op's launch is a row of such calls, and none is in a hurry.
    #[inline(never)]
    fn constant(mut self, name: &'static str, value: Constant) -> Self {
        self.constants.push((name, value));
        self
    }

    /// Appends a constant of type u32.
    pub fn size(self, name: &'static str, value: usize) -> Self {
        self.constant(name, Constant::U32(value as u32))
    }

    /// Appends a constant of type f32.
    pub fn number(self, name: &'static str, value: f32) -> Self {
        self.constant(name, Constant::F32(value))
    }

    /// Appends a constant of type bool.
    pub fn flag(self, name: &'static str, value: bool) -> Self {
        self.constant(name, Constant::Bool(value))
    }

    /// Puts functions before the body.
    #[inline(never)]
    pub fn with(mut self, functions: &str) -> Self {
        self.body.insert_str(0, functions);
        self
    }

    /// A kernel on tensors of one length `LEN`, four elements an invocation.
    pub fn map(name: &'static str, body: &str, len: usize) -> Self {
        Kernel::new(name, body).size("LEN", len).over(len.div_ceil(4))
    }

    /// A kernel on `[rows, channels]`, four channels an invocation; it finds them by `ROWS` and `CHANNELS`.
    pub fn rows(name: &'static str, body: &str, rows: usize, channels: usize) -> Self {
        let kernel = Kernel::new(name, body).size("ROWS", rows).size("CHANNELS", channels);
        kernel.over(rows * channels.div_ceil(4))
    }

    /// A kernel that sums over rows, with a workgroup for four channels.
    pub fn sums(name: &'static str, body: &str, rows: usize, channels: usize) -> Self {
        let kernel = Kernel::new(name, body).with_tree(rows).size("ROWS", rows).size("CHANNELS", channels);
        kernel.groups(channels.div_ceil(4))
    }

    /// For a shader with `tree_sum` over `THREADS` invocations: as many as so many addends are worth.
    pub fn with_tree(self, addends: usize) -> Self {
        let threads = if addends <= 1024 { 64 } else { 256 };
        self.size("THREADS", threads)
    }

    /// Launches one invocation per element, see [`super::elementwise`].
    pub fn over(mut self, elements: usize) -> Self {
        self.workgroups = super::elementwise(elements);
        self
    }

    /// Launches so many workgroups along x (65,535 at most).
    pub fn groups(mut self, count: usize) -> Self {
        self.workgroups = [count.max(1) as u32, 1, 1];
        self
    }

    /// Launches so many workgroups along x, and along y where they are more than an axis takes; the shader finds its
    /// group as `group.x + group.y * 65535u`.
    pub fn many_groups(mut self, count: usize) -> Self {
        let count = count.max(1) as u32;
        self.workgroups = [count.min(65_535), count.div_ceil(65_535), 1];
        self
    }

    /// Launches so many layers of workgroups along z.
    pub fn layers(mut self, count: usize) -> Self {
        self.workgroups[2] = count as u32;
        self
    }

    /// Takes the declarations out of a shader's text, and writes it out: what is kept of it is repeated for every number that
    /// its marks stand for, the first mark outermost.
    pub(super) fn settle(&mut self, text: &str, marks: &[(&str, usize)]) {
        for line in text.lines() {
            let guard = line.strip_prefix(['?', '!']).and_then(|rest| rest.split_once(' '));
            let (name, line, wanted) =
                guard.map_or(("", line, false), |(name, rest)| (name, rest, line.starts_with('?')));
            if self.constants.contains(&(name, Constant::Bool(true))) != wanted {
                continue;
            }
            match line.strip_prefix('#').and_then(|line| line.split_once(' ')) {
                Some(("use", name)) => self.settle(super::text::of(name), marks),
                Some((kind, declared)) => {
                    self.bindings.push(Binding::new(declared, kind == "write", &self.constants));
                }
                None => repeat(line, marks, &mut self.body),
            }
        }
    }

    /// The complete WGSL with a buffer for every tensor.
    pub fn source(&self) -> String {
        self.source_joined(&[])
    }

    /// The complete WGSL where some tensors lie in another one's buffer (by index of the binding; empty for none).
    /// Only quads can be joined.
    pub fn source_joined(&self, joins: &[Option<Join>]) -> String {
        let mut text = String::new();
        for (name, value) in &self.constants {
            let _ = match value {
                Constant::U32(v) => writeln!(text, "const {name}: u32 = {v}u;"),
                Constant::F32(v) => writeln!(text, "const {name}: f32 = {};", literal(*v)),
                Constant::Bool(v) => writeln!(text, "const {name}: bool = {v};"),
            };
        }
        let mut index = 0;
        for (i, b) in self.bindings.iter().enumerate() {
            if let Some(Some(join)) = joins.get(i) {
                b.accessors(&self.bindings[join.host].name, join.base, &mut text);
                continue;
            }
            let access = if b.writes { "read_write" } else { "read" };
            let (name, element) = (&b.name, b.element);
            let _ = writeln!(text, "@group(0) @binding({index}) var<storage, {access}> {name}: array<{element}>;");
            b.accessors(name, 0, &mut text);
            index += 1;
        }
        text.push_str(FLAT);
        text.push_str(&self.body);
        text
    }
}

/// Index of an invocation of an [elementwise](super::elementwise) launch.
const FLAT: &str = "fn flat(id: vec3<u32>) -> u32 { return id.x + id.y * 4194240u; }\n";

fn repeat(line: &str, marks: &[(&str, usize)], all: &mut String) {
    match marks {
        [] => {
            all.push_str(line);
            all.push('\n');
        }
        [(mark, count), rest @ ..] if line.contains(mark) => {
            (0..*count).for_each(|number| repeat(&line.replace(mark, &number.to_string()), rest, all));
        }
        [_, rest @ ..] => repeat(line, rest, all),
    }
}
