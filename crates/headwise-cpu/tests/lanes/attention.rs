//! Attention, beyond what every backend must compute.

use headwise_cases::Case;
use headwise_cpu::lanes::Lanes;

use crate::case::run;

pub(crate) fn blocks_may_run_in_any_order<L: Lanes>() {
    let case = Case {
        batch: 2,
        kv_heads: 2,
        group: 2,
        causal: true,
        ..Case::plain(100, 300, 9, 10)
    };
    let inputs = case.inputs();
    assert_eq!(run::<L>(&inputs, false), run::<L>(&inputs, true));
}
