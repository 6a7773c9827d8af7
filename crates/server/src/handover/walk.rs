//! The handover, one person after another: why they come now, what the reader has missed, one line to
//! type, and beside it everybody in order with what is said so far.

use care::line::Line;
use care::moment;
use care::problem::Problem;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{Digest, Session};
use crate::app::App;
use crate::board::TeamNow;
use crate::board::{self, BoardView, RowView};
use crate::contact::send::{self, csrf};
use crate::contact::typed::Pairs;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// Days ahead that an action may be due by a choice from the list.
const DUE_DAYS: i32 = 14;
/// Earlier lines shown of a person.
const EARLIER: u32 = 6;

/// The page of the person whose turn it is.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let session = Session::asked(app, request)?;
    if session.is.ended_at.is_some() {
        return Ok(Reply::To(format!("{}/sheet", session.path())));
    }
    let asked = request.query("person").map(|text| Uuid::try_parse(text).map_err(|_| PageError::NotFound));
    let person = match asked.transpose()? {
        Some(person) => person,
        None => match next(app, request, &session, None)? {
            Some(person) => person,
            None => return Ok(Reply::To(address(&session, None))),
        },
    };
    show(app, request, &session, person, &Vec::new(), &[])
}

/// Where a person's turn is; the end when nobody is left.
pub(super) fn address(session: &Session, person: Option<Uuid>) -> String {
    match person {
        Some(person) => format!("{}?person={person}", session.path()),
        None => format!("{}/end", session.path()),
    }
}

/// The next person in the order of the board of whom nothing is said yet, after somebody or from the top;
/// after the last one those who were passed over, since what is said may move a person in the order.
pub(super) fn next(
    app: &App,
    request: &Request,
    session: &Session,
    after: Option<Uuid>,
) -> Result<Option<Uuid>, PageError> {
    let team = Order::read(app, request, session)?;
    Ok(team.next(after).or_else(|| team.next(None)))
}

/// The team's people in the order of the board, and what is said of them.
pub(super) struct Order {
    pub(super) board: std::sync::Arc<BoardView>,
    pub(super) read: std::sync::Arc<TeamNow>,
    handover: Uuid,
}

impl Order {
    pub(super) fn read(app: &App, request: &Request, session: &Session) -> Result<Order, PageError> {
        let now = app.now();
        let board = board::view(app, request.actor()?, session.team, now)?;
        let read = app.boards.team(&app.store, session.team, now)?;
        Ok(Order { board, read, handover: session.id() })
    }

    pub(super) fn line(&self, person: Uuid) -> Option<&Line> {
        self.read.lines.iter().map(AsRef::as_ref).find(|line| line.person == person)
    }

    /// What is said of a person at this handover.
    pub(super) fn said(&self, person: Uuid) -> Option<&care::line::SaidNow> {
        let said = self.line(person)?.said.as_ref();
        said.filter(|said| said.handover == self.handover)
    }

    fn at(&self, person: Uuid) -> Option<usize> {
        self.board.rows.iter().position(|row| row.person == person)
    }

    fn next(&self, after: Option<Uuid>) -> Option<Uuid> {
        let from = after.and_then(|person| self.at(person)).map_or(0, |at| at + 1);
        let rest = self.board.rows.iter().skip(from);
        rest.map(|row| row.person).find(|person| self.said(*person).is_none())
    }

    fn before(&self, person: Uuid) -> Option<Uuid> {
        let at = self.at(person)?.checked_sub(1)?;
        self.board.rows.get(at).map(|row| row.person)
    }
}

/// One person in the list beside the form.
#[derive(Serialize)]
struct Listed<'a> {
    person: Uuid,
    name: &'a str,
    href: String,
    current: bool,
    red: bool,
    said: Option<String>,
    by: Option<&'a str>,
    group: Option<&'static str>,
}

fn listed<'a>(app: &'a App, session: &Session, order: &'a Order, person: Uuid) -> Vec<serde_json::Value> {
    let directory = app.store.directory();
    let mut place = 0;
    let mut all = Vec::new();
    for row in &order.board.rows {
        let said = order.said(row.person);
        let one = Listed {
            person: row.person,
            name: &row.name,
            href: address(session, Some(row.person)),
            current: row.person == person,
            red: row.tier == Some(care::entry::tier::TierName::Red),
            said: said.map(|said| said.change.clone().unwrap_or_else(|| "Nothing new".to_owned())),
            by: said.map(|said| directory.staff_name(said.by)),
            group: (row.place != place).then(|| care::board::group_label(row.place)).flatten(),
        };
        place = row.place;
        all.push(json!(one));
    }
    all
}

/// The page of one person, with what was typed and what is wrong with it.
pub(super) fn show(
    app: &App,
    request: &Request,
    session: &Session,
    person: Uuid,
    pairs: &Pairs,
    problems: &[Problem],
) -> Result<Reply, PageError> {
    let order = Order::read(app, request, session)?;
    let line = app.person(request, person, "handover")?;
    let row = order.board.rows.iter().find(|row| row.person == person).ok_or(PageError::NotFound)?;
    let me = request.actor()?.staff;
    let spoken = order.board.rows.iter().filter(|row| order.said(row.person).is_some()).count();
    let directory = app.store.directory();
    let names: Vec<&str> = session.is.attendees.iter().map(|id| directory.staff_name(*id)).collect();
    let context = json!({
        "title": session.title(),
        "path": session.path(),
        "here": address(session, Some(person)),
        "team_name": order.board.team_name,
        "attendees": names,
        "attending": session.is.attendees.contains(&me),
        "spoken": spoken,
        "people": order.board.rows.len(),
        "card": card(app, session, row, &line, me)?,
        "banner": crate::person::banner(&line, app.today()),
        "back": order.before(person).map(|person| address(session, Some(person))),
        "skip": (row.tier != Some(care::entry::tier::TierName::Red))
            .then(|| address(session, order.next(Some(person)))),
        "form": form(app, session, pairs, problems),
        "csrf": csrf(request),
        "rows": listed(app, session, &order, person),
    });
    send::page(app, request, "handover/walk.html", &context, problems)
}

