//! Rotary parts of keys and queries (Su et al. 2021, section 3.2.2): features p and p + d_R / 2 of a
//! head are a point of the plane, turned by the token's place over 10000^(2 p / d_R).

use crate::cells::Cells;
use headwise_core::AttentionError;
use headwise_core::rope::{Angles, Rotary, rotary_embedding, tables};
use headwise_core::trace::Comparison;
use headwise_core::trace::build::{
    Formula, Place, cosine, fixed, number, plain, power, select, sine, var,
};
use ndarray::{Array2, Array4};

const BASE: f64 = 10_000.0;

/// Rows of heads side by side, `[tokens, heads d_R]`, of the tokens from `first` on, turned.
///
/// # Errors
/// None for rows of whole heads of even width.
pub(super) fn turn(x: &Cells<2>, width: usize, first: usize) -> Result<Cells<2>, AttentionError> {
    let [len, columns] = x.shape;
    // A batch entry of one head for each token and head: the numbers lie as they are.
    let apart = Array4::from_shape_vec((len, columns / width, 1, width), x.numbers.clone());
    let apart = apart.expect("rows of whole heads");
    let (cos, sin) = tables::<f64>(first + len, width, BASE);
    let positions = Array2::from_shape_vec((len, 1), (first..first + len).collect());
    let positions = positions.expect("a position for each token");
    let angles = Angles::ByPosition {
        cos: cos.view(),
        sin: sin.view(),
        positions: positions.view(),
    };
    let turned = rotary_embedding(apart.view(), &angles, Rotary::default())?;
    Ok(Cells::from_places(x.shape, &mut |[i, c]| {
        turned[[i, c / width, 0, c % width]]
    }))
}

/// The rule of column `c`, given how to read one of the columns before and the token's place.
pub(super) fn turn_rule(cell: impl Fn(Place) -> Formula, place: &Place, width: usize) -> Formula {
    let half = width / 2;
    let angle = || {
        let exponent = number((var("c") % half) * 2) / plain(width as f64);
        number(place.clone()) / power(plain(BASE), exponent)
    };
    let partner = || {
        let head = var("c") / width * width;
        head + (var("c") + fixed(half)) % width
    };
    let own = || cell(var("c")) * cosine(angle());
    let other = || cell(partner()) * sine(angle());
    let first_half = plain((half - 1) as f64);
    let column = number(var("c") % width);
    select(
        column,
        Comparison::AtMost,
        first_half,
        own() - other(),
        own() + other(),
    )
}
