//! Tolerances, the proptest settings, and the GPU when there is one.

use headwise_gpu::{Engine, GpuErrorCode};
use proptest::test_runner::{Config, RngSeed};
use std::io::Write;

/// Largest difference, relative where the expected number exceeds 1.
///
/// | numbers | difference | why |
/// |---|---|---|
/// | outputs and sums in f32 | 5e-6 | f32 sums of up to a few hundred terms of size about 1; WGSL allows `exp2` and `log` 3 or more units in the last place, and scores near 10 magnify an error tenfold |
pub(crate) const CLOSE: f64 = 5e-6;

/// The same runs every time, on every machine.
pub(crate) fn config(cases: u32) -> Config {
    Config {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x4EAD),
        ..Config::default()
    }
}

/// The largest difference, as [`CLOSE`] counts it; infinite where a NaN or an infinity is not what
/// was expected.
pub(crate) fn difference<'a>(
    actual: &[f32],
    expected: impl IntoIterator<Item = &'a f64, IntoIter: ExactSizeIterator>,
) -> f64 {
    let expected = expected.into_iter();
    assert_eq!(actual.len(), expected.len());
    let cells = actual.iter().zip(expected).map(|(&actual, &expected)| {
        let actual = f64::from(actual);
        if actual == expected || (actual.is_nan() && expected.is_nan()) {
            return 0.0;
        }
        let difference = (actual - expected).abs() / expected.abs().max(1.0);
        if difference.is_finite() {
            difference
        } else {
            f64::INFINITY
        }
    });
    cells.fold(0.0, f64::max)
}

#[track_caller]
pub(crate) fn assert_close<'a>(
    what: &str,
    actual: &[f32],
    expected: impl IntoIterator<Item = &'a f64, IntoIter: ExactSizeIterator>,
) {
    let difference = difference(actual, expected);
    assert!(difference <= CLOSE, "{what} differs by {difference:e}");
}

/// An engine on whatever adapter there is. Without one the test is skipped, visibly, unless
/// `HEADWISE_EXPECT_GPU=1` says that there has to be one.
#[track_caller]
pub(crate) fn engine() -> Option<Engine> {
    match pollster::block_on(Engine::new()) {
        Ok(engine) => Some(engine),
        Err(error) => {
            let expected =
                std::env::var_os("HEADWISE_EXPECT_GPU").is_some_and(|value| value == "1");
            assert!(!expected, "a GPU was expected: {error}");
            assert_eq!(error.code(), GpuErrorCode::NoAdapter, "{error}");
            // Not by a macro: the harness would keep the output of a test that passes to itself.
            let line = format!("SKIPPED, no GPU: {error}\n");
            std::io::stderr()
                .write_all(line.as_bytes())
                .expect("a standard error");
            None
        }
    }
}
