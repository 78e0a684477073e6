// A workgroup computes a tile of the filter at one tap: TILES_IN by TILES_OUT tiles of 4 by 4 channels. SPLIT
// invocations share the pixels of each tile; their sums meet in workgroup memory, in a fixed order.
const TILES: u32 = TILES_IN * TILES_OUT;
const THREADS: u32 = TILES * SPLIT;
const GROUPS_IN: u32 = ((C_IN + 3u) / 4u + TILES_IN - 1u) / TILES_IN;
const GROUPS_OUT: u32 = ((C_OUT + 3u) / 4u + TILES_OUT - 1u) / TILES_OUT;

// [input channel of the tile, invocation]
var<workgroup> part: array<vec4<f32>, 4u * THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) at: u32) {
    let tap = group.x / (GROUPS_IN * GROUPS_OUT);
    let ky = tap / KW;
    let kx = tap % KW;
    let tile = at % TILES;
    let split = at / TILES;
    let ci = (group.x / GROUPS_OUT % GROUPS_IN * TILES_IN + tile / TILES_OUT) * 4u;
    let co = (group.x % GROUPS_OUT * TILES_OUT + tile % TILES_OUT) * 4u;
    let live = ci < C_IN && co < C_OUT;
    var a0 = vec4<f32>();
    var a1 = vec4<f32>();
    var a2 = vec4<f32>();
    var a3 = vec4<f32>();
    if live {
        for (var pixel = split; pixel < PIXELS; pixel += SPLIT) {
            let n = pixel / (OH * OW);
            // What lies outside of the picture wraps to large numbers.
            let y = pixel / OW % OH * STRIDE + ky - PADDING;
            let x_ = pixel % OW * STRIDE + kx - PADDING;
            if y < H && x_ < W {
                let v = x_quad((n * H + y) * W + x_, ci);
                let d = dy_quad(pixel, co);
                a0 += v.x * d;
                a1 += v.y * d;
                a2 += v.z * d;
                a3 += v.w * d;
            }
        }
    }
    part[at] = a0;
    part[at + THREADS] = a1;
    part[at + 2u * THREADS] = a2;
    part[at + 3u * THREADS] = a3;
    workgroupBarrier();
    for (var half = SPLIT / 2u; half > 0u; half /= 2u) {
        if split < half {
            let other = at + half * TILES;
            part[at] += part[other];
            part[at + THREADS] += part[other + THREADS];
            part[at + 2u * THREADS] += part[other + 2u * THREADS];
            part[at + 3u * THREADS] += part[other + 3u * THREADS];
        }
        workgroupBarrier();
    }
    // Four invocations of each tile write a row each.
    for (var i = split; i < 4u; i += SPLIT) {
        if live && ci + i < C_IN {
            dw_set_quad(tap * C_IN + ci + i, co, part[tile + i * THREADS]);
        }
    }
}
