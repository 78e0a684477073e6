//! Lessons walked as a student walks them: every guess given, every run trained, every figure used, every step opened, to
//! the passed task; in Chinese, and after starting over in English.
//!
//! | file | what |
//! |---|---|
//! | [`walk`] | through a lesson, cell by cell |
//! | [`figure`] | what a student does in a figure |
//! | [`lang`] | words around the lessons |
//! | [`open`] | tasks that stay open |

mod figure;
mod lang;
mod open;
mod walk;

pub use lang::Lang;
use lesson::index::CORE;
use walk::walk;
pub use walk::{number, PASSED, RUNS};

#[test]
fn first_model_02() {
    walk("02-first-model");
}

#[test]
fn myths_01() {
    walk("01-myths");
}

#[test]
fn learning_03() {
    walk("03-learning");
}

#[test]
fn words_07() {
    walk("07-words");
}

#[test]
fn sgd_06() {
    walk("06-sgd");
}

#[test]
fn validation_10() {
    walk("10-validation");
}

#[test]
fn metric_12() {
    walk("12-metric");
}

#[test]
fn overfitting_11() {
    walk("11-overfitting");
}

#[test]
fn fine_tuning_13() {
    walk("13-fine-tuning");
}

#[test]
fn seeing_14() {
    walk("14-seeing");
}

#[test]
fn every_core_lesson_is_walked() {
    let here = include_str!("mod.rs");
    for id in CORE {
        assert!(here.contains(&format!("    walk(\"{id}\");")), "no test walks {id}");
    }
}
