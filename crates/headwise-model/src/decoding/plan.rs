//! A request for a cache that has passed its checks.

use crate::layer::Layer;
use crate::request::{CacheRequest, MAX_TEMPERATURE, MIN_TEMPERATURE};
use crate::trained::Decoding;
use crate::transformer::{Choice, Sampling};
use headwise_core::{AttentionError, ErrorCode};

/// Tokens that a trained model adds unless told otherwise.
const STEPS: usize = 8;
/// Rows of a page, a window and sinks that show what they do in a short text.
const BLOCK: usize = 4;
const WINDOW: usize = 5;
const SINKS: usize = 3;
/// The largest page, window and group: no text of a trace is longer.
const MAX_ROWS: usize = 64;
/// Width of the widest rotary key.
const MAX_ROTARY: usize = 64;

/// What is decoded, and into which caches. Parsed at the edge and never checked again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CachePlan {
    /// Tokens of the text that the prompt is taken from.
    pub(crate) text: usize,
    /// p: tokens that fill the cache at once, at least 1.
    pub(crate) prompt: usize,
    /// s: tokens decoded behind them, at least 1.
    pub(crate) steps: usize,
    /// How a trained model's tokens are chosen.
    pub(crate) choice: Choice,
    /// Key heads of the grouped queries; divides h.
    pub(crate) groups: usize,
    /// d_c.
    pub(crate) rank: usize,
    /// d_R, even.
    pub(crate) rotary_dim: usize,
    /// Rows of a page.
    pub(crate) block: usize,
    /// w, at least 1.
    pub(crate) window: usize,
    /// At most w.
    pub(crate) sinks: usize,
    /// Tokens that share the scale of a channel of the keys; `None`: scales are by token.
    pub(crate) key_group: Option<usize>,
    /// Whether a trained model's loss is measured over the caches that evict.
    pub(crate) loss: bool,
    _known: Decoding,
}

impl CachePlan {
    /// Checks a request against a layer whose words are those of the whole text.
    ///
    /// # Errors
    /// `cache-full` when prompt and steps exceed a trained model's positions; `heads-do-not-divide`
    /// for groups that do not divide the heads; `bad-setting` for a number outside its range.
    pub(super) fn new(request: &CacheRequest, layer: &Layer) -> Result<Self, AttentionError> {
        let Some(known) = Decoding::known() else {
            let message = "this build does not decode".to_owned();
            return Err(refuse(ErrorCode::BadSetting, 0, 0, message));
        };
        if request.loss && layer.rotary().is_some() {
            let message = "the loss of caches that evict is measured for learned positions: turned keys would have to turn again".to_owned();
            return Err(refuse(ErrorCode::BadSetting, 1, 0, message));
        }
        let (prompt, steps) = lengths(request, layer)?;
        let window = within("the window", request.window.unwrap_or(WINDOW), 1, MAX_ROWS)?;
        let sinks = request.sinks.unwrap_or(SINKS);
        if sinks > window {
            let message = format!(
                "{sinks} sinks are beyond a window of {window}: most rows must be new ones"
            );
            return Err(refuse(ErrorCode::BadSetting, sinks, window, message));
        }
        let rotary_dim = request.rotary_dim.unwrap_or_else(|| rotary_dim(layer));
        within("the width of the rotary key", rotary_dim, 2, MAX_ROTARY)?;
        if !rotary_dim.is_multiple_of(2) {
            let message = format!("a rotary key turns pairs of numbers, and {rotary_dim} is odd");
            return Err(refuse(ErrorCode::BadSetting, rotary_dim, 2, message));
        }
        let rank = request.rank.unwrap_or_else(|| rank(layer));
        let block = request.block.unwrap_or(BLOCK);
        let key_group = request.key_group;
        Ok(Self {
            text: layer.tokens(),
            prompt,
            steps,
            choice: choice(request)?,
            groups: groups(request, layer)?,
            rank: within("the width of the latent", rank, 1, layer.wide())?,
            rotary_dim,
            block: within("a page's rows", block, 1, MAX_ROWS)?,
            window,
            sinks,
            key_group: key_group
                .map(|group| within("a group's tokens", group, 1, MAX_ROWS))
                .transpose()?,
            loss: request.loss,
            _known: known,
        })
    }

    /// n: prompt and steps.
    pub(crate) fn tokens(&self) -> usize {
        self.prompt + self.steps
    }
}

