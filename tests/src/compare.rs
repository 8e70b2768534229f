//! The comparison of one output with what was expected.

use crate::tensor::Tensor;
use crate::tolerance::Tolerance;
use ndarray::{ArrayD, Dimension, IxDyn};
use std::fmt;

/// How an output differs from what was expected.
#[derive(Clone, Debug, PartialEq)]
pub enum Difference {
    /// The shapes differ, so that no cell was compared.
    Shape {
        /// The shape in the file.
        expected: Vec<usize>,
        /// The shape that was computed.
        actual: Vec<usize>,
    },
    /// Cells differ by more than is allowed.
    Cells {
        /// Where the difference is the largest multiple of what is allowed.
        worst: Vec<usize>,
        /// The number in the file there.
        expected: f64,
        /// The number that was computed there, rounded to the type of the file.
        actual: f64,
        /// The difference as a multiple of what is allowed.
        excess: f64,
        /// How many cells differ by too much.
        differing: usize,
        /// How many cells there are.
        total: usize,
    },
}

/// Compares every cell of `actual`, rounded to the element type of `expected`.
///
/// # Errors
/// The worst of the differences, when there is one.
pub fn compare(
    expected: &Tensor,
    actual: &ArrayD<f64>,
    tolerance: Tolerance,
) -> Result<(), Difference> {
    if expected.values.shape() != actual.shape() {
        return Err(Difference::Shape {
            expected: expected.values.shape().to_vec(),
            actual: actual.shape().to_vec(),
        });
    }
    let mut worst: Option<(IxDyn, f64)> = None;
    let mut differing = 0;
    for (index, &wanted) in expected.values.indexed_iter() {
        let excess = tolerance.excess(wanted, expected.element.round(actual[&index]));
        if excess > 1.0 {
            differing += 1;
            if worst.as_ref().is_none_or(|&(_, largest)| excess > largest) {
                worst = Some((index, excess));
            }
        }
    }
    worst.map_or(Ok(()), |(index, excess)| {
        Err(Difference::Cells {
            expected: expected.values[&index],
            actual: expected.element.round(actual[&index]),
            worst: index.slice().to_vec(),
            excess,
            differing,
            total: actual.len(),
        })
    })
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape { expected, actual } => {
                write!(out, "expected shape {expected:?}, got {actual:?}")
            }
            Self::Cells {
                worst,
                expected,
                actual,
                excess,
                differing,
                total,
            } => write!(
                out,
                "at {worst:?} expected {expected:e}, got {actual:e}, {excess:.1} times what is allowed \
                 ({differing} of {total} cells differ)"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::ElementType;
    use crate::tolerance::HALF;
    use ndarray::arr2;

    fn expected(element: ElementType) -> Tensor {
        Tensor {
            element,
            values: arr2(&[[1.0, 2.0], [3.0, f64::NEG_INFINITY]]).into_dyn(),
        }
    }

    #[test]
    fn the_worst_cell_is_named() {
        let actual = arr2(&[[1.0, 2.1], [3.5, f64::NEG_INFINITY]]).into_dyn();
        let difference = compare(&expected(ElementType::F32), &actual, HALF).unwrap_err();
        let text = difference.to_string();
        assert!(
            text.starts_with("at [1, 0] expected 3e0, got 3.5e0"),
            "{text}"
        );
        assert!(text.contains("2 of 4 cells differ"), "{text}");
    }

    #[test]
    fn a_finite_number_is_not_a_masked_score() {
        let actual = arr2(&[[1.0, 2.0], [3.0, -1e9]]).into_dyn();
        assert!(compare(&expected(ElementType::F32), &actual, HALF).is_err());
    }

    #[test]
    fn the_same_numbers_in_another_shape_differ() {
        let actual = expected(ElementType::F32)
            .values
            .into_shape_with_order(IxDyn(&[4]))
            .unwrap();
        let difference = compare(&expected(ElementType::F32), &actual, HALF).unwrap_err();
        assert_eq!(difference.to_string(), "expected shape [2, 2], got [4]");
    }

    #[test]
    fn numbers_are_rounded_to_the_type_of_the_file() {
        // 1.0003 is nearer to 1 than to the next f16, 1.00098.
        let actual = arr2(&[[1.0003, 2.0], [3.0, f64::NEG_INFINITY]]).into_dyn();
        assert!(
            compare(
                &expected(ElementType::F16),
                &actual,
                crate::tolerance::EXACT
            )
            .is_ok()
        );
    }
}
