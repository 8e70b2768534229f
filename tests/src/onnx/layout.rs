//! What operands look like: their type, and heads as an axis or side by side in the last axis.

use crate::Obstacle;
use crate::obstacle::{broken, unsupported};
use crate::tensor::{ElementType, Tensor};
use headwise_core::heads::{concat_batch, split_batch};
use ndarray::{Array4, ArrayD, Ix3, Ix4};

/// The operand, if single precision holds it.
///
/// # Errors
/// [`Obstacle::Unsupported`] for every other type.
pub(super) fn single(operand: Tensor) -> Result<Tensor, Obstacle> {
    match operand.element {
        ElementType::F16 | ElementType::Bf16 | ElementType::F32 => Ok(operand),
        other => Err(unsupported(format!("operands of type {other:?}"))),
    }
}

/// Gives `[batch, heads, len, dim]`, from itself or from `[batch, len, heads * dim]`.
///
/// # Errors
/// When there are neither three nor four axes, or `heads` is missing for three of them or does not
/// divide the last one.
pub(super) fn heads_first(
    operand: ArrayD<f64>,
    heads: Option<usize>,
) -> Result<Array4<f64>, Obstacle> {
    if operand.ndim() == 4 {
        return operand.into_dimensionality::<Ix4>().map_err(broken);
    }
    let shape = operand.shape().to_vec();
    let operand = operand
        .into_dimensionality::<Ix3>()
        .map_err(|_| broken(format!("shape {shape:?} has neither three nor four axes")))?;
    let heads =
        heads.ok_or_else(|| broken("three axes need the number of heads as an attribute"))?;
    let split = split_batch(operand.view(), heads).map_err(broken)?;
    Ok(split.as_standard_layout().into_owned())
}

/// `[batch, heads, len, dim]` as `[batch, len, heads * dim]`.
pub(super) fn side_by_side(operand: &Array4<f64>) -> ArrayD<f64> {
    concat_batch(operand.view()).into_owned().into_dyn()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array;

    #[test]
    fn splitting_and_joining_are_inverse() {
        let folded = Array::from_iter((0..24).map(f64::from))
            .into_shape_with_order((1, 2, 12))
            .unwrap();
        let split = heads_first(folded.clone().into_dyn(), Some(3)).unwrap();
        assert_eq!(split.dim(), (1, 3, 2, 4));
        // Head 1 owns columns 4 to 7; row 1 begins at 12.
        assert_eq!(split[[0, 1, 1, 0]], 16.0);
        assert_eq!(side_by_side(&split), folded.into_dyn());
    }

    #[test]
    fn heads_must_be_given_and_divide() {
        let folded = ArrayD::zeros(vec![1, 2, 12]);
        assert!(heads_first(folded.clone(), None).is_err());
        assert!(heads_first(folded.clone(), Some(0)).is_err());
        assert!(heads_first(folded, Some(5)).is_err());
        assert!(heads_first(ArrayD::zeros(vec![2, 12]), Some(3)).is_err());
    }
}
