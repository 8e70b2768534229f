//! Texts continued.

use crate::prefill;
use crate::tiny::Tiny;
use headwise_model::transformer::{Choice, Generation, Model, ModelError, Sampling};
use ndarray::Array2;

const PROMPT: [u32; 3] = [4, 1, 7];

fn sampled(change: impl FnOnce(&mut Sampling)) -> Choice {
    let mut sampling = Sampling {
        temperature: 1.0,
        top_k: None,
        top_p: None,
        seed: 5,
    };
    change(&mut sampling);
    Choice::Sampled(sampling)
}

/// The last row of logits after a text.
fn logits(model: &Model, text: &[u32]) -> Vec<f32> {
    let tokens = Array2::from_shape_vec((1, text.len()), text.to_vec()).unwrap();
    let run = prefill(model, &tokens);
    run.logits.rows().into_iter().last().unwrap().to_vec()
}

#[test]
fn greedy_takes_the_largest_logit_of_the_whole_text_each_time() {
    for tiny in [Tiny::gpt2(), Tiny::mistral()] {
        let model = tiny.model();
        let mut text = PROMPT.to_vec();
        for _ in 0..12 {
            let logits = logits(&model, &text);
            let best = (0..logits.len()).max_by(|&a, &b| logits[a].total_cmp(&logits[b]));
            text.push(best.unwrap() as u32);
        }
        assert_eq!(model.generate(&PROMPT, 12, Choice::Greedy).unwrap(), text);
    }
}

#[test]
fn a_seed_decides_the_text() {
    let model = Tiny::llama().model();
    let text = |seed| {
        let choice = sampled(|sampling| sampling.seed = seed);
        model.generate(&PROMPT, 30, choice).unwrap()
    };
    assert_eq!(text(1), text(1));
    assert_ne!(text(1), text(2));
}

#[test]
fn one_likely_token_is_the_greedy_one() {
    let model = Tiny::gpt2().model();
    let greedy = model.generate(&PROMPT, 12, Choice::Greedy).unwrap();
    for choice in [
        sampled(|sampling| sampling.top_k = Some(1)),
        sampled(|sampling| sampling.top_p = Some(1e-9)),
        sampled(|sampling| sampling.temperature = 1e-4),
    ] {
        assert_eq!(
            model.generate(&PROMPT, 12, choice).unwrap(),
            greedy,
            "{choice:?}"
        );
    }
}

/// How often each token is the first of a text, over many seeds.
fn shares(model: &Model, change: impl Fn(&mut Sampling)) -> Vec<f64> {
    const SEEDS: u64 = 4000;
    let mut counts = vec![0.0; model.config().vocab_size];
    for seed in 0..SEEDS {
        let choice = sampled(|sampling| {
            change(sampling);
            sampling.seed = seed;
        });
        let token = Generation::new(model, &PROMPT, choice).unwrap().advance();
        counts[token.unwrap() as usize] += 1.0 / SEEDS as f64;
    }
    counts
}

/// The softmax at a temperature, largest first, with the token of each.
fn softmax(logits: &[f32], temperature: f64) -> Vec<(usize, f64)> {
    let mass = |&logit: &f32| (f64::from(logit) / temperature).exp();
    let total: f64 = logits.iter().map(mass).sum();
    let mut tokens: Vec<_> = logits
        .iter()
        .map(|logit| mass(logit) / total)
        .enumerate()
        .collect();
    tokens.sort_by(|a, b| b.1.total_cmp(&a.1));
    tokens
}

#[test]
fn tokens_are_drawn_as_often_as_they_are_likely() {
    let model = Tiny::gpt2().model();
    let likely = softmax(&logits(&model, &PROMPT), 1.5);
    let shares = shares(&model, |sampling| sampling.temperature = 1.5);
    for (token, probability) in likely {
        // 4000 draws: a standard error below 0.008.
        let share = shares[token];
        assert!(
            (share - probability).abs() < 0.03,
            "{token}: {share}, {probability}"
        );
    }
}

#[test]
fn top_k_and_top_p_keep_the_most_likely_tokens() {
    let model = Tiny::gpt2().model();
    let likely = softmax(&logits(&model, &PROMPT), 1.0);
    let drawn = |change: fn(&mut Sampling)| {
        let shares = shares(&model, change);
        likely
            .iter()
            .map(|&(token, _)| shares[token] > 0.0)
            .collect::<Vec<_>>()
    };
    let first = |count: usize| {
        (0..likely.len())
            .map(|rank| rank < count)
            .collect::<Vec<_>>()
    };
    assert_eq!(drawn(|sampling| sampling.top_k = Some(3)), first(3));

    let mut reached = 0.0;
    let few = likely.iter().take_while(|(_, probability)| {
        let needed = reached < 0.5;
        reached += probability;
        needed
    });
    let few = few.count();
    assert!((2..likely.len()).contains(&few));
    assert_eq!(drawn(|sampling| sampling.top_p = Some(0.5)), first(few));
}

#[test]
fn settings_out_of_range_are_refused() {
    let model = Tiny::gpt2().model();
    for (choice, reason) in [
        (
            sampled(|sampling| sampling.temperature = 0.0),
            "a temperature of 0",
        ),
        (
            sampled(|sampling| sampling.temperature = f64::NAN),
            "a temperature of NaN",
        ),
        (
            sampled(|sampling| sampling.top_k = Some(0)),
            "the 0 most likely tokens",
        ),
        (
            sampled(|sampling| sampling.top_p = Some(1.5)),
            "a probability of 1.5",
        ),
        (
            sampled(|sampling| sampling.top_p = Some(0.0)),
            "a probability of 0",
        ),
    ] {
        let error = model.generate(&PROMPT, 1, choice).unwrap_err();
        assert_eq!(error, ModelError::Input(reason.to_owned()));
    }
    let error = model.generate(&[], 1, Choice::Greedy).unwrap_err();
    assert_eq!(error.to_string(), "there is no prompt to continue");
}

#[test]
fn logits_that_are_no_numbers_end_the_text() {
    let mut tiny = Tiny::gpt2();
    tiny.tensor("transformer.ln_f.bias").numbers[0] = f32::NAN;
    let error = tiny
        .model()
        .generate(&PROMPT, 1, Choice::Greedy)
        .unwrap_err();
    assert_eq!(error, ModelError::NotFinite);
}
