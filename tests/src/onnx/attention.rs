//! Attention, opsets 23 to 25.

use super::layout::{heads_first, side_by_side};
use super::{Case, Inputs, Origin, Outputs, Produced};
use crate::Obstacle;
use crate::backend::{AttentionRequest, Backend, MaskCells, Precision, ScoreStage};
use crate::obstacle::{broken, unsupported};
use crate::tensor::{ElementType, Tensor};
use headwise_core::Window;
use ndarray::{Array4, Axis, Ix4, concatenate};

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

/// The input slots.
const ATTN_MASK: usize = 3;
const PAST_KEY: usize = 4;
const PAST_VALUE: usize = 5;
const NONPAD_KV_SEQLEN: usize = 6;

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
    let cache = Cache::read(inputs, &q)?;

    let request = AttentionRequest {
        precision,
        k: joined(cache.past_key, k)?,
        v: joined(cache.past_value, v)?,
        q,
        causal: case.attributes.flag("is_causal")?,
        offset: Some(cache.offset),
        window: Window {
            left: reach(case, "left_window_size")?,
            right: reach(case, "right_window_size")?,
        },
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
    let computed = |values| {
        Some(Produced {
            values,
            origin: Origin::Computed { softmax },
        })
    };
    let copied = |values: Array4<f64>| {
        Some(Produced {
            values: values.into_dyn(),
            origin: Origin::Copied,
        })
    };
    let scores = response
        .scores
        .and_then(|scores| computed(scores.into_dyn()));
    Ok(vec![
        computed(y),
        copied(request.k),
        copied(request.v),
        scores,
    ])
}

/// What precedes the block of queries: keys and values handed in, or a cache kept outside.
struct Cache {
    past_key: Option<Array4<f64>>,
    past_value: Option<Array4<f64>>,
    /// The position of query 0 among all keys: one for all, or one for each batch entry.
    offset: Vec<i64>,
    /// Keys of each batch entry that are no padding.
    valid: Option<Vec<usize>>,
}

impl Cache {
    fn read(inputs: &Inputs<'_>, q: &Array4<f64>) -> Result<Self, Obstacle> {
        let past_key = four_axes(inputs.optional(PAST_KEY)?, "past_key")?;
        let past_value = four_axes(inputs.optional(PAST_VALUE)?, "past_value")?;
        if past_key.is_some() != past_value.is_some() {
            return Err(broken("past_key and past_value must be given together"));
        }
        let lengths = inputs
            .optional(NONPAD_KV_SEQLEN)?
            .map(|lengths| lengths.integers())
            .transpose()?;
        let past_len = past_key
            .as_ref()
            .map_or(0, |past| past.len_of(Axis(2)) as i64);
        let Some(lengths) = lengths else {
            // Without any cache the operator aligns queries and keys at the top left: offset 0.
            return Ok(Self {
                past_key,
                past_value,
                offset: vec![past_len],
                valid: None,
            });
        };
        if past_key.is_some() {
            return Err(broken("nonpad_kv_seqlen excludes past_key and past_value"));
        }
        let q_len = q.len_of(Axis(2)) as i64;
        let offset = lengths.iter().map(|length| length - q_len).collect();
        let valid = lengths
            .iter()
            .map(|&length| usize::try_from(length))
            .collect::<Result<_, _>>();
        let valid = Some(valid.map_err(|_| broken("nonpad_kv_seqlen is negative"))?);
        Ok(Self {
            past_key,
            past_value,
            offset,
            valid,
        })
    }
}

/// The past keys or values followed by the new ones.
fn joined(past: Option<Array4<f64>>, new: Array4<f64>) -> Result<Array4<f64>, Obstacle> {
    match past {
        None => Ok(new),
        Some(past) => concatenate(Axis(2), &[past.view(), new.view()]).map_err(broken),
    }
}

fn four_axes(tensor: Option<Tensor>, name: &str) -> Result<Option<Array4<f64>>, Obstacle> {
    let convert = |tensor: Tensor| tensor.values.into_dimensionality::<Ix4>();
    tensor
        .map(convert)
        .transpose()
        .map_err(|error| broken(error).at(name))
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
