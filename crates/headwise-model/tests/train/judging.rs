//! Verdicts on networks whose answers are known.

use headwise_model::train::{Judge, Network, Parameters, Score, Settings};

fn network() -> (Settings, Network) {
    let settings = Settings {
        layers: 1,
        heads: 1,
        d_model: 8,
        mlp_width: 8,
        ..Settings::default()
    };
    let network = Network::new(settings.config().unwrap());
    (settings, network)
}

#[test]
fn parameters_of_zero_know_nothing() {
    let (settings, network) = network();
    let parameters = Parameters::<f64>::zeros(&network);
    let judge = Judge {
        network: &network,
        parameters: &parameters,
        gates: None,
    };
    let generator = settings.language().unwrap();
    let verdict = judge.judge(&generator, 64).unwrap();
    let uniform = (generator.vocabulary().len() as f64).ln();
    for excess in [verdict.all, verdict.sentences, verdict.stretches] {
        assert!((excess.loss - uniform).abs() < 1e-9, "{excess:?}");
        assert!(excess.tokens > 0);
        assert!((excess.share() - (uniform / excess.entropy - 1.0)).abs() < 1e-12);
    }
    assert_eq!(
        verdict.all.tokens,
        verdict.sentences.tokens + verdict.stretches.tokens
    );
    // No word is preferred, and the largest logit is the first.
    assert_eq!(verdict.agreement.map(|score| score.right), [0; 3]);
    assert!(verdict.agreement[0].of > 0 && verdict.agreement[1].of > 0);
    assert_eq!(verdict.pronouns.right, 0);
    // 64 / 8 probes of two units, all of whose second tokens but the first are asked.
    let asked = |unit: usize| {
        (
            unit,
            Score {
                right: 0,
                of: 8 * (unit - 1),
            },
        )
    };
    assert_eq!(verdict.copying, [8, 16, 24].map(asked));
}

#[test]
fn a_network_that_prefers_some_words_answers_by_that() {
    let (settings, network) = network();
    let generator = settings.language().unwrap();
    let vocabulary = generator.vocabulary();
    // The last norm gives its bias everywhere: logits are a product of embedding rows with it.
    let mut parameters = Parameters::<f64>::zeros(&network);
    let are = vocabulary.id("are").unwrap() as usize;
    let before: Vec<(String, usize)> = parameters
        .names()
        .map(|name| (name.to_owned(), parameters.tensor(name).unwrap().len()))
        .collect();
    let start = |name: &str| -> usize {
        before
            .iter()
            .take_while(|(own, _)| own != name)
            .map(|(_, len)| len)
            .sum()
    };
    let (embedding, bias) = (start("wte.weight"), start("ln_f.bias"));
    parameters.numbers_mut()[embedding + 8 * are] = 1.0;
    parameters.numbers_mut()[bias] = 3.0;
    let judge = Judge {
        network: &network,
        parameters: &parameters,
        gates: None,
    };
    let mut pairs = headwise_model::language::agreement_pairs(&generator, 0, 400);
    let is_are = |id: u32| id as usize == are;
    let wanted = pairs.iter().filter(|pair| is_are(pair.grammatical)).count();
    assert!(wanted > 0, "no verb is `are`");
    assert_eq!(
        judge.pairs(&mut pairs).unwrap(),
        Score {
            right: wanted,
            of: pairs.len()
        }
    );
    // Every scored token but `are` has probability 1 / (e^3 + others).
    let others = vocabulary.len() as f64 - 1.0;
    let excess = judge.loss(&generator, 20, None).unwrap();
    let most = (3.0_f64.exp() + others).ln();
    assert!(
        excess.loss <= most && excess.loss > most - 0.2,
        "{excess:?}, at most {most}"
    );
}