/// p and s.
fn lengths(request: &CacheRequest, layer: &Layer) -> Result<(usize, usize), AttentionError> {
    let text = layer.tokens();
    if let Some(prompt) = request.prompt.filter(|prompt| !(1..=text).contains(prompt)) {
        let message = format!("a prompt of {prompt} tokens, where the text has {text}");
        return Err(refuse(ErrorCode::BadSetting, prompt, text, message));
    }
    if request.steps == Some(0) {
        let message = "there must be at least one step".to_owned();
        return Err(refuse(ErrorCode::BadSetting, 0, 1, message));
    }
    let Some(block) = layer.block() else {
        let left = |steps| text.saturating_sub(steps).max(1);
        let prompt = request.prompt.or(request.steps.map(left));
        let prompt = prompt.unwrap_or(text.div_ceil(2));
        let steps = request.steps.unwrap_or(text - prompt);
        if steps == 0 || prompt.saturating_add(steps) > text {
            let message = format!(
                "a prompt of {prompt} tokens and {steps} steps do not fit a text of {text}: without a trained model its own later tokens are decoded"
            );
            return Err(refuse(ErrorCode::BadSetting, prompt, text, message));
        }
        return Ok((prompt, steps));
    };
    let room = block.model.longest_text();
    let steps = request.steps.unwrap_or(STEPS.min(room - 1));
    let prompt = request
        .prompt
        .unwrap_or(text.min(room.saturating_sub(steps)));
    let steps = request.steps.unwrap_or(steps.min(room - prompt));
    if prompt == 0 || steps == 0 || prompt.saturating_add(steps) > room {
        let message = format!(
            "the cache is full: the model has {room} positions, too few for a prompt of {} and {} steps",
            prompt.max(1),
            steps.max(1)
        );
        let asked = prompt.saturating_add(steps);
        return Err(refuse(ErrorCode::CacheFull, asked, room, message));
    }
    Ok((prompt, steps))
}

fn choice(request: &CacheRequest) -> Result<Choice, AttentionError> {
    let Some(sampling) = request.sampling else {
        return Ok(Choice::Greedy);
    };
    let temperature = sampling.temperature;
    if !(MIN_TEMPERATURE..=MAX_TEMPERATURE).contains(&temperature) {
        // Not `format!`: readers would download how a fraction is written.
        let message = "the temperature of sampling must lie between 0.05 and 20";
        return Err(AttentionError::new(
            ErrorCode::BadSetting,
            "trace",
            &[],
            &[],
            message,
        ));
    }
    Ok(Choice::Sampled(Sampling {
        temperature,
        top_k: None,
        top_p: None,
        seed: u64::from(sampling.seed),
    }))
}

/// Those asked for, or the layer's own where they are neither all apart nor all one.
fn groups(request: &CacheRequest, layer: &Layer) -> Result<usize, AttentionError> {
    let heads = layer.heads;
    if let Some(groups) = request.groups {
        if groups == 0 || !heads.is_multiple_of(groups) {
            let message =
                format!("the groups must divide the heads: {heads} is no multiple of {groups}");
            return Err(refuse(ErrorCode::HeadsDoNotDivide, groups, heads, message));
        }
        return Ok(groups);
    }
    if (2..heads).contains(&layer.kv_heads) {
        return Ok(layer.kv_heads);
    }
    let divisors = (1..heads)
        .rev()
        .filter(|&groups| heads.is_multiple_of(groups));
    Ok(divisors.into_iter().next().unwrap_or(1))
}

/// Four heads' worth, as in DeepSeek-V2 (2024, section 2.1.4), but no more than half of all heads.
fn rank(layer: &Layer) -> usize {
    (4 * layer.head_dim()).min(layer.wide() / 2).max(1)
}

/// Half a head's worth, as there.
fn rotary_dim(layer: &Layer) -> usize {
    (layer.head_dim() / 4 * 2).clamp(2, MAX_ROTARY)
}

fn within(what: &str, value: usize, least: usize, most: usize) -> Result<usize, AttentionError> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    let message = format!("{what} must lie between {least} and {most}, not {value}");
    let bound = if value < least { least } else { most };
    Err(refuse(ErrorCode::BadSetting, value, bound, message))
}

fn refuse(code: ErrorCode, given: usize, bound: usize, message: String) -> AttentionError {
    AttentionError::new(code, "trace", &[given], &[bound], message)
}
