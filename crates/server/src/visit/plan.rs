//! The form that plans one visit.

use care::entry::visit::Visit;
use care::entry::{Body, Draft};
use care::line::Line;
use care::moment::{self, Fold, LocalTimeDoubt};
use care::problem::{Problem as CareProblem, Problems};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Form, Kind, Problem};
use crate::visit::elsewhere::{self, Itself};
use crate::visit::form::{self, Around, Common};
use crate::visit::{append, beside_fields, entry_id, foreseen, page_with, settled};

/// The form to plan a visit.
pub(crate) fn plan_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let line = app.person(request, request.id("id")?, "plan visit")?;
    let mut view = view(app, request, &line, &[])?;
    if let Some(day) = request.query("day").and_then(|text| text.parse().ok()) {
        set(&mut view, "day", |field| field.values = form::boxes(day).to_vec());
    }
    form::prefill(&mut view, request, request.actor()?.staff);
    page(app, request, &line, &view, Vec::new())
}

/// Changes one field of a form.
pub(super) fn set(view: &mut Form, name: &str, change: impl FnOnce(&mut Field)) {
    if let Some(field) = view.fields.iter_mut().find(|field| field.name == name) {
        change(field);
    }
}

/// Plans a visit.
pub(crate) fn plan(app: &App, request: &Request) -> Result<Reply, PageError> {
    let line = app.person(request, request.id("id")?, "plan visit")?;
    let id = entry_id(request);
    let mut problems = Problems::new();
    let starts = starts(request, &mut problems);
    let visit = visit(request, None);
    let draft = Draft {
        id,
        subject: line.person,
        team: line.team(),
        happened_at: starts.unwrap_or_else(|| app.now()),
        from_version: 0,
        reason: None,
        body: Body::Visit(visit.clone()),
    };
    problems.within("", foreseen(app, request, vec![draft.clone()])?.concat());
    if let Some(starts) = starts {
        problems.within("", overlap_problems(app, request, id, starts, &visit)?);
    }
    problems.within("", alone_problem(request, &line, &visit.workers));
    let mut problems = problems.into_vec();
    if problems.is_empty() {
        match settled(append(app, request, vec![draft])?) {
            Ok(()) => return Ok(Reply::To(format!("/visits/{id}"))),
            Err(PageError::Refused(refused)) => problems = refused,
            Err(error) => return Err(error),
        }
    }
    let problems = beside_fields(&problems);
    let view = view(app, request, &line, &problems)?.sent(&request.form).problems(&problems);
    page(app, request, &line, &view, problems)
}

fn view(app: &App, request: &Request, line: &Line, problems: &[Problem]) -> Result<Form, PageError> {
    let directory = app.store.directory();
    let around = Around { directory: &directory, line, today: app.today(), keep: &[] };
    let action = format!("/people/{}/visit", line.person);
    let csrf = app.frame(request).csrf;
    if line.team().is_none() {
        return Err(PageError::NotFound);
    }
    Ok(Form::post(action, csrf, "Plan this visit", fields(&around, problems))
        .hidden("entry", entry_id(request).to_string())
        .cancel(format!("/people/{}", line.person)))
}

/// The questions of one visit. Which of two equal times, and planning it although a worker is
/// elsewhere, are asked only when there is doubt.
pub(super) fn fields(around: &Around<'_>, problems: &[Problem]) -> Vec<Field> {
    let asked = |name: &str| problems.iter().any(|p| p.field == name);
    let mut fields = Vec::new();
    if asked("overlap_ok") {
        fields.push(form::overlap_field());
    }
    if asked("alone_ok") {
        fields.push(form::alone_field());
    }
    fields.push(Field::new(Kind::Date, "day", "Day").hint("For example 27 11 2026."));
    fields.push(form::time_field("time", "Time"));
    if asked("fold") {
        fields.push(Field::new(Kind::Radios, "fold", "Which of the two").options([
            Choice::new("first", "The first, before the clocks go back"),
            Choice::new("second", "The second, after the clocks go back"),
        ]));
    }
    fields.extend(form::common(around));
    fields
}

/// When it starts. A time that does not exist is refused, one that comes twice is asked (BI40, BI41).
pub(super) fn starts(request: &Request, problems: &mut Problems) -> Option<Timestamp> {
    let day = form::day(request, "day", problems);
    let time = form::time(request, "time", problems);
    let fold = match request.field("fold") {
        "first" => Some(Fold::First),
        "second" => Some(Fold::Second),
        _ => None,
    };
    match moment::instant(day?, time?, fold) {
        Ok(at) => Some(at),
        Err(doubt @ LocalTimeDoubt::Twice(_)) => {
            problems.add(CareProblem::new("fold", doubt.to_string()).rule("BI41"));
            None
        }
        Err(doubt @ (LocalTimeDoubt::Gap(_) | LocalTimeDoubt::OutOfRange(_))) => {
            problems.add(CareProblem::new("time", doubt.to_string()).rule("BI40"));
            None
        }
    }
}

/// The plan as sent; what became of a visit so far stays with it.
pub(super) fn visit(request: &Request, now: Option<&Visit>) -> Visit {
    let sent = Common::sent(request);
    Visit {
        workers: sent.workers,
        minutes: sent.minutes,
        place: sent.place,
        where_exactly: sent.where_exactly,
        purposes: sent.purposes,
        note: sent.note,
        two_person: sent.two_person,
        agreed: sent.agreed,
        series: now.and_then(|visit| visit.series),
        started_at: now.and_then(|visit| visit.started_at),
        ended_at: now.and_then(|visit| visit.ended_at),
        called_off: now.and_then(|visit| visit.called_off.clone()),
        postponed: now.and_then(|visit| visit.postponed.clone()),
        displaced: None,
        place_override: sent.place_override,
        time_override: sent.time_override,
        late: now.and_then(|visit| visit.late.clone()),
        interpreter: now.and_then(|visit| visit.interpreter.clone()),
    }
}

/// Asks about every visit of the same workers at the same time, unless the tick is set.
pub(super) fn overlap_problems(
    app: &App,
    request: &Request,
    id: Uuid,
    starts: Timestamp,
    visit: &Visit,
) -> Result<Vec<CareProblem>, PageError> {
    if form::overlap_accepted(request) {
        return Ok(Vec::new());
    }
    let ask = "Choose another time or worker, or tick \u{201c}Plan it all the same\u{201d}.";
    let sentences =
        elsewhere::of_visit(app, request.actor()?, Itself { visit: id, series: None }, starts, visit)?;
    let problem = |sentence| CareProblem::new("overlap_ok", format!("{sentence} {ask}")).rule("BI97");
    Ok(sentences.into_iter().map(problem).collect())
}

/// Asks about one worker alone at the first visit to somebody, unless the tick is set: two go, as a rule
/// of the house that no source has confirmed (domain 4.4, assumed).
pub(super) fn alone_problem(request: &Request, line: &Line, workers: &[Uuid]) -> Option<CareProblem> {
    let alone = care::safety::first_visit_alone(line, workers) && request.field("alone_ok").is_empty();
    alone.then(|| {
        let name = &line.who.name;
        let sentence = format!(
            "The team has not met {name} yet: choose a second worker, or tick \u{201c}One worker is enough for this first visit\u{201d}."
        );
        CareProblem::new("alone_ok", sentence).rule("4.4")
    })
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
        "title": format!("Plan a visit to {}", line.who.name),
        "back": { "href": format!("/people/{}", line.person), "text": line.who.name },
        "series": format!("/people/{}/visit-series", line.person),
        "theirs": [],
    });
    page_with(app, request, "visit/plan.html", context, problems)
}
