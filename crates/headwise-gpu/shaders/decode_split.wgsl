// uses shared/problem.wgsl
// uses shared/attention.wgsl
// uses shared/vectors.wgsl
// uses shared/blocks.wgsl
// uses shared/decode.wgsl
//
// Attention of few queries over many keys, first half: one workgroup takes in THREADS keys for four
// rows that read the same key head, and writes what those keys alone make of the recurrence:
//
//     S = mask(cap(scale Q K^T))                                   [4, THREADS]
//     m = rowmax S,   P = exp(S - m),   l = rowsum P,   O = P V    [4, d_v]
//
// decode_merge.wgsl makes one of the parts (flash-decoding; the merge of two states is equation 4 of
// Milakov and Gimelshein 2018, carried over to O).
//
// Where it departs from flash_forward.wgsl, and why:
// 1. The keys are shared out among workgroups, not the queries: one query would keep one workgroup
//    busy. The work is bound by reading K and V, so each is read once for four rows.
// 2. A row is a lane of a vector: the rows are those of a group of query heads, then of the queries.
// 3. A thread owns a key for S, and a vector of columns and every so many keys for O. No register tile
//    would pay off: there are four rows to share a number that was read.
// 4. Keys that none of the four rows sees are not read.
//
// It produces m, l and O of each part, and no S or P.

// Powers of two: the threads, and those that stand side by side on a row of V.
override THREADS: u32;
override ACROSS: u32;
// Vectors of Q that are staged at once.
override DEPTH: u32;

// Four terms of the four rows of Q.
var<workgroup> queries: array<mat4x4<f32>, DEPTH>;
var<workgroup> weights: array<vec4<f32>, THREADS>;
var<workgroup> peers: array<vec4<f32>, THREADS>;
// Four columns of O of the four rows, from a thread's keys alone.
var<workgroup> sums: array<mat4x4<f32>, THREADS>;

@compute @workgroup_size(THREADS)
fn decode_split(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    let split = group.x;
    let batch = group.z / problem.kv_heads;
    let readers = readers_of(batch, group.z % problem.kv_heads, ROWS * group.y);
    let kv_first = group.z * problem.kv_len;
    let key0 = split * THREADS;
    let key = key0 + thread;

    // Whether a row sees the key; the score 0 stands in for one that is not known yet.
    var is_seen = false;
    for (var r = 0u; r < ROWS; r += 1u) {
        // Not by `!=`, which may be false of a bias that is NaN.
        let is_hidden = key >= problem.kv_len
            || masked(batch, readers.heads[r], readers.queries[r], key, 0.0) == HIDDEN;
        is_seen = is_seen || !is_hidden;
    }

    // S = Q K^T: the four rows of Q pass through workgroup memory, the key comes straight.
    let terms = vectors_of(problem.head_dim);
    let q_at = readers.rows * terms;
    let k_at = (kv_first + key) * terms;
    var dots = vec4<f32>();
    for (var first = 0u; first < terms; first += DEPTH) {
        let depth = min(DEPTH, terms - first);
        workgroupBarrier();
        for (var t = thread; t < depth; t += THREADS) {
            let at = q_at + first + t;
            queries[t] = transpose(mat4x4<f32>(q[at.x], q[at.y], q[at.z], q[at.w]));
        }
        workgroupBarrier();
        if (is_seen) {
            for (var t = 0u; t < depth; t += 1u) {
                dots += queries[t] * k[k_at + first + t];
            }
        }
    }
    var scores = vec4<f32>(HIDDEN);
    if (is_seen) {
        for (var r = 0u; r < ROWS; r += 1u) {
            scores[r] = masked(batch, readers.heads[r], readers.queries[r], key, capped(dots[r]));
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
    let weight = weigh_key(scores, m);
    weights[thread] = weight;
    peers[thread] = weight;
    for (var reach = THREADS / 2u; reach > 0u; reach /= 2u) {
        workgroupBarrier();
        if (thread < reach) {
            peers[thread] += peers[thread + reach];
        }
    }
    workgroupBarrier();
    if (thread < ROWS) {
        put_part(readers, split, thread, m[thread], peers[0][thread]);
    }

    // O = P V, ACROSS vectors of columns at a time.
    let vectors = vectors_of(problem.value_dim);
    for (var first = 0u; first < vectors; first += ACROSS) {
        var o = mat4x4<f32>();
        let own = first + thread % ACROSS;
        for (var j = thread / ACROSS; j < THREADS && own < vectors; j += THREADS / ACROSS) {
            let p = weights[j];
            if (any(p != vec4<f32>())) {
                let value = v[(kv_first + key0 + j) * vectors + own];
                // A weight of 0 does not silence a value that is NaN or infinite.
                let is_zero = p == vec4<f32>();
                for (var c = 0u; c < 4u; c += 1u) {
                    o[c] += select(p * value[c], vec4<f32>(), is_zero);
                }
            }
        }
        workgroupBarrier();
        sums[thread] = o;
        workgroupBarrier();
        for (var cell = thread; cell < ROWS * ACROSS; cell += THREADS) {
            let r = cell / ACROSS;
            var sum = vec4<f32>();
            for (var peer = cell % ACROSS; peer < THREADS; peer += ACROSS) {
                let part = sums[peer];
                sum += vec4<f32>(part[0][r], part[1][r], part[2][r], part[3][r]);
            }
            put_values(readers, split, r, first + cell % ACROSS, sum);
        }
    }
}
