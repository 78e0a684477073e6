// dp = 2 (p - t) dloss / number of elements.
#read p LEN
#read t LEN
#read dloss
#write dp LEN

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id) * 4u;
    if i >= LEN {
        return;
    }
    let scale = 2.0 * dloss[0] / f32(LEN);
    dp_set_quad(0u, i, (p_quad(0u, i) - t_quad(0u, i)) * scale);
}
