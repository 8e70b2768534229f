//! Normalisation of the residual stream, row by row.

use ndarray::{Array1, Array2, ArrayView2};

/// Gains, and for LayerNorm biases, one for each feature.
#[derive(Clone, Debug, PartialEq)]
pub enum Norm {
    /// `(x - mean) / sqrt(variance + epsilon) * gain + bias` (Ba et al. 2016), as in GPT-2.
    Layer {
        /// `[d_model]`.
        gain: Array1<f32>,
        /// `[d_model]`.
        bias: Array1<f32>,
    },
    /// `x / sqrt(mean(x^2) + epsilon) * gain` (Zhang & Sennrich 2019), as in Llama.
    Rms {
        /// `[d_model]`.
        gain: Array1<f32>,
    },
}

impl Norm {
    /// Normalises each row of `x [rows, d_model]`. Moments are summed in f64.
    pub fn apply(&self, x: ArrayView2<'_, f32>, epsilon: f64) -> Array2<f32> {
        let mut normed = x.to_owned();
        for mut row in normed.rows_mut() {
            let moment = |power: i32, about: f64| {
                let terms = row.iter().map(|&x| (f64::from(x) - about).powi(power));
                terms.sum::<f64>() / row.len() as f64
            };
            match self {
                Self::Layer { gain, bias } => {
                    let mean = moment(1, 0.0);
                    let scale = 1.0 / (moment(2, mean) + epsilon).sqrt();
                    row.mapv_inplace(|x| ((f64::from(x) - mean) * scale) as f32);
                    row *= gain;
                    row += bias;
                }
                Self::Rms { gain } => {
                    let scale = 1.0 / (moment(2, 0.0) + epsilon).sqrt();
                    row.mapv_inplace(|x| (f64::from(x) * scale) as f32);
                    row *= gain;
                }
            }
        }
        normed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_layer_norm_has_mean_0_and_variance_1_before_its_gain() {
        let norm = Norm::Layer {
            gain: array![1.0, 1.0, 2.0, 1.0],
            bias: array![0.0, 0.0, 0.5, 0.0],
        };
        let normed = norm.apply(array![[1.0, 2.0, 3.0, 6.0]].view(), 0.0);
        // Mean 3, variance 14 / 4.
        let unit = 3.5_f32.sqrt();
        let wanted = array![[-2.0 / unit, -1.0 / unit, 0.5, 3.0 / unit]];
        assert!((normed - wanted).iter().all(|error| error.abs() < 1e-6));
    }

    #[test]
    fn an_rms_norm_keeps_the_mean_and_scales_the_root_mean_square_to_1() {
        let norm = Norm::Rms {
            gain: array![1.0, 3.0],
        };
        let normed = norm.apply(array![[3.0, 4.0]].view(), 0.0);
        let unit = 12.5_f32.sqrt();
        assert!((normed[[0, 0]] - 3.0 / unit).abs() < 1e-6);
        assert!((normed[[0, 1]] - 12.0 / unit).abs() < 1e-6);
    }

    #[test]
    fn epsilon_keeps_a_row_of_zeros_finite() {
        let norm = Norm::Rms {
            gain: array![1.0, 1.0],
        };
        assert_eq!(
            norm.apply(array![[0.0, 0.0]].view(), 1e-6),
            array![[0.0, 0.0]]
        );
    }
}
