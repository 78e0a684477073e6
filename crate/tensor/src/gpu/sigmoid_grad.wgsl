// dx = dy y (1 - y).
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
    dx_set_quad(0u, i, dy_quad(0u, i) * (v * (1.0 - v)));
}
