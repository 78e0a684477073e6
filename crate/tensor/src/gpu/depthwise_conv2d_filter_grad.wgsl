// A workgroup takes four channels at one tap, its invocations share the pixels.
#use tree
#read x CHANNELS
#read dy CHANNELS
#write dw CHANNELS

const QUADS: u32 = (CHANNELS + 3u) / 4u;

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) at: u32) {
    let tap = group.x / QUADS;
    let channel = group.x % QUADS * 4u;
    var sum = vec4<f32>();
    for (var pixel = at; pixel < PICTURES * OH * OW; pixel += THREADS) {
        let n = pixel / (OH * OW);
        // What lies outside of the picture wraps to large numbers.
        let y = pixel / OW % OH * STRIDE + tap / KW - PADDING;
        let column = pixel % OW * STRIDE + tap % KW - PADDING;
        if y < H && column < W {
            sum += x_quad((n * H + y) * W + column, channel) * dy_quad(pixel, channel);
        }
    }
    sum = tree_sum(at, sum);
    if at == 0u {
        dw_set_quad(tap, channel, sum);
    }
}
