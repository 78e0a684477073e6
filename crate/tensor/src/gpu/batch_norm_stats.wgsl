// Mean and variance of four channels a workgroup, in two passes over x (the second from caches).
@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) at: u32) {
    let channel = group.x * 4u;
    var sum = vec4<f32>();
    for (var row = at; row < ROWS; row += THREADS) {
        sum += x_quad(row, channel);
    }
    let average = tree_sum(at, sum) / f32(ROWS);
    var squares = vec4<f32>();
    for (var row = at; row < ROWS; row += THREADS) {
        let d = x_quad(row, channel) - average;
        squares += d * d;
    }
    squares = tree_sum(at, squares);
    if at == 0u {
        mean_set_quad(0u, channel, average);
        variance_set_quad(0u, channel, squares / f32(ROWS));
    }
}
