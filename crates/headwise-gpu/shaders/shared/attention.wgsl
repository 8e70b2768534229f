// What a query sees of the keys, and what becomes of a score before the softmax:
//
//     S = mask(cap(scale Q K^T))        cap(s) = c tanh(s / c)
//
// A key hides by branch and by a finite number. WGSL may assume that there are no infinities, so
// no arithmetic here makes one or meets one: minus infinity in a mask is known by its bits.

// For query i of batch entry b, at b * q_len + i: it sees keys j < x and y <= j < z.
@group(0) @binding(1) var<storage, read> columns: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> mask: array<u32>;

const MASK_BITS: u32 = 1u;

// The key head that a query head reads: consecutive query heads share one.
fn kv_head_of(head: u32) -> u32 {
    return head / (problem.heads / problem.kv_heads);
}

// tanh to two units in the last place. The built-in may overflow for large arguments and cancels
// for small ones; hence the [5/4] Padé approximant below 0.6 and the exponential form above.
fn accurate_tanh(x: f32) -> f32 {
    let size = min(abs(x), 12.0);
    let square = size * size;
    let small = size * (945.0 + square * (105.0 + square)) / (945.0 + square * (420.0 + 15.0 * square));
    let large = 1.0 - 2.0 / (exp2(2.0 * LOG2_E * size) + 1.0);
    return sign(x) * select(large, small, size < 0.6);
}

// cap(scale q.k) of a dot product; a NaN stays one.
fn capped(dot: f32) -> f32 {
    let score = dot * problem.scale;
    if (problem.softcap > 0.0 && score == score) {
        return problem.softcap * accurate_tanh(score / problem.softcap);
    }
    return score;
}

// What the mask's data holds for [batch, head, query, key], as the bits of an f32 to be added.
fn mask_bits(batch: u32, head: u32, query: u32, key: u32) -> u32 {
    if (problem.mask_kind == 0u) {
        return 0u;
    }
    if (key >= problem.mask_covered) {
        return MINUS_INFINITY;
    }
    let row = batch * problem.mask_batch + head * problem.mask_head + query * problem.mask_query;
    if (problem.mask_kind == MASK_BITS) {
        let seen = (mask[row + key / 32u] >> (key % 32u)) & 1u;
        return select(MINUS_INFINITY, 0u, seen == 1u);
    }
    return mask[row + key];
}

// The score after every mask: HIDDEN where the key is, whatever the score was.
fn masked(batch: u32, head: u32, query: u32, key: u32, score: f32) -> f32 {
    let sees = columns[batch * problem.q_len + query];
    if (key >= sees.x && (key < sees.y || key >= sees.z)) {
        return HIDDEN;
    }
    let bits = mask_bits(batch, head, query, key);
    if (bits == MINUS_INFINITY) {
        return HIDDEN;
    }
    let biased = score + bitcast<f32>(bits);
    // Written so that a NaN is kept.
    return select(biased, LOWEST, biased < LOWEST);
}
