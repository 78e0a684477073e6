// r = r + MOMENTUM (FACTOR b - r), four running statistics an invocation. `factor(element)` is that of a batch's
// statistic, zero outside of the segments; segments begin and end on whole quads.
#read batch LEN
#write running LEN

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id) * 4u;
    if i >= LEN {
        return;
    }
    let scale = factor(i);
    if scale == 0.0 {
        return;
    }
    let old = running_quad(0u, i);
    running_set_quad(0u, i, old + MOMENTUM * (batch_quad(0u, i) * scale - old));
}
