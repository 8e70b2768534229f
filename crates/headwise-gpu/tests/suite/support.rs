//! Comparisons, and the GPU when there is one.

use headwise_cases::compare;
use headwise_cases::tolerance::{self, Tolerance};
use headwise_gpu::plan::Precision;
use headwise_gpu::{Engine, GpuError, GpuErrorCode};
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
    found(pollster::block_on(Engine::new()))
}

/// The same with K and V staged in half precision. Where the adapter has none the test is skipped,
/// visibly, unless `HEADWISE_EXPECT_F16=1` says that it has.
#[track_caller]
pub(crate) fn half_engine() -> Option<Engine> {
    let engine = found(pollster::block_on(Engine::granted(
        Precision::F16Staging,
        false,
    )))?;
    if engine.limits().precision == Precision::F16Staging {
        return Some(engine);
    }
    let adapter = &engine.info().adapter;
    assert!(!expects("HEADWISE_EXPECT_F16"), "{adapter} has no f16");
    skip(&format!("no f16 on {adapter}"));
    None
}

#[track_caller]
fn found(asked: Result<Engine, GpuError>) -> Option<Engine> {
    asked
        .inspect_err(|error| {
            assert!(
                !expects("HEADWISE_EXPECT_GPU"),
                "a GPU was expected: {error}"
            );
            assert_eq!(error.code(), GpuErrorCode::NoAdapter, "{error}");
            skip(&format!("no GPU: {error}"));
        })
        .ok()
}

fn expects(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| value == "1")
}

/// Not by a macro: the harness would keep the output of a test that passes to itself.
fn skip(reason: &str) {
    std::io::stderr()
        .write_all(format!("SKIPPED, {reason}\n").as_bytes())
        .expect("a standard error");
}

/// How close an engine's answers come to the reference.
pub(crate) fn tolerance_of(precision: Precision) -> Tolerance {
    match precision {
        Precision::F32 => tolerance::SHADER,
        Precision::F16Staging => tolerance::STAGED_HALF,
    }
}
