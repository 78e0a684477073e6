// y = the sum of two batch norms, then ReLU.
#read x CHANNELS
#read mean CHANNELS
#read variance CHANNELS
#read gamma CHANNELS
#read beta CHANNELS
#read x_2 CHANNELS
#read mean_2 CHANNELS
#read variance_2 CHANNELS
#read gamma_2 CHANNELS
#read beta_2 CHANNELS
#write y CHANNELS

const QUADS: u32 = (CHANNELS + 3u) / 4u;

fn scale(gamma: vec4<f32>, variance: vec4<f32>) -> vec4<f32> {
    return gamma * (1.0 / sqrt(variance + EPSILON));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id);
    let row = i / QUADS;
    if row >= ROWS {
        return;
    }
    let c = i % QUADS * 4u;
    var v = (x_quad(row, c) - mean_quad(0u, c)) * scale(gamma_quad(0u, c), variance_quad(0u, c));
    v += beta_quad(0u, c);
    var other = (x_2_quad(row, c) - mean_2_quad(0u, c)) * scale(gamma_2_quad(0u, c), variance_2_quad(0u, c));
    other += beta_2_quad(0u, c);
    v += other;
    if RELU {
        v = select(vec4<f32>(), v, v > vec4<f32>());
    }
    y_set_quad(row, c, v);
}
