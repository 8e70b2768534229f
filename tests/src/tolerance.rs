//! How close an operator's output must come, by the types in the case file. The numbers and their reasons
//! are in the one table of [`headwise_cases::tolerance`].

use crate::tensor::ElementType;

pub use headwise_cases::tolerance::{
    BFLOAT, DERIVED, EXACT, HALF, MODEL_WEIGHTS, SHADER, SINGLE, Tolerance,
};

/// For a computed output of type `element`, where the case states `stated` and, for what follows the
/// softmax, the type `softmax` that it is to run in.
pub fn for_output(
    stated: Tolerance,
    element: ElementType,
    softmax: Option<ElementType>,
) -> Tolerance {
    let rounded = of_type(element).map_or(stated, |floor| stated.at_least(floor));
    match softmax
        .filter(|&softmax| softmax != element)
        .and_then(of_type)
    {
        None => rounded,
        // Not only the result was rounded: so were the scores, and the exponential turns an error
        // of a score into a share of its weight. We run every softmax in f32 or better.
        Some(floor) => rounded.at_least(floor.times(2.0)),
    }
}

/// The least tolerance of numbers that someone computed in a type of half width.
fn of_type(element: ElementType) -> Option<Tolerance> {
    match element {
        ElementType::F16 => Some(HALF),
        ElementType::Bf16 => Some(BFLOAT),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coarse_softmax_widens_the_comparison() {
        let stated = Tolerance {
            relative: 1e-3,
            absolute: 1e-7,
        };
        let plain = for_output(stated, ElementType::F32, Some(ElementType::F64));
        assert_eq!(plain, stated);
        assert_eq!(
            for_output(stated, ElementType::F32, Some(ElementType::F16)),
            HALF.times(2.0)
        );
        assert_eq!(for_output(stated, ElementType::Bf16, None), BFLOAT);
    }
}
