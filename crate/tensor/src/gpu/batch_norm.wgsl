// y = (x - mean) gamma inv_std + beta, then + residual, then ReLU.
#read x CHANNELS
#read mean CHANNELS
#read variance CHANNELS
#read gamma CHANNELS
#read beta CHANNELS
?RESIDUAL #read residual CHANNELS
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
    if RELU {
        v = select(vec4<f32>(), v, v > vec4<f32>());
    }
    y_set_quad(row, channel, v);
}
