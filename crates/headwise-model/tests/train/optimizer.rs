//! AdamW by hand, and clipping.

use super::tiny;
use headwise_model::train::{AdamW, Decay, Parameters, clip};

#[test]
fn two_steps_are_those_of_the_algorithm() {
    let network = tiny::network(&tiny::gpt2());
    let decay = Decay {
        first: 0.8,
        second: 0.9,
        epsilon: 1e-3,
        weight: 0.5,
    };
    let mut optimizer = AdamW::new(&network, decay);
    let mut parameters = tiny::parameters::<f64>(&network);
    let names: Vec<String> = parameters.names().map(str::to_owned).collect();
    let start = parameters.clone();
    let (gradients, rate) = ([0.3, -0.1], 0.01);
    for gradient in gradients {
        let mut all = Parameters::zeros(&network);
        all.numbers_mut().fill(gradient);
        optimizer.step(&mut parameters, &all, rate);
    }

    // Algorithm 2 of the paper, for one number.
    let expected = |mut number: f64, weight: f64| {
        let (mut m, mut v) = (0.0, 0.0);
        for (t, g) in (1..).zip(gradients) {
            m = 0.8 * m + 0.2 * g;
            v = 0.9 * v + 0.1 * g * g;
            let m_hat = m / (1.0 - 0.8_f64.powi(t));
            let v_hat = v / (1.0 - 0.9_f64.powi(t));
            number -= rate * (m_hat / (v_hat.sqrt() + 1e-3) + weight * number);
        }
        number
    };
    for name in names {
        // Matrices decay; gains and biases do not.
        let weight = if start.tensor(&name).unwrap().ndim() == 2 {
            0.5
        } else {
            0.0
        };
        let pairs = start.tensor(&name).unwrap().to_owned();
        for (before, after) in pairs.iter().zip(&parameters.tensor(&name).unwrap()) {
            assert!((expected(*before, weight) - after).abs() < 1e-12, "{name}");
        }
    }
}

#[test]
fn long_gradients_are_scaled_and_short_ones_left() {
    let network = tiny::network(&tiny::gpt2());
    let mut gradients = Parameters::<f64>::zeros(&network);
    gradients.numbers_mut()[..2].copy_from_slice(&[3.0, 4.0]);
    assert_eq!(clip(&mut gradients, 6.0), 5.0);
    assert_eq!(gradients.numbers()[..2], [3.0, 4.0]);
    assert_eq!(clip(&mut gradients, 1.0), 5.0);
    assert!((gradients.numbers()[0] - 0.6).abs() < 1e-12);
    assert!((gradients.numbers()[1] - 0.8).abs() < 1e-12);
}
