use crate::{data, distance, request, tensor, traced};
use headwise_model::{SentenceRequest, trace};

#[test]
fn the_same_request_gives_the_same_trace() {
    assert_eq!(traced(|_| ()), traced(|_| ()));
}

#[test]
fn another_seed_draws_other_parameters_and_the_same_positions() {
    let (seven, eight) = (traced(|_| ()), traced(|request| request.seed = 8));
    for name in ["embedding", "wq", "wk", "wv", "wo"] {
        assert!(
            distance(data(&seven, name), data(&eight, name)) > 0.1,
            "{name}"
        );
    }
    for name in ["position", "wordKey", "wordIndex", "visible"] {
        assert_eq!(data(&seven, name), data(&eight, name), "{name}");
    }
}

#[test]
fn the_four_matrices_differ() {
    let trace = traced(|_| ());
    let names = ["wq", "wk", "wv", "wo"];
    for (place, name) in names.iter().enumerate() {
        for other in &names[..place] {
            assert!(
                distance(data(&trace, name), data(&trace, other)) > 0.1,
                "{name}, {other}"
            );
        }
    }
}

#[test]
fn a_word_has_one_embedding_in_every_sentence() {
    let row = |text: &str, token: usize| {
        let trace = trace(&SentenceRequest::new(text)).unwrap();
        let (index, width) = (data(&trace, "wordIndex")[token] as usize, 32);
        data(&trace, "embedding")[index * width..][..width].to_vec()
    };
    let cat = row("the cat sat", 1);
    assert_eq!(row("Cat", 0), cat);
    assert_eq!(row("a dog is no CAT", 4), cat);
    assert!(distance(&row("the dog sat", 1), &cat) > 0.1);
}

#[test]
fn a_repeated_word_differs_by_its_position_alone() {
    let trace = traced(|request| request.text = "a b a".to_owned());
    let (x, position) = (data(&trace, "x"), data(&trace, "position"));
    let between = |rows: &[f32]| -> Vec<f32> { (0..32).map(|c| rows[64 + c] - rows[c]).collect() };
    assert!(distance(&between(x), &between(position)) < 1e-6);
    assert!(between(x).iter().any(|change| change.abs() > 0.5));
}

#[test]
fn positions_are_the_sines_of_the_paper() {
    // Vaswani et al. 2017, section 3.5, at position 2 of a model of width 4: sin 2, cos 2,
    // sin(2 / 100), cos(2 / 100).
    let trace = traced(|request| (request.text, request.d_model) = ("a b c".to_owned(), 4));
    let expected = [0.909_297_4, -0.416_146_84, 0.019_998_67, 0.999_8];
    assert!(distance(&data(&trace, "position")[8..12], &expected) < 1e-7);
}

#[test]
fn widths_do_not_change_magnitudes() {
    // The weights' variance is 1 / rows, so a projection keeps the variance of X, about 1.5: that of
    // a draw plus that of a sine.
    for width in [32, 128, 256] {
        let trace = traced(|request| request.d_model = width);
        for name in ["q", "k", "v"] {
            let cells = data(&trace, name);
            let variance = cells.iter().map(|cell| cell * cell).sum::<f32>() / cells.len() as f32;
            assert!(
                (0.8..2.4).contains(&variance),
                "{name} at {width}: {variance}"
            );
        }
    }
}

#[test]
fn grouped_queries_need_fewer_parameters() {
    let trace = trace(&request(|request| request.kv_heads = Some(2))).unwrap();
    assert_eq!(tensor(&trace, "wq").shape(), [32, 32]);
    assert_eq!(tensor(&trace, "wk").shape(), [32, 16]);
    assert_eq!(tensor(&trace, "wv").shape(), [32, 16]);
    assert_eq!(tensor(&trace, "kHeads").shape(), [2, 9, 8]);
}
