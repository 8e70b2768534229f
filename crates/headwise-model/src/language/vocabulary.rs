//! The fixed table of words and their numbers.
//!
//! In this order: two special tokens, characters for unknown words, words of the rules, words of
//! the lexicon. A character is written `#a`, so that it differs from the word `a`.

use std::collections::HashMap;

use super::discourse::PERSONS;
use super::lexicon::Lexicon;

/// A row of the embedding.
pub type TokenId = u32;

/// Before the first token of a segment: `<begin>`.
pub const BEGIN: TokenId = 0;
/// The end of a sentence: `.`.
pub const END_OF_SENTENCE: TokenId = 1;

pub(super) const BEGIN_WORD: &str = "<begin>";
const CHARACTERS: &str = "abcdefghijklmnopqrstuvwxyz0123456789'-";
/// Stands for every character that is not in the table.
const UNKNOWN_CHARACTER: &str = "#?";
const FUNCTION_WORDS: [&str; 5] = ["a", "an", "and", "who", "that"];

/// Words by number and numbers by word.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    words: Vec<String>,
    ids: HashMap<String, TokenId>,
}

impl Vocabulary {
    /// The table of a lexicon; the same lexicon always gives the same table.
    pub fn new(lexicon: &Lexicon) -> Self {
        let mut table = Self {
            words: Vec::new(),
            ids: HashMap::new(),
        };
        table.add(BEGIN_WORD);
        table.add(".");
        for character in CHARACTERS.chars() {
            table.add(&format!("#{character}"));
        }
        table.add(UNKNOWN_CHARACTER);
        FUNCTION_WORDS.iter().for_each(|word| table.add(word));
        let pronouns = PERSONS.iter().flat_map(|person| person.forms());
        pronouns.for_each(|word| table.add(word));
        let determiners = lexicon.determiners.iter();
        determiners.for_each(|(word, ..)| table.add(word));
        let nouns = lexicon.nouns.iter();
        nouns.for_each(|noun| {
            [noun.singular, noun.plural]
                .iter()
                .for_each(|w| table.add(w))
        });
        let verbs = lexicon.verbs.iter();
        verbs.for_each(|verb| {
            [verb.singular, verb.plural]
                .iter()
                .for_each(|w| table.add(w))
        });
        let invariable = lexicon.invariable.iter();
        invariable.for_each(|(_, word, _)| table.add(word));
        lexicon.names.iter().for_each(|name| table.add(name.word));
        lexicon.surnames.iter().for_each(|word| table.add(word));
        table
    }

    /// Adds a word unless it is there: `her` is two forms and one word.
    fn add(&mut self, word: &str) {
        if !self.ids.contains_key(word) {
            let id = TokenId::try_from(self.words.len()).expect("a few hundred words");
            self.ids.insert(word.to_owned(), id);
            self.words.push(word.to_owned());
        }
    }

    /// How many tokens there are: the rows of the embedding.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Never: the special tokens are always there.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// All words, by number.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The word of a number, if it has one.
    pub fn word(&self, id: TokenId) -> Option<&str> {
        self.words.get(id as usize).map(String::as_str)
    }

    /// The number of a word spelled exactly so.
    pub fn id(&self, word: &str) -> Option<TokenId> {
        self.ids.get(word).copied()
    }

    /// Whether a token is a character of an unknown word.
    pub fn is_character(&self, id: TokenId) -> bool {
        self.word(id)
            .is_some_and(|word| word.len() > 1 && word.starts_with('#'))
    }

    /// The tokens of one word as a reader may type it: itself in any case, else its characters.
    ///
    /// ```
    /// use headwise_model::language::{ENGLISH, Vocabulary};
    ///
    /// let vocabulary = Vocabulary::new(&ENGLISH);
    /// let spelled = |word| vocabulary.encode_word(word).iter()
    ///     .map(|id| vocabulary.word(*id).unwrap()).collect::<Vec<_>>();
    /// assert_eq!(spelled("The"), ["the"]);
    /// assert_eq!(spelled("anna"), ["Anna"]);
    /// assert_eq!(spelled("Bob"), ["#b", "#o", "#b"]);
    /// ```
    pub fn encode_word(&self, word: &str) -> Vec<TokenId> {
        match self.known(word) {
            Some(id) => vec![id],
            None => word
                .to_lowercase()
                .chars()
                .map(|letter| self.character(letter))
                .collect(),
        }
    }

    /// The number of a word in any case, if it is in the table. What a reader types as `#a` is no word.
    pub fn known(&self, word: &str) -> Option<TokenId> {
        let lower = word.to_lowercase();
        // A name has a capital and nothing else has one.
        let mut letters = lower.chars();
        let capitalised: String = letters
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(letters)
            .collect();
        [lower.as_str(), capitalised.as_str()]
            .into_iter()
            .filter(|form| !form.starts_with('#'))
            .find_map(|form| self.id(form))
    }

    /// The number of a letter of an unknown word, in lower case; that of `#?` for one that is not in the
    /// table.
    pub fn character(&self, letter: char) -> TokenId {
        self.id(&format!("#{letter}"))
            .or_else(|| self.id(UNKNOWN_CHARACTER))
            .expect("every table has the unknown character")
    }
}
