//! Seeded damage to a row of bytes.

/// Numbers at which sizes, offsets and counts go wrong.
const NUMBERS: [&str; 12] = [
    "0",
    "1",
    "-1",
    "2",
    "7",
    "65536",
    "16777217",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "1e999",
    "null",
];

/// Bytes with a meaning in JSON, in UTF-8 or at the end of a range.
const BYTES: &[u8] = b"\0\x01\x7f\x80\xff\xc3\"{}[]:,.- \\";

/// The generator SplitMix64 (Steele et al. 2014).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than `end`, which is at least 1.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}

/// A seed with one to four things wrong; `others` are what pieces are taken from.
pub(crate) fn mutated(seed: &[u8], others: &[&[u8]], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=chance.below(4) {
        mutate(&mut bytes, others, chance);
    }
    bytes
}

fn mutate(bytes: &mut Vec<u8>, others: &[&[u8]], chance: &mut Chance) {
    if bytes.is_empty() {
        let other: &[u8] = others[chance.below(others.len())];
        bytes.extend_from_slice(other);
        return;
    }
    let at = chance.below(bytes.len());
    let run = at..bytes.len().min(at + 1 + chance.below(40));
    match chance.below(9) {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => bytes[at] = *chance.one_of(BYTES),
        2 => bytes.insert(at, *chance.one_of(BYTES)),
        3 => drop(bytes.drain(run)),
        4 => {
            let copy = bytes[run].to_vec();
            let place = chance.below(bytes.len() + 1);
            drop(bytes.splice(place..place, copy));
        }
        5 => bytes.truncate(at),
        6 => {
            let other = *chance.one_of(others);
            let from = chance.below(other.len().max(1)).min(other.len());
            let piece = &other[from..other.len().min(from + 1 + chance.below(60))];
            drop(bytes.splice(run, piece.iter().copied()));
        }
        // Two in nine: it is numbers that files lie about.
        _ => {
            let digits = number_after(bytes, at);
            let number = chance.one_of(&NUMBERS).bytes();
            drop(bytes.splice(digits, number));
        }
    }
}

/// The first run of digits from `at` on; an empty place where there is none.
fn number_after(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let begin = bytes[at..].iter().position(u8::is_ascii_digit);
    let begin = begin.map_or(bytes.len(), |skipped| at + skipped);
    let digits = bytes[begin..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit());
    begin..begin + digits.count()
}
