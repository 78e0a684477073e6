// Four channels of an input pixel an invocation; it visits the taps that reach it.
#read dy CHANNELS
#read w CHANNELS
#write dx CHANNELS

const QUADS: u32 = (CHANNELS + 3u) / 4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id);
    let pixel = i / QUADS;
    if pixel >= PICTURES * H * W {
        return;
    }
    let channel = i % QUADS * 4u;
    let n = pixel / (H * W);
    let y = pixel / W % H + PADDING;
    let x = pixel % W + PADDING;
    var sum = vec4<f32>();
    for (var ky = y % STRIDE; ky < KH && ky <= y; ky += STRIDE) {
        for (var kx = x % STRIDE; kx < KW && kx <= x; kx += STRIDE) {
            let row = (y - ky) / STRIDE;
            let column = (x - kx) / STRIDE;
            if row < OH && column < OW {
                sum += dy_quad((n * OH + row) * OW + column, channel) * w_quad(ky * KW + kx, channel);
            }
        }
    }
    dx_set_quad(pixel, channel, sum);
}
