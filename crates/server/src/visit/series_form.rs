//! The form that plans a recurring series. What is planned is shown day by day before it is recorded.
//! To change the pattern of a series, the new one takes its place in the same step.

use care::entry::visit::{Every, VisitSeries};
use care::entry::{Body, Draft, Entry};
use care::line::Line;
use care::moment;
use care::problem::{Problem as CareProblem, Problems};
use jiff::civil::Time;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Form, Kind, Problem};
use crate::visit::form::{self, Around, Common};
use crate::visit::plan::set;
use crate::visit::{beside_fields, entry_id, foreseen, opened_at, page_with, preview, series};

/// The days of the week, as a form and a page say them.
pub(crate) const WEEKDAYS: [(u8, &str); 7] = [
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
];

/// The form to plan a series; `?from_series=` begins with the pattern of the one it replaces.
pub(crate) fn plan_series_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let line = app.person(request, request.id("id")?, "plan visit")?;
    let old = replaced(app, &line, request.query("from_series").unwrap_or_default())?;
    let mut view = view(app, request, &line, old.as_ref())?;
    if let Some((_, pattern)) = &old {
        fill(&mut view, app, pattern);
    } else {
        form::prefill(&mut view, request, request.actor()?.staff);
    }
    page(app, request, &line, &view, Vec::new())
}

/// Shows what a series would plan, and records it once that is confirmed.
pub(crate) fn plan_series(app: &App, request: &Request) -> Result<Reply, PageError> {
    let line = app.person(request, request.id("id")?, "plan visit")?;
    let id = entry_id(request);
    let recorded = app.store.read(|tx| store::people::entry(tx, id))?;
    if recorded.is_some_and(|entry| entry.subject == line.person) {
        return Ok(Reply::To(format!("/series/{id}")));
    }
    let old = replaced(app, &line, request.field("replaces"))?;
    if !request.field("again").is_empty() {
        let view = view(app, request, &line, old.as_ref())?.sent(&request.form);
        return page(app, request, &line, &view, Vec::new());
    }
    let mut problems = Problems::new();
    let sent = sent(app, request, &mut problems);
    let draft = Draft {
        id,
        subject: line.person,
        team: line.team(),
        happened_at: opened_at(id, app.now()),
        from_version: 0,
        reason: None,
        body: Body::VisitSeries(sent.clone()),
    };
    let mut drafts = vec![draft];
    if let Some((entry, pattern)) = &old {
        let last = moment::add_days(sent.from, -1);
        drafts.extend(series::ending(
            app,
            entry,
            pattern,
            last,
            pattern.note.clone(),
            request.actor()?.staff,
        )?);
    }
    let unread = !problems.is_empty();
    for (place, refused) in foreseen(app, request, drafts.clone())?.into_iter().enumerate() {
        // Days that could not be read stand in as today: what follows from them is not a problem. What
        // keeps the old series from ending follows from the first day of the new one.
        let days = |problem: &CareProblem| matches!(problem.field.as_str(), "from" | "until");
        let refused = refused.into_iter().filter(|p| !unread || (place == 0 && !days(p)));
        let field =
            |p: CareProblem| if place == 0 { p } else { CareProblem { field: "from".to_owned(), ..p } };
        problems.within("", refused.map(field));
    }
    let problems = beside_fields(&problems.into_vec());
    if !problems.is_empty() {
        let view = view(app, request, &line, old.as_ref())?.sent(&request.form).problems(&problems);
        return page(app, request, &line, &view, problems);
    }
    preview::or_record(app, request, &line, (id, &sent), drafts)
}

/// The series that is replaced, when there is one and it is this person's.
fn replaced(app: &App, line: &Line, id: &str) -> Result<Option<(Entry, VisitSeries)>, PageError> {
    if id.is_empty() {
        return Ok(None);
    }
    let id = Uuid::try_parse(id).map_err(|_| PageError::NotFound)?;
    let entry = app.store.read(|tx| store::people::entry(tx, id))?.ok_or(PageError::NotFound)?;
    let Body::VisitSeries(pattern) = &entry.body else { return Err(PageError::NotFound) };
    if entry.subject != line.person {
        return Err(PageError::NotFound);
    }
    let pattern = pattern.clone();
    Ok(Some((entry, pattern)))
}

