// The end of a product with moments: the tile's block of quad a_at$h of rows and b_at$j of columns lies at row top$h and column
// left$j of C. Rows past the last count nothing.
let kept$h_$d_$j = select(vec4<f32>(), sum$h_$d_$j, top$h + $du < M);
block_sum[a_at$h * B_QUADS + b_at$j] = (kept$h_0_$j + kept$h_1_$j) + (kept$h_2_$j + kept$h_3_$j);
sum_parts(at);
let part$h = a_at$h - a_at$h % PART_QUADS;
let mean$h_$j = block_sum[part$h * B_QUADS + b_at$j] / rows_of(top$h - a_at$h % PART_QUADS * 4u);
// Before others overwrite it.
workgroupBarrier();
let off$h_$d_$j = select(vec4<f32>(), sum$h_$d_$j - mean$h_$j, top$h + $du < M);
let squares$h_$d_$j = off$h_$d_$j * off$h_$d_$j;
block_sum[a_at$h * B_QUADS + b_at$j] = (squares$h_0_$j + squares$h_1_$j) + (squares$h_2_$j + squares$h_3_$j);
sum_parts(at);
if a_at$h == part$h && top$h < M && left$j < N { put_moments(top$h / PART, left$j, mean$h_$j, block_sum[a_at$h * B_QUADS + b_at$j]); }
