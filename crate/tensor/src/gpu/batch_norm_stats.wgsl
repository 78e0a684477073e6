// Mean and 1 / sqrt(variance + EPSILON) of four channels a workgroup, in two passes over x (the second from caches),
// and the running statistics' step towards them.
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
        inv_std_set_quad(0u, channel, 1.0 / sqrt(squares / f32(ROWS) + EPSILON));
        let unbiased = squares / max(f32(ROWS) - 1.0, 1.0);
        let m = running_mean_quad(0u, channel);
        let v = running_var_quad(0u, channel);
        running_mean_set_quad(0u, channel, m + MOMENTUM * (average - m));
        running_var_set_quad(0u, channel, v + MOMENTUM * (unbiased - v));
    }
}
