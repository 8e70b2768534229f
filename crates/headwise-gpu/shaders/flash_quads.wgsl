// uses shared/problem.wgsl
// uses shared/attention.wgsl
// uses shared/blocks.wgsl
// uses shared/log_sum.wgsl
//
// Flash attention, forward: the recurrence of flash_forward.wgsl, for four threads that hand numbers to
// each other. It needs subgroups, of any size from four: its only exchange is within a quad.
//
//     for each tile of 32 keys that some query of the tile sees:
//         S  = mask(cap(scale Q K^T))                              [16, 32]
//         m' = max(m, rowmax S),   P = exp(S - m')
//         l  = exp(m - m') l + rowsum P
//         O  = exp(m - m') O + P V                                 [16, d_v]
//
// Where it departs from flash_forward.wgsl, and why:
// 1. There is no workgroup memory and no barrier. An adapter in software gathers every indexed number
//    lane by lane, some forty instructions for each, even when all lanes read the same; a number that lies in a
//    register of the quad costs one. So Q and P are spread by quadBroadcast, and nothing is staged.
// 2. Each number is loaded once for the quad: thread x loads column x of four of Q, keys x, x + 4, ... of K
//    and columns x, x + 4, ... of V. P never leaves the registers.
// 3. A thread owns 16 rows, twice those of the other kernel: a number of K or V that was gathered serves
//    them all. They are four quads of rows, a to d, each a `Rows`.
// 4. Such an adapter runs both sides of a branch and skips a loop: what is rare is a loop of one round.
//    What a zero weight must silence, a value that is NaN or infinite, is summed apart from O in one.
// 5. A workgroup is one quad. On a GPU most of a subgroup would idle: there the other kernel is chosen.
//
// It produces out and lse, and none of S, P, m, l.

override VALUE_QUADS: u32;

const THREADS: u32 = 4u;
// Quads of rows of a workgroup, and of keys and values of a thread.
const ROW_QUADS: u32 = 4u;
const KEY_QUADS: u32 = 2u;
const MAX_VALUE_QUADS: u32 = 4u;
const TILE_KEYS: u32 = 32u;

@group(0) @binding(3) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> v: array<vec4<f32>>;
// As in flash_forward.wgsl.
@group(0) @binding(6) var<storage, read> spans: array<vec4<u32>>;
@group(0) @binding(7) var<storage, read_write> out: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read_write> lse: array<u32>;

// What a thread holds of four rows: m, its share of l, S by key quads, O by value quads.
struct Rows {
    m: vec4<f32>,
    l: vec4<f32>,
    s_0: mat4x4<f32>,
    s_1: mat4x4<f32>,
    o_0: mat4x4<f32>,
    o_1: mat4x4<f32>,
    o_2: mat4x4<f32>,
    o_3: mat4x4<f32>,
}

// What NaN and infinite values add to O, for each quad of rows its value quads.
alias Odd = array<mat4x4<f32>, 16>;

// A thread's own columns of P for four rows, in the order of their keys.
alias Weights = array<vec4<f32>, 8>;

// The four threads' vectors side by side.
fn spread(own: vec4<f32>) -> mat4x4<f32> {
    return mat4x4<f32>(
        quadBroadcast(own, 0u), quadBroadcast(own, 1u), quadBroadcast(own, 2u), quadBroadcast(own, 3u));
}

fn quad_max(own: vec4<f32>) -> vec4<f32> {
    let pair = max(own, quadSwapX(own));
    return max(pair, quadSwapY(pair));
}

fn quad_sum(own: vec4<f32>) -> vec4<f32> {
    let pair = own + quadSwapX(own);
    return pair + quadSwapY(pair);
}

// Four terms of four rows, from a thread's own row of them.
fn query_block(own: vec4<f32>) -> mat4x4<f32> {
    return transpose(spread(own));
}

