//! Attention, opsets 23 to 25.

use super::cache::Cache;
use super::layout::{heads_first, side_by_side};
use super::outputs::{Outputs, Produced};
use super::{Case, Inputs};
use crate::Obstacle;
use crate::backend::{AttentionRequest, Backend, MaskCells, Precision, ScoreStage};
use crate::obstacle::{broken, unsupported};
use crate::tensor::{ElementType, Tensor};
use headwise_core::Window;
use ndarray::Axis;

/// Every attribute of opsets 23 to 25.
const ATTRIBUTES: [&str; 9] = [
    "is_causal",
    "kv_num_heads",
    "left_window_size",
    "q_num_heads",
    "qk_matmul_output_mode",
    "right_window_size",
    "scale",
    "softcap",
    "softmax_precision",
];

/// The input slot of the mask.
const ATTN_MASK: usize = 3;

/// The output slot of the scores.
const QK_MATMUL_OUTPUT: usize = 3;

/// Runs the node; the outputs are Y, present_key, present_value and qk_matmul_output.
///
/// # Errors
/// When the node breaks the operator's rules or the backend does not answer.
pub(super) fn run(
    case: &Case,
    inputs: &Inputs<'_>,
    backend: &mut dyn Backend,
) -> Result<Outputs, Obstacle> {
    case.attributes.only(&ATTRIBUTES)?;
    let softmax = softmax_precision(case)?;
    let (q, k, v) = (
        inputs.required(0, "Q")?,
        inputs.required(1, "K")?,
        inputs.required(2, "V")?,
    );
    let axes = q.values.ndim();
    if k.values.ndim() != axes || v.values.ndim() != axes {
        return Err(broken("Q, K and V must have the same number of axes"));
    }
    let precision = precision([&q, &k, &v])?;
    let heads = case.attributes.count("q_num_heads")?;
    let kv_heads = case.attributes.count("kv_num_heads")?;
    let q = heads_first(q.values, heads).map_err(|obstacle| obstacle.at("Q"))?;
    let k = heads_first(k.values, kv_heads).map_err(|obstacle| obstacle.at("K"))?;
    let v = heads_first(v.values, kv_heads).map_err(|obstacle| obstacle.at("V"))?;
    let cache = Cache::read(inputs, q.len_of(Axis(2)))?;

    let request = AttentionRequest {
        precision,
        k: cache.keys(k)?,
        v: cache.values(v)?,
        q,
        causal: case.attributes.flag("is_causal")?,
        offset: Some(cache.offset),
        window: Window {
            left: reach(case, "left_window_size")?,
            right: reach(case, "right_window_size")?,
        },
        sinks: 0,
        mask: inputs.optional(ATTN_MASK)?.map(mask),
        kv_lengths: cache.valid,
        scale: case.attributes.float("scale")?,
        // 0 is the operator's word for none; its reference takes a negative one so, too.
        softcap: case.attributes.float("softcap")?.filter(|&cap| cap > 0.0),
        scores: wanted_scores(case)?,
    };
    let response = backend.attention(&request)?;
    let y = if axes == 4 {
        response.out.into_dyn()
    } else {
        side_by_side(&response.out)
    };
    let [key, value] = [request.k, request.v].map(|cache| Produced::copied(cache.into_dyn()));
    let scores = response.scores.zip(request.scores).map(|(scores, stage)| {
        let softmax = softmax.filter(|_| stage == ScoreStage::Weights);
        Produced::computed(scores.into_dyn(), softmax)
    });
    Ok(vec![
        Some(Produced::computed(y, softmax)),
        Some(key),
        Some(value),
        scores,
    ])
}

/// Booleans select keys; numbers of any type are added.
fn mask(tensor: Tensor) -> MaskCells {
    match tensor.element {
        ElementType::Bool => MaskCells::Boolean(tensor.values.mapv(|cell| cell != 0.0)),
        _ => MaskCells::Additive(tensor.values),
    }
}

/// A window's bound; -1 leaves the side unbounded.
fn reach(case: &Case, name: &str) -> Result<Option<usize>, Obstacle> {
    match case.attributes.integer(name)? {
        None | Some(-1) => Ok(None),
        Some(bound) => usize::try_from(bound)
            .map(Some)
            .map_err(|_| broken(format!("{name} is {bound}"))),
    }
}

fn precision(operands: [&Tensor; 3]) -> Result<Precision, Obstacle> {
    if let Some(other) = operands.iter().find(|operand| !operand.element.is_float()) {
        return Err(unsupported(format!("operands of type {:?}", other.element)));
    }
    let double = operands
        .iter()
        .any(|operand| operand.element == ElementType::F64);
    Ok(if double {
        Precision::Double
    } else {
        Precision::Single
    })
}

/// The stage that the fourth output shows, where the node has one.
fn wanted_scores(case: &Case) -> Result<Option<ScoreStage>, Obstacle> {
    if case
        .outputs
        .get(QK_MATMUL_OUTPUT)
        .is_none_or(String::is_empty)
    {
        return Ok(None);
    }
    match case
        .attributes
        .integer("qk_matmul_output_mode")?
        .unwrap_or(0)
    {
        0 => Ok(Some(ScoreStage::Scaled)),
        1 => Ok(Some(ScoreStage::Capped)),
        2 => Ok(Some(ScoreStage::Masked)),
        3 => Ok(Some(ScoreStage::Weights)),
        other => Err(broken(format!("qk_matmul_output_mode is {other}"))),
    }
}

/// The type that the softmax is to run in, by ONNX's numbers for types.
fn softmax_precision(case: &Case) -> Result<Option<ElementType>, Obstacle> {
    match case.attributes.integer("softmax_precision")? {
        None => Ok(None),
        Some(1) => Ok(Some(ElementType::F32)),
        Some(10) => Ok(Some(ElementType::F16)),
        Some(11) => Ok(Some(ElementType::F64)),
        Some(16) => Ok(Some(ElementType::Bf16)),
        Some(other) => Err(broken(format!("softmax_precision is {other}"))),
    }
}
