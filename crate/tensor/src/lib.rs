//! Epoch One: tensor.
