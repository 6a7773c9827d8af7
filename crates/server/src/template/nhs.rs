//! What the NHS design system's macros expect of a template engine and Jinja does not give: their
//! attribute printer and a few forgiving filters. Not for use by our own pages directly.

use minijinja::Environment;
use minijinja::value::{Value, ValueKind};
use std::fmt::Write as _;

/// Where the design system's templates live, in its own import paths.
pub(super) const FOLDER: &str = "nhsuk/";

pub(super) fn add_to(environment: &mut Environment<'_>) {
    environment.add_function("nhsukAttributes", |attributes: &Value| attributes_html(attributes));
    environment.add_filter("length", |value: &Value| value.len().unwrap_or(0));
    environment.add_filter("truncate", truncate);
    environment.add_filter(
        "string",
        |value: &Value| if value.is_safe() { value.clone() } else { words(value).into() },
    );
}

/// The value as HTML and JavaScript write it: `true`, where Jinja would print `True`.
fn words(value: &Value) -> String {
    match bool::try_from(value.clone()) {
        Ok(yes) if value.kind() == ValueKind::Bool => yes.to_string(),
        _ => value.to_string(),
    }
}

/// The first `length` characters. The design system asks for no words kept whole and no ending.
fn truncate(value: &Value, length: usize, _kill_words: Option<bool>, _end: Option<&str>) -> Value {
    value.as_str().map_or_else(Value::default, |text| text.chars().take(length).collect::<String>().into())
}

/// The attributes of an HTML element, each with a space before it. A string is HTML already (the
/// design system's rule), so what a visitor typed must only ever come in a mapping.
fn attributes_html(attributes: &Value) -> Value {
    if let Some(html) = attributes.as_str() {
        return Value::from_safe_string(html.to_owned());
    }
    let mut html = String::new();
    if attributes.kind() == ValueKind::Map {
        for name in attributes.try_iter().into_iter().flatten() {
            let item = attributes.get_item(&name).unwrap_or_default();
            push_attribute(&mut html, &name.to_string(), &item);
        }
    }
    Value::from_safe_string(html)
}

fn push_attribute(html: &mut String, name: &str, item: &Value) {
    let is_options = item.kind() == ValueKind::Map;
    let part = |key: &str| item.get_attr(key).unwrap_or_default();
    let (value, optional) = if is_options {
        (part("value"), part("optional") == Value::from(true))
    } else {
        (item.clone(), false)
    };
    let is_empty = value.is_none() || value.is_undefined();
    if optional && (is_empty || value == Value::from(false)) {
        return;
    }
    let name = escaped(name);
    if optional && value == Value::from(true) {
        // Writing to a string cannot fail, here and below.
        let _ = write!(html, " {name}");
        return;
    }
    let is_array = is_options && part("type").as_str() == Some("array") && value.kind() == ValueKind::Seq;
    let text = if is_empty {
        String::new()
    } else if is_array {
        script_safe_json(&value)
    } else if value.is_safe() {
        value.to_string()
    } else {
        escaped(&words(&value))
    };
    let quote = if text.contains('"') { '\'' } else { '"' };
    let _ = write!(html, " {name}={quote}{text}{quote}");
}

/// JSON that can stand in an attribute in single quotes.
fn script_safe_json(value: &Value) -> String {
    serde_json::to_string(value)
        .unwrap_or_default()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\'', "\\u0027")
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = super::write_escaped(&mut html, text);
    html
}
