//! LayerNorm: `(x - mean) / sqrt(variance + epsilon) * gain + bias` (Ba et al. 2016).

use crate::recorder::{Meaning, Recorder};
use crate::sentence_model::NormParameters;
use crate::stages::affine::record_parameters;
use headwise_core::trace::Role;
use headwise_core::trace::build::{constant, fixed, plain, read, rule, square_root, sum, var};
use ndarray::{Array1, Array2, Axis};

/// What is normalised, and how the parts are called.
pub(super) struct Place<'a> {
    /// `[token, model]`.
    pub(super) x: &'a str,
    /// Name and symbol of the outcome.
    pub(super) result: (&'a str, &'a str),
    /// Begins the names of mean, deviation, gain and bias.
    pub(super) parts: &'a str,
}

pub(super) fn record(
    recorder: &mut Recorder,
    place: &Place<'_>,
    norm: &NormParameters,
    epsilon: f64,
) {
    let part = |of: &str| format!("{}{of}", place.parts);
    let [mean, deviation, gain, bias] = ["Mean", "Deviation", "Gain", "Bias"].map(part);
    record_parameters(recorder, &gain, r"\gamma", &["model"], &norm.gain);
    record_parameters(recorder, &bias, r"\beta", &["model"], &norm.bias);

    let x: Array2<f64> = recorder.values(place.x);
    let width = x.ncols();
    let cell = || read(place.x, ["i", "c"].map(var));
    let average = |body| sum("c", fixed(width), body) / plain(width as f64);
    let statistic = |name, symbol, body| Meaning {
        name,
        symbol,
        role: Role::Stream,
        axes: &["token"],
        rule: rule(["i"], body),
    };
    let means: Array1<f64> = x.sum_axis(Axis(1)) / width as f64;
    recorder.tensor(statistic(&mean, r"\mu", average(cell())), &means);

    let means: Array1<f64> = recorder.values(&mean);
    let centred = &x - &means.view().insert_axis(Axis(1));
    let variance = centred.mapv(|x| x * x).sum_axis(Axis(1)) / width as f64;
    let off = || cell() - read(&mean, [var("i")]);
    let body = square_root(average(off() * off()) + constant(epsilon, r"\varepsilon"));
    recorder.tensor(
        statistic(&deviation, r"\sigma", body),
        &variance.mapv(|variance| (variance + epsilon).sqrt()),
    );

    let deviations: Array1<f64> = recorder.values(&deviation);
    let [gains, biases]: [Array1<f64>; 2] = [&gain, &bias].map(|name| recorder.values(name));
    let normed = centred / deviations.view().insert_axis(Axis(1)) * &gains + &biases;
    let scaled = off() / read(&deviation, [var("i")]) * read(&gain, [var("c")]);
    let meaning = Meaning {
        name: place.result.0,
        symbol: place.result.1,
        role: Role::Stream,
        axes: &["token", "model"],
        rule: rule(["i", "c"], scaled + read(&bias, [var("c")])),
    };
    recorder.tensor(meaning, &normed);
}
