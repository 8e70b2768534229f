//! Entropy: sampled and in closed form.

use headwise_model::language::{
    Chance, Choose, Derivation, ENGLISH, Generator, Number, Sampler, SegmentKind, Split, Stretches,
    Symbol, estimate, phrase_entropy, stretch_entropy,
};

use crate::english;

#[test]
fn sampled_phrases_cost_their_entropy() {
    for symbol in [
        Symbol::PersonCore,
        Symbol::ThingCore,
        Symbol::Animal,
        Symbol::Beside,
        Symbol::State,
    ] {
        for number in [Number::Singular, Number::Plural] {
            let count = 4000;
            let costs: Vec<f64> = (0..count)
                .map(|index| {
                    let mut sampler = Sampler::new(Chance::new(5, Split::Training, index));
                    Derivation::new(&ENGLISH, &mut sampler, "").phrase(symbol, number);
                    -sampler.log_prob()
                })
                .collect();
            let mean = costs.iter().sum::<f64>() / count as f64;
            let variance = costs.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / count as f64;
            let exact = phrase_entropy(&ENGLISH, symbol, number).expect("no names, no pronouns");
            // Four standard errors: a fixed seed that passes once passes always.
            let bound = 4.0 * (variance / count as f64).sqrt();
            assert!(
                (mean - exact).abs() < bound,
                "{symbol:?}: {mean} for {exact} +- {bound}"
            );
        }
    }
}

#[test]
fn what_depends_on_the_cast_has_no_closed_form() {
    for symbol in [Symbol::Sentence, Symbol::Simple, Symbol::Friend] {
        assert_eq!(phrase_entropy(&ENGLISH, symbol, Number::Singular), None);
    }
}

#[test]
fn sampled_stretches_cost_their_entropy() {
    // Room for one stretch: every segment is one unit, whole, and its copies.
    let stretches = Stretches {
        percent: 100,
        shortest: 6,
        longest: 9,
        copies: 8,
    };
    let generator = Generator::new(ENGLISH, 3, 1 + 6 * 8, stretches).expect("sizes");
    let words = generator.vocabulary().len();
    let drawn = estimate(&generator, Split::HeldOut, 4000, None).expect("segments");
    let exact = stretch_entropy(&stretches, words) / 48.0;
    let bound = 4.0 * drawn.standard_error;
    assert!(
        (drawn.nats_per_token - exact).abs() < bound,
        "{drawn:?} for {exact}"
    );
}

#[test]
fn kinds_make_up_the_whole() {
    let generator = english(7);
    let of = |kind| estimate(&generator, Split::HeldOut, 1000, kind).expect("segments");
    let parts = [SegmentKind::Sentences, SegmentKind::Stretches].map(|kind| of(Some(kind)));
    let all = of(None);
    assert_eq!(all.tokens, parts[0].tokens + parts[1].tokens);
    let nats: f64 = parts
        .iter()
        .map(|part| part.nats_per_token * part.tokens as f64)
        .sum();
    assert!((all.nats_per_token - nats / all.tokens as f64).abs() < 1e-9);
    assert!(all.standard_error < 0.02 && all.standard_error > 0.0);
    assert_eq!(
        estimate(&generator, Split::HeldOut, 1, None),
        None,
        "no error from one segment"
    );
}

#[test]
fn a_choice_is_as_likely_as_its_weight() {
    let mut counts = [0; 4];
    for index in 0..20_000 {
        let mut sampler = Sampler::new(Chance::new(1, Split::Training, index));
        let chosen = sampler.choose(&[5, 0, 3, 2]);
        counts[chosen] += 1;
        let probability = [0.5, 0.0, 0.3, 0.2][chosen];
        assert!((sampler.log_prob().exp() - probability).abs() < 1e-12);
    }
    // Standard errors are below 71.
    for (count, expected) in counts.into_iter().zip([10_000, 0, 6_000, 4_000]) {
        assert!(i32::abs(count - expected) <= 280, "{counts:?}");
    }
    assert_eq!(counts[1], 0, "a weight of zero is never chosen");
}
