//! Prints segments of the small English with their relations, and its entropy:
//! `cargo run -p headwise-model --example sentences -- --seed 7 --count 20`.

use std::error::Error;

use headwise_model::language::{
    ENGLISH, Estimate, Generator, Segment, SegmentKind, Split, Stretches, agreement_pairs,
    estimate, pronoun_pairs,
};

/// Segments behind each estimate.
const SAMPLED: u64 = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, default: u64| -> Result<u64, Box<dyn Error>> {
        match arguments.iter().position(|argument| argument == name) {
            Some(at) => Ok(arguments
                .get(at + 1)
                .ok_or("a number is missing")?
                .parse()?),
            None => Ok(default),
        }
    };
    let (seed, count) = (number("--seed", 7)?, number("--count", 20)?);
    let generator = Generator::new(ENGLISH, seed, 64, Stretches::default())?;

    for index in 0..count {
        print(&generator, &generator.segment(Split::Training, index));
    }
    println!("{} tokens in the vocabulary", generator.vocabulary().len());
    for (name, kind) in [
        ("all segments", None),
        ("sentences", Some(SegmentKind::Sentences)),
        ("stretches", Some(SegmentKind::Stretches)),
    ] {
        let drawn = estimate(&generator, Split::HeldOut, SAMPLED, kind);
        let Estimate {
            nats_per_token,
            standard_error,
            tokens,
        } = drawn.ok_or("no segment of this kind")?;
        println!("{name}: {nats_per_token:.4} +- {standard_error:.4} nats per token ({tokens})");
    }
    for attractors in 0..3 {
        let pairs = agreement_pairs(&generator, attractors, SAMPLED).len();
        println!("{pairs} agreement pairs across {attractors} attractors");
    }
    println!("{} pronoun pairs", pronoun_pairs(&generator, SAMPLED).len());
    Ok(())
}

fn print(generator: &Generator, segment: &Segment) {
    let word = |at: usize| {
        generator
            .vocabulary()
            .word(segment.tokens[at])
            .unwrap_or("")
    };
    let words: Vec<&str> = (1..segment.tokens.len()).map(word).collect();
    println!("{}", words.join(" "));
    println!(
        "  -ln P = {:.3} nats over {} tokens",
        -segment.log_prob,
        segment.scored()
    );
    // Of a stretch, where every token but the first copy's has the same relation, one line says all.
    let shown = match segment.kind {
        SegmentKind::Sentences => segment.relations.len(),
        SegmentKind::Stretches => 1,
    };
    for relation in segment.relations.iter().take(shown) {
        println!(
            "  {:?}: {} {} -> {} {}",
            relation.kind,
            relation.from,
            word(relation.from),
            relation.to,
            word(relation.to)
        );
    }
    println!();
}
