//! What goes wrong is told with a code, and what can go on goes on.

use headwise_gpu::plan::{self, Limits};
use headwise_gpu::{Engine, GpuErrorCode};
use pollster::block_on;

use crate::cases::Case;
use crate::flash::{compare, upload};
use crate::support::engine;

fn still_works(engine: &Engine) {
    compare(engine, &Case::plain(5, 6, 4, 4));
}

#[test]
fn after_an_error_the_engine_still_works() {
    let Some(engine) = engine() else { return };
    let inputs = Case::plain(5, 6, 4, 4).inputs();
    let [q, k, _] = upload(&engine, &inputs);
    let error = block_on(engine.attention(&q, &k, &q, &inputs.options())).unwrap_err();
    assert_eq!(error.code(), GpuErrorCode::Refused);
    still_works(&engine);
}

#[test]
fn a_lost_device_is_reported_and_nothing_hangs() {
    let Some(engine) = engine() else { return };
    let inputs = Case::plain(5, 6, 4, 4).inputs();
    let [q, k, v] = upload(&engine, &inputs);
    engine.destroy();
    let attended = block_on(engine.attention(&q, &k, &v, &inputs.options()));
    assert_eq!(attended.unwrap_err().code(), GpuErrorCode::DeviceLost);
    let read = block_on(engine.read(&q));
    assert_eq!(read.unwrap_err().code(), GpuErrorCode::DeviceLost);
    assert_eq!(
        block_on(engine.upload(&[1], &[1.0])).unwrap_err().code(),
        GpuErrorCode::DeviceLost
    );
}

/// A workgroup of more threads than any device has: the pipeline is invalid, its result an error.
#[test]
fn what_the_device_rejects_is_a_validation_error() {
    let Some(engine) = engine() else { return };
    let inputs = Case::plain(5, 6, 4, 4).inputs();
    let operands = upload(&engine, &inputs);
    let mut plan = plan::flash(&inputs.dims(), &inputs.options(), &Limits::default()).unwrap();
    plan.dispatches[0].overrides[0].1 = 100_000;
    let run = block_on(engine.run("attention", &plan, &operands.each_ref()));
    let error = run.unwrap_err();
    assert_eq!(error.code(), GpuErrorCode::Validation, "{error}");
    assert_eq!(error.code().as_str(), "validation");
    still_works(&engine);
}

#[test]
fn a_tensor_beyond_the_limits_is_refused_before_the_device_sees_it() {
    let Some(engine) = engine() else { return };
    let engine = engine.with_limits(Limits {
        binding_bytes: 256,
        ..Limits::default()
    });
    let error = block_on(engine.upload(&[65], &[0.0; 65])).unwrap_err();
    assert_eq!(error.code(), GpuErrorCode::LimitsTooLow);
    let error = block_on(engine.upload(&[3], &[0.0; 4])).unwrap_err();
    assert_eq!(error.code(), GpuErrorCode::Refused);
    assert_eq!(engine.memory().in_use, 0);
}

#[test]
fn whoever_waits_for_the_loss_is_told() {
    let Some(engine) = engine() else { return };
    engine.destroy();
    let why = block_on(engine.lost());
    assert!(why.contains("give it up"), "{why}");
}

#[test]
fn numbers_are_overwritten_in_place_and_not_behind_the_end() {
    let Some(engine) = engine() else { return };
    let tensor = block_on(engine.upload(&[2, 3], &[0.0; 6])).unwrap();
    block_on(engine.overwrite(&tensor, 4, &[5.0, 6.0])).unwrap();
    assert_eq!(
        block_on(engine.read(&tensor)).unwrap(),
        [0.0, 0.0, 0.0, 0.0, 5.0, 6.0]
    );
    for (at, data) in [(5, [1.0, 2.0]), (usize::MAX, [1.0, 2.0])] {
        let error = block_on(engine.overwrite(&tensor, at, &data)).unwrap_err();
        assert_eq!(error.code(), GpuErrorCode::Refused);
    }
    let column = tensor.reshaped(&[6, 1]).unwrap();
    assert_eq!(block_on(engine.read(&column)).unwrap()[5], 6.0);
    assert!(tensor.reshaped(&[5]).is_err());
}
