//! How the rows of the pool are used.

use super::{After, EVENT, NONE, Pages, REQUESTS, at_event, same};
use crate::cells::Cells;
use crate::recorder::Recorder;
use crate::stages::cache::keep;
use headwise_core::trace::build::{Formula, entry, fixed, number, plain, read, select, sum, var};
use headwise_core::trace::{Comparison, Role};

pub(super) fn record(pages: &Pages<'_>, events: &[After], recorder: &mut Recorder) {
    let mut keep = |name, symbol, body, of: fn(&After) -> usize| {
        let values = Cells::from_places([events.len()], &mut |[e]| of(&events[e]) as f64);
        keep(
            recorder,
            (name, symbol, Role::Mask),
            &[EVENT],
            body,
            &values,
        );
    };
    let of = |name| entry(name, &["e"]);
    let copied = copied_rule(pages);
    keep("pageCopied", r"n_\text{copied}", copied, |after| {
        after.copied
    });

    let holders = entry("pageHolders", &["e", "k"]);
    let held = select(
        holders,
        Comparison::AtMost,
        plain(0.0),
        plain(0.0),
        plain(1.0),
    );
    let held = sum("k", fixed(pages.blocks), held);
    let rows = plain(pages.run.plan.block as f64);
    keep("pagesAllocated", r"n_\text{held}", rows * held, |after| {
        after.usage.rows - after.usage.free
    });

    let slot = entry("pageSlots", &["e", "k", "i"]);
    let written = same(slot, plain(NONE), plain(0.0), plain(1.0));
    let row = sum("i", fixed(pages.run.plan.block), written);
    let used = sum("k", fixed(pages.blocks), row);
    keep("pagesUsed", r"n_\text{written}", used, |after| {
        after.usage.rows - after.usage.free - after.usage.unwritten
    });

    let wasted = of("pagesAllocated") - of("pagesUsed");
    keep("pagesWasted", r"n_\text{unwritten}", wasted, |after| {
        after.usage.unwritten
    });

    let rows = sum("r", fixed(REQUESTS), entry("pageRows", &["e", "r"]));
    let shared = rows - of("pagesUsed");
    keep("pagesShared", r"n_\text{shared}", shared, |after| {
        after.usage.saved
    });

    let all = plain((pages.blocks * pages.run.plan.block) as f64);
    let free = all - of("pagesAllocated");
    keep("pagesFree", r"n_\text{free}", free, |after| {
        after.usage.free
    });
}

/// An append to a page that the other request holds, too, copies the rows before its own.
fn copied_rule(pages: &Pages<'_>) -> Formula {
    let block = pages.run.plan.block;
    let none = || plain(0.0);
    let before = |request| read("pageTable", [var("e") - 1, request, var("b")]);
    let actor = || var("e") % REQUESTS;
    let other = (var("e") + fixed(1)) % REQUESTS;
    let first_rows = number(pages.written() % block);
    let shared = same(before(actor()), before(other), first_rows, none());
    // Both have no page there where the row is the first of one.
    let here = same(
        number(var("b")),
        number(pages.written() / block),
        shared,
        none(),
    );
    let append = sum("b", fixed(pages.logical), here);
    at_event(
        0,
        none(),
        at_event(1, none(), at_event(pages.last(), none(), append)),
    )
}
