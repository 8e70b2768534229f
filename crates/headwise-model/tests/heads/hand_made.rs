//! An induction circuit made by hand (Elhage et al. 2021): a previous-token head in the first layer and
//! an induction head in the second, as the weights of a real model.

use headwise_model::heads::{Exam, Role, ablate, closed, masking, name, observe_heads};
use headwise_model::language::{Copying, Relation, RelationKind, Segment, SegmentKind};
use headwise_model::transformer::{
    AttentionWeights, Config, LayerWeights, Map, Mlp, Model, Norm, Reference, Weights,
};
use ndarray::{Array1, Array2};
use serde_json::json;

/// Tokens, and the width of the part of the residual stream that holds one.
const VOCABULARY: usize = 12;
/// Positions, and the width of the part that holds one.
const POSITIONS: usize = 24;
/// The parts of the residual stream: the token, its position, the previous token.
const TOKEN: usize = 0;
const POSITION: usize = VOCABULARY;
const PREVIOUS: usize = POSITION + POSITIONS;
const WIDTH: usize = PREVIOUS + VOCABULARY;
/// Two heads a layer.
const HEAD: usize = WIDTH / 2;
/// Scores of matches are so large that nearly all weight goes there.
const SHARP: f32 = 6.0;

fn zero(d_in: usize, d_out: usize) -> Map {
    Map {
        weight: Array2::zeros((d_in, d_out)),
        bias: None,
    }
}

/// Takes `count` features from `from` to `to`, each times `scale`.
fn carry(map: &mut Map, from: usize, to: usize, count: usize, scale: f32) {
    (0..count).for_each(|k| map.weight[[from + k, to + k]] = scale);
}

fn layer(attention: AttentionWeights) -> LayerWeights {
    let norm = || Norm::Layer {
        gain: Array1::ones(WIDTH),
        bias: Array1::zeros(WIDTH),
    };
    LayerWeights {
        attention_norm: norm(),
        attention,
        mlp_norm: norm(),
        mlp: Mlp::Plain {
            up: zero(WIDTH, 1),
            down: zero(1, WIDTH),
        },
    }
}

fn silent() -> AttentionWeights {
    let map = || zero(WIDTH, WIDTH);
    AttentionWeights {
        q: map(),
        k: map(),
        v: map(),
        o: map(),
    }
}

/// Its first head matches position i with i - 1 and writes that token into the part for it.
fn previous_token() -> AttentionWeights {
    let mut heads = silent();
    carry(&mut heads.q, POSITION + 1, 0, POSITIONS - 1, SHARP);
    carry(&mut heads.k, POSITION, 0, POSITIONS, 1.0);
    carry(&mut heads.v, TOKEN, 0, VOCABULARY, 1.0);
    // A norm makes about 5 of a 1.
    carry(&mut heads.o, 0, PREVIOUS, VOCABULARY, 0.2);
    heads
}

/// Its second head matches a token with the token before, and writes what it finds there as the next.
fn induction() -> AttentionWeights {
    let mut heads = silent();
    carry(&mut heads.q, TOKEN, HEAD, VOCABULARY, SHARP);
    carry(&mut heads.k, PREVIOUS, HEAD, VOCABULARY, 1.0);
    carry(&mut heads.v, TOKEN, HEAD, VOCABULARY, 1.0);
    carry(&mut heads.o, HEAD, TOKEN, VOCABULARY, 2.0);
    heads
}

fn weights() -> Weights {
    let mut embedding = Array2::zeros((VOCABULARY, WIDTH));
    (0..VOCABULARY).for_each(|token| embedding[[token, TOKEN + token]] = 1.0);
    let mut positions = Array2::zeros((POSITIONS, WIDTH));
    (0..POSITIONS).for_each(|i| positions[[i, POSITION + i]] = 1.0);
    Weights {
        embedding,
        positions: Some(positions),
        layers: vec![layer(previous_token()), layer(induction())],
        norm: Norm::Layer {
            gain: Array1::ones(WIDTH),
            bias: Array1::zeros(WIDTH),
        },
        head: None,
    }
}

fn model() -> Model {
    let config = json!({
        "model_type": "gpt2", "vocab_size": VOCABULARY, "n_positions": POSITIONS, "n_embd": WIDTH,
        "n_layer": 2, "n_head": 2, "n_inner": 1,
    });
    let config = Config::parse(config.to_string().as_bytes()).unwrap();
    Model::new(config, weights(), Box::new(Reference)).unwrap()
}

