//! The calculator's figures: passes, machines and whole sheets, against what others print.

use headwise_core::ErrorCode;
use headwise_core::cost::{
    Attention, Machine, Model, Pass, Setting, Sheet, Storage, cache_curve, published,
    published_machines,
};

const HALF: Storage = Storage {
    weights: 2,
    cache: 2,
};
const GIB: u64 = 1 << 30;

fn model(id: &str) -> Model {
    let found = published().into_iter().find(|known| known.id == id);
    found.unwrap_or_else(|| panic!("no {id}")).model
}

fn machine(id: &str) -> Machine {
    let mut known = published_machines().into_iter();
    let found = known.find(|known| known.id == id);
    found.unwrap_or_else(|| panic!("no {id}")).machine()
}

fn setting(id: &str, batch: usize, tokens: usize) -> Setting {
    Setting {
        model: model(id),
        storage: HALF,
        batch,
        tokens,
        machine: machine("h100"),
        devices: 1,
    }
}

/// DeepSeek-AI 2025 ("Insights into DeepSeek-V3"), table 2: GFLOP to train on one token at 4096
/// tokens, three forward passes' worth: 155 for DeepSeek-V2, 250 for V3, 2448 for Llama 3.1 405B.
#[test]
fn operations_are_what_is_printed() {
    for (id, printed) in [
        ("deepseek-v2", 155.0),
        ("deepseek-v3", 250.0),
        ("llama-3-405b", 2448.0),
    ] {
        let model = model(id);
        let tokens = 4096;
        let pass = Pass {
            batch: 1,
            cached: 0,
            tokens,
        };
        // Training computes the output layer for every token, a server for the last one.
        let outputs = 2 * (tokens as u64 - 1) * model.operations(pass).output;
        let each = 3.0 * (model.flops(pass) + outputs) as f64 / tokens as f64 / 1e9;
        assert!((each / printed - 1.0).abs() < 0.015, "{id}: {each}");
    }
}

/// Kwon et al. 2023, table 1: OPT-13B and OPT-175B leave 12 and 264 GB for 15.7K and 60.1K tokens;
/// section 3: 800 KB a token of OPT-13B.
#[test]
fn as_many_tokens_fit_as_are_printed() {
    let opt_175b = model("gpt-3");
    let opt_13b = Model {
        layers: 40,
        d_model: 5120,
        attention: Attention::Grouped {
            heads: 40,
            kv_heads: 40,
            head_dim: 128,
        },
        ..opt_175b
    };
    assert_eq!(opt_13b.cache_bytes(1, 1, 2), 800 * 1024);
    for (model, gib, printed) in [(opt_13b, 12, 15.7), (opt_175b, 264, 60.1)] {
        let memory = model.parameters() * 2 + gib * GIB;
        let slots = model.texts_that_fit(memory, 1, HALF).unwrap();
        assert_eq!((slots as f64 / 100.0).round() / 10.0, printed);
    }
}

/// The products of attention with latents, one by one, both ways.
#[test]
fn latents_are_absorbed_where_that_takes_less() {
    let v2 = model("deepseek-v2");
    let pass = |cached, tokens| Pass {
        batch: 1,
        cached,
        tokens,
    };
    let prompt = v2.operations(pass(0, 4096));
    assert!(!prompt.absorbed && prompt.rebuilding == 0);
    assert_eq!(prompt.pair_numbers, 128 * (128 + 64 + 128));
    let next = v2.operations(pass(4095, 1));
    assert!(next.absorbed && next.rebuilding == 0);
    assert_eq!(
        (next.pairs, next.pair_numbers),
        (4096, 128 * (512 + 512 + 64))
    );
    let rebuilt = 4095 * 512 * 128 * 256 + 4096 * 128 * 320;
    assert!(next.pairs * next.pair_numbers < rebuilt);
    // The first token of all has nothing before it to rebuild.
    assert!(!v2.operations(pass(0, 1)).absorbed);
    // A long prompt after a short one shares what is rebuilt for all its queries.
    let continued = v2.operations(pass(64, 4096));
    assert!(!continued.absorbed);
    assert_eq!(continued.rebuilding, 60 * 64 * 512 * 128 * 256);
    assert_eq!(
        continued.flops,
        2 * (4096 * continued.weights
            + 60 * continued.pairs * continued.pair_numbers
            + continued.output
            + continued.rebuilding)
    );
}

/// Google's book on scaling prints 240 operations a byte for a TPU v5e (197e12 / 8.2e11), NVIDIA's
/// figures make 153 for an A100 (312e12 / 2.039e12) and 295 for an H100.
#[test]
fn roofs_meet_where_the_figures_of_machines_say() {
    for (id, ridge) in [("tpu-v5e", 240.0), ("a100", 153.0), ("h100", 295.0)] {
        assert!((machine(id).ridge() - ridge).abs() < 1.0, "{id}");
    }
    let two = machine("a100").times(2);
    assert_eq!(two.memory, 160_000_000_000);
    assert_eq!(two.ridge(), machine("a100").ridge());
    for known in published_machines() {
        assert!(known.machine().check().is_ok(), "{}", known.id);
    }
}

