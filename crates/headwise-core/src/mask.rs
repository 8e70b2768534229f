//! Masks given as data.

use std::ops::{ControlFlow, Range};

use ndarray::{ArrayView4, ArrayViewD, Axis, Ix4};

use crate::{AttentionError, Dims, ErrorCode, Real};

/// Which keys a query may see, given cell by cell.
///
/// The shape has at most four axes and broadcasts, aligned right, to
/// `[batch, heads, q_len, kv_len]`. The last axis follows ONNX's Attention: it is never stretched,
/// and when it is shorter than `kv_len`, the keys beyond it are masked.
#[derive(Clone, Debug)]
pub enum Mask<'a, T> {
    /// True where the query sees the key.
    Boolean(ArrayViewD<'a, bool>),
    /// Added to the score after scale and softcap; minus infinity hides the key whatever its score.
    Additive(ArrayViewD<'a, T>),
}

impl<'a, T: Real> Mask<'a, T> {
    /// The shape as given.
    pub fn shape(&self) -> &[usize] {
        match self {
            Self::Boolean(data) => data.shape(),
            Self::Additive(data) => data.shape(),
        }
    }

    /// Checks the shape, once, against the problem.
    ///
    /// # Errors
    /// `bad-mask` when it does not broadcast.
    pub(crate) fn fit<'s>(&self, dims: &Dims) -> Result<FittedMask<'s, T>, AttentionError>
    where
        'a: 's,
    {
        let (shape, wanted) = (self.shape(), dims.scores_shape());
        // A mask without axes is one number for every cell.
        let covered = shape.last().copied().unwrap_or(dims.kv_len);
        let stretches = shape
            .iter()
            .rev()
            .zip(wanted.iter().rev())
            .skip(1)
            .all(|(&own, &size)| own == 1 || own == size);
        if shape.len() > 4 || covered > dims.kv_len || !stretches {
            let message = "a mask must broadcast to [batch, heads, q_len, kv_len]";
            return Err(AttentionError::attention(
                ErrorCode::BadMask,
                shape,
                &wanted,
                message,
            ));
        }
        let cells = match self {
            Self::Boolean(data) => Cells::Boolean(with_four_axes(data.clone())),
            Self::Additive(data) => Cells::Additive(with_four_axes(data.clone())),
        };
        Ok(FittedMask { cells, covered })
    }
}

/// A mask known to fit its problem. Stretched axes stay short: nothing is copied.
#[derive(Clone, Debug)]
pub(crate) struct FittedMask<'a, T> {
    cells: Cells<'a, T>,
    /// Keys from here on are masked.
    covered: usize,
}

#[derive(Clone, Debug)]
enum Cells<'a, T> {
    Boolean(ArrayView4<'a, bool>),
    Additive(ArrayView4<'a, T>),
}

impl<T: Real> FittedMask<'_, T> {
    /// What the mask adds to the score at `[batch, head, query, key]`: minus infinity hides the key.
    pub(crate) fn bias(&self, at: [usize; 4]) -> T {
        if at[3] >= self.covered {
            return T::neg_infinity();
        }
        match &self.cells {
            Cells::Boolean(cells) if cells[stretched(at, cells.dim())] => T::zero(),
            Cells::Boolean(_) => T::neg_infinity(),
            Cells::Additive(cells) => cells[stretched(at, cells.dim())],
        }
    }
}

impl<T: Real> FittedMask<'_, T> {
    /// As [`crate::Scoring::biases`].
    pub(crate) fn biases<B>(
        &self,
        at: [usize; 3],
        keys: Range<usize>,
        mut each: impl FnMut(usize, T) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let end = keys.end.min(self.covered).max(keys.start);
        let covered = keys.start..end;
        match &self.cells {
            Cells::Boolean(cells) => walk(cells, at, covered, |j, &seen| {
                each(j, if seen { T::zero() } else { T::neg_infinity() })
            })?,
            Cells::Additive(cells) => walk(cells, at, covered, |j, &bias| each(j, bias))?,
        }
        (end..keys.end).try_for_each(|j| each(j, T::neg_infinity()))
    }
}

/// The cells of one row that stand for `keys`.
fn walk<A, B>(
    cells: &ArrayView4<'_, A>,
    [b, h, i]: [usize; 3],
    mut keys: Range<usize>,
    mut each: impl FnMut(usize, &A) -> ControlFlow<B>,
) -> ControlFlow<B> {
    if keys.is_empty() {
        return ControlFlow::Continue(());
    }
    let [b, h, i, last] = stretched([b, h, i, usize::MAX], cells.dim());
    let row = [b, h, i]
        .into_iter()
        .fold(cells.view().into_dyn(), |rows, at| {
            rows.index_axis_move(Axis(0), at)
        });
    match row.to_slice() {
        Some(row) if last > 0 => keys
            .clone()
            .zip(&row[keys])
            .try_for_each(|(j, cell)| each(j, cell)),
        _ => keys.try_for_each(|j| each(j, &row[j.min(last)])),
    }
}

/// The cell that stands for `at` in an array whose axes of length 1 are stretched.
fn stretched(at: [usize; 4], (b, h, i, j): (usize, usize, usize, usize)) -> [usize; 4] {
    // An axis of length 1 that is not stretched has index 0 only, so the minimum serves both.
    [
        at[0].min(b - 1),
        at[1].min(h - 1),
        at[2].min(i - 1),
        at[3].min(j - 1),
    ]
}

/// Axes of length 1 in front, as many as are missing. Views are invariant in their lifetime, so it
/// is shortened by hand.
fn with_four_axes<'s, 'a: 's, A>(view: ArrayViewD<'a, A>) -> ArrayView4<'s, A> {
    let mut view: ArrayViewD<'s, A> = view.reborrow();
    while view.ndim() < 4 {
        view = view.insert_axis(Axis(0));
    }
    view.into_dimensionality::<Ix4>()
        .expect("the rank was checked to be at most four")
}
