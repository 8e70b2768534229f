use crate::{row_sums, tensor, trace};
use headwise_core::draw::draw as drawn;
use headwise_core::trace::build::*;
use headwise_core::trace::{Comparison, Rule, RuleError, Trace, evaluate};

/// The value of an expression over `x = [0.5, -2, -inf, 4]`, `pick = [3, 0]`, with h = 1.
fn value(body: Formula) -> f64 {
    try_value(body).unwrap()
}

fn try_value(body: Formula) -> Result<f64, RuleError> {
    let x = tensor(
        "x",
        &[4],
        input(["i"]),
        &[0.5, -2.0, f32::NEG_INFINITY, 4.0],
    );
    let pick = tensor("pick", &[2], input(["i"]), &[3.0, 0.5]);
    let cells = tensor("y", &[2], rule(["h"], body), &[0.0, 0.0]);
    evaluate(&trace(vec![x, pick, cells]), "y", &[1])
}

fn x(place: usize) -> Formula {
    read("x", [fixed(place)])
}

#[test]
fn arithmetic_is_that_of_f64() {
    assert_eq!(value(x(0) + x(1) + plain(0.25)), -1.25);
    assert_eq!(value(x(0) * x(1) * x(3)), -4.0);
    assert_eq!(value(x(0) - x(1)), 2.5);
    assert_eq!(value(x(3) / x(1)), -2.0);
    assert_eq!(value(square_root(x(3))), 2.0);
    assert_eq!(value(power(x(3), x(0))), 2.0);
    assert_eq!(value(tanh(x(0))), 0.5_f64.tanh());
    assert_eq!(value(round(x(0))), 1.0);
    assert_eq!(value(round(x(0) * x(1) * x(3) * plain(0.625))), -3.0);
    assert_eq!(value(round(x(0) - plain(1e-9))), 0.0);
    assert_eq!(value(logarithm(x(3))), 4.0_f64.ln());
    assert_eq!(value(logarithm(plain(0.0))), f64::NEG_INFINITY);
    assert_eq!(value(sine(x(1))), (-2.0_f64).sin());
    assert_eq!(value(cosine(x(1))), (-2.0_f64).cos());
    assert_eq!(value(constant(0.125, r"1/\sqrt{d_k}")), 0.125);
    assert_eq!(value(negative_infinity()), f64::NEG_INFINITY);
}

#[test]
fn a_quotient_by_zero_is_zero() {
    assert_eq!(value(x(0) / plain(0.0)), 0.0);
}

#[test]
fn a_masked_score_has_exponential_zero_whatever_the_shift() {
    assert_eq!(value(exp_shifted(x(3), x(0))), 3.5_f64.exp());
    assert_eq!(value(exp_shifted(x(2), x(0))), 0.0);
    // -inf - -inf is NaN: a row with every key masked.
    assert_eq!(value(exp_shifted(x(2), x(2))), 0.0);
}

#[test]
fn reductions_run_over_their_extent() {
    let cell = || read("x", [var("i")]);
    assert_eq!(value(sum("i", fixed(2), cell())), -1.5);
    assert_eq!(value(maximum("i", fixed(4), cell())), 4.0);
    assert_eq!(value(sum("i", fixed(0), cell())), 0.0);
    assert_eq!(value(maximum("i", fixed(0), cell())), f64::NEG_INFINITY);
    // The extent may move with a variable: h = 1.
    assert_eq!(value(sum("i", var("h") + fixed(1), cell())), -1.5);
}

#[test]
fn an_inner_variable_hides_an_outer_one_of_the_same_name() {
    let inner = sum("h", fixed(3), number(var("h")));
    assert_eq!(value(inner + number(var("h"))), 0.0 + 1.0 + 2.0 + 1.0);
}

#[test]
fn indices_are_whole_numbers() {
    let index = |index| value(number(index));
    assert_eq!(index(fixed(7) / 2), 3.0);
    assert_eq!(index(fixed(7) % 4), 3.0);
    assert_eq!(index(var("h") * 5 + fixed(2)), 7.0);
    assert_eq!(index(lookup("pick", [fixed(0)])), 3.0);
    assert_eq!(value(read("x", [lookup("pick", [fixed(0)])])), 4.0);
}

