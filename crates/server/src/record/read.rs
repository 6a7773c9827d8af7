//! From what was typed to the JSON of an entry and back, by a table. All problems of reading are
//! found at once, each under the name of its field. Whether the entry is right is for `care` to say.

use care::moment::{self, Fold, LocalTimeDoubt, PartialDate};
use care::problem::{Problem, Problems};
use care::{text, travel};
use serde_json::{Map, Value};

use super::table::{Ask, Group, Item, Need, Part, Table};

/// What a form sent: names and values, in order.
pub(crate) type Pairs = Vec<(String, String)>;

/// Longest answer of several lines, in characters.
const WORDS_MOST: usize = 100_000;

fn typed<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

fn typed_all<'a>(pairs: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    let all = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    all.filter(|value| !value.trim().is_empty()).collect()
}

/// The names under which an answer is sent.
fn boxes(item: &Item, name: &str) -> Vec<String> {
    match item.ask {
        Ask::Day | Ask::Partial => ["day", "month", "year"].map(|part| format!("{name}-{part}")).into(),
        Ask::Moment => ["day", "month", "year", "time", "fold"].map(|part| format!("{name}-{part}")).into(),
        Ask::Line(_)
        | Ask::Words(_)
        | Ask::Lines(_)
        | Ask::Read(..)
        | Ask::Phone
        | Ask::Number
        | Ask::Degrees(_)
        | Ask::Radios(_)
        | Ask::Select(_)
        | Ask::Ticks(_)
        | Ask::Tick(_) => vec![name.to_owned()],
    }
}

fn is_answered(item: &Item, name: &str, pairs: &[(String, String)]) -> bool {
    boxes(item, name).iter().any(|name| !typed(pairs, name).trim().is_empty())
}

/// The rows of a group that hold something, numbered from 0 without gaps; those ticked to be removed
/// are left out. The rest of what was sent stays as it is.
pub(crate) fn compact(table: &Table, pairs: &[(String, String)]) -> Pairs {
    let mut kept: Pairs = pairs.to_vec();
    for part in table.parts {
        let Part::Many(group) = part else { continue };
        let prefix = format!("{}.", group.path);
        let rows = kept.iter().filter_map(|(name, _)| row_of(name, &prefix)).max().map_or(0, |last| last + 1);
        let (of_group, mut rest): (Pairs, Pairs) =
            kept.into_iter().partition(|(name, _)| row_of(name, &prefix).is_some());
        let mut next = 0;
        for row in 0..rows.min(200) {
            let from = format!("{prefix}{row}.");
            let removed = !typed(&of_group, &format!("{from}_remove")).is_empty();
            let filled =
                group.items.iter().any(|item| is_answered(item, &format!("{from}{}", item.path), &of_group));
            if removed || !filled {
                continue;
            }
            let renamed = of_group.iter().filter_map(|(name, value)| {
                let item = name.strip_prefix(&from)?;
                Some((format!("{prefix}{next}.{item}"), value.clone()))
            });
            rest.extend(renamed);
            next += 1;
        }
        kept = rest;
    }
    kept
}

fn row_of(name: &str, prefix: &str) -> Option<usize> {
    name.strip_prefix(prefix)?.split('.').next()?.parse().ok()
}

/// How many rows of a group hold something, in pairs that are compact.
pub(crate) fn rows(group: &Group, pairs: &[(String, String)]) -> usize {
    let prefix = format!("{}.", group.path);
    pairs.iter().filter_map(|(name, _)| row_of(name, &prefix)).max().map_or(0, |last| last + 1)
}

/// Reads compact pairs over an earlier body: what the table does not ask stays as it was.
pub(crate) fn read(
    table: &Table,
    pairs: &[(String, String)],
    earlier: Option<&Value>,
) -> (Value, Vec<Problem>) {
    let mut body = earlier.and_then(Value::as_object).cloned().unwrap_or_default();
    let mut problems = Problems::new();
    for part in table.parts {
        match part {
            Part::One(item) => read_item(item, "", pairs, &mut body, &mut problems),
            Part::Many(group) => {
                let list = (0..rows(group, pairs)).map(|row| {
                    let mut one = Map::new();
                    let at = format!("{}.{row}.", group.path);
                    for item in group.items {
                        read_item(item, &at, pairs, &mut one, &mut problems);
                    }
                    Value::Object(one)
                });
                let list: Vec<Value> = list.collect();
                body.insert(group.path.to_owned(), Value::Array(list));
            }
        }
    }
    (Value::Object(body), problems.into_vec())
}

