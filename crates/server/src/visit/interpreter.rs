//! The interpreter of a visit: booked, told of a new time, cancelled (P03). Each is a version of the visit;
//! one form can book for several visits to come, since people want the same interpreter each time.

use axum::http::StatusCode;
use care::codes;
use care::entry::Draft;
use care::entry::interpreter::{Interpreter, Interprets, Presence};
use care::entry::visit::Visit;
use care::line::Line;
use care::moment;
use care::problem::Problem as CareProblem;
use care::rule::context::{VisitNow, VisitState};
use serde_json::json;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Form, Kind, Problem};
use crate::visit::form::word;
use crate::visit::{Shown, append, beside_fields, find, page_as, plan, settled, version_of};

/// Visits to come for which the same interpreter can be booked at once.
const ALSO: usize = 12;

/// The name on the form of a field of the booking.
pub(super) fn field(path: &str) -> &str {
    match path {
        "interpreter.booked_for" | "interpreter" => "",
        other => other.trim_start_matches("interpreter."),
    }
}

/// `GET /visits/{id}/interpreter`
///
/// # Errors
/// `NotFound` for another team's visit; the database.
pub(crate) fn booking(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (now, line) = find(app, request, "interpreter")?;
    let others = others(app, &now)?;
    let form = filled(form(app, request, (&now, &line), &others), (&now, &line), &others);
    page(app, request, (&now, &line), &form, (StatusCode::OK, Vec::new()))
}

/// `POST /visits/{id}/interpreter`: books, tells of the new time, or cancels.
///
/// # Errors
/// `NotFound` for another team's visit; the database.
pub(crate) fn book(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (now, line) = find(app, request, "interpreter")?;
    let others = others(app, &now)?;
    let sent = match request.field("do") {
        "cancel" => cancelled(request, &now),
        "moved" => now.visit.interpreter.clone().map(|one| Interpreter { booked_for: now.starts_at, ..one }),
        _ => Some(read(request, &now)),
    };
    let there = Reply::To(format!("/visits/{}", now.id));
    let Some(one) = sent.filter(|one| now.visit.interpreter.as_ref() != Some(one)) else { return Ok(there) };
    let form = || form(app, request, (&now, &line), &others).sent(&request.form);
    if request.field("from_version") != now.version.to_string() {
        let sentence =
            "Somebody changed this visit after you opened it: look at it again, then send yours.".to_owned();
        let problem = Problem { field: String::new(), sentence, rule: String::new() };
        return page(app, request, (&now, &line), &form(), (StatusCode::CONFLICT, vec![problem]));
    }
    let mut drafts = vec![with(&now, one.clone())];
    let also = request.fields("also");
    let chosen = others.iter().filter(|other| also.contains(&other.id.to_string().as_str()));
    drafts
        .extend(chosen.map(|other| with(other, Interpreter { booked_for: other.starts_at, ..one.clone() })));
    let mut problems = choices(request);
    if problems.is_empty() {
        match settled(append(app, request, drafts)?) {
            Ok(()) => return Ok(there),
            Err(PageError::Refused(refused)) => problems = refused,
            Err(error) => return Err(error),
        }
    }
    let problems = beside_fields(&problems);
    let form = form().problems(&problems);
    page(app, request, (&now, &line), &form, (StatusCode::UNPROCESSABLE_ENTITY, problems))
}

/// What must be chosen, and stands in as something while it is not.
fn choices(request: &Request) -> Vec<CareProblem> {
    if !matches!(request.field("do"), "" | "book") {
        return Vec::new();
    }
    let mut problems = Vec::new();
    if presence(request).is_none() {
        problems.push(
            CareProblem::new("interpreter.presence", "Choose how the interpreter is there.").rule("P03"),
        );
    }
    if who(request).is_none() {
        problems.push(CareProblem::new("interpreter.who", "Choose who interprets.").rule("P03"));
    }
    problems
}

fn presence(request: &Request) -> Option<Presence> {
    Presence::ALL.iter().copied().find(|one| word(one) == request.field("presence"))
}

fn who(request: &Request) -> Option<Interprets> {
    Interprets::ALL.iter().copied().find(|one| word(one) == request.field("who"))
}

fn read(request: &Request, now: &VisitNow) -> Interpreter {
    Interpreter {
        language: request.field("language").to_owned(),
        presence: presence(request).unwrap_or(Presence::InPerson),
        who: who(request).unwrap_or(Interprets::Professional),
        by: words(request, "by").unwrap_or_default(),
        reference: words(request, "reference"),
        booked_for: now.starts_at,
        emergency: words(request, "emergency"),
        cancelled: None,
    }
}

fn words(request: &Request, name: &str) -> Option<String> {
    Some(request.field(name).trim().to_owned()).filter(|text| !text.is_empty())
}