#[test]
fn a_selection_evaluates_the_branch_it_takes_and_no_other() {
    let unreadable = || read("x", [fixed(99)]);
    let at_most = |left, right| select(left, Comparison::AtMost, right, plain(1.0), unreadable());
    assert_eq!(value(at_most(x(1), x(0))), 1.0);
    assert_eq!(value(at_most(x(0), x(0))), 1.0);
    assert!(try_value(at_most(x(0), x(1))).is_err());
    let equal = select(x(0), Comparison::Equal, x(1), unreadable(), plain(2.0));
    assert_eq!(value(equal), 2.0);
}

#[test]
fn a_draw_is_the_generator_at_that_counter() {
    assert_eq!(value(draw(7, 2, var("h") * 10 + fixed(3))), drawn(7, 2, 13));
    let beyond = draw(7, 2, (fixed(1) * 65_536) * 65_536);
    assert!(matches!(
        try_value(beyond),
        Err(RuleError::NotAnIndex { .. })
    ));
}

#[test]
fn a_given_cell_has_the_value_it_holds() {
    assert_eq!(evaluate(&row_sums(), "x", &[1, 2]), Ok(30.0));
    assert_eq!(evaluate(&row_sums(), "s", &[1]), Ok(60.0));
}

#[test]
fn what_is_not_there_is_refused() {
    let refused = |body| try_value(body).unwrap_err();
    let unknown = RuleError::UnknownTensor {
        tensor: "z".to_owned(),
    };
    assert_eq!(refused(read("z", [])), unknown);
    assert_eq!(evaluate(&row_sums(), "z", &[]), Err(unknown));
    let unbound = RuleError::UnboundVariable {
        name: "k".to_owned(),
    };
    assert_eq!(refused(read("x", [var("k")])), unbound);
    assert!(matches!(refused(x(4)), RuleError::OutOfRange { at, .. } if at == [4]));
    assert!(matches!(
        refused(read("x", [])),
        RuleError::OutOfRange { .. }
    ));
    assert!(matches!(
        evaluate(&row_sums(), "s", &[2]),
        Err(RuleError::OutOfRange { .. })
    ));
    assert_eq!(refused(number(fixed(1) / 0)), RuleError::DividedByZero);
    assert_eq!(refused(number(fixed(1) % 0)), RuleError::DividedByZero);
    assert_eq!(refused(given() + x(0)), RuleError::PartlyGiven);
    let halves = number(lookup("pick", [fixed(1)]));
    assert!(matches!(refused(halves), RuleError::NotAnIndex { tensor } if tensor == "pick"));
}

#[test]
fn a_rule_reads_only_cells_before_its_own() {
    // Running sums: each cell from the one before, which no subtraction of indices can name, so
    // the places are given.
    let before = |cell: usize| -> Rule { rule(["i"], read("run", [fixed(cell)]) + plain(1.0)) };
    let run =
        |reads: usize| -> Trace { trace(vec![tensor("run", &[2], before(reads), &[5.0, 6.0])]) };
    assert_eq!(evaluate(&run(0), "run", &[1]), Ok(6.0));
    let circle = Err(RuleError::NotYetComputed {
        tensor: "run".to_owned(),
    });
    assert_eq!(evaluate(&run(1), "run", &[1]), circle);
    assert_eq!(evaluate(&run(0), "run", &[0]), circle);
}

#[test]
fn a_tensor_with_too_few_numbers_is_refused() {
    let mut short = row_sums();
    short.tensors[0].data.pop();
    assert_eq!(evaluate(&short, "s", &[0]), Ok(6.0));
    let error = evaluate(&short, "s", &[1]).unwrap_err();
    assert!(matches!(error, RuleError::Inconsistent { .. }), "{error}");
}

#[test]
fn an_index_is_taken_off_but_not_below_zero() {
    assert_eq!(value(number(fixed(5) - 2)), 3.0);
    assert_eq!(value(read("x", [var("h") - 1])), 0.5);
    assert_eq!(try_value(number(var("h") - 2)), Err(RuleError::BelowZero));
    // A branch that is not taken may be below 0.
    let guarded = select(
        number(var("h")),
        Comparison::AtMost,
        plain(1.0),
        plain(7.0),
        read("x", [var("h") - 2]),
    );
    assert_eq!(value(guarded), 7.0);
}
