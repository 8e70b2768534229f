//! The shipped model is what the command trains, and has learned what it is shown for.

use headwise_model::language::Split;
use headwise_model::safetensors::TensorFile;
use headwise_model::train::{Judge, Network, Parameters, Settings};
use headwise_model::transformer::Config;
use serde_json::Value;
use std::path::Path;

fn file(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/public/model");
    std::fs::read(folder.join(name)).expect(name)
}

fn json(name: &str) -> Value {
    serde_json::from_slice(&file(name)).unwrap()
}

#[test]
fn its_files_are_those_of_the_default_settings() {
    let settings = Settings::default();
    let training = json("training.json");
    let stored: Settings = serde_json::from_value(training["settings"].clone()).unwrap();
    assert_eq!(stored, settings);
    assert_eq!(json("config.json"), settings.config_json());
    let words: Vec<String> = serde_json::from_value(json("vocabulary.json")).unwrap();
    assert_eq!(words, settings.language().unwrap().vocabulary().words());
    assert_eq!(training["bytes"], file("model.safetensors").len());
    assert!(file("model.safetensors").len() < 1_500_000);
}

#[test]
fn it_has_learned_the_language() {
    let network = Network::new(Config::parse(&file("config.json")).unwrap());
    let tensors = TensorFile::parse(file("model.safetensors")).unwrap();
    let judge = Judge {
        network: &network,
        parameters: &Parameters::<f32>::read(&network, &tensors).unwrap(),
        gates: None,
    };
    let language = Settings::default().language().unwrap();
    let verdict = judge.judge(&language, 256).unwrap();
    let excess = verdict.all.share();
    assert!((0.0..0.05).contains(&excess), "{:?}", verdict.all);
    let [_, across_one, _] = verdict.agreement;
    assert!(
        across_one.of > 30 && across_one.share() >= 0.95,
        "{across_one:?}"
    );
    assert!(verdict.pronouns.share() >= 0.95, "{:?}", verdict.pronouns);
    for (unit, score) in verdict.copying {
        assert!(score.share() >= 0.9, "units of {unit}: {score:?}");
    }
}

#[test]
fn it_was_not_trained_on_what_it_is_judged_by() {
    let settings = Settings::default();
    let (texts, language) = (settings.texts().unwrap(), settings.language().unwrap());
    let held_out = language.segment(Split::HeldOut, 0).tokens;
    for index in 0..2000 {
        let text = texts.segment(Split::Training, index).tokens;
        assert_ne!(text[..settings.positions], held_out);
    }
}
