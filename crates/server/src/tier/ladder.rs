//! The missed-contact steps of one person: what must happen by when, what was done, and the form of
//! the step that is next. It reminds; it never ends anybody's care (domain 4.5, N1).

use care::codes;
use care::entry::contact::Contact;
use care::entry::tier::{LadderStep, PoliceThreshold};
use care::entry::{Body, Draft, Entry, Kind as EntryKind};
use care::ladder::{self, Ladder};
use care::line::Line;
use care::moment;
use care::problem::Problem;
use jiff::Timestamp;
use store::directory::Directory;
use store::people::Page;
use uuid::Uuid;

use crate::app::App;
use crate::contact::send::{self, Sent, csrf};
use crate::contact::typed::{Pairs, Typed, day_pairs, word};
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Form, Kind};

/// Whom step 2 asks (domain 4.5).
const ASKED: &[&str] = &[
    "People the person permits us to ask",
    "Family or carer, who may always tell us their concerns",
    "Ward",
    "Emergency department",
    "Police custody",
    "GP practice",
    "Pharmacy",
    "Hostel or landlord",
];
/// The step that has a threshold and no deadline.
const POLICE: u8 = 5;
/// Contacts and steps shown.
const MOST: u32 = 100;
/// Characters of a note shown beside an attempt.
const NOTE_SHOWN: usize = 300;

/// Where the person stands.
pub(crate) fn show(app: &App, request: &Request) -> Result<Reply, PageError> {
    let line = app.person(request, request.id("id")?, "missed-contact steps")?;
    let now = app.now();
    let step = asked_step(request.query("step").unwrap_or_default(), &line);
    let mut pairs: Pairs = vec![
        ("entry".to_owned(), Uuid::now_v7().to_string()),
        ("step".to_owned(), step.to_string()),
        ("time".to_owned(), moment::time_words(moment::local_time(moment::to_minute(now)))),
    ];
    pairs.extend(day_pairs("happened_at", moment::local_day(now)));
    page(app, request, &line, &pairs, &[])
}

/// The step that was asked for, or the next one.
fn asked_step(text: &str, line: &Line) -> u8 {
    let next = || ladder::of(line).and_then(|ladder| ladder.next().map(|next| next.step)).unwrap_or(1);
    text.parse().ok().filter(|step| (1..=6).contains(step)).unwrap_or_else(next)
}

/// Takes the evidence for a step.
pub(crate) fn record(app: &App, request: &Request) -> Result<Reply, PageError> {
    let line = app.person(request, request.id("id")?, "record missed-contact step")?;
    let draft = match read(&line, &request.form) {
        Ok(draft) => draft,
        Err(problems) => return page(app, request, &line, &request.form, &problems),
    };
    match send::one(app, request, draft)? {
        Sent::Recorded(id) => {
            let here = format!("/people/{}/ladder", line.person);
            Ok(send::onward(request.field("next"), &here, id))
        }
        Sent::Refused(problems) => page(app, request, &line, &request.form, &problems),
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}

fn read(line: &Line, pairs: &Pairs) -> Result<Draft, Vec<Problem>> {
    let mut typed = Typed::new(pairs);
    let happened_at = typed.moment("happened_at", "time", "fold");
    let mut asked: Vec<String> = typed.all("asked").into_iter().map(str::to_owned).collect();
    asked.extend(typed.words("asked_other", 500));
    let step = LadderStep {
        step: typed.text("step").parse().unwrap_or(0),
        what: typed.words("what", 100_000).unwrap_or_default(),
        asked,
        result: typed.words("result", 100_000).unwrap_or_default(),
        decision: typed.words("decision", 100_000),
        police_threshold: typed.choice::<PoliceThreshold>("police_threshold"),
        police_reference: typed.words("police_reference", 100),
    };
    let id = typed.id("entry");
    let mut problems = typed.problems.into_vec();
    let (Some(id), Some(happened_at), true) = (id, happened_at, problems.is_empty()) else {
        problems.extend(step.check());
        return Err(problems);
    };
    let body = Body::LadderStep(step);
    Ok(Draft { id, subject: line.person, team: None, happened_at, from_version: 0, reason: None, body })
}

fn fields(step: u8, fold: bool) -> Vec<Field> {
    let what = match step {
        1 | 4 => "What was tried?",
        2 => "What was asked?",
        3 => "Who took part, and what was weighed?",
        POLICE => "What were the police asked to do?",
        _ => "What was reviewed?",
    };
    let mut fields = vec![
        Field::new(Kind::Date, "happened_at", "Day it was done"),
        Field::new(Kind::Text, "time", "Time it was done").hint("For example, 5pm or 17:30.").width(10),
    ];
    if fold {
        fields.push(Field::new(Kind::Radios, "fold", "Which of the two?").options([
            Choice::new("first", "The first, before the clocks went back"),
            Choice::new("second", "The second, after"),
        ]));
    }
    if step == 2 {
        fields.push(
            Field::new(Kind::Checkboxes, "asked", "Who was asked?")
                .hint("Ask only those whom the person permits, and those who must know where somebody is.")
                .options(ASKED.iter().map(|who| Choice::new(*who, *who))),
        );
        fields.push(Field::new(Kind::Text, "asked_other", "Somebody else"));
    }
    fields.push(Field::new(Kind::Textarea, "what", what).rows(3));
    fields.push(Field::new(Kind::Textarea, "result", "What came of it?").rows(3));
    if step == 3 {
        fields.push(
            Field::new(Kind::Textarea, "decision", "What did the team decide, and why?")
                .hint("Likely reasons, safety, capacity, a gap in the injection, children or others who depend on the person, and the options, legal ones too.")
                .rows(5),
        );
    }
    if step == POLICE {
        let thresholds = [PoliceThreshold::Crime, PoliceThreshold::DangerToLife];
        fields.push(
            Field::new(Kind::Radios, "police_threshold", "Which threshold is met?")
                .hint("Right Care, Right Person: otherwise the team makes the check itself.")
                .options(thresholds.iter().map(|one| Choice::new(word(one), one.label()))),
        );
        fields.push(Field::new(Kind::Text, "police_reference", "Police reference").width(20));
    }
    fields
}

fn form(request: &Request, line: &Line, pairs: &Pairs, step: u8, problems: &[Problem]) -> Form {
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, v)| v.as_str());
    let fold = !value("fold").is_empty() || problems.iter().any(|problem| problem.field == "fold");
    let person = line.person;
    Form::post(
        format!("/people/{person}/ladder"),
        csrf(request),
        format!("Record step {step}"),
        fields(step, fold),
    )
    .hidden("entry", value("entry"))
    .hidden("step", step.to_string())
    .hidden("next", request.query("next").unwrap_or_else(|| request.field("next")))
    .cancel(format!("/people/{person}"))
    .sent(pairs)
    .problems(&send::shown(problems))
}

