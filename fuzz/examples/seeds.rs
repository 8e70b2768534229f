//! Writes sound files into the corpus of each target, so that fuzzing begins behind the first check.
#![forbid(unsafe_code)]

use headwise_fuzz::pack;
use headwise_model::train::{Initial, Network, Parameters, Storage};
use headwise_model::transformer::Config;
use std::path::Path;

const CONFIGS: [(&str, &str); 3] = [
    (
        "gpt2",
        r#"{"model_type":"gpt2","vocab_size":5,"n_positions":6,"n_embd":4,"n_layer":1,"n_head":2,"n_inner":4}"#,
    ),
    (
        "llama",
        r#"{"model_type":"llama","vocab_size":5,"hidden_size":4,"head_dim":2,"intermediate_size":4,"num_hidden_layers":1,"num_attention_heads":2,"num_key_value_heads":1,"rope_theta":100.0,"rope_scaling":{"rope_type":"llama3","factor":8.0,"low_freq_factor":1.0,"high_freq_factor":4.0,"original_max_position_embeddings":64}}"#,
    ),
    (
        "mistral",
        r#"{"model_type":"mistral","vocab_size":5,"hidden_size":4,"intermediate_size":4,"num_hidden_layers":1,"num_attention_heads":2,"num_key_value_heads":2,"sliding_window":2,"tie_word_embeddings":true}"#,
    ),
];

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let write = |target: &str, name: &str, bytes: &[u8]| {
        let folder = root.join("corpus").join(target);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(name), bytes)
    };
    for (name, config) in CONFIGS {
        let network = Network::new(Config::parse(config.as_bytes()).expect("a sound config"));
        let parameters = Parameters::<f32>::drawn(&network, &Initial::default(), 1);
        let file = parameters.write(&network, Storage::F16);
        write("config", name, config.as_bytes())?;
        write("safetensors", name, &file)?;
        write("model", name, &pack(config.as_bytes(), &file))?;
    }
    for name in ["gpt2", "llama3"] {
        let golden = root.join(format!("../tests/golden/tokenizers/{name}.json"));
        write("tokenizer", name, &std::fs::read(golden)?)?;
    }
    Ok(())
}
