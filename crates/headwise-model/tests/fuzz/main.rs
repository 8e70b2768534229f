//! The targets of `fuzz/` on a stable compiler: for each, thousands of damaged files from a seed. None of
//! them may panic, or take memory that its bytes do not pay for.
//!
//! One test alone in its program, because the allocator counts for all threads together.

#[expect(unreachable_pub, reason = "elsewhere it is a library of its own")]
#[path = "../../../../fuzz/src/lib.rs"]
mod headwise_fuzz;
mod mutation;

use headwise_fuzz::seeds::seeds;
use headwise_fuzz::targets::TARGETS;
use mutation::{Chance, mutated};
use peak_alloc::PeakAlloc;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[global_allocator]
static PEAK: PeakAlloc = PeakAlloc;

/// Damaged inputs of a target.
const ROUNDS: usize = 40_000;
/// What an input may take for each of its bytes, and whatever it is: a model that is accepted runs some
/// tokens in f64 and keeps all that it computes.
const FACTOR: usize = 64;
const BASE: usize = 1 << 20;

#[test]
fn damaged_files_are_refused_without_panic_and_without_memory() {
    let rounds = ROUNDS * times();
    for (name, target) in TARGETS {
        let all = seeds();
        let own: Vec<_> = all.iter().filter(|seed| seed.target == name).collect();
        let views: Vec<&[u8]> = own.iter().map(|seed| seed.bytes.as_slice()).collect();
        views.iter().for_each(|seed| target(seed));
        let mut most = 0;
        for round in 0..rounds {
            let mut chance = Chance::new(round as u64);
            let seed = own[round % own.len()];
            let input = mutated(&seed.bytes, &views, &mut chance);
            let before = PEAK.current_usage();
            PEAK.reset_peak_usage();
            let ran = catch_unwind(AssertUnwindSafe(|| target(&input)));
            let taken = PEAK.peak_usage().saturating_sub(before);
            let shown = String::from_utf8_lossy(&input);
            let which = format!("{name}, round {round}, from {}", seed.name);
            assert!(ran.is_ok(), "{which}: panicked on {shown:?}");
            assert!(
                taken <= BASE + FACTOR * input.len(),
                "{which}: took {taken} bytes for {}: {shown:?}",
                input.len()
            );
            most = most.max(taken);
        }
        println!("{name}: {rounds} damaged files, at most {most} bytes for one");
    }
}

/// How many times as long as usual.
fn times() -> usize {
    let given = std::env::var("HEADWISE_FUZZ").ok();
    given.map_or(1, |times| times.parse().expect("HEADWISE_FUZZ is a number"))
}
