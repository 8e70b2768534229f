//! A small English whose grammar is known: the model learns it and is measured against it.
//!
//! | module | what it is |
//! |---|---|
//! | `lexicon`, `english` | kinds of words with the features that agree; the words themselves |
//! | `grammar`, `rules` | what a rule can say; the rules |
//! | `derivation` | one sentence after another, choice by choice |
//! | `discourse`, `reference` | who was mentioned, and the pronouns and names that refer to them |
//! | `stretch` | repeated random tokens |
//! | `generator` | segments of both, with gold relations and log-probability |
//! | `long` | texts of any length, made of paragraphs that come again |
//! | `entropy` | the loss of an ideal predictor |
//! | `probes` | minimal pairs and repeats that a model is tested on |
//!
//! Every choice is a weighted one among integers, made by a [`Choose`]; a segment is a function of
//! (seed, split, index), on every platform.
//!
//! [`Segment::log_prob`] is that of a derivation, hence an upper bound on the ideal predictor's loss
//! wherever a string has several. The grammar is built so that none has: a spelling shows its
//! class and number, phrases attach in one way, a pronoun has one candidate, a stretch repeats no
//! token within itself. With a lexicon of a few words all sentences, and all second sentences
//! behind some first ones, are enumerated to test it.
//!
//! ```
//! use headwise_model::language::{ENGLISH, Generator, Split, Stretches};
//!
//! let generator = Generator::new(ENGLISH, 7, 64, Stretches::default())?;
//! let segment = generator.segment(Split::Training, 0);
//! assert_eq!(segment.tokens.len(), 64);
//! assert!(segment.log_prob < 0.0);
//! # Ok::<(), headwise_model::language::LanguageError>(())
//! ```

mod chance;
mod derivation;
mod discourse;
mod english;
mod entropy;
mod generator;
mod grammar;
mod lexicon;
mod long;
mod probes;
mod reference;
mod rules;
mod stretch;
mod vocabulary;

pub use chance::{Chance, Choose, Sampler, Split};
pub use derivation::{Derivation, Relation};
pub use discourse::Person;
pub use english::ENGLISH;
pub use entropy::{Estimate, estimate, phrase_entropy, stretch_entropy};
pub use generator::{Generator, LanguageError, Segment, SegmentKind, Stretches};
pub use grammar::{RelationKind, Symbol};
pub use lexicon::{Frame, Gender, Invariable, Lexicon, Name, Noun, Number, Sort, Verb};
pub use long::long_text;
pub use probes::{Copying, MinimalPair, agreement_pairs, copying, pronoun_pairs};
pub use vocabulary::{BEGIN, END_OF_SENTENCE, TokenId, Vocabulary};
