// Probabilities and the mean loss, in one workgroup whose invocations share the rows.
@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) at: u32) {
    var total = 0.0;
    for (var row = at; row < ROWS; row += THREADS) {
        let base = row * CLASSES;
        var highest = logits[base];
        for (var k = 1u; k < CLASSES; k++) {
            let x = logits[base + k];
            highest = select(highest, x, x > highest);
        }
        var sum = 0.0;
        for (var k = 0u; k < CLASSES; k++) {
            let e = exp_or_nan(vec4<f32>(logits[base + k] - highest)).x;
            probabilities[base + k] = e;
            sum += e;
        }
        let log_sum = select(log(sum), sum, is_nan(vec4<f32>(sum)).x);
        for (var k = 0u; k < CLASSES; k++) {
            probabilities[base + k] /= sum;
            let share = SMOOTHING / f32(CLASSES);
            let t = select(share, 1.0 - SMOOTHING + share, labels[row] == f32(k));
            total -= t * (logits[base + k] - highest - log_sum);
        }
    }
    let sum = tree_sum(at, vec4<f32>(total, 0.0, 0.0, 0.0));
    if at == 0u {
        loss[0] = sum.x / f32(ROWS);
    }
}
