//! Rotary positions: queries and keys turned by their places, so that a score knows the distance of
//! two tokens (Su et al. 2021, section 3.2.2).

use crate::layer::Layer;
use crate::recorder::{Meaning, Recorder};
use headwise_core::trace::build::{
    Formula, cosine, entry, fixed, input, number, plain, read, rule, select, sine, var,
};
use headwise_core::trace::{Comparison, Role};
use ndarray::{Array1, Array2};

/// The tensor of columns that are to be turned, and what they are called then.
pub(super) struct Turned<'a> {
    pub(super) from: &'a str,
    pub(super) into: &'a str,
    pub(super) symbol: &'a str,
    pub(super) role: Role,
    /// `wide` or `kvWide`.
    pub(super) axis: &'a str,
}

/// Radians a token for each pair of features, and the cosine and sine of every token's angles.
pub(super) fn record_angles(layer: &Layer, recorder: &mut Recorder, radians: &[f64]) {
    let meaning = Meaning {
        name: "rotaryFrequency",
        symbol: r"\theta",
        role: Role::Parameter,
        axes: &["pair"],
        rule: input(["p"]),
    };
    recorder.tensor(meaning, &Array1::from_vec(radians.to_vec()));
    let kept: Array1<f64> = recorder.values("rotaryFrequency");
    let shape = (layer.tokens(), kept.len());
    let angles = Array2::from_shape_fn(shape, |(i, p)| i as f64 * kept[p]);
    let angle = || number(var("i")) * entry("rotaryFrequency", &["p"]);
    type Function = (fn(Formula) -> Formula, fn(f64) -> f64);
    let functions: [(&str, &str, Function); 2] = [
        ("rotaryCosine", r"\cos i\theta", (cosine, f64::cos)),
        ("rotarySine", r"\sin i\theta", (sine, f64::sin)),
    ];
    for (name, symbol, (of, at)) in functions {
        let meaning = Meaning {
            name,
            symbol,
            role: Role::Stream,
            axes: &["token", "pair"],
            rule: rule(["i", "p"], of(angle())),
        };
        recorder.tensor(meaning, &angles.mapv(at));
    }
}

/// Each head's features `(p, p + d/2)` turned as one point of a plane, as in the files of Llama.
pub(super) fn record_turned(layer: &Layer, recorder: &mut Recorder, turned: &Turned<'_>) {
    let half = layer.head_dim() / 2;
    let x: Array2<f64> = recorder.values(turned.from);
    let [cosines, sines]: [Array2<f64>; 2] =
        ["rotaryCosine", "rotarySine"].map(|name| recorder.values(name));
    let is_first = |c: usize| c % (2 * half) < half;
    let values = Array2::from_shape_fn(x.dim(), |(i, c)| {
        let (cos, sin) = (cosines[[i, c % half]], sines[[i, c % half]]);
        match is_first(c) {
            true => x[[i, c]] * cos - x[[i, c + half]] * sin,
            false => x[[i, c]] * cos + x[[i, c - half]] * sin,
        }
    });

    let angle = |name| read(name, [var("i"), var("c") % half]);
    let own = || entry(turned.from, &["i", "c"]) * angle("rotaryCosine");
    // The other feature of the pair, half a head away.
    let other = || {
        let partner = var("c") / (2 * half) * (2 * half) + (var("c") + fixed(half)) % (2 * half);
        read(turned.from, [var("i"), partner]) * angle("rotarySine")
    };
    let body = select(
        number(var("c") % (2 * half)),
        Comparison::AtMost,
        plain((half - 1) as f64),
        own() - other(),
        own() + other(),
    );
    let meaning = Meaning {
        name: turned.into,
        symbol: turned.symbol,
        role: turned.role,
        axes: &["token", turned.axis],
        rule: rule(["i", "c"], body),
    };
    recorder.tensor(meaning, &values);
}
