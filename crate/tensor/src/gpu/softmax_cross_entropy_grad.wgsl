// dlogits = (p - t) dloss / rows.
#read p
#read labels
#read dloss
#write dlogits

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id);
    if i >= ROWS * CLASSES {
        return;
    }
    let share = SMOOTHING / f32(CLASSES);
    let t = select(share, 1.0 - SMOOTHING + share, labels[i / CLASSES] == f32(i % CLASSES));
    dlogits[i] = (p[i] - t) * (dloss[0] / f32(ROWS));
}
