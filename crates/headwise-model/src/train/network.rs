//! The whole decoder, forward and backward.

use super::Parameters;
use super::layer::{Layer, LayerTape};
use super::layout::{Kind, Layout, MapSlots, Slot};
use super::operations::attention::Heads;
use super::operations::norm::{self, NormTape};
use super::operations::rotary::Angles;
use super::operations::{embedding, linear};
use crate::transformer::{Config, ModelError, Positions};
use headwise_core::Real;
use ndarray::{Array2, ArrayView2, ArrayView4, Axis};
use std::sync::Arc;

/// What a model is, without its numbers: those are [`Parameters`].
#[derive(Clone, Debug)]
pub struct Network {
    config: Config,
    layout: Arc<Layout>,
}

/// What the forward pass leaves for the backward pass, and for whoever looks.
#[derive(Clone, Debug)]
pub struct Tape<T> {
    tokens: Array2<u32>,
    gates: Array2<T>,
    angles: Option<Angles<T>>,
    layers: Vec<LayerTape<T>>,
    norm: NormTape<T>,
    /// What the head takes in.
    hidden: Array2<T>,
    logits: Array2<T>,
}

/// Derivatives of a loss.
#[derive(Clone, Debug)]
pub struct Gradients<T> {
    /// By each parameter.
    pub parameters: Parameters<T>,
    /// By the gate of each head, `[layers, heads]`, at the gates of the forward pass.
    pub gates: Array2<T>,
}

impl<T: Real> Tape<T> {
    /// Of the token after each, before any softmax: `[batch n, vocab_size]`, text after text.
    pub fn logits(&self) -> ArrayView2<'_, T> {
        self.logits.view()
    }

    /// The attention weights of a layer, `[batch, heads, n, n]`, as they are before any gate.
    ///
    /// # Panics
    /// When there is no such layer.
    pub fn attention(&self, layer: usize) -> ArrayView4<'_, T> {
        self.layers[layer].weights()
    }
}

impl Network {
    /// The network of a configuration.
    pub fn new(config: Config) -> Self {
        let layout = Arc::new(Layout::new(&config));
        Self { config, layout }
    }

    /// What it is.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// How many parameters it has.
    pub fn size(&self) -> usize {
        self.layout.len
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(super) fn shared_layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    /// Runs `tokens [batch, n]`. The output of each head is multiplied by its gate before W_O:
    /// `gates [layers, heads]`, 1 where there are none; 0 takes a head out (Michel et al. 2019,
    /// section 2.3).
    ///
    /// # Errors
    /// [`ModelError::Input`] for no tokens, a token beyond the vocabulary, more positions than the
    /// model learned, or gates of another shape.
    pub fn forward<T: Real>(
        &self,
        parameters: &Parameters<T>,
        tokens: ArrayView2<'_, u32>,
        gates: Option<ArrayView2<'_, T>>,
    ) -> Result<Tape<T>, ModelError> {
        self.check(tokens)?;
        let shape = (self.config.layers, self.config.heads);
        let gates = gates.map_or_else(|| Array2::ones(shape), |gates| gates.to_owned());
        if gates.dim() != shape {
            let message = format!("gates {:?} for heads {shape:?}", gates.dim());
            return Err(ModelError::Input(message));
        }
        let angles = match &self.config.positions {
            Positions::Rotary(frequencies) => {
                Some(Angles::new(frequencies.radians(), tokens.ncols()))
            }
            Positions::Learned { .. } => None,
        };
        let Layout {
            embedding,
            positions,
            ..
        } = *self.layout;
        let mut x = embedding::forward(parameters, embedding, positions, tokens);
        let layers = (0..self.config.layers)
            .map(|layer| {
                self.layer(layer, tokens.dim(), angles.as_ref(), gates.view())
                    .forward(parameters, &mut x)
            })
            .collect();
        let epsilon = self.config.epsilon;
        let (hidden, norm) = norm::forward(parameters, &self.layout.norm, epsilon, x.view());
        let logits = linear::forward(parameters, &[self.head()], hidden.view());
        Ok(Tape {
            tokens: tokens.to_owned(),
            gates,
            angles,
            layers,
            norm,
            hidden,
            logits,
        })
    }

    /// From the derivative of a loss by the logits, `[batch n, vocab_size]`, those by everything else.
    ///
    /// # Panics
    /// When `d_logits` has another shape than the tape's logits, or the tape is of another network.
    pub fn backward<T: Real>(
        &self,
        parameters: &Parameters<T>,
        tape: &Tape<T>,
        d_logits: ArrayView2<'_, T>,
    ) -> Gradients<T> {
        assert_eq!(d_logits.dim(), tape.logits.dim(), "one derivative a logit");
        let mut gradients = Parameters::zeros(self);
        let mut d_gates = Array2::zeros(tape.gates.dim());
        let hidden = tape.hidden.view();
        let d_hidden =
            linear::backward(parameters, &[self.head()], hidden, d_logits, &mut gradients);
        let norm = &self.layout.norm;
        let mut d_x = norm::backward(
            parameters,
            norm,
            &tape.norm,
            d_hidden.view(),
            &mut gradients,
        );
        for (layer, own) in tape.layers.iter().enumerate().rev() {
            let d_gates = d_gates.index_axis_mut(Axis(0), layer);
            self.layer(
                layer,
                tape.tokens.dim(),
                tape.angles.as_ref(),
                tape.gates.view(),
            )
            .backward(parameters, own, &mut d_x, &mut gradients, d_gates);
        }
        let Layout {
            embedding,
            positions,
            ..
        } = *self.layout;
        let tokens = tape.tokens.view();
        embedding::backward(embedding, positions, tokens, d_x.view(), &mut gradients);
        Gradients {
            parameters: gradients,
            gates: d_gates,
        }
    }

    fn layer<'a, T: Real>(
        &'a self,
        layer: usize,
        (batch, len): (usize, usize),
        angles: Option<&'a Angles<T>>,
        gates: ArrayView2<'a, T>,
    ) -> Layer<'a, T> {
        Layer {
            slots: &self.layout.layers[layer],
            sizes: Heads::of(&self.config, layer, batch, len),
            angles,
            epsilon: self.config.epsilon,
            activation: self.config.activation,
            gates: gates.index_axis_move(Axis(0), layer),
        }
    }

    /// The map to the logits: a tied head is the embedding, transposed, and both add to its gradient.
    fn head(&self) -> MapSlots {
        let own = self.layout.head;
        let tied = || Slot {
            kind: Kind::OutIn,
            ..self.layout.embedding
        };
        MapSlots {
            weight: own.unwrap_or_else(tied),
            bias: None,
        }
    }

    fn check(&self, tokens: ArrayView2<'_, u32>) -> Result<(), ModelError> {
        let refuse = |message: String| Err(ModelError::Input(message));
        if tokens.is_empty() {
            return refuse("there are no tokens to run".to_owned());
        }
        let size = self.config.vocab_size;
        if let Some(token) = tokens.iter().find(|&&token| token as usize >= size) {
            return refuse(format!("token {token} of a vocabulary of {size}"));
        }
        match self.config.positions {
            Positions::Learned { count } if tokens.ncols() > count => refuse(format!(
                "{} tokens, and positions for {count}",
                tokens.ncols()
            )),
            _ => Ok(()),
        }
    }
}
