//! Each takes arbitrary bytes. Whatever comes, it is refused or it runs.

use super::unpack;
use headwise_model::safetensors::TensorFile;
use headwise_model::tokenizer::Bpe;
use headwise_model::transformer::{Config, Model, Observe, Reference};
use headwise_model::{SentenceModel, SentenceRequest, TraceBuilder, WeightSource};
use ndarray::Array2;
use std::sync::Arc;

/// A target and its name.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 5] = [
    ("safetensors", safetensors),
    ("config", config),
    ("tokenizer", tokenizer),
    ("model", model),
    ("trace", trace),
];

/// A tensor file is refused, or all of its tensors are decoded.
pub fn safetensors(data: &[u8]) {
    let Ok(file) = TensorFile::parse(data.to_vec()) else {
        return;
    };
    for name in file.names() {
        let tensor = file.tensor(&name).expect("a name of the file");
        if let Ok(numbers) = tensor.numbers::<f32>() {
            assert_eq!(numbers.len(), tensor.shape().iter().product::<usize>());
        }
    }
}

/// A configuration is refused, or its sizes fit each other.
pub fn config(data: &[u8]) {
    if let Ok(config) = Config::parse(data) {
        assert_eq!(config.heads % config.kv_heads, 0);
        assert!(config.vocab_size > 0 && config.d_model > 0 && config.wide() > 0);
        assert!((0..3).all(|layer| config.scale(layer).is_finite()));
    }
}

const TEXT: &str = "It's  the 12345 keys,\n\n  naïve 你好 🙂 <|endoftext|> aaaaaaaaaaaaaaaa ";

/// A tokenizer is refused, or its tokens cover every text.
pub fn tokenizer(data: &[u8]) {
    let Ok(tokenizer) = Bpe::parse(data) else {
        return;
    };
    // The end of the input is a text too.
    let own = String::from_utf8_lossy(&data[data.len().saturating_sub(200)..]).into_owned();
    for text in [TEXT, &own] {
        let Ok(tokens) = tokenizer.encode(text, false) else {
            continue;
        };
        let mut end = 0;
        for token in &tokens {
            assert_eq!(token.start, end);
            end = token.end;
            let _ = token.characters(text);
        }
        assert_eq!(end, text.len());
        let ids: Vec<u32> = tokens.iter().map(|token| token.id).collect();
        tokenizer.decode(&ids);
    }
}

/// A model is refused, or it runs.
pub fn model(data: &[u8]) {
    let Some([config, _, file]) = unpack(data) else {
        return;
    };
    let Ok(file) = TensorFile::parse(file.to_vec()) else {
        return;
    };
    let Ok(model) = Model::load(config, &file, Box::new(Reference)) else {
        return;
    };
    let everything = Observe {
        hidden: true,
        attention: true,
    };
    let (config, mut cache) = (model.config(), model.cache(1));
    let tokens = Array2::from_shape_fn((1, 3), |(_, i)| (i % config.vocab_size) as u32);
    if let Ok(run) = model.forward(tokens.view(), &mut cache, everything) {
        assert_eq!(run.logits.dim(), (1, 3, config.vocab_size));
        assert_eq!(run.attention.len(), config.layers);
    }
}

/// A model and its tokenizer are refused, or a text is traced through it: what a page does with files
/// that a reader opens.
pub fn trace(data: &[u8]) {
    let Some([config, tokenizer, tensors]) = unpack(data) else {
        return;
    };
    let tokenizer = (!tokenizer.is_empty()).then_some(tokenizer);
    let Ok(model) = SentenceModel::load(config, tensors.to_vec(), tokenizer) else {
        return;
    };
    let model = Arc::new(model);
    for text in ["1 0 2 1", "the é"] {
        let mut request = SentenceRequest::new(text);
        request.weights = WeightSource::Own;
        let Ok(builder) = TraceBuilder::with_model(&request, Some(&model)) else {
            continue;
        };
        let trace = builder.finish().expect("a request that was accepted");
        assert!(trace.tokens.len() <= model.longest_text());
        assert_eq!(trace.vocabulary.len(), model.config().vocab_size);
    }
}
