// dx = dy where 0 < y < 6, otherwise 0.
#read dy LEN
#read y LEN
#write dx LEN

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id) * 4u;
    if i >= LEN {
        return;
    }
    let v = y_quad(0u, i);
    let live = (v > vec4<f32>()) & (v < vec4<f32>(6.0));
    dx_set_quad(0u, i, select(vec4<f32>(), dy_quad(0u, i), live));
}
