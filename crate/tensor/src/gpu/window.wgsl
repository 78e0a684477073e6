// Windows over a picture of H by W, read along the sum: A of a convolution and of its input's gradient. The op defines
// `shift`: rows and columns from a place to what a tap reads there, and the tap's first row in w.
const NOWHERE: u32 = 0xffffffffu;

// First row of the picture, row and column of the place; what lies outside of the picture wraps to large numbers.
fn place(m: u32) -> vec3<u32> {
    return vec3<u32>(m / (GRID_H * GRID_W) * H, m / GRID_W % GRID_H * STEP, m % GRID_W * STEP);
}

// The pixel that a tap reads.
fn row_at(place: vec3<u32>, shift: vec3<u32>) -> u32 {
    let row = place.y + shift.x;
    let column = place.z + shift.y;
    return select(NOWHERE, (place.x + row) * W + column, (row < H) & (column < W));
}

fn a_along(row: u32, shift: vec3<u32>, k: u32) -> vec4<f32> {
    return select(vec4<f32>(), x_quad(row, k), row != NOWHERE);
}
