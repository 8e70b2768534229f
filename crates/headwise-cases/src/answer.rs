//! What an implementation answers, and how it is compared.

use headwise_core::reference::Intermediates;

use crate::tolerance::Tolerance;

/// Output and log-sum-exp of one call, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// `[batch, heads, q_len, value_dim]`.
    pub out: Vec<f32>,
    /// `[batch, heads, q_len]`.
    pub lse: Vec<f32>,
}

impl Answer {
    /// Compares it with what the reference computed on the same inputs.
    ///
    /// # Errors
    /// A line on the worst difference, when one is too large.
    pub fn agrees(
        &self,
        expected: &Intermediates<f64>,
        tolerance: Tolerance,
    ) -> Result<(), String> {
        let tolerance = tolerance.with_room_for(expected);
        compare("out", &self.out, expected.out.iter().copied(), tolerance)?;
        compare("lse", &self.lse, expected.lse.iter().copied(), tolerance)
    }

    /// Compares it with another answer to a question that has the same one.
    ///
    /// # Errors
    /// As [`Answer::agrees`].
    pub fn equals(&self, other: &Self, tolerance: Tolerance) -> Result<(), String> {
        compare("out", &self.out, widen(&other.out), tolerance)?;
        compare("lse", &self.lse, widen(&other.lse), tolerance)
    }
}

pub(crate) fn widen(numbers: &[f32]) -> impl ExactSizeIterator<Item = f64> {
    numbers.iter().copied().map(f64::from)
}

/// Compares numbers with those that were expected.
///
/// # Errors
/// A line on the worst difference, when one is too large.
pub fn compare(
    what: &str,
    actual: &[f32],
    expected: impl ExactSizeIterator<Item = f64>,
    tolerance: Tolerance,
) -> Result<(), String> {
    if actual.len() != expected.len() {
        let (actual, expected) = (actual.len(), expected.len());
        return Err(format!("{what} has {actual} numbers instead of {expected}"));
    }
    let excess = |(at, (&actual, expected)): (usize, (&f32, f64))| {
        let excess = tolerance.excess(expected, f64::from(actual));
        (excess, at, actual, expected)
    };
    let worst = actual
        .iter()
        .zip(expected)
        .enumerate()
        .map(excess)
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match worst {
        Some((excess, at, actual, expected)) if excess > 1.0 => Err(format!(
            "{what}: {actual:e} is not {expected:e} at {at}, {excess:.1} times what is allowed"
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tolerance::SINGLE;

    fn compared(actual: &[f32], expected: &[f64]) -> Result<(), String> {
        compare("out", actual, expected.iter().copied(), SINGLE)
    }

    #[test]
    fn the_worst_difference_is_named() {
        let error = compared(&[1.0, 2.1, 4.0], &[1.0, 2.0, 3.0]).unwrap_err();
        assert!(error.starts_with("out: 4e0 is not 3e0 at 2, "), "{error}");
    }

    #[test]
    fn a_missing_number_and_a_nan_are_differences() {
        assert!(compared(&[1.0], &[1.0, 2.0]).is_err());
        assert!(compared(&[f32::NAN], &[1.0]).is_err());
        assert_eq!(compared(&[f32::NAN], &[f64::NAN]), Ok(()));
    }
}
