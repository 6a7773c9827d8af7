//! People: who they are, how things stand, what happened.

use care::access::Activity;
use care::entry::{Kind, Shape};
use care::line::Line;
use care::moment;
use store::people::Page;

use super::entry::{shown_to, to_read};
use super::view::{EntryPage, EntryView, People, PersonShort, PersonView, Record, VisitView};
use super::{ask, cursor};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// Most people that a search gives.
const FOUND_MOST: usize = 100;
/// Most entries on a page of the chronology, and how many when nothing is said.
const PAGE_MOST: u32 = 200;
const PAGE_USUAL: u32 = 50;
/// Most visits ahead that come with a person; all are among the entries.
const VISITS_MOST: u32 = 20;

/// People that match `q`, or the caseload of a team.
pub(crate) fn people(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/people")?;
    let team = ask::id(request, "team")?;
    let actor = request.actor()?;
    let Some(words) = request.query("q") else {
        let team = ask::team(app, request)?;
        app.note(request, "caseload", Some(team), None)?;
        return caseload(app, team);
    };
    if words.chars().count() > 200 {
        return Err(PageError::BadRequest("Search for at most 200 characters.".to_owned()));
    }
    let teams = match team {
        Some(_) => vec![ask::team(app, request)?],
        None => actor.teams.clone(),
    };
    app.note(request, "search", None, None)?;
    let former = actor.may(Activity::ReadRecord);
    let found = app.store.read(|tx| store::people::search(tx, (&teams, former), words, FOUND_MOST))?;
    Reply::json(&People { people: found.iter().map(PersonShort::of).collect() })
}

fn caseload(app: &App, team: uuid::Uuid) -> Result<Reply, PageError> {
    let now = app.boards.team(&app.store, team, app.now())?;
    let mut lines: Vec<&Line> = now.lines.iter().map(AsRef::as_ref).collect();
    lines.sort_by(|a, b| a.who.sort.cmp(&b.who.sort).then(a.person.cmp(&b.person)));
    Reply::json(&People { people: lines.into_iter().map(PersonShort::of).collect() })
}

/// One person.
pub(crate) fn person(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/people/{id}")?;
    let id = request.id("id")?;
    let actor = request.actor()?;
    let now = app.now();
    let today = moment::start_of_day(app.today());
    let kinds: Vec<Kind> = Kind::ALL
        .iter()
        .copied()
        .filter(|kind| {
            kind.shape() == Shape::Document
                && kind.about() == care::entry::About::Person
                && actor.may(to_read(*kind))
        })
        .collect();
    let (line, (documents, visits, relations)) = app.person_with(request, id, "person", |tx| {
        let documents = store::people::documents(tx, id, &kinds)?;
        let visits = store::visits::next_of_person(tx, id, today, VISITS_MOST)?;
        Ok((documents, visits, store::people::relations(tx, id)?))
    })?;
    let directory = app.store.directory();
    let record = actor.may(Activity::ReadRecord).then(|| Record::of(&line, relations, &directory, now));
    Reply::json(&PersonView {
        person: PersonShort::of(&line),
        documents: documents
            .into_iter()
            .map(|entry| EntryView::of(shown_to(actor, entry), &directory))
            .collect(),
        visits: visits.iter().map(VisitView::of).collect(),
        record,
    })
}

/// Entries about a person, the latest first.
pub(crate) fn chronology(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/people/{id}/entries")?;
    let id = request.id("id")?;
    let page = page(request)?;
    let more = Page { most: page.most + 1, ..page.clone() };
    let (_, mut entries) =
        app.person_with(request, id, "chronology", |tx| store::people::chronology(tx, id, &more))?;
    let whole = entries.len() <= usize::try_from(page.most).unwrap_or(usize::MAX);
    entries.truncate(usize::try_from(page.most).unwrap_or(usize::MAX));
    let last = entries.last().filter(|_| !whole);
    let next = last.map(|entry| cursor::text(entry.happened_at, entry.seq));
    let directory = app.store.directory();
    let entries = entries.into_iter().map(|entry| EntryView::of(entry, &directory)).collect();
    Reply::json(&EntryPage { entries, next })
}

fn page(request: &Request) -> Result<Page, PageError> {
    let bad = |sentence: &str| PageError::BadRequest(sentence.to_owned());
    let sent =
        |name: &str| request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let mut page = Page { kinds: Vec::new(), before: None, most: PAGE_USUAL };
    for text in sent("kind").into_iter().flat_map(|text| text.split(',')) {
        let kind = Kind::from_text(text).ok_or_else(|| bad("Send kinds that /api/v1/kinds lists."))?;
        if !page.kinds.contains(&kind) {
            page.kinds.push(kind);
        }
    }
    if let Some(text) = sent("before") {
        let place = cursor::read(text);
        page.before = Some(place.ok_or_else(|| bad("Send as before what an earlier page gave as next."))?);
    }
    if let Some(text) = sent("most") {
        let most = text.parse().ok().filter(|most| (1..=PAGE_MOST).contains(most));
        page.most = most.ok_or_else(|| bad("Send most as a number from 1 to 200."))?;
    }
    Ok(page)
}
