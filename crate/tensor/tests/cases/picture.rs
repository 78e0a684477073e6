//! Batches of pictures.

use super::fill::Fill;
use super::{Case, ROUNDED};
use tensor::op::gather_pictures::GatherPictures;

pub fn gather_pictures(pictures: usize, height: usize, width: usize, n: usize) -> Case {
    let op = GatherPictures { height, width, mean: [0.49, 0.48, 0.45], std: [0.25, 0.24, 0.26] };
    let case = Case::op(format!("gather_pictures {n} of {pictures}, {height}x{width}"), op);
    let case = case.given("pixels", [pictures * height * width * 3 / 4], Fill::Words);
    case.given("draws", [n, 2], Fill::Draws(pictures as u32)).within(ROUNDED)
}

pub fn table() -> Vec<Case> {
    let none = "PyTorch has no such op; tests/cpu/by_hand.rs checks it";
    vec![gather_pictures(5, 8, 6, 7).no_golden(none), gather_pictures(3, 32, 32, 4).no_golden(none)]
}
