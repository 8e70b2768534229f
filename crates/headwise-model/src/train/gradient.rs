//! Loss and gradient of a batch, in parts.

use super::{Network, Parameters, cross_entropy};
use crate::transformer::ModelError;
use headwise_core::Real;
use ndarray::{Array2, ArrayView2, Axis, Slice};

/// Texts that each token but the last is to predict the next of.
#[derive(Clone, Debug)]
pub struct Batch {
    /// `[texts, tokens + 1]`.
    pub tokens: Array2<u32>,
}

/// Who computes the parts of a batch. This crate starts no threads: who has some gives them.
pub trait Workers {
    /// The results of `work(0)` to `work(count - 1)`, in that order, computed in any.
    fn map<R: Send>(&self, count: usize, work: impl Fn(usize) -> R + Sync) -> Vec<R>;
}

/// One part after another.
#[derive(Clone, Copy, Debug, Default)]
pub struct InTurn;

impl Workers for InTurn {
    fn map<R: Send>(&self, count: usize, work: impl Fn(usize) -> R + Sync) -> Vec<R> {
        (0..count).map(work).collect()
    }
}

/// The mean loss of a batch, in nats per token, and its gradient.
///
/// The batch is split into `shards` of almost equal size, whose gradients are added in order: the
/// result does not depend on who computes them.
///
/// # Errors
/// Those of [`Network::forward`].
pub fn gradient<T: Real>(
    network: &Network,
    parameters: &Parameters<T>,
    batch: &Batch,
    shards: usize,
    workers: &impl Workers,
) -> Result<(f64, Parameters<T>), ModelError> {
    let texts = batch.tokens.nrows();
    let parts: Vec<ArrayView2<'_, u32>> = (0..shards)
        .map(|shard| texts * shard / shards..texts * (shard + 1) / shards)
        .filter(|rows| !rows.is_empty())
        .map(|rows| batch.tokens.slice_axis(Axis(0), Slice::from(rows)))
        .collect();
    let done = workers.map(parts.len(), |part| {
        part_gradient(network, parameters, parts[part])
    });

    let scored = (texts * (batch.tokens.ncols() - 1)) as f64;
    let (mut nats, mut sum) = (0.0, Parameters::zeros(network));
    for part in done {
        let part = part?;
        nats += part.nats;
        let share = T::from_f64(part.scored as f64 / scored);
        let numbers = sum.numbers_mut().iter_mut();
        for (total, &own) in numbers.zip(part.gradient.numbers()) {
            *total += share * own;
        }
    }
    Ok((nats / scored, sum))
}

struct Part<T> {
    nats: f64,
    scored: usize,
    gradient: Parameters<T>,
}

fn part_gradient<T: Real>(
    network: &Network,
    parameters: &Parameters<T>,
    tokens: ArrayView2<'_, u32>,
) -> Result<Part<T>, ModelError> {
    let last = tokens.ncols() - 1;
    let inputs = tokens.slice_axis(Axis(1), Slice::from(..last));
    let targets = tokens.slice_axis(Axis(1), Slice::from(1..));
    let targets: Vec<Option<u32>> = targets.iter().copied().map(Some).collect();
    let tape = network.forward(parameters, inputs, None)?;
    let loss = cross_entropy(tape.logits(), &targets);
    let gradients = network.backward(parameters, &tape, loss.gradient.view());
    Ok(Part {
        nats: loss.nats,
        scored: loss.scored,
        gradient: gradients.parameters,
    })
}
