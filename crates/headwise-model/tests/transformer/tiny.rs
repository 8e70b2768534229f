//! Models of a few hundred parameters, drawn, as files.

use headwise_core::draw::draw;
use headwise_model::safetensors::TensorFile;
use headwise_model::transformer::{Kernels, Model, ModelError, Reference};
use ndarray::Array2;
use serde_json::{Map, Value, json};

/// Tokens of every tiny model.
pub(crate) const VOCABULARY: usize = 11;

/// The files of a model, before they are bytes.
#[derive(Clone, Debug)]
pub(crate) struct Tiny {
    pub(crate) config: Value,
    pub(crate) tensors: Vec<Stored>,
}

/// A tensor to be stored as f32.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
    pub(crate) numbers: Vec<f32>,
}

impl Tiny {
    /// Two layers of two heads, 8 wide.
    pub(crate) fn gpt2() -> Self {
        let mut tensors = vec![
            ("transformer.wte.weight".to_owned(), vec![VOCABULARY, 8]),
            ("transformer.wpe.weight".to_owned(), vec![24, 8]),
        ];
        for layer in 0..2 {
            for (name, shape) in [
                ("ln_1.weight", vec![8]),
                ("ln_1.bias", vec![8]),
                ("attn.c_attn.weight", vec![8, 24]),
                ("attn.c_attn.bias", vec![24]),
                ("attn.c_proj.weight", vec![8, 8]),
                ("attn.c_proj.bias", vec![8]),
                ("ln_2.weight", vec![8]),
                ("ln_2.bias", vec![8]),
                ("mlp.c_fc.weight", vec![8, 12]),
                ("mlp.c_fc.bias", vec![12]),
                ("mlp.c_proj.weight", vec![12, 8]),
                ("mlp.c_proj.bias", vec![8]),
            ] {
                tensors.push((format!("transformer.h.{layer}.{name}"), shape));
            }
        }
        for name in ["weight", "bias"] {
            tensors.push((format!("transformer.ln_f.{name}"), vec![8]));
        }
        let config = json!({
            "model_type": "gpt2", "vocab_size": VOCABULARY, "n_positions": 24, "n_embd": 8,
            "n_layer": 2, "n_head": 2, "n_inner": 12,
        });
        Self::drawn(config, tensors)
    }

    /// Two layers of four heads of width 6, which together are wider than the model; two key heads.
    pub(crate) fn llama() -> Self {
        let mut tensors = vec![("model.embed_tokens.weight".to_owned(), vec![VOCABULARY, 8])];
        for layer in 0..2 {
            for (name, shape) in [
                ("input_layernorm", vec![8]),
                ("self_attn.q_proj", vec![24, 8]),
                ("self_attn.k_proj", vec![12, 8]),
                ("self_attn.v_proj", vec![12, 8]),
                ("self_attn.o_proj", vec![8, 24]),
                ("post_attention_layernorm", vec![8]),
                ("mlp.gate_proj", vec![10, 8]),
                ("mlp.up_proj", vec![10, 8]),
                ("mlp.down_proj", vec![8, 10]),
            ] {
                tensors.push((format!("model.layers.{layer}.{name}.weight"), shape));
            }
        }
        tensors.push(("model.norm.weight".to_owned(), vec![8]));
        tensors.push(("lm_head.weight".to_owned(), vec![VOCABULARY, 8]));
        let config = json!({
            "model_type": "llama", "vocab_size": VOCABULARY, "hidden_size": 8, "head_dim": 6,
            "intermediate_size": 10, "num_hidden_layers": 2, "num_attention_heads": 4,
            "num_key_value_heads": 2, "rope_theta": 100.0,
        });
        Self::drawn(config, tensors)
    }

    /// The same with a window of 4 keys.
    pub(crate) fn mistral() -> Self {
        Self::llama().configured(json!({ "model_type": "mistral", "sliding_window": 4 }))
    }

    fn drawn(config: Value, tensors: Vec<(String, Vec<usize>)>) -> Self {
        let stored = |(stream, (name, shape)): (usize, (String, Vec<usize>))| Stored {
            numbers: numbers(stream as u32, shape.iter().product()),
            name,
            shape,
        };
        Self {
            config,
            tensors: tensors.into_iter().enumerate().map(stored).collect(),
        }
    }

    /// With these fields of the configuration instead.
    pub(crate) fn configured(mut self, fields: Value) -> Self {
        let own = self.config.as_object_mut().unwrap();
        own.extend(fields.as_object().unwrap().clone());
        self
    }

    /// The tensor of that name.
    #[track_caller]
    pub(crate) fn tensor(&mut self, name: &str) -> &mut Stored {
        let mut tensors = self.tensors.iter_mut();
        tensors.find(|tensor| tensor.name == name).expect(name)
    }

    /// A safetensors file of all tensors.
    pub(crate) fn file(&self) -> Vec<u8> {
        self.file_of("F32", f32::to_le_bytes)
    }

    /// The same in another element type of `N` bytes.
    pub(crate) fn file_of<const N: usize>(
        &self,
        dtype: &str,
        bytes: impl Fn(f32) -> [u8; N],
    ) -> Vec<u8> {
        let mut entries = Map::new();
        let mut data = Vec::new();
        for Stored {
            name,
            shape,
            numbers,
        } in &self.tensors
        {
            let start = data.len();
            data.extend(numbers.iter().flat_map(|&number| bytes(number)));
            let entry =
                json!({ "dtype": dtype, "shape": shape, "data_offsets": [start, data.len()] });
            entries.insert(name.clone(), entry);
        }
        file(&Value::Object(entries).to_string(), &data)
    }

    pub(crate) fn load(&self) -> Result<Model, ModelError> {
        load(self.config.to_string().as_bytes(), self.file(), Reference)
    }

    pub(crate) fn model(&self) -> Model {
        self.load().unwrap()
    }
}

pub(crate) fn load(
    config: &[u8],
    file: Vec<u8>,
    kernels: impl Kernels + 'static,
) -> Result<Model, ModelError> {
    Model::load(config, &TensorFile::parse(file)?, Box::new(kernels))
}

/// A file of that header, padded so that the data is aligned, and that data.
pub(crate) fn file(header: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{header:<width$}", width = header.len().next_multiple_of(8));
    let length = header.len() as u64;
    [length.to_le_bytes().as_slice(), header.as_bytes(), data].concat()
}

/// Seeded numbers of about the size of trained parameters.
pub(crate) fn numbers(stream: u32, count: usize) -> Vec<f32> {
    (0..count as u32)
        .map(|counter| 0.4 * draw(9, stream, counter) as f32)
        .collect()
}

/// Seeded texts, `[batch, len]`.
pub(crate) fn tokens(batch: usize, len: usize) -> Array2<u32> {
    Array2::from_shape_fn((batch, len), |(b, i)| {
        let drawn = draw(3, b as u32, i as u32).abs() * 1000.0;
        drawn as u32 % VOCABULARY as u32
    })
}
