//! The norms: LayerNorm, `(x - mean) / sqrt(variance + epsilon) * gain + bias` (Ba et al. 2016), and
//! RMSNorm, `x / sqrt(mean(x^2) + epsilon) * gain` (Zhang & Sennrich 2019).

use crate::recorder::{Meaning, Recorder};
use crate::stages::affine::record_parameters;
use crate::transformer::Norm;
use headwise_core::trace::Role;
use headwise_core::trace::build::{Formula, constant, entry, fixed, plain, rule, square_root, sum};
use ndarray::{Array1, Array2, Axis};

/// What is normalised, and how the parts are called.
pub(super) struct Place<'a> {
    /// `[token, model]`.
    pub(super) x: &'a str,
    /// Name and symbol of the outcome.
    pub(super) result: (&'a str, &'a str),
    /// Begins the names of the statistics of a row, of gain and bias.
    pub(super) parts: &'a str,
}

impl Place<'_> {
    fn part(&self, of: &str) -> String {
        format!("{}{of}", self.parts)
    }

    fn cell(&self) -> Formula {
        entry(self.x, &["i", "c"])
    }

    /// The cell's column of a row of parameters.
    fn column(&self, of: &str) -> Formula {
        entry(&self.part(of), &["c"])
    }

    /// The cell's row of a statistic.
    fn row(&self, of: &str) -> Formula {
        entry(&self.part(of), &["i"])
    }
}

pub(super) fn record(recorder: &mut Recorder, place: &Place<'_>, norm: &Norm, epsilon: f64) {
    let (Norm::Layer { gain, .. } | Norm::Rms { gain }) = norm;
    record_parameters(recorder, &place.part("Gain"), r"\gamma", &["model"], gain);
    let (normed, body) = match norm {
        Norm::Layer { bias, .. } => {
            record_parameters(recorder, &place.part("Bias"), r"\beta", &["model"], bias);
            centred_and_scaled(recorder, place, epsilon)
        }
        Norm::Rms { .. } => scaled(recorder, place, epsilon),
    };
    let meaning = Meaning {
        name: place.result.0,
        symbol: place.result.1,
        role: Role::Stream,
        axes: &["token", "model"],
        rule: rule(["i", "c"], body),
    };
    recorder.tensor(meaning, &normed);
}

fn centred_and_scaled(
    recorder: &mut Recorder,
    place: &Place<'_>,
    epsilon: f64,
) -> (Array2<f64>, Formula) {
    let x: Array2<f64> = recorder.values(place.x);
    let width = x.ncols();
    let means = x.sum_axis(Axis(1)) / width as f64;
    keep(
        recorder,
        place,
        ("Mean", r"\mu"),
        average(width, place.cell()),
        &means,
    );

    let means: Array1<f64> = recorder.values(&place.part("Mean"));
    let centred = &x - &means.view().insert_axis(Axis(1));
    let off = || place.cell() - place.row("Mean");
    let size = ("Deviation", r"\sigma");
    record_size(recorder, place, size, (&centred, off()), epsilon);

    let deviations: Array1<f64> = recorder.values(&place.part("Deviation"));
    let [gains, biases]: [Array1<f64>; 2] =
        ["Gain", "Bias"].map(|name| recorder.values(&place.part(name)));
    let normed = centred / deviations.insert_axis(Axis(1)) * &gains + &biases;
    let body = off() / place.row("Deviation") * place.column("Gain") + place.column("Bias");
    (normed, body)
}

fn scaled(recorder: &mut Recorder, place: &Place<'_>, epsilon: f64) -> (Array2<f64>, Formula) {
    let x: Array2<f64> = recorder.values(place.x);
    let size = ("RootMeanSquare", r"\text{rms}");
    record_size(recorder, place, size, (&x, place.cell()), epsilon);
    let sizes: Array1<f64> = recorder.values(&place.part("RootMeanSquare"));
    let gains: Array1<f64> = recorder.values(&place.part("Gain"));
    let normed = x / sizes.insert_axis(Axis(1)) * &gains;
    let body = place.cell() / place.row("RootMeanSquare") * place.column("Gain");
    (normed, body)
}

/// The root of each row's mean square, epsilon added to the mean.
fn record_size(
    recorder: &mut Recorder,
    place: &Place<'_>,
    names: (&str, &str),
    (x, cell): (&Array2<f64>, Formula),
    epsilon: f64,
) {
    let width = x.ncols();
    let squares = x.mapv(|x| x * x).sum_axis(Axis(1)) / width as f64;
    let roots = squares.mapv(|square| (square + epsilon).sqrt());
    let square = average(width, cell.clone() * cell);
    let body = square_root(square + constant(epsilon, r"\varepsilon"));
    keep(recorder, place, names, body, &roots);
}

/// Of a row's cells.
fn average(width: usize, body: Formula) -> Formula {
    sum("c", fixed(width), body) / plain(width as f64)
}

/// Records a statistic of each row.
fn keep(
    recorder: &mut Recorder,
    place: &Place<'_>,
    (name, symbol): (&str, &str),
    body: Formula,
    values: &Array1<f64>,
) {
    let meaning = Meaning {
        name: &place.part(name),
        symbol,
        role: Role::Stream,
        axes: &["token"],
        rule: rule(["i"], body),
    };
    recorder.tensor(meaning, values);
}
