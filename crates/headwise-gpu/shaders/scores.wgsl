// uses shared/problem.wgsl
// uses shared/attention.wgsl
// uses shared/numbers.wgsl
//
// The scores themselves, for teaching and for whoever asks to see them:
//
//     S = mask(cap(scale Q K^T))        [batch, heads, n, m]
//
// cell by cell, a thread each, stopped after the product, the cap or the mask. It is the naive kernel:
// it holds n m numbers and reads each key n times. A hidden cell is minus infinity, so cells are
// written as bits.
//
// It produces one of the stages of S, and neither weights nor output.

override THREADS: u32;
// 0: scale Q K^T, 1: with the cap, 2: with the mask.
override STEP: u32;

@group(0) @binding(5) var<storage, read_write> cells: array<u32>;

@compute @workgroup_size(THREADS)
fn scores(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let key = group.x * THREADS + thread;
    let query = group.y;
    let batch = group.z / problem.heads;
    let head = group.z % problem.heads;
    if (key >= problem.kv_len) {
        return;
    }
    let q_first = (group.z * problem.q_len + query) * problem.head_dim;
    let kv_row = (batch * problem.kv_heads + kv_head_of(head)) * problem.kv_len + key;
    let k_first = kv_row * problem.head_dim;
    var dot = 0.0;
    for (var d = 0u; d < problem.head_dim; d += 1u) {
        dot += q[q_first + d] * k[k_first + d];
    }
    var score = dot * problem.scale;
    if (STEP >= 1u) {
        score = capped(dot);
    }
    var bits = bitcast<u32>(score);
    if (STEP >= 2u) {
        score = masked(batch, head, query, key, score);
        bits = select(bitcast<u32>(score), MINUS_INFINITY, score == HIDDEN);
    }
    cells[(group.z * problem.q_len + query) * problem.kv_len + key] = bits;
}
