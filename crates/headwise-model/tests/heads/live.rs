//! The shipped model, questioned as a reader of the page does: slice by slice, with heads off.

use headwise_model::heads::{ExamReport, HeadReport, LiveExam, LiveModel, Reading};
use headwise_model::language::RelationKind;
use headwise_model::transformer::{ModelError, Reference};
use std::fs;
use std::path::PathBuf;

fn shipped(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../www/public/model");
    fs::read(folder.join(name)).unwrap()
}

fn model() -> LiveModel {
    let (config, tensors) = (shipped("config.json"), shipped("model.safetensors"));
    LiveModel::load(&config, tensors, Box::new(Reference)).unwrap()
}

fn exam(off: &[[usize; 2]]) -> ExamReport {
    let mut exam = LiveExam::new(model(), off).unwrap();
    let mut before = exam.progress();
    while !exam.advance().unwrap() {
        assert!(exam.progress() > before, "each piece is progress");
        before = exam.progress();
    }
    assert!(exam.progress() > 0.999);
    exam.report()
}

#[test]
fn the_exam_gives_the_losses_of_the_report() {
    let report: HeadReport = serde_json::from_slice(&shipped("heads.json")).unwrap();
    let near = |one: f64, other: f64| assert!((one - other).abs() < 1e-4, "{one} {other}");
    let whole = exam(&[]);
    near(whole.nats_per_token, report.loss);
    assert_eq!(whole.texts, report.sizes.masked);
    let dearest = report.greedy.last().unwrap();
    let without = exam(&[[dearest.layer, dearest.head]]);
    let entry = &report.heads[dearest.layer * report.heads_per_layer + dearest.head];
    near(without.nats_per_token - whole.nats_per_token, entry.masking);
}

#[test]
fn without_its_induction_heads_the_model_copies_nothing() {
    let report: HeadReport = serde_json::from_slice(&shipped("heads.json")).unwrap();
    let induction = report
        .copying
        .expect("the shipped model has such heads")
        .heads;
    let (whole, without) = (exam(&[]), exam(&induction));
    assert!(
        whole.copying.right * 100 > whole.copying.of * 95,
        "{whole:?}"
    );
    assert!(
        without.copying.right * 100 < without.copying.of * 30,
        "{without:?}"
    );
    assert!(
        whole.agreement.right * 10 > whole.agreement.of * 9,
        "{whole:?}"
    );
    assert!(whole.agreement.of >= 20);
}

#[test]
fn examples_have_the_relation_that_they_are_asked_for() {
    let model = model();
    for relation in [RelationKind::PronounAntecedent, RelationKind::StretchRepeat] {
        let example = model.example(relation, 2).unwrap();
        let Reading {
            tokens,
            weights,
            gold,
            next,
            ..
        } = model.read_example(&example, &[]).unwrap();
        let n = tokens.len();
        assert_eq!(weights.len(), 18 * n * n);
        for row in weights.chunks(n) {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        }
        assert!(gold.iter().any(|row| row.kind == relation));
        assert!(
            gold.iter()
                .all(|row| row.row < n && row.keys.iter().all(|key| *key <= row.row))
        );
        assert!(
            next.windows(2)
                .all(|pair| pair[0].probability >= pair[1].probability)
        );
        assert_ne!(model.example(relation, 3).unwrap(), example);
    }
    assert_eq!(model.example(RelationKind::VerbSubject, 1_000_000), None);
}

#[test]
fn a_readers_text_is_read_as_it_is_written() {
    let model = model();
    let reading = model.read_text("The Dog sees Bob.", &[]).unwrap();
    assert_eq!(
        reading.tokens,
        ["<begin>", "The", "Dog", "sees", "B", "o", "b", "."]
    );
    assert_eq!((reading.dropped, reading.gold.len()), (0, 0));
    let gated = model.read_text("The Dog sees Bob.", &[[0, 5]]).unwrap();
    assert_ne!(
        gated.next, reading.next,
        "a head that is off changes what comes next"
    );
    let long = model.read_text(&"the dog ".repeat(40), &[]).unwrap();
    assert_eq!((long.tokens.len(), long.dropped), (64, 17));
    for refused in [model.read_text(" ", &[]), model.read_text("the", &[[3, 0]])] {
        assert!(matches!(refused, Err(ModelError::Input(_))));
    }
}
