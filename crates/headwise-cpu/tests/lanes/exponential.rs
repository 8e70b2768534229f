//! The exponential against the standard library's in f64.

use headwise_cases::tolerance::EXP2;
use headwise_cpu::exp2::exp2_one;
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
