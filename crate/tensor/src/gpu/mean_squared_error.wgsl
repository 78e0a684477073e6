// Mean of (p - t) (p - t), in one workgroup whose invocations share the elements.
#use tree
#read p LEN
#read t LEN
#write loss

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) at: u32) {
    var sum = vec4<f32>();
    for (var i = at * 4u; i < LEN; i += THREADS * 4u) {
        let d = p_quad(0u, i) - t_quad(0u, i);
        sum += d * d;
    }
    sum = tree_sum(at, sum);
    if at == 0u {
        loss[0] = (sum.x + sum.y + sum.z + sum.w) / f32(LEN);
    }
}
