// A row for each output pixel, a step for each tap.
#read x C_IN
#read w N
#write y N
?MOMENTS #write moments N
#use window
#use product

fn steps(layer: u32) -> u32 {
    return KH * KW;
}

fn shift(step: u32, layer: u32) -> vec3<u32> {
    return vec3<u32>(step / KW - PADDING, step % KW - PADDING, step * C_IN);
}

fn b_across(shift: vec3<u32>, k: u32, co: u32) -> vec4<f32> {
    return w_quad(shift.z + k, co);
}

fn put(pixel: u32, co: u32, layer: u32, value: vec4<f32>) {
    y_set_quad(pixel, co, value);
}

?MOMENTS fn put_moments(part: u32, co: u32, mean: vec4<f32>, squares: vec4<f32>) {
?MOMENTS     moments_set_quad(2u * part, co, mean);
?MOMENTS     moments_set_quad(2u * part + 1u, co, squares);
?MOMENTS }
