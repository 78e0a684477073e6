// Moments of C by parts of PART rows, from the tiles of a workgroup that holds whole parts: A_QUADS quads of rows, B_QUADS of
// columns. Each invocation gives a sum for each of its blocks of 4 rows by 4 columns.
const PART_QUADS: u32 = PART / 4u;

var<workgroup> block_sum: array<vec4<f32>, A_QUADS * B_QUADS>;

// Adds the blocks of a part up into its first, in a fixed order. All invocations must call it.
fn sum_parts(at: u32) {
    workgroupBarrier();
    for (var half = PART_QUADS / 2u; half > 0u; half /= 2u) {
        for (var i = at; i < A_QUADS / PART_QUADS * half * B_QUADS; i += THREADS) {
            let to = (i / (half * B_QUADS) * PART_QUADS + i / B_QUADS % half) * B_QUADS + i % B_QUADS;
            block_sum[to] += block_sum[to + half * B_QUADS];
        }
        workgroupBarrier();
    }
}

// Rows of C in the part that begins at this one.
fn rows_of(start: u32) -> f32 {
    return f32(min(PART, max(M, start + 1u) - start));
}
