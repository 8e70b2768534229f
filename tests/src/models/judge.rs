//! The judgement of one model.

use super::CONFIG_FILE;
use super::expected::{INPUT, Output, tokens};
use crate::Obstacle;
use crate::backend::Backend;
use crate::compare::compare;
use crate::obstacle::{broken, unsupported};
use crate::safetensors_file::{TensorFile, read};
use crate::tensor::Tensor;
use crate::tolerance::{MODEL_WEIGHTS, Tolerance};
use headwise_model::safetensors;
use headwise_model::transformer::{Choice, Config, Forward, Model, Observe, Weights};
use ndarray::{Array, Array2, ArrayD, Dimension};
use std::path::Path;

/// Runs a model and compares everything that is expected of it; gives a line for each output that
/// differs.
///
/// # Errors
/// When the model could not be judged.
pub fn judge(folder: &Path, backend: &dyn Backend) -> Result<Vec<String>, Obstacle> {
    let kernels = backend
        .kernels()
        .ok_or_else(|| unsupported(format!("the backend {} runs no models", backend.name())))?;
    let read = |name: &str| read(&folder.join(name)).map_err(|obstacle| obstacle.at(name));
    let config = Config::parse(&read(CONFIG_FILE)?)?;
    let file = "model.safetensors";
    let weights = safetensors::TensorFile::parse(read(file)?)
        .map_err(Obstacle::from)
        .and_then(|tensors| Ok(Weights::read(&config, &tensors)?))
        .map_err(|obstacle| obstacle.at(file))?;
    let model = Model::new(config, weights, kernels)?;

    let expected = TensorFile::open(&folder.join("expected.safetensors"))?;
    let input = tokens(&expected.tensor(INPUT)?).map_err(|obstacle| obstacle.at(INPUT))?;
    let outputs = expected
        .names()
        .into_iter()
        .filter(|name| name != INPUT)
        .map(|name| Ok((Output::named(&name)?, name)))
        .collect::<Result<Vec<_>, Obstacle>>()?;
    if outputs.is_empty() {
        return Err(broken("expects no output, so that nothing can be compared"));
    }
    let observe = Observe {
        hidden: true,
        attention: true,
    };
    let run = model.forward(input.view(), &mut model.cache(input.nrows()), observe)?;
    let mut differences = Vec::new();
    for (output, name) in outputs {
        let wanted = expected.tensor(&name)?;
        let difference = match output {
            Output::Greedy => continuation(&model, &input, &wanted)?,
            output => difference(output, &run, &wanted),
        };
        differences.extend(difference.map(|difference| format!("{name} {difference}")));
    }
    Ok(differences)
}

/// How an output differs from what is expected, if it does.
fn difference(output: Output, run: &Forward, wanted: &Tensor) -> Option<String> {
    let computed = match output {
        Output::Logits => Some(widen(&run.logits)),
        Output::Hidden(layer) => run.hidden.get(layer).map(widen),
        Output::Attention(layer) => run.attention.get(layer).map(widen),
        Output::Greedy => None,
    };
    let Some(computed) = computed else {
        return Some("is not computed: the model has fewer layers".to_owned());
    };
    let tolerance = match output {
        Output::Attention(_) => MODEL_WEIGHTS,
        _ => Tolerance::of_largest(&wanted.values),
    };
    let compared = compare(wanted, &computed, tolerance);
    compared.err().map(|difference| difference.to_string())
}

/// How greedy texts differ from those expected, if they do.
fn continuation(
    model: &Model,
    input: &Array2<u32>,
    wanted: &Tensor,
) -> Result<Option<String>, Obstacle> {
    let wanted = tokens(wanted)?;
    let (prompt_len, len) = (input.ncols(), wanted.ncols());
    if wanted.nrows() > input.nrows() || len < prompt_len {
        let shape = wanted.shape();
        return Err(broken(format!(
            "greedy texts of shape {shape:?} do not continue the input"
        )));
    }
    for (row, (prompt, wanted)) in input.rows().into_iter().zip(wanted.rows()).enumerate() {
        let text = model.generate(&prompt.to_vec(), len - prompt_len, Choice::Greedy)?;
        let wanted = wanted.to_vec();
        if let Some(place) = (0..len).find(|&place| text[place] != wanted[place]) {
            return Ok(Some(format!(
                "at [{row}, {place}] expected token {}, got {}",
                wanted[place], text[place]
            )));
        }
    }
    Ok(None)
}

fn widen<D: Dimension>(array: &Array<f32, D>) -> ArrayD<f64> {
    array.mapv(f64::from).into_dyn()
}
