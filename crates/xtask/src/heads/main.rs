//! Studies the heads of a trained model: `xtask-heads FOLDER README`.
//!
//! `FOLDER` has the `config.json` and `model.safetensors` of a model of the small English. The report goes
//! to `heads.json` beside them, the figures to standard output and, between its marks, into the README.
#![forbid(unsafe_code)]

mod figures;
mod readme;

use anyhow::{Context, Result, bail};
use headwise_model::heads::{HeadReport, StudySizes, Subject, study};
use headwise_model::language::{ENGLISH, Generator, Stretches};
use headwise_model::safetensors::TensorFile;
use headwise_model::train::{Network, Parameters};
use headwise_model::transformer::{Config, Model, Positions, Tiled, Weights};
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// Of the language that models are trained and judged on.
const LANGUAGE_SEED: u64 = 7;
/// Tokens of a text where the model itself sets no limit.
const TEXT: usize = 64;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let [folder, readme] = arguments else {
        bail!("usage: xtask-heads FOLDER README");
    };
    let report = report(Path::new(folder))?;
    let path = Path::new(folder).join("heads.json");
    let json = serde_json::to_vec(&report)?;
    fs::write(&path, json).with_context(|| format!("cannot write {}", path.display()))?;
    let figures = figures::markdown(&report);
    print!("{figures}");
    eprintln!("the report is in {}", path.display());
    readme::put(Path::new(readme), &figures)
}

fn report(folder: &Path) -> Result<HeadReport> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let config = Config::parse(&read("config.json")?)?;
    let file = TensorFile::parse(read("model.safetensors")?)?;
    // The shapes in the file bound the sizes that the configuration names: they come first.
    let weights = Weights::read(&config, &file)?;
    let network = Network::new(config.clone());
    let parameters = Parameters::read(&network, &file)?;

    let length = match config.positions {
        Positions::Learned { count } => count.min(TEXT),
        Positions::Rotary(_) => TEXT,
    };
    let generator = Generator::new(ENGLISH, LANGUAGE_SEED, length, Stretches::default())?;
    let words = generator.vocabulary().len();
    if config.vocab_size != words {
        bail!(
            "the model has {} tokens and the small English {words}",
            config.vocab_size
        );
    }
    let model = Model::new(config, weights.clone(), Box::new(Tiled::default()))?;
    let subject = Subject {
        model: &model,
        weights: &weights,
        network: &network,
        parameters: &parameters,
    };
    let report = study(&subject, &generator, StudySizes::default(), |stage| {
        eprintln!("{stage}");
    })?;
    Ok(report)
}
