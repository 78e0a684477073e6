// g = gradient + decay p; v = MOMENTUM v + g; p = p - rate v. `settings(element)` gives rate, decay and how many
// elements its segment still has.
#read gradients LEN
#read rates
#write parameters LEN
#write velocity LEN

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id) * 4u;
    if i >= LEN {
        return;
    }
    let s = settings(i);
    if s.z == 0.0 {
        return;
    }
    let live = vec4<f32>(0.0, 1.0, 2.0, 3.0) < vec4<f32>(s.z);
    let p = parameters_quad(0u, i);
    let g = gradients_quad(0u, i) + s.y * p;
    let old = velocity_quad(0u, i);
    let v = MOMENTUM * old + g;
    velocity_set_quad(0u, i, select(old, v, live));
    parameters_set_quad(0u, i, select(p, p - s.x * v, live));
}
