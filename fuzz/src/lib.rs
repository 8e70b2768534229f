//! What fuzz targets and seeds share: the two files of a model as one input.
#![forbid(unsafe_code)]

/// `config.json` and the tensor file as one row of bytes: the length of the first in two bytes, then both.
pub fn pack(config: &[u8], file: &[u8]) -> Vec<u8> {
    let length = u16::try_from(config.len()).expect("a small configuration");
    [&length.to_le_bytes()[..], config, file].concat()
}

/// The two files of an input, wherever it ends.
pub fn unpack(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = data.split_first_chunk()?;
    rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))
}
