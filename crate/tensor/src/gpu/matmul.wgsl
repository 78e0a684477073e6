// Tiles of 4 by 4 outputs. SPLIT invocations share a tile's sum over k; their parts meet in workgroup memory, in a
// fixed order. With SPLIT = 1 nothing is shared.
const THREADS: u32 = 64u;
const TILES: u32 = THREADS / SPLIT;
const COLUMNS: u32 = (N + 3u) / 4u;

// [row of the tile, invocation]
var<workgroup> part: array<vec4<f32>, 4u * THREADS>;

// Rows of a from `m`, as columns of a matrix: components run along k, past K they are zero.
fn block_a(m: u32, k: u32) -> mat4x4<f32> {
    if TRANSPOSE_A {
        let none = vec4<f32>();
        return transpose(mat4x4<f32>(
            a_quad(k, m),
            select(none, a_quad(k + 1u, m), k + 1u < K),
            select(none, a_quad(k + 2u, m), k + 2u < K),
            select(none, a_quad(k + 3u, m), k + 3u < K),
        ));
    }
    return mat4x4<f32>(a_quad(m, k), a_quad(m + 1u, k), a_quad(m + 2u, k), a_quad(m + 3u, k));
}

// Rows of b from `k`, as columns of a matrix: components run along n. What stands past K does not matter.
fn block_b(k: u32, n: u32) -> mat4x4<f32> {
    if TRANSPOSE_B {
        return transpose(mat4x4<f32>(b_quad(n, k), b_quad(n + 1u, k), b_quad(n + 2u, k), b_quad(n + 3u, k)));
    }
    return mat4x4<f32>(b_quad(k, n), b_quad(k + 1u, n), b_quad(k + 2u, n), b_quad(k + 3u, n));
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) at: u32) {
    let tile = (group.x + group.y * 65535u) * TILES + at % TILES;
    let split = at / TILES;
    let m = tile / COLUMNS * 4u;
    let n = tile % COLUMNS * 4u;
    var sum = mat4x4<f32>();
    if m < M {
        for (var k = split * 4u; k < K; k += SPLIT * 4u) {
            sum += block_b(k, n) * block_a(m, k);
        }
    }
    if SPLIT > 1u {
        part[at] = sum[0];
        part[at + THREADS] = sum[1];
        part[at + 2u * THREADS] = sum[2];
        part[at + 3u * THREADS] = sum[3];
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
        sum = mat4x4<f32>(part[at], part[at + THREADS], part[at + 2u * THREADS], part[at + 3u * THREADS]);
    }
    if split == 0u && m < M {
        c_set_quad(m, n, sum[0]);
        if m + 1u < M {
            c_set_quad(m + 1u, n, sum[1]);
        }
        if m + 2u < M {
            c_set_quad(m + 2u, n, sum[2]);
        }
        if m + 3u < M {
            c_set_quad(m + 3u, n, sum[3]);
        }
    }
}
