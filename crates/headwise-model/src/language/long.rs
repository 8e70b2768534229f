//! Texts of any length, made of paragraphs that come again.

use super::chance::Split;
use super::generator::Generator;
use super::vocabulary::{BEGIN, TokenId};

/// The first paragraph that may be a repeat.
const FIRST: usize = 16;

/// `<begin>` and so many tokens in all, cut where they are enough: one paragraph of whole sentences for
/// each segment of the generator.
///
/// At every paragraph whose number is a power of two, from 16 on, the text begins again, for a quarter
/// of what it is long: the repeats of a long text are long, and those of its beginning short.
///
/// ```
/// use headwise_model::language::{ENGLISH, Generator, Stretches, long_text};
///
/// let sentences = Stretches { percent: 0, ..Stretches::default() };
/// let generator = Generator::new(ENGLISH, 7, 96, sentences)?;
/// let text = long_text(&generator, 1000);
/// assert_eq!(text.len(), 1000);
/// assert_eq!(text[..100], long_text(&generator, 100));
/// # Ok::<(), headwise_model::language::LanguageError>(())
/// ```
pub fn long_text(generator: &Generator, length: usize) -> Vec<TokenId> {
    let mut tokens = vec![BEGIN];
    let mut paragraph = 0;
    while tokens.len() < length {
        let segment = generator.segment(Split::Training, source(paragraph) as u64);
        // A paragraph that is one unfinished sentence is taken as it is.
        let end = if segment.complete > 1 {
            segment.complete
        } else {
            segment.tokens.len()
        };
        tokens.extend(&segment.tokens[1..end]);
        paragraph += 1;
    }
    tokens.truncate(length);
    tokens
}

/// The paragraph that stands in this place: itself, or the earlier one that comes again.
fn source(paragraph: usize) -> usize {
    let mut own = paragraph;
    while own >= FIRST {
        let top = 1 << own.ilog2();
        if own - top >= top / 4 {
            break;
        }
        own -= top;
    }
    own
}

#[cfg(test)]
mod tests {
    use super::super::{ENGLISH, Stretches};
    use super::*;

    fn generator() -> Generator {
        let sentences = Stretches {
            percent: 0,
            ..Stretches::default()
        };
        Generator::new(ENGLISH, 7, 96, sentences).unwrap()
    }

    #[test]
    fn the_text_begins_again_at_powers_of_two() {
        let sources: Vec<usize> = (14..38).map(source).collect();
        assert_eq!(sources[..7], [14, 15, 0, 1, 2, 3, 20]);
        assert_eq!(sources[17..], [31, 0, 1, 2, 3, 4, 5]);
        // Where a repeat would be of a repeat, it is of the first.
        assert_eq!((source(64 + 15), source(128 + 16)), (15, 0));
    }

    #[test]
    fn repeated_paragraphs_are_the_same_tokens() {
        let text = long_text(&generator(), 4000);
        let begins = text[1..60].to_vec();
        let again = text.windows(59).filter(|window| *window == begins).count();
        assert!(again >= 3, "{again}");
    }

    #[test]
    fn any_length_can_be_had() {
        for length in [1, 2, 95, 96, 97, 1000] {
            assert_eq!(long_text(&generator(), length).len(), length);
        }
    }
}