/// The booking with why the interpreter does not come.
fn cancelled(request: &Request, now: &VisitNow) -> Option<Interpreter> {
    let one = now.visit.interpreter.clone().filter(|one| one.holds())?;
    Some(Interpreter { cancelled: Some(request.field("cancelled").trim().to_owned()), ..one })
}

fn with(now: &VisitNow, one: Interpreter) -> Draft {
    version_of(now, Visit { interpreter: Some(one), ..now.visit.clone() })
}

/// The person's other visits to come, without an interpreter.
fn others(app: &App, now: &VisitNow) -> Result<Vec<VisitNow>, PageError> {
    let visits = app.store.read(|tx| store::visits::of_person(tx, now.person, app.now()))?;
    let open = |visit: &VisitNow| {
        visit.id != now.id
            && visit.state() == VisitState::Planned
            && !visit.visit.interpreter.as_ref().is_some_and(|one| one.holds())
    };
    Ok(visits.into_iter().filter(open).take(ALSO).collect())
}

fn form(app: &App, request: &Request, (now, line): (&VisitNow, &Line), others: &[VisitNow]) -> Form {
    let languages = codes::language::LIST.in_use(app.today()).map(|code| Choice::new(code.code, code.label));
    let presences = Presence::ALL.iter().map(|one| Choice::new(word(one), one.label()));
    let whos = Interprets::ALL.iter().map(|one| Choice::new(word(one), one.label()));
    let mut fields = vec![
        Field::new(Kind::Select, "language", "Language").options(languages),
        Field::new(Kind::Radios, "presence", "How").options(presences),
        Field::new(Kind::Radios, "who", "Who interprets")
            .hint("Family and friends do not interpret: people leave out what they would not tell them.")
            .options(whos),
        Field::new(Kind::Text, "by", "Service, or name of the interpreter"),
        Field::new(Kind::Text, "reference", "Number of the booking")
            .hint("You can leave this empty.")
            .width(20),
        Field::new(Kind::Textarea, "emergency", "Only for family or a friend: what could not wait")
            .hint("It is kept with the visit.")
            .rows(2),
    ];
    if !others.is_empty() {
        let days = others.iter().map(|visit| {
            let day = moment::local_day(visit.starts_at);
            let text = format!(
                "{}, {}",
                moment::day_words_short(day),
                super::shown::times(visit.starts_at, &visit.visit)
            );
            Choice::new(visit.id.to_string(), text)
        });
        fields.push(Field::new(Kind::Checkboxes, "also", "Also for these visits").options(days));
    }
    let name = &line.who.name;
    Form::post(
        format!("/visits/{}/interpreter", now.id),
        app.frame(request).csrf,
        format!("Book for {name}"),
        fields,
    )
    .hidden("from_version", now.version.to_string())
    .hidden("do", "book")
    .cancel(format!("/visits/{}", now.id))
}

/// The form with the person's language and the interpreter they had, or will have, at another visit.
fn filled(mut form: Form, (now, line): (&VisitNow, &Line), others: &[VisitNow]) -> Form {
    let known =
        now.visit.interpreter.iter().chain(others.iter().filter_map(|one| one.visit.interpreter.as_ref()));
    let known = known.filter(|one| one.who == Interprets::Professional).find(|one| one.holds());
    let language = line.who.language.clone().or_else(|| known.map(|one| one.language.clone()));
    plan::set(&mut form, "language", |f| f.value = language.unwrap_or_default());
    plan::set(&mut form, "who", |f| f.value = word(Interprets::Professional));
    if let Some(known) = known {
        plan::set(&mut form, "by", |f| f.value = known.by.clone());
        plan::set(&mut form, "presence", |f| f.value = word(known.presence));
    }
    form
}

fn page(
    app: &App,
    request: &Request,
    (now, line): (&VisitNow, &Line),
    form: &Form,
    (status, problems): (StatusCode, Vec<Problem>),
) -> Result<Reply, PageError> {
    let directory = app.store.directory();
    let holds = now.visit.interpreter.as_ref().filter(|one| one.holds());
    let over = matches!(now.state(), VisitState::CalledOff | VisitState::Recorded);
    let sentence = |field: &str| problems.iter().find(|p| p.field == field).map(|p| p.sentence.clone());
    let context = json!({
        "visit": Shown::of(now, line, &directory, app.now()),
        "needed": care::interpreter::needed(line),
        "holds": holds.map(care::interpreter::words),
        "moved": holds.filter(|one| one.booked_for != now.starts_at).map(|one| moment::moment_words(one.booked_for)),
        "over": over,
        "form": form,
        "version": now.version,
        "why": request.field("cancelled"),
        "why_error": sentence("cancelled"),
    });
    page_as(app, request, "visit/interpreter.html", context, (status, problems))
}
