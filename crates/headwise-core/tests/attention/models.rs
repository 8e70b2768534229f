//! The costs of whole models, against figures that others print.

use headwise_core::ErrorCode;
use headwise_core::cost::{Attention, FeedForward, Machine, Model, Pass, Storage, published};

const HALF: Storage = Storage {
    weights: 2,
    cache: 2,
};

fn model(name: &str) -> Model {
    let found = published().into_iter().find(|known| known.name == name);
    found.unwrap_or_else(|| panic!("no {name}")).model
}

/// Counts of the released checkpoints, as the model cards' files add up to.
#[test]
fn parameters_are_those_of_the_released_checkpoints() {
    for (name, parameters) in [
        ("Llama 2 7B", 6_738_415_616),
        ("Llama 2 70B", 68_976_648_192),
        ("Llama 3 8B", 8_030_261_248),
        ("Llama 3 70B", 70_553_706_496),
        ("Llama 3 405B", 405_853_388_800),
        ("Mistral 7B", 7_241_732_096),
    ] {
        assert_eq!(model(name).parameters(), parameters, "{name}");
    }
}

/// Gemma Team 2024, table 2, prints parameters of the embedding and all others.
#[test]
fn parameters_are_those_that_are_printed_to_the_last_one() {
    for (name, embedding, others) in [
        ("Gemma 2B", 524_550_144, 1_981_884_416),
        ("Gemma 7B", 786_825_216, 7_751_248_896),
    ] {
        let parts = model(name).parameters_by_part();
        assert_eq!(parts.embeddings, embedding, "{name}");
        assert_eq!(parts.total() - embedding, others, "{name}");
    }
}

/// Brown et al. 2020, table D.1: 174,600 million; DeepSeek-AI 2024a, abstract: 236B, 21B active;
/// DeepSeek-AI 2024b, abstract: 671B, 37B active.
#[test]
fn parameters_round_to_what_papers_print() {
    let billions = |count: u64| count as f64 / 1e9;
    assert!((billions(model("GPT-3 175B").parameters()) - 174.6).abs() < 0.05);
    let v2 = model("DeepSeek-V2");
    assert_eq!(billions(v2.parameters()).round(), 236.0);
    assert_eq!(billions(v2.active_parameters()).round(), 21.0);
    let v3 = model("DeepSeek-V3");
    assert_eq!(billions(v3.parameters()).round(), 671.0);
    let active = billions(v3.active_parameters());
    assert!((36.5..38.5).contains(&active), "{active}");
}

/// Bytes of a token at two bytes a number: DeepSeek-AI 2025 ("Insights into DeepSeek-V3"), table 1,
/// prints 70.272 KB for DeepSeek-V3 and 516.096 KB for Llama 3.1 405B; the others are
/// 2 layers kv_heads head_dim 2.
#[test]
fn a_tokens_cache_is_what_is_printed() {
    for (name, bytes) in [
        ("DeepSeek-V3", 70_272),
        ("Llama 3 405B", 516_096),
        ("DeepSeek-V2", 60 * 576 * 2),
        ("Llama 2 7B", 512 * 1024),
        ("Llama 2 70B", 320 * 1024),
        ("Llama 3 8B", 128 * 1024),
        ("Llama 3 70B", 320 * 1024),
        ("Mistral 7B", 128 * 1024),
        ("GPT-3 175B", 4_718_592),
    ] {
        assert_eq!(model(name).cache_bytes(1, 1, 2), bytes, "{name}");
    }
}

/// DeepSeek-AI 2024a, section 2.1.4: the cache of MLA is that of GQA with 2.25 groups.
#[test]
fn latent_attention_caches_as_much_as_two_and_a_quarter_groups() {
    let Model { attention, .. } = model("DeepSeek-V2");
    let one_group = Attention::Grouped {
        heads: 128,
        kv_heads: 1,
        head_dim: 128,
    };
    assert_eq!(
        4 * attention.cached_numbers(),
        9 * one_group.cached_numbers()
    );
}

#[test]
fn a_window_bounds_the_cache() {
    let mistral = model("Mistral 7B");
    assert_eq!(
        mistral.cache_bytes(1, 32_768, 2),
        mistral.cache_bytes(1, 4096, 2)
    );
    // Jiang et al. 2023, section 2: at 32k tokens the rolling buffer takes an eighth.
    let unbounded = Model {
        window: None,
        ..mistral
    };
    assert_eq!(
        unbounded.cache_bytes(1, 32_768, 2),
        8 * mistral.cache_bytes(1, 32_768, 2)
    );
}

/// Kaplan et al. 2020, section 2.1: a forward pass takes about 2 N operations a token, and
/// 2 layers n d_model for attention; table D.1 of Brown et al. 2020 counts 2 x 174.6e9 as well.
#[test]
fn a_token_takes_two_operations_for_each_weight() {
    let gpt = model("GPT-3 175B");
    let pass = Pass {
        batch: 1,
        cached: 0,
        tokens: 1,
    };
    let ratio = gpt.flops(pass) as f64 / (2.0 * 174.6e9);
    assert!((ratio - 1.0).abs() < 0.01, "{ratio}");
}

