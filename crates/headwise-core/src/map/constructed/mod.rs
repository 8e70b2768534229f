//! Heads whose queries and keys are written down rather than learned, so that what their maps show is
//! known before they are drawn.
//!
//! Each is a sum of terms, and each term a few features of the query and of the key: rotary positions,
//! embeddings of tokens, a sink. Trained heads are found to do these things (previous tokens and
//! induction: Elhage et al. 2021, Olsson et al. 2022; sinks: Xiao et al. 2023); none was copied.

mod term;

use term::Term;

/// Features of a query and of a key.
pub const HEAD_DIM: usize = 64;

/// What a head looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// The token before, by rotary positions turned back by one.
    Previous,
    /// What is near, by rotary positions alone: the weight falls with a power of the distance.
    Distance,
    /// The same token, wherever it stands.
    Same,
    /// What followed the last two tokens when they last stood together.
    Induction,
    /// A sink, what is near and what followed the token before, in one.
    Mixed,
    /// Nothing: queries and keys are drawn.
    Drawn,
}

impl Head {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Previous,
        Self::Distance,
        Self::Same,
        Self::Induction,
        Self::Mixed,
        Self::Drawn,
    ];

    /// A word for it, which stays.
    pub fn name(self) -> &'static str {
        match self {
            Self::Previous => "previous",
            Self::Distance => "distance",
            Self::Same => "same",
            Self::Induction => "induction",
            Self::Mixed => "mixed",
            Self::Drawn => "drawn",
        }
    }

    /// What its scores are the sum of. The widths of the terms add up to [`HEAD_DIM`].
    ///
    /// Strengths were set so that a match outweighs the thousands of keys that do not match: in a text
    /// of 2^14 tokens e^s must stand against 2^14 times the mean of e^noise.
    fn terms(self) -> Vec<Term> {
        let rotary = |pairs, back, strength| Term::Rotary {
            pairs,
            back,
            strength,
        };
        let tokens = |width, query, key, strength| Term::Tokens {
            width,
            query,
            key,
            strength,
        };
        match self {
            Self::Previous => vec![rotary(32, 1, 80.0)],
            Self::Distance => vec![rotary(32, 0, 8.0)],
            Self::Same => vec![tokens(64, 0, 0, 14.0)],
            Self::Induction => vec![tokens(32, 0, 1, 11.0), tokens(32, 1, 2, 11.0)],
            Self::Mixed => vec![
                Term::Sink { strength: 15.0 },
                rotary(15, 0, 14.0),
                tokens(33, 0, 1, 12.0),
            ],
            Self::Drawn => vec![Term::Drawn { width: 64 }],
        }
    }
}

/// The queries of `head` over a text, `[tokens, HEAD_DIM]`, row-major. The text is a number for each of its
/// tokens; the same number is the same token. Scores are meant to be scaled by `1 / sqrt(HEAD_DIM)`. The
/// seed draws embeddings.
///
/// ```
/// use headwise_core::map::constructed::{HEAD_DIM, Head, keys, queries};
///
/// let text = [7, 3, 7];
/// let (q, k) = (queries(Head::Same, &text, 1), keys(Head::Same, &text, 1));
/// let row = |x: &[f32], at: usize| x[at * HEAD_DIM..(at + 1) * HEAD_DIM].to_vec();
/// assert_eq!(row(&q, 2), row(&k, 0)); // the third token is the first again
/// assert_ne!(row(&q, 2), row(&k, 1));
/// ```
pub fn queries(head: Head, tokens: &[u32], seed: u32) -> Vec<f32> {
    rows(head, tokens, seed, Term::query)
}

/// The keys of `head` over a text, as [`queries`]. Apart from them, so that whoever packs keys need not
/// hold all three.
pub fn keys(head: Head, tokens: &[u32], seed: u32) -> Vec<f32> {
    rows(head, tokens, seed, Term::key)
}

fn rows(
    head: Head,
    tokens: &[u32],
    seed: u32,
    write: fn(Term, &[u32], usize, u32, &mut [f32]),
) -> Vec<f32> {
    let mut rows = vec![0.0; tokens.len() * HEAD_DIM];
    let mut from = 0;
    for (stream, term) in head.terms().into_iter().enumerate() {
        let own = from..from + term.width();
        // Terms with embeddings draw their own.
        let seed = seed.wrapping_add(stream as u32);
        for (at, row) in rows.chunks_exact_mut(HEAD_DIM).enumerate() {
            write(term, tokens, at, seed, &mut row[own.clone()]);
        }
        from = own.end;
    }
    rows
}
