// y = max(x, 0); NaN becomes 0, as in the reference.
#read x LEN
#write y LEN

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id) * 4u;
    if i >= LEN {
        return;
    }
    let v = x_quad(0u, i);
    y_set_quad(0u, i, select(vec4<f32>(), v, v > vec4<f32>()));
}
