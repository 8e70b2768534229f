use crate::{row_sums, tensor, trace};
use headwise_core::trace::build::*;
use headwise_core::trace::{DerivationError, RuleError};

#[test]
fn every_cell_is_derived() {
    let derivation = row_sums().derive_all(0.0).unwrap();
    assert_eq!((derivation.cells, derivation.largest_error), (8, 0.0));
}

#[test]
fn one_wrong_cell_is_found_and_named() {
    let mut trace = row_sums();
    trace.tensors[1].data[1] = 60.1;
    let error = trace.derive_all(1e-3).unwrap_err();
    let DerivationError::Differs {
        tensor,
        index,
        derived,
        ..
    } = &error
    else {
        panic!("{error}");
    };
    assert_eq!(
        (tensor.as_str(), index.as_slice(), *derived),
        ("s", [1].as_slice(), 60.0)
    );
    assert!(
        error.to_string().starts_with("s[1] holds 60.0999"),
        "{error}"
    );
    // 0.1 in 60 is within 0.01 of it.
    assert!(trace.derive_all(1e-2).is_ok());
}

#[test]
fn small_numbers_are_compared_absolutely() {
    let halves = tensor("x", &[1], rule(["i"], plain(1e-6)), &[2e-6]);
    let derivation = trace(vec![halves]).derive_all(1e-5).unwrap();
    assert!((derivation.largest_error - 1e-6).abs() < 1e-9);
}

#[test]
fn infinities_agree_with_themselves_and_nan_with_no_number() {
    let stored = |number: f32| {
        let hidden = tensor("x", &[1], rule(["i"], negative_infinity()), &[number]);
        trace(vec![hidden]).derive_all(1.0)
    };
    assert!(stored(f32::NEG_INFINITY).is_ok());
    assert!(stored(f32::INFINITY).is_err());
    assert!(stored(f32::MIN).is_err());
    assert!(stored(f32::NAN).is_err());

    let no_number = negative_infinity() - negative_infinity();
    let broken = tensor("x", &[2], rule(["i"], no_number), &[f32::NAN, 0.0]);
    let error = trace(vec![broken]).derive_all(1.0).unwrap_err();
    assert_eq!(error.to_string(), "x[1] holds 0, its rule gives NaN");
}

#[test]
fn a_broken_rule_is_reported_before_any_cell() {
    let mut broken = row_sums();
    broken.tensors.swap(0, 1);
    let error = broken.derive_all(1e-5).unwrap_err();
    let expected = RuleError::NotYetComputed {
        tensor: "x".to_owned(),
    };
    assert_eq!(error, DerivationError::Rule(expected));
    assert_eq!(error.to_string(), "`x` is read before it is computed");
}
