//! What a GET may be asked: only the parameters its description names, each once (SV65).

use care::moment;
use jiff::Timestamp;
use jiff::civil::{Date, time};
use uuid::Uuid;

use super::describe;
use crate::app::App;
use crate::error::PageError;
use crate::request::Request;

/// Refuses a parameter that the description of the route does not name, and one that comes twice.
///
/// # Errors
/// `BadRequest`, naming the parameter.
pub(crate) fn only_known(request: &Request, path: &str) -> Result<(), PageError> {
    let known = describe::of(request.method.as_str(), path).map_or(&[][..], |operation| operation.query);
    for (place, (name, _)) in request.query.iter().enumerate() {
        if !known.iter().any(|parameter| parameter.name == name) {
            return Err(PageError::BadRequest(format!("There is no parameter \u{201c}{name}\u{201d} here.")));
        }
        if request.query.iter().take(place).any(|(before, _)| before == name) {
            return Err(PageError::BadRequest(format!("Send the parameter \u{201c}{name}\u{201d} once.")));
        }
    }
    Ok(())
}

/// The team asked for: `?team=`, or the actor's first.
///
/// # Errors
/// `BadRequest` when it is no id, `NotFound` for a team that is not the actor's.
pub(crate) fn team(app: &App, request: &Request) -> Result<Uuid, PageError> {
    id(request, "team")?;
    app.team(request)
}

/// An id among the parameters.
///
/// # Errors
/// `BadRequest` when it is none.
pub(crate) fn id(request: &Request, name: &str) -> Result<Option<Uuid>, PageError> {
    let Some((_, text)) = request.query.iter().find(|(key, _)| key == name) else { return Ok(None) };
    let read = Some(text).filter(|text| text.len() == 36).and_then(|text| Uuid::try_parse(text).ok());
    read.map(Some).ok_or_else(|| PageError::BadRequest(format!("Send a UUID as {name}.")))
}

/// A day among the parameters.
///
/// # Errors
/// `BadRequest` when it is none.
pub(crate) fn day(request: &Request, name: &str) -> Result<Option<Date>, PageError> {
    let Some((_, text)) = request.query.iter().find(|(key, _)| key == name) else { return Ok(None) };
    iso_day(text).map(Some).ok_or_else(|| PageError::BadRequest(format!("Send {name} like 2026-11-22.")))
}

fn iso_day(text: &str) -> Option<Date> {
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    text.parse().ok().filter(|day: &Date| plain && (1900..=2200).contains(&day.year()))
}

/// A moment among the parameters; a day means nine in the morning of it, or now when it is today.
///
/// # Errors
/// `BadRequest` when it is neither.
pub(crate) fn moment(request: &Request, name: &str, now: Timestamp) -> Result<Timestamp, PageError> {
    let Some((_, text)) = request.query.iter().find(|(key, _)| key == name) else { return Ok(now) };
    if let Some(day) = iso_day(text) {
        let today = moment::local_day(now) == day;
        return Ok(if today { now } else { moment::start_of(day, time(9, 0, 0, 0)) });
    }
    let at = moment::parse_utc(text).ok();
    at.filter(|at| (1900..=2200).contains(&moment::local_day(*at).year()))
        .ok_or_else(|| PageError::BadRequest(format!("Send {name} like 2026-11-22 or 2026-11-22T09:00:00Z.")))
}

/// Refuses every parameter: nothing is asked of a change but its body.
///
/// # Errors
/// `BadRequest`.
pub(crate) fn nothing(request: &Request) -> Result<(), PageError> {
    if request.query.is_empty() {
        return Ok(());
    }
    Err(PageError::BadRequest("Send everything in the body; there are no parameters here.".to_owned()))
}
