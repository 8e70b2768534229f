//! Models that others published, with where their sizes are printed.

use super::{Attention, FeedForward, Model};

/// A model and its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its name.
    pub name: &'static str,
    /// Where its sizes are printed.
    pub source: &'static str,
    /// Its sizes.
    pub model: Model,
}

/// The models of the calculator.
pub fn published() -> Vec<Published> {
    let llama = |layers, d_model, heads, kv_heads, width, vocabulary| Model {
        layers,
        d_model,
        attention: Attention::Grouped {
            heads,
            kv_heads,
            head_dim: 128,
        },
        feed_forward: FeedForward::Gated { width },
        vocabulary,
        tied: false,
        positions: 0,
        bias: false,
        window: None,
    };
    let deepseek = |layers, d_model, feed_forward, vocabulary| Model {
        attention: Attention::Latent {
            heads: 128,
            head_dim: 128,
            value_dim: 128,
            rank: 512,
            rotary_dim: 64,
            query_rank: Some(1536),
        },
        feed_forward,
        ..llama(layers, d_model, 128, 128, 0, vocabulary)
    };
    let named = |name, source, model| Published {
        name,
        source,
        model,
    };
    vec![
        named(
            "Llama 2 7B",
            "Touvron et al. 2023b, table 1 and the released configuration",
            llama(32, 4096, 32, 32, 11_008, 32_000),
        ),
        named(
            "Llama 2 70B",
            "Touvron et al. 2023b, table 1 and the released configuration",
            llama(80, 8192, 64, 8, 28_672, 32_000),
        ),
        named(
            "Llama 3 8B",
            "Grattafiori et al. 2024, table 3",
            llama(32, 4096, 32, 8, 14_336, 128_256),
        ),
        named(
            "Llama 3 70B",
            "Grattafiori et al. 2024, table 3",
            llama(80, 8192, 64, 8, 28_672, 128_256),
        ),
        named(
            "Mistral 7B",
            "Jiang et al. 2023, table 1",
            Model {
                window: Some(4096),
                ..llama(32, 4096, 32, 8, 14_336, 32_000)
            },
        ),
        named(
            "GPT-3 175B",
            "Brown et al. 2020, table 2.1",
            Model {
                feed_forward: FeedForward::Plain { width: 49_152 },
                tied: true,
                positions: 2048,
                bias: true,
                ..llama(96, 12_288, 96, 96, 0, 50_257)
            },
        ),
        named(
            "DeepSeek-V2",
            "DeepSeek-AI 2024a, section 3.1.2",
            deepseek(
                60,
                5120,
                FeedForward::Experts {
                    dense_layers: 1,
                    dense_width: 12_288,
                    width: 1536,
                    experts: 160,
                    shared: 2,
                    chosen: 6,
                },
                102_400,
            ),
        ),
        named(
            "DeepSeek-V3",
            "DeepSeek-AI 2024b, section 4.2",
            deepseek(
                61,
                7168,
                FeedForward::Experts {
                    dense_layers: 3,
                    dense_width: 18_432,
                    width: 2048,
                    experts: 256,
                    shared: 1,
                    chosen: 8,
                },
                129_280,
            ),
        ),
    ]
}
