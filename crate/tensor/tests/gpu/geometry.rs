//! Cases that take every shader through each of its launch geometries: several tiles a workgroup, shared sums, many
//! rows, workgroups of 256.

use crate::cases::convolution::{accumulate, conv2d, depthwise, kernel, moments, statistics};
use crate::cases::drawn::products;
use crate::cases::elementwise::{bias, matmul};
use crate::cases::loss::{mean_squared_error, record, softmax_cross_entropy};
use crate::cases::normalisation::{batch_norm, grad_reduce, merge};
use crate::cases::Case;
use tensor::gpu::Tiles;

/// Every way in which a device may want its work cut; the last two stage small products too.
pub const TILES: [Tiles; 8] = [
    Tiles::PORTABLE,
    Tiles::SOFTWARE,
    Tiles { rows: 8, columns: 4, meet: true, stage: 0 },
    Tiles { rows: 8, columns: 8, meet: true, stage: 0 },
    STAGED,
    Tiles { rows: 4, columns: 4, meet: true, stage: 256 },
    Tiles { rows: 4, columns: 4, meet: true, stage: 16 },
    Tiles { rows: 4, columns: 8, meet: true, stage: 16 },
];

pub const STAGED: Tiles = Tiles { rows: 8, columns: 8, meet: true, stage: 64 };

pub fn table() -> Vec<Case> {
    vec![
        // The layers of the residual networks, on small pictures.
        conv2d([2, 6, 6, 64], 64, kernel(3, 1, 1)),
        conv2d([1, 6, 6, 32], 64, kernel(3, 2, 1)),
        conv2d([2, 5, 6, 32], 64, kernel(1, 2, 0)),
        conv2d([1, 33, 33, 3], 16, kernel(3, 1, 1)),
        conv2d([1, 34, 31, 16], 16, kernel(3, 1, 1)),
        conv2d([1, 4, 4, 128], 128, kernel(3, 1, 1)),
        conv2d([1, 3, 3, 62], 66, kernel(3, 1, 1)),
        conv2d([1, 7, 7, 5], 6, kernel(3, 3, 1)),
        moments([3, 9, 9, 8], 33, kernel(3, 1, 1)),
        moments([1, 7, 5, 3], 70, kernel(3, 1, 1)),
        statistics([1, 19, 23, 16], 12, kernel(3, 2, 1)),
        accumulate([1, 9, 9, 32], 33, kernel(3, 2, 1)),
        depthwise([1, 34, 34, 6], kernel(3, 1, 1)),
        matmul(3, 1500, 5, false, false),
        matmul(3, 1501, 6, true, false),
        matmul(4, 1502, 7, false, true),
        matmul(5, 2051, 8, true, true),
        matmul(300, 40, 260, false, false),
        bias(&[1100, 5]),
        batch_norm([1030, 6]),
        merge(70_000, 8, true),
        batch_norm([2, 24, 23, 8]),
        grad_reduce([5, 19, 13, 4], true),
        softmax_cross_entropy(1100, 3, 0.1),
        record(1100, 5, 7),
        mean_squared_error([33, 37]),
    ]
}

/// Products of which most are large enough for whole workgroups that stage: eight invocations beside each other, four, two.
pub fn large() -> Vec<Case> {
    let mut cases = vec![
        conv2d([2, 8, 8, 64], 64, kernel(3, 1, 1)),
        conv2d([1, 32, 32, 24], 32, kernel(3, 2, 1)),
        conv2d([3, 20, 21, 16], 16, kernel(3, 1, 1)),
        accumulate([1, 32, 32, 32], 33, kernel(3, 2, 1)),
        matmul(530, 21, 516, false, false),
        matmul(520, 18, 511, true, true),
    ];
    cases.push(moments([2, 16, 16, 32], 32, kernel(3, 1, 1)));
    cases.push(moments([3, 20, 21, 16], 16, kernel(3, 1, 1)));
    cases.push(statistics([2, 8, 8, 64], 64, kernel(1, 1, 0)));
    cases.extend((0..2).flat_map(products));
    cases
}
