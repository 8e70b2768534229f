//! Models that others published, with where their sizes are printed.

use super::{Attention, FeedForward, Model};
use serde::Serialize;

/// A model and its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "PublishedModel")
)]
pub struct Published {
    /// Its name in an address.
    pub id: &'static str,
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
    let gemma = |layers, d_model, heads, kv_heads, width| Model {
        attention: Attention::Grouped {
            heads,
            kv_heads,
            head_dim: 256,
        },
        tied: true,
        ..llama(layers, d_model, heads, kv_heads, width, 256_128)
    };
    let named = |id, name, source, model| Published {
        id,
        name,
        source,
        model,
    };
    vec![
        named(
            "llama-2-7b",
            "Llama 2 7B",
            "Touvron et al. 2023b, table 1 and the released configuration",
            llama(32, 4096, 32, 32, 11_008, 32_000),
        ),
        named(
            "llama-2-70b",
            "Llama 2 70B",
            "Touvron et al. 2023b, table 1 and the released configuration",
            llama(80, 8192, 64, 8, 28_672, 32_000),
        ),
        named(
            "llama-3-8b",
            "Llama 3 8B",
            "Grattafiori et al. 2024, table 3",
            llama(32, 4096, 32, 8, 14_336, 128_256),
        ),
        named(
            "llama-3-70b",
            "Llama 3 70B",
            "Grattafiori et al. 2024, table 3",
            llama(80, 8192, 64, 8, 28_672, 128_256),
        ),
        named(
            "llama-3-405b",
            "Llama 3 405B",
            "Grattafiori et al. 2024, table 3",
            llama(126, 16_384, 128, 8, 53_248, 128_256),
        ),
        named(
            "gemma-2b",
            "Gemma 2B",
            "Gemma Team 2024, table 1",
            gemma(18, 2048, 8, 1, 16_384),
        ),
        // 16 heads of 256 make 4096 numbers of a token's 3072: a head's width is a number of its own.
        named(
            "gemma-7b",
            "Gemma 7B",
            "Gemma Team 2024, table 1",
            gemma(28, 3072, 16, 16, 24_576),
        ),
        named(
            "mistral-7b",
            "Mistral 7B",
            "Jiang et al. 2023, table 1",
            Model {
                window: Some(4096),
                ..llama(32, 4096, 32, 8, 14_336, 32_000)
            },
        ),
        named(
            "gpt-3",
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
            "deepseek-v2",
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
            "deepseek-v3",
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
