//! What the heads of a trained model do, and how much it needs them.
//!
//! | module | what it is |
//! |---|---|
//! | `positional` | weight at fixed offsets and on the first token, entropy, distance |
//! | `induction`, `direct` | prefix matching; copying, read off a head's direct path to the logits |
//! | `relations` | hits on the gold relations, beside the best fixed offset |
//! | `observe`, `naming` | all scores of all heads; the name that they earn |
//! | `exam` | loss and accuracy with a gate on each head |
//! | `masking`, `sensitivity`, `rank` | two measures of importance, and whether they agree |
//! | `prune`, `copying` | heads taken out one by one; copying without the induction heads |
//! | `report` | all of it, as one value |
//! | `live` | one text, or an exam with heads off, while a reader waits |
//!
//! Scores take attention weights as they are, so that they can be tested on heads made by hand.

mod average;
mod copying;
mod direct;
mod exam;
mod induction;
mod live;
mod masking;
mod naming;
mod observe;
mod positional;
mod prune;
mod rank;
mod relations;
mod report;
mod sensitivity;

pub use crate::answers::Score;
pub use copying::{Ablation, ablate, closed};
pub use exam::{Exam, Grade};
pub use induction::{Repetition, matching};
pub use live::{ExamReport, Example, LiveExam, LiveModel, NextWord, Reading};
pub use masking::masking;
pub use naming::{HeadName, Role, name, relation_words};
pub use observe::{HeadScores, observe_heads};
pub use positional::{OffsetScore, Positional, positional};
pub use prune::{Pruned, prune_greedily, prune_in_order};
pub use rank::spearman;
pub use relations::{Asked, GoldQuery, RelationScore, gold_queries, relation_scores};
pub use report::{HeadEntry, HeadReport, StudySizes, Subject, study};
pub use sensitivity::{Sensitivity, sensitivity};
