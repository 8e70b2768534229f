// uses shared/half.wgsl
// uses shared/problem.wgsl
// uses shared/attention.wgsl
// uses shared/vectors.wgsl
// uses shared/spans.wgsl
// uses shared/blocks.wgsl
// uses shared/odd.wgsl
// uses shared/log_sum.wgsl
// uses shared/flash.wgsl
//
// Flash attention, forward, with K and V in half precision while they are staged: shared/flash.wgsl has the
// mathematics.
//
//     S = mask(cap(scale Q half(K)^T)),   O = exp(m - m') O + P half(V),   half(x) = x to 11 bits
//
// Where it departs from flash_forward.wgsl, and why:
// 1. `right` is half as large, so twice as many columns fit at once, and half as much of K and V goes
//    through workgroup memory.
// 2. Products and sums are single precision: the numbers become f32 again as they are read.
// 3. Q and P stay f32. Half a P would lose weights below 2^-24 that l still counts, and those of the keys
//    behind a strong one add up.
// 4. half(x) = x where |x| > 65504, for NaN and for infinities: those are odd, and no result is infinite
//    or NaN that is not so in flash_forward.wgsl.
//
// It produces out and lse, and none of S, P, m, l.

@compute @workgroup_size(THREADS_X, THREADS_Y)
fn flash_half(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_id) local: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    flash(group, groups, local, thread);
}
