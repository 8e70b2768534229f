// The sizes and settings of an attention call, and the numbers that its kernels share.

// One attention problem; tensors are row-major `[batch, heads, len, dim]`.
struct Problem {
    /// Query heads, h.
    heads: u32,
    /// Key and value heads, g; g divides h.
    kv_heads: u32,
    /// Queries, n.
    q_len: u32,
    /// Keys and values, m.
    kv_len: u32,
    /// d_k.
    head_dim: u32,
    /// d_v.
    value_dim: u32,
    /// Factor of q . k.
    scale: f32,
    /// c; 0 is no cap.
    softcap: f32,
    /// 0: no mask, 1: a bit for each key, 2: an f32 for each key.
    mask_kind: u32,
    /// Words of the mask between two batch entries; 0 where one serves all.
    mask_batch: u32,
    /// Words between two heads.
    mask_head: u32,
    /// Words between two queries.
    mask_query: u32,
    /// Keys from here on are hidden by the mask.
    mask_covered: u32,
    /// First word of the states of the mask's tiles, behind its rows: two bits for each tile of keys.
    tiles_first: u32,
    /// Words of them between two batch entries; 0 where one serves all.
    tiles_batch: u32,
    /// Words between two heads.
    tiles_head: u32,
    /// Words between two tiles of queries.
    tiles_row: u32,
    /// How many workgroups of the split-key decode share the keys of one row; elsewhere 0.
    splits: u32,
}

@group(0) @binding(0) var<uniform> problem: Problem;

const LOG2_E: f32 = 1.4426950408889634;
const MINUS_INFINITY: u32 = 0xff800000u;
// The score of a hidden key, and the least that one in sight may have: the two lowest numbers.
const HIDDEN: f32 = -0x1.fffffep+127f;
const LOWEST: f32 = -0x1.fffffcp+127f;
