//! Where queries and keys come from.

use super::OPERATION;
use super::request::{ConstructedHead, MapArrays, MapFile, MapRequest};
use crate::failure::Failure;
use crate::room;
use headwise_core::map::constructed::{HEAD_DIM, Head, construct};
use headwise_model::Words;
use headwise_model::language::{ENGLISH, Generator, Stretches, long_text};
use headwise_model::safetensors::TensorFile;

/// The most queries, and the most keys: beyond it a row's log-sum-exp takes too long to be waited for.
const MOST: usize = 1 << 17;

/// Tokens of a paragraph of the built-in text, and the seed that it is drawn from.
const PARAGRAPH: usize = 96;
const LANGUAGE_SEED: u64 = 7;

/// One head's queries and keys, and the text that they are of.
pub(crate) struct Source {
    /// `[rows, head_dim]`.
    pub(crate) q: Vec<f32>,
    /// `[keys, head_dim]`.
    pub(crate) k: Vec<f32>,
    pub(crate) head_dim: usize,
    pub(crate) words: Vec<String>,
    pub(crate) tokens: Vec<u32>,
    pub(crate) dropped: usize,
}

impl Source {
    pub(crate) fn of(request: &MapRequest) -> Result<Self, Failure> {
        let source = match (&request.constructed, &request.arrays, &request.file) {
            (Some(head), None, None) => constructed(head),
            (None, Some(arrays), None) => given(arrays),
            (None, None, Some(file)) => stored(file),
            _ => {
                let message = "a map has one source: `constructed`, `arrays` or `file`";
                Err(Failure::bad_request(OPERATION, message))
            }
        }?;
        let [rows, keys] = [&source.q, &source.k].map(|x| x.len() / source.head_dim.max(1));
        if rows > MOST || keys > MOST {
            return Err(too_large([rows, keys]));
        }
        if rows == 0 || keys == 0 {
            let message = "a map has at least one query and one key";
            return Err(Failure::new("bad-setting", OPERATION, message));
        }
        Ok(source)
    }
}

fn too_large([rows, keys]: [usize; 2]) -> Failure {
    let message = format!("a map of {rows} by {keys} is larger than {MOST} by {MOST}");
    Failure::new("too-large", OPERATION, message)
}

fn constructed(request: &ConstructedHead) -> Result<Source, Failure> {
    let ConstructedHead {
        head,
        text,
        length,
        seed,
    } = request;
    let found = Head::ALL.into_iter().find(|own| own.name() == head);
    let head = found.ok_or_else(|| {
        let message = format!("there is no constructed head \"{head}\"");
        Failure::bad_request(OPERATION, message)
    })?;
    if *length > MOST {
        return Err(too_large([*length; 2]));
    }
    let text = match text {
        Some(text) => typed(text, *length)?,
        None => built_in(*length)?,
    };
    let shape = [text.tokens.len(), HEAD_DIM];
    // The keys twice for a moment: as they are made, and packed.
    room::fits(OPERATION, &[&shape, &shape, &shape])?;
    room::room_for(OPERATION, 3 * text.tokens.len() * HEAD_DIM)?;
    // The same word has the same number, whatever its place in the table.
    let keys: Vec<u32> = text
        .tokens
        .iter()
        .map(|&at| text.keys[at as usize])
        .collect();
    let made = construct(head, &keys, *seed);
    Ok(Source {
        q: made.q,
        k: made.k,
        head_dim: HEAD_DIM,
        words: text.words,
        tokens: text.tokens,
        dropped: text.dropped,
    })
}

struct Text {
    words: Vec<String>,
    /// What each word is to a head.
    keys: Vec<u32>,
    tokens: Vec<u32>,
    dropped: usize,
}

/// Sentences of the built-in grammar.
fn built_in(length: usize) -> Result<Text, Failure> {
    let sentences = Stretches {
        percent: 0,
        ..Stretches::default()
    };
    let generator = Generator::new(ENGLISH, LANGUAGE_SEED, PARAGRAPH, sentences)
        .map_err(|error| Failure::bad_request(OPERATION, error.to_string()))?;
    let words = generator.vocabulary().words().to_vec();
    let mut tokens = long_text(&generator, length);
    tokens.truncate(length);
    Ok(Text {
        keys: (0..words.len() as u32).collect(),
        words,
        tokens,
        dropped: 0,
    })
}

/// The reader's own text.
fn typed(text: &str, most: usize) -> Result<Text, Failure> {
    let split = Words::split(text, most);
    if split.tokens.is_empty() {
        let message = "the text holds no word";
        return Err(Failure::new("empty-text", OPERATION, message));
    }
    let mut words = vec![String::new(); split.keys.len()];
    for (token, &at) in split.tokens.into_iter().zip(&split.indices).rev() {
        words[at] = token;
    }
    Ok(Text {
        words,
        keys: split.keys,
        tokens: split.indices.iter().map(|&at| at as u32).collect(),
        dropped: split.dropped,
    })
}

fn given(arrays: &MapArrays) -> Result<Source, Failure> {
    let sizes = [&arrays.q, &arrays.k].map(|array| [array.length() as usize]);
    room::fits(OPERATION, &[&sizes[0], &sizes[1], &sizes[1]])?;
    let numbers = |name, array: &js_sys::Float32Array| {
        let length = array.length() as usize;
        let rows = length.checked_div(arrays.head_dim).unwrap_or(0);
        room::copied(OPERATION, name, array, &[rows, arrays.head_dim])
    };
    Ok(Source {
        q: numbers("q", &arrays.q)?,
        k: numbers("k", &arrays.k)?,
        head_dim: arrays.head_dim,
        words: Vec::new(),
        tokens: Vec::new(),
        dropped: 0,
    })
}

fn stored(request: &MapFile) -> Result<Source, Failure> {
    let refuse = |message: String| Failure::new("bad-model", OPERATION, message);
    let file = TensorFile::parse(request.bytes.to_vec()).map_err(|e| refuse(e.to_string()))?;
    let tensor = |name: &str| {
        let found = file.tensor(name);
        let found = found.ok_or_else(|| refuse(format!("the file has no tensor \"{name}\"")))?;
        let [ref outer @ .., len, head_dim] = *found.shape() else {
            return Err(refuse(format!("\"{name}\" must be [.., len, head_dim]")));
        };
        let heads: usize = outer.iter().product();
        let numbers = found.numbers::<f32>().map_err(|e| refuse(e.to_string()))?;
        Ok((numbers, heads, len * head_dim, head_dim))
    };
    let (q, heads, q_size, head_dim) = tensor("q")?;
    let (k, kv_heads, k_size, k_dim) = tensor("k")?;
    if head_dim != k_dim {
        return Err(refuse(format!(
            "q is {head_dim} wide and k {k_dim}: they must be as wide"
        )));
    }
    if heads == 0 || kv_heads == 0 || !heads.is_multiple_of(kv_heads) {
        return Err(refuse(format!(
            "{kv_heads} heads of k can't be shared by {heads} of q"
        )));
    }
    let head = request.head;
    if head >= heads {
        let message = format!("there is no head {} of {heads}", head + 1);
        return Err(Failure::new("bad-setting", OPERATION, message));
    }
    let kv_head = head / (heads / kv_heads);
    let own = |x: Vec<f32>, at: usize, size: usize| x[at * size..(at + 1) * size].to_vec();
    Ok(Source {
        q: own(q, head, q_size),
        k: own(k, kv_head, k_size),
        head_dim,
        words: Vec::new(),
        tokens: Vec::new(),
        dropped: 0,
    })
}