// Four terms of each of four keys.
fn key_block(at: vec4<u32>, term: u32) -> mat4x4<f32> {
    return mat4x4<f32>(k[at.x + term], k[at.y + term], k[at.z + term], k[at.w + term]);
}

// Four values of each of four columns.
fn value_block(at: vec4<u32>, column: u32) -> mat4x4<f32> {
    return transpose(mat4x4<f32>(v[at.x + column], v[at.y + column], v[at.z + column], v[at.w + column]));
}

// Where the rows of four keys begin, of so many vectors each. A key past the end repeats the last: it
// is hidden.
fn rows_of(first: u32, keys: vec4<u32>, vectors: u32) -> vec4<u32> {
    return (vec4<u32>(first) + min(keys, vec4<u32>(problem.kv_len - 1u))) * vectors;
}

fn odd_cells(value: vec4<f32>) -> vec4<bool> {
    let exponent = vec4<u32>(EXPONENT);
    return (bitcast<vec4<u32>>(value) & exponent) == exponent;
}

fn is_odd_block(v: mat4x4<f32>) -> bool {
    return any(odd_cells(v[0]) | odd_cells(v[1]) | odd_cells(v[2]) | odd_cells(v[3]));
}

// The block with 0 for what is NaN or infinite.
fn even(v: mat4x4<f32>) -> mat4x4<f32> {
    let none = vec4<f32>();
    return mat4x4<f32>(
        select(v[0], none, odd_cells(v[0])),
        select(v[1], none, odd_cells(v[1])),
        select(v[2], none, odd_cells(v[2])),
        select(v[3], none, odd_cells(v[3])),
    );
}

fn start() -> Rows {
    var rows: Rows;
    rows.m = vec4<f32>(HIDDEN);
    return rows;
}

// S += Q K^T over four terms.
fn add_scores(rows: ptr<function, Rows>, own: vec4<f32>, k_0: mat4x4<f32>, k_1: mat4x4<f32>) {
    let queries = query_block(own);
    (*rows).s_0 += queries * k_0;
    (*rows).s_1 += queries * k_1;
}

fn scale_scores(rows: ptr<function, Rows>, scale: f32) {
    (*rows).s_0 *= scale;
    (*rows).s_1 *= scale;
}

// Cell by cell, in a loop: unrolled, it would be most of the code and little of the work.
fn mask_scores(rows: ptr<function, Rows>, batch: u32, head: u32, row: u32, key: u32) {
    var s = array<mat4x4<f32>, 2>((*rows).s_0, (*rows).s_1);
    for (var cell = 0u; cell < 16u * KEY_QUADS; cell += 1u) {
        let tile = cell / 16u;
        let c = cell / 4u % 4u;
        let r = cell % 4u;
        let query = min(row + r, problem.q_len - 1u);
        s[tile][c][r] = masked(batch, head, query, key + cell / 4u * 4u, capped(s[tile][c][r]));
    }
    (*rows).s_0 = s[0];
    (*rows).s_1 = s[1];
}

// m', P and l from S, and O shrunk; S is 0 then, for the next tile.
fn take_weights(rows: ptr<function, Rows>) -> Weights {
    let next = max((*rows).m, quad_max(max(row_max((*rows).s_0), row_max((*rows).s_1))));
    let shrink = exp2(((*rows).m - next) * LOG2_E);
    let p_0 = weigh((*rows).s_0, next);
    let p_1 = weigh((*rows).s_1, next);
    (*rows).m = next;
    (*rows).l = (*rows).l * shrink + (column_sum(p_0) + column_sum(p_1));
    (*rows).s_0 = mat4x4<f32>();
    (*rows).s_1 = mat4x4<f32>();
    (*rows).o_0 = scale_rows((*rows).o_0, shrink);
    if (VALUE_QUADS > 1u) {
        (*rows).o_1 = scale_rows((*rows).o_1, shrink);
    }
    if (VALUE_QUADS > 2u) {
        (*rows).o_2 = scale_rows((*rows).o_2, shrink);
    }
    if (VALUE_QUADS > 3u) {
        (*rows).o_3 = scale_rows((*rows).o_3, shrink);
    }
    return Weights(p_0[0], p_0[1], p_0[2], p_0[3], p_1[0], p_1[1], p_1[2], p_1[3]);
}

