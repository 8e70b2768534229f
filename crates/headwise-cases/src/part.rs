//! Parts of a problem: some of its queries, or some of its keys.

use headwise_core::Options;
use ndarray::{Array4, ArrayD, Axis, IxDyn, Slice};
use std::ops::Range;

use crate::Inputs;

impl Inputs<f32> {
    /// The same problem for a stretch of its queries alone: they keep their positions.
    pub(crate) fn queries(&self, range: Range<usize>) -> Self {
        Self {
            q: cut(&self.q, Axis(2), range.clone()),
            k: self.k.clone(),
            v: self.v.clone(),
            boolean: self
                .boolean
                .as_ref()
                .map(|mask| cut_queries(mask, range.clone())),
            additive: self
                .additive
                .as_ref()
                .map(|mask| cut_queries(mask, range.clone())),
            settings: Options {
                offset: Some(self.positions(range.start as i64)),
                ..self.settings.clone()
            },
        }
    }

    /// The same problem for a stretch of its keys alone, each seen by whom it was seen before.
    pub(crate) fn keys(&self, range: Range<usize>) -> Self {
        let valid = (0..self.q.len_of(Axis(0)))
            .map(|b| self.valid(b).saturating_sub(range.start).min(range.len()));
        Self {
            q: self.q.clone(),
            k: cut(&self.k, Axis(2), range.clone()),
            v: cut(&self.v, Axis(2), range.clone()),
            boolean: self
                .boolean
                .as_ref()
                .map(|mask| cut_keys(mask, range.clone())),
            additive: self
                .additive
                .as_ref()
                .map(|mask| cut_keys(mask, range.clone())),
            settings: Options {
                offset: Some(self.positions(-(range.start as i64))),
                sinks: self.settings.sinks.saturating_sub(range.start),
                kv_lengths: Some(valid.collect()),
                ..self.settings.clone()
            },
        }
    }

    /// The position of query 0 of each batch entry, all moved.
    fn positions(&self, by: i64) -> Vec<i64> {
        let q_len = self.q.len_of(Axis(2)) as i64;
        let position = |b| match self.settings.offset.as_deref() {
            Some([one]) => *one,
            Some(each) => each[b],
            None => self.valid(b) as i64 - q_len,
        };
        (0..self.q.len_of(Axis(0)))
            .map(|b| position(b) + by)
            .collect()
    }

    fn valid(&self, b: usize) -> usize {
        let lengths = self.settings.kv_lengths.as_ref();
        lengths.map_or(self.k.len_of(Axis(2)), |lengths| lengths[b])
    }
}

fn cut(x: &Array4<f32>, axis: Axis, range: Range<usize>) -> Array4<f32> {
    x.slice_axis(axis, Slice::from(range))
        .as_standard_layout()
        .into_owned()
}

/// Axes are counted from the right; one of length 1 is stretched and stays.
fn cut_queries<A: Clone>(mask: &ArrayD<A>, range: Range<usize>) -> ArrayD<A> {
    match mask.ndim().checked_sub(2).map(Axis) {
        Some(axis) if mask.len_of(axis) > 1 => sliced(mask, axis, range),
        _ => mask.clone(),
    }
}

/// The last axis is never stretched; keys that the mask does not cover stay uncovered. A mask without
/// axes covers all.
fn cut_keys<A: Clone>(mask: &ArrayD<A>, range: Range<usize>) -> ArrayD<A> {
    let Some(axis) = mask.ndim().checked_sub(1).map(Axis) else {
        return mask.clone();
    };
    let covered = mask.len_of(axis);
    sliced(mask, axis, range.start.min(covered)..range.end.min(covered))
}

fn sliced<A: Clone>(mask: &ArrayD<A>, axis: Axis, range: Range<usize>) -> ArrayD<A> {
    let part = mask.slice_axis(axis, Slice::from(range));
    let shape = IxDyn(part.shape());
    let cells = part.iter().cloned().collect();
    ArrayD::from_shape_vec(shape, cells).expect("as many cells as the slice has")
}
