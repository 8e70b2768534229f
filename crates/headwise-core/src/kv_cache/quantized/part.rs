//! The keys, or the values, of a quantised cache.

use ndarray::ArrayView2;

use super::Granularity;
use crate::Real;

/// The largest code. -128 is left out, so that a number and its opposite cost the same error.
const LARGEST: f64 = 127.0;

#[derive(Clone, Debug)]
pub(super) struct Part<T> {
    heads: usize,
    width: usize,
    granularity: Granularity,
    /// `[tokens, heads, width]`.
    codes: Vec<i8>,
    /// By token `[tokens, heads]`; by channel `[groups, heads, width]`.
    scales: Vec<T>,
    /// Tokens whose group is not complete, `[tokens, heads, width]`.
    waiting: Vec<T>,
    error: T,
}

impl<T: Real> Part<T> {
    pub(super) fn new(heads: usize, width: usize, granularity: Granularity) -> Self {
        Self {
            heads,
            width,
            granularity,
            codes: Vec::new(),
            scales: Vec::new(),
            waiting: Vec::new(),
            error: T::zero(),
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.codes.len() + size_of::<T>() * (self.scales.len() + self.waiting.len())
    }

    pub(super) fn error(&self) -> T {
        self.error
    }

    pub(super) fn largest_scale(&self) -> T {
        self.scales.iter().copied().fold(T::zero(), T::max)
    }

    /// Takes in a token `[heads, width]` of finite numbers; gives the bytes written.
    pub(super) fn append(&mut self, token: &ArrayView2<'_, T>) -> usize {
        let held = (self.codes.len(), self.scales.len(), self.waiting.len());
        match self.granularity {
            Granularity::Token => {
                for head in 0..self.heads {
                    let row = (0..self.width).map(|channel| token[[head, channel]]);
                    let scale = scale_of(row.clone());
                    self.scales.push(scale);
                    row.for_each(|x| self.push(x, scale));
                }
            }
            Granularity::Channel { group } => {
                self.waiting.extend(token.iter().copied());
                if self.waiting.len() == group * self.numbers() {
                    self.complete();
                    return self.codes.len() - held.0
                        + size_of::<T>() * (self.scales.len() - held.1);
                }
            }
        }
        self.codes.len() - held.0
            + size_of::<T>() * (self.scales.len() - held.1 + self.waiting.len() - held.2)
    }

    /// `[width]`: one head of one token.
    pub(super) fn read(&self, head: usize, index: usize) -> Vec<T> {
        let number = |channel| match self.code(head, index, channel) {
            Some((code, scale)) => held(code, scale),
            None => {
                let waits = index - self.coded_tokens();
                self.waiting[waits * self.numbers() + head * self.width + channel]
            }
        };
        (0..self.width).map(number).collect()
    }

    pub(super) fn code(&self, head: usize, index: usize, channel: usize) -> Option<(i8, T)> {
        let at = index * self.numbers() + head * self.width + channel;
        let code = *self.codes.get(at)?;
        let scale = match self.granularity {
            Granularity::Token => index * self.heads + head,
            Granularity::Channel { group } => {
                index / group * self.numbers() + head * self.width + channel
            }
        };
        Some((code, self.scales[scale]))
    }

    /// Numbers of a token.
    fn numbers(&self) -> usize {
        self.heads * self.width
    }

    /// Tokens that are in codes.
    fn coded_tokens(&self) -> usize {
        self.codes.len().checked_div(self.numbers()).unwrap_or(0)
    }

    /// Turns the waiting tokens, a whole group, into codes.
    fn complete(&mut self) {
        let (waiting, numbers) = (std::mem::take(&mut self.waiting), self.numbers());
        let first = self.scales.len();
        for at in 0..numbers {
            let channel = waiting.iter().skip(at).step_by(numbers);
            self.scales.push(scale_of(channel.copied()));
        }
        for (at, x) in waiting.into_iter().enumerate() {
            self.push(x, self.scales[first + at % numbers]);
        }
    }

    fn push(&mut self, x: T, scale: T) {
        // A scale of 0 stands for zeros, and for magnitudes too small to divide by 127.
        // The quotient is rounded once: in T it might become a half that it is not.
        let code = if scale > T::zero() {
            (x.to_f64() / scale.to_f64())
                .round()
                .clamp(-LARGEST, LARGEST) as i8
        } else {
            0
        };
        self.error = self.error.max((x - held(code, scale)).abs());
        self.codes.push(code);
    }
}

/// The number that a code stands for.
fn held<T: Real>(code: i8, scale: T) -> T {
    T::from_f64(f64::from(code)) * scale
}

fn scale_of<T: Real>(numbers: impl Iterator<Item = T>) -> T {
    numbers.fold(T::zero(), |most, x| most.max(x.abs())) / T::from_f64(LARGEST)
}
