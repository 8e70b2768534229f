//! How a model does with some heads off, question by question.

use super::super::exam::{Exam, Grade};
use super::super::report::StudySizes;
use super::LiveModel;
use crate::answers::{Score, agrees};
use crate::language::{MinimalPair, Segment, Split, agreement_pairs, copying};
use crate::transformer::{ModelError, Observe};
use ndarray::{Array2, ArrayView2, Axis};
use serde::Serialize;

/// Texts of a piece: some milliseconds.
const PIECE: usize = 4;
/// Nouns of the other number between a subject and its verb.
const ATTRACTORS: usize = 1;
/// Segments that are searched for agreement, and the most pairs that are taken.
const SEARCHED: u64 = 400;
const PAIRS: usize = 48;
/// Repeated units: fewer than the study has, since each change is answered at once.
const REPEATS: u64 = 12;

/// What an exam found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExamReport {
    /// The mean of `-ln p` of the right tokens of the held-out texts.
    pub nats_per_token: f64,
    /// Held-out texts: the first ones of those on which the head report masks heads.
    pub texts: usize,
    /// Their tokens that were predicted.
    pub tokens: usize,
    /// Whether the verb agrees with its subject rather than with the noun between them.
    pub agreement: Score,
    /// Whether the next token of a repeated random unit has the largest logit.
    pub copying: Score,
}

enum Piece {
    Texts(Exam),
    Agreement(Vec<MinimalPair>),
    Copying(Exam),
}

/// An exam under way.
pub struct LiveExam {
    model: LiveModel,
    gates: Array2<f32>,
    pieces: Vec<Piece>,
    done: usize,
    report: ExamReport,
}

impl LiveExam {
    /// The exam of a model with the heads `off`, as `[layer, head]`; nothing is computed yet. The texts
    /// are those on which [`super::super::HeadReport`] masks heads.
    ///
    /// # Errors
    /// Those of [`LiveModel::gates`].
    pub fn new(model: LiveModel, off: &[[usize; 2]]) -> Result<Self, ModelError> {
        let sizes = StudySizes::default();
        let texts: Vec<Segment> = (0..sizes.masked as u64)
            .map(|index| model.generator.segment(Split::HeldOut, index))
            .collect();
        let mut pairs = agreement_pairs(&model.generator, ATTRACTORS, SEARCHED);
        pairs.truncate(PAIRS);
        let repeats = copying(&model.generator, sizes.seed, sizes.unit, REPEATS);
        let mut pieces = Vec::new();
        pieces.extend(
            texts
                .chunks(PIECE)
                .map(|some| Piece::Texts(Exam::of_segments(some))),
        );
        pieces.extend(
            pairs
                .chunks(PIECE)
                .map(|some| Piece::Agreement(some.to_vec())),
        );
        pieces.extend(
            repeats
                .chunks(PIECE)
                .map(|some| Piece::Copying(Exam::of_copies(some))),
        );
        Ok(Self {
            gates: model.gates(off)?,
            model,
            pieces,
            done: 0,
            report: ExamReport {
                texts: texts.len(),
                ..ExamReport::default()
            },
        })
    }

    /// Asks the next questions; true when none is left.
    ///
    /// # Errors
    /// Those of [`crate::transformer::Model::forward_gated`].
    pub fn advance(&mut self) -> Result<bool, ModelError> {
        let Some(piece) = self.pieces.get(self.done) else {
            return Ok(true);
        };
        let (model, report) = (&self.model.model, &mut self.report);
        match piece {
            Piece::Texts(exam) => add(report, exam.grade(model, self.gates.view())?),
            Piece::Copying(exam) => {
                let grade = exam.grade(model, self.gates.view())?;
                report.copying.right += grade.score.right;
                report.copying.of += grade.score.of;
            }
            Piece::Agreement(pairs) => {
                for pair in pairs {
                    let right = answered(&self.model, pair, self.gates.view())?;
                    report.agreement.count(right);
                }
            }
        }
        self.done += 1;
        Ok(self.done == self.pieces.len())
    }

    /// The share that is done, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.done as f64 / self.pieces.len().max(1) as f64
    }

    /// What was found so far; all of it once `advance` has said so.
    pub fn report(&self) -> ExamReport {
        self.report
    }
}

/// Means over more tokens.
fn add(report: &mut ExamReport, grade: Grade) {
    let (before, more) = (report.tokens as f64, grade.score.of as f64);
    let nats = report.nats_per_token * before + grade.nats_per_token * more;
    report.tokens += grade.score.of;
    report.nats_per_token = nats / (before + more);
}

/// Whether the verb that agrees has a larger logit than its other form.
fn answered(
    model: &LiveModel,
    pair: &MinimalPair,
    gates: ArrayView2<'_, f32>,
) -> Result<bool, ModelError> {
    let tokens = ArrayView2::from_shape((1, pair.prefix.len()), &pair.prefix);
    let tokens = tokens.expect("a slice is one row");
    let mut cache = model.model.cache(1);
    let run = model
        .model
        .forward_gated(tokens, &mut cache, Observe::default(), gates)?;
    let last = run.logits.index_axis(Axis(0), 0);
    Ok(agrees(last.row(pair.prefix.len() - 1), pair))
}
