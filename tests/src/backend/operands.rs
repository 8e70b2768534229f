//! The operands of a request in the type that a backend written in Rust computes in.

use super::{AttentionRequest, MaskCells};
use headwise_core::{Mask, Options, Real};
use ndarray::{Array, Array4, ArrayD, ArrayView4, Dimension};

/// q, k, v and the mask as `T`.
pub(super) struct Operands<'a, T> {
    request: &'a AttentionRequest,
    q: Array4<T>,
    k: Array4<T>,
    v: Array4<T>,
    /// The cells of an additive mask; those of a boolean one are read where they are.
    bias: Option<ArrayD<T>>,
}

impl<'a, T: Real> Operands<'a, T> {
    pub(super) fn new(request: &'a AttentionRequest) -> Self {
        let bias = match &request.mask {
            Some(MaskCells::Additive(cells)) => Some(narrow(cells)),
            Some(MaskCells::Boolean(_)) | None => None,
        };
        Self {
            request,
            q: narrow(&request.q),
            k: narrow(&request.k),
            v: narrow(&request.v),
            bias,
        }
    }

    pub(super) fn views(&self) -> (ArrayView4<'_, T>, ArrayView4<'_, T>, ArrayView4<'_, T>) {
        (self.q.view(), self.k.view(), self.v.view())
    }

    pub(super) fn options(&self) -> Options<'_, T> {
        let request = self.request;
        let mask = match (&request.mask, &self.bias) {
            (Some(MaskCells::Boolean(cells)), _) => Some(Mask::Boolean(cells.view())),
            (_, Some(bias)) => Some(Mask::Additive(bias.view())),
            (_, None) => None,
        };
        Options {
            causal: request.causal,
            offset: request.offset.clone(),
            window: request.window,
            sinks: request.sinks,
            mask,
            kv_lengths: request.kv_lengths.clone(),
            scale: request.scale.map(T::from_f64),
            softcap: request.softcap.map(T::from_f64),
        }
    }
}

pub(super) fn narrow<T: Real, D: Dimension>(array: &Array<f64, D>) -> Array<T, D> {
    array.mapv(T::from_f64)
}

pub(super) fn widen<T: Real, D: Dimension>(array: &Array<T, D>) -> Array<f64, D> {
    array.mapv(Real::to_f64)
}
