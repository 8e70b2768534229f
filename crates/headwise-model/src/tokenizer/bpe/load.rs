//! From a file to a tokenizer, with every contradiction refused.

use super::alphabet::{Alphabet, letters};
use super::file::{AddedToken, BpeModel, File, kind};
use super::merge::Merges;
use super::steps::{post_processor, pre_tokenizer};
use super::{Added, Bpe, Fault, TokenizerError, Unknown};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// A file of more bytes is refused before it is parsed. Llama 3's has 17 million.
const MAX_BYTES: usize = 64 << 20;

pub(super) fn load(json: &[u8]) -> Result<Bpe, TokenizerError> {
    if json.len() > MAX_BYTES {
        let message = format!("{} bytes, at most {MAX_BYTES} are read", json.len());
        return Err(TokenizerError::new(Fault::TooLarge, "file", message));
    }
    let file: File = serde_json::from_slice(json).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        TokenizerError::new(Fault::NotATokenizer, place, error.to_string())
    })?;
    check(&file)?;
    let (pattern, prefix_space) = pre_tokenizer(file.pre_tokenizer.as_ref())?;

    let names = Names::of(&file.model.vocab.0)?;
    let merges = names.merges(&file.model)?;
    let unknown = names.unknown(&file.model)?;
    let mut bytes = names.bytes();
    let added = add(&file.added_tokens, &names, &mut bytes)?;
    let template = post_processor(file.post_processor.as_ref(), &bytes)?;
    let first = letters().map(|letter| names.id(letter.encode_utf8(&mut [0; 4])));
    Ok(Bpe {
        ids: names.by_bytes(),
        bytes,
        first: first.to_vec(),
        merges,
        whole_pieces: file.model.ignore_merges,
        unknown,
        pattern,
        prefix_space,
        added,
        template,
    })
}

/// Refuses what would make other tokens than are made here.
fn check(file: &File) -> Result<(), TokenizerError> {
    let model = &file.model;
    let given = |affix: &Option<String>| affix.as_ref().is_some_and(|affix| !affix.is_empty());
    let byte_level = |decoder: &serde_json::Value| kind(decoder) == "ByteLevel";
    let settings = [
        (
            "model.type",
            model.kind.as_deref().is_none_or(|kind| kind == "BPE"),
        ),
        (
            "model.dropout",
            model.dropout.is_none_or(|share| share == 0.0),
        ),
        (
            "model.continuing_subword_prefix",
            !given(&model.continuing_subword_prefix),
        ),
        (
            "model.end_of_word_suffix",
            !given(&model.end_of_word_suffix),
        ),
        ("model.byte_fallback", !model.byte_fallback),
        ("normalizer", file.normalizer.is_none()),
        ("decoder", file.decoder.as_ref().is_none_or(byte_level)),
    ];
    match settings.iter().find(|(_, built)| !built) {
        None => Ok(()),
        Some((place, _)) => Err(TokenizerError::new(
            Fault::Unsupported,
            *place,
            "only byte-level BPE without normalisation is built",
        )),
    }
}

/// The vocabulary by name.
struct Names<'f> {
    ids: HashMap<&'f str, u32>,
    alphabet: Alphabet,
}

impl<'f> Names<'f> {
    fn of(entries: &'f [(String, u32)]) -> Result<Self, TokenizerError> {
        let mut ids = HashMap::new();
        let mut names = HashMap::new();
        for (name, id) in entries {
            if ids.insert(&**name, *id).is_some() {
                return Err(ambiguous(name, "is given twice"));
            }
            if let Some(other) = names.insert(*id, name) {
                let message = format!("has the number {id} of {}", shown(other));
                return Err(ambiguous(name, &message));
            }
        }
        Ok(Self {
            ids,
            alphabet: Alphabet::new(),
        })
    }

    fn id(&self, name: &str) -> Option<u32> {
        self.ids.get(name).copied()
    }

