// Adam with decoupled weight decay. `settings(element)` gives rate, decay and how many
// elements its segment still has.
#read gradients LEN
#read rates
#read corrections
#write parameters LEN
#write m LEN
#write v LEN

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
    let g = gradients_quad(0u, i);
    let old_p = parameters_quad(0u, i);
    let old_m = m_quad(0u, i);
    let old_v = v_quad(0u, i);
    let decayed = old_p - s.x * s.y * old_p;
    let new_m = BETA1 * old_m + (1.0 - BETA1) * g;
    let new_v = BETA2 * old_v + (1.0 - BETA2) * (g * g);
    let new_p = decayed - s.x * (new_m / corrections[0]) / (sqrt(new_v / corrections[1]) + EPSILON);
    m_set_quad(0u, i, select(old_m, new_m, live));
    v_set_quad(0u, i, select(old_v, new_v, live));
    parameters_set_quad(0u, i, select(old_p, new_p, live));
}
