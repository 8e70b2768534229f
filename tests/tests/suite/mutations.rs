//! Damaged files end in a verdict, never in a panic.

use crate::scratch::Scratch;
use headwise_tests::conformance::Summary;

/// Cases that between them take every path of the adapters.
const CASES: [&str; 4] = [
    "test_attention_3d_with_past_and_present_qk_matmul_softcap",
    "test_attention_local_window_ext_cache_rank4_batch_mask",
    "test_attention_causal_boolmask_nan_robustness",
    "test_rotary_embedding_3d_input",
];

/// How often each case is damaged.
const ROUNDS: usize = 200;

/// Marsaglia's xorshift64: any reproducible sequence does.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

#[test]
fn a_damaged_file_gets_a_verdict() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for case in CASES {
        let scratch = Scratch::with_case(&format!("damaged_{case}"), case);
        let files = ["cases.json".to_owned(), format!("{case}.safetensors")];
        for _ in 0..ROUNDS {
            let file = &files[numbers.below(2)];
            let sound = scratch.read(file);
            let mut damaged = sound.clone();
            // Most damage goes to the front, where the structure of the file is.
            let reach = damaged.len().min(600);
            for _ in 0..=numbers.below(3) {
                let place = numbers.below(reach);
                damaged[place] = match numbers.below(3) {
                    0 => b'0' + numbers.below(10) as u8,
                    1 => damaged[place] ^ (1 << numbers.below(8)),
                    _ => numbers.below(256) as u8,
                };
            }
            scratch.write(file, &damaged);
            let (
                Summary {
                    passed,
                    failed,
                    skipped,
                },
                report,
            ) = scratch.judge();
            assert_eq!(passed + failed + skipped, 1, "{report}");
            scratch.write(file, &sound);
        }
    }
}
