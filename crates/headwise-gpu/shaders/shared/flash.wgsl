// Flash attention, forward. For each batch entry, head and tile of B_r queries:
//
//     m, l, O = -inf, 0, 0
//     for each tile of B_c keys that some query of the tile sees:
//         S  = mask(cap(scale Q K^T))                              [B_r, B_c]
//         m' = max(m, rowmax S)
//         P  = exp(S - m')
//         l  = exp(m - m') l + rowsum P
//         O  = exp(m - m') O + P V                                 [B_r, d_v]
//         m  = m'
//     out = O / l,   lse = m + ln l
//
// The loop order of FlashAttention-2 (Dao 2023, algorithm 1). Neither S nor P is ever whole.
//
// Where it departs from the paper, and why:
// 1. Both products are register tiles, as in a matrix product: a thread owns 8 rows, 4 KEY_QUADS
//    columns of S and 4 VALUE_QUADS of O. One row a thread would hold 2 d floats and read each key
//    for itself.
// 2. Q, K and V pass through workgroup memory, DEPTH columns (for V: keys) at a time, so that any width
//    fits into 16 KiB. Q is read again for each tile of keys; it lies in a cache by then. P takes Q's
//    place, V takes K's: the one is read for the last time before the other is written.
// 3. Both products are sums of 4 x 4 matrix products: four rows by four terms, times four terms by four
//    columns. The left factor is staged with four rows to a vector, the right one with four terms, so
//    that each block is four loads, and an accumulator is touched once for four terms.
// 4. Columns are interleaved: thread x owns x, x + THREADS_X, ..., so neighbours touch neighbours.
// 5. l stays a partial sum in each thread until the end; only m must be agreed upon in each tile.
// 6. The maximum before the first key is a finite number: see shared/problem.wgsl.
// 7. A weight of 0 does not silence a value that is NaN or infinite, and hidden keys are not the only ones
//    of weight 0: a score may be minus infinity. Where a tile has such a value, products with a weight of
//    0 are left out one by one.
// 8. K and V are staged as `Staged`, which the shader that uses this file declares. Numbers that it can't
//    hold are odd like NaN and infinities: tiles that have some read K or V past the stage.
//
// It produces out and lse, and none of S, P, m, l.

override THREADS_X: u32;
override THREADS_Y: u32;
override KEY_QUADS: u32;
override VALUE_QUADS: u32;
override DEPTH: u32;
// Lengths of the buffers in workgroup memory, which the plan works out from the numbers above.
override LEFT: u32;
override RIGHT: u32;
override PEERS: u32;

// Rows of a thread, in quads.
const ROW_QUADS_PER_THREAD: u32 = 2u;
const MAX_KEY_QUADS: u32 = 2u;
const MAX_VALUE_QUADS: u32 = 4u;

@group(0) @binding(7) var<storage, read_write> out: array<f32>;
// As bits, since minus infinity is among them.
@group(0) @binding(8) var<storage, read_write> lse: array<u32>;

// The left factor of a product, Q and then P, and the right one, K and then V.
var<workgroup> left: array<vec4<f32>, LEFT>;
var<workgroup> right: array<Staged, RIGHT>;
var<workgroup> peers: array<vec4<f32>, PEERS>;
// Whether some of the tile's K, or of its V, is odd.
var<workgroup> odd_keys: atomic<u32>;
var<workgroup> odd_values: atomic<u32>;

fn put_left(at: u32, stride: u32, block: mat4x4<f32>) {
    left[at] = block[0];
    left[at + stride] = block[1];
    left[at + 2u * stride] = block[2];
    left[at + 3u * stride] = block[3];
}

fn put_right(at: u32, block: mat4x4<f32>) {
    right[at] = Staged(block[0]);
    right[at + 1u] = Staged(block[1]);
    right[at + 2u] = Staged(block[2]);
    right[at + 3u] = Staged(block[3]);
}

// Four rows by four terms.
fn left_block(at: u32, stride: u32) -> mat4x4<f32> {
    return mat4x4<f32>(left[at], left[at + stride], left[at + 2u * stride], left[at + 3u * stride]);
}

// Four terms by four columns, which lie so far apart.
fn right_block(at: u32, stride: u32) -> mat4x4<f32> {
    return mat4x4<f32>(
        vec4<f32>(right[at]),
        vec4<f32>(right[at + stride]),
        vec4<f32>(right[at + 2u * stride]),
        vec4<f32>(right[at + 3u * stride]));
}

// Numbers as they would be staged, but for those that can't be.
fn held(numbers: vec4<f32>) -> vec4<f32> {
    return select(vec4<f32>(Staged(numbers)), numbers, odd_cells(numbers));
}

