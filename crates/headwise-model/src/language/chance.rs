//! Weighted choices in integers: the same on every platform, each with its known probability.
//!
//! The numbers come from SplitMix64 (Steele, Lea and Flood 2014) run as a counter: a value depends
//! on (seed, split, index, counter) alone. No float takes part in a choice; floats only report
//! the logarithm of its probability, exact to the last places of `ln`.

/// Which of two disjoint families of random streams a segment is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Split {
    /// What a model may learn from.
    Training,
    /// What it is judged on.
    HeldOut,
}

/// Uniform integers from one stream.
#[derive(Clone, Debug)]
pub struct Chance {
    key: u64,
    counter: u64,
}

impl Chance {
    /// The stream of segment `index` of a split.
    pub fn new(seed: u64, split: Split, index: u64) -> Self {
        let family = match split {
            Split::Training => 0x7472_6169_6E00_0000,
            Split::HeldOut => 0x6865_6C64_6F75_7400,
        };
        Self {
            key: mix(mix(mix(seed) ^ family) ^ index),
            counter: 0,
        }
    }

    fn next(&mut self) -> u64 {
        self.counter += 1;
        mix(self
            .key
            .wrapping_add(self.counter.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// An integer below `bound`, every one equally likely: Lemire 2019, algorithm 5.
    ///
    /// # Panics
    /// If `bound` is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "nothing is below 0");
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let product = (self.next() >> 32) * u64::from(bound);
            if product as u32 >= threshold {
                return (product >> 32) as u32;
            }
        }
    }
}

/// The finaliser of SplitMix64: a bijection of 64-bit words.
fn mix(word: u64) -> u64 {
    let mut x = word.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Whoever decides where the grammar leaves a choice: a sampler, or an enumeration of all of them.
pub trait Choose {
    /// The index of one of the alternatives, `weights[i]` of `sum(weights)` likely to be i.
    /// At least one weight is positive.
    fn choose(&mut self, weights: &[u32]) -> usize;

    /// One of `count` equally likely alternatives.
    fn choose_evenly(&mut self, count: usize) -> usize {
        self.choose(&vec![1; count])
    }
}

/// Chooses at random and adds up what its choices were worth.
#[derive(Clone, Debug)]
pub struct Sampler {
    chance: Chance,
    log_prob: f64,
}

impl Sampler {
    /// A sampler at the beginning of a stream.
    pub fn new(chance: Chance) -> Self {
        Self {
            chance,
            log_prob: 0.0,
        }
    }

    /// The natural logarithm of the probability of all choices so far.
    pub fn log_prob(&self) -> f64 {
        self.log_prob
    }

    fn charge(&mut self, weight: u32, total: u32) {
        self.log_prob += (f64::from(weight) / f64::from(total)).ln();
    }
}

impl Choose for Sampler {
    fn choose(&mut self, weights: &[u32]) -> usize {
        let total = weights.iter().sum();
        let mut left = self.chance.below(total);
        let chosen = weights
            .iter()
            .position(|&weight| {
                let here = left < weight;
                left = left.wrapping_sub(if here { 0 } else { weight });
                here
            })
            .expect("a number below the sum of the weights falls on one of them");
        self.charge(weights[chosen], total);
        chosen
    }

    fn choose_evenly(&mut self, count: usize) -> usize {
        let count = u32::try_from(count).expect("a choice among few alternatives");
        self.charge(1, count);
        self.chance.below(count) as usize
    }
}