/// Pass by pass the same pairs as counted one query at a time.
#[test]
fn attention_pairs_are_those_counted_by_hand() {
    let tiny = |window| Model {
        layers: 3,
        d_model: 4,
        attention: Attention::Grouped {
            heads: 2,
            kv_heads: 1,
            head_dim: 5,
        },
        feed_forward: FeedForward::Gated { width: 0 },
        vocabulary: 1,
        tied: true,
        positions: 0,
        bias: false,
        window,
    };
    for window in [None, Some(1), Some(3), Some(10)] {
        for (cached, tokens) in [(0, 0), (0, 1), (0, 6), (2, 4), (5, 1), (9, 3)] {
            let model = tiny(window);
            let keys = |query: usize| window.map_or(query, |window| query.min(window));
            let pairs: usize = (cached + 1..=cached + tokens).map(keys).sum();
            let weights = 3 * 4 * 5 * (2 * 2 + 2) * tokens + 4 * tokens.min(1);
            let expected = 2 * (weights + 3 * pairs * 2 * 2 * 5) as u64;
            let pass = Pass {
                batch: 1,
                cached,
                tokens,
            };
            assert_eq!(model.flops(pass), expected, "{window:?} {cached} {tokens}");
        }
    }
}

/// Decoding one text reads every weight for two operations each; a prompt shares the reading.
#[test]
fn decoding_is_bound_by_memory_and_prefill_by_arithmetic() {
    let llama = model("Llama 3 8B");
    // NVIDIA's H100 SXM data sheet: 989 TFLOP/s in bf16 without sparsity, 3.35 TB/s.
    let machine = Machine {
        memory: 80_000_000_000,
        flops: 989e12,
        bandwidth: 3.35e12,
    };
    let roof = |pass| machine.roof(llama.flops(pass) as f64, llama.bytes(pass, HALF) as f64);
    let decode = roof(Pass {
        batch: 1,
        cached: 1024,
        tokens: 1,
    });
    assert!(decode.memory_bound && (0.9..1.1).contains(&decode.intensity));
    assert!((decode.attainable - decode.intensity * machine.bandwidth).abs() < 1.0);
    let prefill = roof(Pass {
        batch: 1,
        cached: 0,
        tokens: 4096,
    });
    assert!(!prefill.memory_bound && prefill.intensity > machine.ridge());
    assert_eq!(prefill.attainable, machine.flops);
}

#[test]
fn texts_fit_beside_the_weights() {
    let llama = model("Llama 2 7B");
    let memory = 80_000_000_000;
    // (80e9 - 2 x 6.738e9) / (4096 x 512 KiB) = 30.97
    assert_eq!(llama.texts_that_fit(memory, 4096, HALF), Some(30));
    assert_eq!(llama.texts_that_fit(13_000_000_000, 4096, HALF), None);
    assert_eq!(llama.texts_that_fit(memory, 0, HALF), Some(u64::MAX));
}

/// A token meets as many experts as are chosen for it, two of them seldom the same, and thousands all:
/// the mean over drawn choices is what the formula says.
#[test]
fn experts_are_met_as_often_as_even_choices_meet_them() {
    let v2 = model("DeepSeek-V2");
    let met = |tokens| v2.feed_forward.experts_met(tokens);
    assert!((met(1) - 6.0).abs() < 1e-9 && met(2) > 11.7 && met(2) < 12.0);
    assert_eq!(met(100_000), 160.0);
    let mut state = 7_u64;
    let mut draw = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % below
    };
    let runs = 400;
    let mut all = 0;
    for _run in 0..runs {
        let mut seen = [false; 160];
        for _token in 0..32 {
            let mut own = std::collections::BTreeSet::new();
            while own.len() < 6 {
                own.insert(draw(160));
            }
            own.iter().for_each(|&expert| seen[expert as usize] = true);
        }
        all += seen.iter().filter(|&&seen| seen).count();
    }
    let mean = f64::from(u32::try_from(all).unwrap()) / f64::from(runs);
    assert!((met(32) - mean).abs() < 0.5, "{} {mean}", met(32));
}

#[test]
fn a_larger_batch_reads_more_experts_until_it_reads_all() {
    let v3 = model("DeepSeek-V3");
    let read = |tokens| v3.weights_read(tokens);
    assert!(read(1) < read(2) && read(2) < read(32) && read(32) < read(64));
    let table = 129_280 * 7168;
    assert_eq!(read(1), v3.active_parameters() - table);
    assert_eq!(read(1 << 20), v3.parameters() - table);
}

#[test]
fn nonsense_is_refused_and_huge_numbers_saturate() {
    let good = model("Llama 3 8B");
    for published in published() {
        assert!(published.model.check().is_ok(), "{}", published.name);
    }
    let code = |model: Model| model.check().unwrap_err().code();
    assert_eq!(code(Model { layers: 0, ..good }), ErrorCode::BadSetting);
    assert_eq!(
        code(Model {
            window: Some(0),
            ..good
        }),
        ErrorCode::BadSetting
    );
    let attention = Attention::Grouped {
        heads: 32,
        kv_heads: 5,
        head_dim: 128,
    };
    assert_eq!(
        code(Model { attention, ..good }),
        ErrorCode::HeadsDoNotDivide
    );
    let Model {
        feed_forward:
            FeedForward::Experts {
                dense_layers,
                dense_width,
                width,
                experts,
                shared,
                ..
            },
        ..
    } = model("DeepSeek-V3")
    else {
        panic!("it has experts");
    };
    let feed_forward = FeedForward::Experts {
        dense_layers,
        dense_width,
        width,
        experts,
        shared,
        chosen: 257,
    };
    assert_eq!(
        code(Model {
            feed_forward,
            ..good
        }),
        ErrorCode::BadSetting
    );
    let huge = Model {
        layers: usize::MAX,
        ..good
    };
    assert_eq!(huge.parameters(), u64::MAX);
    assert_eq!(huge.cache_bytes(usize::MAX, 2, 2), u64::MAX);
}
