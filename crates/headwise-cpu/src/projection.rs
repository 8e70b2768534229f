//! `X W + b` with heads split or concatenated on the way: no pass of its own moves them.
//!
//! ```text
//! W  [d_in, d_out]  ->  [heads][d / 8][d_in][8]      packed once, each head's columns apart, d = d_out / heads
//! Y[head, i, c] = sum_p X[i, p] W[p, head d + c] + b[head d + c]
//! ```
//!
//! Rows of X are gathered 48 at a time, out of however many heads they lie in: the concatenation before
//! W_O is that gathering. Panels of W outside, strips of rows inside, so that a panel is read from
//! memory once for all of them.

use std::marker::PhantomData;

use headwise_core::{AttentionError, ErrorCode};

use crate::lanes::{Best, Lanes};
use crate::micro::{product, row, zeros};
use crate::pack::{Row8, WIDTH, interleave, pack_right_columns};

/// Rows gathered at once. Divisible by either height of the register tile.
const ROWS: usize = 48;

/// A linear map, packed: W_Q, W_K or W_V with as many heads as they make, W_O with one.
///
/// ```
/// use headwise_cpu::Projection;
///
/// // Two tokens, three numbers each, to two heads of one number.
/// let w = [1.0, 0.0, 0.0, 1.0, 1.0, 1.0];
/// let map: Projection = Projection::new(&w, [3, 2], Some(&[0.5, -0.5]), 2)?;
/// let heads = map.apply(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [1, 1, 2])?;
/// assert_eq!(heads, [4.5, 10.5, 4.5, 10.5]); // head 0 of both tokens, then head 1
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Projection<L = Best> {
    d_in: usize,
    heads: usize,
    /// Columns of a head.
    width: usize,
    /// `[heads][width / 8][d_in][8]`.
    panels: Vec<Row8>,
    /// `[heads, width]`.
    bias: Vec<f32>,
    lanes: PhantomData<fn() -> L>,
}

impl<L: Lanes> Projection<L> {
    /// Packs `w`, row-major of the shape `[d_in, d_out]`, and `bias [d_out]`, for an output of `heads`
    /// heads.
    ///
    /// # Errors
    /// `shape-mismatch` when w is not as long as its shape says or the bias not as wide;
    /// `heads-do-not-divide` when heads does not divide d_out.
    pub fn new(
        w: &[f32],
        shape: [usize; 2],
        bias: Option<&[f32]>,
        heads: usize,
    ) -> Result<Self, AttentionError> {
        let [d_in, d_out] = shape;
        if d_in.checked_mul(d_out) != Some(w.len()) {
            let message = "w must have as many elements as its shape";
            return Err(mismatch(&[w.len()], &shape, message));
        }
        if let Some(bias) = bias.filter(|bias| bias.len() != d_out) {
            let message = "the bias must have one entry for each column of w";
            return Err(mismatch(&shape, &[bias.len()], message));
        }
        if heads == 0 || !d_out.is_multiple_of(heads) {
            let message = "the number of heads must divide the columns of w";
            let code = ErrorCode::HeadsDoNotDivide;
            return Err(AttentionError::new(
                code,
                "project",
                &shape,
                &[heads],
                message,
            ));
        }
        let width = d_out / heads;
        let mut panels = vec![Row8::default(); heads * width.div_ceil(WIDTH) * d_in];
        if d_in > 0 {
            let starts = (0..heads).flat_map(|head| {
                let end = (head + 1) * width;
                (head * width..end)
                    .step_by(WIDTH)
                    .map(move |start| start..end.min(start + WIDTH))
            });
            for (columns, panel) in starts.zip(panels.chunks_exact_mut(d_in)) {
                pack_right_columns(w, d_out, columns, panel);
            }
        }
        Ok(Self {
            d_in,
            heads,
            width,
            panels,
            bias: bias.map_or_else(|| vec![0.0; d_out], <[f32]>::to_vec),
            lanes: PhantomData,
        })
    }

