//! All figures of one model at one load on one machine, as a calculator shows them.

use super::{Machine, Model, Operations, Parameters, Pass, Roof, Storage};
use crate::{AttentionError, ErrorCode};
use serde::{Deserialize, Serialize};

/// What a sheet is about.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CostSetting"))]
pub struct Setting {
    /// The model.
    pub model: Model,
    /// Bytes of its numbers.
    pub storage: Storage,
    /// Texts side by side.
    pub batch: usize,
    /// Tokens of each of them.
    pub tokens: usize,
    /// One of the machines that share the model.
    pub machine: Machine,
    /// How many they are.
    pub devices: usize,
}

/// The figures. Counts are whole; beyond 2^53 they are the nearest f64.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CostSheet"))]
pub struct Sheet {
    /// All parameters.
    pub parameters: f64,
    /// Those that one token meets.
    pub active: f64,
    /// Tables of tokens, of positions and of the output layer.
    pub embeddings: f64,
    /// Weights of the projections.
    pub attention: f64,
    /// Weights of feed-forward networks and routers.
    pub feed_forward: f64,
    /// Norms and biases.
    pub rest: f64,
    /// Bytes of all parameters.
    pub weight_bytes: f64,
    /// The cache.
    pub cache: Cache,
    /// Bytes that all machines hold.
    pub memory: f64,
    /// Texts whose caches fit beside the weights; `None` when not even the weights fit.
    pub fit: Option<f64>,
    /// Bytes left beside the weights; `None` when not even they fit.
    pub room: Option<f64>,
    /// Bytes of weights and of the caches of the whole batch.
    pub needed: f64,
    /// Bytes left beside both; negative when they do not fit.
    pub spare: f64,
    /// All tokens of all texts at once.
    pub prefill: Work,
    /// One more token of each text: the last one, the others being cached.
    pub decode: Work,
    /// Operations a second of all machines at most.
    pub peak: f64,
    /// Bytes a second of all machines at most.
    pub bandwidth: f64,
    /// Operations for each byte at which both roofs meet.
    pub ridge: f64,
}

/// What the cache takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CacheCost"))]
pub struct Cache {
    /// Numbers of one token in one layer.
    pub numbers: f64,
    /// Tokens of a text that are kept.
    pub kept: f64,
    /// Bytes of one token.
    pub token: f64,
    /// Bytes of one text.
    pub text: f64,
    /// Bytes of all texts.
    pub batch: f64,
}

/// What a pass takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "PassCost"))]
pub struct Work {
    /// New tokens of each text.
    pub tokens: f64,
    /// Weights that each of them is multiplied with, in all layers.
    pub weights: f64,
    /// Pairs of query and key of one text, in one head of one layer.
    pub pairs: f64,
    /// Numbers that a pair is multiplied with, in all heads of a layer.
    pub pair_numbers: f64,
    /// Weights of the output layer.
    pub output: f64,
    /// Products that rebuild cached keys and values of one text.
    pub rebuilding: f64,
    /// Whether queries meet latents as they are.
    pub absorbed: bool,
    /// Operations.
    pub flops: f64,
    /// Experts of a layer that all new tokens meet on average; 0 where there are none.
    pub experts: f64,
    /// Parameters that are read.
    pub weights_read: f64,
    /// Bytes moved.
    pub bytes: f64,
    /// Where it stands under the roofs.
    pub roof: Roof,
    /// New tokens a second, of all texts, at most.
    pub rate: f64,
}

