//! An entry as it is sent: read field by field, so that every problem is told at once and a field we
//! do not know is refused by its name (SV12, SV64). Rules about what it says are in `care`.

use care::entry::{Body, Draft, Kind};
use care::moment;
use care::problem::{Problem, Problems};
use jiff::Timestamp;
use serde_json::{Map, Value};
use uuid::Uuid;

/// Every field an entry may have on its way in.
pub(crate) const FIELDS: &[&str] =
    &["id", "kind", "subject", "team", "happened_at", "from_version", "reason", "body"];

/// Why something sent is no entry; its id when that much can be read.
#[derive(Debug)]
pub(crate) struct Unreadable {
    /// The id it was sent with.
    pub(crate) id: Option<Uuid>,
    /// Every problem found.
    pub(crate) problems: Vec<Problem>,
}

/// Reads one entry.
///
/// # Errors
/// Every field that is missing, unknown or of the wrong shape.
pub(crate) fn draft(sent: &Value) -> Result<Draft, Unreadable> {
    let Value::Object(sent) = sent else {
        let problems = vec![Problem::new("", "Send an entry as a JSON object.")];
        return Err(Unreadable { id: None, problems });
    };
    let mut problems = Problems::new();
    for name in sent.keys().filter(|name| !FIELDS.contains(&name.as_str())) {
        problems.add(Problem::new(name, "There is no such field in an entry.").rule("SV12"));
    }
    let id = uuid(sent, "id", &mut problems);
    let subject = uuid(sent, "subject", &mut problems);
    let team = if present(sent, "team") { uuid(sent, "team", &mut problems) } else { None };
    let happened_at = happened_at(sent, &mut problems);
    let from_version = from_version(sent, &mut problems);
    let reason = reason(sent, &mut problems);
    let body = body(sent, &mut problems);
    match (id, subject, happened_at, from_version, body) {
        (Some(id), Some(subject), Some(happened_at), Some(from_version), Some(body))
            if problems.is_empty() =>
        {
            Ok(Draft { id, subject, team, happened_at, from_version, reason, body })
        }
        _ => Err(Unreadable { id, problems: problems.into_vec() }),
    }
}

fn present(sent: &Map<String, Value>, name: &str) -> bool {
    sent.get(name).is_some_and(|value| !value.is_null())
}

fn uuid(sent: &Map<String, Value>, name: &str, problems: &mut Problems) -> Option<Uuid> {
    let read = sent.get(name).and_then(Value::as_str).filter(|text| text.len() == 36);
    let read = read.and_then(|text| Uuid::try_parse(text).ok());
    problems.require(read.is_some(), name, "Send a UUID, such as 0198a5c2-7d1e-7a40-8c11-3f2b6d9e0a17.");
    read
}

/// The store keeps microseconds; what is finer is cut here, so that the same text sent twice is the same.
fn happened_at(sent: &Map<String, Value>, problems: &mut Problems) -> Option<Timestamp> {
    let text = sent.get("happened_at").and_then(Value::as_str).unwrap_or_default();
    let at = problems.keep("happened_at", moment::parse_utc(text))?;
    let whole = at.as_nanosecond().div_euclid(1_000);
    let at = i64::try_from(whole).ok().and_then(|micros| Timestamp::from_microsecond(micros).ok());
    let at = at.filter(|at| (1..=9999).contains(&moment::local_day(*at).year()));
    problems.require(at.is_some(), "happened_at", "Check the year.");
    at
}

fn from_version(sent: &Map<String, Value>, problems: &mut Problems) -> Option<u32> {
    if !present(sent, "from_version") {
        return Some(0);
    }
    let number = sent.get("from_version").and_then(Value::as_u64);
    let read = number.and_then(|n| u32::try_from(n).ok()).filter(|n| *n < u32::MAX);
    let sentence = "Send the version that this was made from as a whole number; 0 for a new entry.";
    problems.require(read.is_some(), "from_version", sentence);
    read
}

fn reason(sent: &Map<String, Value>, problems: &mut Problems) -> Option<String> {
    match sent.get("reason") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.chars().count() <= 2_000 => Some(text.clone()),
        Some(_) => {
            problems.add(Problem::new("reason", "Send the reason as text of at most 2,000 characters."));
            None
        }
    }
}

fn body(sent: &Map<String, Value>, problems: &mut Problems) -> Option<Body> {
    let kind = sent.get("kind").and_then(Value::as_str).and_then(Kind::from_text);
    problems.require(kind.is_some(), "kind", "Send one of the kinds that /api/v1/kinds lists.");
    let Some(body @ Value::Object(_)) = sent.get("body") else {
        problems.add(Problem::new("body", "Send what the entry says as a JSON object."));
        return None;
    };
    match Body::parse(kind?, &body.to_string()) {
        Ok(body) => Some(body),
        Err(found) => {
            problems.within("", found);
            None
        }
    }
}
