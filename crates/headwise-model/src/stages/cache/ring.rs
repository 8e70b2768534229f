//! What a ring with sinks keeps: the first tokens and the newest ones, at positions inside the cache
//! (StreamingLLM, Xiao et al. 2023, section 3.2).

use super::{Run, TOKEN, keep};
use crate::cells::Cells;
use crate::recorder::Recorder;
use headwise_core::AttentionError;
use headwise_core::kv_cache::{Ring, Rows};
use headwise_core::trace::build::{Formula, Place, fixed, number, plain, select, var};
use headwise_core::trace::{Comparison, Role};

const PLACE: (&str, &str) = ("place", "r");

/// Where no row is, or none was given up.
const NONE: f64 = -1.0;

pub(super) fn record(run: &Run<'_>, recorder: &mut Recorder) -> Result<(), AttentionError> {
    let kept = Kept::new(run, recorder)?;
    let tokens = tokens_rule(run);
    keep(
        recorder,
        ("ringTokens", "i", Role::Mask),
        &[TOKEN, PLACE],
        tokens,
        &kept.tokens,
    );
    let slots = slots_rule(run);
    keep(
        recorder,
        ("ringSlots", r"\sigma", Role::Mask),
        &[TOKEN, PLACE],
        slots,
        &kept.slots,
    );
    let gone = run.past_ring(number(run.oldest()), plain(NONE));
    keep(
        recorder,
        ("ringEvicted", "i_-", Role::Mask),
        &[TOKEN],
        gone,
        &kept.evicted,
    );
    recorder.step("evict", &["ringTokens", "ringSlots", "ringEvicted"]);
    for (name, value, formula) in [
        ("window", run.plan.window, "w"),
        ("sinks", run.plan.sinks, "sinks"),
        ("ringRows", run.ring_rows(), "w + sinks"),
    ] {
        recorder.fact(name, value as f64, formula);
    }
    Ok(())
}

/// The ring after each token.
struct Kept {
    /// `[n, rows]`.
    tokens: Cells<2>,
    slots: Cells<2>,
    /// `[n]`.
    evicted: Cells<1>,
}

impl Kept {
    fn new(run: &Run<'_>, recorder: &Recorder) -> Result<Self, AttentionError> {
        let rows = run.kept_rows(run.layer.shown, recorder);
        let mut ring = Ring::new(run.row(), run.plan.sinks, run.plan.window)?;
        let n = run.plan.tokens();
        // No more places than there are tokens for.
        let places = run.ring_rows().min(n);
        let mut kept = Self {
            tokens: Cells::filled([n, places], NONE),
            slots: Cells::filled([n, places], NONE),
            evicted: Cells::filled([n], NONE),
        };
        // Where each token was written.
        let mut slots = Vec::new();
        for token in 0..n {
            let (key, value) = rows.of(token);
            let growth = ring.append(key.view(), value.view())?;
            slots.push(growth.slot);
            if let Some(gone) = growth.evicted {
                kept.evicted[[token]] = gone as f64;
            }
            for place in 0..ring.len() {
                kept.tokens[[token, place]] = ring.token(place) as f64;
                kept.slots[[token, place]] = slots[ring.token(place)] as f64;
            }
        }
        Ok(kept)
    }
}

impl Run<'_> {
    /// Rows of the ring.
    pub(super) fn ring_rows(&self) -> usize {
        self.plan.sinks.saturating_add(self.plan.window)
    }

    /// The token that token `i` takes the place of: i - w.
    fn oldest(&self) -> Place {
        var("i") - self.plan.window
    }

    /// `then` once a row is given up for token `i`, else `otherwise`.
    fn past_ring(&self, then: Formula, otherwise: Formula) -> Formula {
        let rows = plain(self.ring_rows() as f64);
        select(rows, Comparison::AtMost, number(var("i")), then, otherwise)
    }

    /// What the token at place `r` makes, where there is one; `before` as long as nothing was given
    /// up.
    fn at_place(&self, of_token: impl Fn(Place) -> Formula) -> Formula {
        let place = || number(var("r"));
        let sink = plain(self.plan.sinks as f64 - 1.0);
        // The newest stands at the last place.
        let moved = (var("i") + var("r") + fixed(1)) - self.ring_rows();
        let after = select(
            place(),
            Comparison::AtMost,
            sink,
            of_token(var("r")),
            of_token(moved),
        );
        let before = of_token(var("r"));
        let held = self.past_ring(after, before);
        select(
            place(),
            Comparison::AtMost,
            number(var("i")),
            held,
            plain(NONE),
        )
    }
}

fn tokens_rule(run: &Run<'_>) -> Formula {
    run.at_place(number)
}

/// Sinks have slots of their own, the others take turns.
fn slots_rule(run: &Run<'_>) -> Formula {
    let sinks = run.plan.sinks;
    run.at_place(|token| {
        let own = || number(token.clone());
        let turn = number((token.clone() - sinks) % run.plan.window + fixed(sinks));
        let sink = plain(sinks as f64 - 1.0);
        select(own(), Comparison::AtMost, sink, own(), turn)
    })
}