impl Sheet {
    /// Computes all figures.
    ///
    /// # Errors
    /// `bad-setting` when a size that must be positive is 0 or a rate is no number above 0,
    /// `heads-do-not-divide` when key heads do not divide query heads, `too-large` when a count
    /// overflows 64 bits.
    pub fn new(setting: &Setting) -> Result<Self, AttentionError> {
        let Setting {
            model,
            storage,
            batch,
            tokens,
            ..
        } = *setting;
        model.check()?;
        setting.machine.check()?;
        if [
            batch,
            tokens,
            setting.devices,
            storage.weights,
            storage.cache,
        ]
        .contains(&0)
        {
            let message = "batch, tokens, devices and bytes of a number must be at least 1";
            return Err(refused(ErrorCode::BadSetting, message));
        }
        let machine = setting.machine.times(setting.devices);
        let Parameters {
            embeddings,
            attention,
            feed_forward,
            rest,
        } = model.parameters_by_part();
        let weight_bytes = model.parameters().saturating_mul(storage.weights as u64);
        let batch_bytes = model.cache_bytes(batch, tokens, storage.cache);
        let fit = model.texts_that_fit(machine.memory, tokens, storage);
        let needed = count(weight_bytes.saturating_add(batch_bytes))?;
        let memory = count(machine.memory)?;
        let work = |pass| Work::new(setting, machine, pass);
        Ok(Self {
            parameters: count(model.parameters())?,
            active: count(model.active_parameters())?,
            embeddings: count(embeddings)?,
            attention: count(attention)?,
            feed_forward: count(feed_forward)?,
            rest: count(rest)?,
            weight_bytes: count(weight_bytes)?,
            cache: Cache {
                numbers: count(model.attention.cached_numbers())?,
                kept: model.kept(tokens) as f64,
                token: count(model.cache_bytes(1, 1, storage.cache))?,
                text: count(model.cache_bytes(1, tokens, storage.cache))?,
                batch: count(batch_bytes)?,
            },
            memory,
            fit: fit.map(count).transpose()?,
            room: machine
                .memory
                .checked_sub(weight_bytes)
                .map(|room| room as f64),
            needed,
            spare: memory - needed,
            prefill: work(Pass {
                batch,
                cached: 0,
                tokens,
            })?,
            decode: work(Pass {
                batch,
                cached: tokens - 1,
                tokens: 1,
            })?,
            peak: machine.flops,
            bandwidth: machine.bandwidth,
            ridge: machine.ridge(),
        })
    }
}

impl Work {
    fn new(setting: &Setting, machine: Machine, pass: Pass) -> Result<Self, AttentionError> {
        let Setting { model, storage, .. } = *setting;
        let Operations {
            weights,
            pairs,
            pair_numbers,
            output,
            rebuilding,
            absorbed,
            flops,
        } = model.operations(Pass { batch: 1, ..pass });
        // Of one text they are counted; thousands of long ones would not fit into 64 bits.
        let flops = count(flops)? * pass.batch as f64;
        let bytes = count(model.bytes(pass, storage))?;
        let tokens = pass.batch.saturating_mul(pass.tokens);
        let roof = machine.roof(flops, bytes);
        Ok(Self {
            tokens: pass.tokens as f64,
            weights: count(weights)?,
            pairs: count(pairs)?,
            pair_numbers: count(pair_numbers)?,
            output: count(output)?,
            rebuilding: count(rebuilding)?,
            absorbed,
            flops,
            experts: model.feed_forward.experts_met(tokens),
            weights_read: count(model.weights_read(tokens))?,
            bytes,
            roof,
            rate: tokens as f64 / roof.seconds,
        })
    }
}

/// Bytes of the cache of one text against its tokens, at `element` bytes a number.
///
/// # Errors
/// As [`Sheet::new`], for the model and `element`.
pub fn cache_curve(
    model: &Model,
    tokens: &[usize],
    element: usize,
) -> Result<Vec<f64>, AttentionError> {
    model.check()?;
    let bytes = |&tokens: &usize| count(model.cache_bytes(1, tokens, element));
    tokens.iter().map(bytes).collect()
}

/// A count as it leaves the library. Counts saturate, so that the largest one is none.
fn count(value: u64) -> Result<f64, AttentionError> {
    if value == u64::MAX {
        let message = "a count is beyond 64 bits: the sizes are too large";
        return Err(refused(ErrorCode::TooLarge, message));
    }
    Ok(value as f64)
}

fn refused(code: ErrorCode, message: &str) -> AttentionError {
    AttentionError::new(code, "model costs", &[], &[], message)
}
