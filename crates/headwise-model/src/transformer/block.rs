//! One layer of the decoder.

use super::config::Positions;
use super::{Activation, Config, Kernels, KvCache, LayerWeights, Linear, Mlp, ModelError, Norm};
use headwise_core::heads::{concat_batch, split_batch};
use headwise_core::{Options, Window};
use ndarray::{Array2, Array4, ArrayView1, ArrayView2, ArrayView4, Axis};

/// A layer whose maps its kernels have prepared.
pub(super) struct Block {
    attention_norm: Norm,
    q: Box<dyn Linear>,
    k: Box<dyn Linear>,
    v: Box<dyn Linear>,
    o: Box<dyn Linear>,
    mlp_norm: Norm,
    /// The gate of a gated MLP.
    gate: Option<Box<dyn Linear>>,
    up: Box<dyn Linear>,
    down: Box<dyn Linear>,
}

/// Where a layer stands and what it runs on.
pub(super) struct Place<'a> {
    pub(super) config: &'a Config,
    pub(super) kernels: &'a dyn Kernels,
    /// Its number, from 0.
    pub(super) layer: usize,
    /// Whether its weights are wanted.
    pub(super) observed: bool,
    /// What each head's output is multiplied by, `[heads]`; `None`: 1.
    pub(super) gates: Option<ArrayView1<'a, f32>>,
}

impl Block {
    pub(super) fn new(weights: LayerWeights, kernels: &dyn Kernels) -> Result<Self, ModelError> {
        let (gate, up, down) = match weights.mlp {
            Mlp::Plain { up, down } => (None, up, down),
            Mlp::Gated { gate, up, down } => (Some(gate), up, down),
        };
        Ok(Self {
            attention_norm: weights.attention_norm,
            q: kernels.linear(weights.attention.q)?,
            k: kernels.linear(weights.attention.k)?,
            v: kernels.linear(weights.attention.v)?,
            o: kernels.linear(weights.attention.o)?,
            mlp_norm: weights.mlp_norm,
            gate: gate.map(|gate| kernels.linear(gate)).transpose()?,
            up: kernels.linear(up)?,
            down: kernels.linear(down)?,
        })
    }

    /// Takes the tokens' rows `x [batch n, d_model]` through the layer, in place, and their keys and
    /// values into the cache. Gives the weights `[batch, heads, n, m]` if they are observed.
    pub(super) fn run(
        &self,
        x: &mut Array2<f32>,
        cache: &mut KvCache,
        place: &Place<'_>,
    ) -> Result<Option<Array4<f32>>, ModelError> {
        let epsilon = place.config.epsilon;
        let normed = self.attention_norm.apply(x.view(), epsilon);
        let (attended, weights) = self.attend(normed.view(), cache, place)?;
        *x += &attended;
        let normed = self.mlp_norm.apply(x.view(), epsilon);
        *x += &self.feed_forward(normed.view(), place.config.activation)?;
        Ok(weights)
    }

    fn attend(
        &self,
        x: ArrayView2<'_, f32>,
        cache: &mut KvCache,
        place: &Place<'_>,
    ) -> Result<(Array2<f32>, Option<Array4<f32>>), ModelError> {
        let &Place {
            config, kernels, ..
        } = place;
        let start = cache.len();
        let project = |map: &dyn Linear, heads| -> Result<Array4<f32>, ModelError> {
            let rows = map.apply(x)?;
            let shape = (cache.batch(), x.nrows() / cache.batch(), rows.ncols());
            let tokens = rows
                .into_shape_with_order(shape)
                .expect("the rows are those of every text");
            let split = split_batch(tokens.view(), heads)?;
            Ok(split.as_standard_layout().into_owned())
        };
        let turn = |x: Array4<f32>| match &config.positions {
            Positions::Rotary(frequencies) => frequencies.turn(x.view(), start),
            Positions::Learned { .. } => Ok(x),
        };
        let q = turn(project(&*self.q, config.heads)?)?;
        let k = turn(project(&*self.k, config.kv_heads)?)?;
        let v = project(&*self.v, config.kv_heads)?;
        let (k, v) = cache.append(place.layer, k.view(), v.view());

        let options = options(config, place.layer);
        let mut out = kernels.attention(q.view(), k, v, &options)?;
        if let Some(gates) = place.gates {
            let heads = out.axis_iter_mut(Axis(1));
            heads.zip(gates).for_each(|(mut head, &gate)| head *= gate);
        }
        let weights = place
            .observed
            .then(|| kernels.weights(q.view(), k, v, &options))
            .transpose()?;
        Ok((self.o.apply(side_by_side(out.view()).view())?, weights))
    }

    fn feed_forward(
        &self,
        x: ArrayView2<'_, f32>,
        activation: Activation,
    ) -> Result<Array2<f32>, ModelError> {
        let mut inner = self.up.apply(x)?;
        match &self.gate {
            Some(gate) => inner *= &gate.apply(x)?.mapv_into(|cell| activation.at(cell)),
            None => inner.mapv_inplace(|cell| activation.at(cell)),
        }
        self.down.apply(inner.view())
    }
}

/// Causal, at the end of the cache, in the model's window.
fn options(config: &Config, layer: usize) -> Options<'static, f32> {
    Options {
        causal: true,
        window: Window {
            // A window of w keys counts the query's own.
            left: config.window.map(|keys| keys - 1),
            right: None,
        },
        scale: Some(config.scale(layer)),
        ..Options::default()
    }
}

/// `[batch, heads, n, head_dim]` as `[batch n, heads head_dim]`.
fn side_by_side(heads: ArrayView4<'_, f32>) -> Array2<f32> {
    let (batch, count, len, dim) = heads.dim();
    concat_batch(heads)
        .as_standard_layout()
        .into_owned()
        .into_shape_with_order((batch * len, count * dim))
        .expect("a row-major array takes any shape of its size")
}
