// lse = m + ln l, as bits: minus infinity where nothing was seen. Weights are at most 1, so a sum that
// is not finite comes from a score that is NaN or plus infinity, and `exp2` and `log` need not keep a
// NaN: it is put back by hand.

const NOT_A_NUMBER: u32 = 0x7fc00000u;

fn log_sum_bits(m: f32, l: f32) -> u32 {
    if ((bitcast<u32>(l) & 0x7f800000u) == 0x7f800000u) {
        return NOT_A_NUMBER;
    }
    return select(bitcast<u32>(m + log(l)), 0xff800000u, l == 0.0);
}
