//! Sound files, so that fuzzing begins behind the first check.

use super::pack;
use headwise_model::train::{Initial, Network, Parameters, Storage};
use headwise_model::transformer::Config;

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

/// Letters of one text, two merges and a token that begins it.
const TOKENIZER: &str = r#"{"added_tokens":[{"id":4,"content":"<s>"}],"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false},"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}}],"special_tokens":{"<s>":{"ids":[4]}}},"model":{"type":"BPE","unk_token":"t","vocab":{"t":0,"h":1,"e":2,"th":3},"merges":[["t","h"]]}}"#;

/// An input, by its target and its name.
pub struct Seed {
    /// Of [`TARGETS`](super::targets::TARGETS).
    pub target: &'static str,
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Sound inputs of every target.
pub fn seeds() -> Vec<Seed> {
    let mut seeds = Vec::new();
    let mut add = |target, name: &str, bytes: &[u8]| {
        seeds.push(Seed {
            target,
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        });
    };
    for (name, config) in CONFIGS {
        let network = Network::new(Config::parse(config.as_bytes()).expect("a sound config"));
        let parameters = Parameters::<f32>::drawn(&network, &Initial::default(), 1);
        let file = parameters.write(&network, Storage::F16);
        let config = config.as_bytes();
        add("config", name, config);
        add("safetensors", name, &file);
        add("model", name, &pack(config, b"", &file));
        add("trace", name, &pack(config, b"", &file));
        let spelled = pack(config, TOKENIZER.as_bytes(), &file);
        add("trace", &format!("{name}-spelled"), &spelled);
    }
    add("tokenizer", "tiny", TOKENIZER.as_bytes());
    seeds
}
