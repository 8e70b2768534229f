//! Damaged files are refused or run: they never panic.

use crate::tiny::{Tiny, load, tokens};
use headwise_core::draw::draw;
use headwise_model::transformer::{Observe, Reference};

/// How often each model is damaged.
const ROUNDS: u32 = 1500;

/// A seeded number below `bound`.
fn below(bound: usize, round: u32, counter: u32) -> usize {
    // The fraction of a draw's millionfold is close to uniform.
    let drawn = draw(17, round, counter).abs() * 1e6;
    (drawn.fract() * bound as f64) as usize
}

#[test]
fn a_damaged_model_is_refused_or_runs() {
    let (mut refused, mut ran) = (0, 0);
    for tiny in [Tiny::gpt2(), Tiny::llama(), Tiny::mistral()] {
        let sound = [tiny.config.to_string().into_bytes(), tiny.file()];
        for round in 0..ROUNDS {
            let mut files = sound.clone();
            let damaged = &mut files[below(2, round, 0)];
            // Most of the structure lies in front.
            let reach = damaged.len().min(4000);
            for blow in 0..=below(3, round, 1) as u32 {
                let place = below(reach, round, 10 + blow);
                damaged[place] = match below(3, round, 20 + blow) {
                    0 => b'0' + below(10, round, 30 + blow) as u8,
                    1 => damaged[place] ^ (1 << below(8, round, 40 + blow)),
                    _ => below(256, round, 50 + blow) as u8,
                };
            }
            let [config, file] = files;
            match load(&config, file, Reference) {
                Err(_) => refused += 1,
                Ok(model) => {
                    let mut cache = model.cache(1);
                    // Whatever the numbers are: NaN is a result, too.
                    let run = model.forward(tokens(1, 3).view(), &mut cache, Observe::default());
                    ran += usize::from(run.is_ok());
                }
            }
        }
    }
    assert!(refused > 1000 && ran > 100, "{refused} refused, {ran} ran");
}

#[test]
fn a_file_that_ends_early_is_refused_wherever_it_ends() {
    let tiny = Tiny::llama();
    let (config, file) = (tiny.config.to_string(), tiny.file());
    for length in (0..file.len()).step_by(37) {
        assert!(load(config.as_bytes(), file[..length].to_vec(), Reference).is_err());
    }
    for length in 0..config.len() {
        assert!(load(&config.as_bytes()[..length], file.clone(), Reference).is_err());
    }
}
