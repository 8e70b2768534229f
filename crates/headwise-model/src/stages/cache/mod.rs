//! The text once more, token by token over its cache: the prompt fills it at once, then each step
//! appends one row to K and one to V of every layer and key head, and one query row attends over all
//! of it.

mod attended;
mod decode;
mod growth;
mod int8;
mod kinds;
mod loss;
mod pages;
mod ring;
mod work;

use super::keep;
use crate::cells::Cells;
use crate::decoding::CachePlan;
use crate::layer::Layer;
use crate::recorder::Recorder;
use headwise_core::AttentionError;
use headwise_core::kv_cache::RowShape;
use headwise_core::trace::build::{Formula, Place, number, var};
use headwise_core::trace::{Comparison, build};

/// The page computes in f32.
const ELEMENT: usize = size_of::<f32>();

const STEP: (&str, &str) = ("step", "t");
const DECODE: (&str, &str) = ("decode", "t");
const HEAD: (&str, &str) = ("head", "h");
const KV_HEAD: (&str, &str) = ("kvHead", "h");
const TOKEN: (&str, &str) = ("token", "i");
const KEY: (&str, &str) = ("key", "j");
const DIM: (&str, &str) = ("dim", "d");

/// The decoding in pieces, each after those it reads.
pub(super) const STAGES: [super::Run; 8] = [
    |layer, recorder| piece(layer, recorder, decode::record),
    |layer, recorder| piece(layer, recorder, work::record),
    |layer, recorder| piece(layer, recorder, growth::record),
    |layer, recorder| piece(layer, recorder, kinds::record),
    |layer, recorder| piece(layer, recorder, pages::record),
    |layer, recorder| piece(layer, recorder, ring::record),
    |layer, recorder| piece(layer, recorder, loss::record),
    |layer, recorder| piece(layer, recorder, int8::record),
];

fn piece(
    layer: &Layer,
    recorder: &mut Recorder,
    record: fn(&Run<'_>, &mut Recorder) -> Result<(), AttentionError>,
) -> Result<(), AttentionError> {
    let plan = layer
        .cache
        .expect("these stages run for what is decoded only");
    record(&Run { layer, plan }, recorder)
}

/// What is decoded.
struct Run<'a> {
    layer: &'a Layer,
    plan: CachePlan,
}

impl Run<'_> {
    /// Layers of the model.
    fn layers(&self) -> usize {
        let block = self.layer.block();
        block.map_or(1, |block| block.model.config.layers)
    }

    /// The name of a tensor of some layer of the model: the one that is shown has no prefix.
    fn of_layer(&self, layer: usize, name: &str) -> String {
        if layer == self.layer.shown {
            name.to_owned()
        } else {
            format!("layer{layer}.{name}")
        }
    }

    /// The widths of a row of one layer.
    fn row(&self) -> RowShape {
        self.layer.row()
    }

    /// The queries of the decoded tokens, `[steps, heads, head_dim]`, as they were kept.
    fn queries(&self, recorder: &Recorder) -> Cells<3> {
        let queries = recorder.cells::<3>("qHeads");
        let [heads, _, width] = queries.shape;
        Cells::from_places([self.plan.steps, heads, width], &mut |[t, h, d]| {
            queries[[h, self.plan.prompt + t, d]]
        })
    }

    /// The token that decode step `t` runs.
    fn token(&self, t: Place) -> Place {
        t + build::fixed(self.plan.prompt)
    }

    /// `then` in the prefill, else `otherwise`.
    fn in_prefill(&self, then: Formula, otherwise: Formula) -> Formula {
        let first = number(build::fixed(0));
        build::select(number(var("t")), Comparison::Equal, first, then, otherwise)
    }

    /// Rows held after step `t`: p + t.
    fn rows(&self) -> Formula {
        number(self.token(var("t")))
    }
}
