// A product whose workgroups stage what they read of A and B, see `product.wgsl`: GROUP_COLUMNS invocations beside each other
// and THREADS / GROUP_COLUMNS below each other bring BLOCK products of the sum into workgroup memory, where each of them reads
// what its tile wants. An invocation's quads of rows and columns lie apart by as many as there are invocations, so that
// neighbours read neighbouring quads: no two of them want one bank of the memory.

const GROUP_ROWS: u32 = THREADS / GROUP_COLUMNS;
// Quads of rows and of columns in a workgroup's tile.
const A_QUADS: u32 = GROUP_ROWS * ROWS / 4u;
const B_QUADS: u32 = GROUP_COLUMNS * COLUMNS / 4u;
const TILE_COLUMNS: u32 = (N + 4u * B_QUADS - 1u) / (4u * B_QUADS);
const FOURS: u32 = BLOCK / 4u;

var<workgroup> a_block: array<vec4<f32>, BLOCK * (A_QUADS + 1u) + 2u * FOURS>;
var<workgroup> b_block: array<vec4<f32>, BLOCK * (B_QUADS + 1u) + 2u * FOURS>;

// Where a block has a quad. Of a quad across the sum, at 4 four + one along it; of a quad along the sum, the one'th of the four
// rows or columns. Beside each row one quad stays empty, and two beside each four, so that writes meet different banks too.
fn slot(four: u32, one: u32, quad: u32, quads: u32) -> u32 {
    return four * (4u * (quads + 1u) + 2u) + one * (quads + 1u) + quad;
}

// Quads along the sum are brought in the order in which they lie in a row, those across it as they lie at one place.
fn along(i: u32, quads: u32) -> u32 {
    return slot(i % FOURS, i / FOURS % 4u, i / BLOCK, quads);
}

fn across(i: u32, quads: u32) -> u32 {
    return slot(i / quads / 4u, i / quads % 4u, i % quads, quads);
}

// Past the step: nothing.
fn within(k: u32, value: vec4<f32>) -> vec4<f32> {
    return select(vec4<f32>(), value, DEPTH % BLOCK == 0u || k < DEPTH);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) at: u32) {
    let layer = group.z;
    let tile = group.x + group.y * 65535u;
    let m = tile / TILE_COLUMNS * (4u * A_QUADS);
    let n = tile % TILE_COLUMNS * (4u * B_QUADS);
    let a_at$h = at / GROUP_COLUMNS + $hu * GROUP_ROWS;
    let b_at$j = at % GROUP_COLUMNS + $ju * GROUP_COLUMNS;
    let a$a = at + $au * THREADS;
    let b$b = at + $bu * THREADS;
    !A_ACROSS let place$a = place(min(m + a$a / FOURS, M - 1u));
    var sum$h_$d_$j = vec4<f32>();
    for (var step = 0u; step < steps(layer); step++) {
        let s = shift(step, layer);
        !A_ACROSS let row$a = row_at(place$a, s);
        for (var block = 0u; block < DEPTH; block += BLOCK) {
            let k = block + at % FOURS * 4u;
            !A_ACROSS let next_a$a = within(k, a_along(row$a, s, k));
            ?A_ACROSS let ka$a = block + a$a / A_QUADS;
            ?A_ACROSS let next_a$a = within(ka$a, a_across(s, ka$a, m + a$a % A_QUADS * 4u));
            ?B_ALONG let next_b$b = within(k, b_along(n + b$b / FOURS, s, k));
            !B_ALONG let kb$b = block + b$b / B_QUADS;
            !B_ALONG let next_b$b = within(kb$b, b_across(s, kb$b, n + b$b % B_QUADS * 4u));
            // Until all have read the block before.
            workgroupBarrier();
            !A_ACROSS if a$a < A_QUADS * BLOCK { a_block[along(a$a, A_QUADS)] = next_a$a; }
            ?A_ACROSS if a$a < A_QUADS * BLOCK { a_block[across(a$a, A_QUADS)] = next_a$a; }
            ?B_ALONG if b$b < B_QUADS * BLOCK { b_block[along(b$b, B_QUADS)] = next_b$b; }
            !B_ALONG if b$b < B_QUADS * BLOCK { b_block[across(b$b, B_QUADS)] = next_b$b; }
            workgroupBarrier();
            for (var four = 0u; four < FOURS; four++) {
                !A_ACROSS let a$h_$d = a_block[slot(four, $du, a_at$h, A_QUADS)];
                ?A_ACROSS let p$k_$h = a_block[slot(four, $ku, a_at$h, A_QUADS)];
                ?A_ACROSS let a$h_$d = vec4<f32>(p0_$h[$d], p1_$h[$d], p2_$h[$d], p3_$h[$d]);
                !B_ALONG let b$k_$j = b_block[slot(four, $ku, b_at$j, B_QUADS)];
                ?B_ALONG let q$k_$j = b_block[slot(four, $ku, b_at$j, B_QUADS)];
                ?B_ALONG let b$k_$j = vec4<f32>(q0_$j[$k], q1_$j[$k], q2_$j[$k], q3_$j[$k]);
                sum$h_$d_$j += a$h_$d[$k] * b$k_$j;
            }
        }
    }
    let top$h = m + 4u * a_at$h;
    let left$j = n + 4u * b_at$j;
    finish(top$h + $du, left$j, layer, sum$h_$d_$j);
    ?MOMENTS #use moments_tile
}
