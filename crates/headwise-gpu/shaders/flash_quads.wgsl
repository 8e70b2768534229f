// uses shared/problem.wgsl
// uses shared/attention.wgsl
// uses shared/vectors.wgsl
// uses shared/spans.wgsl
// uses shared/blocks.wgsl
// uses shared/full.wgsl
// uses shared/odd.wgsl
// uses shared/quads.wgsl
// uses shared/log_sum.wgsl
//
// Flash attention, forward: the recurrence of flash_forward.wgsl, for four threads that hand numbers to
// each other.
//
//     for each tile of 32 keys that some query of the tile sees:
//         S  = mask(cap(scale Q K^T))                              [32, 32]
//         m' = max(m, rowmax S),   P = exp(S - m')
//         l  = exp(m - m') l + rowsum P
//         O  = exp(m - m') O + P V                                 [32, d_v]
//
// Where it departs from flash_forward.wgsl, and why:
// 1. There is no workgroup memory and no barrier: see shared/quads.wgsl.
// 2. Each number is loaded once for the quad, four at a time: thread x loads row x of four of Q, keys x,
//    x + 4, ... of K and vectors x, x + 4, ... of V's rows. P never leaves the registers.
// 3. A thread owns 32 rows, four times those of the other kernel: a number of K or V that was gathered
//    serves them all. They are eight quads of rows, a to h, each a `Rows`.
// 4. Such an adapter runs both sides of a branch and skips a loop: what is rare is a loop of one round.
//    What a zero weight must silence, a value that is NaN or infinite, is summed apart from O in one.
//    What is not hot is a loop over all quads, to keep the code short: it takes a second to compile.
// 5. A workgroup is one quad. On a GPU most of a subgroup would idle: there the other kernel is chosen.
//
// It produces out and lse, and none of S, P, m, l.

override VALUE_QUADS: u32;

const THREADS: u32 = 4u;
// Quads of rows of a workgroup, and of keys and values of a thread.
const ROW_QUADS: u32 = 8u;
const KEY_QUADS: u32 = 2u;
const MAX_VALUE_QUADS: u32 = 4u;
const TILE_KEYS: u32 = 32u;

@group(0) @binding(7) var<storage, read_write> out: array<f32>;
// As bits, since minus infinity is among them.
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
alias Odd = array<mat4x4<f32>, 32>;

// A thread's own columns of P for four rows, in the order of their keys.
alias Weights = array<vec4<f32>, 8>;

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

fn put_scores(rows: ptr<function, Rows>, s_0: mat4x4<f32>, s_1: mat4x4<f32>) {
    (*rows).s_0 = s_0;
    (*rows).s_1 = s_1;
}

