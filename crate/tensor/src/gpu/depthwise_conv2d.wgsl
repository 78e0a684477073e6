// Four channels of an output pixel an invocation.
#read x CHANNELS
#read w CHANNELS
#write y CHANNELS

const QUADS: u32 = (CHANNELS + 3u) / 4u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id);
    let pixel = i / QUADS;
    if pixel >= PICTURES * OH * OW {
        return;
    }
    let channel = i % QUADS * 4u;
    let n = pixel / (OH * OW);
    // What lies outside of the picture wraps to large numbers.
    let top = pixel / OW % OH * STRIDE - PADDING;
    let left = pixel % OW * STRIDE - PADDING;
    var sum = vec4<f32>();
    for (var ky = 0u; ky < KH; ky++) {
        for (var kx = 0u; kx < KW; kx++) {
            let row = top + ky;
            let column = left + kx;
            if row < H && column < W {
                sum += x_quad((n * H + row) * W + column, channel) * w_quad(ky * KW + kx, channel);
            }
        }
    }
    y_set_quad(pixel, channel, sum);
}
