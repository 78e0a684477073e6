// A sum over the invocations of a workgroup, in a fixed order.
var<workgroup> part: array<vec4<f32>, THREADS>;

// Invocation `at` gives `value`; every invocation gets the sum. All of them must call it.
fn tree_sum(at: u32, value: vec4<f32>) -> vec4<f32> {
    part[at] = value;
    workgroupBarrier();
    for (var half = THREADS / 2u; half > 0u; half /= 2u) {
        if at < half {
            part[at] += part[at + half];
        }
        workgroupBarrier();
    }
    let sum = part[0];
    // The next sum may overwrite it.
    workgroupBarrier();
    return sum;
}
