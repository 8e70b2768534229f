//! What precedes the block of queries of an Attention node.

use super::Inputs;
use crate::Obstacle;
use crate::obstacle::broken;
use crate::tensor::Tensor;
use ndarray::{Array4, Axis, Ix4, concatenate};

/// The input slots.
const PAST_KEY: usize = 4;
const PAST_VALUE: usize = 5;
const NONPAD_KV_SEQLEN: usize = 6;

/// Keys and values handed in as a past, or a cache kept outside whose valid length is handed in.
pub(super) struct Cache {
    past_key: Option<Array4<f64>>,
    past_value: Option<Array4<f64>>,
    /// The position of query 0 among all keys: one for all, or one for each batch entry.
    pub(super) offset: Vec<i64>,
    /// Keys of each batch entry that are no padding.
    pub(super) valid: Option<Vec<usize>>,
}

impl Cache {
    /// From the inputs of a node with `q_len` queries.
    ///
    /// # Errors
    /// When half a past is given, or both kinds of cache.
    pub(super) fn read(inputs: &Inputs<'_>, q_len: usize) -> Result<Self, Obstacle> {
        let past_key = four_axes(inputs.optional(PAST_KEY)?, "past_key")?;
        let past_value = four_axes(inputs.optional(PAST_VALUE)?, "past_value")?;
        if past_key.is_some() != past_value.is_some() {
            return Err(broken("past_key and past_value must be given together"));
        }
        let Some(lengths) = inputs.optional(NONPAD_KV_SEQLEN)? else {
            let past_len = past_key.as_ref().map_or(0, |past| past.len_of(Axis(2)));
            // Without any cache the operator aligns queries and keys at the top left: offset 0.
            return Ok(Self {
                past_key,
                past_value,
                offset: vec![past_len as i64],
                valid: None,
            });
        };
        if past_key.is_some() {
            return Err(broken("nonpad_kv_seqlen excludes past_key and past_value"));
        }
        let lengths = lengths.integers()?;
        let offset = lengths.iter().map(|length| length - q_len as i64).collect();
        let valid = lengths
            .into_iter()
            .map(usize::try_from)
            .collect::<Result<_, _>>();
        let valid = Some(valid.map_err(|_| broken("nonpad_kv_seqlen is negative"))?);
        Ok(Self {
            past_key,
            past_value,
            offset,
            valid,
        })
    }

    /// All keys: the past ones, then the new.
    ///
    /// # Errors
    /// When their shapes do not agree.
    pub(super) fn keys(&self, new: Array4<f64>) -> Result<Array4<f64>, Obstacle> {
        joined(self.past_key.as_ref(), new).map_err(|obstacle| obstacle.at("past_key"))
    }

    /// All values, likewise.
    ///
    /// # Errors
    /// When their shapes do not agree.
    pub(super) fn values(&self, new: Array4<f64>) -> Result<Array4<f64>, Obstacle> {
        joined(self.past_value.as_ref(), new).map_err(|obstacle| obstacle.at("past_value"))
    }
}

fn joined(past: Option<&Array4<f64>>, new: Array4<f64>) -> Result<Array4<f64>, Obstacle> {
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
