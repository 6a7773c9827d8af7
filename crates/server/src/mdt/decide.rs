//! One person at the meeting: what was found, what is decided, who does what. Somebody who does
//! something regularly gets a series of visits in the same step, when it fits their week (T02).

use care::allocation::Suggestion;
use care::codes::purpose::Purpose;
use care::entry::contact::NextAction;
use care::entry::mdt::{Intervention, MdtDecision};
use care::entry::{Body, Draft};
use care::line::Line;
use care::mdt::agenda;
use care::moment;
use care::problem::Problem;
use serde_json::{Value, json};
use uuid::Uuid;

use super::offer;
use super::plan::{self, Planned};
use super::who::{Fit, fit};
use super::{Meeting, lines};
use crate::app::App;
use crate::contact::send::{self, csrf};
use crate::contact::typed::{Pairs, Typed};
use crate::error::PageError;
use crate::handover::Digest;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Form, Kind};
use crate::visit::{append, settled};

/// Somebody of the agenda, the meeting and the line.
struct Turn {
    meeting: Meeting,
    line: Line,
}

fn turn(app: &App, request: &Request, person: &str) -> Result<Turn, PageError> {
    let meeting = Meeting::asked(app, request)?;
    let person = Uuid::try_parse(person).map_err(|_| PageError::NotFound)?;
    let line = app.person(request, person, "meeting")?;
    if line.team() == Some(meeting.team) { Ok(Turn { meeting, line }) } else { Err(PageError::NotFound) }
}

/// The page of a person whose turn it is.
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let turn = turn(app, request, request.query("person").unwrap_or_default())?;
    if turn.meeting.is.ended_at.is_some() {
        return Ok(Reply::To(turn.meeting.path()));
    }
    let mut pairs = plan::start(app.today());
    for name in ["entry", "series"] {
        pairs.push((name.to_owned(), Uuid::now_v7().to_string()));
    }
    pairs.push(("shown_at".to_owned(), moment::utc_text(app.now())));
    for name in ["skill", "purpose"] {
        pairs.push((name.to_owned(), request.query(name).unwrap_or_default().to_owned()));
    }
    page(app, request, &turn, (&pairs, &[]), None)
}

/// What a form comes to.
struct Read {
    decision: Draft,
    planned: Option<Planned>,
    series: Uuid,
}

/// Takes a decision: with its series of visits when somebody does something regularly, or not at all.
pub(crate) fn decide(app: &App, request: &Request) -> Result<Reply, PageError> {
    let turn = turn(app, request, request.field("person"))?;
    let pairs = offer::taken(&request.form);
    let (read, mut problems) = read(app, &turn, &pairs);
    let Some(mut read) = read else { return page(app, request, &turn, (&pairs, &problems), None) };
    let mut drafts = Vec::new();
    let mut fits = None;
    if let Some(planned) = &mut read.planned {
        if planned.worker.is_some() {
            let found = fit(app, request.actor()?, &turn.line, (read.series, &planned.series))?;
            if planned.slot {
                problems.extend(found.problems.iter().map(|words| {
                    Problem::new("weekdays", format!("This does not fit: {words}.")).rule("T02")
                }));
            }
            planned.say_cover(&found.cover);
            fits = Some(found);
        }
        if problems.is_empty() {
            intervention(app, &turn, &mut read.decision, planned, read.series)?;
            drafts.push(series(&turn, &read.decision, planned, read.series));
        }
    }
    if problems.is_empty() {
        drafts.push(read.decision);
        match settled(append(app, request, drafts)?) {
            Ok(()) => {
                return Ok(Reply::To(format!(
                    "{}?recorded={}#agenda",
                    turn.meeting.path(),
                    request.field("entry")
                )));
            }
            Err(PageError::Refused(refused)) => problems = beside_fields(refused),
            Err(error) => return Err(error),
        }
    }
    page(app, request, &turn, (&pairs, &problems), fits.as_ref())
}

/// Problems of a series under the names of this form.
fn beside_fields(problems: Vec<Problem>) -> Vec<Problem> {
    let named = |problem: Problem| {
        let field = match problem.field.as_str() {
            "workers" => "worker".to_owned(),
            "purposes" => "purpose".to_owned(),
            "place_override" => "place".to_owned(),
            "series" | "time_override" => "weekdays".to_owned(),
            _ => problem.field.clone(),
        };
        Problem { field, ..problem }
    };
    problems.into_iter().map(named).collect()
}

