//! One text through all heads.

use super::super::relations::GoldQuery;
use super::{Example, LiveModel};
use crate::language::{BEGIN, TokenId};
use crate::transformer::{ModelError, Observe};
use ndarray::{ArrayView1, ArrayView2, Axis};
use serde::Serialize;

/// How many words are foretold.
const FORETOLD: usize = 6;

/// What a model with some heads off does with a text.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Reading {
    /// The text's tokens, `<begin>` first; those of an unknown word are its letters.
    pub tokens: Vec<String>,
    /// The weights of all heads, `[layers, heads, n, n]`: a query's row has the key's columns.
    #[cfg_attr(feature = "typescript", ts(type = "Float32Array"))]
    #[serde(skip_serializing)]
    pub weights: Vec<f32>,
    /// The likeliest words after the last token, the likeliest first.
    pub next: Vec<NextWord>,
    /// Rows whose right keys the grammar knows; none for a text that it did not make.
    pub gold: Vec<GoldQuery>,
    /// Tokens at the end that were left out: the model has no positions for them.
    pub dropped: usize,
}

/// A word that may come next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NextWord {
    /// The word.
    pub word: String,
    /// From 0 to 1.
    pub probability: f32,
}

impl LiveModel {
    /// A reader's text, with the heads `off`.
    ///
    /// # Errors
    /// [`ModelError::Input`] for a text without words; those of [`LiveModel::gates`].
    pub fn read_text(&self, text: &str, off: &[[usize; 2]]) -> Result<Reading, ModelError> {
        let pieces = self.tokenizer.encode(text);
        if pieces.is_empty() {
            return Err(ModelError::Input("there is no word to read".to_owned()));
        }
        let ids = pieces.iter().map(|piece| piece.token.id);
        let tokens: Vec<TokenId> = std::iter::once(BEGIN)
            .chain(ids)
            .take(self.longest)
            .collect();
        let written = pieces
            .iter()
            .map(|piece| piece.token.characters(text).to_owned());
        let mut reading = self.read(&tokens, off)?;
        for (token, written) in reading.tokens.iter_mut().skip(1).zip(written) {
            *token = written;
        }
        reading.dropped = pieces.len() + 1 - tokens.len();
        Ok(reading)
    }

    /// A held-out text with its gold relations, with the heads `off`.
    ///
    /// # Errors
    /// Those of [`LiveModel::gates`].
    pub fn read_example(
        &self,
        example: &Example,
        off: &[[usize; 2]],
    ) -> Result<Reading, ModelError> {
        let reading = self.read(&example.tokens, off)?;
        Ok(Reading {
            gold: example.gold.clone(),
            ..reading
        })
    }

    fn read(&self, tokens: &[TokenId], off: &[[usize; 2]]) -> Result<Reading, ModelError> {
        let gates = self.gates(off)?;
        let row = ArrayView2::from_shape((1, tokens.len()), tokens).expect("a slice is one row");
        let observe = Observe {
            attention: true,
            ..Observe::default()
        };
        let mut cache = self.model.cache(1);
        let run = self
            .model
            .forward_gated(row, &mut cache, observe, gates.view())?;
        let weights = run.attention.iter().flat_map(|layer| layer.iter().copied());
        let last = run.logits.index_axis(Axis(0), 0);
        Ok(Reading {
            tokens: self.words(tokens),
            weights: weights.collect(),
            next: self.foretold(last.row(tokens.len() - 1)),
            gold: Vec::new(),
            dropped: 0,
        })
    }

    /// The likeliest tokens by their logits, through softmax.
    fn foretold(&self, logits: ArrayView1<'_, f32>) -> Vec<NextWord> {
        let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = logits.iter().map(|logit| (logit - most).exp()).sum();
        let mut order: Vec<usize> = (0..logits.len()).collect();
        order.sort_by(|&one, &other| logits[other].total_cmp(&logits[one]));
        let best = order.into_iter().take(FORETOLD);
        best.map(|id| NextWord {
            word: self.generator.vocabulary().words()[id].clone(),
            probability: (logits[id] - most).exp() / sum,
        })
        .collect()
    }
}
