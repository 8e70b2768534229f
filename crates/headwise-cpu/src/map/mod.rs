//! Regions of an attention map that is never stored: Q, K and a log-sum-exp for each row.
//!
//! ```text
//! for each 96 rows that are read:
//!     lse       where it is not known yet: one pass over all keys, S^T a tile at a time, m and l
//!     blocks    for each tile of the region's keys: S^T, exp(S - lse), the largest and the sum of each block
//! ```
//!
//! Judged against `headwise_core::map::blocks`. Log-sum-exps are kept, so that a second look at a row
//! costs the region's keys alone.

mod keys;
mod rows;
mod walk;

use headwise_core::map::{Cell, Region, shape};
use headwise_core::{AttentionError, ErrorCode, Mask, Options, Scoring};

use crate::lanes::{Best, Lanes};
use crate::pack::all_finite;
use rows::{Queries, Rows};

pub use keys::Keys;
pub use walk::{Shown, Walk};

/// Rows that pass over the keys together.
const ROWS: usize = 96;

const OPERATION: &str = "map";

/// What is needed of one head to look at any region of its map.
///
/// ```
/// use headwise_core::{Options, map::Region};
/// use headwise_cpu::{Keys, Map};
///
/// let keys = Keys::new(&[1.0; 16], 4)?;
/// let mut map: Map = Map::new(vec![0.0; 8], keys, &Options::default())?;
/// let region = Region::new(map.shape(), 0..2, 0..2, [2, 2], 1)?;
/// let mut walk = map.walk(region)?;
/// while !walk.advance(&mut map)? {}
/// let blocks = walk.finish();
/// assert!((blocks.mean[0] - 0.25).abs() < 1e-6); // queries of 0 look everywhere alike
/// # Ok::<(), headwise_core::AttentionError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Map<L = Best> {
    rows: usize,
    /// `[rows, head_dim]`.
    q: Vec<f32>,
    keys: Keys<L>,
    scoring: Scoring<'static, f32>,
    /// NaN until it is known.
    lse: Vec<f32>,
    scratch: Rows,
}

impl<L: Lanes> Map<L> {
    /// The map of `q [n, head_dim]` over keys of that width. Nothing is computed yet.
    ///
    /// # Errors
    /// `shape-mismatch` when the length of q is no multiple of head_dim; `bad-setting` for numbers that
    /// are not finite, a softcap, and as of [`Scoring::new`]; `bad-mask` for a mask that is data: a map
    /// is as large as one.
    pub fn new(
        q: Vec<f32>,
        keys: Keys<L>,
        options: &Options<'static, f32>,
    ) -> Result<Self, AttentionError> {
        let head_dim = keys.head_dim();
        let refuse = |code, message: &str| {
            let (left, right) = ([q.len()], [keys.len(), head_dim]);
            Err(AttentionError::new(code, OPERATION, &left, &right, message))
        };
        if !q.len().is_multiple_of(head_dim) {
            let message = "q must be rows of head_dim numbers";
            return refuse(ErrorCode::ShapeMismatch, message);
        }
        if matches!(options.mask, Some(Mask::Boolean(_) | Mask::Additive(_))) {
            return refuse(ErrorCode::BadMask, "a map takes no mask that is data");
        }
        if options.softcap.is_some_and(|cap| cap != 0.0) {
            return refuse(ErrorCode::BadSetting, "a map takes no softcap");
        }
        if !all_finite(&q) {
            return refuse(ErrorCode::BadSetting, "q must be finite");
        }
        let rows = q.len() / head_dim;
        let dims = shape([rows, head_dim], [keys.len(), head_dim])?;
        Ok(Self {
            scoring: Scoring::new(&dims, options)?,
            keys,
            lse: vec![f32::NAN; rows],
            rows,
            q,
            scratch: Rows::default(),
        })
    }

    /// Rows and keys.
    pub fn shape(&self) -> [usize; 2] {
        [self.rows, self.keys.len()]
    }

    /// Features of a query and of a key.
    pub fn head_dim(&self) -> usize {
        self.keys.head_dim()
    }

    /// The factor of dot products.
    pub fn scale(&self) -> f32 {
        self.scoring.scale()
    }

    /// Rows whose log-sum-exp is known.
    pub fn known(&self) -> usize {
        self.lse.iter().filter(|lse| !lse.is_nan()).count()
    }

    /// Begins to look at a region.
    ///
    /// # Errors
    /// `bad-setting` when the region reaches beyond the map.
    pub fn walk(&self, region: Region) -> Result<Walk, AttentionError> {
        Walk::new(region, self.shape())
    }

    /// One cell, derived.
    ///
    /// # Errors
    /// `bad-setting` when there is no such cell, or the row's scores overflow.
    pub fn cell(&mut self, row: usize, key: usize) -> Result<Cell, AttentionError> {
        let [rows, keys] = self.shape();
        if row >= rows || key >= keys {
            let (at, all) = ([row, key], [rows, keys]);
            let message = "there is no such cell";
            let code = ErrorCode::BadSetting;
            return Err(AttentionError::new(code, OPERATION, &at, &all, message));
        }
        self.know(&[row])?;
        let query = queries(&self.q, self.keys.head_dim()).row(row);
        let hidden = !self.scoring.columns(0, row).contains(key);
        let scale = f64::from(self.scoring.scale());
        let lse = f64::from(self.lse[row]);
        let key = self.keys.row(key);
        Ok(Cell::new(query, &key, scale, lse, hidden))
    }

    /// Computes the log-sum-exps of those rows that are not known, at most [`ROWS`].
    fn know(&mut self, rows: &[usize]) -> Result<(), AttentionError> {
        let unknown = rows.iter().copied().filter(|&row| self.lse[row].is_nan());
        let unknown: Vec<usize> = unknown.collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let queries = queries(&self.q, self.keys.head_dim());
        self.scratch.open::<L>(&unknown, queries, &self.scoring);
        match L::ROWS {
            6 => self.scratch.sum_up::<L, 6>(&self.keys, &self.scoring),
            _ => self.scratch.sum_up::<L, 4>(&self.keys, &self.scoring),
        }
        for (&row, lse) in unknown.iter().zip(self.scratch.log_sum_exps()) {
            if lse.is_nan() || lse == f32::INFINITY {
                let message = "the scores of a row overflow";
                let code = ErrorCode::BadSetting;
                return Err(AttentionError::new(code, OPERATION, &[row], &[], message));
            }
            self.lse[row] = lse;
        }
        Ok(())
    }
}

fn queries(numbers: &[f32], head_dim: usize) -> Queries<'_> {
    Queries { numbers, head_dim }
}
