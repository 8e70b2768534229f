// uses shared/product.wgsl
//
// The concatenation and its projection: for heads [batch, h, n, d] and W_O [h d, d_out],
//
//     out = Concat(head_0, ..., head_(h-1)) W_O + bias        [batch, n, d_out]
//
// (Vaswani et al. 2017, section 3.2.2). The concatenation is never written: it is an index.

fn left(row: u32, c: u32) -> f32 {
    return a[in_heads(row, c)];
}

fn put(row: u32, column: u32, sum: f32) {
    out[row * product.columns + column] = sum;
}

@compute @workgroup_size(THREADS_X, THREADS_Y)
fn join_heads(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_id) local: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    multiply(group, local, thread);
}
