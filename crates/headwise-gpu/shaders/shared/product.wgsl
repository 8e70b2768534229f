// A matrix product in register tiles, C = A W + bias: the part that both projections share.
//
// A workgroup computes 8 THREADS_Y rows by 8 THREADS_X columns, DEPTH terms at a time; a thread owns
// four 4 x 4 matrices, and a sum of outer products fills them. A is staged transposed, four rows to a
// vector, W four columns to a vector. Whoever uses this says where A lies (`left`) and where C goes
// (`put`), so that splitting into heads and joining them cost no pass of their own.

// The sizes of a product A W.
struct Product {
    /// Rows of A and C.
    rows: u32,
    /// Columns of A and rows of W.
    inner: u32,
    /// Columns of W and C.
    columns: u32,
    /// Tokens of a batch entry: row r is token r % len of entry r / len.
    len: u32,
    /// Heads that the wide side is split into.
    heads: u32,
    /// Columns of a head.
    head_dim: u32,
    /// 1 where there is a bias, else 0.
    has_bias: u32,
}

override THREADS_X: u32;
override THREADS_Y: u32;
override DEPTH: u32;
// Length of the buffer in workgroup memory, which the plan works out.
override STAGE: u32;

const QUADS_PER_THREAD: u32 = 2u;

@group(0) @binding(0) var<uniform> product: Product;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> w: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;

var<workgroup> stage: array<vec4<f32>, STAGE>;

fn outer(a: vec4<f32>, b: vec4<f32>) -> mat4x4<f32> {
    return mat4x4<f32>(a * b.x, a * b.y, a * b.z, a * b.w);
}

// Column c of four rows of A. Rows past the end repeat the last: they are never written.
fn stage_left(row: u32, c: u32) -> vec4<f32> {
    let last = product.rows - 1u;
    return vec4<f32>(
        left(min(row, last), c),
        left(min(row + 1u, last), c),
        left(min(row + 2u, last), c),
        left(min(row + 3u, last), c),
    );
}

// Row c of four columns of W. Columns past the end repeat the last: they are never written.
fn stage_right(c: u32, column: u32) -> vec4<f32> {
    let last = product.columns - 1u;
    let at = vec4<u32>(c * product.columns)
        + min(vec4<u32>(column) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(last));
    return vec4<f32>(w[at.x], w[at.y], w[at.z], w[at.w]);
}

fn multiply(group: vec3<u32>, local: vec3<u32>, thread: u32) {
    let threads = THREADS_X * THREADS_Y;
    let row_quads = QUADS_PER_THREAD * THREADS_Y;
    let column_quads = QUADS_PER_THREAD * THREADS_X;
    // One vector more than a row holds keeps a column of the stage out of one bank.
    let left_stride = row_quads + 1u;
    let right_stride = column_quads + 1u;
    let right = DEPTH * left_stride;
    let tile_row = group.y * 4u * row_quads;
    let tile_column = group.x * 4u * column_quads;

    // Rows a and b by columns 0 and 1.
    var c_a0 = mat4x4<f32>();
    var c_a1 = mat4x4<f32>();
    var c_b0 = mat4x4<f32>();
    var c_b1 = mat4x4<f32>();
    for (var first = 0u; first < product.inner; first += DEPTH) {
        let depth = min(DEPTH, product.inner - first);
        workgroupBarrier();
        for (var t = thread; t < DEPTH * row_quads; t += threads) {
            let c = t % DEPTH;
            if (c < depth) {
                stage[c * left_stride + t / DEPTH] =
                    stage_left(tile_row + 4u * (t / DEPTH), first + c);
            }
        }
        for (var t = thread; t < depth * column_quads; t += threads) {
            let c = t / column_quads;
            let quad = t % column_quads;
            stage[right + c * right_stride + quad] = stage_right(first + c, tile_column + 4u * quad);
        }
        workgroupBarrier();
        for (var c = 0u; c < depth; c += 1u) {
            let a_a = stage[c * left_stride + local.y];
            let a_b = stage[c * left_stride + local.y + THREADS_Y];
            let w_0 = stage[right + c * right_stride + local.x];
            let w_1 = stage[right + c * right_stride + local.x + THREADS_X];
            c_a0 += outer(a_a, w_0);
            c_a1 += outer(a_a, w_1);
            c_b0 += outer(a_b, w_0);
            c_b1 += outer(a_b, w_1);
        }
    }

    var cells = array<mat4x4<f32>, 4>(c_a0, c_b0, c_a1, c_b1);
    for (var cell = 0u; cell < 64u; cell += 1u) {
        let tile = cell / 16u;
        let row = tile_row + 4u * (local.y + tile % 2u * THREADS_Y) + cell % 4u;
        let column = tile_column + 4u * (local.x + tile / 2u * THREADS_X) + cell / 4u % 4u;
        if (row < product.rows && column < product.columns) {
            var sum = cells[tile][cell / 4u % 4u][cell % 4u];
            if (product.has_bias == 1u) {
                sum += bias[column];
            }
            put(row, column, sum);
        }
    }
}

// Where column c of token row r lies in `[batch, heads, len, head_dim]`.
fn in_heads(row: u32, column: u32) -> u32 {
    let batch = row / product.len;
    let head = column / product.head_dim;
    let token = (batch * product.heads + head) * product.len + row % product.len;
    return token * product.head_dim + column % product.head_dim;
}
