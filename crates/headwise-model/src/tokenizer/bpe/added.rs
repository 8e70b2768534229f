//! Tokens that a text is cut at before anything else.

use std::collections::HashMap;

/// Two sets of them: those that are looked for in the text as written come first.
#[derive(Clone, Debug, Default)]
pub(super) struct Added {
    written: Finder,
    normalized: Finder,
}

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'t> {
    /// An added token.
    Added {
        id: u32,
        /// Its bytes.
        len: usize,
    },
    /// What is between them, never empty.
    Text(&'t str),
}

/// Names by their first byte, the longest first.
#[derive(Clone, Debug, Default)]
struct Finder(HashMap<u8, Vec<(Box<str>, u32)>>);

impl Added {
    /// Adds a token; its name is not empty.
    pub(super) fn insert(&mut self, name: &str, id: u32, normalized: bool) {
        let finder = if normalized {
            &mut self.normalized
        } else {
            &mut self.written
        };
        let names = finder.0.entry(name.as_bytes()[0]).or_default();
        let place = names.partition_point(|(other, _)| other.len() >= name.len());
        names.insert(place, (name.into(), id));
    }

    /// The parts of a text in order, each with the byte at which it begins.
    pub(super) fn parts<'t>(&self, text: &'t str) -> Vec<(usize, Part<'t>)> {
        let mut parts = Vec::new();
        for (start, part) in self.written.parts(text) {
            match part {
                Part::Text(text) => {
                    let within = self.normalized.parts(text);
                    parts.extend(within.into_iter().map(|(at, part)| (start + at, part)));
                }
                added => parts.push((start, added)),
            }
        }
        parts
    }
}

impl Finder {
    fn parts<'t>(&self, text: &'t str) -> Vec<(usize, Part<'t>)> {
        let mut parts = Vec::new();
        // What was not cut yet begins at `start`; `at` looks ahead of it.
        let (mut start, mut at) = (0, 0);
        while at < text.len() {
            let Some((len, id)) = self.longest(&text.as_bytes()[at..]) else {
                at += 1;
                continue;
            };
            if start < at {
                parts.push((start, Part::Text(&text[start..at])));
            }
            parts.push((at, Part::Added { id, len }));
            at += len;
            start = at;
        }
        if start < text.len() {
            parts.push((start, Part::Text(&text[start..])));
        }
        parts
    }

    /// The longest name that a text begins with.
    fn longest(&self, text: &[u8]) -> Option<(usize, u32)> {
        let names = self.0.get(text.first()?)?;
        let (name, id) = names
            .iter()
            .find(|(name, _)| text.starts_with(name.as_bytes()))?;
        Some((name.len(), *id))
    }
}
