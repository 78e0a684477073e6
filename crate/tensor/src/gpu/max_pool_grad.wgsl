// Four channels of an input pixel an invocation: it asks every window that it lies in who was largest there.
#use nan
#read dy CHANNELS
#read x CHANNELS
#write dx CHANNELS

const QUADS: u32 = (CHANNELS + 3u) / 4u;
const NOBODY: u32 = 0xffffffffu;

// For each channel, the first largest pixel of a window.
fn winner(n: u32, oy: u32, ox: u32, channel: u32) -> vec4<u32> {
    var lowest = vec4<u32>(0xff800000u);
    var best = bitcast<vec4<f32>>(lowest);
    var place = vec4<u32>(NOBODY);
    for (var ky = 0u; ky < KERNEL; ky++) {
        for (var kx = 0u; kx < KERNEL; kx++) {
            let row = oy * STRIDE + ky - PADDING;
            let column = ox * STRIDE + kx - PADDING;
            if row < H && column < W {
                let at = (n * H + row) * W + column;
                let v = x_quad(at, channel);
                let wins = (v > best) | is_nan(v);
                best = select(best, v, wins);
                place = select(place, vec4<u32>(at), wins);
            }
        }
    }
    return place;
}

// The first window, along one axis, that reaches a place.
fn first_window(place: u32) -> u32 {
    if place + PADDING < KERNEL {
        return 0u;
    }
    return (place + PADDING - KERNEL) / STRIDE + 1u;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id);
    let pixel = i / QUADS;
    if pixel >= PICTURES * H * W {
        return;
    }
    let channel = i % QUADS * 4u;
    let n = pixel / (H * W);
    let y = pixel / W % H;
    let x_ = pixel % W;
    var sum = vec4<f32>();
    for (var oy = first_window(y); oy < OH && oy * STRIDE <= y + PADDING; oy++) {
        for (var ox = first_window(x_); ox < OW && ox * STRIDE <= x_ + PADDING; ox++) {
            let mine = winner(n, oy, ox, channel) == vec4<u32>(pixel);
            sum += select(vec4<f32>(), dy_quad((n * OH + oy) * OW + ox, channel), mine);
        }
    }
    dx_set_quad(pixel, channel, sum);
}