// Four terms of a thread's keys from `key` on, past the stage.
fn held_keys(first: u32, key: u32, term: u32) -> mat4x4<f32> {
    let at = key_rows(first, vec4<u32>(key) + THREADS_X * FOUR, vectors_of(problem.head_dim));
    let own = key_block(at, term);
    return mat4x4<f32>(held(own[0]), held(own[1]), held(own[2]), held(own[3]));
}

fn store_lse(first: u32, row: u32, row_maximum: vec4<f32>, sum: vec4<f32>) {
    for (var r = 0u; r < 4u; r += 1u) {
        if (row + r < problem.q_len) {
            lse[first + row + r] = log_sum_bits(row_maximum[r], sum[r]);
        }
    }
}

fn flash(group: vec3<u32>, groups: vec3<u32>, local: vec3<u32>, thread: u32) {
    let threads = THREADS_X * THREADS_Y;
    let row_quads = ROW_QUADS_PER_THREAD * THREADS_Y;
    let tile_keys = 4u * KEY_QUADS * THREADS_X;
    let tile_values = 4u * VALUE_QUADS * THREADS_X;
    // One vector more than a row holds keeps a column of the transposed tile out of one bank.
    let q_stride = row_quads + 1u;
    let k_stride = tile_keys + 1u;

    let x = local.x;
    let y = local.y;
    let chunks = max((problem.value_dim + tile_values - 1u) / tile_values, 1u);
    let batch = group.z / chunks;
    let value0 = (group.z % chunks) * tile_values;
    let head = group.y;
    let q_first = (batch * problem.heads + head) * problem.q_len;
    let kv_first = (batch * problem.kv_heads + kv_head_of(head)) * problem.kv_len;
    let tile_row = group.x * 4u * row_quads;
    let row_a = tile_row + 4u * y;
    let row_b = row_a + 4u * THREADS_Y;

    let terms = vectors_of(problem.head_dim);
    let vectors = vectors_of(problem.value_dim);
    let span = 2u * (batch * groups.x + group.x);
    let seen = spans[span];
    let clear = spans[span + 1u];

    var m_a = vec4<f32>(HIDDEN);
    var m_b = vec4<f32>(HIDDEN);
    var l_a = vec4<f32>();
    var l_b = vec4<f32>();
    // O: rows a and b by value quads 0 to 3.
    var o_a0 = mat4x4<f32>();
    var o_a1 = mat4x4<f32>();
    var o_a2 = mat4x4<f32>();
    var o_a3 = mat4x4<f32>();
    var o_b0 = mat4x4<f32>();
    var o_b1 = mat4x4<f32>();
    var o_b2 = mat4x4<f32>();
    var o_b3 = mat4x4<f32>();

    var key0 = 0u;
    loop {
        if (thread == 0u) {
            atomicStore(&odd_keys, 0u);
        }
        key0 = next_tile(key0, tile_keys, seen, batch, head, group.x);
        if (key0 >= seen.z) {
            break;
        }

        // S = Q K^T: rows a and b by key quads 0 and 1.
        var s_a0 = mat4x4<f32>();
        var s_a1 = mat4x4<f32>();
        var s_b0 = mat4x4<f32>();
        var s_b1 = mat4x4<f32>();
        for (var d0 = 0u; d0 < 4u * terms; d0 += DEPTH) {
            let depth = min(DEPTH, 4u * terms - d0);
            workgroupBarrier();
            for (var t = thread; t < depth / 4u * row_quads; t += threads) {
                let d = t % (depth / 4u);
                let rows = t / (depth / 4u);
                let at = query_rows(q_first, vec4<u32>(tile_row + 4u * rows) + FOUR) + d0 / 4u + d;
                let queries = transpose(mat4x4<f32>(q[at.x], q[at.y], q[at.z], q[at.w]));
                put_left(4u * d * q_stride + rows, q_stride, queries);
            }
            for (var t = thread; t < depth / 4u * tile_keys; t += threads) {
                let d = t % (depth / 4u);
                let key = min(key0 + t / (depth / 4u), problem.kv_len - 1u);
                let numbers = k[(kv_first + key) * terms + d0 / 4u + d];
                right[d * k_stride + t / (depth / 4u)] = Staged(numbers);
                if (HALF && any(odd_cells(numbers))) {
                    atomicStore(&odd_keys, 1u);
                }
            }
            workgroupBarrier();
            // Full precision holds a NaN or an infinity as well.
            let is_odd = HALF && atomicLoad(&odd_keys) != 0u;
            for (var d = 0u; d < depth; d += 4u) {
                let q_a = left_block(d * q_stride + y, q_stride);
                let q_b = left_block(d * q_stride + y + THREADS_Y, q_stride);
                let at = d / 4u * k_stride + x;
                var k_0 = right_block(at, THREADS_X);
                if (is_odd) {
                    k_0 = held_keys(kv_first, key0 + x, (d0 + d) / 4u);
                }
                s_a0 += q_a * k_0;
                s_b0 += q_b * k_0;
                if (KEY_QUADS > 1u) {
                    var k_1 = right_block(at + 4u * THREADS_X, THREADS_X);
                    if (is_odd) {
                        k_1 = held_keys(kv_first, key0 + x + 4u * THREADS_X, (d0 + d) / 4u);
                    }
                    s_a1 += q_a * k_1;
                    s_b1 += q_b * k_1;
                }
            }
        }

        let has_hidden = key0 < clear.x || key0 + tile_keys > clear.y
            || mask_state(batch, head, group.x, key0 / tile_keys) != ALL_PLAIN;
        if (has_hidden || problem.softcap > 0.0) {
            // Cell by cell, in a loop: unrolled, it would be most of the code and little of the work.
            var tiles = array<mat4x4<f32>, 4>(s_a0, s_b0, s_a1, s_b1);
            for (var cell = 0u; cell < 32u * KEY_QUADS; cell += 1u) {
                let tile = cell / 16u;
                let c = cell / 4u % 4u;
                let r = cell % 4u;
                let row = min(row_a + tile % 2u * 4u * THREADS_Y + r, problem.q_len - 1u);
                let key = key0 + x + (4u * (tile / 2u) + c) * THREADS_X;
                tiles[tile][c][r] = masked(batch, head, row, key, capped(tiles[tile][c][r]));
            }
            s_a0 = tiles[0];
            s_b0 = tiles[1];
            s_a1 = tiles[2];
            s_b1 = tiles[3];
        } else {
            s_a0 *= problem.scale;
            s_b0 *= problem.scale;
            s_a1 *= problem.scale;
            s_b1 *= problem.scale;
        }

        // m' = max(m, rowmax S), agreed upon by the threads of a row.
        var most_a = row_max(s_a0);
        var most_b = row_max(s_b0);
        if (KEY_QUADS > 1u) {
            most_a = max(most_a, row_max(s_a1));
            most_b = max(most_b, row_max(s_b1));
        }
        peers[y * THREADS_X + x] = most_a;
        peers[(y + THREADS_Y) * THREADS_X + x] = most_b;
        if (thread == 0u) {
            atomicStore(&odd_values, 0u);
        }
        workgroupBarrier();
        var next_a = m_a;
        var next_b = m_b;
        for (var p = 0u; p < THREADS_X; p += 1u) {
            next_a = max(next_a, peers[y * THREADS_X + p]);
            next_b = max(next_b, peers[(y + THREADS_Y) * THREADS_X + p]);
        }
        let shrink_a = exp2((m_a - next_a) * LOG2_E);
        let shrink_b = exp2((m_b - next_b) * LOG2_E);
        m_a = next_a;
        m_b = next_b;

        // P = exp(S - m'), transposed into workgroup memory, and l.
        l_a *= shrink_a;
        l_b *= shrink_b;
        let own = x * q_stride + y;
        let next_key = THREADS_X * q_stride;
        let p_a0 = weigh(s_a0, m_a);
        let p_b0 = weigh(s_b0, m_b);
        l_a += column_sum(p_a0);
        l_b += column_sum(p_b0);
        put_left(own, next_key, p_a0);
        put_left(own + THREADS_Y, next_key, p_b0);
        if (KEY_QUADS > 1u) {
            let further = own + 4u * next_key;
            let p_a1 = weigh(s_a1, m_a);
            let p_b1 = weigh(s_b1, m_b);
            l_a += column_sum(p_a1);
            l_b += column_sum(p_b1);
            put_left(further, next_key, p_a1);
            put_left(further + THREADS_Y, next_key, p_b1);
        }

        // O = exp(m - m') O + P V.
        o_a0 = scale_rows(o_a0, shrink_a);
        o_b0 = scale_rows(o_b0, shrink_b);
        if (VALUE_QUADS > 1u) {
            o_a1 = scale_rows(o_a1, shrink_a);
            o_b1 = scale_rows(o_b1, shrink_b);
        }
        if (VALUE_QUADS > 2u) {
            o_a2 = scale_rows(o_a2, shrink_a);
            o_b2 = scale_rows(o_b2, shrink_b);
        }
        if (VALUE_QUADS > 3u) {
            o_a3 = scale_rows(o_a3, shrink_a);
            o_b3 = scale_rows(o_b3, shrink_b);
        }
        let keys = min(tile_keys, problem.kv_len - key0);
        for (var j0 = 0u; j0 < keys; j0 += DEPTH) {
            let depth = min(DEPTH, keys - j0);
            workgroupBarrier();
            let across = tile_values / 4u;
            for (var t = thread; t < (depth + 3u) / 4u * across; t += threads) {
                let keys = vec4<u32>(key0 + j0 + 4u * (t / across)) + FOUR;
                let values = value_block(key_rows(kv_first, keys, vectors), value0 / 4u + t % across);
                put_right(4u * t, values);
                if (is_odd_block(values)) {
                    atomicStore(&odd_values, 1u);
                }
            }
            workgroupBarrier();
            if (atomicLoad(&odd_values) == 0u) {
                for (var j = 0u; j < depth; j += 4u) {
                    let p_a = left_block((j0 + j) * q_stride + y, q_stride);
                    let p_b = left_block((j0 + j) * q_stride + y + THREADS_Y, q_stride);
                    let at = j / 4u * tile_values + x;
                    let v_0 = right_block(at, THREADS_X);
                    o_a0 += p_a * v_0;
                    o_b0 += p_b * v_0;
                    if (VALUE_QUADS > 1u) {
                        let v_1 = right_block(at + 4u * THREADS_X, THREADS_X);
                        o_a1 += p_a * v_1;
                        o_b1 += p_b * v_1;
                    }
                    if (VALUE_QUADS > 2u) {
                        let v_2 = right_block(at + 8u * THREADS_X, THREADS_X);
                        o_a2 += p_a * v_2;
                        o_b2 += p_b * v_2;
                    }
                    if (VALUE_QUADS > 3u) {
                        let v_3 = right_block(at + 12u * THREADS_X, THREADS_X);
                        o_a3 += p_a * v_3;
                        o_b3 += p_b * v_3;
                    }
                }
            } else {
                var o = array<mat4x4<f32>, 8>(o_a0, o_a1, o_a2, o_a3, o_b0, o_b1, o_b2, o_b3);
                for (var j = 0u; j < depth; j += 4u) {
                    let p_a = left_block((j0 + j) * q_stride + y, q_stride);
                    let p_b = left_block((j0 + j) * q_stride + y + THREADS_Y, q_stride);
                    let v_at = key_rows(kv_first, vec4<u32>(key0 + j0 + j) + FOUR, vectors);
                    for (var c = 0u; c < 4u * VALUE_QUADS; c += 1u) {
                        let column = value0 + x + c * THREADS_X;
                        let value = held(value_block(v_at, column / 4u)[column % 4u]);
                        o[c / 4u][c % 4u] += seen_column(p_a, value);
                        o[4u + c / 4u][c % 4u] += seen_column(p_b, value);
                    }
                }
                o_a0 = o[0];
                o_a1 = o[1];
                o_a2 = o[2];
                o_a3 = o[3];
                o_b0 = o[4];
                o_b1 = o[5];
                o_b2 = o[6];
                o_b3 = o[7];
            }
        }
        key0 += tile_keys;
        workgroupBarrier();
    }

    // l, summed over the threads of a row; out = O / l, and 0 where nothing was seen.
    peers[y * THREADS_X + x] = l_a;
    peers[(y + THREADS_Y) * THREADS_X + x] = l_b;
    workgroupBarrier();
    var sum_a = vec4<f32>();
    var sum_b = vec4<f32>();
    for (var p = 0u; p < THREADS_X; p += 1u) {
        sum_a += peers[y * THREADS_X + p];
        sum_b += peers[(y + THREADS_Y) * THREADS_X + p];
    }
    let none = vec4<f32>();
    let one = vec4<f32>(1.0);
    let share_a = one / select(sum_a, one, sum_a == none);
    let share_b = one / select(sum_b, one, sum_b == none);
    var o = array<mat4x4<f32>, 8>(o_a0, o_a1, o_a2, o_a3, o_b0, o_b1, o_b2, o_b3);
    for (var cell = 0u; cell < 8u * VALUE_QUADS; cell += 1u) {
        let c = cell / 2u % 4u;
        let quad = cell / 8u;
        let is_b = cell % 2u == 1u;
        let row = select(row_a, row_b, is_b);
        let column = value0 + x + (4u * quad + c) * THREADS_X;
        let numbers = o[select(quad, 4u + quad, is_b)][c] * select(share_a, share_b, is_b);
        for (var r = 0u; r < 4u; r += 1u) {
            if (row + r < problem.q_len && column < problem.value_dim) {
                out[(q_first + row + r) * problem.value_dim + column] = numbers[r];
            }
        }
    }
    if (x == 0u && value0 == 0u) {
        store_lse(q_first, row_a, m_a, sum_a);
        store_lse(q_first, row_b, m_b, sum_b);
    }
}
