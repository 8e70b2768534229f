//! Prints what a model makes of a text, as JSON, for others to compare with:
//! `cargo run -p headwise-model --example logits -- FOLDER TOKEN...`, where FOLDER holds `config.json`
//! and `model.safetensors` and the tokens are numbers.

use headwise_model::safetensors::TensorFile;
use headwise_model::transformer::{Model, Observe, Reference};
use ndarray::{Array2, Axis};
use serde_json::json;
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("a folder is missing")?;
    let file = |name| std::fs::read(Path::new(&folder).join(name));
    let tensors = TensorFile::parse(file("model.safetensors")?)?;
    let model = Model::load(&file("config.json")?, &tensors, Box::new(Reference))?;

    let tokens = arguments
        .map(|token| token.parse())
        .collect::<Result<Vec<u32>, _>>()?;
    let tokens = Array2::from_shape_vec((1, tokens.len()), tokens)?;
    let run = model.forward(tokens.view(), &mut model.cache(1), Observe::default())?;
    let logits = run.logits.index_axis(Axis(0), 0);
    let rows: Vec<Vec<f32>> = logits.rows().into_iter().map(|row| row.to_vec()).collect();
    println!("{}", json!({ "tokens": tokens.as_slice(), "logits": rows }));
    Ok(())
}