    /// The image of `x`, row-major of the shape `[batch, x_heads, n, d_in / x_heads]`, as
    /// `[batch, heads, n, d_out / heads]`; `shape` is `[batch, x_heads, n]`. Tokens side by side are one
    /// head.
    ///
    /// # Errors
    /// `heads-do-not-divide` when x's heads do not divide d_in; `shape-mismatch` when x is not as long as
    /// its shape says; `too-large` when the result overflows.
    pub fn apply(&self, x: &[f32], shape: [usize; 3]) -> Result<Vec<f32>, AttentionError> {
        let [batch, x_heads, n] = shape;
        let of_w = [self.d_in, self.heads * self.width];
        if x_heads == 0 || !self.d_in.is_multiple_of(x_heads) {
            let message = "the heads of x must divide the rows of w";
            let code = ErrorCode::HeadsDoNotDivide;
            return Err(AttentionError::new(code, "project", &shape, &of_w, message));
        }
        let tokens = batch.checked_mul(n);
        if tokens.and_then(|tokens| tokens.checked_mul(self.d_in)) != Some(x.len()) {
            let message = "x must have as many elements as its shape";
            return Err(mismatch(&[x.len()], &shape, message));
        }
        let elements = tokens.and_then(|tokens| tokens.checked_mul(self.heads * self.width));
        let Some(elements) = elements.filter(|&count| count <= isize::MAX as usize / 8) else {
            let message = "the result does not fit the address space";
            let code = ErrorCode::TooLarge;
            return Err(AttentionError::new(code, "project", &shape, &of_w, message));
        };
        let mut out = vec![0.0; elements];
        let mut block = vec![0.0; ROWS * self.d_in];
        for b in 0..batch {
            for first in (0..n).step_by(ROWS) {
                let count = ROWS.min(n - first);
                let place = Place { b, first, count, n };
                match L::ROWS {
                    6 => self.run::<6>(x, x_heads, &place, &mut block, &mut out),
                    _ => self.run::<4>(x, x_heads, &place, &mut block, &mut out),
                }
            }
        }
        Ok(out)
    }

    /// Gathers the block's rows and writes their images, of every head.
    fn run<const R: usize>(
        &self,
        x: &[f32],
        x_heads: usize,
        place: &Place,
        block: &mut [f32],
        out: &mut [f32],
    ) {
        place.gather::<L, R>(x, x_heads, self.d_in, block);
        let panels_of_head = self.width.div_ceil(WIDTH);
        for panel in 0..self.heads * panels_of_head {
            let (head, start) = (panel / panels_of_head, panel % panels_of_head * WIDTH);
            let columns = WIDTH.min(self.width - start);
            let bias = &self.bias[head * self.width + start..][..columns];
            let w = &self.panels[panel * self.d_in..(panel + 1) * self.d_in];
            for strip in (0..place.count).step_by(R) {
                let x = &block.as_chunks::<R>().0[strip / R * self.d_in..][..self.d_in];
                let tile = product::<L, R>(zeros(), x, w);
                for (r, sums) in tile.into_iter().enumerate().take(place.count - strip) {
                    let token = place.first + strip + r;
                    let at = ((place.b * self.heads + head) * place.n + token) * self.width + start;
                    let sums = row(sums);
                    for ((to, sum), bias) in out[at..at + columns].iter_mut().zip(sums).zip(bias) {
                        *to = sum + bias;
                    }
                }
            }
        }
    }
}

/// Up to [`ROWS`] tokens of one batch entry.
struct Place {
    b: usize,
    first: usize,
    count: usize,
    /// Tokens of the entry.
    n: usize,
}

impl Place {
    /// Packs the tokens' rows of `x [batch, heads, n, d / heads]` as a left operand
    /// `[ROWS / R][d][R]`.
    fn gather<L: Lanes, const R: usize>(
        &self,
        x: &[f32],
        heads: usize,
        d: usize,
        block: &mut [f32],
    ) {
        if d == 0 {
            return;
        }
        let width = d / heads;
        for strip in (0..self.count).step_by(R) {
            let block = &mut block.as_chunks_mut::<R>().0[strip / R * d..][..d];
            for (head, panel) in block.chunks_exact_mut(width).enumerate() {
                let first = (self.b * heads + head) * self.n + self.first + strip;
                let rows = x[first * width..].chunks_exact(width);
                interleave::<L, R>(rows.take(R.min(self.count - strip)), panel);
            }
        }
    }
}

fn mismatch(left: &[usize], right: &[usize], message: &str) -> AttentionError {
    AttentionError::new(ErrorCode::ShapeMismatch, "project", left, right, message)
}
