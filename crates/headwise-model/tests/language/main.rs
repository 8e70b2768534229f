//! The small English: what it generates, checked by a parser that knows none of its rules.

mod entropy;
mod enumeration;
mod odometer;
mod parser;
mod probes;
mod segments;
mod vocabulary;

use headwise_model::language::{ENGLISH, Generator, Stretches};

/// The language as it is shipped.
fn english(seed: u64) -> Generator {
    Generator::new(ENGLISH, seed, 64, Stretches::default()).expect("the sizes make segments")
}
