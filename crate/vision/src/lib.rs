//! Epoch One: vision.
