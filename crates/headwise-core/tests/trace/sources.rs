use crate::{row_sums, tensor, trace};
use headwise_core::trace::build::*;
use headwise_core::trace::{CellSet, Comparison, sources};

fn set(tensor: &str, offsets: &[usize]) -> CellSet {
    CellSet {
        tensor: tensor.to_owned(),
        offsets: offsets.to_vec(),
    }
}

#[test]
fn the_sources_are_the_cells_that_the_rule_reads() {
    assert_eq!(
        sources(&row_sums(), "s", &[1]).unwrap(),
        [set("x", &[3, 4, 5])]
    );
    assert_eq!(sources(&row_sums(), "x", &[0, 0]).unwrap(), []);
}

#[test]
fn a_cell_read_twice_is_named_once_and_the_cell_that_chose_a_place_is_named_too() {
    let word = tensor("word", &[2], input(["i"]), &[1.0, 0.0]);
    let table = tensor("table", &[2], input(["r"]), &[5.0, 6.0]);
    let cell = || read("table", [lookup("word", [var("i")])]);
    let square = tensor("square", &[2], rule(["i"], cell() * cell()), &[36.0, 25.0]);
    let trace = trace(vec![word, table, square]);
    let read = sources(&trace, "square", &[0]).unwrap();
    assert_eq!(read, [set("word", &[0]), set("table", &[1])]);
}

#[test]
fn a_branch_that_is_not_taken_lights_nothing() {
    let x = tensor("x", &[2], input(["i"]), &[1.0, 2.0]);
    let seen = tensor("seen", &[2], input(["i"]), &[1.0, 0.0]);
    let condition = read("seen", [var("i")]);
    let body = select(
        condition,
        Comparison::Equal,
        plain(1.0),
        read("x", [var("i")]),
        negative_infinity(),
    );
    let masked = tensor("masked", &[2], rule(["i"], body), &[1.0, f32::NEG_INFINITY]);
    let trace = trace(vec![x, seen, masked]);
    assert_eq!(
        sources(&trace, "masked", &[0]).unwrap(),
        [set("seen", &[0]), set("x", &[0])]
    );
    assert_eq!(
        sources(&trace, "masked", &[1]).unwrap(),
        [set("seen", &[1])]
    );
}

#[test]
fn a_rule_names_its_tensors_wherever_they_stand_in_it() {
    let body = select(
        read("a", []),
        Comparison::AtMost,
        exp_shifted(read("b", []), read("a", [])),
        sum(
            "i",
            lookup("c", []),
            square_root(read("d", [lookup("e", []) * 2 + fixed(1)])),
        ),
        draw(1, 2, lookup("f", []) % 3) / number(lookup("g", []) / 2),
    );
    assert_eq!(
        rule([], body).tensors(),
        ["a", "b", "c", "e", "d", "f", "g"]
    );
}
