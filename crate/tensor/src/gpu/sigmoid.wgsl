// y = 1 / (1 + e^-x), from e^-|x|, which cannot overflow.
#use nan
#read x LEN
#write y LEN

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id) * 4u;
    if i >= LEN {
        return;
    }
    let v = x_quad(0u, i);
    let e = exp_or_nan(-abs(v));
    y_set_quad(0u, i, select(e, vec4<f32>(1.0), v >= vec4<f32>()) / (1.0 + e));
}
