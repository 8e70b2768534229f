use crate::{row_sums, tensor, trace};
use headwise_core::trace::build::*;
use headwise_core::trace::{Rule, RuleError, Step, Trace};

/// A trace whose last tensor, of 2 x 3, has this rule over `x` of 2 x 3 and `pick = [0, 2]`.
fn with(rule: Rule) -> Trace {
    let mut trace = row_sums();
    trace
        .tensors
        .push(tensor("pick", &[2], input(["i"]), &[0.0, 2.0]));
    trace.tensors.push(tensor("y", &[2, 3], rule, &[0.0; 6]));
    trace
}

fn checked(body: Formula) -> Result<(), RuleError> {
    with(rule(["i", "c"], body)).check()
}

#[test]
fn rules_that_stay_inside_pass() {
    assert_eq!(row_sums().check(), Ok(()));
    for body in [
        read("x", [var("i"), var("c")]),
        read("x", [var("c") / 2, var("c") % 3]),
        read("x", [fixed(0), lookup("pick", [var("i")])]),
        sum("p", var("i") + fixed(1), read("s", [var("p")])),
        // A sum of nothing reads nothing.
        sum("p", fixed(0), read("x", [fixed(9), var("p")])),
        draw(1, 0, var("i") * 3 + var("c")),
    ] {
        assert_eq!(checked(body.clone()), Ok(()), "{body}");
    }
}

#[test]
fn rules_that_can_leave_a_tensor_are_refused() {
    for body in [
        read("x", [var("c"), var("i")]),
        read("x", [var("i"), var("c") + fixed(1)]),
        read("x", [var("i")]),
        read("x", [lookup("pick", [var("i")]), fixed(0)]),
        sum("p", fixed(3), read("s", [var("p")])),
        sum("p", var("i") + fixed(2), read("s", [var("p")])),
        plain(1.0) + square_root(read("x", [fixed(2), fixed(0)])),
    ] {
        let error = checked(body.clone()).unwrap_err();
        assert!(
            matches!(error, RuleError::OutOfRange { .. }),
            "{body}: {error}"
        );
    }
}

#[test]
fn a_rule_must_be_well_formed() {
    let unbound = RuleError::UnboundVariable {
        name: "k".to_owned(),
    };
    assert_eq!(checked(number(var("k"))), Err(unbound));
    assert_eq!(checked(number(var("i") / 0)), Err(RuleError::DividedByZero));
    assert_eq!(checked(plain(1.0) * given()), Err(RuleError::PartlyGiven));
    let unknown = RuleError::UnknownTensor {
        tensor: "z".to_owned(),
    };
    assert_eq!(checked(read("z", [])), Err(unknown));
    let halves = number(lookup("x", [var("i"), var("c")]));
    assert_eq!(checked(halves), Ok(()));
    let mut trace = with(rule(["i", "c"], number(lookup("pick", [var("i")]))));
    trace.tensors[2].data[0] = 0.5;
    assert!(matches!(trace.check(), Err(RuleError::NotAnIndex { tensor }) if tensor == "pick"));
    let far = checked(draw(1, 0, (fixed(65_536) * 65_536) + var("i")));
    assert!(matches!(far, Err(RuleError::NotAnIndex { .. })));
}

#[test]
fn sources_stand_before_what_is_computed_from_them() {
    let mut trace = row_sums();
    trace.tensors.swap(0, 1);
    assert_eq!(
        trace.check(),
        Err(RuleError::NotYetComputed {
            tensor: "x".to_owned()
        })
    );
}

#[test]
fn variables_axes_and_data_agree() {
    let inconsistent = |trace: Trace| match trace.check() {
        Err(RuleError::Inconsistent { tensor, reason }) => (tensor, reason),
        other => panic!("{other:?}"),
    };
    let (tensor, reason) = inconsistent(with(rule(["i"], plain(1.0))));
    assert_eq!(
        (tensor.as_str(), reason.as_str()),
        ("y", "1 variables for 2 axes")
    );
    let (_, reason) = inconsistent(with(rule(["i", "i"], plain(1.0))));
    assert_eq!(reason, "the variable `i` names two axes");
    let mut short = row_sums();
    short.tensors[0].data.pop();
    assert_eq!(inconsistent(short).1, "5 numbers for 6 cells");
}

#[test]
fn names_are_distinct_and_steps_name_tensors() {
    let mut twice = row_sums();
    twice.tensors.push(twice.tensors[0].clone());
    assert_eq!(
        twice.check(),
        Err(RuleError::RepeatedTensor {
            tensor: "x".to_owned()
        })
    );
    let mut trace = row_sums();
    let step = |reads: &str| Step {
        name: "add".to_owned(),
        reads: vec![reads.to_owned()],
        writes: vec!["s".to_owned()],
    };
    trace.steps.push(step("x"));
    assert_eq!(trace.check(), Ok(()));
    trace.steps.push(step("z"));
    assert_eq!(
        trace.check(),
        Err(RuleError::UnknownTensor {
            tensor: "z".to_owned()
        })
    );
}

#[test]
fn a_trace_without_tensors_is_whole() {
    assert_eq!(trace(Vec::new()).check(), Ok(()));
}
