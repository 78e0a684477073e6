//! Files that a trained run leaves behind.
