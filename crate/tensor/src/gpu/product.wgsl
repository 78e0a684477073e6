// C = A B in tiles of ROWS rows by COLUMNS columns, one an invocation, all in registers: this text is unrolled over them
// (see `tile.rs`). The sum runs over steps (a filter's taps, a picture's rows, pieces of a matrix) of DEPTH products.
//
// The op defines `steps(layer)`, `shift(step, layer)`, which is what a step adds to all places; where A is read along
// the sum, `place(row)`, `row_at(place, shift)` and `a_along(row, shift, k)`, otherwise `a_across(shift, k, row)`;
// `b_along(column, shift, k)` or `b_across(shift, k, column)`; and `put(row, column, layer, value)`. What lies past the
// end of a sum must be zero in A; B may give anything there.
//
// Marks: row 4 $h + $d of the tile, quad $j of its columns, place $k of four along the sum; load $a of A, $b of B.

// MOMENTS: a workgroup's tiles make up parts of PART rows, and the op defines `put_moments(part, column, mean, squares)` too.

?STAGED #use product_staged
!STAGED #use product_registers
?MOMENTS #use moments

fn finish(row: u32, column: u32, layer: u32, value: vec4<f32>) {
    if row < M && column < N {
        put(row, column, layer, value);
    }
}
