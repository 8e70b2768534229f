//! The files of the shipped model.

use crate::curves::{Curves, Verdict};
use anyhow::{Context, Result, ensure};
use headwise_model::train::{Storage, Trainer};
use serde_json::json;
use std::fs;
use std::path::Path;

/// The model is part of a page: no larger than this.
const MOST_BYTES: usize = 1_500_000;

/// Writes the model in half precision, its configuration, its words, and what it cost and learned.
///
/// No date and no time is written: a run that is repeated leaves the same files.
pub(crate) fn write(
    folder: &Path,
    trainer: &Trainer,
    curves: &Curves,
    exact: &Verdict,
    shipped: &Verdict,
) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let model = trainer.parameters().write(trainer.network(), Storage::F16);
    ensure!(
        model.len() <= MOST_BYTES,
        "the model has {} bytes, more than {MOST_BYTES}",
        model.len()
    );
    let pretty = |value: &serde_json::Value| serde_json::to_vec_pretty(value);
    let training = json!({
        "settings": trainer.settings(),
        "parameters": trainer.network().size(),
        "bytes": model.len(),
        "curve": curves.points(),
        "on_the_way": curves.verdicts(),
        "in_single_precision": exact,
        "shipped": shipped,
    });
    replace(&folder.join("model.safetensors"), &model)?;
    replace(
        &folder.join("config.json"),
        &pretty(&trainer.settings().config_json())?,
    )?;
    let words = serde_json::to_vec(trainer.language().vocabulary().words())?;
    replace(&folder.join("vocabulary.json"), &words)?;
    replace(&folder.join("training.json"), &pretty(&training)?)
}

/// Writes a file beside its place and then moves it there, so that it is never half written.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    fs::write(&new, bytes)
        .and_then(|()| fs::rename(&new, path))
        .with_context(|| format!("cannot write {}", path.display()))
}
