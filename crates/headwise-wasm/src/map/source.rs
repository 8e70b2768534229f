//! Where queries and keys come from.

use super::OPERATION;
use super::request::{ConstructedHead, MapArrays, MapFile, MapRequest};
use crate::failure::Failure;
use crate::room;
use headwise_core::map::constructed::{self, HEAD_DIM, Head};
use headwise_cpu::Keys;
use headwise_model::Words;
use headwise_model::language::{ENGLISH, Generator, Stretches, long_text};
use headwise_model::safetensors::TensorFile;

/// The most queries, and the most keys: beyond it a row's log-sum-exp takes too long to be waited for.
const MOST: usize = 1 << 17;

/// Numbers that two allocations take beyond what they hold, and more.
const SLACK: usize = 256;

/// Tokens of a paragraph of the built-in text, and the seed that it is drawn from.
const PARAGRAPH: usize = 96;
const LANGUAGE_SEED: u64 = 7;

/// One head's queries and keys, and the text that they are of. Keys are packed, and what they were packed
/// from is gone, before there are queries: so the instance never holds more than three of both.
pub(crate) struct Source {
    /// `[rows, head_dim]`.
    pub(crate) q: Vec<f32>,
    pub(crate) keys: Keys,
    pub(crate) words: Vec<String>,
    pub(crate) tokens: Vec<u32>,
    pub(crate) dropped: usize,
}

impl Source {
    pub(crate) fn of(request: &MapRequest) -> Result<Self, Failure> {
        match (&request.constructed, &request.arrays, &request.file) {
            (Some(head), None, None) => constructed(head),
            (None, Some(arrays), None) => given(arrays),
            (None, None, Some(file)) => stored(file),
            _ => {
                let message = "a map has one source: `constructed`, `arrays` or `file`";
                Err(Failure::bad_request(OPERATION, message))
            }
        }
    }

    /// Of numbers without a text.
    fn of_numbers(q: Vec<f32>, keys: Keys) -> Self {
        Self {
            q,
            keys,
            words: Vec::new(),
            tokens: Vec::new(),
            dropped: 0,
        }
    }
}

/// Refuses what is no map, or too large a one, before anything is allocated for it.
fn check([rows, keys]: [usize; 2], head_dim: usize) -> Result<(), Failure> {
    if rows > MOST || keys > MOST {
        let message = format!("a map of {rows} by {keys} is larger than {MOST} by {MOST}");
        return Err(Failure::new("too-large", OPERATION, message));
    }
    if rows == 0 || keys == 0 {
        let message = "a map has at least one query and one key";
        return Err(Failure::new("bad-setting", OPERATION, message));
    }
    let shapes = [[rows, head_dim], [keys, head_dim]];
    room::fits(OPERATION, &[&shapes[0], &shapes[1], &shapes[1]])
}

/// Asks for the memory of so many numbers of q and of k at once, with a little beside, so that both fit
/// where that room was. While keys are packed, the room of the queries is theirs.
fn make_room(q: usize, k: usize) -> Result<(), Failure> {
    room::room_for(OPERATION, q.max(k) + k + SLACK)
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
    check([*length; 2], HEAD_DIM)?;
    let text = match text {
        Some(text) => typed(text, *length)?,
        None => built_in(*length)?,
    };
    make_room(text.tokens.len() * HEAD_DIM, text.tokens.len() * HEAD_DIM)?;
    // The same word has the same number, whatever its place in the table.
    let tokens: Vec<u32> = text
        .tokens
        .iter()
        .map(|&at| text.keys[at as usize])
        .collect();
    let keys = Keys::new(&constructed::keys(head, &tokens, *seed), HEAD_DIM)?;
    Ok(Source {
        q: constructed::queries(head, &tokens, *seed),
        keys,
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
    let MapArrays { q, k, head_dim } = arrays;
    let [rows, keys] = [q, k].map(|array| {
        let length = array.length() as usize;
        length.checked_div(*head_dim).unwrap_or(0)
    });
    check([rows, keys], *head_dim)?;
    make_room(rows * head_dim, keys * head_dim)?;
    let keys = Keys::new(
        &room::copied(OPERATION, "k", k, &[keys, *head_dim])?,
        *head_dim,
    )?;
    let q = room::copied(OPERATION, "q", q, &[rows, *head_dim])?;
    Ok(Source::of_numbers(q, keys))
}

fn stored(request: &MapFile) -> Result<Source, Failure> {
    let refuse = |message: String| Failure::new("bad-model", OPERATION, message);
    let file = TensorFile::parse(request.bytes.to_vec()).map_err(|e| refuse(e.to_string()))?;
    let shape = |name: &str| {
        let found = file.tensor(name);
        let found = found.ok_or_else(|| refuse(format!("the file has no tensor \"{name}\"")))?;
        match *found.shape() {
            [ref outer @ .., len, head_dim] => Ok([outer.iter().product(), len, head_dim]),
            _ => Err(refuse(format!("\"{name}\" must be [.., len, head_dim]"))),
        }
    };
    let [[heads, rows, head_dim], [kv_heads, keys, k_dim]] = [shape("q")?, shape("k")?];
    if head_dim != k_dim {
        let message = format!("q is {head_dim} wide and k {k_dim}: they must be as wide");
        return Err(refuse(message));
    }
    if kv_heads == 0 || !heads.is_multiple_of(kv_heads) {
        let message = format!("{kv_heads} heads of k can't be shared by {heads} of q");
        return Err(refuse(message));
    }
    let head = request.head;
    if head >= heads {
        let message = format!("there is no head {} of {heads}", head.saturating_add(1));
        return Err(Failure::new("bad-setting", OPERATION, message));
    }
    check([rows, keys], head_dim)?;
    make_room(heads * rows * head_dim, kv_heads * keys * head_dim)?;
    let own = |name: &str, at: usize, size: usize| {
        let numbers = file.tensor(name).map(|tensor| tensor.numbers::<f32>());
        let numbers = numbers.unwrap_or_else(|| Ok(Vec::new()));
        let numbers = numbers.map_err(|e| refuse(e.to_string()))?;
        Ok::<_, Failure>(numbers[at * size..(at + 1) * size].to_vec())
    };
    let kv_head = head / (heads / kv_heads);
    let keys = Keys::new(&own("k", kv_head, keys * head_dim)?, head_dim)?;
    Ok(Source::of_numbers(own("q", head, rows * head_dim)?, keys))
}
