//! Comparisons, and the GPU when there is one.

use headwise_cases::{compare, tolerance};
use headwise_gpu::{Engine, GpuErrorCode};
use std::io::Write;

pub(crate) use headwise_cases::config;

/// Asserts numbers within [`tolerance::SHADER`].
#[track_caller]
pub(crate) fn assert_close<'a>(
    what: &str,
    actual: &[f32],
    expected: impl IntoIterator<Item = &'a f64, IntoIter: ExactSizeIterator>,
) {
    let expected = expected.into_iter().copied();
    if let Err(difference) = compare(what, actual, expected, tolerance::SHADER) {
        panic!("{difference}");
    }
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