fn sent(app: &App, request: &Request, problems: &mut Problems) -> VisitSeries {
    let common = Common::sent(request);
    let from = form::day(request, "from", problems);
    let until = form::day(request, "until", problems);
    let at = form::time(request, "at", problems);
    let every = Every::ALL.iter().copied().find(|every| form::word(every) == request.field("every"));
    problems.require(every.is_some(), "every", "Choose how often.");
    let today = app.today();
    VisitSeries {
        workers: common.workers,
        from: from.unwrap_or(today),
        until: until.or(from).unwrap_or(today),
        weekdays: request.fields("weekdays").iter().filter_map(|day| day.parse().ok()).collect(),
        every: every.unwrap_or(Every::Week),
        at: at.unwrap_or_else(Time::midnight),
        minutes: common.minutes,
        place: common.place,
        where_exactly: common.where_exactly,
        purposes: common.purposes,
        note: common.note,
        two_person: common.two_person,
        agreed: common.agreed,
        place_override: common.place_override,
        time_override: common.time_override,
    }
}

fn view(
    app: &App,
    request: &Request,
    line: &Line,
    old: Option<&(Entry, VisitSeries)>,
) -> Result<Form, PageError> {
    if line.team().is_none() {
        return Err(PageError::NotFound);
    }
    let directory = app.store.directory();
    let keep = old.map(|(_, pattern)| pattern.workers.clone()).unwrap_or_default();
    let around = Around { directory: &directory, line, today: app.today(), keep: &keep };
    let days = WEEKDAYS.iter().map(|(number, name)| Choice::new(number.to_string(), *name));
    let often = Every::ALL.iter().map(|every| Choice::new(form::word(every), every.label()));
    let mut fields = vec![
        Field::new(Kind::Checkboxes, "weekdays", "On which days").options(days),
        Field::new(Kind::Radios, "every", "How often").options(often),
        form::time_field("at", "Time"),
        Field::new(Kind::Date, "from", "First day").hint("For example 27 11 2026."),
        Field::new(Kind::Date, "until", "Last day").hint("At most one year after the first day."),
    ];
    fields.extend(form::common(&around));
    let action = format!("/people/{}/visit-series", line.person);
    let replaces = old.map(|(entry, _)| entry.id.to_string()).unwrap_or_default();
    Ok(Form::post(action, app.frame(request).csrf, "Show the days", fields)
        .hidden("entry", entry_id(request).to_string())
        .hidden("replaces", replaces)
        .cancel(format!("/people/{}", line.person)))
}

fn fill(view: &mut Form, app: &App, pattern: &VisitSeries) {
    let text = |words: &Option<String>| words.clone().unwrap_or_default();
    let from = pattern.from.max(moment::add_days(app.today(), 1));
    set(view, "from", |f| f.values = form::boxes(from).to_vec());
    set(view, "until", |f| f.values = form::boxes(pattern.until.max(from)).to_vec());
    for (name, value) in [
        ("every", form::word(pattern.every)),
        ("at", moment::time_words(pattern.at)),
        ("minutes", pattern.minutes.to_string()),
        ("place", pattern.place.clone()),
        ("where_exactly", text(&pattern.where_exactly)),
        ("place_override", text(&pattern.place_override)),
        ("time_override", text(&pattern.time_override)),
        ("note", text(&pattern.note)),
    ] {
        set(view, name, |f| f.value = value);
    }
    set(view, "weekdays", |f| f.values = pattern.weekdays.iter().map(ToString::to_string).collect());
    set(view, "purposes", |f| f.values = pattern.purposes.iter().map(form::word).collect());
    set(view, "workers", |f| f.values = pattern.workers.iter().map(ToString::to_string).collect());
    if pattern.two_person {
        set(view, "two_person", |f| f.values = vec!["yes".to_owned()]);
    }
    if pattern.agreed {
        set(view, "agreed", |f| f.values = vec!["yes".to_owned()]);
    }
}

fn page(
    app: &App,
    request: &Request,
    line: &Line,
    form: &Form,
    problems: Vec<Problem>,
) -> Result<Reply, PageError> {
    let context = json!({
        "form": form,
        "title": format!("Plan a series of visits to {}", line.who.name),
        "back": { "href": format!("/people/{}", line.person), "text": line.who.name },
        "series": null,
        "theirs": [],
    });
    page_with(app, request, "visit/plan.html", context, problems)
}
