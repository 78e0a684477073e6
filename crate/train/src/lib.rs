//! Epoch One: train.
