//! Where each tensor lies among the parameters.

use crate::transformer::{Architecture, Config, Positions};

/// A tensor's place in the one vector of all parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) start: usize,
    /// `[rows, columns]` as in the file; a vector has one row.
    pub(super) shape: [usize; 2],
    pub(super) kind: Kind,
}

/// What a tensor is, hence how it is drawn, read and decayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The rows of tokens.
    Embedding,
    /// The rows of learned positions.
    Positions,
    /// A map stored `[in, out]`, as GPT-2's Conv1D.
    InOut,
    /// A map stored `[out, in]`, as torch's Linear.
    OutIn,
    /// The gain of a norm.
    Gain,
    /// The bias of a map or a norm.
    Bias,
}

/// A linear map.
#[derive(Clone, Copy, Debug)]
pub(super) struct MapSlots {
    pub(super) weight: Slot,
    pub(super) bias: Option<Slot>,
}

/// A norm: LayerNorm if it has a bias, else RMSNorm.
#[derive(Clone, Copy, Debug)]
pub(super) struct NormSlots {
    pub(super) gain: Slot,
    pub(super) bias: Option<Slot>,
}

/// One layer.
#[derive(Clone, Debug)]
pub(super) struct LayerSlots {
    pub(super) attention_norm: NormSlots,
    /// What makes Q, K and V side by side: one map of all (GPT-2) or three (Llama).
    pub(super) qkv: Vec<MapSlots>,
    pub(super) o: MapSlots,
    pub(super) mlp_norm: NormSlots,
    /// Gate and up side by side, or up alone.
    pub(super) inner: Vec<MapSlots>,
    pub(super) down: MapSlots,
}

/// All tensors of a model, by their names in a file without any prefix.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) tensors: Vec<(String, Slot)>,
    /// How many numbers there are in all.
    pub(super) len: usize,
    pub(super) embedding: Slot,
    pub(super) positions: Option<Slot>,
    pub(super) layers: Vec<LayerSlots>,
    pub(super) norm: NormSlots,
    /// `None` where the head is the embedding.
    pub(super) head: Option<Slot>,
}

impl Layout {
    pub(super) fn new(config: &Config) -> Self {
        let mut places = Places::default();
        let table = [config.vocab_size, config.d_model];
        let llama = config.architecture == Architecture::Llama;
        let [embedding, norm] = match config.architecture {
            Architecture::Gpt2 => ["wte", "ln_f"],
            Architecture::Llama => ["embed_tokens", "norm"],
        };
        let embedding = places.take(&format!("{embedding}.weight"), table, Kind::Embedding);
        let positions = match config.positions {
            Positions::Learned { count } => {
                let shape = [count, config.d_model];
                Some(places.take("wpe.weight", shape, Kind::Positions))
            }
            Positions::Rotary(_) => None,
        };
        let layers = (0..config.layers)
            .map(|layer| match config.architecture {
                Architecture::Gpt2 => gpt2_layer(config, &mut places, layer),
                Architecture::Llama => llama_layer(config, &mut places, layer),
            })
            .collect();
        let norm = places.norm(norm, config.d_model, !llama);
        let head = (!config.tied).then(|| places.take("lm_head.weight", table, Kind::OutIn));
        Self {
            tensors: places.tensors,
            len: places.len,
            embedding,
            positions,
            layers,
            norm,
            head,
        }
    }
}

fn gpt2_layer(config: &Config, places: &mut Places, layer: usize) -> LayerSlots {
    let (d_model, wide) = (config.d_model, config.wide());
    let mut map = |part: &str, shape, bias| {
        places.map(&format!("h.{layer}.{part}"), shape, Kind::InOut, bias)
    };
    let qkv = map("attn.c_attn", [d_model, 3 * wide], config.attention_bias);
    let o = map("attn.c_proj", [wide, d_model], config.attention_bias);
    let up = map("mlp.c_fc", [d_model, config.mlp_width], config.mlp_bias);
    let down = map("mlp.c_proj", [config.mlp_width, d_model], config.mlp_bias);
    LayerSlots {
        attention_norm: places.norm(&format!("h.{layer}.ln_1"), d_model, true),
        qkv: vec![qkv],
        o,
        mlp_norm: places.norm(&format!("h.{layer}.ln_2"), d_model, true),
        inner: vec![up],
        down,
    }
}

fn llama_layer(config: &Config, places: &mut Places, layer: usize) -> LayerSlots {
    let &Config {
        d_model, mlp_width, ..
    } = config;
    let (wide, kv_wide) = (config.wide(), config.kv_wide());
    let mut attention = |part: &str, shape| {
        let name = format!("layers.{layer}.self_attn.{part}_proj");
        places.map(&name, shape, Kind::OutIn, config.attention_bias)
    };
    let qkv = vec![
        attention("q", [wide, d_model]),
        attention("k", [kv_wide, d_model]),
        attention("v", [kv_wide, d_model]),
    ];
    let o = attention("o", [d_model, wide]);
    let mut mlp = |part: &str, shape| {
        let name = format!("layers.{layer}.mlp.{part}_proj");
        places.map(&name, shape, Kind::OutIn, config.mlp_bias)
    };
    let inner = vec![
        mlp("gate", [mlp_width, d_model]),
        mlp("up", [mlp_width, d_model]),
    ];
    let down = mlp("down", [d_model, mlp_width]);
    let mut norm =
        |part: &str| places.norm(&format!("layers.{layer}.{part}_layernorm"), d_model, false);
    LayerSlots {
        attention_norm: norm("input"),
        qkv,
        o,
        mlp_norm: norm("post_attention"),
        inner,
        down,
    }
}

/// Places given out one after another.
#[derive(Default)]
struct Places {
    tensors: Vec<(String, Slot)>,
    len: usize,
}

impl Places {
    fn take(&mut self, name: &str, shape: [usize; 2], kind: Kind) -> Slot {
        let slot = Slot {
            start: self.len,
            shape,
            kind,
        };
        self.len += slot.len();
        self.tensors.push((name.to_owned(), slot));
        slot
    }

    fn map(&mut self, name: &str, shape: [usize; 2], kind: Kind, bias: bool) -> MapSlots {
        let weight = self.take(&format!("{name}.weight"), shape, kind);
        let out = if kind == Kind::InOut {
            shape[1]
        } else {
            shape[0]
        };
        let bias = bias.then(|| self.take(&format!("{name}.bias"), [1, out], Kind::Bias));
        MapSlots { weight, bias }
    }

    fn norm(&mut self, name: &str, width: usize, bias: bool) -> NormSlots {
        let gain = self.take(&format!("{name}.weight"), [1, width], Kind::Gain);
        let bias = bias.then(|| self.take(&format!("{name}.bias"), [1, width], Kind::Bias));
        NormSlots { gain, bias }
    }
}

impl Slot {
    pub(super) fn len(&self) -> usize {
        self.shape[0] * self.shape[1]
    }

    pub(super) fn range(&self) -> std::ops::Range<usize> {
        self.start..self.start + self.len()
    }

    /// Whether it is written with two axes.
    pub(super) fn is_matrix(&self) -> bool {
        !matches!(self.kind, Kind::Gain | Kind::Bias)
    }

    /// The shape as in a file.
    pub(super) fn file_shape(&self) -> &[usize] {
        if self.is_matrix() {
            &self.shape
        } else {
            &self.shape[1..]
        }
    }
}
