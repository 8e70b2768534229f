// uses shared/problem.wgsl
// uses shared/attention.wgsl
// uses shared/vectors.wgsl
// uses shared/blocks.wgsl
// uses shared/full.wgsl
// uses shared/odd.wgsl
// uses shared/quads.wgsl
// uses shared/decode.wgsl
//
// Attention of few queries over many keys, first half: what decode_split.wgsl computes, for four threads
// that hand numbers to each other:
//
//     S = mask(cap(scale Q K^T))                                   [4, KEYS]
//     m = rowmax S,   P = exp(S - m),   l = rowsum P,   O = P V    [4, d_v]
//
// Where it departs from decode_split.wgsl, and why:
// 1. There is no workgroup memory and no barrier: see shared/quads.wgsl.
// 2. Thread x holds S for keys x, x + 4, ..., and O for vectors x, x + 4, ... of V's rows. Each number of
//    K and V is loaded once.
// 3. What is rare is a loop of one round, as in flash_quads.wgsl.
//
// It produces m, l and O of each part, and no S or P.

const THREADS: u32 = 4u;
const KEYS: u32 = 64u;
// Vectors of O of a thread.
const VALUE_QUADS: u32 = 4u;

// What NaN and infinite values add to O.
alias Odd = array<mat4x4<f32>, VALUE_QUADS>;

@compute @workgroup_size(THREADS)
fn decode_quads(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(subgroup_invocation_id) lane: u32,
) {
    let x = lane % THREADS;
    let split = group.x;
    let batch = group.z / problem.kv_heads;
    let readers = readers_of(batch, group.z % problem.kv_heads, ROWS * group.y);
    let kv_first = group.z * problem.kv_len;
    let key0 = split * KEYS;
    let terms = vectors_of(problem.head_dim);
    let vectors = vectors_of(problem.value_dim);

    // S: a quad of keys each.
    var s_0 = mat4x4<f32>();
    var s_1 = mat4x4<f32>();
    var s_2 = mat4x4<f32>();
    var s_3 = mat4x4<f32>();
    let q_at = readers.rows[x] * terms;
    let keys = vec4<u32>(key0 + x) + 4u * FOUR;
    let k_0 = key_rows(kv_first, keys, terms);
    let k_1 = key_rows(kv_first, keys + 16u, terms);
    let k_2 = key_rows(kv_first, keys + 32u, terms);
    let k_3 = key_rows(kv_first, keys + 48u, terms);
    for (var term = 0u; term < terms; term += 1u) {
        let queries = query_block(q[q_at + term]);
        s_0 += queries * key_block(k_0, term);
        s_1 += queries * key_block(k_1, term);
        s_2 += queries * key_block(k_2, term);
        s_3 += queries * key_block(k_3, term);
    }

    var s = array<mat4x4<f32>, 4>(s_0, s_1, s_2, s_3);
    var is_done = problem.mask_kind == 0u && problem.softcap == 0.0;
    for (var r = 0u; r < ROWS; r += 1u) {
        let sees = columns[batch * problem.q_len + readers.queries[r]];
        is_done = is_done && key0 >= sees.y && key0 + KEYS <= min(sees.z, problem.kv_len);
    }
    let scale = select(1.0, problem.scale, is_done);
    while (!is_done) {
        for (var cell = 0u; cell < KEYS; cell += 1u) {
            let c = cell / 4u % 4u;
            let r = cell % 4u;
            let key = key0 + x + 4u * (cell / 4u);
            let score = capped(s[cell / 16u][c][r]);
            let seen = masked(batch, readers.heads[r], readers.queries[r], min(key, problem.kv_len - 1u), score);
            s[cell / 16u][c][r] = select(seen, HIDDEN, key >= problem.kv_len);
        }
        is_done = true;
    }
    s = array<mat4x4<f32>, 4>(s[0] * scale, s[1] * scale, s[2] * scale, s[3] * scale);

    let m = quad_max(max(max(row_max(s[0]), row_max(s[1])), max(row_max(s[2]), row_max(s[3]))));
    let p_0 = weigh(s[0], m);
    let p_1 = weigh(s[1], m);
    let p_2 = weigh(s[2], m);
    let p_3 = weigh(s[3], m);
    let l = quad_sum((column_sum(p_0) + column_sum(p_1)) + (column_sum(p_2) + column_sum(p_3)));
    put_part(readers, split, x, m[x], l[x]);
    var p = array<vec4<f32>, 16>(
        p_0[0], p_0[1], p_0[2], p_0[3], p_1[0], p_1[1], p_1[2], p_1[3],
        p_2[0], p_2[1], p_2[2], p_2[3], p_3[0], p_3[1], p_3[2], p_3[3]);

    let quads = (min(KEYS, problem.kv_len - key0) + 3u) / 4u;
    for (var first = 0u; first < vectors; first += THREADS * VALUE_QUADS) {
        let own = first + x;
        var o_0 = mat4x4<f32>();
        var o_1 = mat4x4<f32>();
        var o_2 = mat4x4<f32>();
        var o_3 = mat4x4<f32>();
        var odd: Odd;
        for (var j = 0u; j < quads; j += 1u) {
            let w = spread(p[j]);
            let v_at = key_rows(kv_first, vec4<u32>(key0 + 4u * j) + FOUR, vectors);
            var v_0 = value_block(v_at, own);
            var v_1 = value_block(v_at, own + 4u);
            var v_2 = value_block(v_at, own + 8u);
            var v_3 = value_block(v_at, own + 12u);
            var is_any = is_odd_block(v_0) | is_odd_block(v_1) | is_odd_block(v_2) | is_odd_block(v_3);
            while (is_any) {
                var v = array<mat4x4<f32>, VALUE_QUADS>(v_0, v_1, v_2, v_3);
                for (var cell = 0u; cell < 4u * VALUE_QUADS; cell += 1u) {
                    let value = v[cell / 4u][cell % 4u];
                    let alone = select(vec4<f32>(), value, odd_cells(value));
                    odd[cell / 4u][cell % 4u] += seen_column(w, alone);
                }
                v_0 = even(v_0);
                v_1 = even(v_1);
                v_2 = even(v_2);
                v_3 = even(v_3);
                is_any = false;
            }
            o_0 += w * v_0;
            o_1 += w * v_1;
            o_2 += w * v_2;
            o_3 += w * v_3;
        }
        var o = array<mat4x4<f32>, VALUE_QUADS>(o_0, o_1, o_2, o_3);
        for (var cell = 0u; cell < ROWS * VALUE_QUADS; cell += 1u) {
            let quad = cell / ROWS;
            let numbers = transpose(o[quad] + odd[quad]);
            put_values(readers, split, cell % ROWS, own + 4u * quad, numbers[cell % ROWS]);
        }
    }
}
