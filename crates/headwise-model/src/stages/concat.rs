//! Z: the head outputs side by side, those that are switched off as zeros.

use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::heads::concat;
use headwise_core::trace::Role;
use headwise_core::trace::build::{input, read, rule, var};
use ndarray::{Array1, Array3};

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let gate: Array1<f64> = layer.on.iter().map(|&on| f64::from(u8::from(on))).collect();
    let meaning = Meaning {
        name: "gate",
        symbol: "g",
        role: Role::Mask,
        axes: &["head"],
        rule: input(["h"]),
    };
    recorder.tensor(meaning, &gate);

    let mut outputs: Array3<f64> = recorder.values("headOutputs");
    for (mut head, &gate) in outputs.outer_iter_mut().zip(&gate) {
        head *= gate;
    }
    let (head, column) = (var("c") / layer.head_dim(), var("c") % layer.head_dim());
    let gated = read("gate", [head.clone()]) * read("headOutputs", [head, var("i"), column]);
    let meaning = Meaning {
        name: "concat",
        symbol: "Z",
        role: Role::Output,
        axes: &["token", "wide"],
        rule: rule(["i", "c"], gated),
    };
    recorder.tensor(meaning, &concat(outputs.view()).into_owned());
    recorder.step("concatenate", &["concat"]);
    Ok(())
}