/// What matters about the person now.
fn card(
    app: &App,
    session: &Session,
    row: &RowView,
    line: &Line,
    me: Uuid,
) -> Result<serde_json::Value, PageError> {
    let (now, today) = (app.now(), app.today());
    let directory = app.store.directory();
    let page =
        store::people::Page { kinds: vec![care::entry::Kind::HandoverLine], before: None, most: EARLIER };
    let (digest, lines) = app.store.read(|tx| {
        let digest = Digest::read(tx, &directory, row.person, me, now)?;
        Ok((digest, store::people::chronology(tx, row.person, &page)?))
    })?;
    let told = |entry: &care::entry::Entry| {
        let told = crate::person::told(entry, &directory);
        let words: Vec<String> = told.parts.into_iter().map(|part| part.text).collect();
        json!({
            "words": words.join(" · "),
            "by": directory.staff_name(entry.author),
            "at": board::near(entry.happened_at, today),
        })
    };
    let here = |entry: &care::entry::Entry| matches!(&entry.body, care::entry::Body::HandoverLine(said) if said.handover == session.id());
    let actions: Vec<serde_json::Value> = line
        .actions
        .iter()
        .map(|action| {
            json!({
                "id": action.id,
                "entry": Uuid::now_v7(),
                "what": action.what,
                "owner": directory.owner_name(action.owner),
                "due": moment::day_words_short(action.due_on),
                "overdue": action.due_on < today,
            })
        })
        .collect();
    Ok(json!({
        "person": row.person,
        "name": row.name,
        "tier": row.tier,
        "tier_words": row.tier.map(|tier| tier.label()),
        "group": care::board::group_label(row.place),
        "reasons": row.reasons,
        "proposals": row.proposals.iter().map(board::ProposalView::sentence).collect::<Vec<_>>(),
        "last_seen": row.last_seen.as_ref()
            .map(|seen| format!("{} by {}", board::near(seen.at, today), board::names(&seen.by)))
            .or_else(|| seen_before(row)),
        "next_visit": row.next_visit.as_ref().map(|visit| {
            let who = board::names(&visit.workers);
            format!("{}, {}", board::near(visit.at, today), if who.is_empty() { "nobody chosen" } else { who.as_str() })
        }),
        "key_worker": row.key_worker.as_ref().map(|worker| worker.name.as_str()),
        "said": lines.iter().filter(|entry| here(entry)).map(told).collect::<Vec<_>>(),
        "before": lines.iter().find(|entry| !here(entry)).map(told),
        "actions": actions,
        "digest": digest,
        "shown_at": moment::utc_text(now),
    }))
}

/// When the person was last seen by the record before this one.
pub(super) fn seen_before(row: &RowView) -> Option<String> {
    row.seen_before.map(|day| format!("{}, in the record before", moment::day_words_short(day)))
}

/// What the form holds: what was typed, or nothing.
fn form(app: &App, session: &Session, pairs: &Pairs, problems: &[Problem]) -> serde_json::Value {
    let typed =
        |name: &str| pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let error = |name: &str| problems.iter().find(|p| p.field == name).map(|p| p.sentence.clone());
    let (directory, today) = (app.store.directory(), app.today());
    let owners: Vec<serde_json::Value> = directory
        .workers(session.team, today)
        .into_iter()
        .map(|(id, staff)| json!({ "value": id, "text": staff.name, "chosen": typed("action.owner") == id.to_string() }))
        .collect();
    let days: Vec<serde_json::Value> = (0..=DUE_DAYS)
        .map(|ahead| {
            let day = moment::add_days(today, ahead);
            let text = match ahead {
                0 => "Today".to_owned(),
                1 => "Tomorrow".to_owned(),
                _ => format!("{} {}", moment::weekday_words(day), moment::day_words_short(day)),
            };
            json!({ "value": day, "text": text, "chosen": typed("action.due_on") == day.to_string() })
        })
        .collect();
    let kept = |name: &str, usual: String| if pairs.is_empty() { usual } else { typed(name).to_owned() };
    json!({
        "entry": kept("entry", Uuid::now_v7().to_string()),
        "shown_at": kept("shown_at", moment::utc_text(app.now())),
        "change": typed("change"),
        "what": typed("action.what"),
        "good_news": !typed("good_news").is_empty(),
        "tier_concern": !typed("tier_concern").is_empty(),
        "for_mdt": !typed("for_mdt").is_empty(),
        "owners": owners,
        "days": days,
        "open": !typed("action.what").is_empty() || error("action.what").is_some() || error("action.owner").is_some(),
        "change_error": error("change"),
        "what_error": error("action.what"),
        "owner_error": error("action.owner"),
    })
}
