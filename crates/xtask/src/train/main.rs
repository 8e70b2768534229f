//! Trains the shipped model: `xtask-train --out FOLDER --run FOLDER [OPTION...]`.
#![forbid(unsafe_code)]

mod curves;
mod options;
mod output;
mod progress;
mod threads;

use anyhow::{Context, Result};
use curves::{Curves, Verdict};
use headwise_model::train::{Judge, Storage, Trainer};
use options::{Options, Task};
use progress::Progress;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use threads::Threads;

/// Steps between checkpoints.
const CHECKPOINT: u64 = 500;
/// Steps between verdicts on the way.
const VERDICT: u64 = 1000;
/// Held-out segments behind a verdict on the way, and behind the last.
const SEGMENTS: [u64; 2] = [512, 4096];

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
    let (options, task) = Options::parse(arguments)?;
    let checkpoint = Checkpoint::in_folder(&options.run)?;
    let (mut trainer, mut curves) = match task {
        Task::Print(settings) => {
            println!("{}", serde_json::to_string_pretty(&settings)?);
            return Ok(());
        }
        Task::Begin(settings) => (Trainer::new(*settings)?, Curves::default()),
        Task::Resume => checkpoint.read()?,
    };
    let steps = trainer.settings().schedule.steps;
    let mut progress = Progress::new(trainer.steps(), steps);
    while trainer.steps() < steps {
        let step = trainer.advance(&Threads(options.threads))?;
        curves.add(&step);
        progress.show(&step)?;
        let done = trainer.steps();
        if done.is_multiple_of(VERDICT) && done < steps {
            let verdict = verdict(&trainer, SEGMENTS[0], Storage::F32)?;
            progress.say(&verdict)?;
            curves.judged(verdict);
        }
        if done.is_multiple_of(CHECKPOINT) || done == steps {
            checkpoint.write(&trainer, &curves)?;
        }
    }
    let exact = verdict(&trainer, SEGMENTS[1], Storage::F32)?;
    let shipped = verdict(&trainer, SEGMENTS[1], Storage::F16)?;
    progress.say(&shipped)?;
    output::write(&options.out, &trainer, &curves, &exact, &shipped)
}

/// What the parameters, rounded to how they are stored, have learned.
fn verdict(trainer: &Trainer, segments: u64, storage: Storage) -> Result<Verdict> {
    let judge = Judge {
        network: trainer.network(),
        parameters: &trainer.parameters().rounded(storage),
        gates: None,
    };
    Ok(Verdict {
        steps: trainer.steps(),
        judgement: judge.judge(trainer.language(), segments)?,
    })
}

/// Where a run is kept.
struct Checkpoint {
    trainer: PathBuf,
    curves: PathBuf,
}

impl Checkpoint {
    fn in_folder(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self {
            trainer: folder.join("run.safetensors"),
            curves: folder.join("curves.json"),
        })
    }

    /// The curves first, then the run, each put in place at once: whenever it stops, there is a
    /// checkpoint whose curves reach at least as far.
    fn write(&self, trainer: &Trainer, curves: &Curves) -> Result<()> {
        output::replace(&self.curves, &serde_json::to_vec(curves)?)?;
        output::replace(&self.curves.with_extension("csv"), curves.csv().as_bytes())?;
        output::replace(&self.trainer, &trainer.save())
    }

    fn read(&self) -> Result<(Trainer, Curves)> {
        let bytes = |path: &Path| {
            fs::read(path).with_context(|| format!("cannot resume from {}", path.display()))
        };
        let trainer = Trainer::resume(bytes(&self.trainer)?)?;
        let mut curves: Curves = serde_json::from_slice(&bytes(&self.curves)?)?;
        curves.cut(trainer.steps());
        Ok((trainer, curves))
    }
}
