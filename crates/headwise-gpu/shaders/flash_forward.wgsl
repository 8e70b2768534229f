// uses shared/full.wgsl
// uses shared/problem.wgsl
// uses shared/attention.wgsl
// uses shared/vectors.wgsl
// uses shared/spans.wgsl
// uses shared/blocks.wgsl
// uses shared/odd.wgsl
// uses shared/log_sum.wgsl
// uses shared/flash.wgsl
//
// Flash attention, forward, in single precision: shared/flash.wgsl has the mathematics.
//
// It produces out and lse, and none of S, P, m, l.

@compute @workgroup_size(THREADS_X, THREADS_Y)
fn flash_forward(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_id) local: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    flash(group, groups, local, thread);
}
