// An invocation computes one number of dx, of dw or of dbias.
#read x
#read w
#read dy
#write dx
#write dw
#write dbias

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = flat(id);
    let at = i - ROWS * AREA * INPUTS;
    var sum = 0.0;
    if i < ROWS * AREA * INPUTS {
        let row = i / (AREA * INPUTS);
        for (var k = 0u; k < COLUMNS; k++) {
            sum += dy[row * COLUMNS + k] * w[i % INPUTS * COLUMNS + k];
        }
        dx[i] = sum * (1.0 / f32(AREA));
    } else if at < INPUTS * COLUMNS {
        for (var row = 0u; row < ROWS; row++) {
            sum += x[row * INPUTS + at / COLUMNS] * dy[row * COLUMNS + at % COLUMNS];
        }
        dw[at] = sum;
    } else if at < (INPUTS + 1u) * COLUMNS {
        for (var row = 0u; row < ROWS; row++) {
            sum += dy[row * COLUMNS + at % COLUMNS];
        }
        dbias[at % COLUMNS] = sum;
    }
}
