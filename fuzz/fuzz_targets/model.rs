//! A model is refused, or it runs.
#![no_main]

use headwise_fuzz::unpack;
use headwise_model::safetensors::TensorFile;
use headwise_model::transformer::{Model, Observe, Reference};
use libfuzzer_sys::fuzz_target;
use ndarray::Array2;

fuzz_target!(|data: &[u8]| {
    let Some((config, file)) = unpack(data) else {
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
});
