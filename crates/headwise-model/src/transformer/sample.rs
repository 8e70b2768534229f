//! Choosing the next token.

use super::ModelError;

/// How the next token is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    /// The most likely one, the first of equals.
    Greedy,
    /// Drawn from the distribution.
    Sampled(Sampling),
}

/// How the distribution is shaped before a token is drawn from it, in this order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// Divides the logits; above 0.
    pub temperature: f64,
    /// Keeps the k most likely tokens (Fan et al. 2018); at least 1.
    pub top_k: Option<usize>,
    /// Keeps the fewest most likely tokens that together reach this probability (Holtzman et al.
    /// 2020); above 0, at most 1.
    pub top_p: Option<f64>,
    /// Of the draws: equal seeds give equal texts.
    pub seed: u64,
}

impl Choice {
    /// # Errors
    /// [`ModelError::Input`] for a setting outside its range.
    pub(super) fn check(&self) -> Result<(), ModelError> {
        let Self::Sampled(sampling) = self else {
            return Ok(());
        };
        let refuse = |message: String| Err(ModelError::Input(message));
        if !(sampling.temperature.is_finite() && sampling.temperature > 0.0) {
            return refuse(format!("a temperature of {}", sampling.temperature));
        }
        if sampling.top_k == Some(0) {
            return refuse("the 0 most likely tokens".to_owned());
        }
        match sampling.top_p {
            Some(share) if !(share > 0.0 && share <= 1.0) => {
                refuse(format!("a probability of {share}"))
            }
            _ => Ok(()),
        }
    }

    /// The token at place `step` of a text, from 0, out of the logits of the vocabulary.
    ///
    /// # Errors
    /// [`ModelError::NotFinite`] when no logit is the largest.
    pub(super) fn pick(&self, logits: &[f32], step: u64) -> Result<u32, ModelError> {
        let likely = logits
            .iter()
            .enumerate()
            .filter(|(_, logit)| !logit.is_nan());
        let best = likely.fold(None, |best: Option<(usize, f32)>, (token, &logit)| {
            best.filter(|&(_, most)| most >= logit)
                .or(Some((token, logit)))
        });
        let (best, most) = best
            .filter(|(_, most)| most.is_finite())
            .ok_or(ModelError::NotFinite)?;
        let token = match self {
            Self::Greedy => best,
            Self::Sampled(sampling) => sampling.draw(logits, most, step),
        };
        Ok(token as u32)
    }
}

impl Sampling {
    fn draw(&self, logits: &[f32], most: f32, step: u64) -> usize {
        // Shifted by the largest, so that the first probability is 1 before they are divided.
        let mass = |logit: f32| ((f64::from(logit) - f64::from(most)) / self.temperature).exp();
        let mut tokens: Vec<(usize, f64)> = logits
            .iter()
            .enumerate()
            .filter(|(_, logit)| !logit.is_nan())
            .map(|(token, &logit)| (token, mass(logit)))
            .collect();
        // Stable: equals stay in the order of the vocabulary.
        tokens.sort_by(|(_, left), (_, right)| right.total_cmp(left));
        tokens.truncate(self.top_k.unwrap_or(usize::MAX));
        if let Some(share) = self.top_p {
            let wanted = share * total(&tokens);
            let mut reached = 0.0;
            let few = tokens.iter().take_while(|(_, mass)| {
                let needed = reached < wanted;
                reached += mass;
                needed
            });
            let few = few.count().max(1);
            tokens.truncate(few);
        }
        let mut left = uniform(self.seed, step) * total(&tokens);
        let drawn = tokens.iter().find(|(_, mass)| {
            left -= mass;
            left < 0.0
        });
        // Rounding may leave a trace beyond the last.
        drawn.unwrap_or(&tokens[tokens.len() - 1]).0
    }
}

fn total(tokens: &[(usize, f64)]) -> f64 {
    tokens.iter().map(|(_, mass)| mass).sum()
}

/// A number in `[0, 1)` that depends on seed and counter alone: SplitMix64 (Steele et al. 2014) at
/// place `counter` of its sequence.
fn uniform(seed: u64, counter: u64) -> f64 {
    const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut z = seed.wrapping_add(GOLDEN.wrapping_mul(counter.wrapping_add(1)));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^= z >> 31;
    // The upper 53 bits, which f64 holds exactly.
    (z >> 11) as f64 / (1_u64 << 53) as f64
}
