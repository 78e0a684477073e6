// Mean and variance of four channels a workgroup, in two passes over x (the second from caches); of a second tensor in the
// second layer. PARTS: from the moments of ROWS parts of COUNT rows (see `conv2d_moments.rs`).
#use tree
#read x CHANNELS
?TWO #read x_2 CHANNELS
#write mean CHANNELS
#write variance CHANNELS
?TWO #write mean_2 CHANNELS
?TWO #write variance_2 CHANNELS

!PARTS const COUNT: u32 = ROWS;

?PARTS fn rows_of(part: u32) -> f32 { return f32(min(PART, COUNT - part * PART)); }

fn value(row: u32, channel: u32, layer: u32) -> vec4<f32> {
    ?TWO if layer == 1u { return x_2_quad(row, channel); }
    return x_quad(row, channel);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) at: u32) {
    let channel = group.x * 4u;
    var sum = vec4<f32>();
    for (var row = at; row < ROWS; row += THREADS) {
        !PARTS sum += value(row, channel, group.z);
        ?PARTS sum += rows_of(row) * value(2u * row, channel, group.z);
    }
    let average = tree_sum(at, sum) / f32(COUNT);
    var squares = vec4<f32>();
    for (var row = at; row < ROWS; row += THREADS) {
        !PARTS let d = value(row, channel, group.z) - average;
        !PARTS squares += d * d;
        ?PARTS let d = value(2u * row, channel, group.z) - average;
        ?PARTS squares += value(2u * row + 1u, channel, group.z) + rows_of(row) * d * d;
    }
    squares = tree_sum(at, squares);
    if at != 0u {
        return;
    }
    ?TWO if group.z == 1u {
    ?TWO mean_2_set_quad(0u, channel, average);
    ?TWO variance_2_set_quad(0u, channel, squares / f32(COUNT));
    ?TWO return;
    ?TWO }
    mean_set_quad(0u, channel, average);
    variance_set_quad(0u, channel, squares / f32(COUNT));
}
