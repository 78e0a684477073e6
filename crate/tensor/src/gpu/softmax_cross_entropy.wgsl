// Probabilities and the mean loss, in one workgroup whose invocations share the rows. As a whole STEP: the gradient
// dlogits = (p - t) dloss / rows too, and ring[step % entries] = [loss, right predictions, rows, step].
#use tree
#use nan
#read logits
#read labels
?STEP #read dloss
?STEP #read step_ u32
?STEP #write ring
#write loss
#write probabilities
?STEP #write dlogits

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) at: u32) {
    var total = 0.0;
    var right = 0.0;
    for (var row = at; row < ROWS; row += THREADS) {
        let base = row * CLASSES;
        var highest = logits[base];
        var best = 0u;
        for (var k = 1u; k < CLASSES; k++) {
            let x = logits[base + k];
            best = select(best, k, x > highest);
            highest = select(highest, x, x > highest);
        }
        right += select(0.0, 1.0, f32(best) == labels[row]);
        var sum = 0.0;
        for (var k = 0u; k < CLASSES; k++) {
            let e = exp_or_nan(vec4<f32>(logits[base + k] - highest)).x;
            probabilities[base + k] = e;
            sum += e;
        }
        let log_sum = select(log(sum), sum, is_nan(vec4<f32>(sum)).x);
        for (var k = 0u; k < CLASSES; k++) {
            let p = probabilities[base + k] / sum;
            probabilities[base + k] = p;
            let share = SMOOTHING / f32(CLASSES);
            let t = select(share, 1.0 - SMOOTHING + share, labels[row] == f32(k));
            total -= t * (logits[base + k] - highest - log_sum);
            ?STEP dlogits[base + k] = (p - t) * (dloss[0] / f32(ROWS));
        }
    }
    let sum = tree_sum(at, vec4<f32>(total, right, 0.0, 0.0));
    if at == 0u {
        loss[0] = sum.x / f32(ROWS);
        ?STEP let entry = step_[0] % ENTRIES * 4u;
        ?STEP ring[entry] = sum.x / f32(ROWS);
        ?STEP ring[entry + 1u] = sum.y;
        ?STEP ring[entry + 2u] = f32(ROWS);
        ?STEP ring[entry + 3u] = f32(step_[0]);
    }
}
