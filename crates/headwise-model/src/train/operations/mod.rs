//! One operation a file, its derivative beside it.
//!
//! `d_y` is the derivative of the loss with respect to y. A backward pass adds to the gradients of
//! parameters and gives those of its inputs.

pub(super) mod activation;
pub(super) mod attention;
pub(super) mod cross_entropy;
pub(super) mod embedding;
pub(super) mod linear;
pub(super) mod norm;
pub(super) mod rotary;
