// uses shared/log_sum.wgsl
//
// The softmax of each row of a matrix, and its log-sum-exp:
//
//     m = max_j s_j,   l = sum_j exp(s_j - m),   p_j = exp(s_j - m) / l,   lse = m + ln l
//
// for rows whose hidden cells are minus infinity. A workgroup takes a row in three passes, its threads
// striding over the columns.
//
// Where it departs from the formula: WGSL may assume that there are no infinities, so a hidden cell is
// known by its bits and left out by branch. A row of hidden cells gives zeros and minus infinity.
//
// It produces weights and lse, and needs the whole row: see flash_forward.wgsl for what does not.

struct Rows {
    /// How many rows.
    rows: u32,
    /// How many columns each has.
    columns: u32,
}

override THREADS: u32;

const LOG2_E: f32 = 1.4426950408889634;
const MINUS_INFINITY: u32 = 0xff800000u;
const LOWEST: f32 = -0x1.fffffep+127f;

@group(0) @binding(0) var<uniform> shape: Rows;
@group(0) @binding(1) var<storage, read> scores: array<u32>;
@group(0) @binding(2) var<storage, read_write> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> lse: array<u32>;

var<workgroup> peers: array<f32, THREADS>;

@compute @workgroup_size(THREADS)
fn softmax_rows(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    // Rows fill two dimensions of the dispatch: one might not hold them.
    let row = group.y * groups.x + group.x;
    if (row >= shape.rows) {
        return;
    }
    let first = row * shape.columns;

    var most = LOWEST;
    for (var j = thread; j < shape.columns; j += THREADS) {
        let bits = scores[first + j];
        if (bits != MINUS_INFINITY) {
            most = max(most, bitcast<f32>(bits));
        }
    }
    peers[thread] = most;
    workgroupBarrier();
    var m = LOWEST;
    for (var p = 0u; p < THREADS; p += 1u) {
        m = max(m, peers[p]);
    }
    workgroupBarrier();

    var part = 0.0;
    for (var j = thread; j < shape.columns; j += THREADS) {
        let bits = scores[first + j];
        var weight = 0.0;
        if (bits != MINUS_INFINITY) {
            weight = exp2((bitcast<f32>(bits) - m) * LOG2_E);
        }
        weights[first + j] = weight;
        part += weight;
    }
    peers[thread] = part;
    workgroupBarrier();
    var l = 0.0;
    for (var p = 0u; p < THREADS; p += 1u) {
        l += peers[p];
    }

    for (var j = thread; j < shape.columns; j += THREADS) {
        weights[first + j] /= select(l, 1.0, l == 0.0);
    }
    if (thread == 0u) {
        lse[row] = log_sum_bits(m, l);
    }
}
