//! An op that does nothing but multiply and add in registers: what it reaches is what a device can do.

use tensor::gpu::Kernel;
use tensor::op::{Args, Op, Shapes};
use tensor::{Error, Shape};

/// Chains of an element, side by side, so that none waits for itself. Each begins with another number: equal ones would be
/// computed once.
const CHAINS: usize = 8;
/// Links of a chain.
const LINKS: usize = 512;
/// Links that stand in the text one after the other, so that counting them costs nothing.
const UNROLLED: usize = 8;

/// The sum over chains i of x + i after so many times a ← a · x + 2⁻²⁴ x. Meant for x = 1, where numbers stay what they are
/// but for rounding.
#[derive(Debug)]
pub struct Fma;

/// Operations for one element, a multiplication and an addition counted as two.
pub const OPERATIONS: usize = CHAINS * LINKS * 2;

const BODY: &str = "
#read x LEN
#write y LEN

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id) * 4u;
    if i >= LEN {
        return;
    }
    let v = x_quad(0u, i);
    let w = v * 0x1p-24f;
";

impl Op for Fma {
    fn name(&self) -> &'static str {
        "fma"
    }

    fn infer(&self, inputs: &[Shape], _: &[Shape]) -> Result<Vec<Shape>, Error> {
        Ok(inputs.to_vec())
    }

    fn reference(&self, args: &mut Args<'_>) {
        let all = |x: f32| -> f32 {
            let chain = |i| (0..LINKS).fold(x + i as f32, |a: f32, _| a.mul_add(x, x * 2f32.powi(-24)));
            (0..CHAINS).map(chain).sum()
        };
        // Equal numbers, as it is measured on, are computed once: a processor would take minutes for them all.
        let mut known = (1.0, all(1.0));
        for (y, x) in args.outputs[0].iter_mut().zip(args.inputs[0]) {
            if *x != known.0 {
                known = (*x, all(*x));
            }
            *y = known.1;
        }
    }

    fn gpu(&self, shapes: &Shapes) -> Result<Kernel, Error> {
        let every = |line: &dyn Fn(usize) -> String| (0..CHAINS).map(line).collect::<String>();
        let link = every(&|i| format!("        a{i} = fma(a{i}, v, w);\n"));
        let sum: Vec<String> = (0..CHAINS).map(|i| format!("a{i}")).collect();
        let body = format!(
            "{BODY}{}    for (var turn = 0u; turn < {}u; turn++) {{\n{}    }}\n    y_set_quad(0u, i, {});\n}}\n",
            every(&|i| format!("    var a{i} = v + {i}.0;\n")),
            LINKS / UNROLLED,
            link.repeat(UNROLLED),
            sum.join(" + "),
        );
        Ok(Kernel::map(self.name(), &body, shapes.inputs[0].len()))
    }
}
