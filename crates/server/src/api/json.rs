//! Reads JSON strictly: a name that comes twice, a number that cannot be kept exactly and a NUL
//! character are refused, not guessed at (BI65, BI66, BI76). Depth is bounded by the parser, size by the route.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The largest whole number that every JSON reader keeps exactly: 2^53 - 1.
const EXACT_MOST: u64 = 9_007_199_254_740_991;

/// Reads one JSON document.
///
/// # Errors
/// One sentence that says what cannot be read, and where.
pub(crate) fn read(text: &[u8]) -> Result<Value, String> {
    match serde_json::from_slice::<Strict>(text) {
        Ok(Strict(value)) => Ok(value),
        Err(why) => Err(format!("This JSON cannot be read: {why}.")),
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_any(Reader).map(Strict)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        if value > EXACT_MOST { Err(E::custom(INEXACT)) } else { Ok(value.into()) }
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > EXACT_MOST { Err(E::custom(INEXACT)) } else { Ok(value.into()) }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom(INEXACT))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        without_nul(&value)?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some((name, Strict(value))) = fields.next_entry::<String, Strict>()? {
            without_nul(&name)?;
            if all.contains_key(&name) {
                return Err(A::Error::custom(format!("the name \u{201c}{name}\u{201d} comes twice")));
            }
            all.insert(name, value);
        }
        Ok(Value::Object(all))
    }
}

const INEXACT: &str = "a number cannot be kept exactly; send at most 9007199254740991";

fn without_nul<E: Error>(text: &str) -> Result<(), E> {
    if text.contains('\0') { Err(E::custom("a text holds a NUL character")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bi76_what_is_ambiguous_or_too_much_is_refused_and_what_is_plain_is_read() {
        for (text, good) in [
            (r#"{"a":[1,-2,2.5,"x",null,true]}"#, true),
            ("9007199254740991", true),
            ("9007199254740993", false),
            ("-9007199254740993", false),
            ("18446744073709551616", true),
            ("1e999", false),
            ("NaN", false),
            ("Infinity", false),
            (r#"{"a":1,"a":2}"#, false),
            (r#"{"b":{"a":1,"a":1}}"#, false),
            ("[1,]", false),
            ("{} {}", false),
            ("", false),
            (r#""\ud800""#, false),
            (r#""\u0000""#, false),
            ("\u{feff}{}", false),
            ("{'a':1}", false),
        ] {
            let read = read(text.as_bytes());
            assert_eq!(read.is_ok(), good, "{text}: {read:?}");
        }
        assert!(read(&[b'[', b'"', 0xff, b'"', b']']).is_err(), "not UTF-8");
        assert!(read(&[b'"', 0xc0, 0xaf, b'"']).is_err(), "overlong");
        assert!(read("[".repeat(10_000).as_bytes()).is_err(), "too deep");
        assert!(read((r#"{"a":"#.repeat(10_000)).as_bytes()).is_err(), "too deep");
    }
}
