// A layer for each tap, a row for each input channel there; a step for each row of output pixels.
#read x M
#read dy N
#write dw N
#use product

const NOWHERE: u32 = 0xffffffffu;

fn steps(layer: u32) -> u32 {
    return PICTURES * OH;
}

// Where the row of x begins, and its first column; where the row of dy begins.
fn shift(step: u32, layer: u32) -> vec3<u32> {
    // What lies outside of the picture wraps to large numbers.
    let row = step % OH * STRIDE + layer / KW - PADDING;
    return vec3<u32>(select(NOWHERE, (step / OH * H + row) * W, row < H), layer % KW - PADDING, step * OW);
}

fn a_across(shift: vec3<u32>, k: u32, ci: u32) -> vec4<f32> {
    let column = k * STRIDE + shift.y;
    let inside = (shift.x != NOWHERE) & (column < W) & (k < OW);
    return select(vec4<f32>(), x_quad(shift.x + column, ci), inside);
}

fn b_across(shift: vec3<u32>, k: u32, co: u32) -> vec4<f32> {
    return dy_quad(shift.z + k, co);
}

fn put(ci: u32, co: u32, layer: u32, value: vec4<f32>) {
    dw_set_quad(layer * C_IN + ci, co, value);
}
