// The sum over K in steps of DEPTH.
!A_ACROSS #read a K
?A_ACROSS #read a M
!B_ALONG #read b N
?B_ALONG #read b K
?BIAS #read bias N
#write c N
#use product

fn steps(layer: u32) -> u32 {
    return (K + DEPTH - 1u) / DEPTH;
}

fn shift(step: u32, layer: u32) -> u32 {
    return step * DEPTH;
}

fn place(m: u32) -> u32 {
    return m;
}

fn row_at(m: u32, shift: u32) -> u32 {
    return m;
}

// Past K: nothing.
fn bounded(k: u32, value: vec4<f32>) -> vec4<f32> {
    if K % DEPTH == 0u {
        return value;
    }
    return select(vec4<f32>(), value, k < K);
}

!A_ACROSS fn a_along(m: u32, shift: u32, k: u32) -> vec4<f32> { return bounded(shift + k, a_quad(m, shift + k)); }
?A_ACROSS fn a_across(shift: u32, k: u32, m: u32) -> vec4<f32> { return bounded(shift + k, a_quad(shift + k, m)); }
?B_ALONG fn b_along(n: u32, shift: u32, k: u32) -> vec4<f32> { return b_quad(n, shift + k); }
!B_ALONG fn b_across(shift: u32, k: u32, n: u32) -> vec4<f32> { return b_quad(shift + k, n); }

fn put(m: u32, n: u32, layer: u32, value: vec4<f32>) {
    ?BIAS c_set_quad(m, n, value + bias_quad(0u, n));
    !BIAS c_set_quad(m, n, value);
}
