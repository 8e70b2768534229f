//! Terms of a score: features of the query and of the key whose products add up to it.

use super::HEAD_DIM;
use crate::draw::draw;

/// Base of the rotary angles (Su et al. 2021, section 3.3).
const BASE: f64 = 10_000.0;

/// One term. `strength` is what it adds to the scaled score where query and key match.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Term {
    /// Rotary positions: `strength / pairs * sum_p cos(angle_p (i - back - j))`.
    Rotary {
        pairs: usize,
        back: usize,
        strength: f64,
    },
    /// Embeddings of unit length: that of the token `query` places before the query with that of the
    /// token `key` places before the key. Before the first token there is none, and nothing is added.
    Tokens {
        width: usize,
        query: usize,
        key: usize,
        strength: f64,
    },
    /// The first key, for every query.
    Sink { strength: f64 },
    /// Independent draws of variance 1.
    Drawn { width: usize },
}

/// Draws of a query and of a key differ by their seeds.
const KEYS: u32 = 0x8000_0000;

impl Term {
    /// Features that it takes.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Rotary { pairs, .. } => 2 * pairs,
            Self::Tokens { width, .. } | Self::Drawn { width } => width,
            Self::Sink { .. } => 1,
        }
    }

    /// Writes the features of the query at place `at`.
    pub(super) fn query(self, tokens: &[u32], at: usize, seed: u32, to: &mut [f32]) {
        match self {
            Self::Rotary {
                pairs,
                back,
                strength,
            } => turn(at as f64 - back as f64, pairs, strength, to),
            Self::Tokens {
                query, strength, ..
            } => embed(before(tokens, at, query), seed, strength, to),
            Self::Sink { strength } => to[0] = amplitude(strength) as f32,
            Self::Drawn { .. } => fill(seed, at, to),
        }
    }

    /// Writes the features of the key at place `at`.
    pub(super) fn key(self, tokens: &[u32], at: usize, seed: u32, to: &mut [f32]) {
        match self {
            Self::Rotary {
                pairs, strength, ..
            } => turn(at as f64, pairs, strength, to),
            Self::Tokens { key, strength, .. } => {
                embed(before(tokens, at, key), seed, strength, to);
            }
            Self::Sink { strength } if at == 0 => to[0] = amplitude(strength) as f32,
            Self::Sink { .. } => {}
            Self::Drawn { .. } => fill(seed ^ KEYS, at, to),
        }
    }
}

/// Length of two equal vectors whose scaled product is `strength`.
fn amplitude(strength: f64) -> f64 {
    (strength * (HEAD_DIM as f64).sqrt()).sqrt()
}

/// A constant vector, turned to a position pair by pair.
fn turn(position: f64, pairs: usize, strength: f64, to: &mut [f32]) {
    let length = amplitude(strength / pairs as f64);
    for (pair, [x, y]) in to.as_chunks_mut().0.iter_mut().enumerate() {
        let angle = position * BASE.powf(-(pair as f64) / pairs as f64);
        *x = (length * angle.cos()) as f32;
        *y = (length * angle.sin()) as f32;
    }
}

fn before(tokens: &[u32], at: usize, places: usize) -> Option<u32> {
    tokens.get(at.checked_sub(places)?).copied()
}

/// The embedding of a token: a drawn vector, made as long as the term asks for.
fn embed(token: Option<u32>, seed: u32, strength: f64, to: &mut [f32]) {
    let Some(token) = token else { return };
    let mut squares = 0.0;
    for (counter, x) in to.iter_mut().enumerate() {
        let drawn = draw(seed, token, counter as u32);
        squares += drawn * drawn;
        *x = drawn as f32;
    }
    let factor = amplitude(strength) / squares.sqrt();
    for x in to {
        *x = (f64::from(*x) * factor) as f32;
    }
}

fn fill(seed: u32, at: usize, to: &mut [f32]) {
    for (counter, x) in to.iter_mut().enumerate() {
        *x = draw(seed, at as u32, counter as u32) as f32;
    }
}
