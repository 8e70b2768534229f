//! What is fuzzed, what it begins with, and the files of a model as one input.
//!
//! The ordinary tests of `headwise-model` include this file and run the same targets for a while.
#![forbid(unsafe_code)]

pub mod seeds;
pub mod targets;

/// `config.json`, `tokenizer.json` and the tensor file as one row of bytes: the lengths of the first two
/// in four bytes each, then all three.
pub fn pack(config: &[u8], tokenizer: &[u8], tensors: &[u8]) -> Vec<u8> {
    let length = |part: &[u8]| {
        let length = u32::try_from(part.len()).expect("a small file");
        length.to_le_bytes()
    };
    let lengths = [length(config), length(tokenizer)].concat();
    [&lengths, config, tokenizer, tensors].concat()
}

/// The three files of an input, wherever they end.
pub fn unpack(data: &[u8]) -> Option<[&[u8]; 3]> {
    let (config, rest) = data.split_first_chunk()?;
    let (tokenizer, rest) = rest.split_first_chunk()?;
    let (config, rest) = rest.split_at_checked(u32::from_le_bytes(*config) as usize)?;
    let (tokenizer, tensors) = rest.split_at_checked(u32::from_le_bytes(*tokenizer) as usize)?;
    Some([config, tokenizer, tensors])
}
