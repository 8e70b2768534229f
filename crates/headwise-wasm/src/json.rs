//! Plain values to JavaScript as one JSON text, which the page's own parser reads: for what is written
//! in many small pieces a fraction of the code, and of the time, of making each object by a call.

use js_sys::{JSON, Number};
use serde::Serialize;
use serde::ser::{self, Impossible, Serializer};
use std::fmt::{Error, Write};
use wasm_bindgen::JsValue;

/// The value as a plain object; `None` where it holds what JSON has no word for, such as infinity.
pub(crate) fn write(value: &impl Serialize) -> Option<JsValue> {
    let mut text = Text(String::new());
    value.serialize(&mut text).ok()?;
    JSON::parse(&text.0).ok()
}

/// The text so far.
struct Text(String);

impl Text {
    fn quote(&mut self, text: &str) -> Result<(), Error> {
        self.0.push('"');
        for sign in text.chars() {
            match sign {
                '"' | '\\' => self.0.extend(['\\', sign]),
                '\0'..' ' => write!(self.0, "\\u{:04x}", u32::from(sign))?,
                _ => self.0.push(sign),
            }
        }
        self.0.push('"');
        Ok(())
    }
}

/// An object or a list that is open.
struct Open<'t> {
    text: &'t mut Text,
    end: char,
    empty: bool,
}

impl Open<'_> {
    /// What stands before the next member.
    fn next(&mut self) {
        if !self.empty {
            self.text.0.push(',');
        }
        self.empty = false;
    }

    fn key(&mut self, key: &str) -> Result<(), Error> {
        self.next();
        self.text.quote(key)?;
        self.text.0.push(':');
        Ok(())
    }

    fn close(self) {
        self.text.0.push(self.end);
    }
}

impl<'t> Serializer for &'t mut Text {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Open<'t>;
    type SerializeStruct = Open<'t>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.0.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        write!(self.0, "{value}")
    }

    /// As JavaScript writes it: the shortest digits that give the number again.
    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        if !value.is_finite() {
            return Err(Error);
        }
        let digits = Number::from(value)
            .to_string_with_radix(10)
            .map_err(|_| Error)?;
        self.0.push_str(&String::from(digits));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.quote(value)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_unit_variant(self, _: &str, _: u32, variant: &str) -> Result<(), Error> {
        self.quote(variant)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'t>, Error> {
        self.0.push('[');
        Ok(Open {
            text: self,
            end: ']',
            empty: true,
        })
    }

    fn serialize_struct(self, _: &str, _: usize) -> Result<Open<'t>, Error> {
        self.0.push('{');
        Ok(Open {
            text: self,
            end: '}',
            empty: true,
        })
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.serialize_f64(value.into())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_i8(self, _: i8) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_i16(self, _: i16) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_i32(self, _: i32) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_i64(self, _: i64) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_char(self, _: char) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_unit_struct(self, _: &str) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &str, _: &T) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &str,
        _: u32,
        _: &str,
        _: &T,
    ) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Error> {
        Err(Error)
    }

    fn serialize_tuple_struct(
        self,
        _: &str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Error> {
        Err(Error)
    }

    fn serialize_tuple_variant(
        self,
        _: &str,
        _: u32,
        _: &str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(Error)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Error> {
        Err(Error)
    }

    fn serialize_struct_variant(
        self,
        _: &str,
        _: u32,
        _: &str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(Error)
    }
}

impl ser::SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.next();
        value.serialize(&mut *self.text)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.key(key)?;
        value.serialize(&mut *self.text)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}
