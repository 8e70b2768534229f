//! What is judged.

use proptest::strategy::Strategy;
use proptest::test_runner::{TestCaseError, TestRunner};

use crate::tolerance::Tolerance;
use crate::{Answer, Case, Inputs, Tiles, any_case, config};

/// An implementation of attention, and what a property must know of it.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// Computes one problem, or says why it did not.
    pub attention: &'a dyn Fn(&Inputs<f32>) -> Result<Answer, String>,
    /// Where its tiles end.
    pub tiles: Tiles,
    /// How close it comes to the reference.
    pub tolerance: Tolerance,
    /// How many problems it has time for in a property that draws them.
    pub cases: u32,
}

impl Subject<'_> {
    /// Its answer.
    ///
    /// # Errors
    /// When it gives none.
    pub fn answer(&self, inputs: &Inputs<f32>) -> Result<Answer, String> {
        (self.attention)(inputs)
    }

    /// Compares its answer with the reference's.
    ///
    /// # Errors
    /// When it gives none, or another.
    pub fn judge(&self, inputs: &Inputs<f32>) -> Result<(), String> {
        self.answer(inputs)?
            .agrees(&inputs.expected(), self.tolerance)
    }

    /// Compares its answer to a case with the reference's.
    ///
    /// # Errors
    /// As [`Subject::judge`], with the case.
    pub fn judge_case(&self, case: &Case) -> Result<(), String> {
        self.judge(&case.inputs())
            .map_err(|difference| format!("{difference}, in {case:?}"))
    }

    /// Runs `test` on drawn cases, `1 / divisor` as many as it has time for, and shrinks one that fails.
    ///
    /// # Errors
    /// The simplest failure that was found.
    pub fn for_any_case(
        &self,
        divisor: u32,
        test: impl Fn(&Case) -> Result<(), String>,
    ) -> Result<(), String> {
        self.for_any(divisor, any_case(self.tiles), |case| test(&case))
    }

    /// The same for anything that can be drawn.
    ///
    /// # Errors
    /// As [`Subject::for_any_case`].
    pub fn for_any<S: Strategy>(
        &self,
        divisor: u32,
        strategy: S,
        test: impl Fn(S::Value) -> Result<(), String>,
    ) -> Result<(), String> {
        TestRunner::new(config(self.cases.div_ceil(divisor)))
            .run(&strategy, |value| test(value).map_err(TestCaseError::fail))
            .map_err(|failure| failure.to_string())
    }
}
