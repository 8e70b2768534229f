//! Z: the head outputs side by side, those that are switched off as zeros.

use crate::cells::Cells;
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::trace::Role;
use headwise_core::trace::build::{input, read, rule, var};

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let gate = layer.on.iter().map(|&on| f64::from(u8::from(on)));
    let gate = Cells::of(gate.collect());
    let meaning = Meaning {
        name: "gate",
        symbol: "g",
        role: Role::Mask,
        axes: &["head"],
        rule: input(["h"]),
    };
    recorder.tensor(meaning, &gate);

    let outputs = recorder.cells::<3>("headOutputs");
    let [heads, tokens, width] = outputs.shape;
    let side_by_side = Cells::from_places([tokens, heads * width], &mut |[i, c]| {
        let head = c / width;
        gate[[head]] * outputs[[head, i, c % width]]
    });
    let (head, column) = (var("c") / layer.head_dim(), var("c") % layer.head_dim());
    let gated = read("gate", [head.clone()]) * read("headOutputs", [head, var("i"), column]);
    let meaning = Meaning {
        name: "concat",
        symbol: "Z",
        role: Role::Output,
        axes: &["token", "wide"],
        rule: rule(["i", "c"], gated),
    };
    recorder.tensor(meaning, &side_by_side);
    recorder.step("concatenate", &["concat"]);
    Ok(())
}
