//! The allocator of the packages for the GPU and for traces, which allocate little: lists of free blocks in
//! two levels by size. Readers download it, and it is a fraction of the standard library's.

#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
