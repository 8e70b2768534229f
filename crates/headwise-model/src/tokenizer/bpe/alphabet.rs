//! The letters that stand for bytes in the names of tokens (Radford et al. 2019, `bytes_to_unicode`).
//!
//! Printable bytes stand for themselves, the others for the characters from U+0100 on, in order: a
//! space is `Ġ`.

use std::collections::HashMap;

/// The character of each byte.
pub(super) fn letters() -> [char; 256] {
    let mut letters = ['\0'; 256];
    let mut next = 0x100_u32;
    for byte in 0..=u8::MAX {
        letters[usize::from(byte)] = match byte {
            b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF => char::from(byte),
            _ => {
                next += 1;
                char::from_u32(next - 1).expect("U+0100 to U+0143 are letters")
            }
        };
    }
    letters
}

/// The byte of each letter.
pub(super) struct Alphabet(HashMap<char, u8>);

impl Alphabet {
    pub(super) fn new() -> Self {
        Self(
            (0..=u8::MAX)
                .map(|byte| (letters()[usize::from(byte)], byte))
                .collect(),
        )
    }

    /// The bytes that a name spells; `None` when a character of it stands for none.
    pub(super) fn bytes(&self, name: &str) -> Option<Box<[u8]>> {
        name.chars()
            .map(|letter| self.0.get(&letter).copied())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_a_letter_of_its_own() {
        let alphabet = Alphabet::new();
        assert_eq!(alphabet.0.len(), 256);
        for (letter, byte) in [
            ('A', b'A'),
            ('Ġ', b' '),
            ('Ċ', b'\n'),
            ('Ā', 0),
            ('ł', 0xA0),
            ('Ń', 0xAD),
        ] {
            assert_eq!(letters()[usize::from(byte)], letter);
            assert_eq!(alphabet.0[&letter], byte);
        }
    }

    #[test]
    fn a_name_spells_bytes() {
        let alphabet = Alphabet::new();
        assert_eq!(alphabet.bytes("ĠÃ©").as_deref(), Some(" é".as_bytes()));
        assert_eq!(alphabet.bytes("a b"), None);
    }
}