// O += P V over four keys.
fn add_values(
    rows: ptr<function, Rows>,
    p: mat4x4<f32>,
    v_0: mat4x4<f32>,
    v_1: mat4x4<f32>,
    v_2: mat4x4<f32>,
    v_3: mat4x4<f32>,
) {
    (*rows).o_0 += p * v_0;
    if (VALUE_QUADS > 1u) {
        (*rows).o_1 += p * v_1;
    }
    if (VALUE_QUADS > 2u) {
        (*rows).o_2 += p * v_2;
    }
    if (VALUE_QUADS > 3u) {
        (*rows).o_3 += p * v_3;
    }
}

// out = O / l, and 0 where nothing was seen; lse = m + ln l.
fn finish(rows: ptr<function, Rows>, odd: ptr<function, Odd>, i: u32, first: u32, row: u32, column: u32) {
    let sum = quad_sum((*rows).l);
    let one = vec4<f32>(1.0);
    let share = one / select(sum, one, sum == vec4<f32>());
    var o = array<mat4x4<f32>, 4>((*rows).o_0, (*rows).o_1, (*rows).o_2, (*rows).o_3);
    let vectors = problem.value_dim / 4u;
    for (var c = 0u; c < VALUE_QUADS; c += 1u) {
        let numbers = transpose(scale_rows(o[c] + (*odd)[4u * i + c], share));
        for (var r = 0u; r < 4u; r += 1u) {
            if (row + r < problem.q_len && column + 4u * c < vectors) {
                out[(first + row + r) * vectors + column + 4u * c] = numbers[r];
            }
        }
    }
    if (column == 0u) {
        for (var r = 0u; r < 4u; r += 1u) {
            if (row + r < problem.q_len) {
                lse[first + row + r] = log_sum_bits((*rows).m[r], sum[r]);
            }
        }
    }
}

