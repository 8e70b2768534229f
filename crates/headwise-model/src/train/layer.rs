//! One layer, forward and backward: `x + attend(norm(x))`, then `x + mlp(norm(x))`.

use super::Parameters;
use super::layout::LayerSlots;
use super::operations::attention::{self, Attended, Heads};
use super::operations::norm::{self, NormTape};
use super::operations::rotary::Angles;
use super::operations::{activation, linear};
use crate::transformer::{Activation, Config};
use headwise_core::Real;
use ndarray::{Array2, ArrayView1, ArrayView4, ArrayViewMut1, ArrayViewMut2, Axis, Slice};
use std::slice::from_ref;

/// A layer with what it needs to know beside its parameters.
pub(super) struct Layer<'a, T> {
    pub(super) slots: &'a LayerSlots,
    pub(super) sizes: Heads,
    pub(super) angles: Option<&'a Angles<T>>,
    pub(super) epsilon: f64,
    pub(super) activation: Activation,
    /// `[heads]`.
    pub(super) gates: ArrayView1<'a, T>,
}

/// What its backward pass needs.
#[derive(Clone, Debug)]
pub(super) struct LayerTape<T> {
    attention_norm: NormTape<T>,
    /// What W_Q, W_K and W_V take in.
    attention_in: Array2<T>,
    /// Side by side, turned.
    qkv: Array2<T>,
    attended: Attended<T>,
    /// What W_O takes in.
    gated: Array2<T>,
    mlp_norm: NormTape<T>,
    mlp_in: Array2<T>,
    /// Before the activation.
    inner: Array2<T>,
    /// After it.
    active: Array2<T>,
}

impl<T: Real> LayerTape<T> {
    /// The attention weights, `[batch, heads, n, n]`.
    pub(super) fn weights(&self) -> ArrayView4<'_, T> {
        self.attended.weights.view()
    }
}

impl<T: Real> Layer<'_, T> {
    /// Takes `x [batch n, d_model]` through the layer, in place.
    pub(super) fn forward(&self, parameters: &Parameters<T>, x: &mut Array2<T>) -> LayerTape<T> {
        let slots = self.slots;
        let (attention_in, attention_norm) =
            norm::forward(parameters, &slots.attention_norm, self.epsilon, x.view());
        let mut qkv = linear::forward(parameters, &slots.qkv, attention_in.view());
        if let Some(angles) = self.angles {
            angles.turn(self.turned(&mut qkv));
        }
        let attended = attention::forward(&self.sizes, qkv.view());
        let gated = attention::gate(&self.sizes, self.gates, attended.out.view());
        *x += &linear::forward(parameters, from_ref(&slots.o), gated.view());

        let (mlp_in, mlp_norm) = norm::forward(parameters, &slots.mlp_norm, self.epsilon, x.view());
        let inner = linear::forward(parameters, &slots.inner, mlp_in.view());
        let active = activation::forward(self.activation, inner.view(), self.is_gated());
        *x += &linear::forward(parameters, from_ref(&slots.down), active.view());
        LayerTape {
            attention_norm,
            attention_in,
            qkv,
            attended,
            gated,
            mlp_norm,
            mlp_in,
            inner,
            active,
        }
    }

    /// Takes `d_x`, the derivative by the layer's output, to that by its input, in place; adds those
    /// by parameters and gates.
    pub(super) fn backward(
        &self,
        parameters: &Parameters<T>,
        tape: &LayerTape<T>,
        d_x: &mut Array2<T>,
        gradients: &mut Parameters<T>,
        d_gates: ArrayViewMut1<'_, T>,
    ) {
        let slots = self.slots;
        let through = |maps, input: &Array2<T>, d_out: &Array2<T>, gradients: &mut _| {
            linear::backward(parameters, maps, input.view(), d_out.view(), gradients)
        };
        let d_active = through(from_ref(&slots.down), &tape.active, d_x, gradients);
        let (inner, gated) = (tape.inner.view(), self.is_gated());
        let d_inner = activation::backward(self.activation, inner, gated, d_active.view());
        let d_in = through(&slots.inner, &tape.mlp_in, &d_inner, gradients);
        *d_x += &norm::backward(
            parameters,
            &slots.mlp_norm,
            &tape.mlp_norm,
            d_in.view(),
            gradients,
        );

        let d_gated = through(from_ref(&slots.o), &tape.gated, d_x, gradients);
        let mut d_qkv = attention::backward(
            &self.sizes,
            tape.qkv.view(),
            &tape.attended,
            self.gates,
            d_gated.view(),
            d_gates,
        );
        if let Some(angles) = self.angles {
            angles.turn_back(self.turned(&mut d_qkv));
        }
        let d_in = through(&slots.qkv, &tape.attention_in, &d_qkv, gradients);
        let slots = &slots.attention_norm;
        *d_x += &norm::backward(
            parameters,
            slots,
            &tape.attention_norm,
            d_in.view(),
            gradients,
        );
    }

    /// Queries and keys, which rotary positions turn, of Q, K and V side by side.
    fn turned<'a>(&self, qkv: &'a mut Array2<T>) -> ArrayViewMut2<'a, T> {
        let width = (self.sizes.heads + self.sizes.kv_heads) * self.sizes.head_dim;
        qkv.slice_axis_mut(Axis(1), Slice::from(..width))
    }

    /// Whether the MLP has a gate beside its up map.
    fn is_gated(&self) -> bool {
        self.slots.inner.len() == 2
    }
}

impl Heads {
    /// Those of a layer, from 0, for texts of `len` tokens.
    pub(super) fn of(config: &Config, layer: usize, batch: usize, len: usize) -> Self {
        Self {
            batch,
            len,
            heads: config.heads,
            kv_heads: config.kv_heads,
            head_dim: config.head_dim,
            scale: f64::from(config.scale(layer)),
            window: config.window,
        }
    }
}
