// ring[step % entries] = [loss, right predictions, rows, step].
#use tree
#read loss
#read logits
#read labels
#read step_ u32
#write ring

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) at: u32) {
    var right = 0.0;
    for (var row = at; row < ROWS; row += THREADS) {
        var best = 0u;
        for (var k = 1u; k < CLASSES; k++) {
            if logits[row * CLASSES + k] > logits[row * CLASSES + best] {
                best = k;
            }
        }
        if f32(best) == labels[row] {
            right += 1.0;
        }
    }
    let sum = tree_sum(at, vec4<f32>(right, 0.0, 0.0, 0.0));
    if at == 0u {
        let entry = step_[0] % ENTRIES * 4u;
        ring[entry] = loss[0];
        ring[entry + 1u] = sum.x;
        ring[entry + 2u] = f32(ROWS);
        ring[entry + 3u] = f32(step_[0]);
    }
}
