//! An entry field by field in words, for its history and for two versions side by side.
//! Kinds with a table say it in the table's words; the others by the names of their fields.

use care::codes;
use care::codes::outcome::Outcome;
use care::codes::purpose::Purpose;
use care::entry::contact::{Done, With};
use care::entry::tier::{PoliceThreshold, TierName};
use care::entry::visit::Every;
use care::entry::{Body, Entry};
use care::moment::{self, PartialDate};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::directory::Directory;
use uuid::Uuid;

use super::table::{Ask, Item, Part, Source, Table};

/// One field in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Said {
    /// Where it stands.
    #[serde(skip)]
    pub(crate) path: String,
    /// What it is called.
    pub(crate) label: String,
    /// What it says.
    pub(crate) text: String,
}

/// One field of two versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Compared {
    /// What it is called.
    pub(crate) label: String,
    /// What the first says.
    pub(crate) before: String,
    /// What the second says.
    pub(crate) after: String,
    /// Whether they differ.
    pub(crate) differs: bool,
}

/// Every field of an entry that says something, the time it happened first.
pub(crate) fn entry(entry: &Entry, directory: &Directory) -> Vec<Said> {
    let mut said = vec![Said {
        path: "happened_at".to_owned(),
        label: "When".to_owned(),
        text: moment::moment_words(entry.happened_at),
    }];
    said.extend(body(&entry.body, directory));
    said
}

/// Every field of a body that says something.
pub(crate) fn body(body: &Body, directory: &Directory) -> Vec<Said> {
    let json = serde_json::to_value(body).unwrap_or(Value::Null);
    let mut said = Vec::new();
    match super::tables::of(body.kind()) {
        Some(table) => by_table(table, &json, directory, &mut said),
        None => by_name("", &json, directory, &mut said),
    }
    said
}

/// Two versions side by side: every field that either of them has.
pub(crate) fn compare(before: &[Said], after: &[Said]) -> Vec<Compared> {
    let text = |said: &[Said], path: &str| {
        said.iter().find(|one| one.path == path).map(|one| one.text.clone()).unwrap_or_default()
    };
    let only_after = after.iter().filter(|one| !before.iter().any(|other| other.path == one.path));
    before
        .iter()
        .chain(only_after)
        .map(|one| {
            let (before, after) = (text(before, &one.path), text(after, &one.path));
            Compared { label: one.label.clone(), differs: before != after, before, after }
        })
        .collect()
}

fn by_table(table: &Table, json: &Value, directory: &Directory, said: &mut Vec<Said>) {
    for part in table.parts {
        match part {
            Part::One(item) => say(item, "", "", json, directory, said),
            Part::Many(group) => {
                let rows = json.get(group.path).and_then(Value::as_array);
                for (row, one) in rows.into_iter().flatten().enumerate() {
                    let at = format!("{}.{row}.", group.path);
                    let title = format!("{} {}: ", group.title, row + 1);
                    for item in group.items {
                        say(item, &at, &title, one, directory, said);
                    }
                }
            }
        }
    }
}

fn say(item: &Item, at: &str, title: &str, json: &Value, directory: &Directory, said: &mut Vec<Said>) {
    let value = item.path.split('.').try_fold(json, |inner, key| inner.get(key));
    let Some(value) = value.filter(|value| !value.is_null()) else { return };
    let text = match (item.ask, value.as_str()) {
        (Ask::Tick(_), _) if value.as_bool() != Some(true) => return,
        (Ask::Degrees(_), _) => value.as_i64().map(care::travel::typed).unwrap_or_default(),
        (Ask::Tick(words), _) => words.to_owned(),
        (Ask::Radios(source) | Ask::Select(source), Some(code)) => label(source, code, directory),
        (Ask::Ticks(source), _) => {
            let codes = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            codes.map(|code| label(source, code, directory)).collect::<Vec<_>>().join(", ")
        }
        (Ask::Lines(_), _) => {
            value.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
        }
        (Ask::Day | Ask::Partial | Ask::Moment, Some(text)) => time_words(text),
        (_, Some(text)) => text.to_owned(),
        (_, None) => value.to_string(),
    };
    if !text.is_empty() {
        let name = if item.label.is_empty() { "Noted" } else { item.label };
        said.push(Said { path: format!("{at}{}", item.path), label: format!("{title}{name}"), text });
    }
}

fn label(source: Source, code: &str, directory: &Directory) -> String {
    match source {
        Source::List(list) => list(jiff::civil::Date::MAX)
            .into_iter()
            .find(|choice| choice.value == code)
            .map_or_else(|| code.to_owned(), |choice| choice.text),
        Source::Workers | Source::Givers => staff(code, directory).unwrap_or_else(|| "Unknown".to_owned()),
    }
}

fn staff(text: &str, directory: &Directory) -> Option<String> {
    let id = Uuid::try_parse(text).ok()?;
    directory.staff.get(&id).map(|staff| staff.name.clone())
}

fn time_words(text: &str) -> String {
    if let Ok(at) = moment::parse_utc(text) {
        return moment::moment_words(at);
    }
    PartialDate::parse(text).map_or_else(|_| text.to_owned(), PartialDate::words)
}

fn by_name(path: &str, json: &Value, directory: &Directory, said: &mut Vec<Said>) {
    match json {
        Value::Null | Value::Bool(false) => {}
        Value::Object(fields) => {
            for (key, value) in fields {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                by_name(&inner, value, directory, said);
            }
        }
        Value::Array(list) => {
            let words: Vec<String> = list.iter().map(|one| word(path, one, directory)).collect();
            if !words.is_empty() {
                said.push(Said { path: path.to_owned(), label: plain(path), text: words.join(", ") });
            }
        }
        Value::Bool(true) | Value::Number(_) | Value::String(_) => {
            let text = word(path, json, directory);
            said.push(Said { path: path.to_owned(), label: plain(path), text });
        }
    }
}

/// `next_action.due_on` as "Next action, due on".
fn plain(path: &str) -> String {
    let words = path.replace('.', ", ").replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn word(path: &str, value: &Value, directory: &Directory) -> String {
    let leaf = path.rsplit('.').next().unwrap_or(path);
    let text = match value {
        Value::Bool(_) => return "Yes".to_owned(),
        Value::String(text) => text.as_str(),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => return value.to_string(),
    };
    let known = match leaf {
        "place" => codes::place::label(text).map(str::to_owned),
        "mechanism" => codes::mechanism::label(text).map(str::to_owned),
        "outcome" => own(value, Outcome::label),
        "purposes" => own(value, Purpose::label),
        "with" => own(value, With::label),
        "done" => own(value, Done::label),
        "tier" => own(value, TierName::label),
        "every" => own(value, Every::label),
        "police_threshold" => own(value, PoliceThreshold::label),
        "media" => own(value, care::document::Media::label),
        "visit" | "series" | "action" | "referral" => Some("Another entry".to_owned()),
        _ => None,
    };
    known.or_else(|| staff(text, directory)).unwrap_or_else(|| dated(text))
}

fn own<T: DeserializeOwned>(value: &Value, label: fn(T) -> &'static str) -> Option<String> {
    serde_json::from_value(value.clone()).ok().map(|one| label(one).to_owned())
}

/// Days and instants in words; any other text as it is, though it may look like a number or a year.
fn dated(text: &str) -> String {
    if let Ok(day) = text.parse::<jiff::civil::Date>()
        && text.len() == 10
    {
        return moment::day_words(day);
    }
    moment::parse_utc(text).map_or_else(|_| text.to_owned(), moment::moment_words)
}
