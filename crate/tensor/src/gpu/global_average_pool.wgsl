// y[n, channel] = mean over a picture's pixels of x.
#read x CHANNELS
#write y CHANNELS

const QUADS: u32 = (CHANNELS + 3u) / 4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id);
    let n = i / QUADS;
    if n >= PICTURES {
        return;
    }
    let channel = i % QUADS * 4u;
    var sum = vec4<f32>();
    for (var pixel = 0u; pixel < AREA; pixel++) {
        sum += x_quad(n * AREA + pixel, channel);
    }
    y_set_quad(n, channel, sum * (1.0 / f32(AREA)));
}
