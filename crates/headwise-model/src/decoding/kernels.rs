//! Kernels that count what they multiply.

use super::{Counted, Meter};
use crate::transformer::{Kernels, Linear, Map, ModelError};
use headwise_core::kv_cache::{RowShape, Rows, attend};
use headwise_core::{AttentionError, ErrorCode, Options};
use ndarray::{Array2, Array4, ArrayView2, ArrayView4, Axis};
use std::borrow::Cow;
use std::rc::Rc;

/// Projection by the formula, attention a row of a query at a time over the keys that it sees, both
/// in plain sight of a meter.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metered {
    pub(crate) meter: Rc<Meter>,
}

impl Kernels for Metered {
    fn linear(&self, map: Map) -> Result<Box<dyn Linear>, ModelError> {
        let meter = Rc::clone(&self.meter);
        Ok(Box::new(MeteredMap { map, meter }))
    }

    /// Causal, of one text, without a window: what a trace shows.
    fn attention(
        &self,
        q: ArrayView4<'_, f32>,
        k: ArrayView4<'_, f32>,
        v: ArrayView4<'_, f32>,
        options: &Options<'_, f32>,
    ) -> Result<Array4<f32>, ModelError> {
        let (batch, heads, queries, _) = q.dim();
        if batch != 1 || options.window.left.is_some_and(|left| left < k.dim().2) {
            let message = "a metered run is of one text, and sees all of it";
            let (left, right) = (q.shape(), k.shape());
            let code = ErrorCode::BadSetting;
            return Err(AttentionError::new(code, "attention", left, right, message).into());
        }
        let before = k.dim().2 - queries;
        let mut out = Array4::zeros((1, heads, queries, v.dim().3));
        for query in 0..queries {
            let rows = Prefix {
                keys: k.view(),
                values: v.view(),
                len: before + query + 1,
            };
            let counted = Counted {
                rows: &rows,
                meter: &self.meter,
            };
            let own = q
                .index_axis_move(Axis(0), 0)
                .index_axis_move(Axis(1), query);
            let one = own.mapv(f64::from);
            let (row, _) = attend(one.view(), &counted, options.scale.map(f64::from))?;
            out.index_axis_mut(Axis(0), 0)
                .index_axis_mut(Axis(1), query)
                .assign(&row.mapv(|x| x as f32));
        }
        Ok(out)
    }
}

struct MeteredMap {
    map: Map,
    meter: Rc<Meter>,
}

impl Linear for MeteredMap {
    fn apply(&self, x: ArrayView2<'_, f32>) -> Result<Array2<f32>, ModelError> {
        let (inner, columns) = self.map.weight.dim();
        self.meter.product(x.nrows(), inner, columns);
        self.map.apply(x)
    }
}

/// The first rows of keys and values `[1, kv_heads, m, head_dim]`.
#[derive(Debug)]
struct Prefix<'a> {
    keys: ArrayView4<'a, f32>,
    values: ArrayView4<'a, f32>,
    len: usize,
}

impl Rows<f32> for Prefix<'_> {
    fn shape(&self) -> RowShape {
        let (_, kv_heads, _, head_dim) = self.keys.dim();
        RowShape {
            kv_heads,
            head_dim,
            value_dim: self.values.len_of(Axis(3)),
        }
    }

    fn len(&self) -> usize {
        self.len
    }

    fn token(&self, index: usize) -> usize {
        index
    }

    fn key(&self, head: usize, index: usize) -> Cow<'_, [f32]> {
        row(self.keys, head, index)
    }

    fn value(&self, head: usize, index: usize) -> Cow<'_, [f32]> {
        row(self.values, head, index)
    }
}

/// A copy of a row of one head of `[1, kv_heads, m, width]`.
fn row(x: ArrayView4<'_, f32>, head: usize, index: usize) -> Cow<'static, [f32]> {
    let text = x.index_axis_move(Axis(0), 0);
    let head = text.index_axis_move(Axis(0), head);
    head.row(index).iter().copied().collect()
}
