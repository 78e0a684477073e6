// A pixel an invocation: picked from the pictures' bytes, shifted, mirrored and normalised.
#read pixels u32
#read draws u32
#write y

fn byte(index: u32) -> f32 {
    return f32((pixels[index / 4u] >> (index % 4u * 8u)) & 255u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id);
    let n = i / (H * W);
    if n >= DRAWS {
        return;
    }
    let column = i % W;
    let turn = draws[n * 2u + 1u];
    let from_column = select(column, W - 1u - column, (turn >> 16u) != 0u);
    // What lies outside of the picture wraps to large numbers.
    let r = i / W % H + ((turn >> 8u) & 255u) - SHIFT;
    let q = from_column + (turn & 255u) - SHIFT;
    var color = vec3<f32>();
    if r < H && q < W {
        let picture = min(draws[n * 2u], PICTURES - 1u);
        let at = ((picture * H + r) * W + q) * 3u;
        color = vec3<f32>(byte(at), byte(at + 1u), byte(at + 2u)) / 255.0;
        color = (color - vec3<f32>(MEAN_R, MEAN_G, MEAN_B)) / vec3<f32>(STD_R, STD_G, STD_B);
    }
    y[i * 3u] = color.x;
    y[i * 3u + 1u] = color.y;
    y[i * 3u + 2u] = color.z;
}
