// y[row, channel] = x[row, channel] + b[channel].
#read x CHANNELS
#read b CHANNELS
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
    y_set_quad(row, channel, x_quad(row, channel) + b_quad(0u, channel));
}
