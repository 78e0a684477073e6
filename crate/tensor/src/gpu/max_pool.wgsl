// Four channels of an output pixel an invocation.
#use nan
#read x CHANNELS
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
    // Minus infinity; WGSL has no constant for it.
    var lowest = vec4<u32>(0xff800000u);
    var best = bitcast<vec4<f32>>(lowest);
    for (var ky = 0u; ky < KERNEL; ky++) {
        for (var kx = 0u; kx < KERNEL; kx++) {
            let row = top + ky;
            let column = left + kx;
            if row < H && column < W {
                let v = x_quad((n * H + row) * W + column, channel);
                best = select(best, v, (v > best) | is_nan(v));
            }
        }
    }
    y_set_quad(pixel, channel, best);
}
