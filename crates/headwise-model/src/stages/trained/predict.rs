//! The next word: the last stream, normalised, against the vector of every word.

use super::{block, left_by, norm};
use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use crate::sentence_model::SentenceModel;
use crate::stages::affine::record_parameters;
use headwise_core::AttentionError;
use headwise_core::projection::project;
use headwise_core::trace::Role;
use headwise_core::trace::build::{Formula, entry, exp_shifted, fixed, maximum, rule, sum};
use ndarray::{Array, Array2, Axis, Dimension};

pub(in crate::stages) fn run(layer: &Layer, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let model = &block(layer).model;
    let last = left_by(layer, model.config.layers - 1);
    let place = norm::Place {
        x: &last,
        result: ("final", r"\hat R_L"),
        parts: "finalNorm",
    };
    norm::record(recorder, &place, &model.weights.norm, model.config.epsilon);

    let x: Array2<f64> = recorder.values("final");
    let (table, cell) = head(model, recorder);
    let words = table.ncols();
    let product = entry("final", &["i", "m"]) * cell;
    let logits = sum("m", fixed(layer.d_model), product);
    keep(
        recorder,
        "logits",
        r"\Lambda",
        2,
        logits,
        &project(x.view(), table.view(), None)?,
    );

    // The softmax over the words, from the logits as they were kept.
    let logits: Array2<f64> = recorder.values("logits");
    let cell = |name| entry(name, &["i", "w"]);
    let row = |name| entry(name, &["i"]);
    let max = logits.map_axis(Axis(1), |row| row.fold(f64::NEG_INFINITY, |a, &b| a.max(b)));
    let largest = maximum("w", fixed(words), cell("logits"));
    keep(recorder, "logitMax", r"m_\Lambda", 1, largest, &max);
    let exponentials = (&logits - &max.insert_axis(Axis(1))).mapv(f64::exp);
    let shifted = exp_shifted(cell("logits"), row("logitMax"));
    keep(
        recorder,
        "logitExponentials",
        r"E_\Lambda",
        2,
        shifted,
        &exponentials,
    );

    let exponentials: Array2<f64> = recorder.values("logitExponentials");
    let sums = exponentials.sum_axis(Axis(1));
    let total = sum("w", fixed(words), cell("logitExponentials"));
    keep(recorder, "logitSum", r"l_\Lambda", 1, total, &sums);
    let share = cell("logitExponentials") / row("logitSum");
    let probabilities = exponentials / sums.insert_axis(Axis(1));
    keep(recorder, "probabilities", "p", 2, share, &probabilities);
    recorder.step(
        "predict",
        &[
            "final",
            "logits",
            "logitMax",
            "logitExponentials",
            "logitSum",
            "probabilities",
        ],
    );
    Ok(())
}

/// What the last stream is multiplied by, `[model, vocabulary]`, and the rule's cell of it at `m` and
/// `w`: a table of its own, or the embedding, transposed.
fn head(model: &SentenceModel, recorder: &mut Recorder) -> (Array2<f64>, Formula) {
    match &model.weights.head {
        Some(own) => {
            let axes = ["model", "vocabulary"];
            record_parameters(recorder, "unembedding", "W_U", &axes, own);
            let cell = entry("unembedding", &["m", "w"]);
            (recorder.values("unembedding"), cell)
        }
        None => {
            let table: Array2<f64> = recorder.values("vocabulary");
            (table.reversed_axes(), entry("vocabulary", &["w", "m"]))
        }
    }
}

/// Records numbers of a token (1 axis), or of a token and a word (2).
fn keep<D: Dimension>(
    recorder: &mut Recorder,
    name: &str,
    symbol: &str,
    axes: usize,
    body: Formula,
    values: &Array<f64, D>,
) {
    let meaning = Meaning {
        name,
        symbol,
        role: Role::Score,
        axes: &["token", "vocabulary"][..axes],
        rule: rule(&["i", "w"][..axes], body),
    };
    recorder.tensor(meaning, values);
}
