//! Makes every choice in every way, one derivation after another, with the probability of each.

use headwise_model::language::{Choose, Derivation, Lexicon};

/// One path through the choices; the next path follows from it.
#[derive(Default)]
pub(crate) struct Odometer {
    /// Chosen and number of alternatives, in order.
    path: Vec<(usize, usize)>,
    cursor: usize,
    probability: f64,
    /// Choices from the first on that stay as they are.
    frozen: usize,
}

impl Choose for Odometer {
    fn choose(&mut self, weights: &[u32]) -> usize {
        assert!(
            weights.iter().any(|weight| *weight > 0),
            "nothing to choose"
        );
        let positive: Vec<usize> = (0..weights.len()).filter(|i| weights[*i] > 0).collect();
        if self.cursor == self.path.len() {
            self.path.push((0, positive.len()));
        }
        let (chosen, alternatives) = self.path[self.cursor];
        assert_eq!(
            alternatives,
            positive.len(),
            "the same path, the same choices"
        );
        self.cursor += 1;
        let index = positive[chosen];
        if self.cursor > self.frozen {
            let total: u32 = weights.iter().sum();
            self.probability *= f64::from(weights[index]) / f64::from(total);
        }
        index
    }
}

impl Odometer {
    /// Turns the last choice that can be turned; false when all paths were taken.
    fn advance(&mut self) -> bool {
        while self.path.len() > self.frozen {
            let (chosen, alternatives) = self.path.pop().expect("longer than the frozen part");
            if chosen + 1 < alternatives {
                self.path.push((chosen + 1, alternatives));
                return true;
            }
        }
        false
    }

    /// Runs all derivations that begin with the frozen choices.
    fn run(
        &mut self,
        lexicon: &Lexicon,
        derive: impl Fn(&mut Derivation<'_, Self>),
        mut each: impl FnMut(String, f64, &[(usize, usize)]),
    ) {
        loop {
            (self.cursor, self.probability) = (0, 1.0);
            let mut derivation = Derivation::new(lexicon, &mut *self, "");
            derive(&mut derivation);
            let text = derivation.words()[1..].join(" ");
            each(text, self.probability, &self.path);
            if !self.advance() {
                return;
            }
        }
    }
}

/// Calls `each` with the words and the probability of every derivation.
pub(crate) fn every(
    lexicon: &Lexicon,
    derive: impl Fn(&mut Derivation<'_, Odometer>),
    mut each: impl FnMut(String, f64),
) {
    Odometer::default().run(lexicon, derive, |text, probability, _| {
        each(text, probability)
    });
}

/// The same of every second sentence behind `first`.
pub(crate) fn every_second(lexicon: &Lexicon, first: &str, mut each: impl FnMut(String, f64)) {
    let mut found = None;
    Odometer::default().run(
        lexicon,
        |d| d.sentence(),
        |text, _, path| {
            if text == first {
                found = Some(path.to_vec());
            }
        },
    );
    let path = found.unwrap_or_else(|| panic!("the grammar has no {first:?}"));
    let frozen = path.len();
    let mut odometer = Odometer {
        path,
        frozen,
        ..Odometer::default()
    };
    let two = |derivation: &mut Derivation<'_, Odometer>| {
        derivation.sentence();
        derivation.sentence();
    };
    odometer.run(lexicon, two, |text, probability, _| each(text, probability));
}
