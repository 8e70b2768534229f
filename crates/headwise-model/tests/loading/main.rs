//! What loading takes: memory grows with the bytes of a file, never with a number written in it.
//!
//! One test alone in its program, because the allocator counts for all threads together.

mod files;

use files::{honest, hostile};
use headwise_model::safetensors::TensorFile;
use headwise_model::tokenizer::Bpe;
use headwise_model::transformer::{Config, Model, Reference};
use peak_alloc::PeakAlloc;

#[global_allocator]
static PEAK: PeakAlloc = PeakAlloc;

/// Bytes of memory for each byte of a file: an entry of a header is a few tables' rows in three forms.
const FACTOR: usize = 20;
/// What any attempt may take, however small its file: the alphabet of bytes and messages.
const BASE: usize = 32 << 10;

/// A file that a stranger gives.
pub(crate) enum Given {
    Tensors(Vec<u8>),
    Tokenizer(Vec<u8>),
    Model { config: Vec<u8>, tensors: Vec<u8> },
}

impl Given {
    fn bytes(&self) -> usize {
        match self {
            Self::Tensors(bytes) | Self::Tokenizer(bytes) => bytes.len(),
            Self::Model { config, tensors } => config.len() + tensors.len(),
        }
    }

    /// Reads it. Gives the refusal, if it is one.
    fn load(&self) -> Option<String> {
        match self {
            Self::Tensors(bytes) => {
                let file = TensorFile::parse(bytes.clone());
                file.err().map(|error| error.to_string())
            }
            Self::Tokenizer(bytes) => Bpe::parse(bytes).err().map(|error| error.to_string()),
            Self::Model { config, tensors } => {
                let file = match TensorFile::parse(tensors.clone()) {
                    Ok(file) => file,
                    Err(error) => return Some(error.to_string()),
                };
                let model = Model::load(config, &file, Box::new(Reference));
                model.err().map(|error| error.to_string())
            }
        }
    }
}

/// The most memory that loading took beyond what was in use.
fn peak(given: &Given) -> (Option<String>, usize) {
    let before = PEAK.current_usage();
    PEAK.reset_peak_usage();
    let refusal = given.load();
    (refusal, PEAK.peak_usage().saturating_sub(before))
}

#[test]
fn memory_grows_with_the_file_and_not_with_its_numbers() {
    // The first error of a program loads what messages need.
    drop(Config::parse(b"{"));
    for (name, given) in honest() {
        let (refusal, peak) = peak(&given);
        assert_eq!(refusal, None, "{name}");
        let most = BASE + FACTOR * given.bytes();
        assert!(peak <= most, "{name}: {peak} bytes, more than {most}");
        assert!(
            peak > given.bytes() / 8,
            "{name}: {peak} bytes: is it counted?"
        );
    }
    for (name, given) in hostile() {
        let (refusal, peak) = peak(&given);
        assert!(refusal.is_some(), "{name} was read");
        let most = BASE + FACTOR * given.bytes();
        assert!(peak <= most, "{name}: {peak} bytes, more than {most}");
    }
}
