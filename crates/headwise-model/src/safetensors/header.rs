//! What a header may say: the refusals that the `safetensors` crate leaves to its caller.

use super::FileError;
use safetensors::Dtype;
use serde::de::value::StrDeserializer;
use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A header longer than this many bytes is refused before it is parsed.
const MAX_HEADER_BYTES: u64 = 1 << 20;

/// The largest number of cells that a shape may name, empty dimensions counted as one: so that
/// `[0, 2^62]` is refused although it holds nothing.
const MAX_CELLS: usize = 1 << 28;

/// The bytes before the header: its length as a little-endian u64.
const LENGTH_BYTES: usize = 8;

/// Refuses headers that are too long, name a tensor twice, have unknown fields or element types,
/// misaligned data, data beyond the end or absurd shapes.
///
/// # Errors
/// [`FileError::Unsupported`] for an unknown element type, else [`FileError::Broken`].
pub(super) fn check(bytes: &[u8]) -> Result<(), FileError> {
    let length: [u8; LENGTH_BYTES] = bytes
        .get(..LENGTH_BYTES)
        .and_then(|head| head.try_into().ok())
        .ok_or_else(|| broken("shorter than the 8 bytes of a header's length"))?;
    let length = u64::from_le_bytes(length);
    if length > MAX_HEADER_BYTES {
        return Err(broken(format!(
            "a header of {length} bytes, at most {MAX_HEADER_BYTES} are read"
        )));
    }
    let data_start = LENGTH_BYTES + length as usize;
    let text = bytes
        .get(LENGTH_BYTES..data_start)
        .ok_or_else(|| broken(format!("the file ends inside its header of {length} bytes")))?;
    let Header(entries) =
        serde_json::from_slice(text).map_err(|error| broken(error).at("header"))?;
    entries.iter().try_for_each(|(name, entry)| {
        entry
            .check(data_start, bytes.len() - data_start)
            .map_err(|error| error.at(name))
    })
}

/// What the header says of one tensor.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: (usize, usize),
}

impl Entry {
    fn check(&self, data_start: usize, data_bytes: usize) -> Result<(), FileError> {
        let dtype: StrDeserializer<'_, serde_json::Error> = self.dtype.as_str().into_deserializer();
        let dtype = Dtype::deserialize(dtype).map_err(|_| {
            FileError::Unsupported(format!("element type {} is unknown", self.dtype))
        })?;
        let cells = self
            .shape
            .iter()
            .try_fold(1_usize, |cells, &extent| cells.checked_mul(extent.max(1)));
        if cells.is_none_or(|cells| cells > MAX_CELLS) {
            return Err(broken(format!("shape {:?} is absurd", self.shape)));
        }
        let (start, end) = self.data_offsets;
        if end > data_bytes {
            return Err(broken(format!(
                "data at {:?} of {data_bytes} bytes",
                self.data_offsets
            )));
        }
        // Types below a byte have no alignment of their own.
        let size = (dtype.bitsize() / 8).max(1);
        let start = start.checked_add(data_start);
        if start.is_none_or(|start| !start.is_multiple_of(size)) {
            return Err(broken(format!(
                "data at {:?} is not aligned to {size} bytes",
                self.data_offsets
            )));
        }
        Ok(())
    }
}

/// The entries of a header. Parsing fails on a name that is given twice.
struct Header(Vec<(String, Entry)>);

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeaderVisitor)
    }
}

struct HeaderVisitor;

impl<'de> Visitor<'de> for HeaderVisitor {
    type Value = Header;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object with one entry for each tensor")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
        let mut names = BTreeSet::new();
        let mut entries = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name.clone()) {
                return Err(A::Error::custom(format!("{name} is given twice")));
            }
            if name == "__metadata__" {
                map.next_value::<BTreeMap<String, String>>()?;
            } else {
                entries.push((name, map.next_value()?));
            }
        }
        Ok(Header(entries))
    }
}

fn broken(message: impl fmt::Display) -> FileError {
    FileError::Broken(message.to_string())
}
