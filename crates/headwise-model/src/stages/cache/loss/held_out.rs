//! The same over texts that the model has not seen: one text tells little.

use super::{EVICTION, Run, WAYS, keep, nats};
use crate::decoding::{Streaming, logits, shown_model};
use crate::language::{ENGLISH, Generator, SegmentKind, Split, Stretches};
use crate::layer::Block;
use crate::recorder::Recorder;
use crate::train::Settings;
use crate::transformer::Tiled;
use headwise_core::tiled::TileSizes;
use headwise_core::trace::Role;
use headwise_core::trace::build::given;
use headwise_core::{AttentionError, ErrorCode};
use ndarray::{Array1, Array2};

/// Texts: enough to tell a tenth of a nat.
const TEXTS: usize = 24;

/// Records the mean losses; nothing for a model of another language.
pub(super) fn record(
    run: &Run<'_>,
    block: &Block,
    evicting: &[Streaming; WAYS - 1],
    recorder: &mut Recorder,
) -> Result<(), AttentionError> {
    let mut total = Array1::<f64>::zeros(WAYS);
    let mut count = 0;
    if block.model.reads() == "words" {
        let plain = shown_model(run.layer, block, Box::new(Tiled(TileSizes::default())))?;
        for text in texts(block.model.longest_text())? {
            let ways = [
                logits(&plain, &text)?,
                evicting[0].logits(&text)?,
                evicting[1].logits(&text)?,
            ];
            let first = run.ring_rows().min(text.len() - 1);
            count += text.len() - 1 - first;
            for (total, logits) in total.iter_mut().zip(&ways) {
                *total += losses(logits, &text, first);
            }
        }
    }
    let means = total / (count.max(1)) as f64;
    let meaning = ("lossHeldOut", r"\overline{-\ln p}", Role::Score);
    keep(recorder, meaning, &[EVICTION], given(), &means);
    let texts = if count > 0 { TEXTS } else { 0 };
    recorder.fact(
        "lossHeldOutTexts",
        texts as f64,
        "texts that the model has not seen",
    );
    let formula = "their tokens predicted after a row was given up";
    recorder.fact("lossHeldOutTokens", count as f64, formula);
    Ok(())
}

/// Sentences of the held-out part of the language.
fn texts(length: usize) -> Result<Vec<Vec<u32>>, AttentionError> {
    let language = Generator::new(
        ENGLISH,
        Settings::default().language_seed,
        length,
        Stretches::default(),
    );
    let language = language.map_err(|error| {
        AttentionError::new(
            ErrorCode::BadSetting,
            "trace",
            &[length],
            &[2],
            error.to_string(),
        )
    })?;
    let segments = (0..).map(|index| language.segment(Split::HeldOut, index));
    let sentences = segments.filter(|segment| segment.kind == SegmentKind::Sentences);
    Ok(sentences
        .take(TEXTS)
        .map(|segment| segment.tokens)
        .collect())
}

/// The sum of the losses behind the tokens from `first` on.
fn losses(logits: &Array2<f32>, text: &[u32], first: usize) -> f64 {
    let behind = (first..text.len() - 1).map(|token| {
        let row = logits.row(token).mapv(f64::from);
        let most = row.fold(f64::NEG_INFINITY, |a: f64, &b| a.max(b));
        nats(&row, most, text[token + 1])
    });
    behind.sum()
}
