//! Shorter text of the same shaders: no comments, no spaces that say nothing, short names.

use naga::keywords::wgsl::RESERVED;
use std::collections::{BTreeMap, BTreeSet};

/// Names at least this long are worth another. Swizzles, such as `xyzw`, are no names that a shader
/// declares.
const LONG: usize = 3;
/// Words before a name that they declare; a parameter or a member is declared by a colon behind it.
const DECLARING: [&str; 6] = ["fn", "let", "var", "const", "struct", "alias"];

/// A new name for each that the shaders declare, the same in all of them: they share files.
pub(crate) struct Shrink(BTreeMap<String, String>);

impl Shrink {
    /// Entry points and overrides keep their names: Rust knows them.
    pub(crate) fn of(files: &BTreeMap<String, String>) -> Self {
        let texts: Vec<Vec<&str>> = files.values().map(|text| tokens(text)).collect();
        let taken: BTreeSet<&str> = texts.iter().flatten().copied().collect();
        let behind = |word| {
            let pairs = texts.iter().flat_map(|tokens| tokens.windows(2));
            pairs
                .filter(move |pair| pair[0] == word)
                .map(|pair| pair[1])
        };
        let known: BTreeSet<&str> = behind("override").collect();
        let is_known =
            |name: &str| known.contains(name) || files.contains_key(&format!("{name}.wgsl"));
        let mut uses = BTreeMap::new();
        for tokens in &texts {
            for (at, &name) in tokens.iter().enumerate().skip(1) {
                if is_declared(tokens, at) && name.len() >= LONG && !is_known(name) {
                    let count = texts
                        .iter()
                        .flatten()
                        .filter(|other| **other == name)
                        .count();
                    uses.insert(name, count);
                }
            }
        }
        let mut names: Vec<&str> = uses.keys().copied().collect();
        names.sort_by_key(|name| std::cmp::Reverse(uses[name]));
        let mut fresh = short_names().filter(|name| !taken.contains(name.as_str()));
        let renamed = names.into_iter().map(str::to_owned);
        Self(renamed.zip(&mut fresh).collect())
    }

    /// The text in short.
    pub(crate) fn apply(&self, text: &str) -> String {
        let mut short = String::new();
        for token in tokens(text) {
            // An attribute is none of the shaders' names, though a name may be called as it is.
            let is_attribute = short.ends_with('@');
            let new = self.0.get(token).filter(|_| !is_attribute);
            let token = new.map_or(token, String::as_str);
            // Two words need something between them.
            if short.ends_with(is_of_word) && token.starts_with(is_of_word) {
                short.push(' ');
            }
            short.push_str(token);
        }
        short
    }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Whether the token is a name at the place where it is declared.
fn is_declared(tokens: &[&str], at: usize) -> bool {
    let is_name = tokens[at].starts_with(|letter: char| letter.is_alphabetic());
    // A variable of an address space has a type too.
    is_name && (DECLARING.contains(&tokens[at - 1]) || tokens.get(at + 1) == Some(&":"))
}

/// Words, numbers and single signs; comments and spaces are left out. A number keeps what belongs to it,
/// such as `0x1.fffffep+127f`.
fn tokens(text: &str) -> Vec<&str> {
    assert!(!text.contains("/*"), "a shader has line comments only");
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    let mut found = Vec::new();
    for mut line in lines {
        while let Some(first) = line.trim_start().chars().next() {
            line = line.trim_start();
            let end = if is_of_word(first) {
                let is_number = first.is_ascii_digit();
                let mut last = ' ';
                let mut belongs = |letter: char| {
                    let sign =
                        is_number && matches!(letter, '+' | '-') && matches!(last, 'p' | 'e');
                    last = letter;
                    is_of_word(letter) || sign || is_number && letter == '.'
                };
                line.find(|letter| !belongs(letter)).unwrap_or(line.len())
            } else {
                first.len_utf8()
            };
            found.push(&line[..end]);
            line = &line[end..];
        }
    }
    found
}

/// `aa`, `ab`, ... without the words of the language.
fn short_names() -> impl Iterator<Item = String> {
    let second = ('a'..='z').chain('0'..='9');
    let names = ('a'..='z')
        .flat_map(move |first| second.clone().map(move |second| format!("{first}{second}")));
    names.filter(|name| !RESERVED.contains(&name.as_str()))
}