@compute @workgroup_size(THREADS)
fn flash_quads(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(subgroup_invocation_id) lane: u32,
) {
    let x = lane % 4u;
    let tile_values = 4u * VALUE_QUADS * THREADS;
    let chunks = max((problem.value_dim + tile_values - 1u) / tile_values, 1u);
    let batch = group.z / chunks;
    let column = (group.z % chunks) * (tile_values / 4u) + x;
    let head = group.y;
    let q_first = (batch * problem.heads + head) * problem.q_len;
    let kv_first = (batch * problem.kv_heads + kv_head_of(head)) * problem.kv_len;
    let row = group.x * 4u * ROW_QUADS;

    // In vectors of four.
    let terms = problem.head_dim / 4u;
    let vectors = problem.value_dim / 4u;
    // The thread's own row of each of its quads. Rows past the end repeat the last: they are never written.
    let q_rows = min(vec4<u32>(row + x) + vec4<u32>(0u, 4u, 8u, 12u), vec4<u32>(problem.q_len - 1u));
    let q_at = (vec4<u32>(q_first) + q_rows) * terms;

    let span = 2u * (batch * groups.x + group.x);
    let seen = spans[span];
    let clear = spans[span + 1u];

    // Columns past the end repeat the last: they are never written.
    let last = max(vectors, 1u) - 1u;

    var a = start();
    var b = start();
    var c = start();
    var d = start();
    var odd: Odd;
    var key0 = 0u;
    loop {
        if (key0 >= seen.x) {
            key0 = max(key0, seen.y / TILE_KEYS * TILE_KEYS);
        }
        if (key0 >= seen.z) {
            break;
        }

        let k_at = rows_of(kv_first, vec4<u32>(key0 + x) + vec4<u32>(0u, 4u, 8u, 12u), terms);
        let k_further = rows_of(kv_first, vec4<u32>(key0 + x + 16u) + vec4<u32>(0u, 4u, 8u, 12u), terms);
        for (var term = 0u; term < terms; term += 1u) {
            let k_0 = key_block(k_at, term);
            let k_1 = key_block(k_further, term);
            add_scores(&a, q[q_at.x + term], k_0, k_1);
            add_scores(&b, q[q_at.y + term], k_0, k_1);
            add_scores(&c, q[q_at.z + term], k_0, k_1);
            add_scores(&d, q[q_at.w + term], k_0, k_1);
        }
        let has_hidden = problem.mask_kind != 0u || key0 < clear.x || key0 + TILE_KEYS > clear.y;
        let is_plain = !has_hidden && problem.softcap == 0.0;
        var is_done = is_plain;
        while (!is_done) {
            mask_scores(&a, batch, head, row, key0 + x);
            mask_scores(&b, batch, head, row + 4u, key0 + x);
            mask_scores(&c, batch, head, row + 8u, key0 + x);
            mask_scores(&d, batch, head, row + 12u, key0 + x);
            is_done = true;
        }
        // A masked score is scaled already.
        let scale = select(1.0, problem.scale, is_plain);
        scale_scores(&a, scale);
        scale_scores(&b, scale);
        scale_scores(&c, scale);
        scale_scores(&d, scale);

        var p_a = take_weights(&a);
        var p_b = take_weights(&b);
        var p_c = take_weights(&c);
        var p_d = take_weights(&d);
        let quads = (min(TILE_KEYS, problem.kv_len - key0) + 3u) / 4u;
        for (var j = 0u; j < quads; j += 1u) {
            let w_a = spread(p_a[j]);
            let w_b = spread(p_b[j]);
            let w_c = spread(p_c[j]);
            let w_d = spread(p_d[j]);
            let v_at = rows_of(kv_first, vec4<u32>(key0 + 4u * j) + vec4<u32>(0u, 1u, 2u, 3u), vectors);
            let v_0 = value_block(v_at, min(column, last));
            var v_1 = mat4x4<f32>();
            var v_2 = mat4x4<f32>();
            var v_3 = mat4x4<f32>();
            if (VALUE_QUADS > 1u) {
                v_1 = value_block(v_at, min(column + 4u, last));
            }
            if (VALUE_QUADS > 2u) {
                v_2 = value_block(v_at, min(column + 8u, last));
            }
            if (VALUE_QUADS > 3u) {
                v_3 = value_block(v_at, min(column + 12u, last));
            }
            let e_0 = even(v_0);
            let e_1 = even(v_1);
            let e_2 = even(v_2);
            let e_3 = even(v_3);
            add_values(&a, w_a, e_0, e_1, e_2, e_3);
            add_values(&b, w_b, e_0, e_1, e_2, e_3);
            add_values(&c, w_c, e_0, e_1, e_2, e_3);
            add_values(&d, w_d, e_0, e_1, e_2, e_3);
            var is_any = is_odd_block(v_0) | is_odd_block(v_1) | is_odd_block(v_2) | is_odd_block(v_3);
            while (is_any) {
                var w = array<mat4x4<f32>, 4>(w_a, w_b, w_c, w_d);
                var v = array<mat4x4<f32>, 4>(v_0, v_1, v_2, v_3);
                for (var cell = 0u; cell < 64u; cell += 1u) {
                    let quad = cell / 4u % 4u;
                    let value = v[quad][cell % 4u];
                    let own = select(vec4<f32>(), value, odd_cells(value));
                    odd[cell / 4u][cell % 4u] += seen_column(w[cell / 16u], own);
                }
                is_any = false;
            }
        }
        key0 += TILE_KEYS;
    }
    finish(&a, &odd, 0u, q_first, row, column);
    finish(&b, &odd, 1u, q_first, row + 4u, column);
    finish(&c, &odd, 2u, q_first, row + 8u, column);
    finish(&d, &odd, 3u, q_first, row + 12u, column);
}
