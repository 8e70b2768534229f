//! How a text is cut into pieces before merging.
//!
//! The patterns are those of two regular expressions, written out: at each place the first alternative
//! that matches takes as much as it can.
//!
//! ```text
//! GPT-2:    's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//! Llama 3:  (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}
//!           | ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
//! ```

use std::ops::Range;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

const CONTRACTIONS: [&str; 7] = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

const GPT2: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
const LLAMA3: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
/// Llama 3's, each digit apart.
const QWEN2: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

/// A way to cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Words, numbers and signs, each with a space in front.
    Gpt2,
    /// Numbers in groups of at most so many digits, signs with the line breaks behind them.
    Llama3 {
        /// 3, or 1.
        digits: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Letter,
    Number,
    Space,
    Sign,
}

/// Letters and numbers by general category, spaces by the White_Space property, as Oniguruma has them.
fn class(sign: char) -> Class {
    match sign.general_category_group() {
        GeneralCategoryGroup::Letter => Class::Letter,
        GeneralCategoryGroup::Number => Class::Number,
        _ if sign.is_whitespace() => Class::Space,
        _ => Class::Sign,
    }
}

impl Pattern {
    /// The pattern of a regular expression that is known.
    pub(super) fn of(regex: &str) -> Option<Self> {
        match regex {
            GPT2 => Some(Self::Gpt2),
            LLAMA3 => Some(Self::Llama3 { digits: 3 }),
            QWEN2 => Some(Self::Llama3 { digits: 1 }),
            _ => None,
        }
    }

    /// The pieces of a text, which cover it.
    pub(super) fn pieces(self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let mut start = 0;
        std::iter::from_fn(move || {
            let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
            let len = match self {
                Self::Gpt2 => gpt2(rest),
                Self::Llama3 { digits } => llama3(rest, digits),
            };
            start += len;
            Some(start - len..start)
        })
    }
}

/// The length of the first piece of a text that is not empty.
fn gpt2(text: &str) -> usize {
    let contraction = CONTRACTIONS.iter().find(|end| text.starts_with(*end));
    if let Some(contraction) = contraction {
        return contraction.len();
    }
    spaced(text, &[Class::Letter, Class::Number, Class::Sign]).unwrap_or_else(|| spaces(text))
}

fn llama3(text: &str, digits: usize) -> usize {
    if let Some(len) = contraction(text) {
        return len;
    }
    let first = text.chars().next().map_or(Class::Space, class);
    let word = run(text, Class::Letter);
    if word > 0 {
        return word;
    }
    if first == Class::Number {
        let group = text.chars().take(digits);
        let numbers = group.take_while(|&sign| class(sign) == Class::Number);
        return numbers.map(char::len_utf8).sum();
    }
    let sign = text.chars().next().map_or(0, char::len_utf8);
    let word = run(&text[sign..], Class::Letter);
    if word > 0 && !text.starts_with(['\r', '\n']) {
        return sign + word;
    }
    if let Some(signs) = spaced(text, &[Class::Sign]) {
        let breaks = text[signs..].chars();
        return signs
            + breaks
                .take_while(|sign| matches!(sign, '\r' | '\n'))
                .count();
    }
    let blank = run(text, Class::Space);
    match text[..blank].rfind(['\r', '\n']) {
        Some(last) => last + 1,
        None => spaces(text),
    }
}

/// The length of a contraction in any case. Of the letters in question only s has a third form.
fn contraction(text: &str) -> Option<usize> {
    let fold = |sign: char| {
        if sign == 'ſ' {
            's'
        } else {
            sign.to_ascii_lowercase()
        }
    };
    CONTRACTIONS.iter().find_map(|wanted| {
        let mut signs = text.chars();
        let written = wanted.chars().map(|wanted| {
            let sign = signs.next().filter(|&sign| fold(sign) == wanted)?;
            Some(sign.len_utf8())
        });
        written.sum()
    })
}

/// The length of one run of one of these classes with the space before it, if there is one.
fn spaced(text: &str, classes: &[Class]) -> Option<usize> {
    let space = usize::from(text.starts_with(' '));
    let first = class(text[space..].chars().next()?);
    classes
        .contains(&first)
        .then(|| space + run(&text[space..], first))
}

/// The length of the characters of one class at the beginning.
fn run(text: &str, of: Class) -> usize {
    let other = text.find(|sign| class(sign) != of);
    other.unwrap_or(text.len())
}

/// The length of white space: `\s+(?!\S)|\s+`. The last space before something else goes with that.
fn spaces(text: &str) -> usize {
    let all = run(text, Class::Space);
    let last = text[..all].chars().next_back().map_or(0, char::len_utf8);
    if all == text.len() || all == last {
        all
    } else {
        all - last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(pattern: Pattern, text: &str) -> Vec<&str> {
        pattern.pieces(text).map(|piece| &text[piece]).collect()
    }

    #[test]
    fn gpt2_cuts_words_numbers_signs_and_spaces() {
        let cut = |text| cut(Pattern::Gpt2, text);
        assert_eq!(
            cut("it's  12345 o'clock!? "),
            ["it", "'s", " ", " 12345", " o", "'", "clock", "!?", " "]
        );
        assert_eq!(cut("IT'S\n\n a\n"), ["IT", "'", "S", "\n\n", " a", "\n"]);
        assert_eq!(cut("\u{3000}é\u{301}x"), ["\u{3000}", "é", "\u{301}", "x"]);
        assert_eq!(cut(""), [""; 0]);
    }

    #[test]
    fn llama3_cuts_digits_and_lines() {
        let pattern = Pattern::of(LLAMA3).unwrap();
        assert_eq!(
            cut(pattern, "IT'S 12345\tdone!\r\n\n  x"),
            ["IT", "'S", " ", "123", "45", "\tdone", "!\r\n\n", " ", " x"]
        );
        assert_eq!(cut(pattern, "a  \n \n  b"), ["a", "  \n \n", " ", " b"]);
        assert_eq!(cut(pattern, "'ſ 'LL"), ["'ſ", " '", "LL"]);
        let pattern = Pattern::of(QWEN2).unwrap();
        assert_eq!(cut(pattern, "x12"), ["x", "1", "2"]);
        assert_eq!(Pattern::of("."), None);
    }
}
