//! How steeply the loss depends on each head (Michel et al. 2019, equation 2).
//!
//! `E_x |dL(x) / dξ_h|` at open gates ξ: one backward pass a text scores all heads at once. It is the
//! slope at ξ = 1, where masking is the drop from 1 to 0: the two agree in order where the loss is
//! nearly linear in a gate, and not in size.

use super::exam::Exam;
use crate::train::{Network, Parameters, cross_entropy};
use crate::transformer::ModelError;
use headwise_core::Real;
use ndarray::Array2;

/// The gradient of the loss with respect to the gates, over some texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// The mean of its magnitude, `[layers, heads]`: Michel's importance, in nats per token.
    pub magnitude: Array2<f64>,
    /// The mean with its sign, `[layers, heads]`: minus this is the first-order estimate of what
    /// masking costs.
    pub slope: Array2<f64>,
}

/// The sensitivity of a network's loss, each text's mean over the tokens that are asked for.
///
/// # Errors
/// Those of [`Network::forward`].
pub fn sensitivity<T: Real>(
    network: &Network,
    parameters: &Parameters<T>,
    exam: &Exam,
) -> Result<Sensitivity, ModelError> {
    let config = network.config();
    let shape = (config.layers, config.heads);
    let mut magnitude = Array2::<f64>::zeros(shape);
    let mut slope = Array2::<f64>::zeros(shape);
    let mut count = 0;
    for (tokens, targets) in exam.texts() {
        let tape = network.forward(parameters, tokens, None)?;
        let loss = cross_entropy(tape.logits(), &targets);
        let gradients = network.backward(parameters, &tape, loss.gradient.view());
        let gates = gradients.gates.mapv(<T as Real>::to_f64);
        magnitude += &gates.mapv(f64::abs);
        slope += &gates;
        count += 1;
    }
    let count = f64::from(count.max(1));
    Ok(Sensitivity {
        magnitude: magnitude / count,
        slope: slope / count,
    })
}
