//! The whole study, on a model that learned nothing.

use headwise_model::heads::{HeadReport, StudySizes, Subject, study};
use headwise_model::language::{ENGLISH, Generator, Stretches};
use headwise_model::safetensors::TensorFile;
use headwise_model::train::{Initial, Network, Parameters, Storage};
use headwise_model::transformer::{Config, Model, Reference, Weights};
use serde_json::json;

fn report() -> HeadReport {
    let generator = Generator::new(ENGLISH, 7, 32, Stretches::default()).unwrap();
    let config = json!({
        "model_type": "gpt2", "vocab_size": generator.vocabulary().len(), "n_positions": 32,
        "n_embd": 16, "n_layer": 2, "n_head": 2, "n_inner": 16,
    });
    let config = Config::parse(config.to_string().as_bytes()).unwrap();
    let network = Network::new(config.clone());
    let parameters = Parameters::<f32>::drawn(&network, &Initial::default(), 1);
    let file = TensorFile::parse(parameters.write(&network, Storage::F32)).unwrap();
    let weights = Weights::read(&config, &file).unwrap();
    let model = Model::new(config, weights.clone(), Box::new(Reference)).unwrap();
    let subject = Subject {
        model: &model,
        weights: &weights,
        network: &network,
        parameters: &parameters,
    };
    let sizes = StudySizes {
        scored: 12,
        masked: 6,
        repeats: 3,
        unit: 12,
        seed: 1,
    };
    study(&subject, &generator, sizes, |_| ()).unwrap()
}

#[test]
fn a_study_of_an_untrained_model_finds_nothing() {
    let report = report();
    let uniform = f64::ln(report_vocabulary());
    assert!((report.loss - uniform).abs() < 0.2, "{}", report.loss);
    assert!(report.ideal_loss < report.loss);
    assert_eq!(report.heads.len(), 4);
    assert_eq!(report.copying, None, "no induction head, nothing to ablate");
    for head in &report.heads {
        assert!(head.repetition.prefix_matching < 0.2);
        assert!(head.masking.abs() < 0.05, "{head:?}");
        assert!(head.copying_without < 0.2);
        assert!(!head.name.evidence.is_empty());
    }
    // Each curve takes every head out once, and all of them together cost the same.
    for curve in [&report.greedy, &report.by_sensitivity] {
        let mut heads: Vec<_> = curve.iter().map(|step| (step.layer, step.head)).collect();
        heads.sort_unstable();
        assert_eq!(heads, [(0, 0), (0, 1), (1, 0), (1, 1)]);
        assert_eq!(curve[3].loss, report.greedy[3].loss);
    }
}

fn report_vocabulary() -> f64 {
    let generator = Generator::new(ENGLISH, 7, 32, Stretches::default()).unwrap();
    generator.vocabulary().len() as f64
}

#[test]
fn a_report_survives_json() {
    let report = report();
    let json = serde_json::to_string(&report).unwrap();
    assert!(json.contains(r#""headsPerLayer":2"#), "{json}");
    let back: HeadReport = serde_json::from_str(&json).unwrap();
    assert_eq!(back.heads.len(), report.heads.len());
    assert_eq!(back.heads[3].name, report.heads[3].name);
}
