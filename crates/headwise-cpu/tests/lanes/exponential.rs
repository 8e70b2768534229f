//! The exponential against the standard library's in f64.

use headwise_cases::tolerance::EXP2;
use headwise_cpu::exp2::{Shifted, exp2_one, expm1_2};
use headwise_cpu::lanes::Lanes;

pub(crate) fn is_close_over_the_whole_domain<L: Lanes>() {
    // Steps that meet every fraction, down to the smallest normal number.
    let mut worst = (0.0_f64, 0.0_f32);
    for step in 0..400_000 {
        let x = -126.0 + step as f32 * 0.000_331_7;
        let exact = f64::from(x).exp2();
        let error = (f64::from(exp2_one::<L>(x)) / exact - 1.0).abs();
        if error > worst.0 {
            worst = (error, x);
        }
    }
    assert!(worst.0 <= EXP2, "relative error {} at {}", worst.0, worst.1);
}

pub(crate) fn is_exact_at_integers<L: Lanes>() {
    for n in -126..=127 {
        assert_eq!(exp2_one::<L>(n as f32), 2.0_f32.powi(n), "2^{n}");
    }
}

pub(crate) fn keeps_the_ends<L: Lanes>() {
    for x in [-126.001, -127.0, -128.5, -1e30, f32::MIN, f32::NEG_INFINITY] {
        assert_eq!(exp2_one::<L>(x).to_bits(), 0, "2^{x}");
    }
    // NaN of any sign and payload.
    for bits in [0x7FC0_0000, 0xFFC0_0000, 0x7FC0_01FF, 0x7FFF_FFFF] {
        assert!(exp2_one::<L>(f32::from_bits(bits)).is_nan(), "{bits:x}");
    }
}

/// Scores about origins near and far, against the exponential in f64.
pub(crate) fn shifts_by_whole_powers<L: Lanes>() {
    for origin in [0.0_f32, -3.0, 40.0, 1000.0] {
        let shifted = Shifted::<L>::new(&[origin; 4]);
        for step in 0..20_000 {
            let score = origin * std::f32::consts::LN_2 - 0.004 * step as f32;
            let exact = (f64::from(score) - f64::from(origin) * std::f64::consts::LN_2).exp();
            let mut lanes = [0.0; 4];
            shifted.exp(L::splat(score)).store(&mut lanes);
            // The product with log2 e carries a rounding of its own where it is not fused.
            let room = EXP2 + 1.2e-7 * f64::from(origin.abs() + 0.006 * step as f32);
            let error = f64::from(lanes[0]) - exact;
            assert!(
                error.abs() <= room * exact + 1.3e-38,
                "e^{score} / 2^{origin}: {lanes:?}"
            );
        }
    }
}

pub(crate) fn less_one_keeps_small_exponents<L: Lanes>() {
    for step in 1..2000 {
        let x = -1e-6 * 1.01_f32.powi(step);
        let mut lanes = [0.0; 4];
        expm1_2(L::splat(x)).store(&mut lanes);
        let exact = (f64::from(x) * std::f64::consts::LN_2).exp_m1();
        let error = (f64::from(lanes[0]) / exact - 1.0).abs();
        // The polynomial is the best for 2^f: next to 1 its error weighs more, at most fourfold.
        assert!(error <= 4.0 * EXP2, "2^{x} - 1: relative error {error}");
    }
}
