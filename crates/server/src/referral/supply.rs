//! Criteria given out: copied or printed in one click for the person, the family, an advocate or whoever
//! refers, and written down by the same click (R07). Which set it is, `criteria` says.

use care::entry::criteria::{CriteriaGiven, GivenTo};
use care::entry::{Body, Draft};
use care::moment;
use care::problem::Problem;
use serde_json::{Value, json};
use uuid::Uuid;

use super::criteria::{Shelf, draw};
use super::letter;
use crate::app::App;
use crate::contact::send::{self, Sent, csrf};
use crate::contact::typed::{Pairs, Typed, from_word, word};
use crate::error::PageError;
use crate::pdf::{self, Block, Document};
use crate::record::fields::named_choices;
use crate::request::{Reply, Request};
use crate::template::forms::{Field, Form, Kind};

/// What a click gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The words, copied by the browser.
    Copy,
    /// The PDF.
    Pdf,
    /// Neither: it was done already, and is only written down.
    Done,
}

/// What a button sends: how, and to whom.
fn click(sent: &str) -> (Way, Option<GivenTo>) {
    let (way, to) = sent.split_once(' ').unwrap_or_default();
    let way = match way {
        "copy" => Way::Copy,
        "pdf" => Way::Pdf,
        _ => Way::Done,
    };
    (way, from_word(to))
}

/// The buttons and the form as the page draws them.
pub(super) fn view(request: &Request, query: &str, pairs: &Pairs, problems: &[Problem]) -> Value {
    let held = |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, v)| v.as_str());
    let buttons = |way: &str| -> Vec<Value> {
        GivenTo::ALL
            .iter()
            .map(|to| json!({ "value": format!("{way} {}", word(to)), "text": to.label() }))
            .collect()
    };
    let who = Field::new(Kind::Text, "name", "Their name or service")
        .hint("You can leave it empty, unless it is somebody else.")
        .width(30);
    let fields = vec![
        who,
        Field::new(Kind::Select, "to", "To whom?").options(named_choices(GivenTo::ALL, GivenTo::label)),
        Field::new(Kind::Text, "how", "How?").hint("By hand, by post, by email.").width(30),
    ];
    let form = Form::post("", csrf(request), "", fields).sent(pairs).problems(&send::shown(problems));
    json!({
        "action": format!("/criteria?{query}"),
        "csrf": csrf(request),
        "entry": held("entry"),
        "shown_at": held("shown_at"),
        "copy": buttons("copy"),
        "pdf": buttons("pdf"),
        "fields": form.fields,
        "open": problems.iter().any(|one| matches!(one.field.as_str(), "to" | "how")),
    })
}

/// What the page says after a click: to whom the criteria were given, as it is written down.
pub(super) fn said(request: &Request, given: &[Value]) -> Option<String> {
    let entry = request.query("given")?;
    let one = given.iter().find(|one| one.get("entry").and_then(Value::as_str) == Some(entry))?;
    let part = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
    let name = if part("name").is_empty() { String::new() } else { format!(", {}", part("name")) };
    Some(format!(
        "Written down: {}. Given to: {}{name}. {}.",
        part("set"),
        part("to").to_lowercase(),
        part("how")
    ))
}

/// The criteria as a document of their own.
fn document(app: &App, shelf: &Shelf) -> Result<Document, PageError> {
    let (version, today) = (shelf.one()?, app.today());
    let set = &version.set;
    let directory = app.store.directory();
    let name = directory.team_name(Some(shelf.team));
    let title = if version.in_force { format!("Who {name} is for") } else { set.name.clone() };
    let mut blocks = vec![Block::Heading { level: 1, text: title.clone() }, Block::text(set.plain.clone())];
    blocks.push(Block::heading(if version.in_force { set.name.clone() } else { "The criteria".to_owned() }));
    let items = set.criteria.iter().map(|one| format!("{}. {}", one.name, one.plain));
    blocks.push(Block::List { items: items.collect() });
    let day = moment::day_words(today);
    let stands = if version.in_force {
        format!("They were in force on the day this was printed: {day}.")
    } else {
        format!(
            "{name} did not judge by them on the day this was printed, {day}. {}.",
            shelf.stands(version, today)
        )
    };
    blocks.push(Block::text(format!("Everybody may see these criteria. {stands} {}.", set.source)));
    if let Some(routes) = directory.teams.get(&shelf.team).and_then(|team| team.routes.as_ref()) {
        blocks.push(Block::heading("Where to turn"));
        blocks.push(letter::turn_to(routes));
    }
    Ok(Document { title, blocks })
}

/// `GET /criteria.pdf`
pub(crate) fn paper(app: &App, request: &Request) -> Result<Reply, PageError> {
    let shelf = Shelf::of(app, request)?;
    let document = document(app, &shelf)?;
    app.note(request, "criteria", Some(shelf.team), None)?;
    Ok(Reply::File { kind: "application/pdf", name: "criteria.pdf", bytes: pdf::draw(&document)? })
}

/// `POST /criteria`: somebody is given the criteria.
pub(crate) fn give(app: &App, request: &Request) -> Result<Reply, PageError> {
    let shelf = Shelf::of(app, request)?;
    let (way, clicked) = click(request.field("give"));
    let mut typed = Typed::new(&request.form);
    let to: Option<GivenTo> = if way == Way::Done { typed.choice("to") } else { clicked };
    typed.problems.require(to.is_some(), "to", "Choose to whom the criteria were given.");
    let how = match way {
        Way::Copy => "Copied".to_owned(),
        Way::Pdf => "Printed as a PDF".to_owned(),
        Way::Done => typed.words("how", 500).unwrap_or_default(),
    };
    let one = shelf.one()?;
    let body = CriteriaGiven {
        key: one.set.key.clone(),
        criteria_entry: one.entry,
        to: to.unwrap_or(GivenTo::Other),
        name: typed.words("name", 500).unwrap_or_default(),
        how,
    };
    let (id, happened_at) = (typed.id("entry"), typed.shown_at(app.now()));
    let mut problems = typed.problems.into_vec();
    if to.is_some() {
        problems.extend(body.check());
    }
    let (Some(id), true) = (id, problems.is_empty()) else {
        return draw(app, request, &request.form, &problems);
    };
    // A page gives out more than once: each recipient and way is an entry of its own, a second click none.
    let id = Uuid::new_v5(&id, format!("{} {} {}", word(&body.to), body.how, body.name).as_bytes());
    let draft = Draft {
        id,
        subject: shelf.team,
        team: Some(shelf.team),
        happened_at,
        from_version: 0,
        reason: None,
        body: Body::CriteriaGiven(body),
    };
    match send::one(app, request, draft)? {
        Sent::Recorded(_) if way == Way::Pdf => Ok(Reply::To(format!("/criteria.pdf?{}", shelf.query()?))),
        Sent::Recorded(_) => Ok(Reply::To(format!("/criteria?{}&given={id}", shelf.query()?))),
        Sent::Refused(problems) => draw(app, request, &request.form, &problems),
        Sent::Conflict(theirs) => Err(PageError::Conflict(theirs)),
    }
}
