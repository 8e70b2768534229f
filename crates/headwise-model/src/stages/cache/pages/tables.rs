//! Which physical page each logical one is, who holds it, and what is written on it.

use super::{After, EVENT, LOGICAL, NONE, PHYSICAL, Pages, REQUEST, REQUESTS, ROW, at_event, same};
use crate::cells::Cells;
use crate::recorder::Recorder;
use crate::stages::cache::keep;
use headwise_core::trace::build::{
    Formula, entry, fixed, maximum, number, plain, read, select, sum, var,
};
use headwise_core::trace::{Comparison, Role};

pub(super) fn record(pages: &Pages<'_>, events: &[After], recorder: &mut Recorder) {
    let rows = Cells::from_places([events.len(), REQUESTS], &mut |[e, r]| {
        events[e].rows[r] as f64
    });
    let meaning = ("pageRows", "m", Role::Mask);
    keep(
        recorder,
        meaning,
        &[EVENT, REQUEST],
        rows_rule(pages),
        &rows,
    );

    let shape = [events.len(), REQUESTS, pages.logical];
    let table = Cells::from_places(shape, &mut |[e, r, b]| {
        let block = events[e].tables[r].get(b);
        block.map_or(NONE, |&block| block as f64)
    });
    let axes = [EVENT, REQUEST, LOGICAL];
    keep(
        recorder,
        ("pageTable", r"\beta", Role::Mask),
        &axes,
        table_rule(pages),
        &table,
    );

    let holders = Cells::from_places([events.len(), pages.blocks], &mut |[e, k]| {
        events[e].holders[k] as f64
    });
    let names = same(page(), number(var("k")), plain(1.0), plain(0.0));
    let body = sum("r", fixed(REQUESTS), sum("b", fixed(pages.logical), names));
    keep(
        recorder,
        ("pageHolders", "c", Role::Mask),
        &[EVENT, PHYSICAL],
        body,
        &holders,
    );

    let axes = [EVENT, PHYSICAL, ROW];
    let slots = slots(pages, events);
    keep(
        recorder,
        ("pageSlots", "i", Role::Mask),
        &axes,
        slots_rule(pages),
        &slots,
    );
}

/// The page of request `r` at place `b` after event `e`.
fn page() -> Formula {
    entry("pageTable", &["e", "r", "b"])
}

/// p and the appends so far; nothing before the fork and after the release.
fn rows_rule(pages: &Pages<'_>) -> Formula {
    let prompt = || fixed(pages.run.plan.prompt);
    let first = at_event(
        pages.last(),
        plain(0.0),
        number(var("e") / REQUESTS + prompt()),
    );
    let second = number((var("e") - 1) / REQUESTS + prompt());
    let second = at_event(0, plain(0.0), second);
    same(number(var("r")), number(fixed(0)), first, second)
}

/// The prompt takes the first pages; a fork has the same ones; an append takes the next page that was
/// never held where its own is full or is held by the other request, too.
fn table_rule(pages: &Pages<'_>) -> Formula {
    let (block, prompt) = (pages.run.plan.block, pages.run.plan.prompt);
    let none = || plain(NONE);
    let is_first = |then, otherwise| same(number(var("r")), number(fixed(0)), then, otherwise);
    let before = |request| read("pageTable", [var("e") - 1, request, var("b")]);
    let own = || before(var("r"));

    let reached = number(var("b") * block);
    let end = plain((prompt - 1) as f64);
    let filled = select(reached, Comparison::AtMost, end, number(var("b")), none());
    let fresh = || {
        let taken = read("pageTable", [var("e") - 1, var("q"), var("o")]);
        let taken = maximum("o", fixed(pages.logical), taken);
        plain(1.0) + maximum("q", fixed(REQUESTS), taken)
    };
    let shared = same(
        own(),
        before((var("r") + fixed(1)) % REQUESTS),
        fresh(),
        own(),
    );
    let written = same(own(), none(), fresh(), shared);
    let here = number(pages.written() / block);
    let append = same(number(var("b")), here, written, own());
    let turn = same(number(var("e") % REQUESTS), number(var("r")), append, own());
    let released = at_event(pages.last(), is_first(none(), own()), turn);
    let forked = at_event(1, before(fixed(0)), released);
    at_event(0, is_first(filled, none()), forked)
}

/// The place in its text of the row that is written there, whichever request's table leads to it.
fn slots(pages: &Pages<'_>, events: &[After]) -> Cells<3> {
    let block = pages.run.plan.block;
    let mut slots = Cells::filled([events.len(), pages.blocks, block], NONE);
    for (e, after) in events.iter().enumerate() {
        for (table, &rows) in after.tables.iter().zip(&after.rows) {
            for place in 0..rows {
                slots[[e, table[place / block], place % block]] = place as f64;
            }
        }
    }
    slots
}

fn slots_rule(pages: &Pages<'_>) -> Formula {
    let none = || plain(NONE);
    let place = || number(var("b") * pages.run.plan.block + var("i"));
    let rows = entry("pageRows", &["e", "r"]);
    let written = select(
        place() + plain(1.0),
        Comparison::AtMost,
        rows,
        place(),
        none(),
    );
    let here = same(page(), number(var("k")), written, none());
    maximum(
        "r",
        fixed(REQUESTS),
        maximum("b", fixed(pages.logical), here),
    )
}