fn page(
    app: &App,
    request: &Request,
    line: &Line,
    pairs: &Pairs,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let now = app.now();
    let wanted = Page { kinds: vec![EntryKind::LadderStep, EntryKind::Contact], before: None, most: MOST };
    let entries = app.store.read(|tx| store::people::chronology(tx, line.person, &wanted))?;
    let directory = app.store.directory();
    let ladder = ladder::of(line);
    let typed_step = pairs.iter().find(|(key, _)| key == "step").map_or("", |(_, v)| v.as_str());
    let step = asked_step(typed_step, line);
    let shown = ladder.as_ref().map(|ladder| {
        serde_json::json!({
            "since": moment::moment_words(ladder.first_at),
            "attempts": attempts(&entries, ladder, &directory),
            "steps": steps(ladder, &entries, &directory, now),
            "next": ladder.next().map(|next| next.step),
        })
    });
    let context = serde_json::json!({
        "banner": crate::person::banner(line, app.today()),
        "name": line.who.name,
        "person": line.person,
        "tier": line.tier.as_ref().map(|tier| tier.tier.label()),
        "ladder": shown,
        "step": step,
        "what": ladder::what(step),
        "police": POLICE,
        "form": form(request, line, pairs, step, problems),
    });
    send::page(app, request, "tier/ladder.html", &context, problems)
}

/// Every step with its deadline and its evidence; the police step last but one, without a deadline.
fn steps(
    ladder: &Ladder,
    entries: &[Entry],
    directory: &Directory,
    now: Timestamp,
) -> Vec<serde_json::Value> {
    let mut all: Vec<serde_json::Value> = Vec::new();
    for number in 1..=6_u8 {
        let due = ladder.steps.iter().find(|due| due.step == number);
        let evidence = evidence(number, ladder, entries, directory);
        let by_attempt = number == 1 && evidence.is_empty() && due.is_some_and(|due| due.done_at.is_some());
        all.push(serde_json::json!({
            "step": number,
            "what": ladder::what(number),
            "by": due.map(|due| moment::moment_words(due.by)),
            "overdue": due.is_some_and(|due| due.overdue(now)),
            "done": due.is_some_and(|due| due.done_at.is_some()) || !evidence.is_empty(),
            "by_attempt": by_attempt,
            "evidence": evidence,
        }));
    }
    all
}

fn evidence(number: u8, ladder: &Ladder, entries: &[Entry], directory: &Directory) -> Vec<serde_json::Value> {
    entries
        .iter()
        .filter(|entry| entry.happened_at >= ladder.first_at)
        .filter_map(|entry| {
            let Body::LadderStep(step) = &entry.body else { return None };
            (step.step == number).then_some((entry, step))
        })
        .map(|(entry, step)| {
            serde_json::json!({
                "by": directory.staff_name(entry.author),
                "at": moment::moment_words(entry.happened_at),
                "what": step.what,
                "result": step.result,
                "asked": step.asked,
                "decision": step.decision,
                "threshold": step.police_threshold.map(PoliceThreshold::label),
                "reference": step.police_reference,
                "href": format!("/entries/{}", entry.id),
            })
        })
        .collect()
}

/// The beginning of a long note: the whole of it is one tap away.
fn short(note: &str) -> String {
    let mut text: String = note.chars().take(NOTE_SHOWN).collect();
    if text.len() < note.len() {
        text.push('\u{2026}');
    }
    text
}

/// The contacts that were tried since the first missed one, the latest first.
fn attempts(entries: &[Entry], ladder: &Ladder, directory: &Directory) -> Vec<serde_json::Value> {
    entries
        .iter()
        .filter(|entry| entry.happened_at >= ladder.first_at)
        .filter_map(|entry| {
            let Body::Contact(contact) = &entry.body else { return None };
            Some(attempt(entry, contact, directory))
        })
        .collect()
}

fn attempt(entry: &Entry, contact: &Contact, directory: &Directory) -> serde_json::Value {
    let place = contact.place.as_deref().and_then(codes::place::label);
    let names: Vec<&str> = contact.workers.iter().map(|id| directory.staff_name(*id)).collect();
    serde_json::json!({
        "at": moment::moment_words(entry.happened_at),
        "by": names.join(", "),
        "place": place.or_else(|| codes::mechanism::label(&contact.mechanism)),
        "outcome": contact.outcome.label(),
        "with": contact.with.label(),
        "note": contact.note.as_deref().map(short),
        "href": format!("/entries/{}", entry.id),
    })
}
