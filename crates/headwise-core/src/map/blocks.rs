//! The oracle: every weight, then the blocks of them.

use ndarray::{Array2, Array4, ArrayView2, Axis};

use super::Region;
use crate::{AttentionError, Dims, Options, Real, reference};

/// What is shown of a region, a number for each block: `[down, across]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Blocks<T> {
    /// The largest weight of the cells that are read.
    pub max: Array2<T>,
    /// The mean weight of the cells that are read. A hidden cell weighs 0.
    pub mean: Array2<T>,
}

/// The blocks of a region of the map of `q [n, head_dim]` over `k [m, head_dim]`.
///
/// Holds the whole map: for tests, and for small ones.
///
/// ```
/// use headwise_core::Options;
/// use headwise_core::map::{Region, blocks};
/// use ndarray::array;
///
/// let (q, k) = (array![[0.0], [0.0]], array![[1.0], [2.0], [3.0], [4.0]]);
/// let region = Region::new([2, 4], 0..2, 0..4, [2, 2], 1)?;
/// let blocks = blocks(q.view(), k.view(), &Options::default(), &region)?;
/// assert_eq!(blocks.mean, array![[0.25, 0.25]]); // a query of 0 looks everywhere alike
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
///
/// # Errors
/// Those of [`reference::attention`].
///
/// # Panics
/// When the region is of a larger map.
pub fn blocks<T: Real>(
    q: ArrayView2<'_, T>,
    k: ArrayView2<'_, T>,
    options: &Options<'_, T>,
    region: &Region,
) -> Result<Blocks<T>, AttentionError> {
    let as_head = |x: ArrayView2<'_, T>| x.to_owned().insert_axis(Axis(0)).insert_axis(Axis(0));
    // Weights need no values: they have width 0.
    let v = Array4::zeros((1, 1, k.nrows(), 0));
    let run = reference::attention(as_head(q).view(), as_head(k).view(), v.view(), options)?;
    let weights = run.weights.index_axis_move(Axis(0), 0);
    let weights = weights.index_axis_move(Axis(0), 0);

    let [down, across] = region.shape();
    let [block_rows, block_keys] = region.block();
    let mut max = Array2::zeros((down, across));
    let mut mean = Array2::zeros((down, across));
    for row in region.sampled() {
        let y = (row - region.rows().start) / block_rows;
        for key in region.keys().clone() {
            let at = [y, (key - region.keys().start) / block_keys];
            let weight = weights[[row, key]];
            mean[at] += weight;
            if weight > max[at] {
                max[at] = weight;
            }
        }
    }
    for ((y, x), sum) in mean.indexed_iter_mut() {
        *sum /= T::from_f64(region.read([y, x]) as f64);
    }
    Ok(Blocks { max, mean })
}

/// The sizes of the map of `q [n, head_dim]` over `k [m, head_dim]`: one head whose values have no width.
///
/// # Errors
/// Those of [`Dims::from_shapes`].
pub fn shape(q: [usize; 2], k: [usize; 2]) -> Result<Dims, AttentionError> {
    Dims::from_shapes(&[1, 1, q[0], q[1]], &[1, 1, k[0], k[1]], &[1, 1, k[0], 0])
}
