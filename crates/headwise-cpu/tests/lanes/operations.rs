//! The operations of lanes, number by number.

use headwise_cpu::lanes::Lanes;

const A: [f32; 4] = [1.5, -2.0, 0.0, 1e30];
const B: [f32; 4] = [-0.25, -3.0, 4.0, 1e-30];
const C: [f32; 4] = [0.125, 7.0, -0.5, 2.0];

fn numbers<L: Lanes>(lanes: L) -> [f32; 4] {
    let mut numbers = [f32::NAN; 4];
    lanes.store(&mut numbers);
    numbers
}

fn zip(op: impl Fn(f32, f32) -> f32) -> [f32; 4] {
    std::array::from_fn(|lane| op(A[lane], B[lane]))
}

pub(crate) fn lanes_do_what_four_numbers_do<L: Lanes>() {
    let (a, b, c) = (L::load(&A), L::load(&B), L::load(&C));
    assert_eq!(numbers(a), A);
    assert_eq!(numbers(L::splat(2.5)), [2.5; 4]);
    assert_eq!(numbers(a.add(b)), zip(|a, b| a + b));
    assert_eq!(numbers(a.sub(b)), zip(|a, b| a - b));
    assert_eq!(numbers(a.mul(b)), zip(|a, b| a * b));
    assert_eq!(numbers(a.max(b)), zip(f32::max));
    // These products are exact, so that one rounding and two give the same.
    let sums: [f32; 4] = std::array::from_fn(|lane| A[lane] * B[lane] + C[lane]);
    assert_eq!(numbers(a.mul_add(b, c)), sums);
    assert_eq!(a.reduce(|x, y| x + y), 1e30);
}

pub(crate) fn only_what_is_below_the_bound_becomes_zero<L: Lanes>() {
    let x = L::load(&[f32::NEG_INFINITY, 1.0, f32::NAN, -f32::NAN]);
    let kept = numbers(L::load(&B).zero_where_below(x, L::splat(1.0)));
    assert_eq!(kept, [0.0, B[1], B[2], B[3]]);
}

pub(crate) fn low_bits_become_an_exponent<L: Lanes>() {
    let bits = [0, 1, 127, 254];
    let lanes = L::load(&bits.map(|bits| f32::from_bits(0x4B40_0000 + bits)));
    let powers = [0.0, 2.0_f32.powi(-126), 1.0, 2.0_f32.powi(127)];
    assert_eq!(numbers(lanes.bits_to_exponent()), powers);
}

pub(crate) fn sums_are_those_of_each_vector<L: Lanes>() {
    let vectors = [A, B, C, [1.0, 10.0, 100.0, 1000.0]];
    let sums = L::sums(vectors.map(|vector| L::load(&vector)));
    let expected = vectors.map(|[a, b, c, d]| (a + c) + (b + d));
    assert_eq!(numbers(sums), expected);
}
