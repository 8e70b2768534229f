//! A training run, step by step, that can be put away and taken up again.

use super::gradient::{Batch, Workers, gradient};
use super::{AdamW, Network, Parameters, Settings, clip};
use crate::language::{Generator, LanguageError, Split};
use crate::safetensors::{FileError, TensorFile};
use crate::transformer::ModelError;
use ndarray::Array2;
use safetensors::tensor::{Dtype, TensorView, serialize};
use std::fmt;

/// A run at some step.
#[derive(Clone, Debug)]
pub struct Trainer {
    settings: Settings,
    network: Network,
    texts: Generator,
    language: Generator,
    parameters: Parameters<f32>,
    optimizer: AdamW<f32>,
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Its number, from 0.
    pub step: u64,
    /// The loss of its texts before it, in nats per token.
    pub loss: f64,
    /// The learning rate.
    pub rate: f64,
    /// The norm of the gradient before it was clipped.
    pub norm: f64,
}

impl Trainer {
    /// A run before its first step.
    ///
    /// # Errors
    /// [`TrainingError`] for settings that make no model or no language.
    pub fn new(settings: Settings) -> Result<Self, TrainingError> {
        if settings.batch == 0 || settings.shards == 0 || settings.positions == 0 {
            let message = "a batch, its shards and its texts are 1 or more".to_owned();
            return Err(ModelError::Input(message).into());
        }
        let network = Network::new(settings.config()?);
        Ok(Self {
            texts: settings.texts()?,
            language: settings.language()?,
            parameters: Parameters::drawn(&network, &settings.initial, settings.seed),
            optimizer: AdamW::new(&network, settings.decay),
            network,
            settings,
        })
    }

    /// What it depends on.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What is trained.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The language to judge it on.
    pub fn language(&self) -> &Generator {
        &self.language
    }

    /// As they are after the steps so far.
    pub fn parameters(&self) -> &Parameters<f32> {
        &self.parameters
    }

    /// Steps so far.
    pub fn steps(&self) -> u64 {
        self.optimizer.steps
    }

    /// Makes a step on texts that no other step sees.
    ///
    /// # Errors
    /// [`ModelError::NotFinite`] when the loss is no number.
    pub fn advance(&mut self, workers: &impl Workers) -> Result<Step, ModelError> {
        let step = self.steps();
        let batch = self.batch(step);
        let (loss, mut gradients) = gradient(
            &self.network,
            &self.parameters,
            &batch,
            self.settings.shards,
            workers,
        )?;
        if !loss.is_finite() {
            return Err(ModelError::NotFinite);
        }
        let norm = clip(&mut gradients, self.settings.clip);
        let rate = self.settings.schedule.rate(step);
        self.optimizer.step(&mut self.parameters, &gradients, rate);
        Ok(Step {
            step,
            loss,
            rate,
            norm,
        })
    }

    fn batch(&self, step: u64) -> Batch {
        let Settings {
            batch, positions, ..
        } = self.settings;
        let first = step * batch as u64;
        let segments = (first..first + batch as u64)
            .flat_map(|index| self.texts.segment(Split::Training, index).tokens);
        let tokens = Array2::from_shape_vec((batch, positions + 1), segments.collect())
            .expect("segments are as long as asked for");
        Batch { tokens }
    }

    /// The run as a safetensors file, from which [`Self::resume`] goes on as if it had not stopped.
    pub fn save(&self) -> Vec<u8> {
        let bytes = |numbers: &[f32]| numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
        let settings = serde_json::to_vec(&self.settings).expect("numbers and their names");
        let size = self.network.size();
        let stored: [(&str, Dtype, usize, Vec<u8>); 5] = [
            (
                STEP,
                Dtype::I64,
                1,
                (self.steps() as i64).to_le_bytes().to_vec(),
            ),
            (
                PARAMETERS,
                Dtype::F32,
                size,
                bytes(self.parameters.numbers()),
            ),
            (
                FIRST,
                Dtype::F32,
                size,
                bytes(self.optimizer.first.numbers()),
            ),
            (
                SECOND,
                Dtype::F32,
                size,
                bytes(self.optimizer.second.numbers()),
            ),
            (SETTINGS, Dtype::U8, settings.len(), settings),
        ];
        let views = stored.iter().map(|(name, dtype, len, bytes)| {
            let view = TensorView::new(*dtype, vec![*len], bytes);
            (*name, view.expect("as many bytes as the shape asks for"))
        });
        serialize(views, None).expect("a header of names and shapes")
    }

    /// A run as it was saved.
    ///
    /// # Errors
    /// [`TrainingError`] for a file that is not of such a run.
    pub fn resume(bytes: Vec<u8>) -> Result<Self, TrainingError> {
        let file = TensorFile::parse(bytes).map_err(ModelError::from)?;
        let settings: Vec<f64> = numbers(&file, SETTINGS)?;
        let settings: Vec<u8> = settings.into_iter().map(|byte| byte as u8).collect();
        let settings = serde_json::from_slice(&settings)
            .map_err(|error| ModelError::Config(error.to_string()))?;
        let mut trainer = Self::new(settings)?;
        for (name, own) in [
            (PARAMETERS, &mut trainer.parameters),
            (FIRST, &mut trainer.optimizer.first),
            (SECOND, &mut trainer.optimizer.second),
        ] {
            let numbers: Vec<f32> = numbers(&file, name)?;
            if numbers.len() != own.numbers().len() {
                return Err(ModelError::WrongShape {
                    name: name.to_owned(),
                    expected: vec![own.numbers().len()],
                    found: vec![numbers.len()],
                }
                .into());
            }
            own.numbers_mut().copy_from_slice(&numbers);
        }
        let step: Vec<f64> = numbers(&file, STEP)?;
        trainer.optimizer.steps = match step[..] {
            [step] if step >= 0.0 => step as u64,
            _ => return Err(ModelError::Input("a run has one step count".to_owned()).into()),
        };
        Ok(trainer)
    }
}

const STEP: &str = "step";
const PARAMETERS: &str = "parameters";
const FIRST: &str = "first_moment";
const SECOND: &str = "second_moment";
const SETTINGS: &str = "settings";

fn numbers<T: headwise_core::Real>(file: &TensorFile, name: &str) -> Result<Vec<T>, ModelError> {
    let view = file.tensor(name).ok_or_else(|| {
        let message = format!("{name} is missing: not a saved training run");
        FileError::Broken(message)
    })?;
    Ok(view.numbers().map_err(|error| error.at(name))?)
}

/// Why a run was not begun or taken up.
#[derive(Clone, Debug, PartialEq)]
pub enum TrainingError {
    /// The model was refused.
    Model(ModelError),
    /// The language was refused.
    Language(LanguageError),
}

impl fmt::Display for TrainingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Model(error) => error.fmt(f),
            Self::Language(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TrainingError {}

impl From<ModelError> for TrainingError {
    fn from(error: ModelError) -> Self {
        Self::Model(error)
    }
}

impl From<LanguageError> for TrainingError {
    fn from(error: LanguageError) -> Self {
        Self::Language(error)
    }
}
