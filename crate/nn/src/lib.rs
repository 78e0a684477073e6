//! Epoch One: nn.
