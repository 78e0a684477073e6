// dx[n, pixel, channel] = dy[n, channel] / pixels.
#read dy CHANNELS
#write dx CHANNELS

const QUADS: u32 = (CHANNELS + 3u) / 4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id);
    let row = i / QUADS;
    if row >= PICTURES * AREA {
        return;
    }
    let channel = i % QUADS * 4u;
    dx_set_quad(row, channel, dy_quad(row / AREA, channel) * (1.0 / f32(AREA)));
}
