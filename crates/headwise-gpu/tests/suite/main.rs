//! Plans and twins without a GPU, and the kernels on whatever Vulkan adapter there is.

mod cases;
mod decode;
mod failures;
mod flash;
mod half;
mod plans;
mod products;
mod scores;
mod shared;
mod support;
