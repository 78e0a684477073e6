// db[channel] = sum over rows of dy. A workgroup takes four channels, its invocations share the rows.
#use tree
#read dy CHANNELS
#write db CHANNELS

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) at: u32) {
    let channel = group.x * 4u;
    var sum = vec4<f32>();
    for (var row = at; row < ROWS; row += THREADS) {
        sum += dy_quad(row, channel);
    }
    sum = tree_sum(at, sum);
    if at == 0u {
        db_set_quad(0u, channel, sum);
    }
}
