//! Files that are what they say, and files that promise more.

use crate::Given;
use headwise_model::train::{Initial, Network, Parameters, Storage};
use headwise_model::transformer::Config;
use serde_json::{Value, json};

fn tensors(header: &str, data: usize) -> Vec<u8> {
    let padding = " ".repeat(header.len().next_multiple_of(8) - header.len());
    let header = format!("{header}{padding}");
    let length = (header.len() as u64).to_le_bytes();
    [&length[..], header.as_bytes(), &vec![0; data]].concat()
}

fn config() -> Value {
    json!({
        "model_type": "gpt2", "vocab_size": 400, "n_positions": 64, "n_embd": 64, "n_layer": 2,
        "n_head": 2, "n_inner": 128,
    })
}

fn model(config: &Value) -> Vec<u8> {
    let network = Network::new(Config::parse(config.to_string().as_bytes()).unwrap());
    Parameters::<f32>::drawn(&network, &Initial::default(), 1).write(&network, Storage::F16)
}

fn tokenizer(change: impl Fn(&mut Value)) -> Given {
    let mut file = json!({
        "pre_tokenizer": {"type": "ByteLevel"},
        "added_tokens": [{"id": 4_294_967_294_u32, "content": "<s>"}],
        "model": {"vocab": {"a": 0, "b": 1, "ab": u32::MAX}, "merges": ["a b"]},
    });
    change(&mut file);
    Given::Tokenizer(file.to_string().into_bytes())
}

/// Files that are read.
pub(crate) fn honest() -> Vec<(&'static str, Given)> {
    let entries: Vec<String> = (0..10_000)
        .map(|name| {
            format!(
                r#""{name}":{{"dtype":"U8","shape":[1],"data_offsets":[{name},{}]}}"#,
                name + 1
            )
        })
        .collect();
    let header = format!("{{{}}}", entries.join(","));
    vec![
        (
            "ten thousand tensors of a byte",
            Given::Tensors(tensors(&header, 10_000)),
        ),
        (
            "a small model",
            Given::Model {
                config: config().to_string().into_bytes(),
                tensors: model(&config()),
            },
        ),
        (
            "a tokenizer whose numbers are the largest",
            tokenizer(|_| ()),
        ),
    ]
}

/// Files that are refused.
pub(crate) fn hostile() -> Vec<(&'static str, Given)> {
    let header = |shape: &str, offsets: &str| {
        let header =
            format!(r#"{{"x":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}}}"#);
        Given::Tensors(tensors(&header, 64))
    };
    let length = |length: u64| Given::Tensors([&length.to_le_bytes()[..], b"{}"].concat());
    let sized = |field: &str, size: u64| {
        let mut config = config();
        config[field] = json!(size);
        Given::Model {
            config: config.to_string().into_bytes(),
            tensors: model(&self::config()),
        }
    };
    let most = 1 << 24;
    vec![
        ("a header of 16 EB", length(u64::MAX)),
        ("a header of a MiB that is not there", length(1 << 20)),
        ("a shape of 2^28 cells", header("[268435456]", "[0,64]")),
        (
            "a shape of 2^62 empty rows",
            header("[4611686018427387904,0]", "[0,0]"),
        ),
        ("data of 16 EB", header("[16]", "[0,18446744073709551615]")),
        (
            "a million axes",
            header(&format!("[{}1]", "1,".repeat(200_000)), "[0,68]"),
        ),
        ("a vocabulary of 2^24", sized("vocab_size", most)),
        ("2^24 positions", sized("n_positions", most)),
        ("2^24 layers", sized("n_layer", most)),
        ("a width of 2^24", sized("n_embd", most)),
        ("an MLP of 2^24", sized("n_inner", most)),
        ("a vocabulary of 2^60", sized("vocab_size", 1 << 60)),
        (
            "a token number beyond 32 bits",
            tokenizer(|file| file["model"]["vocab"]["a"] = json!(1_u64 << 40)),
        ),
        (
            "a merge of tokens that there are not",
            tokenizer(|file| file["model"]["merges"] = json!(["a c"])),
        ),
        (
            "nested arrays without end",
            Given::Tokenizer("[".repeat(1 << 20).into_bytes()),
        ),
    ]
}
