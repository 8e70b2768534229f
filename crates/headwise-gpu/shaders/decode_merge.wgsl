// uses shared/problem.wgsl
// uses shared/log_sum.wgsl
//
// Attention of few queries over many keys, second half: for each row, the parts (m_s, l_s, O_s) that
// decode_split.wgsl wrote become one:
//
//     m = max_s m_s,   l = sum_s exp(m_s - m) l_s,   O = sum_s exp(m_s - m) O_s
//     out = O / l,   lse = m + ln l
//
// A workgroup is a row and a thread owns columns of the values. Where it departs: m_s of a part
// without a visible key is a finite number, and l = 0 says that no part had one.
//
// It produces out and lse.

override THREADS: u32;

// For each row and split: m, l and O, d_v + 2 numbers.
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> out: array<f32>;
// As bits, since minus infinity is among them.
@group(0) @binding(3) var<storage, read_write> lse: array<u32>;

@compute @workgroup_size(THREADS)
fn decode_merge(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let row = (group.z * problem.heads + group.y) * problem.q_len + group.x;
    let width = problem.value_dim + 2u;
    let first = row * problem.splits * width;
    var m = HIDDEN;
    for (var s = 0u; s < problem.splits; s += 1u) {
        m = max(m, partials[first + s * width]);
    }
    var l = 0.0;
    for (var s = 0u; s < problem.splits; s += 1u) {
        let part = first + s * width;
        l += exp2((partials[part] - m) * LOG2_E) * partials[part + 1u];
    }
    for (var column = thread; column < problem.value_dim; column += THREADS) {
        var o = 0.0;
        for (var s = 0u; s < problem.splits; s += 1u) {
            let part = first + s * width;
            o += exp2((partials[part] - m) * LOG2_E) * partials[part + 2u + column];
        }
        out[row * problem.value_dim + column] = o / select(l, 1.0, l == 0.0);
    }
    if (thread == 0u) {
        lse[row] = log_sum_bits(m, l);
    }
}
