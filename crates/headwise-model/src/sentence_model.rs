//! The trained model that sentences run through.

use crate::language::{BEGIN, ENGLISH, Vocabulary};
use crate::request::MAX_TOKENS;
use crate::safetensors::TensorFile;
use crate::tokenizer::WordTokenizer;
use crate::transformer::{
    Activation, Config, LayerWeights, Map, Mlp, ModelError, Norm, Positions, Weights,
};
use crate::words::Words;
use ndarray::{Array1, Array2};

/// A small decoder over the words of the built-in language, ready to be traced: a GPT-2 with as many
/// tokens as that language has.
#[derive(Clone, Debug)]
pub struct SentenceModel {
    pub(crate) config: Config,
    tokenizer: WordTokenizer,
    /// `[vocab_size, d_model]`, also the head, transposed.
    pub(crate) embedding: Array2<f64>,
    /// `[positions, d_model]`.
    pub(crate) positions: Array2<f64>,
    pub(crate) layers: Vec<LayerParameters>,
    /// After the last layer.
    pub(crate) norm: NormParameters,
}

/// One layer.
#[derive(Clone, Debug)]
pub(crate) struct LayerParameters {
    pub(crate) norm: NormParameters,
    /// Q, K, V and O.
    pub(crate) maps: [Affine; 4],
    pub(crate) mlp_norm: NormParameters,
    pub(crate) up: Affine,
    pub(crate) down: Affine,
}

/// Gain and bias of a LayerNorm, `[d_model]` each.
#[derive(Clone, Debug)]
pub(crate) struct NormParameters {
    pub(crate) gain: Array1<f64>,
    pub(crate) bias: Array1<f64>,
}

/// `x W + b`.
#[derive(Clone, Debug)]
pub(crate) struct Affine {
    /// `[d_in, d_out]`.
    pub(crate) weight: Array2<f64>,
    /// `[d_out]`.
    pub(crate) bias: Array1<f64>,
}

impl SentenceModel {
    /// Loads a model from the text of its `config.json` and the bytes of its safetensors file.
    ///
    /// # Errors
    /// Those of [`Config::parse`] and [`Weights::read`]; [`ModelError::Unsupported`] for a model that
    /// a trace does not show: other words, another architecture, a window.
    pub fn load(config: &[u8], tensors: Vec<u8>) -> Result<Self, ModelError> {
        let config = Config::parse(config)?;
        let tokenizer = WordTokenizer::new(Vocabulary::new(&ENGLISH));
        check(&config, tokenizer.vocabulary().len())?;
        let weights = Weights::read(&config, &TensorFile::parse(tensors)?)?;
        let positions = weights.positions.ok_or_else(not_plain)?;
        Ok(Self {
            tokenizer,
            embedding: weights.embedding.mapv(f64::from),
            positions: positions.mapv(f64::from),
            layers: weights.layers.iter().map(layer).collect::<Result<_, _>>()?,
            norm: norm(&weights.norm)?,
            config,
        })
    }

    /// The words that it knows, by number.
    pub fn vocabulary(&self) -> &[String] {
        self.tokenizer.vocabulary().words()
    }

    /// What it is.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Tokens of the longest text that is traced, the one that begins it included.
    pub fn longest_text(&self) -> usize {
        self.positions.nrows().min(MAX_TOKENS)
    }

    /// h, g and d_model.
    pub(crate) fn sizes(&self) -> (usize, usize, usize) {
        let Config {
            heads,
            kv_heads,
            d_model,
            ..
        } = self.config;
        (heads, kv_heads, d_model)
    }

    /// The tokens of a text behind the one that begins it; keys are numbers of the vocabulary. Tokens
    /// beyond the last position are dropped, and an unknown word is its letters.
    pub(crate) fn words(&self, text: &str) -> Words {
        let most = self.longest_text();
        let pieces = self.tokenizer.encode(text);
        let written = pieces.iter().map(|piece| {
            let written = piece.token.characters(text).to_owned();
            (piece.token.id, written)
        });
        let begin = (BEGIN, self.vocabulary()[BEGIN as usize].clone());
        let mut words = Words::default();
        for (id, written) in std::iter::once(begin).chain(written).take(most) {
            let known = words.keys.iter().position(|&key| key == id);
            words.indices.push(known.unwrap_or(words.keys.len()));
            if known.is_none() {
                words.keys.push(id);
            }
            words.tokens.push(written);
        }
        words.dropped = (pieces.len() + 1).saturating_sub(most);
        words
    }

    /// Whether a token is a letter of an unknown word.
    pub(crate) fn is_letter(&self, id: u32) -> bool {
        self.tokenizer.vocabulary().is_character(id)
    }
}

/// Refuses what a trace does not show.
fn check(config: &Config, words: usize) -> Result<(), ModelError> {
    if config.vocab_size != words {
        let tokens = config.vocab_size;
        let message = format!("{tokens} tokens, where the built-in language has {words}");
        return Err(ModelError::Unsupported(message));
    }
    let plain = config.activation == Activation::GeluTanh
        && matches!(config.positions, Positions::Learned { count } if count > 1)
        && config.tied
        && config.scale_by_width
        && !config.scale_by_layer
        && config.window.is_none()
        && config.head_dim * config.heads == config.d_model
        && config.layers > 0;
    if plain { Ok(()) } else { Err(not_plain()) }
}

fn not_plain() -> ModelError {
    let message = "a trace shows a plain GPT-2: learned positions, LayerNorm, GELU, a tied head";
    ModelError::Unsupported(message.to_owned())
}

fn layer(weights: &LayerWeights) -> Result<LayerParameters, ModelError> {
    let Mlp::Plain { up, down } = &weights.mlp else {
        return Err(not_plain());
    };
    let attention = &weights.attention;
    Ok(LayerParameters {
        norm: norm(&weights.attention_norm)?,
        maps: [&attention.q, &attention.k, &attention.v, &attention.o].map(affine),
        mlp_norm: norm(&weights.mlp_norm)?,
        up: affine(up),
        down: affine(down),
    })
}

fn norm(norm: &Norm) -> Result<NormParameters, ModelError> {
    let Norm::Layer { gain, bias } = norm else {
        return Err(not_plain());
    };
    Ok(NormParameters {
        gain: gain.mapv(f64::from),
        bias: bias.mapv(f64::from),
    })
}

fn affine(map: &Map) -> Affine {
    let none = || Array1::zeros(map.weight.ncols());
    Affine {
        weight: map.weight.mapv(f64::from),
        bias: map
            .bias
            .as_ref()
            .map_or_else(none, |bias| bias.mapv(f64::from)),
    }
}