#[test]
fn a_sheet_adds_up() {
    for known in published() {
        let setting = Setting {
            devices: 32,
            ..setting(known.id, 4, 1024)
        };
        let sheet = Sheet::new(&setting).unwrap();
        let parts = sheet.embeddings + sheet.attention + sheet.feed_forward + sheet.rest;
        assert_eq!(parts, sheet.parameters, "{}", known.id);
        assert_eq!(sheet.weight_bytes, 2.0 * sheet.parameters);
        assert_eq!(sheet.needed, sheet.weight_bytes + sheet.cache.batch);
        assert_eq!(sheet.spare, sheet.memory - sheet.needed);
        assert_eq!(sheet.room, Some(sheet.memory - sheet.weight_bytes));
        assert_eq!(sheet.cache.batch, 4.0 * 1024.0 * sheet.cache.token);
        let layers = known.model.layers as f64;
        for (work, texts) in [(&sheet.prefill, 4.0), (&sheet.decode, 4.0)] {
            let text = work.tokens * work.weights
                + layers * work.pairs * work.pair_numbers
                + work.output
                + work.rebuilding;
            assert_eq!(work.flops, 2.0 * texts * text, "{}", known.id);
            // Prefill writes what decoding reads.
            assert_eq!(work.bytes, 2.0 * work.weights_read + sheet.cache.batch);
            assert_eq!(work.roof.intensity, work.flops / work.bytes);
            let bound = (work.flops / sheet.peak).max(work.bytes / sheet.bandwidth);
            assert_eq!(work.roof.seconds, bound);
            assert_eq!(work.rate, texts * work.tokens / bound);
        }
        assert!(sheet.decode.roof.memory_bound, "{}", known.id);
        // A prompt shares what it reads among its tokens, but hardly the experts.
        let shares = sheet.prefill.experts == 0.0;
        assert!(!(shares && sheet.prefill.roof.memory_bound), "{}", known.id);
    }
}

#[test]
fn a_window_moves_no_more_than_it_holds() {
    let sheet = Sheet::new(&setting("mistral-7b", 1, 32_768)).unwrap();
    assert_eq!((sheet.cache.kept, sheet.decode.pairs), (4096.0, 4096.0));
    assert_eq!(sheet.cache.text, 4096.0 * 131_072.0);
    let read = sheet.decode.bytes - 2.0 * sheet.decode.weights_read;
    assert_eq!(read, sheet.cache.text);
    let curve = cache_curve(&model("mistral-7b"), &[1, 4096, 5000], 2).unwrap();
    assert_eq!(curve, [131_072.0, 536_870_912.0, 536_870_912.0]);
}

#[test]
fn weights_that_do_not_fit_leave_no_text() {
    let sheet = Sheet::new(&setting("llama-3-70b", 1, 8192)).unwrap();
    assert_eq!((sheet.fit, sheet.room), (None, None));
    assert!(sheet.spare < 0.0);
    let two = Setting {
        devices: 2,
        ..setting("llama-3-70b", 1, 8192)
    };
    // (160e9 - 2 x 70.554e9) / (8192 x 320 KiB) = 7.04
    assert_eq!(Sheet::new(&two).unwrap().fit, Some(7.0));
}

/// A million tokens of thousands of texts are far more operations than 64 bits count.
#[test]
fn a_sheet_goes_as_far_as_anyone_asks() {
    for known in published() {
        let long = Sheet::new(&setting(known.id, 1, 1 << 20)).unwrap();
        let many = Sheet::new(&setting(known.id, 4096, 1 << 20)).unwrap();
        assert_eq!(many.prefill.flops, 4096.0 * long.prefill.flops);
    }
}

#[test]
fn a_sheet_refuses_what_means_nothing() {
    let good = setting("llama-3-8b", 1, 1);
    assert!(Sheet::new(&good).is_ok());
    let code = |setting: Setting| Sheet::new(&setting).unwrap_err().code();
    let of_machine = |machine| Setting { machine, ..good };
    for bad in [
        Setting { batch: 0, ..good },
        Setting { tokens: 0, ..good },
        Setting { devices: 0, ..good },
        of_machine(Machine {
            memory: 0,
            ..good.machine
        }),
        of_machine(Machine {
            bandwidth: -1.0,
            ..good.machine
        }),
        of_machine(Machine {
            flops: f64::NAN,
            ..good.machine
        }),
    ] {
        assert_eq!(code(bad), ErrorCode::BadSetting, "{bad:?}");
    }
    let huge = 1 << 31;
    for bad in [
        Setting {
            batch: huge,
            tokens: huge,
            ..good
        },
        Setting {
            model: Model {
                layers: huge,
                d_model: huge,
                ..good.model
            },
            ..good
        },
    ] {
        assert_eq!(code(bad), ErrorCode::TooLarge, "{bad:?}");
    }
    let attention = Attention::Grouped {
        heads: 32,
        kv_heads: 5,
        head_dim: 128,
    };
    let model = Model {
        attention,
        ..good.model
    };
    assert_eq!(code(Setting { model, ..good }), ErrorCode::HeadsDoNotDivide);
    let refused = cache_curve(&model, &[1], 2).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::HeadsDoNotDivide);
    let refused = cache_curve(&good.model, &[usize::MAX], 2).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::TooLarge);
}