fn read(app: &App, turn: &Turn, pairs: &Pairs) -> (Option<Read>, Vec<Problem>) {
    let mut typed = Typed::new(pairs);
    let finding = typed.words("finding", 100_000);
    let decided = typed.words("decision", 100_000).unwrap_or_default();
    let dissent = typed.words("dissent", 100_000);
    let action = action(app, &mut typed);
    let planned = plan::is_typed(pairs).then(|| plan::read(&mut typed, app.today(), turn.meeting.is.day));
    let happened_at = typed.shown_at(app.now());
    let (entry, series) = (typed.id("entry"), typed.id("series"));
    let mut problems = typed.problems.into_vec();
    let two = offer::needs_two(&turn.line, app.today());
    problems.extend(planned.as_ref().map(|planned| plan::missing(planned, two)).unwrap_or_default());
    problems.extend(planned.as_ref().and_then(|planned| scope(app, planned)));
    if !care::text::has_words(&decided) {
        problems.push(Problem::new("decision", "Say what the team decided."));
    }
    let (Some(id), Some(series)) = (entry, series) else { return (None, problems) };
    let body = MdtDecision {
        mdt: turn.meeting.id(),
        finding,
        decision: decided,
        dissent,
        intervention: None,
        action,
    };
    let decision = Draft {
        id,
        subject: turn.line.person,
        team: None,
        happened_at,
        from_version: 0,
        reason: None,
        body: Body::MdtDecision(body),
    };
    (Some(Read { decision, planned, series }), problems)
}

/// Work that none of those who were chosen does alone (T07).
fn scope(app: &App, planned: &Planned) -> Option<Problem> {
    let directory = app.store.directory();
    let workers = &planned.series.workers;
    let roles: Vec<_> = workers.iter().filter_map(|id| directory.role(*id)).collect();
    let left = care::scope::uncovered(&roles, &planned.series.purposes);
    let asks = !roles.is_empty() && !left.is_empty();
    asks.then(|| Problem::new("worker", care::scope::asks(&roles, &left)).rule("T07"))
}

fn action(app: &App, typed: &mut Typed<'_>) -> Option<NextAction> {
    let what = typed.words("action.what", 4_000);
    let owner = typed.id("action.owner");
    let due_on = if typed.has_day("action.due_on") {
        typed.day("action.due_on")
    } else {
        Some(moment::add_days(app.today(), 7))
    };
    match (what, owner) {
        (Some(what), Some(owner)) => Some(NextAction { what, owner, due_on: due_on? }),
        (Some(_), None) => {
            typed.problems.add(Problem::new("action.owner", "Choose who does it.").rule("T02"));
            None
        }
        (None, Some(_)) => {
            typed.problems.add(Problem::new("action.what", "Say what will be done, or choose nobody."));
            None
        }
        (None, None) => None,
    }
}

/// Writes who does it, and why, into the decision.
fn intervention(
    app: &App,
    turn: &Turn,
    decision: &mut Draft,
    planned: &Planned,
    series: Uuid,
) -> Result<(), PageError> {
    let Some(worker) = planned.worker else { return Ok(()) };
    let because = match &planned.because {
        Some(because) => because.clone(),
        None => {
            let purpose = planned.series.purposes.first().copied();
            let ranked = crate::allocation::for_work(app, &turn.line, &[], purpose)?;
            let found = ranked.iter().find(|one| one.worker == worker);
            found
                .map(reasons)
                .filter(|words| !words.is_empty())
                .unwrap_or_else(|| "Chosen by the team".to_owned())
        }
    };
    let first_on = planned.series.visits(series).first().map_or(planned.series.from, |(.., day)| *day);
    if let Body::MdtDecision(body) = &mut decision.body {
        body.intervention =
            Some(Intervention { what: planned.what.clone(), worker, because, series, first_on });
    }
    Ok(())
}

fn series(turn: &Turn, decision: &Draft, planned: &Planned, id: Uuid) -> Draft {
    Draft {
        id,
        subject: turn.line.person,
        team: Some(turn.meeting.team),
        happened_at: decision.happened_at,
        from_version: 0,
        reason: None,
        body: Body::VisitSeries(planned.series.clone()),
    }
}

/// Why somebody suits, in one line.
fn reasons(suggestion: &Suggestion) -> String {
    let words: Vec<&str> = suggestion.reasons.iter().map(|reason| reason.words.as_str()).collect();
    words.join(". ")
}

