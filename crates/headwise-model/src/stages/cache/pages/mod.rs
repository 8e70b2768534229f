//! Two requests in one pool of pages: both begin with the prompt, whose pages they share until one of
//! them writes (Kwon et al. 2023, sections 4.3 and 4.4).
//!
//! The first request fills its pages with the prompt, the second is forked from it; then they append a
//! row each in turn, the first its next token, the second another one; at last the first is released.

mod other;
mod tables;
mod usage;

use super::{ELEMENT, Run};
use crate::cells::Cells;
use crate::decoding::{Counted, Meter};
use crate::recorder::Recorder;
use headwise_core::AttentionError;
use headwise_core::kv_cache::{BlockPool, Fragmentation, Rows, SequenceId};
use headwise_core::trace::build::{Formula, Place, number, select, var};
use headwise_core::trace::{Comparison, build};

const EVENT: (&str, &str) = ("event", "e");
const REQUEST: (&str, &str) = ("request", "r");
const LOGICAL: (&str, &str) = ("logical", "b");
const PHYSICAL: (&str, &str) = ("physical", "k");
const ROW: (&str, &str) = ("row", "i");

/// The requests.
const REQUESTS: usize = 2;
/// Where there is no page, or nothing on it.
const NONE: f64 = -1.0;

pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let others = other::record(run, recorder)?;
    let pages = Pages::new(run);
    let (events, difference) = pages.play(&others, recorder)?;
    tables::record(&pages, &events, recorder);
    usage::record(&pages, &events, recorder);
    recorder.step(
        "page",
        &[
            "otherTokens",
            "pageRows",
            "pageTable",
            "pageHolders",
            "pageSlots",
            "pageCopied",
            "pagesAllocated",
            "pagesUsed",
            "pagesWasted",
            "pagesShared",
            "pagesFree",
        ],
    );
    for (name, value, formula) in [
        ("pageRowsOfBlock", run.plan.block as f64, "B"),
        ("pageBlocks", pages.blocks as f64, "physical pages"),
        ("pagesPerRequest", pages.logical as f64, "ceil((p + s) / B)"),
        (
            "pagedDifference",
            difference,
            "max |through pages - side by side|",
        ),
    ] {
        recorder.fact(name, value, formula);
    }
    Ok(())
}

/// The sizes of the pool.
struct Pages<'a> {
    run: &'a Run<'a>,
    /// Pages of a request at its longest.
    logical: usize,
    /// Pages of the pool: as many as are ever held at once.
    blocks: usize,
}

/// The pool after an event.
struct After {
    /// Rows of each request.
    rows: [usize; REQUESTS],
    /// The physical page of each logical one.
    tables: [Vec<usize>; REQUESTS],
    holders: Vec<usize>,
    usage: Fragmentation,
    /// Rows copied because a page was shared.
    copied: usize,
}

impl<'a> Pages<'a> {
    fn new(run: &'a Run<'a>) -> Self {
        let logical = run.plan.tokens().div_ceil(run.plan.block);
        // Full pages of the prompt are held once, all others by each request.
        let shared = run.plan.prompt / run.plan.block;
        Self {
            run,
            logical,
            blocks: shared + REQUESTS * (logical - shared),
        }
    }

    /// Prefill, fork, an append of each request in each step, release.
    fn events(&self) -> usize {
        REQUESTS * self.run.plan.steps + 3
    }

    /// Does it all; gives the pool after each event, and the largest difference of attention through
    /// pages to the one that was recorded.
    fn play(
        &self,
        others: &[other::Row],
        recorder: &Recorder,
    ) -> Result<(Vec<After>, f64), AttentionError> {
        let Run { layer, plan } = self.run;
        let rows = self.run.kept_rows(layer.shown, recorder);
        let queries = self.run.queries(recorder);
        let decoded = recorder.cells::<3>("decodeOutput");
        let scale = layer.scale(layer.head_dim());
        let mut pool = BlockPool::new(self.run.row(), plan.block, self.blocks)?;
        let first = pool.start();
        for token in 0..plan.prompt {
            let (key, value) = rows.of(token);
            pool.append(first, key.view(), value.view())?;
        }
        let mut events = vec![self.after(&pool, [Some(first), None], 0)?];
        let second = pool.fork(first)?;
        let both = [Some(first), Some(second)];
        events.push(self.after(&pool, both, 0)?);
        let meter = Meter::default();
        let mut difference = 0.0_f64;
        for (step, other) in others.iter().enumerate() {
            let (key, value) = rows.of(plan.prompt + step);
            let growth = pool.append(first, key.view(), value.view())?;
            events.push(self.after(&pool, both, growth.copied)?);
            let paged = Counted {
                rows: &pool.sequence(first)?,
                meter: &meter,
            };
            let query = queries.plane(step).matrix();
            let (out, _) = headwise_core::kv_cache::attend(query.view(), &paged, Some(scale))?;
            let [_, heads, width] = decoded.shape;
            let beside = Cells::from_places([heads, width], &mut |[h, d]| {
                out[[h, d]] - decoded[[step, h, d]]
            });
            difference = difference.max(beside.largest());
            let growth = pool.append(second, other.0.view(), other.1.view())?;
            events.push(self.after(&pool, both, growth.copied)?);
        }
        pool.release(first)?;
        events.push(self.after(&pool, [None, Some(second)], 0)?);
        Ok((events, difference))
    }

    fn after(
        &self,
        pool: &BlockPool<f32>,
        requests: [Option<SequenceId>; REQUESTS],
        copied_bytes: usize,
    ) -> Result<After, AttentionError> {
        let mut after = After {
            rows: [0; REQUESTS],
            tables: [Vec::new(), Vec::new()],
            holders: (0..self.blocks).map(|block| pool.holders(block)).collect(),
            usage: pool.fragmentation(),
            copied: copied_bytes / (ELEMENT * self.run.row().numbers()),
        };
        for (at, id) in requests.into_iter().enumerate() {
            if let Some(id) = id {
                let sequence = pool.sequence(id)?;
                after.rows[at] = sequence.len();
                after.tables[at] = sequence.blocks().to_vec();
            }
        }
        Ok(after)
    }

    /// The event that releases the first request.
    fn last(&self) -> usize {
        self.events() - 1
    }

    /// The row that an append of event `e` writes: p + (e - 2) div 2.
    fn written(&self) -> Place {
        (var("e") - 2) / REQUESTS + build::fixed(self.run.plan.prompt)
    }
}

/// `then` at event `at`, else `otherwise`.
fn at_event(at: usize, then: Formula, otherwise: Formula) -> Formula {
    same(number(var("e")), number(build::fixed(at)), then, otherwise)
}

/// `then` where both are equal, else `otherwise`.
fn same(left: Formula, right: Formula, then: Formula, otherwise: Formula) -> Formula {
    select(left, Comparison::Equal, right, then, otherwise)
}
