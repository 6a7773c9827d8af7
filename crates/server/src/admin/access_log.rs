//! Who looked at what: for the privacy officer. It names people by id only, so that asking about a
//! person takes the person's number, which is itself noted.

use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// Lines a page.
const PAGE: u32 = 100;

/// The latest looks; `?person=` for those at one, `?before=` for older ones.
pub(crate) fn list(app: &App, request: &Request) -> Result<Reply, PageError> {
    let asked = request.query("person").unwrap_or("").trim().to_owned();
    let person = find(app, &asked)?;
    let unknown = !asked.is_empty() && person.is_none();
    let before = request.query("before").and_then(|b| b.parse().ok());
    let lines = if unknown {
        Vec::new()
    } else {
        app.store.read(|tx| store::access_lines(tx, person, before, PAGE))?
    };
    let directory = app.store.directory();
    let older =
        lines.last().filter(|_| lines.len() == usize::try_from(PAGE).unwrap_or(0)).map(|(seq, _)| *seq);
    let rows: Vec<_> = lines
        .iter()
        .map(|(_, line)| {
            let role = directory.role(line.staff).map_or("", care::access::Role::label);
            serde_json::json!({
                "at": line.at.to_string(),
                "staff": directory.staff_name(line.staff),
                "role": role,
                "act": line.act,
                "subject": line.subject.map(|s| s.to_string()).unwrap_or_default(),
                "detail": line.detail.clone().unwrap_or_default(),
            })
        })
        .collect();
    if person.is_some() {
        app.note(request, "who looked", person, None)?;
    }
    let context = serde_json::json!({ "rows": rows, "asked": asked, "unknown": unknown, "older": older });
    app.page(request, "admin/access.html", context)
}

/// A person by id or by NHS number, across teams: the one search that is not bound to a team.
fn find(app: &App, asked: &str) -> Result<Option<Uuid>, PageError> {
    if let Ok(id) = Uuid::try_parse(asked) {
        return Ok(Some(id));
    }
    let Ok(number) = care::nhs_number::NhsNumber::parse(asked) else { return Ok(None) };
    Ok(app.store.read(|tx| store::people::by_nhs_number(tx, number.as_str()))?)
}
