// A row for each input pixel, a step for each tap that reaches it. With a stride, only each STRIDE-th tap does: which
// ones depends on the pixel's phase, its place modulo the stride. All pixels of a layer share one phase, so they visit
// the same live taps and no others.
#read x DEPTH
#read w DEPTH
?ACCUMULATE #read other N
?MASKED #read y N
#write dx N
#use window
#use product

fn first(phase: u32) -> u32 {
    return (phase + PADDING) % STRIDE;
}

// Live taps along an axis.
fn live(phase: u32, taps: u32) -> u32 {
    return (taps + STRIDE - 1u - first(phase)) / STRIDE;
}

fn steps(layer: u32) -> u32 {
    return live(layer / STRIDE, KH) * live(layer % STRIDE, KW);
}

fn shift(step: u32, layer: u32) -> vec3<u32> {
    let phase = vec2<u32>(layer / STRIDE, layer % STRIDE);
    let columns = live(phase.y, KW);
    let tap = vec2<u32>(step / columns, step % columns) * STRIDE + vec2<u32>(first(phase.x), first(phase.y));
    // The division leaves no rest.
    let to = vec2<u32>((vec2<i32>(phase + PADDING) - vec2<i32>(tap)) / i32(STRIDE));
    return vec3<u32>(to, (tap.x * KW + tap.y) * C_IN);
}

fn b_along(ci: u32, shift: vec3<u32>, k: u32) -> vec4<f32> {
    return w_quad(shift.z + ci, k);
}

fn put(cell: u32, ci: u32, layer: u32, value: vec4<f32>) {
    let y = cell / GRID_W % GRID_H * STRIDE + layer / STRIDE;
    let x = cell % GRID_W * STRIDE + layer % STRIDE;
    if y < IN_H && x < IN_W {
        let row = (cell / (GRID_H * GRID_W) * IN_H + y) * IN_W + x;
        ?ACCUMULATE var other = other_quad(row, ci);
        ?MASKED other = select(vec4<f32>(), other, y_quad(row, ci) > vec4<f32>());
        ?ACCUMULATE dx_set_quad(row, ci, value + other);
        !ACCUMULATE dx_set_quad(row, ci, value);
    }
}
