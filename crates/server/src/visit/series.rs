//! One series: its pattern, the days to come, and its end. Only the last day and the note change;
//! another pattern is another series.

use axum::http::StatusCode;
use care::entry::visit::{CalledOff, CalledOffBy, Visit, VisitSeries};
use care::entry::{Body, Draft, Entry};
use care::line::Line;
use care::moment;
use care::problem::Problems;
use care::rule::context::{VisitNow, VisitState};
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Field, Form, Kind, Problem};
use crate::visit::plan::set;
use crate::visit::series_form::WEEKDAYS;
use crate::visit::shown::rows;
use crate::visit::{Shown, append, beside_fields, form, page_as, settled, version_of};

/// Days to come that the page lists.
const DAYS_SHOWN: usize = 60;

/// A series.
pub(crate) fn series(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (entry, series, line) = find(app, request)?;
    let mut view = view(app, request, &entry);
    set(&mut view, "until", |f| f.values = form::boxes(series.until).to_vec());
    set(&mut view, "note", |f| f.value = series.note.clone().unwrap_or_default());
    page(app, request, (&entry, &series, &line), &view, (StatusCode::OK, Vec::new()))
}

/// Changes the last day or the note of a series.
pub(crate) fn change_series(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (entry, series, line) = find(app, request)?;
    let mut problems = Problems::new();
    let last = form::day(request, "until", &mut problems);
    let note = Some(request.field("note").trim().to_owned()).filter(|note| !note.is_empty());
    if last == Some(series.until) && note == series.note {
        return Ok(Reply::To(format!("/series/{}", entry.id)));
    }
    let view = || view(app, request, &entry).sent(&request.form);
    let stale = || {
        let until = moment::day_words(series.until);
        let sentence = format!(
            "Somebody changed this series after you opened it: its last day is now {until}. Send yours again, or leave theirs."
        );
        page(app, request, (&entry, &series, &line), &view(), (StatusCode::CONFLICT, vec![whole(&sentence)]))
    };
    if request.field("from_version") != entry.version.to_string() {
        return stale();
    }
    let mut problems = problems.into_vec();
    if let Some(last) = last {
        match settled(append(
            app,
            request,
            ending(app, &entry, &series, last, note, request.actor()?.staff)?,
        )?) {
            Ok(()) => return Ok(Reply::To(format!("/series/{}", entry.id))),
            Err(PageError::Refused(refused)) => problems = refused,
            Err(PageError::Conflict(_)) => return stale(),
            Err(error) => return Err(error),
        }
    }
    let problems = beside_fields(&problems);
    let view = view().problems(&problems);
    page(app, request, (&entry, &series, &line), &view, (StatusCode::UNPROCESSABLE_ENTITY, problems))
}

fn whole(sentence: &str) -> Problem {
    Problem { field: String::new(), sentence: sentence.to_owned(), rule: String::new() }
}

/// The entries that make `last` the last day of a series: its new version, and a calling-off for each
/// visit after that day which would stay otherwise because it was changed by hand or is the only one.
pub(super) fn ending(
    app: &App,
    entry: &Entry,
    series: &VisitSeries,
    last: Date,
    note: Option<String>,
    decided_by: Uuid,
) -> Result<Vec<Draft>, PageError> {
    let (today, decided_by) = (app.today(), Some(decided_by));
    let first = series.visits(entry.id).first().map_or(series.from, |(.., day)| *day);
    // What was planned until today stays on the record; a series keeps at least one day.
    let until = if last < first {
        first
    } else if last == moment::add_days(today, -1) {
        today
    } else {
        last
    };
    let after = moment::start_of_day(moment::add_days(last, 1));
    let visits = app.store.read(|tx| store::visits::of_person(tx, entry.subject, after))?;
    let mut drafts = vec![Draft {
        id: entry.id,
        subject: entry.subject,
        team: entry.team,
        happened_at: entry.happened_at,
        from_version: entry.version,
        reason: None,
        body: Body::VisitSeries(VisitSeries { until, note, ..series.clone() }),
    }];
    let stays = |visit: &&VisitNow| {
        visit.visit.series == Some(entry.id)
            && visit.state() == VisitState::Planned
            && (visit.version > 0 || moment::local_day(visit.starts_at) <= until)
    };
    for visit in visits.iter().filter(stays) {
        let off = CalledOff { by: CalledOffBy::Team, why: Some("The series ended".to_owned()), decided_by };
        drafts.push(version_of(visit, Visit { called_off: Some(off), ..visit.visit.clone() }));
    }
    Ok(drafts)
}

fn find(app: &App, request: &Request) -> Result<(Entry, VisitSeries, Line), PageError> {
    let id = request.id("id")?;
    let entry = app.store.read(|tx| store::people::entry(tx, id))?.ok_or(PageError::NotFound)?;
    let Body::VisitSeries(series) = &entry.body else { return Err(PageError::NotFound) };
    let series = series.clone();
    let line = app.person(request, entry.subject, "visit series")?;
    Ok((entry, series, line))
}

fn view(app: &App, request: &Request, entry: &Entry) -> Form {
    let fields = vec![
        Field::new(Kind::Date, "until", "Last day").hint(
            "Visits after this day are taken out or called off. Visits until today stay on the record.",
        ),
        Field::new(Kind::Textarea, "note", "What to do there").rows(3),
    ];
    Form::post(format!("/series/{}", entry.id), app.frame(request).csrf, "Save", fields)
        .hidden("from_version", entry.version.to_string())
}

fn page(
    app: &App,
    request: &Request,
    (entry, series, line): (&Entry, &VisitSeries, &Line),
    form: &Form,
    (status, problems): (StatusCode, Vec<Problem>),
) -> Result<Reply, PageError> {
    let (directory, now) = (app.store.directory(), app.now());
    let from = moment::start_of_day(app.today());
    let visits = app.store.read(|tx| store::visits::of_person(tx, line.person, from))?;
    let to_come: Vec<Shown> = visits
        .iter()
        .filter(|visit| visit.visit.series == Some(entry.id))
        .take(DAYS_SHOWN)
        .map(|visit| Shown::of(visit, line, &directory, now))
        .collect();
    let names: Vec<&str> =
        WEEKDAYS.iter().filter(|(n, _)| series.weekdays.contains(n)).map(|(_, name)| *name).collect();
    let mut pattern = vec![
        ("Days", names.join(", ")),
        ("How often", series.every.label().to_owned()),
        ("Time", moment::time_words(series.at)),
        ("First day", moment::day_words(series.from)),
        ("Last day", moment::day_words(series.until)),
    ];
    let plan = rows(entry.happened_at, &series.visit(entry.id), &directory);
    pattern.extend(plan.into_iter().filter(|(label, _)| *label != "When"));
    let context = json!({
        "name": line.who.name,
        "person": line.person,
        "id": entry.id,
        "pattern": pattern,
        "minutes": series.minutes,
        "ended": series.until < app.today(),
        "visits": to_come,
        "form": form,
    });
    page_as(app, request, "visit/series.html", context, (status, problems))
}
