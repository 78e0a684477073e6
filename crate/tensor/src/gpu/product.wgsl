// C = A B in tiles of ROWS rows by COLUMNS columns, one an invocation, all in registers: this text is unrolled over them
// (see `tile.rs`). The sum runs over steps (a filter's taps, a picture's rows, pieces of a matrix) of DEPTH products.
//
// The op defines `steps(layer)`, `shift(step, layer)`, which is what a step adds to all places; where A is read along
// the sum, `place(row)`, `row_at(place, shift)` and `a_along(row, shift, k)`, otherwise `a_across(shift, k, row)`;
// `b_along(column, shift, k)` or `b_across(shift, k, column)`; and `put(row, column, layer, value)`. What lies past the
// end of a sum must be zero in A; B may give anything there.
//
// SHARED: SPLIT invocations share a tile's sum; their parts meet in workgroup memory, in a fixed order.

// [row of the tile, quad of the row, invocation]
?SHARED var<workgroup> part: array<vec4<f32>, ROWS * QUADS * THREADS>;

fn finish(row: u32, column: u32, layer: u32, value: vec4<f32>) {
    if row < M && column < N {
        put(row, column, layer, value);
    }
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) at: u32) {
    let layer = group.z;
    let tile = (group.x + group.y * 65535u) * TILES + at % TILES;
    let split = at / TILES;
    let m = tile / TILE_COLUMNS * ROWS;
    let n = tile % TILE_COLUMNS * COLUMNS;
    !A_ACROSS let place$i = place(min(m + $iu, M - 1u));
    var sum$i_$j = vec4<f32>();
    for (var step = split; step < steps(layer); step += SPLIT) {
        let s = shift(step, layer);
        !A_ACROSS let row$i = row_at(place$i, s);
        for (var k = 0u; k < DEPTH; k += 4u) {
            !A_ACROSS let a$i = a_along(row$i, s, k);
            ?A_ACROSS let p$k_$h = a_across(s, k + $ku, m + 4u * $hu);
            ?A_ACROSS let a$i = vec4<f32>(p0_$g.$q, p1_$g.$q, p2_$g.$q, p3_$g.$q);
            !B_ALONG let b$k_$j = b_across(s, k + $ku, n + 4u * $ju);
            ?B_ALONG let q$k_$j = b_along(n + 4u * $ju + $ku, s, k);
            ?B_ALONG let b$k_$j = vec4<f32>(q0_$j.$c, q1_$j.$c, q2_$j.$c, q3_$j.$c);
            sum$i_$j += a$i.$c * b$k_$j;
        }
    }
    ?SHARED part[at + ($iu * QUADS + $ju) * THREADS] = sum$i_$j;
    !SHARED finish(m + $iu, n + 4u * $ju, layer, sum$i_$j);
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
}