fn page(
    app: &App,
    request: &Request,
    turn: &Turn,
    (pairs, problems): (&Pairs, &[Problem]),
    fits: Option<&Fit>,
) -> Result<Reply, PageError> {
    let (directory, now) = (app.store.directory(), app.now());
    let me = request.actor()?.staff;
    let typed =
        |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let skill = typed("skill");
    let skills: Vec<String> = if skill.is_empty() { Vec::new() } else { vec![skill.to_owned()] };
    let purpose = Typed::new(pairs).choice("purpose");
    let ranked = crate::allocation::for_work(app, &turn.line, &skills, purpose)?;
    let workers: Vec<Choice> = ranked
        .iter()
        .map(|one| Choice::new(one.worker.to_string(), directory.staff_name(one.worker)).hint(reasons(one)))
        .collect();
    let instead = instead(app, request, turn, (pairs, &ranked), (fits, problems))?;
    let words: Vec<Value> = agenda(&lines(app, turn.meeting.team)?, now)
        .into_iter()
        .filter(|item| item.person == turn.line.person)
        .map(|item| json!({ "label": item.heading.label(), "words": item.words }))
        .collect();
    let digest = app.store.read(|tx| Digest::read(tx, &directory, turn.line.person, me, now))?;
    let shown = send::shown(problems);
    let fill =
        |fields: Vec<Field>| Form::post("", csrf(request), "", fields).sent(pairs).problems(&shown).fields;
    let team: Vec<Choice> = directory
        .workers(turn.meeting.team, app.today())
        .into_iter()
        .map(|(id, staff)| Choice::new(id.to_string(), staff.name.clone()))
        .collect();
    let regular = regular(app, turn, &workers);
    let known: std::collections::BTreeSet<String> = directory
        .workers(turn.meeting.team, app.today())
        .into_iter()
        .flat_map(|(_, staff)| staff.skills.clone())
        .collect();
    let context = json!({
        "banner": crate::person::banner(&turn.line, app.today()),
        "name": turn.line.who.name,
        "person": turn.line.person,
        "title": turn.meeting.title(),
        "path": turn.meeting.path(),
        "agenda": words,
        "digest": digest,
        "assessment": assessed(&turn.line),
        "decided": turn.line.decided.as_ref().map(|d| json!({
            "at": moment::moment_words(d.at),
            "decision": d.decision,
            "href": format!("/entries/{}", d.id),
            "series": d.series,
        })),
        "decision": fill(decision_fields()),
        "action": fill(action_fields(team)),
        "regular": fill(regular),
        "regular_open": plan::is_typed(pairs),
        "action_open": (!typed("action.what").is_empty() || !typed("action.owner").is_empty()),
        "instead": instead,
        "hidden": [("entry", typed("entry")), ("series", typed("series")), ("shown_at", typed("shown_at")), ("skill", skill)],
        "skill": skill,
        "skills": known,
        "purposes": crate::record::fields::named_choices(Purpose::ALL, Purpose::label),
        "purpose": typed("purpose"),
        "csrf": csrf(request),
    });
    send::page(app, request, "mdt/decide.html", &context, problems)
}

/// What the latest assessment came to, as far as the meeting must not forget it (A04, A05).
fn assessed(line: &Line) -> Option<Value> {
    let one = line.assessment().filter(|one| one.delivery.is_some() || one.disagreement.is_some())?;
    Some(json!({
        "href": format!("/people/{}/assessment", line.person),
        "on": one.completed_on.map(moment::day_words),
        "help": one.delivery.map(care::entry::assessment::Delivery::label),
        "not": one.disagreement,
    }))
}

/// The questions about what is done regularly; a second worker where the record asks for two.
fn regular(app: &App, turn: &Turn, workers: &[Choice]) -> Vec<Field> {
    let mut fields = plan::fields(&turn.line, app.today(), workers);
    if offer::needs_two(&turn.line, app.today()) {
        let hint = "Two workers are needed. Leave it empty to see with whom it fits.";
        fields.insert(
            3,
            Field::new(Kind::Select, "second", "And who goes along")
                .hint(hint)
                .options(workers.iter().map(|one| Choice::new(one.value.clone(), one.text.clone()))),
        );
    }
    fields
}

/// What fits instead, or with whom: nothing while there is nothing to mend.
fn instead(
    app: &App,
    request: &Request,
    turn: &Turn,
    (pairs, ranked): (&Pairs, &[Suggestion]),
    (fits, problems): (Option<&Fit>, &[Problem]),
) -> Result<Option<Value>, PageError> {
    let Some(fits) = fits else { return Ok(None) };
    let about = |name: &str| problems.iter().any(|one| one.field == name);
    let (second, scope) = (about("second"), about("worker"));
    if fits.problems.is_empty() && fits.slots.is_empty() && !second && !scope {
        return Ok(None);
    }
    let planned = plan::read(&mut Typed::new(pairs), app.today(), turn.meeting.is.day);
    let two = offer::needs_two(&turn.line, app.today());
    let others = offer::others(app, request, &turn.line, (&planned, ranked), two)?;
    // Slots of one worker are no help while a second has to come along, or the work is not theirs alone.
    let slots = if second || scope { Vec::new() } else { offer::slots(fits) };
    Ok(Some(json!({
        "none": slots.is_empty() && !second && !scope,
        "slots": slots,
        "others": others,
        "two": planned.series.workers.len() > 1,
        "second": second,
    })))
}

fn decision_fields() -> Vec<Field> {
    vec![
        Field::new(Kind::Textarea, "finding", "What was found, or asked of the team").rows(2),
        Field::new(Kind::Textarea, "decision", "What the team decided").rows(3),
        Field::new(Kind::Textarea, "dissent", "What somebody sees differently")
            .hint("Leave empty when all agree.")
            .rows(1),
    ]
}

fn action_fields(team: Vec<Choice>) -> Vec<Field> {
    vec![
        Field::new(Kind::Text, "action.what", "What will be done once"),
        Field::new(Kind::Select, "action.owner", "Who does it").options(team),
        Field::new(Kind::Date, "action.due_on", "By").hint("In a week unless you say otherwise."),
    ]
}