fn read_item(
    item: &Item,
    at: &str,
    pairs: &[(String, String)],
    body: &mut Map<String, Value>,
    problems: &mut Problems,
) {
    let name = format!("{at}{}", item.path);
    let answered = is_answered(item, &name, pairs);
    let missing = match item.need {
        Need::No => None,
        Need::Yes(sentence) => Some(sentence),
        Need::With(other, sentence) => {
            (!typed(pairs, &format!("{at}{other}")).trim().is_empty()).then_some(sentence)
        }
    };
    if let (false, Some(sentence)) = (answered, missing) {
        problems.add(Problem::new(name.as_str(), sentence));
    }
    let value = if answered { answer(item.ask, &name, pairs) } else { Ok(Value::Null) };
    match value {
        Ok(value) if !item.path.starts_with('_') => put(body, item.path, value),
        Ok(_) => {}
        Err(problem) => {
            let field = problem.field.clone();
            problems.add(if field.is_empty() { problem.within(&name) } else { problem });
        }
    }
}

fn answer(ask: Ask, name: &str, pairs: &[(String, String)]) -> Result<Value, Problem> {
    let one = typed(pairs, name);
    let part = |part: &str| typed(pairs, &format!("{name}-{part}"));
    let plain = |sentence: String| Problem::new("", sentence);
    Ok(match ask {
        Ask::Line(_) | Ask::Phone => Value::from(text::clean_text(one, WORDS_MOST).map_err(plain)?.trim()),
        Ask::Words(_) => Value::from(text::clean_text(one, WORDS_MOST).map_err(plain)?.trim_end()),
        Ask::Lines(_) => {
            let whole = text::clean_text(one, WORDS_MOST).map_err(plain)?;
            whole.lines().map(str::trim).filter(|line| !line.is_empty()).map(Value::from).collect()
        }
        Ask::Read(_, read) => Value::from(read(one)?),
        Ask::Number => Value::from(whole_number(one).map_err(plain)?),
        Ask::Degrees(read) => Value::from(read(one).map_err(plain)?),
        Ask::Day => {
            let day = moment::parse_day_parts(part("day"), part("month"), part("year")).map_err(plain)?;
            Value::from(day.to_string())
        }
        Ask::Partial => {
            Value::from(partial(part("day"), part("month"), part("year")).map_err(plain)?.to_string())
        }
        Ask::Moment => Value::from(moment::utc_text(instant(name, pairs)?)),
        Ask::Radios(_) | Ask::Select(_) => Value::from(one),
        Ask::Ticks(_) => typed_all(pairs, name).into_iter().map(Value::from).collect(),
        Ask::Tick(_) => Value::from(true),
    })
}

fn whole_number(typed: &str) -> Result<u32, String> {
    let digits = text::western_digits(typed.trim());
    digits.parse().map_err(|_| "Enter a whole number.".to_owned())
}

/// As much of a day as was typed.
fn partial(day: &str, month: &str, year: &str) -> Result<PartialDate, String> {
    match (day.trim().is_empty(), month.trim().is_empty()) {
        (true, true) => PartialDate::parse(year),
        (true, false) => PartialDate::parse(&format!("{} {}", month.trim(), year.trim())),
        (false, _) => moment::parse_day_parts(day, month, year).map(PartialDate::from),
    }
}

