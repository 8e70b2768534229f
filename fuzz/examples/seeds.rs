//! Writes sound files into the corpus of each target.
#![forbid(unsafe_code)]

use headwise_fuzz::seeds::{Seed, seeds};
use std::path::Path;

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let write = |target: &str, name: &str, bytes: &[u8]| {
        let folder = root.join("corpus").join(target);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(name), bytes)
    };
    for Seed {
        target,
        name,
        bytes,
    } in seeds()
    {
        write(target, &name, &bytes)?;
    }
    for name in ["gpt2", "llama3"] {
        let golden = root.join(format!("../tests/golden/tokenizers/{name}.json"));
        write("tokenizer", name, &std::fs::read(golden)?)?;
    }
    Ok(())
}