/// Three units of seven tokens, twice each.
fn repeats() -> Vec<Copying> {
    let units = [
        [3, 8, 2, 11, 5, 9, 4],
        [10, 1, 7, 2, 6, 3, 8],
        [5, 4, 9, 1, 11, 2, 7],
    ];
    let repeat = |unit: [u32; 7]| Copying {
        tokens: [&[0], &unit[..], &unit[..]].concat(),
        second: 8,
    };
    units.map(repeat).to_vec()
}

/// A text without repeats in which a relation holds over three tokens.
fn sentence() -> Segment {
    Segment {
        kind: SegmentKind::Sentences,
        tokens: vec![0, 7, 3, 9, 1, 5, 11, 2, 8, 4, 10],
        complete: 11,
        log_prob: -20.0,
        relations: vec![Relation {
            kind: RelationKind::VerbSubject,
            from: 6,
            to: 3,
        }],
    }
}

#[test]
fn the_circuit_is_found_and_named() {
    let heads = observe_heads(&model(), &weights(), &[sentence()], &repeats()).unwrap();
    let roles: Vec<Role> = heads.iter().map(|scores| name(scores).role).collect();
    assert_eq!(
        roles,
        [
            Role::Offset { offset: 1 },
            Role::Broad,
            Role::Broad,
            Role::Induction
        ]
    );
    let [previous, broad, _, induction] = &heads[..] else {
        panic!("two layers of two heads");
    };
    assert!(previous.positional.at(1) > 0.99);
    assert!((broad.positional.relative_entropy - 1.0).abs() < 1e-6);
    let repetition = induction.repetition;
    assert!(repetition.prefix_matching > 0.99, "{repetition:?}");
    assert_eq!((repetition.copying, repetition.copied), (1.0, 1.0));
    // The previous-token head writes where no logit is read from.
    assert!(
        previous.repetition.copying < 0.6,
        "{:?}",
        previous.repetition
    );
    assert_eq!((induction.layer, induction.head), (1, 1));
}

#[test]
fn copying_breaks_without_either_head_and_not_without_the_others() {
    let (model, exam) = (model(), Exam::of_copies(&repeats()));
    let accuracy = |heads: &[[usize; 2]]| {
        let gates = closed((2, 2), heads);
        exam.grade(&model, gates.view()).unwrap().score.share()
    };
    assert_eq!(accuracy(&[]), 1.0);
    assert_eq!(accuracy(&[[0, 1], [1, 0]]), 1.0);
    assert_eq!(accuracy(&[[1, 1]]), 0.0);
    assert!(accuracy(&[[0, 0]]) < 0.2);
}

#[test]
fn the_ablation_takes_a_head_of_the_same_layer_for_comparison() {
    let (model, exam) = (model(), Exam::of_copies(&repeats()));
    let loss = |gates: ndarray::ArrayView2<'_, f32>| {
        exam.grade(&model, gates).map(|grade| grade.nats_per_token)
    };
    let cost = masking((2, 2), loss).unwrap();
    assert!(cost[[0, 0]] > 0.1 && cost[[1, 1]] > 0.1, "{cost}");
    assert_eq!((cost[[0, 1]], cost[[1, 0]]), (0.0, 0.0));
    let ablation = ablate(&model, &exam, &[[1, 1]], &[], cost.view()).unwrap();
    assert_eq!(ablation.control_heads, [[1, 0]]);
    assert_eq!(
        (ablation.intact, ablation.without, ablation.without_control),
        (1.0, 0.0, 1.0)
    );
    // Six tokens of each second copy can be known.
    assert_eq!(ablation.tokens, 18);
    let without_controls = ablate(&model, &exam, &[[1, 1]], &[[1, 0]], cost.view()).unwrap();
    assert_eq!(without_controls.control_heads, [[0; 2]; 0]);
    assert_eq!(without_controls.without_control, 1.0);
}

#[test]
fn a_loss_is_that_of_the_softmax() {
    // Without heads a token predicts itself: its logit is l, that of the others o.
    let (model, text) = (model(), sentence());
    let off = Array2::zeros((2, 2));
    let grade = Exam::of_segments(&[text])
        .grade(&model, off.view())
        .unwrap();
    let size = ((2.0 - 4.0 / WIDTH as f64) / WIDTH as f64 + 1e-5).sqrt();
    let (own, other) = (
        (1.0 - 2.0 / WIDTH as f64) / size,
        (-2.0 / WIDTH as f64) / size,
    );
    let wanted = (own.exp() + 11.0 * other.exp()).ln() - other;
    assert!((grade.nats_per_token - wanted).abs() < 1e-5, "{grade:?}");
    assert_eq!((grade.score.right, grade.score.of), (0, 10));
}
