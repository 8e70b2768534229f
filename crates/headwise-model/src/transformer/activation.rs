//! The nonlinearity between the two maps of an MLP.

use std::f64::consts::{FRAC_2_SQRT_PI, PI, SQRT_2};

/// A function of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// `x Phi(x)`, Phi the normal distribution (Hendrycks & Gimpel 2016, section 2).
    Gelu,
    /// `x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))`, their approximation of it and what GPT-2
    /// was trained with.
    GeluTanh,
    /// `x sigmoid(x)`, also called swish.
    Silu,
    /// `max(x, 0)`.
    Relu,
}

impl Activation {
    /// By the name that a `config.json` gives it.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "gelu" | "gelu_python" => Self::Gelu,
            "gelu_new" | "gelu_fast" | "gelu_pytorch_tanh" => Self::GeluTanh,
            "silu" | "swish" => Self::Silu,
            "relu" => Self::Relu,
            _ => return None,
        })
    }

    /// Its value at x, computed in f64.
    pub fn at(self, x: f32) -> f32 {
        self.exact(f64::from(x)) as f32
    }

    /// Its value at x.
    pub(crate) fn exact(self, x: f64) -> f64 {
        match self {
            Self::Gelu => 0.5 * x * (1.0 + erf(x / SQRT_2)),
            Self::GeluTanh => {
                let inner = (2.0 / PI).sqrt() * (x + 0.044_715 * x.powi(3));
                0.5 * x * (1.0 + inner.tanh())
            }
            Self::Silu => x / (1.0 + (-x).exp()),
            Self::Relu => x.max(0.0),
        }
    }
}

/// The error function, as `2 / sqrt(pi) exp(-x^2) sum_n 2^n x^(2n+1) / (2n+1)!!` (Abramowitz & Stegun
/// 1964, 7.1.6): all terms have one sign, so that nothing cancels.
pub(crate) fn erf(x: f64) -> f64 {
    // Beyond, the difference from 1 is below 2e-17.
    if x.abs() > 6.0 {
        return x.signum();
    }
    let (mut term, mut sum) = (x, x);
    let mut odd = 1.0;
    while term.abs() > sum.abs() * 1e-17 {
        odd += 2.0;
        term *= 2.0 * x * x / odd;
        sum += term;
    }
    FRAC_2_SQRT_PI * (-x * x).exp() * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_function_has_its_tabulated_values() {
        for (x, value) in [
            (0.0, 0.0),
            (0.5, 0.520_499_877_813_046_5),
            (1.0, 0.842_700_792_949_714_9),
            (2.0, 0.995_322_265_018_952_7),
            (3.5, 0.999_999_256_901_627_7),
            (7.0, 1.0),
        ] {
            assert!((erf(x) - value).abs() < 1e-14, "erf({x}) = {}", erf(x));
            assert_eq!(erf(-x), -erf(x));
        }
        assert!(erf(f64::NAN).is_nan());
    }

    #[test]
    fn the_two_forms_of_gelu_agree_closely_and_are_not_the_same() {
        let differences = (-40..=40)
            .map(|step| step as f32 / 10.0)
            .map(|x| (Activation::Gelu.at(x) - Activation::GeluTanh.at(x)).abs());
        let largest = differences.fold(0.0, f32::max);
        assert!((1e-4..1e-3).contains(&largest), "{largest}");
    }

    #[test]
    fn activations_have_their_values_at_one() {
        for (name, value) in [
            ("gelu", 0.841_344_7),
            ("gelu_new", 0.841_192),
            ("silu", 0.731_058_6),
            ("relu", 1.0),
        ] {
            let computed = Activation::named(name).unwrap().at(1.0);
            assert!((computed - value).abs() < 1e-6, "{name}: {computed}");
        }
        assert_eq!(Activation::named("quick_gelu"), None);
    }

    #[test]
    fn large_inputs_stay_finite() {
        for activation in [
            Activation::Gelu,
            Activation::GeluTanh,
            Activation::Silu,
            Activation::Relu,
        ] {
            assert_eq!(activation.at(1e30), 1e30);
            assert_eq!(activation.at(-1e30), 0.0, "{activation:?}");
        }
    }
}
