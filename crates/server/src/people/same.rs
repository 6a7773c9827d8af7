//! "Is this the same person?": asked before a second record of somebody is made (BI14, BI25).
//! Of another team's person it says that there is one, and nothing else.

use axum::http::StatusCode;
use care::entry::person::Person;
use care::line::Line;
use care::rule::context::twin_key;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::person::banner;
use crate::record::read::Pairs;
use crate::request::{Reply, Request};

/// The page that asks, when somebody else has this name and birth date and nobody has said yet that
/// they are two. Once it is said, the others are named in the details, so that it is not asked again.
pub(crate) fn ask(
    app: &App,
    request: &Request,
    (id, person): (Uuid, &mut Person),
    pairs: &Pairs,
) -> Result<Option<Reply>, PageError> {
    let (key, born) = (twin_key(person), person.born.to_string());
    let others: Vec<Line> = app
        .store
        .read(|tx| store::people::namesakes(tx, &key, &born))?
        .into_iter()
        .filter(|other| other.person != id && !person.not_the_same_as.contains(&other.person))
        .collect();
    if others.is_empty() {
        return Ok(None);
    }
    // Somebody may have been entered between the question and the answer: then it is asked again.
    if request.field("confirmed") == others.len().to_string() {
        person.not_the_same_as.extend(others.iter().map(|other| other.person));
        return Ok(None);
    }
    let actor = request.actor()?;
    let (own, foreign): (Vec<&Line>, Vec<&Line>) =
        others.iter().partition(|other| actor.in_team(other.team()));
    let own: Vec<Value> = own
        .iter()
        .map(|other| json!({ "who": banner(other, app.today()), "address": other.who.listed_address() }))
        .collect();
    let kept: Vec<&(String, String)> =
        pairs.iter().filter(|(name, _)| name != "csrf" && name != "confirmed" && name != "more").collect();
    let context = json!({
        "name": person.shown_name(),
        "born": person.born.words(),
        "own": own,
        "foreign": foreign.len(),
        "kept": kept,
        "action": request.path,
        "team": request.query("team"),
        "confirmed": others.len(),
    });
    let page = app.templates.page("people/same.html", &app.frame(request), context)?;
    Ok(Some(Reply::Page(StatusCode::CONFLICT, page)))
}

/// Who has the NHS number that was typed, when they are of one of the actor's teams.
pub(super) fn holder(app: &App, request: &Request, pairs: &Pairs) -> Result<Option<Value>, PageError> {
    let typed = pairs.iter().find(|(name, _)| name == "nhs_number").map_or("", |(_, value)| value.as_str());
    let Ok(number) = care::nhs_number::NhsNumber::parse(typed) else { return Ok(None) };
    let teams = &request.actor()?.teams;
    let found = app.store.read(|tx| store::people::search(tx, (teams, false), number.as_str(), 5))?;
    let holder = found.into_iter().find(|line| line.who.nhs_number.as_deref() == Some(number.as_str()));
    Ok(holder.map(|line| json!({ "id": line.person, "name": line.who.name })))
}
