// uses shared/problem.wgsl
// uses shared/attention.wgsl
// uses shared/numbers.wgsl
//
// Attention of few queries over many keys, first half: one workgroup takes in THREADS keys for four
// rows that read the same key head, and writes what those keys alone make of the recurrence:
//
//     S = mask(cap(scale Q K^T))                                   [4, THREADS]
//     m = rowmax S,   P = exp(S - m),   l = rowsum P,   O = P V    [4, d_v]
//
// decode_merge.wgsl makes one of the parts (flash-decoding; the merge of two states is equation 3 of
// Milakov and Gimelshein 2018, carried over to O).
//
// Where it departs from flash_forward.wgsl, and why:
// 1. The keys are shared out among workgroups, not the queries: one query would keep one workgroup
//    busy. The work is bound by reading K and V, so each is read once for four rows.
// 2. A row is a lane of a vector: the rows are those of a group of query heads, then of the queries.
// 3. A thread owns a key for S and columns of the values for O. No register tile would pay off: there
//    are four rows to share a number that was read.
// 4. Keys that none of the four rows sees are not read.
//
// It produces m, l and O of each part, and no S or P.

// A power of two.
override THREADS: u32;
override DEPTH: u32;

const ROWS: u32 = 4u;

// For each row [batch, heads, q_len] and split: m, l and O, d_v + 2 numbers.
@group(0) @binding(6) var<storage, read_write> partials: array<f32>;

var<workgroup> queries: array<vec4<f32>, DEPTH>;
var<workgroup> weights: array<vec4<f32>, THREADS>;
var<workgroup> peers: array<vec4<f32>, THREADS>;

// Row r of a key head, as [head, query].
fn place(kv_head: u32, r: u32) -> vec2<u32> {
    let group = problem.heads / problem.kv_heads;
    let row = min(r, group * problem.q_len - 1u);
    return vec2<u32>(kv_head * group + row / problem.q_len, row % problem.q_len);
}

@compute @workgroup_size(THREADS)
fn decode_split(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let split = group.x;
    let batch = group.z / problem.kv_heads;
    let kv_head = group.z % problem.kv_heads;
    let first_row = ROWS * group.y;
    let kv_first = group.z * problem.kv_len;
    let key0 = split * THREADS;
    let key = key0 + thread;

    var heads: vec4<u32>;
    var rows: vec4<u32>;
    var at: vec4<u32>;
    for (var r = 0u; r < ROWS; r += 1u) {
        let where_to = place(kv_head, first_row + r);
        heads[r] = where_to.x;
        rows[r] = where_to.y;
        at[r] = (batch * problem.heads + where_to.x) * problem.q_len + where_to.y;
    }

    // Whether a row sees the key; the score 0 stands in for one that is not known yet.
    var is_seen = false;
    for (var r = 0u; r < ROWS; r += 1u) {
        // Not by `!=`, which may be false of a bias that is NaN.
        let is_hidden = key >= problem.kv_len || masked(batch, heads[r], rows[r], key, 0.0) == HIDDEN;
        is_seen = is_seen || !is_hidden;
    }

    // S = Q K^T: the four rows of Q pass through workgroup memory, the key comes straight.
    var dots = vec4<f32>();
    for (var d0 = 0u; d0 < problem.head_dim; d0 += DEPTH) {
        let depth = min(DEPTH, problem.head_dim - d0);
        workgroupBarrier();
        for (var d = thread; d < depth; d += THREADS) {
            let cells = at * problem.head_dim + d0 + d;
            queries[d] = vec4<f32>(q[cells.x], q[cells.y], q[cells.z], q[cells.w]);
        }
        workgroupBarrier();
        if (is_seen) {
            let cell = (kv_first + key) * problem.head_dim + d0;
            for (var d = 0u; d < depth; d += 1u) {
                dots += queries[d] * k[cell + d];
            }
        }
    }
    var scores = vec4<f32>(HIDDEN);
    if (is_seen) {
        for (var r = 0u; r < ROWS; r += 1u) {
            scores[r] = masked(batch, heads[r], rows[r], key, capped(dots[r]));
        }
    }

    // m and l: by halves, the upper onto the lower.
    peers[thread] = scores;
    for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
        workgroupBarrier();
        if (thread < reach) {
            peers[thread] = max(peers[thread], peers[thread + reach]);
        }
    }
    workgroupBarrier();
    let m = peers[0];
    workgroupBarrier();
    let none = vec4<f32>();
    let weight = select(exp2((scores - m) * LOG2_E), none, scores <= vec4<f32>(HIDDEN));
    weights[thread] = weight;
    peers[thread] = weight;
    for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
        workgroupBarrier();
        if (thread < reach) {
            peers[thread] += peers[thread + reach];
        }
    }
    workgroupBarrier();
    let l = peers[0];

    // O = P V.
    let width = problem.value_dim + 2u;
    let part = (at * problem.splits + split) * width;
    let is_row = vec4<u32>(first_row) + vec4<u32>(0u, 1u, 2u, 3u)
        < vec4<u32>(problem.heads / problem.kv_heads * problem.q_len);
    for (var column = thread; column < problem.value_dim; column += THREADS) {
        var o = none;
        for (var j = 0u; j < THREADS; j += 1u) {
            let p = weights[j];
            if (any(p != none)) {
                // A weight of 0 does not silence a value that is NaN or infinite.
                let value = v[(kv_first + key0 + j) * problem.value_dim + column];
                o += select(p * value, none, p == none);
            }
        }
        for (var r = 0u; r < ROWS; r += 1u) {
            if (is_row[r]) {
                partials[part[r] + 2u + column] = o[r];
            }
        }
    }
    if (thread < ROWS && is_row[thread]) {
        partials[part[thread]] = m[thread];
        partials[part[thread] + 1u] = l[thread];
    }
}
