//! What comes before and after merging: the pre-tokeniser and the post-processor of a file.

use super::file::kind;
use super::load::shown;
use super::pattern::Pattern;
use super::{Fault, Template, TokenizerError};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;

#[derive(Deserialize)]
struct ByteLevel {
    #[serde(default)]
    add_prefix_space: bool,
    #[serde(default = "yes")]
    use_regex: bool,
}

fn yes() -> bool {
    true
}

/// The pattern that cuts a text and whether a space is put before it: `ByteLevel` alone, as in GPT-2, or
/// a `Split` by one of the known expressions with `ByteLevel` behind it, as in Llama 3.
pub(super) fn pre_tokenizer(step: Option<&Value>) -> Result<(Pattern, bool), TokenizerError> {
    const PLACE: &str = "pre_tokenizer";
    let step = step.ok_or_else(|| unsupported(PLACE, "there is none, and bytes need one"))?;
    match sequence(step, "pretokenizers") {
        [only] if kind(only) == "ByteLevel" => {
            let ByteLevel {
                add_prefix_space,
                use_regex,
            } = fields(only, PLACE)?;
            if !use_regex {
                return Err(unsupported(PLACE, "ByteLevel without a pattern"));
            }
            Ok((Pattern::Gpt2, add_prefix_space))
        }
        [split, bytes] if kind(split) == "Split" && kind(bytes) == "ByteLevel" => {
            let pattern = split_pattern(split)?;
            let ByteLevel {
                add_prefix_space,
                use_regex,
            } = fields(bytes, PLACE)?;
            if add_prefix_space || use_regex {
                let message = "ByteLevel behind a Split, with a pattern or a space of its own";
                return Err(unsupported(PLACE, message));
            }
            Ok((pattern, false))
        }
        steps => {
            let kinds: Vec<&str> = steps.iter().map(kind).collect();
            let message = format!("{:.80} is not built", kinds.join(", "));
            Err(unsupported(PLACE, message))
        }
    }
}

fn split_pattern(split: &Value) -> Result<Pattern, TokenizerError> {
    const PLACE: &str = "pre_tokenizer.pattern";
    if split.get("behavior").and_then(Value::as_str) != Some("Isolated")
        || split.get("invert").and_then(Value::as_bool) == Some(true)
    {
        return Err(unsupported(PLACE, "a Split that is not Isolated"));
    }
    let regex = split.pointer("/pattern/Regex").and_then(Value::as_str);
    let regex = regex.ok_or_else(|| unsupported(PLACE, "a Split without an expression"))?;
    Pattern::of(regex).ok_or_else(|| unsupported(PLACE, format!("{} is not built", shown(regex))))
}

#[derive(Deserialize)]
struct Around {
    single: Vec<Piece>,
    special_tokens: HashMap<String, Special>,
}

#[derive(Deserialize)]
enum Piece {
    SpecialToken { id: String },
    Sequence { id: String },
}

#[derive(Deserialize)]
struct Special {
    ids: Vec<u32>,
}

/// The tokens around a text: none, or those of a `TemplateProcessing`. `ByteLevel` changes offsets only.
pub(super) fn post_processor(
    step: Option<&Value>,
    tokens: &HashMap<u32, Box<[u8]>>,
) -> Result<Template, TokenizerError> {
    const PLACE: &str = "post_processor";
    let steps = step.map_or(&[][..], |step| sequence(step, "processors"));
    let mut template = Template::default();
    for step in steps {
        match kind(step) {
            "ByteLevel" => (),
            "TemplateProcessing" if template == Template::default() => {
                template = around(fields(step, PLACE)?, tokens)?;
            }
            other => return Err(unsupported(PLACE, format!("{other:.40} is not built"))),
        }
    }
    Ok(template)
}

fn around(around: Around, tokens: &HashMap<u32, Box<[u8]>>) -> Result<Template, TokenizerError> {
    const PLACE: &str = "post_processor.single";
    let mut template = Template::default();
    let mut texts = 0;
    for piece in around.single {
        match piece {
            Piece::Sequence { id } if id == "A" => texts += 1,
            Piece::Sequence { id } => {
                return Err(unsupported(
                    PLACE,
                    format!("there is no text {}", shown(&id)),
                ));
            }
            Piece::SpecialToken { id } => {
                let unknown = || {
                    let message = format!("{} is no token", shown(&id));
                    TokenizerError::new(Fault::UnknownToken, PLACE, message)
                };
                let Special { ids } = around.special_tokens.get(&id).ok_or_else(unknown)?;
                if ids.iter().any(|id| !tokens.contains_key(id)) {
                    return Err(unknown());
                }
                let side = if texts == 0 {
                    &mut template.before
                } else {
                    &mut template.behind
                };
                side.extend(ids);
            }
        }
    }
    if texts == 1 {
        Ok(template)
    } else {
        Err(unsupported(
            PLACE,
            format!("the text stands there {texts} times"),
        ))
    }
}

/// The steps of a sequence, or the one step that it is.
fn sequence<'v>(step: &'v Value, members: &str) -> &'v [Value] {
    match step.get(members).and_then(Value::as_array) {
        Some(steps) if kind(step) == "Sequence" => steps,
        _ => std::slice::from_ref(step),
    }
}

fn fields<T: for<'de> Deserialize<'de>>(step: &Value, place: &str) -> Result<T, TokenizerError> {
    T::deserialize(step)
        .map_err(|error| TokenizerError::new(Fault::NotATokenizer, place, error.to_string()))
}

fn unsupported(place: &str, message: impl Into<String>) -> TokenizerError {
    TokenizerError::new(Fault::Unsupported, place, message)
}
