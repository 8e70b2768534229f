//! X: each token's word vector plus the vector of its position.

use super::stream;
use crate::cells::Cells;
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::AttentionError;
use headwise_core::draw::draw;
use headwise_core::trace::build::{
    self, Formula, constant, cosine, entry, fixed, input, lookup, number, plain, power, read, rule,
    select, sine, var,
};
use headwise_core::trace::{Comparison, Role};

/// The longest wavelength of a position is `2 pi` times this (Vaswani et al. 2017, section 3.5).
const BASE: f64 = 10_000.0;

pub(super) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    record_words(layer, recorder);
    record_tables(layer, recorder);
    let embedding = recorder.cells::<2>("embedding");
    let position = recorder.cells::<2>("position");
    let x = Cells::from_places(position.shape, &mut |[i, c]| {
        embedding[[layer.words.indices[i], c]] + position[[i, c]]
    });
    let word = lookup("wordIndex", [var("i")]);
    let meaning = Meaning {
        name: "x",
        symbol: "X",
        role: Role::Stream,
        axes: &["token", "model"],
        rule: rule(
            ["i", "c"],
            read("embedding", [word, var("c")]) + entry("position", &["i", "c"]),
        ),
    };
    recorder.tensor(meaning, &x);
    recorder.step("embed", &["x"]);
    Ok(())
}

/// Which word stands where: all that a run takes from the text.
fn record_words(layer: &Layer, recorder: &mut Recorder) {
    let mut record = |name, symbol, axis, var, values: Vec<f64>| {
        let meaning = Meaning {
            name,
            symbol,
            role: Role::Mask,
            axes: &[axis],
            rule: input([var]),
        };
        recorder.tensor(meaning, &Cells::of(values));
    };
    let keys = layer.words.keys.iter().map(|&key| f64::from(key)).collect();
    record("wordKey", r"\text{key}", "word", "r", keys);
    let indices = layer
        .words
        .indices
        .iter()
        .map(|&index| index as f64)
        .collect();
    record("wordIndex", "w", "token", "i", indices);
}

fn record_tables(layer: &Layer, recorder: &mut Recorder) {
    let (words, d_model) = (layer.words.keys.len(), layer.d_model);
    let embedding = Cells::from_places([words, d_model], &mut |[r, c]| {
        // A key has 24 bits and the width at most 256 columns: the counter fits.
        let counter = layer.words.keys[r] * d_model as u32 + c as u32;
        draw(layer.seed, stream::EMBEDDING, counter)
    });
    let counter = lookup("wordKey", [var("r")]) * d_model + var("c");
    let meaning = Meaning {
        name: "embedding",
        symbol: "E",
        role: Role::Parameter,
        axes: &["word", "model"],
        rule: rule(
            ["r", "c"],
            build::draw(layer.seed, stream::EMBEDDING, counter),
        ),
    };
    recorder.tensor(meaning, &embedding);

    let position = Cells::from_places([layer.tokens(), d_model], &mut |[i, c]| {
        let pair = 2 * (c / 2);
        let angle = i as f64 / BASE.powf(pair as f64 / d_model as f64);
        if c % 2 == 0 { angle.sin() } else { angle.cos() }
    });
    let meaning = Meaning {
        name: "position",
        symbol: "P",
        role: Role::Parameter,
        axes: &["token", "model"],
        rule: rule(["i", "c"], position_rule(d_model)),
    };
    recorder.tensor(meaning, &position);
}

/// Even columns `sin(i / 10000^(c/d))`, odd ones the cosine at the angle of the column before.
fn position_rule(d_model: usize) -> Formula {
    let angle = || {
        let pair = number((var("c") / 2) * 2);
        let width = constant(d_model as f64, r"d_\text{model}");
        number(var("i")) / power(plain(BASE), pair / width)
    };
    let parity = number(var("c") % 2);
    let even = number(fixed(0));
    select(
        parity,
        Comparison::Equal,
        even,
        sine(angle()),
        cosine(angle()),
    )
}
