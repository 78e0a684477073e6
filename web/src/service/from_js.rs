//! Reads plain JavaScript values: numbers, truth values, texts, arrays and objects of them. A refusal says what was
//! expected; to tell what stood there as well takes more code than all the reading.

use std::fmt;

use js_sys::{Array, Object};
use serde::de::value::{MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use wasm_bindgen::{JsCast, JsValue};

/// What `value` says.
///
/// # Errors
/// It is not of that type.
pub fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, Refused> {
    T::deserialize(Js(value))
}

/// Why a value was not taken.
#[derive(Debug)]
pub struct Refused(String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl Error for Refused {
    fn custom<T: fmt::Display>(why: T) -> Self {
        Refused(why.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Refused(format!("expected {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Refused(format!("expected {expected}"))
    }
}

struct Js(JsValue);

impl<'de> IntoDeserializer<'de, Refused> for Js {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Js {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let Js(value) = self;
        if let Some(number) = value.as_f64() {
            // A whole number may be wanted as one.
            return if number == f64::from(number as u32) {
                visitor.visit_u32(number as u32)
            } else {
                visitor.visit_f64(number)
            };
        }
        if let Some(truth) = value.as_bool() {
            return visitor.visit_bool(truth);
        }
        if let Some(text) = value.as_string() {
            return visitor.visit_string(text);
        }
        if let Some(array) = value.dyn_ref::<Array>() {
            return visitor.visit_seq(SeqDeserializer::new(array.iter().map(Js)));
        }
        match value.dyn_ref::<Object>() {
            Some(object) => {
                let entries = Object::entries(object);
                let pairs = entries.iter().map(|pair| {
                    let pair: Array = pair.unchecked_into();
                    (Js(pair.get(0)), Js(pair.get(1)))
                });
                visitor.visit_map(MapDeserializer::new(pairs))
            }
            None => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.0.is_null() || self.0.is_undefined() {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        let text: StringDeserializer<Refused> = self.0.as_string().unwrap_or_default().into_deserializer();
        text.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}
