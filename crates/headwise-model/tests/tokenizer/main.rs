//! Tokenizers: beside the library that their files come from, and on broken files.

mod golden;
mod refusals;
mod words;