fn scale_scores(rows: ptr<function, Rows>, scale: f32) {
    (*rows).s_0 *= scale;
    (*rows).s_1 *= scale;
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

    let terms = vectors_of(problem.head_dim);
    let vectors = vectors_of(problem.value_dim);
    // The thread's own row of each of its quads.
    let q_at = query_rows(q_first, vec4<u32>(row + x) + 4u * FOUR);
    let q_further = query_rows(q_first, vec4<u32>(row + x + 16u) + 4u * FOUR);

    let span = 2u * (batch * groups.x + group.x);
    let seen = spans[span];
    let clear = spans[span + 1u];

    var a = start();
    var b = start();
    var c = start();
    var d = start();
    var e = start();
    var f = start();
    var g = start();
    var h = start();
    var odd: Odd;
    var key0 = 0u;
    loop {
        key0 = next_tile(key0, TILE_KEYS, seen, batch, head, group.x);
        if (key0 >= seen.z) {
            break;
        }

        let k_at = key_rows(kv_first, vec4<u32>(key0 + x) + 4u * FOUR, terms);
        let k_further = key_rows(kv_first, vec4<u32>(key0 + x + 16u) + 4u * FOUR, terms);
        for (var term = 0u; term < terms; term += 1u) {
            let k_0 = key_block(k_at, term);
            let k_1 = key_block(k_further, term);
            add_scores(&a, q[q_at.x + term], k_0, k_1);
            add_scores(&b, q[q_at.y + term], k_0, k_1);
            add_scores(&c, q[q_at.z + term], k_0, k_1);
            add_scores(&d, q[q_at.w + term], k_0, k_1);
            add_scores(&e, q[q_further.x + term], k_0, k_1);
            add_scores(&f, q[q_further.y + term], k_0, k_1);
            add_scores(&g, q[q_further.z + term], k_0, k_1);
            add_scores(&h, q[q_further.w + term], k_0, k_1);
        }
        let has_hidden = key0 < clear.x || key0 + TILE_KEYS > clear.y
            || mask_state(batch, head, group.x, key0 / TILE_KEYS) != ALL_PLAIN;
        let is_plain = !has_hidden && problem.softcap == 0.0;
        var is_done = is_plain;
        while (!is_done) {
            // Cell by cell, in a loop: unrolled, it would be most of the code and little of the work.
            var s = array<mat4x4<f32>, 16>(
                a.s_0, a.s_1,
                b.s_0, b.s_1,
                c.s_0, c.s_1,
                d.s_0, d.s_1,
                e.s_0, e.s_1,
                f.s_0, f.s_1,
                g.s_0, g.s_1,
                h.s_0, h.s_1);
            for (var cell = 0u; cell < 16u * ROW_QUADS * KEY_QUADS; cell += 1u) {
                let tile = cell / 16u;
                let y = cell / 4u % 4u;
                let r = cell % 4u;
                let query = min(row + 4u * (tile / KEY_QUADS) + r, problem.q_len - 1u);
                let key = key0 + x + 16u * (tile % KEY_QUADS) + 4u * y;
                s[tile][y][r] = masked(batch, head, query, key, capped(s[tile][y][r]));
            }
            put_scores(&a, s[0], s[1]);
            put_scores(&b, s[2], s[3]);
            put_scores(&c, s[4], s[5]);
            put_scores(&d, s[6], s[7]);
            put_scores(&e, s[8], s[9]);
            put_scores(&f, s[10], s[11]);
            put_scores(&g, s[12], s[13]);
            put_scores(&h, s[14], s[15]);
            is_done = true;
        }
        // A masked score is scaled already.
        let scale = select(1.0, problem.scale, is_plain);
        scale_scores(&a, scale);
        scale_scores(&b, scale);
        scale_scores(&c, scale);
        scale_scores(&d, scale);
        scale_scores(&e, scale);
        scale_scores(&f, scale);
        scale_scores(&g, scale);
        scale_scores(&h, scale);

        var p_a = take_weights(&a);
        var p_b = take_weights(&b);
        var p_c = take_weights(&c);
        var p_d = take_weights(&d);
        var p_e = take_weights(&e);
        var p_f = take_weights(&f);
        var p_g = take_weights(&g);
        var p_h = take_weights(&h);
        let quads = (min(TILE_KEYS, problem.kv_len - key0) + 3u) / 4u;
        for (var j = 0u; j < quads; j += 1u) {
            let w_a = spread(p_a[j]);
            let w_b = spread(p_b[j]);
            let w_c = spread(p_c[j]);
            let w_d = spread(p_d[j]);
            let w_e = spread(p_e[j]);
            let w_f = spread(p_f[j]);
            let w_g = spread(p_g[j]);
            let w_h = spread(p_h[j]);
            let v_at = key_rows(kv_first, vec4<u32>(key0 + 4u * j) + FOUR, vectors);
            let v_0 = value_block(v_at, column);
            var v_1 = mat4x4<f32>();
            var v_2 = mat4x4<f32>();
            var v_3 = mat4x4<f32>();
            if (VALUE_QUADS > 1u) {
                v_1 = value_block(v_at, column + 4u);
            }
            if (VALUE_QUADS > 2u) {
                v_2 = value_block(v_at, column + 8u);
            }
            if (VALUE_QUADS > 3u) {
                v_3 = value_block(v_at, column + 12u);
            }
            var e_0 = v_0;
            var e_1 = v_1;
            var e_2 = v_2;
            var e_3 = v_3;
            var is_any = is_odd_block(v_0) | is_odd_block(v_1) | is_odd_block(v_2) | is_odd_block(v_3);
            while (is_any) {
                var w = array<mat4x4<f32>, 8>(w_a, w_b, w_c, w_d, w_e, w_f, w_g, w_h);
                var v = array<mat4x4<f32>, 4>(v_0, v_1, v_2, v_3);
                for (var cell = 0u; cell < 128u; cell += 1u) {
                    let quad = cell / 4u % 4u;
                    let value = v[quad][cell % 4u];
                    let own = select(vec4<f32>(), value, odd_cells(value));
                    odd[cell / 4u][cell % 4u] += seen_column(w[cell / 16u], own);
                }
                e_0 = even(v_0);
                e_1 = even(v_1);
                e_2 = even(v_2);
                e_3 = even(v_3);
                is_any = false;
            }
            add_values(&a, w_a, e_0, e_1, e_2, e_3);
            add_values(&b, w_b, e_0, e_1, e_2, e_3);
            add_values(&c, w_c, e_0, e_1, e_2, e_3);
            add_values(&d, w_d, e_0, e_1, e_2, e_3);
            add_values(&e, w_e, e_0, e_1, e_2, e_3);
            add_values(&f, w_f, e_0, e_1, e_2, e_3);
            add_values(&g, w_g, e_0, e_1, e_2, e_3);
            add_values(&h, w_h, e_0, e_1, e_2, e_3);
        }
        key0 += TILE_KEYS;
    }

    // out = O / l, and 0 where nothing was seen; lse = m + ln l.
    var most = array<vec4<f32>, ROW_QUADS>(a.m, b.m, c.m, d.m, e.m, f.m, g.m, h.m);
    var sums = array<vec4<f32>, ROW_QUADS>(
        quad_sum(a.l), quad_sum(b.l), quad_sum(c.l), quad_sum(d.l),
        quad_sum(e.l), quad_sum(f.l), quad_sum(g.l), quad_sum(h.l));
    var o = array<mat4x4<f32>, 32>(
        a.o_0, a.o_1, a.o_2, a.o_3,
        b.o_0, b.o_1, b.o_2, b.o_3,
        c.o_0, c.o_1, c.o_2, c.o_3,
        d.o_0, d.o_1, d.o_2, d.o_3,
        e.o_0, e.o_1, e.o_2, e.o_3,
        f.o_0, f.o_1, f.o_2, f.o_3,
        g.o_0, g.o_1, g.o_2, g.o_3,
        h.o_0, h.o_1, h.o_2, h.o_3);
    for (var cell = 0u; cell < 4u * ROW_QUADS; cell += 1u) {
        let sum = sums[cell / 4u];
        let one = vec4<f32>(1.0);
        let share = one / select(sum, one, sum == vec4<f32>());
        let numbers = transpose(scale_rows(o[cell] + odd[cell], share));
        let first = row + cell / 4u * 4u;
        let at = column + cell % 4u * 4u;
        for (var c = 0u; c < 16u; c += 1u) {
            let r = c / 4u;
            let own = 4u * at + c % 4u;
            if (first + r < problem.q_len && cell % 4u < VALUE_QUADS && own < problem.value_dim) {
                out[(q_first + first + r) * problem.value_dim + own] = numbers[r][c % 4u];
            }
        }
    }
    if (column == 0u) {
        for (var r = 0u; r < 4u * ROW_QUADS; r += 1u) {
            if (row + r < problem.q_len) {
                lse[q_first + row + r] = log_sum_bits(most[r / 4u][r % 4u], sums[r / 4u][r % 4u]);
            }
        }
    }
}
