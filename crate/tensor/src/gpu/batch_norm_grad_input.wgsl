// dx = gamma inv_std (dy - dbeta / rows - x^ dgamma / rows), or with running statistics gamma inv_std dy; with RELU,
// dy counts where y > 0.
#read dy CHANNELS
#read x CHANNELS
#read mean CHANNELS
#read variance CHANNELS
#read gamma CHANNELS
!RUNNING #read dgamma CHANNELS
!RUNNING #read dbeta CHANNELS
?RELU #read y CHANNELS
#write dx CHANNELS

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
    var d = dy_quad(row, channel);
    ?RELU d = select(vec4<f32>(), d, y_quad(row, channel) > vec4<f32>());
    !RUNNING let normal = (x_quad(row, channel) - mean_quad(0u, channel)) * inv_std;
    !RUNNING d = d - dbeta_quad(0u, channel) / f32(ROWS) - normal * (dgamma_quad(0u, channel) / f32(ROWS));
    dx_set_quad(row, channel, gamma_quad(0u, channel) * inv_std * d);
}
