// A product whose invocations read A and B where they lie, see `product.wgsl`; tile by tile, one an invocation.
//
// SHARED: SPLIT invocations share a tile's sum; their parts meet in workgroup memory, in a fixed order.

const QUADS: u32 = COLUMNS / 4u;
const TILE_COLUMNS: u32 = (N + COLUMNS - 1u) / COLUMNS;
const TILES: u32 = THREADS / SPLIT;
?MOMENTS const GROUPS: u32 = (TILE_COLUMNS + GROUP_COLUMNS - 1u) / GROUP_COLUMNS;
?MOMENTS const A_QUADS: u32 = THREADS / GROUP_COLUMNS * ROWS / 4u;
?MOMENTS const B_QUADS: u32 = GROUP_COLUMNS * QUADS;

// [row of the tile, quad of the row, invocation]
?SHARED var<workgroup> part: array<vec4<f32>, ROWS * QUADS * THREADS>;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) at: u32) {
    let layer = group.z;
    ?MOMENTS let own = group.x + group.y * 65535u;
    ?MOMENTS let m = own / GROUPS * (4u * A_QUADS) + at / GROUP_COLUMNS * ROWS;
    ?MOMENTS let n = (own % GROUPS * GROUP_COLUMNS + at % GROUP_COLUMNS) * COLUMNS;
    !MOMENTS let tile = (group.x + group.y * 65535u) * TILES + at % TILES;
    let split = at / TILES;
    !MOMENTS let m = tile / TILE_COLUMNS * ROWS;
    !MOMENTS let n = tile % TILE_COLUMNS * COLUMNS;
    !A_ACROSS let place$h_$d = place(min(m + 4u * $hu + $du, M - 1u));
    var sum$h_$d_$j = vec4<f32>();
    for (var step = split; step < steps(layer); step += SPLIT) {
        let s = shift(step, layer);
        !A_ACROSS let row$h_$d = row_at(place$h_$d, s);
        for (var k = 0u; k < DEPTH; k += 4u) {
            !A_ACROSS let a$h_$d = a_along(row$h_$d, s, k);
            ?A_ACROSS let p$k_$h = a_across(s, k + $ku, m + 4u * $hu);
            ?A_ACROSS let a$h_$d = vec4<f32>(p0_$h[$d], p1_$h[$d], p2_$h[$d], p3_$h[$d]);
            !B_ALONG let b$k_$j = b_across(s, k + $ku, n + 4u * $ju);
            ?B_ALONG let q$k_$j = b_along(n + 4u * $ju + $ku, s, k);
            ?B_ALONG let b$k_$j = vec4<f32>(q0_$j[$k], q1_$j[$k], q2_$j[$k], q3_$j[$k]);
            sum$h_$d_$j += a$h_$d[$k] * b$k_$j;
        }
    }
    ?SHARED part[at + ((4u * $hu + $du) * QUADS + $ju) * THREADS] = sum$h_$d_$j;
    !SHARED finish(m + 4u * $hu + $du, n + 4u * $ju, layer, sum$h_$d_$j);
    ?SHARED workgroupBarrier();
    ?SHARED for (var half = SPLIT / 2u; half > 0u; half /= 2u) {
    ?SHARED     for (var i = at; split < half && i < ROWS * QUADS * THREADS; i += THREADS) {
    ?SHARED         part[i] += part[i + half * TILES];
    ?SHARED     }
    ?SHARED     workgroupBarrier();
    ?SHARED }
    // The invocations of a tile take turns at its rows.
    ?SHARED for (var i = split; i < ROWS; i += SPLIT) {
    ?SHARED     finish(m + i, n + 4u * $ju, layer, part[at % TILES + (i * QUADS + $ju) * THREADS]);
    ?SHARED }
    ?MOMENTS let top$h = m + 4u * $hu;
    ?MOMENTS let left$j = n + 4u * $ju;
    ?MOMENTS let a_at$h = at / GROUP_COLUMNS * (ROWS / 4u) + $hu;
    ?MOMENTS let b_at$j = at % GROUP_COLUMNS * QUADS + $ju;
    ?MOMENTS #use moments_tile
}
