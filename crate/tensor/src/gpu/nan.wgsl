// Not-a-number by its bits: compilers may take `v != v` for false.
fn is_nan(v: vec4<f32>) -> vec4<bool> {
    return (bitcast<vec4<u32>>(v) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u);
}

// e^v, where NaN stays NaN: some devices make it a number, which would hide that a run has diverged.
fn exp_or_nan(v: vec4<f32>) -> vec4<f32> {
    return select(exp(v), v, is_nan(v));
}
