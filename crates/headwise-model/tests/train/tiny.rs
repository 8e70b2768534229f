//! Networks of a few hundred parameters, all of them drawn, gains and biases too.

use headwise_core::{Real, draw::draw};
use headwise_model::train::{Network, Parameters};
use headwise_model::transformer::Config;
use ndarray::Array2;
use serde_json::{Value, json};

/// Tokens of every tiny network.
pub(crate) const VOCABULARY: u32 = 7;

/// Two layers of two heads, 6 wide.
pub(crate) fn gpt2() -> Value {
    json!({
        "model_type": "gpt2", "vocab_size": VOCABULARY, "n_positions": 6, "n_embd": 6,
        "n_layer": 2, "n_head": 2, "n_inner": 5,
    })
}

/// Two layers of four heads of width 4, together wider than the model, two key heads, and biases.
pub(crate) fn llama() -> Value {
    json!({
        "model_type": "llama", "vocab_size": VOCABULARY, "hidden_size": 6, "head_dim": 4,
        "intermediate_size": 5, "num_hidden_layers": 2, "num_attention_heads": 4,
        "num_key_value_heads": 2, "rope_theta": 10.0, "attention_bias": true, "mlp_bias": true,
    })
}

/// `config` with these fields instead.
pub(crate) fn with(mut config: Value, fields: Value) -> Value {
    let own = config.as_object_mut().unwrap();
    own.extend(fields.as_object().unwrap().clone());
    config
}

pub(crate) fn network(config: &Value) -> Network {
    Network::new(Config::parse(config.to_string().as_bytes()).unwrap())
}

/// No parameter is 0 or 1, so that none hides behind another.
pub(crate) fn parameters<T: Real>(network: &Network) -> Parameters<T> {
    let mut parameters = Parameters::zeros(network);
    for (counter, number) in (0..).zip(parameters.numbers_mut()) {
        *number = T::from_f64(0.5 * draw(21, 0, counter) + 0.1);
    }
    parameters
}

/// Seeded texts, `[batch, len]`.
pub(crate) fn tokens(batch: usize, len: usize) -> Array2<u32> {
    Array2::from_shape_fn((batch, len), |(b, i)| {
        (draw(4, b as u32, i as u32).abs() * 1000.0) as u32 % VOCABULARY
    })
}
