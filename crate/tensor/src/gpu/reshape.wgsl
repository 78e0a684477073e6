// The same values.
#read x LEN
#write y LEN

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id) * 4u;
    if i >= LEN {
        return;
    }
    y_set_quad(0u, i, x_quad(0u, i));
}
