//! Messages to and from the Node process.
//!
//! A message is the length of a JSON header (u32, little-endian), the header, and the bytes of the
//! arrays that `header.arrays` lists as `{name, type, length}`, one after the other and
//! little-endian; type is "f32" or "u8", and length counts elements.

use crate::Obstacle;
use crate::obstacle::broken;
use ndarray::{Array, Dimension};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::io::{self, Read, Write};

/// A header without its arrays, and the arrays.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) header: Map<String, Value>,
    arrays: Vec<(Listed, Vec<u8>)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Listed {
    name: String,
    #[serde(rename = "type")]
    element: Element,
    length: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Element {
    F32,
    U8,
}

impl Element {
    fn size(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::U8 => 1,
        }
    }
}

impl Message {
    /// A call of the function `call` with `arguments`.
    pub(super) fn call(call: &str, arguments: Value) -> Self {
        let header = [
            ("call".to_owned(), json!(call)),
            ("arguments".to_owned(), arguments),
        ];
        Self {
            header: Map::from_iter(header),
            arrays: Vec::new(),
        }
    }

    /// With an array of f32; a dot in `name` goes into an object of the arguments.
    pub(super) fn with_floats<'a>(
        mut self,
        name: &str,
        numbers: impl IntoIterator<Item = &'a f64>,
    ) -> Self {
        let bytes = numbers
            .into_iter()
            .flat_map(|&number| (number as f32).to_le_bytes())
            .collect();
        self.push(name, Element::F32, bytes);
        self
    }

    /// With an array of bytes.
    pub(super) fn with_bytes(mut self, name: &str, bytes: Vec<u8>) -> Self {
        self.push(name, Element::U8, bytes);
        self
    }

    fn push(&mut self, name: &str, element: Element, bytes: Vec<u8>) {
        let length = bytes.len() / element.size();
        self.arrays.push((
            Listed {
                name: name.to_owned(),
                element,
                length,
            },
            bytes,
        ));
    }

    /// The array `name` of f32, in that shape.
    ///
    /// # Errors
    /// When it is missing, of another type or of another length.
    pub(super) fn array<D: Dimension>(
        &self,
        name: &str,
        shape: D,
    ) -> Result<Array<f64, D>, Obstacle> {
        let (_, bytes) = self
            .arrays
            .iter()
            .find(|(listed, _)| listed.name == name && listed.element == Element::F32)
            .ok_or_else(|| broken(format!("the answer has no f32 array {name}")))?;
        let (numbers, _) = bytes.as_chunks::<4>();
        let numbers = numbers
            .iter()
            .map(|&bytes| f64::from(f32::from_le_bytes(bytes)))
            .collect();
        Array::from_shape_vec(shape, numbers).map_err(|error| broken(error).at(name))
    }

    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let mut header = self.header.clone();
        let listed: Vec<&Listed> = self.arrays.iter().map(|(listed, _)| listed).collect();
        header.insert("arrays".to_owned(), json!(listed));
        let header = serde_json::to_vec(&header)?;
        let length = u32::try_from(header.len()).map_err(io::Error::other)?;
        out.write_all(&length.to_le_bytes())?;
        out.write_all(&header)?;
        self.arrays
            .iter()
            .try_for_each(|(_, bytes)| out.write_all(bytes))?;
        out.flush()
    }

    pub(super) fn read(from: &mut impl Read) -> io::Result<Self> {
        let mut length = [0; 4];
        from.read_exact(&mut length)?;
        let mut header = vec![0; u32::from_le_bytes(length) as usize];
        from.read_exact(&mut header)?;
        let mut header: Map<String, Value> = serde_json::from_slice(&header)?;
        let listed = header.remove("arrays").unwrap_or_else(|| json!([]));
        let listed: Vec<Listed> = serde_json::from_value(listed)?;
        let read = |listed: Listed| {
            let mut bytes = vec![0; listed.length * listed.element.size()];
            from.read_exact(&mut bytes).map(|()| (listed, bytes))
        };
        let arrays = listed.into_iter().map(read).collect::<io::Result<_>>()?;
        Ok(Self { header, arrays })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Ix2;

    #[test]
    fn a_message_is_read_as_it_was_written() {
        let numbers = [0.5, f64::NEG_INFINITY];
        let message = Message::call("attention", json!({ "batch": 2 }))
            .with_floats("q", &numbers)
            .with_bytes("mask.data", vec![1, 0, 1]);
        let mut bytes = Vec::new();
        message.write(&mut bytes).unwrap();
        let read = Message::read(&mut bytes.as_slice()).unwrap();
        assert_eq!(read.header["arguments"]["batch"], 2);
        assert_eq!(
            read.array("q", Ix2(1, 2))
                .unwrap()
                .into_raw_vec_and_offset()
                .0,
            numbers
        );
        assert_eq!(read.arrays[1].1, [1, 0, 1]);
        assert!(read.array("q", Ix2(1, 3)).is_err());
        assert!(read.array("v", Ix2(1, 2)).is_err());
    }

    #[test]
    fn a_message_that_ends_early_is_an_error() {
        let mut bytes = Vec::new();
        Message::call("rotary", json!({}))
            .with_floats("input", &[1.0])
            .write(&mut bytes)
            .unwrap();
        bytes.pop();
        assert!(Message::read(&mut bytes.as_slice()).is_err());
    }
}
