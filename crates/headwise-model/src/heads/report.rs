//! Everything that is known about the heads of a model, as one value.

use super::copying::{Ablation, ablate, closed};
use super::exam::Exam;
use super::induction::Repetition;
use super::masking::masking;
use super::naming::{HeadName, Role, name};
use super::observe::{HeadScores, observe_heads};
use super::positional::Positional;
use super::prune::{Pruned, prune_greedily, prune_in_order};
use super::rank::spearman;
use super::relations::RelationScore;
use super::sensitivity::{Sensitivity, sensitivity};
use crate::language::{Generator, Segment, Split, copying};
use crate::train::{Network, Parameters};
use crate::transformer::{Model, ModelError, Weights};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// The scores, the names and the importance of all heads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HeadReport {
    /// How many layers the model has.
    pub layers: usize,
    /// How many heads a layer has.
    pub heads_per_layer: usize,
    /// On what it was measured.
    pub sizes: StudySizes,
    /// The loss with all heads, in nats per token, on the texts that heads are masked on.
    pub loss: f64,
    /// The ideal predictor's loss on the same tokens.
    pub ideal_loss: f64,
    /// One entry a head, in the order of layers.
    pub heads: Vec<HeadEntry>,
    /// Spearman's correlation between masking and sensitivity.
    pub agreement: Option<f64>,
    /// Heads taken out greedily.
    pub greedy: Vec<Pruned>,
    /// Heads taken out in the order of their sensitivity.
    pub by_sensitivity: Vec<Pruned>,
    /// What copying loses with the induction heads; absent when there is none.
    pub copying: Option<Ablation>,
}

/// One head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HeadEntry {
    /// Its layer, from 0.
    pub layer: usize,
    /// Its place in the layer, from 0.
    pub head: usize,
    /// What it is called, and why.
    pub name: HeadName,
    /// Where it looks whatever the words are.
    pub positional: Positional,
    /// How it follows repeats.
    pub repetition: Repetition,
    /// How it follows the gold relations.
    pub relations: Vec<RelationScore>,
    /// By how much the loss grows without it, in nats per token.
    pub masking: f64,
    /// The mean magnitude of the loss's slope at its gate, in nats per token.
    pub sensitivity: f64,
    /// The mean slope, with its sign.
    pub slope: f64,
    /// The share of repeated tokens that are predicted without it.
    pub copying_without: f64,
}

/// How much text a study reads, all of it held out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct StudySizes {
    /// Segments on which heads are scored.
    pub scored: usize,
    /// Segments on which heads are masked: the first of them.
    pub masked: usize,
    /// Repeated units.
    pub repeats: usize,
    /// Tokens of a unit; a repeat has twice as many, and one before them.
    pub unit: usize,
    /// Draws the repeats.
    pub seed: u64,
}

impl Default for StudySizes {
    fn default() -> Self {
        Self {
            scored: 600,
            masked: 96,
            repeats: 48,
            unit: 20,
            seed: 1,
        }
    }
}

/// A model in the two forms that a study needs: to run with gates, and to be differentiated.
pub struct Subject<'a> {
    /// Runs it.
    pub model: &'a Model,
    /// Its parameters.
    pub weights: &'a Weights,
    /// Differentiates it.
    pub network: &'a Network,
    /// The same parameters.
    pub parameters: &'a Parameters<f32>,
}

/// Studies the heads of a model of the generator's language. `progress` is told each stage in words.
///
/// # Errors
/// Those of [`Model::forward`], such as for texts longer than its positions.
pub fn study(
    subject: &Subject<'_>,
    generator: &Generator,
    sizes: StudySizes,
    mut progress: impl FnMut(&str),
) -> Result<HeadReport, ModelError> {
    let model = subject.model;
    let shape = (model.config().layers, model.config().heads);
    let segments: Vec<Segment> = (0..sizes.scored as u64)
        .map(|index| generator.segment(Split::HeldOut, index))
        .collect();
    let masked = &segments[..sizes.masked.min(segments.len())];
    let repeats = copying(generator, sizes.seed, sizes.unit, sizes.repeats as u64);

    progress("scoring heads");
    let scores = observe_heads(model, subject.weights, &segments, &repeats)?;
    let names: Vec<HeadName> = scores.iter().map(name).collect();

    let (exam, copies) = (Exam::of_segments(masked), Exam::of_copies(&repeats));
    let loss = |gates: ndarray::ArrayView2<'_, f32>| {
        exam.grade(model, gates).map(|grade| grade.nats_per_token)
    };
    progress("masking heads");
    let whole = exam.grade(model, Array2::ones(shape).view())?;
    let cost = masking(shape, loss)?;
    progress("differentiating by gates");
    let slopes = sensitivity(subject.network, subject.parameters, &exam)?;
    progress("pruning");
    let greedy = prune_greedily(shape, loss)?;
    let by_sensitivity = prune_in_order(slopes.magnitude.view(), loss)?;
    progress("ablating induction");
    let with_role = |role| -> Vec<[usize; 2]> {
        let named = scores.iter().zip(&names);
        named
            .filter(|(_, name)| name.role == role)
            .map(|(scores, _)| [scores.layer, scores.head])
            .collect()
    };
    let (induction, alike) = (with_role(Role::Induction), with_role(Role::PrefixMatching));
    let ablation = (!induction.is_empty())
        .then(|| ablate(model, &copies, &induction, &alike, cost.view()))
        .transpose()?;
    let mut copying_without = Array2::zeros(shape);
    for ((layer, head), accuracy) in copying_without.indexed_iter_mut() {
        let gates = closed(shape, &[[layer, head]]);
        *accuracy = copies.grade(model, gates.view())?.score.share();
    }

    let importance = Importance {
        cost,
        slopes,
        copying_without,
    };
    let heads = scores.into_iter().zip(names);
    Ok(HeadReport {
        layers: shape.0,
        heads_per_layer: shape.1,
        sizes,
        loss: whole.nats_per_token,
        ideal_loss: ideal(masked),
        agreement: importance.agreement(),
        heads: heads
            .map(|(scores, name)| importance.entry(scores, name))
            .collect(),
        greedy,
        by_sensitivity,
        copying: ablation,
    })
}

/// What was measured of each head, `[layers, heads]`.
struct Importance {
    cost: Array2<f64>,
    slopes: Sensitivity,
    copying_without: Array2<f64>,
}

impl Importance {
    fn agreement(&self) -> Option<f64> {
        let flat = |array: &Array2<f64>| array.iter().copied().collect::<Vec<_>>();
        spearman(&flat(&self.cost), &flat(&self.slopes.magnitude))
    }

    fn entry(&self, scores: HeadScores, name: HeadName) -> HeadEntry {
        let at = [scores.layer, scores.head];
        HeadEntry {
            layer: scores.layer,
            head: scores.head,
            name,
            positional: scores.positional,
            repetition: scores.repetition,
            relations: scores.relations,
            masking: self.cost[at],
            sensitivity: self.slopes.magnitude[at],
            slope: self.slopes.slope[at],
            copying_without: self.copying_without[at],
        }
    }
}

/// The mean of `-ln P` over the tokens that are asked for.
fn ideal(segments: &[Segment]) -> f64 {
    let nats: f64 = segments.iter().map(|segment| -segment.log_prob).sum();
    let tokens: usize = segments.iter().map(Segment::scored).sum();
    nats / tokens.max(1) as f64
}