    fn merges(&self, model: &BpeModel) -> Result<Merges, TokenizerError> {
        let mut merges = Merges::default();
        for (rank, merge) in model.merges.iter().enumerate() {
            let refuse = |message: String| {
                let place = format!("model.merges[{rank}]");
                TokenizerError::new(Fault::BrokenMerge, place, message)
            };
            let (left, right) = merge
                .halves()
                .ok_or_else(|| refuse("is not two tokens".to_owned()))?;
            let id = |name: &str| {
                self.id(name)
                    .ok_or_else(|| refuse(format!("{} is not in the vocabulary", shown(name))))
            };
            let pair = (id(left)?, id(right)?);
            let into = id(&format!("{left}{right}"))?;
            if !merges.insert(pair, rank as u32, into) {
                let message = format!("{} and {} are merged before", shown(left), shown(right));
                return Err(refuse(message));
            }
        }
        Ok(merges)
    }

    fn unknown(&self, model: &BpeModel) -> Result<Option<Unknown>, TokenizerError> {
        let Some(name) = &model.unk_token else {
            return Ok(None);
        };
        let message = format!("{} is not in the vocabulary", shown(name));
        let id = self
            .id(name)
            .ok_or_else(|| TokenizerError::new(Fault::UnknownToken, "model.unk_token", message))?;
        Ok(Some(Unknown {
            id,
            fused: model.fuse_unk,
        }))
    }

    /// The tokens that spell bytes, by them.
    fn by_bytes(&self) -> HashMap<Box<[u8]>, u32> {
        let spelled = self.ids.iter();
        spelled
            .filter_map(|(name, &id)| Some((self.alphabet.bytes(name)?, id)))
            .collect()
    }

    /// What each token stands for: the bytes that it spells, else its name.
    fn bytes(&self) -> HashMap<u32, Box<[u8]>> {
        let named = self.ids.iter();
        named
            .map(|(name, &id)| {
                let spelled = self.alphabet.bytes(name);
                (id, spelled.unwrap_or_else(|| name.as_bytes().into()))
            })
            .collect()
    }
}

/// Takes the added tokens in, which may be in the vocabulary too.
fn add(
    tokens: &[AddedToken],
    names: &Names<'_>,
    bytes: &mut HashMap<u32, Box<[u8]>>,
) -> Result<Added, TokenizerError> {
    let mut added = Added::default();
    let mut known: HashMap<&str, u32> = HashMap::new();
    for (at, token) in tokens.iter().enumerate() {
        let name = token.content.as_str();
        let refuse = |fault, message: String| {
            Err(TokenizerError::new(
                fault,
                format!("added_tokens[{at}]"),
                message,
            ))
        };
        if name.is_empty() {
            return refuse(Fault::NotATokenizer, "has no name".to_owned());
        }
        if token.single_word || token.lstrip || token.rstrip {
            let message = format!("{} looks at what is beside it", shown(name));
            return refuse(Fault::Unsupported, message);
        }
        let own = known.get(name).copied().or_else(|| names.id(name));
        if let Some(other) = own.filter(|&id| id != token.id) {
            let message = format!("{} is number {} and {other}", shown(name), token.id);
            return refuse(Fault::AmbiguousToken, message);
        }
        match bytes.entry(token.id) {
            Entry::Occupied(_) if own.is_none() => {
                let message = format!("{} has another token's number {}", shown(name), token.id);
                return refuse(Fault::AmbiguousToken, message);
            }
            // The name is meant as it is, also where it is in the vocabulary as a row of letters.
            entry => {
                entry.insert_entry(name.as_bytes().into());
            }
        }
        if known.insert(name, token.id).is_none() {
            added.insert(name, token.id, token.normalized);
        }
    }
    Ok(added)
}

fn ambiguous(name: &str, message: &str) -> TokenizerError {
    let place = format!("model.vocab[{}]", shown(name));
    TokenizerError::new(Fault::AmbiguousToken, place, message)
}

/// A name in quotation marks, the beginning of a long one.
pub(super) fn shown(name: &str) -> String {
    format!("{:?}", name.chars().take(40).collect::<String>())
}