fn instant(name: &str, pairs: &[(String, String)]) -> Result<jiff::Timestamp, Problem> {
    let part = |part: &str| typed(pairs, &format!("{name}-{part}"));
    let day = moment::parse_day_parts(part("day"), part("month"), part("year"))
        .map_err(|sentence| Problem::new("", sentence))?;
    let time = moment::parse_time(part("time"))
        .map_err(|sentence| Problem::new(format!("{name}-time"), sentence))?;
    let fold = match part("fold") {
        "first" => Some(Fold::First),
        "second" => Some(Fold::Second),
        _ => None,
    };
    moment::instant(day, time, fold).map_err(|doubt| {
        let (field, rule) = match doubt {
            LocalTimeDoubt::Twice(_) => (format!("{name}-fold"), "BI41"),
            LocalTimeDoubt::Gap(_) => (format!("{name}-time"), "BI40"),
            LocalTimeDoubt::OutOfRange(_) => (name.to_owned(), "BI51"),
        };
        Problem::new(field, doubt.to_string()).rule(rule)
    })
}

/// Puts a value where a path with dots points; nothing takes away what was there.
fn put(body: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None if value.is_null() => drop(body.remove(path)),
        None => drop(body.insert(path.to_owned(), value)),
        Some((first, rest)) => {
            let mut inner = body.remove(first).and_then(|v| v.as_object().cloned()).unwrap_or_default();
            put(&mut inner, rest, value);
            if !inner.is_empty() {
                body.insert(first.to_owned(), Value::Object(inner));
            }
        }
    }
}

/// What the form of an entry holds: the way back from a body to names and values.
pub(crate) fn pairs(table: &Table, body: &Value) -> Pairs {
    let mut pairs = Vec::new();
    for part in table.parts {
        match part {
            Part::One(item) => show(item, "", body, &mut pairs),
            Part::Many(group) => {
                let rows = body.get(group.path).and_then(Value::as_array);
                for (row, one) in rows.into_iter().flatten().enumerate() {
                    let at = format!("{}.{row}.", group.path);
                    for item in group.items {
                        show(item, &at, one, &mut pairs);
                    }
                }
            }
        }
    }
    pairs
}

fn show(item: &Item, at: &str, body: &Value, pairs: &mut Pairs) {
    let value = item.path.split('.').try_fold(body, |inner, key| inner.get(key));
    let Some(value) = value else { return };
    let name = format!("{at}{}", item.path);
    let text = value.as_str().unwrap_or_default();
    match item.ask {
        Ask::Line(_) | Ask::Words(_) | Ask::Read(..) | Ask::Phone | Ask::Radios(_) | Ask::Select(_) => {
            pairs.push((name, text.to_owned()));
        }
        Ask::Lines(_) => pairs.push((name, strings(value).join("\n"))),
        Ask::Ticks(_) => pairs.extend(strings(value).into_iter().map(|one| (name.clone(), one.to_owned()))),
        Ask::Number => pairs.push((name, value.to_string())),
        Ask::Degrees(_) => pairs.push((name, value.as_i64().map(travel::typed).unwrap_or_default())),
        Ask::Tick(_) => {
            if value.as_bool() == Some(true) {
                pairs.push((name, "yes".to_owned()));
            }
        }
        Ask::Day | Ask::Partial => show_day(&name, text, pairs),
        Ask::Moment => {
            if let Ok(at) = moment::parse_utc(text) {
                show_moment(&name, at, pairs);
            }
        }
    }
}

fn show_day(name: &str, text: &str, pairs: &mut Pairs) {
    let parts: Vec<&str> = text.split('-').map(|part| part.trim_start_matches('0')).collect();
    for (part, value) in ["year", "month", "day"].iter().zip(parts) {
        pairs.push((format!("{name}-{part}"), value.to_owned()));
    }
}

/// The boxes of an instant, with the fold where the time comes twice.
pub(crate) fn show_moment(name: &str, at: jiff::Timestamp, pairs: &mut Pairs) {
    let (day, time) = (moment::local_day(at), moment::local_time(at));
    show_day(name, &day.to_string(), pairs);
    pairs.push((format!("{name}-time"), moment::time_words(time)));
    if moment::instant(day, time, None).is_err() {
        let first = moment::instant(day, time, Some(Fold::First)) == Ok(at);
        pairs.push((format!("{name}-fold"), if first { "first" } else { "second" }.to_owned()));
    }
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
