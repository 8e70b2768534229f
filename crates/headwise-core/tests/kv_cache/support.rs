//! Texts drawn from seeds, and what attention makes of them without a cache.

use headwise_cases::random;
use headwise_core::kv_cache::{RowShape, Rows, attend};
use headwise_core::{Options, reference};
use ndarray::{Array2, Array4, ArrayView2, Axis};
use proptest::prelude::*;

/// One layer's queries, keys and values of a text, `[1, heads, n, width]`.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) shape: RowShape,
    pub(crate) q: Array4<f64>,
    pub(crate) k: Array4<f64>,
    pub(crate) v: Array4<f64>,
}

/// A text of 1 to 20 tokens with shared or own key heads.
pub(crate) fn any_text() -> impl Strategy<Value = Text> {
    (
        1..=3_usize,
        1..=3_usize,
        1..=5_usize,
        1..=4_usize,
        1..=20_usize,
        any::<u32>(),
    )
        .prop_map(|(kv_heads, group, head_dim, value_dim, len, seed)| {
            let shape = RowShape {
                kv_heads,
                head_dim,
                value_dim,
            };
            Text {
                shape,
                q: random((1, kv_heads * group, len, head_dim), seed, 0),
                k: random((1, kv_heads, len, head_dim), seed, 1),
                v: random((1, kv_heads, len, value_dim), seed, 2),
            }
        })
}

impl Text {
    pub(crate) fn len(&self) -> usize {
        self.k.len_of(Axis(2))
    }

    /// The queries, keys or values of one token, `[heads, width]`.
    pub(crate) fn token(x: &Array4<f64>, token: usize) -> ArrayView2<'_, f64> {
        x.index_axis(Axis(2), token).index_axis_move(Axis(0), 0)
    }

    pub(crate) fn keys(&self, token: usize) -> ArrayView2<'_, f64> {
        Self::token(&self.k, token)
    }

    pub(crate) fn values(&self, token: usize) -> ArrayView2<'_, f64> {
        Self::token(&self.v, token)
    }

    /// The output of every token in a run over the whole text, causal besides the options.
    pub(crate) fn prefill(&self, options: Options<'_, f64>) -> Array4<f64> {
        let options = Options {
            causal: true,
            ..options
        };
        let run = reference::attention(self.q.view(), self.k.view(), self.v.view(), &options);
        run.expect("a valid problem").out
    }

    /// The output of one token over what a cache holds, two ways that must agree: row by row, and
    /// by the reference over the gathered rows.
    pub(crate) fn decode(&self, token: usize, rows: &impl Rows<f64>) -> Array2<f64> {
        let queries = Self::token(&self.q, token);
        let (out, _) = attend(queries, rows, None).expect("a valid query");
        let (k, v) = rows.gather();
        let q = queries.insert_axis(Axis(1)).insert_axis(Axis(0));
        let whole = reference::attention(q, k.view(), v.view(), &Options::default());
        let whole = whole.expect("a valid problem").out;
        assert_close(&out, &whole.index_axis(Axis(0), 0).index_axis(Axis(1), 0));
        out
    }
}

#[track_caller]
pub(crate) fn assert_close(actual: &Array2<f64>, expected: &ArrayView2<'_, f64>) {
    assert_eq!(actual.shape(), expected.shape());
    for ((at, actual), expected) in actual.indexed_iter().zip(expected) {
        let allowed = headwise_cases::tolerance::DOUBLE;
        assert!(
            allowed.accepts(*expected, *actual),
            "{actual} is not {expected} at {at:?}"
        );
    }
}
