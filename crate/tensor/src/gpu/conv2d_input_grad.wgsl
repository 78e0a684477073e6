// Four input pixels by four input channels an invocation. With a stride, only each STRIDE-th tap reaches a pixel:
// which ones depends on the pixel's phase, its place modulo the stride. An invocation's pixels, and a layer z of the
// launch, share one phase, so all of them visit the same live taps and no others.
const QUADS: u32 = (C_IN + 3u) / 4u;
// Pixels of a phase; some of the last may lie outside of the picture.
const PH: u32 = (H + STRIDE - 1u) / STRIDE;
const PW: u32 = (W + STRIDE - 1u) / STRIDE;
const CELLS: u32 = PICTURES * PH * PW;

fn store(live: bool, n: u32, y: u32, x: u32, ci: u32, value: vec4<f32>) {
    if live && y < H && x < W {
        let row = (n * H + y) * W + x;
        if ACCUMULATE {
            dx_set_quad(row, ci, value + other_quad(row, ci));
        } else {
            dx_set_quad(row, ci, value);
        }
    }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id);
    let first = i / QUADS * 4u;
    if first >= CELLS {
        return;
    }
    let ci = i % QUADS * 4u;
    let phase_y = id.z / STRIDE;
    let phase_x = id.z % STRIDE;
    let cell = min(first + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(CELLS - 1u));
    let n = cell / (PH * PW);
    let y = cell / PW % PH * STRIDE + phase_y;
    let x = cell % PW * STRIDE + phase_x;
    var a0 = vec4<f32>();
    var a1 = vec4<f32>();
    var a2 = vec4<f32>();
    var a3 = vec4<f32>();
    for (var ky = (phase_y + PADDING) % STRIDE; ky < KH; ky += STRIDE) {
        // The division leaves no rest; what lies outside wraps to large numbers.
        let row = vec4<u32>((vec4<i32>(y + PADDING) - i32(ky)) / i32(STRIDE));
        for (var kx = (phase_x + PADDING) % STRIDE; kx < KW; kx += STRIDE) {
            let column = vec4<u32>((vec4<i32>(x + PADDING) - i32(kx)) / i32(STRIDE));
            let inside = (row < vec4<u32>(OH)) & (column < vec4<u32>(OW));
            let at = select(vec4<u32>(), (n * OH + row) * OW + column, inside);
            let tap = (ky * KW + kx) * C_IN + ci;
            for (var co = 0u; co < C_OUT; co += 4u) {
                let m = mat4x4<f32>(
                    w_quad(tap, co),
                    w_quad(tap + 1u, co),
                    w_quad(tap + 2u, co),
                    w_quad(tap + 3u, co),
                );
                a0 += select(vec4<f32>(), dy_quad(at.x, co), inside.x) * m;
                a1 += select(vec4<f32>(), dy_quad(at.y, co), inside.y) * m;
                a2 += select(vec4<f32>(), dy_quad(at.z, co), inside.z) * m;
                a3 += select(vec4<f32>(), dy_quad(at.w, co), inside.w) * m;
            }
        }
    }
    store(true, n.x, y.x, x.x, ci, a0);
    store(first + 1u < CELLS, n.y, y.y, x.y, ci, a1);
    store(first + 2u < CELLS, n.z, y.z, x.z, ci, a2);
    store(first + 3u < CELLS, n.w, y.w, x.w, ci, a3);
}
