// uses shared/product.wgsl
//
// A projection that ends in heads: for x [batch, n, d_in] and W [d_in, h d],
//
//     Y = X W + bias,    out[b, i, :, :] = columns i d .. (i + 1) d of Y[b]
//
// which is Q = X W_Q and its split into heads (Vaswani et al. 2017, section 3.2.2) in one pass. It
// departs from the formula only in where it writes: out is [batch, heads, n, d].

fn left(row: u32, c: u32) -> f32 {
    return a[row * product.inner + c];
}

fn put(row: u32, column: u32, sum: f32) {
    out[in_heads(row, column)] = sum;
}

@compute @workgroup_size(THREADS_X, THREADS_Y)
fn project_heads(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_id) local: vec3<u32>,
    @builtin(local_invocation_index) thread: u32,
) {
    multiply(group, local, thread);
}
