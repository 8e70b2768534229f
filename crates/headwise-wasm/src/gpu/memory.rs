//! The allocator of the GPU's package, which allocates a few dozen times a call: lists of free blocks in
//! two levels by size. Readers download it, and it is a fraction of the standard library's.

#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
