//! Every cell of every tensor of a trace is derived again from its rule.

use headwise_core::trace::{Evaluator, Expr, RuleError, Tensor, Trace};
use headwise_model::{SentenceRequest, trace};
use headwise_tests::tolerance::DERIVED;
use std::collections::BTreeSet;

const SENTENCE: &str = "The keys to the cabinet are on the table";

/// What may be given from outside: the words and the switches. Everything else has a rule.
const GIVEN: [&str; 3] = ["wordKey", "wordIndex", "gate"];

/// What a derivation of all cells found.
struct Derived {
    cells: usize,
    /// Cells that are not what their rules give.
    wrong: Vec<String>,
}

fn derive(trace: &Trace) -> Derived {
    let evaluator = Evaluator::new(trace);
    let mut found = Derived {
        cells: 0,
        wrong: Vec::new(),
    };
    for tensor in &trace.tensors {
        let name = &tensor.name;
        for (index, &stored) in indices(&tensor.shape()).iter().zip(&tensor.data) {
            let derived = evaluator.evaluate(name, index);
            if !agree(f64::from(stored), &derived) {
                found
                    .wrong
                    .push(format!("{name}{index:?} is {stored}, derived {derived:?}"));
            }
            found.cells += 1;
        }
    }
    found
}

/// A NaN agrees with nothing: no cell of a trace may hold one.
fn agree(stored: f64, derived: &Result<f64, RuleError>) -> bool {
    let close = |&derived: &f64| DERIVED.accepts(derived, stored);
    !stored.is_nan() && derived.as_ref().is_ok_and(close)
}

/// Every index of an array, in row-major order.
fn indices(shape: &[usize]) -> Vec<Vec<usize>> {
    shape.iter().fold(vec![Vec::new()], |heads, &extent| {
        let longer =
            |head: Vec<usize>| (0..extent).map(move |last| [head.as_slice(), &[last]].concat());
        heads.into_iter().flat_map(longer).collect()
    })
}

/// Derives the trace of a request again, every cell of it.
#[track_caller]
fn every_cell_follows(request: &SentenceRequest) {
    let trace = trace(request).expect("a sound request");
    let cells: usize = trace.tensors.iter().map(|tensor| tensor.data.len()).sum();
    let derived = derive(&trace);
    assert_eq!(derived.cells, cells, "no cell is left out");
    assert!(
        derived.wrong.is_empty(),
        "{request:?}: {:?}",
        &derived.wrong[..derived.wrong.len().min(3)]
    );

    let given = |tensor: &&Tensor| matches!(tensor.rule.body, Expr::Input);
    let given: BTreeSet<&str> = trace
        .tensors
        .iter()
        .filter(given)
        .map(|tensor| tensor.name.as_str())
        .collect();
    assert_eq!(
        given,
        BTreeSet::from(GIVEN),
        "nothing else is exempt from having a rule"
    );
}

fn small() -> SentenceRequest {
    SentenceRequest {
        d_model: 16,
        heads: 4,
        ..SentenceRequest::new(SENTENCE)
    }
}

/// So many different words.
fn words(count: usize) -> String {
    let words: Vec<String> = (0..count).map(|number| format!("w{number}")).collect();
    words.join(" ")
}

#[test]
fn with_any_number_of_heads() {
    for heads in [1, 2, 4, 8] {
        every_cell_follows(&SentenceRequest { heads, ..small() });
    }
}

#[test]
fn with_groups_of_heads_that_share_keys() {
    for (heads, kv_heads) in [(2, 1), (4, 2), (8, 1), (8, 4)] {
        every_cell_follows(&SentenceRequest {
            heads,
            kv_heads: Some(kv_heads),
            ..small()
        });
    }
}

#[test]
fn with_every_key_in_sight() {
    every_cell_follows(&SentenceRequest {
        causal: false,
        ..small()
    });
}

#[test]
fn at_any_temperature_and_seed() {
    for temperature in [0.05, 0.3, 1.7, 20.0] {
        every_cell_follows(&SentenceRequest {
            temperature,
            ..small()
        });
    }
    for seed in [0, 1, u32::MAX] {
        every_cell_follows(&SentenceRequest { seed, ..small() });
    }
}

#[test]
fn with_heads_switched_off() {
    for heads_off in [vec![0], vec![1, 3], vec![0, 1, 2, 3]] {
        every_cell_follows(&SentenceRequest {
            heads_off,
            ..small()
        });
    }
}

#[test]
fn of_one_token_and_of_the_most() {
    every_cell_follows(&SentenceRequest {
        text: "Hello".to_owned(),
        ..small()
    });
    every_cell_follows(&SentenceRequest {
        text: words(64),
        heads: 2,
        d_model: 8,
        ..small()
    });
}

#[test]
fn in_a_wide_layer() {
    every_cell_follows(&SentenceRequest {
        text: words(24),
        heads: 8,
        kv_heads: Some(2),
        d_model: 64,
        temperature: 0.05,
        heads_off: vec![2, 5],
        ..small()
    });
}

#[test]
fn in_the_smallest_and_in_an_odd_width() {
    every_cell_follows(&SentenceRequest {
        heads: 1,
        d_model: 1,
        ..small()
    });
    every_cell_follows(&SentenceRequest {
        heads: 3,
        d_model: 15,
        ..small()
    });
}

/// One more than the tolerance allows in a single cell of each tensor in turn must be noticed: in the
/// tensor itself, or, where its cells are given, in what follows from them.
#[test]
fn a_changed_cell_is_noticed_whichever_tensor_it_is_in() {
    let request = SentenceRequest {
        text: "one two three".to_owned(),
        heads: 2,
        d_model: 4,
        heads_off: vec![1],
        ..small()
    };
    let sound = trace(&request).expect("a sound request");
    for place in 0..sound.tensors.len() {
        let mut changed = sound.clone();
        let tensor = &mut changed.tensors[place];
        let middle = tensor.data.len() / 2;
        tensor.data[middle] += 1.0 + tensor.data[middle].abs();
        let name = tensor.name.clone();
        let unnoticed = derive(&changed).wrong.is_empty();
        assert!(
            !unnoticed,
            "a cell of {name} was changed and nothing noticed"
        );
    }
}
