// A matrix product in register tiles, C = A W + bias: the part that both projections share.
//
// A workgroup computes 8 THREADS_Y rows by 8 THREADS_X columns, DEPTH terms at a time; a thread owns
// four 4 x 4 matrices, sums of 4 x 4 matrix products. A is staged with four rows to a vector, W with
// four terms to a vector, so that a block is four loads and an accumulator is touched once for four
// terms. Thread x owns columns x, x + THREADS_X, ..., so neighbours touch neighbours.
// Whoever uses this says where A lies (`left`) and where C goes
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

// Column c of four rows of A. Rows past the end repeat the last: they are never written. Columns past
// the end are 0.
fn stage_left(row: u32, c: u32) -> vec4<f32> {
    if (c >= product.inner) {
        return vec4<f32>();
    }
    let last = product.rows - 1u;
    return vec4<f32>(
        left(min(row, last), c),
        left(min(row + 1u, last), c),
        left(min(row + 2u, last), c),
        left(min(row + 3u, last), c),
    );
}

// Four rows of a column of W. A column past the end repeats the last: it is never written. Rows past
// the end are 0.
fn stage_right(c: u32, column: u32) -> vec4<f32> {
    let rows = vec4<u32>(c) + vec4<u32>(0u, 1u, 2u, 3u);
    let is_row = rows < vec4<u32>(product.inner);
    let at = select(vec4<u32>(), rows, is_row) * product.columns + min(column, product.columns - 1u);
    return select(vec4<f32>(), vec4<f32>(w[at.x], w[at.y], w[at.z], w[at.w]), is_row);
}

fn block(at: u32, stride: u32) -> mat4x4<f32> {
    return mat4x4<f32>(
        stage[at], stage[at + stride], stage[at + 2u * stride], stage[at + 3u * stride]);
}

fn multiply(group: vec3<u32>, local: vec3<u32>, thread: u32) {
    let threads = THREADS_X * THREADS_Y;
    let row_quads = QUADS_PER_THREAD * THREADS_Y;
    let tile_columns = 4u * QUADS_PER_THREAD * THREADS_X;
    // One vector more than a row holds keeps a column of the stage out of one bank.
    let left_stride = row_quads + 1u;
    let right = DEPTH * left_stride;
    let tile_row = group.y * 4u * row_quads;
    let tile_column = group.x * tile_columns;

    // Rows a and b by columns 0 and 1.
    var c_a0 = mat4x4<f32>();
    var c_a1 = mat4x4<f32>();
    var c_b0 = mat4x4<f32>();
    var c_b1 = mat4x4<f32>();
    for (var first = 0u; first < product.inner; first += DEPTH) {
        let depth = min(DEPTH, (product.inner - first + 3u) / 4u * 4u);
        workgroupBarrier();
        for (var t = thread; t < DEPTH * row_quads; t += threads) {
            let c = t % DEPTH;
            if (c < depth) {
                stage[c * left_stride + t / DEPTH] =
                    stage_left(tile_row + 4u * (t / DEPTH), first + c);
            }
        }
        for (var t = thread; t < depth / 4u * tile_columns; t += threads) {
            stage[right + t] =
                stage_right(first + 4u * (t / tile_columns), tile_column + t % tile_columns);
        }
        workgroupBarrier();
        for (var c = 0u; c < depth; c += 4u) {
            let a_a = block(c * left_stride + local.y, left_stride);
            let a_b = block(c * left_stride + local.y + THREADS_Y, left_stride);
            let at = right + c / 4u * tile_columns + local.x;
            let w_0 = block(at, THREADS_X);
            let w_1 = block(at + 4u * THREADS_X, THREADS_X);
            c_a0 += a_a * w_0;
            c_a1 += a_a * w_1;
            c_b0 += a_b * w_0;
            c_b1 += a_b * w_1;
        }
    }

    var cells = array<mat4x4<f32>, 4>(c_a0, c_b0, c_a1, c_b1);
    for (var cell = 0u; cell < 64u; cell += 1u) {
        let tile = cell / 16u;
        let row = tile_row + 4u * (local.y + tile % 2u * THREADS_Y) + cell % 4u;
        let column = tile_column + local.x + (4u * (tile / 2u) + cell / 4u % 4u) * THREADS_X;
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
