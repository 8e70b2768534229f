//! Minimal pairs and repeats.

use std::collections::HashSet;

use headwise_model::language::{ENGLISH, agreement_pairs, copying, pronoun_pairs};

use crate::english;

#[test]
fn agreement_pairs_differ_in_number_across_attractors() {
    let generator = english(7);
    let word = |id: u32| generator.vocabulary().word(id).expect("a token");
    for (attractors, at_least) in [(0, 1000), (1, 100), (2, 10)] {
        let pairs = agreement_pairs(&generator, attractors, 600);
        assert!(
            pairs.len() >= at_least,
            "{} across {attractors}",
            pairs.len()
        );
        for pair in pairs {
            assert_eq!(pair.attractors, attractors);
            let (right, wrong) = (word(pair.grammatical), word(pair.ungrammatical));
            let verb = ENGLISH
                .verbs
                .iter()
                .find(|verb| [verb.singular, verb.plural].contains(&right));
            let verb = verb.expect("a verb");
            let singular = right == verb.singular;
            assert_eq!(wrong, if singular { verb.plural } else { verb.singular });

            // Where the subject is a noun it has the verb's number, and every noun behind it not.
            let is_singular = |word: &str| {
                let noun = ENGLISH
                    .nouns
                    .iter()
                    .find(|n| [n.singular, n.plural].contains(&word));
                noun.map(|noun| noun.singular == word)
            };
            let subject = is_singular(word(pair.prefix[pair.governor]));
            assert!(subject.is_none_or(|subject| subject == singular));
            let behind = pair.prefix[pair.governor + 1..].iter();
            let nouns: Vec<bool> = behind.filter_map(|id| is_singular(word(*id))).collect();
            assert_eq!(nouns, vec![!singular; attractors]);
        }
    }
}

#[test]
fn pronoun_pairs_have_nobody_whom_the_other_could_mean() {
    let generator = english(7);
    let word = |id: u32| generator.vocabulary().word(id).expect("a token");
    let pairs = pronoun_pairs(&generator, 2000);
    assert!(pairs.len() >= 100, "{}", pairs.len());
    let mut seen = HashSet::new();
    for pair in pairs {
        seen.insert((word(pair.grammatical), word(pair.ungrammatical)));
        assert!(pair.governor < pair.prefix.len());
        assert!(!pair.prefix.contains(&pair.ungrammatical));
    }
    let expected = [
        ("he", "she"),
        ("she", "he"),
        ("him", "her"),
        ("her", "him"),
        ("his", "her"),
        ("her", "his"),
        ("himself", "herself"),
        ("herself", "himself"),
    ];
    assert_eq!(seen, HashSet::from(expected));
}

#[test]
fn copies_are_copies() {
    let generator = english(7);
    let probes = copying(&generator, 5, 20, 50);
    let distinct: HashSet<&[u32]> = probes.iter().map(|probe| probe.tokens.as_slice()).collect();
    assert_eq!(distinct.len(), 50);
    for probe in &probes {
        assert_eq!((probe.tokens.len(), probe.second), (41, 21));
        assert_eq!(probe.tokens[1..21], probe.tokens[21..]);
    }
    assert_eq!(probes, copying(&generator, 5, 20, 50));
}
