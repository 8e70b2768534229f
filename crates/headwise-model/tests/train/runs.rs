//! Whole runs: they learn, repeat bit for bit, and resume bit for bit.

use headwise_model::train::{InTurn, Judge, Schedule, Settings, Trainer, TrainingError};
use headwise_model::transformer::ModelError;

fn settings() -> Settings {
    Settings {
        layers: 1,
        heads: 2,
        d_model: 16,
        mlp_width: 32,
        positions: 24,
        batch: 8,
        shards: 3,
        schedule: Schedule {
            peak: 1e-2,
            floor: 0.1,
            warm_up: 5,
            steps: 60,
        },
        ..Settings::default()
    }
}

fn advance(trainer: &mut Trainer, steps: usize) -> Vec<f64> {
    (0..steps)
        .map(|_| trainer.advance(&InTurn).unwrap().loss)
        .collect()
}

#[test]
fn the_loss_falls() {
    let mut trainer = Trainer::new(settings()).unwrap();
    let judged = |trainer: &Trainer| {
        let judge = Judge {
            network: trainer.network(),
            parameters: trainer.parameters(),
            gates: None,
        };
        let verdict = judge.judge(trainer.language(), 64).unwrap();
        // Texts of 24 tokens have room for two units of 8, and not of 16.
        assert_eq!(verdict.copying.len(), 1);
        verdict.all
    };
    let before = judged(&trainer);
    let losses = advance(&mut trainer, 60);
    let after = judged(&trainer);
    // An untrained model knows no more than that there is a vocabulary.
    let uniform = (trainer.language().vocabulary().len() as f64).ln();
    assert!(
        (losses[0] - uniform).abs() < 0.3,
        "{} of {uniform}",
        losses[0]
    );
    assert!((before.loss - uniform).abs() < 0.3, "{before:?}");
    assert!(after.loss < uniform - 0.5, "{after:?}");
    assert!(
        after.loss > after.entropy,
        "nothing beats the ideal predictor: {after:?}"
    );
}

#[test]
fn a_run_repeats_and_resumes_bit_for_bit() {
    let mut whole = Trainer::new(settings()).unwrap();
    let losses = advance(&mut whole, 12);

    let mut first = Trainer::new(settings()).unwrap();
    let mut again = advance(&mut first, 5);
    let mut second = Trainer::resume(first.save()).unwrap();
    assert_eq!(second.steps(), 5);
    assert_eq!(second.settings(), &settings());
    again.extend(advance(&mut second, 7));
    assert_eq!(losses, again);
    assert_eq!(whole.parameters().numbers(), second.parameters().numbers());
    assert_eq!(whole.save(), second.save());

    let other = Settings {
        seed: 2,
        ..settings()
    };
    let mut other = Trainer::new(other).unwrap();
    assert_ne!(advance(&mut other, 1)[0], losses[0]);
}

#[test]
fn what_is_no_run_is_refused() {
    let saved = Trainer::new(settings()).unwrap().save();
    let cut = saved[..saved.len() - 4].to_vec();
    assert!(matches!(
        Trainer::resume(cut),
        Err(TrainingError::Model(ModelError::File(_)))
    ));
    let header = b"{\"x\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}} ";
    let other = [&(header.len() as u64).to_le_bytes()[..], header].concat();
    let refusal = Trainer::resume(other).unwrap_err().to_string();
    assert!(refusal.contains("settings is missing"), "{refusal}");

    let none = Settings {
        batch: 0,
        ..settings()
    };
    assert!(Trainer::new(none).is_err());
    let odd = Settings {
        heads: 3,
        ..settings()
    };
    assert!(Trainer::new(odd).is_err());
}
