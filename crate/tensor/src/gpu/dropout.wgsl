// y = x SCALE where the element's random word is at least THRESHOLD, otherwise 0. The words are those of
// `random.rs`: a function of seed, layer and element, so the gradient finds the same ones.
#read x LEN
#read seed u32
#write y LEN

fn scramble(word: u32) -> u32 {
    var v = word;
    v = (v ^ (v >> 16u)) * 0x7feb352du;
    v = (v ^ (v >> 15u)) * 0x846ca68bu;
    return v ^ (v >> 16u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id) * 4u;
    if i >= LEN {
        return;
    }
    let stream = scramble((seed[0] ^ KEY) + 0x9e3779b9u);
    let at = seed[1] * ROW + i;
    let words = vec4<u32>(
        scramble(stream ^ scramble(at)),
        scramble(stream ^ scramble(at + 1u)),
        scramble(stream ^ scramble(at + 2u)),
        scramble(stream ^ scramble(at + 3u)),
    );
    y_set_quad(0u, i, select(vec4<f32>(), x_quad(0u, i) * SCALE, words >= vec4<u32>(THRESHOLD)));
}
