// Four output pixels (consecutive, rows and pictures running on) by four output channels an invocation.
const QUADS: u32 = (C_OUT + 3u) / 4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id);
    let first = i / QUADS * 4u;
    if first >= PIXELS {
        return;
    }
    let co = i % QUADS * 4u;
    let pixel = min(first + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(PIXELS - 1u));
    let n = pixel / (OH * OW);
    // Top left of the windows; what lies outside of the picture wraps to large numbers.
    let top = pixel / OW % OH * STRIDE - PADDING;
    let left = pixel % OW * STRIDE - PADDING;
    var a0 = vec4<f32>();
    var a1 = vec4<f32>();
    var a2 = vec4<f32>();
    var a3 = vec4<f32>();
    for (var ky = 0u; ky < KH; ky++) {
        let row = top + ky;
        for (var kx = 0u; kx < KW; kx++) {
            let column = left + kx;
            let inside = (row < vec4<u32>(H)) & (column < vec4<u32>(W));
            let at = select(vec4<u32>(), (n * H + row) * W + column, inside);
            let tap = (ky * KW + kx) * C_IN;
            for (var ci = 0u; ci < C_IN; ci += 4u) {
                // Past the last input channel x is zero, so it does not matter what stands there in w.
                let m = mat4x4<f32>(
                    w_quad(tap + ci, co),
                    w_quad(tap + ci + 1u, co),
                    w_quad(tap + ci + 2u, co),
                    w_quad(tap + ci + 3u, co),
                );
                a0 += m * select(vec4<f32>(), x_quad(at.x, ci), inside.x);
                a1 += m * select(vec4<f32>(), x_quad(at.y, ci), inside.y);
                a2 += m * select(vec4<f32>(), x_quad(at.z, ci), inside.z);
                a3 += m * select(vec4<f32>(), x_quad(at.w, ci), inside.w);
            }
        }
    }
    y_set_quad(first, co, a0);
    if first + 1u < PIXELS {
        y_set_quad(first + 1u, co, a1);
    }
    if first + 2u < PIXELS {
        y_set_quad(first + 2u, co, a2);
    }
    if first + 3u < PIXELS {
        y_set_quad(first + 3u, co, a3);
    }
}
