// dgamma = sum of dy x^, dbeta = sum of dy, over rows; with RELU, dy counts where y > 0. A workgroup takes four
// channels, its invocations share the rows.
#use tree
#read dy CHANNELS
#read x CHANNELS
#read mean CHANNELS
#read variance CHANNELS
?RELU #read y CHANNELS
#write dgamma CHANNELS
#write dbeta CHANNELS

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) at: u32) {
    let channel = group.x * 4u;
    let average = mean_quad(0u, channel);
    let scale = 1.0 / sqrt(variance_quad(0u, channel) + EPSILON);
    var gamma_sum = vec4<f32>();
    var beta_sum = vec4<f32>();
    for (var row = at; row < ROWS; row += THREADS) {
        var d = dy_quad(row, channel);
        ?RELU d = select(vec4<f32>(), d, y_quad(row, channel) > vec4<f32>());
        gamma_sum += d * ((x_quad(row, channel) - average) * scale);
        beta_sum += d;
    }
    gamma_sum = tree_sum(at, gamma_sum);
    beta_sum = tree_sum(at, beta_sum);
    if at == 0u {
        dgamma_set_quad(0u, channel, gamma_sum);
        dbeta_set_quad(0u, channel, beta_sum);
    }
}
