//! The twin of `pad_rows.wgsl`.

use crate::plan::Dispatch;
use crate::shaders::Padding;

pub(super) fn pad_rows(_: &Dispatch, bindings: &mut [Vec<u32>]) {
    let [padding, numbers, vectors] = bindings else {
        panic!("three bindings");
    };
    let p = Padding::from_words(padding.as_slice().try_into().expect("a whole uniform"));
    let width = p.width as usize;
    let rows = numbers.chunks_exact(width).take(p.rows as usize);
    for (row, padded) in rows.zip(vectors.chunks_exact_mut(width.next_multiple_of(4))) {
        let (own, rest) = padded.split_at_mut(width);
        own.copy_from_slice(row);
        rest.fill(0);
    }
}
