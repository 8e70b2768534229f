//! The stream before the first layer: each token's learned vector, plus that of its position where
//! positions have one.

use super::block;
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use crate::stages::affine::record_parameters;
use headwise_core::AttentionError;
use headwise_core::trace::Role;
use headwise_core::trace::build::{entry, input, lookup, read, rule, var};
use ndarray::{Array1, Array2, Axis, Slice};

pub(in crate::stages) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    record_words(layer, recorder);
    let model = &block(layer).model;
    let axes = ["vocabulary", "model"];
    record_parameters(
        recorder,
        "vocabulary",
        "W_E",
        &axes,
        &model.weights.embedding,
    );

    let table: Array2<f64> = recorder.values("vocabulary");
    let rows: Vec<usize> = layer.words.keys.iter().map(|&key| key as usize).collect();
    let embedding = table.select(Axis(0), &rows);
    let key = lookup("wordKey", [var("r")]);
    let meaning = Meaning {
        name: "embedding",
        symbol: "E",
        role: Role::Parameter,
        axes: &["word", "model"],
        rule: rule(["r", "c"], read("vocabulary", [key, var("c")])),
    };
    recorder.tensor(meaning, &embedding);

    let mut embedded = embedding.select(Axis(0), &layer.words.indices);
    let word = lookup("wordIndex", [var("i")]);
    let mut cell = read("embedding", [word, var("c")]);
    if let Some(positions) = &model.weights.positions {
        let places = Slice::from(..layer.tokens());
        let positions = positions.slice_axis(Axis(0), places).to_owned();
        record_parameters(recorder, "position", "P", &["token", "model"], &positions);
        let positions: Array2<f64> = recorder.values("position");
        embedded += &positions;
        cell = cell + entry("position", &["i", "c"]);
    }
    let meaning = Meaning {
        name: "embedded",
        symbol: "R_0",
        role: Role::Stream,
        axes: &["token", "model"],
        rule: rule(["i", "c"], cell),
    };
    recorder.tensor(meaning, &embedded);
    recorder.step("embed", &["embedded"]);
    Ok(())
}

/// Which word stands where, and which are letters of an unknown one: all that comes from the text.
fn record_words(layer: &Layer, recorder: &mut Recorder) {
    let words = &layer.words;
    let model = &block(layer).model;
    let keys = || words.keys.iter();
    let letters = keys().map(|&key| f64::from(u8::from(model.is_letter(key))));
    let given: [(_, _, _, Array1<f64>); 3] = [
        (
            "wordKey",
            r"\text{id}",
            "word",
            keys().map(|&key| f64::from(key)).collect(),
        ),
        (
            "wordIndex",
            "w",
            "token",
            words.indices.iter().map(|&index| index as f64).collect(),
        ),
        ("letter", r"\text{letter}", "word", letters.collect()),
    ];
    for (name, symbol, axis, values) in given {
        let meaning = Meaning {
            name,
            symbol,
            role: Role::Mask,
            axes: &[axis],
            rule: input(["r"]),
        };
        recorder.tensor(meaning, &values);
    }
}
