// y = (x - mean) gamma inv_std + beta, then + residual, or in a SUM + the same of a second tensor, then ReLU.
#read x CHANNELS
#read mean CHANNELS
#read variance CHANNELS
#read gamma CHANNELS
#read beta CHANNELS
?RESIDUAL #read residual CHANNELS
?SUM #read x_2 CHANNELS
?SUM #read mean_2 CHANNELS
?SUM #read variance_2 CHANNELS
?SUM #read gamma_2 CHANNELS
?SUM #read beta_2 CHANNELS
#write y CHANNELS

const QUADS: u32 = (CHANNELS + 3u) / 4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id);
    let row = i / QUADS;
    if row >= ROWS {
        return;
    }
    let channel = i % QUADS * 4u;
    let inv_std = 1.0 / sqrt(variance_quad(0u, channel) + EPSILON);
    var v = (x_quad(row, channel) - mean_quad(0u, channel)) * (gamma_quad(0u, channel) * inv_std);
    v += beta_quad(0u, channel);
    ?RESIDUAL v += residual_quad(row, channel);
    ?SUM let inv_std_2 = 1.0 / sqrt(variance_2_quad(0u, channel) + EPSILON);
    ?SUM var other = (x_2_quad(row, channel) - mean_2_quad(0u, channel)) * (gamma_2_quad(0u, channel) * inv_std_2);
    ?SUM other += beta_2_quad(0u, channel);
    ?SUM v += other;
    if RELU {
        v = select(vec4<f32>(), v, v > vec4<f32>());
    }
    y_set_quad(row, channel, v);
}
