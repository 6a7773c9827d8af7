//! The versions of a meeting, for the two who met: the earlier ones, and two of them side by side when
//! both wrote at once.

use care::entry::supervision::Supervision;
use care::entry::{Body, Draft, Entry};
use care::moment;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::app::App;
use crate::error::PageError;
use crate::record::told::{self, Said};

/// Every field in words.
fn said(app: &App, at: Timestamp, body: &Body) -> Result<Vec<Said>, PageError> {
    let Body::Supervision(one) = body else { return Ok(Vec::new()) };
    let directory = app.store.directory();
    let field =
        |path: &str, label: &str, text: String| Said { path: path.to_owned(), label: label.to_owned(), text };
    let mut said = vec![
        field("on", "When", moment::day_words(moment::local_day(at))),
        field("supervisor", "Who supervised", directory.staff_name(one.supervisor).to_owned()),
        field("kind", "What kind of meeting", one.kind.label().to_owned()),
        field("themes", "Themes", one.themes.join("\n")),
        field("people", "Who was spoken of", people(app, one)?),
        field("notes", "Notes", one.notes.clone().unwrap_or_default()),
        field("next_on", "Next meeting", one.next_on.map(moment::day_words).unwrap_or_default()),
    ];
    said.retain(|one| !one.text.is_empty());
    Ok(said)
}

fn people(app: &App, one: &Supervision) -> Result<String, PageError> {
    let names = app.store.read(|tx| {
        let mut names = Vec::new();
        for person in &one.people {
            names.extend(store::people::line(tx, *person)?.map(|line| line.who.name));
        }
        Ok::<_, store::StoreError>(names)
    })?;
    Ok(names.join(", "))
}

/// The newer version of somebody else beside what was sent.
pub(super) fn beside(app: &App, theirs: &Entry, mine: &Draft) -> Result<Value, PageError> {
    let rows = told::compare(
        &said(app, theirs.happened_at, &theirs.body)?,
        &said(app, mine.happened_at, &mine.body)?,
    );
    Ok(json!({
        "by": app.store.directory().staff_name(theirs.author),
        "at": moment::utc_text(theirs.recorded_at),
        "rows": rows,
    }))
}

/// Every version, the latest first, each later one with what it changed.
pub(super) fn earlier(app: &App, entry: &Entry) -> Result<Vec<Value>, PageError> {
    let history = app.store.read(|tx| store::journal::history(tx, entry.id))?;
    let directory = app.store.directory();
    let mut versions = Vec::new();
    let mut before: Vec<Said> = Vec::new();
    for entry in &history {
        let now = said(app, entry.happened_at, &entry.body)?;
        let changed: Vec<told::Compared> =
            told::compare(&before, &now).into_iter().filter(|row| row.differs && entry.version > 1).collect();
        versions.push(json!({
            "at": moment::moment_words(entry.recorded_at),
            "by": directory.staff_name(entry.author),
            "reason": entry.reason,
            "changed": changed,
        }));
        before = now;
    }
    versions.reverse();
    Ok(versions)
}
