//! The twins of `project_heads.wgsl` and `join_heads.wgsl`.

use super::floats;
use crate::plan::Dispatch;
use crate::shaders::Product;

pub(super) fn project_heads(_: &Dispatch, bindings: &mut [Vec<u32>]) {
    multiply(bindings, |p, row, c| row * p.inner as usize + c, in_heads);
}

pub(super) fn join_heads(_: &Dispatch, bindings: &mut [Vec<u32>]) {
    multiply(bindings, in_heads, |p, row, column| {
        row * p.columns as usize + column
    });
}

/// C = A W + bias. `left` and `put` say where a cell of A and of C lies.
fn multiply(
    bindings: &mut [Vec<u32>],
    left: fn(&Product, usize, usize) -> usize,
    put: fn(&Product, usize, usize) -> usize,
) {
    let [product, a, w, bias, out] = bindings else {
        panic!("five bindings");
    };
    let p = Product::from_words(product.as_slice().try_into().expect("a whole uniform"));
    let [rows, inner, columns] = [p.rows, p.inner, p.columns].map(|size| size as usize);
    let (a, w, bias) = (floats(a), floats(w), floats(bias));
    for row in 0..rows {
        for column in 0..columns {
            let terms = (0..inner).map(|c| a[left(&p, row, c)] * w[c * columns + column]);
            let sum = terms.sum::<f32>() + bias.get(column).copied().unwrap_or(0.0);
            out[put(&p, row, column)] = sum.to_bits();
        }
    }
}

/// Where column `column` of token row `row` lies in `[batch, heads, len, head_dim]`.
fn in_heads(p: &Product, row: usize, column: usize) -> usize {
    let [len, heads, width] = [p.len, p.heads, p.head_dim].map(|size| size as usize);
    let token = (row / len * heads + column / width) * len + row % len;
    token * width + column % width
}
