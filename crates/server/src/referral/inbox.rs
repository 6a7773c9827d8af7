//! The inbox: every referral of a team that is not finished, and what was closed lately; stage, what is
//! due, who answers for the person. Worked out from lines, never from the evidence itself.

use std::collections::BTreeSet;

use care::access::{Activity, Actor};
use care::clocks::What;
use care::entry::Kind;
use care::line::{Line, ReferralNow};
use care::referral::{self, Stage};
use care::{moment, search_key};
use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::Found;
use crate::app::App;
use crate::board::{Choice, teams};
use crate::error::PageError;
use crate::request::{Reply, Request};

/// Days in which a closed referral stays in the inbox.
const CLOSED_DAYS: i64 = 90;
/// Closed referrals looked at, at most.
const CLOSED_MOST: u32 = 500;

/// One referral of the inbox.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Row {
    /// The referral.
    pub(crate) referral: Uuid,
    /// The person.
    pub(crate) person: Uuid,
    /// The name they like, and the family name.
    pub(crate) name: String,
    /// How far it is.
    pub(crate) stage: Stage,
    /// The day it was received.
    pub(crate) received_on: Date,
    /// Days since then.
    pub(crate) days: i32,
    /// The organisation that refers, or what kind of service it is.
    pub(crate) from: String,
    /// Parts that are still blank.
    pub(crate) missing: u8,
    /// Back within 24 months.
    pub(crate) returns: bool,
    /// What is due next.
    pub(crate) due: Option<What>,
    /// By the end of this day.
    pub(crate) due_on: Option<Date>,
    /// The next check on the person while they wait.
    pub(crate) check_on: Option<Date>,
    /// Something should have been done by now.
    pub(crate) overdue: bool,
    /// Who answers for the person.
    pub(crate) owner: Uuid,
    /// Their name.
    pub(crate) owner_name: String,
    /// The next service, when the team did not take the person on.
    pub(crate) service: Option<String>,
    #[serde(skip)]
    sort: String,
}

/// Every referral of a team that is not finished, and those closed in the last 90 days; the most
/// pressing first.
///
/// # Errors
/// `NotFound` for another team (AC03); the database.
pub(crate) fn rows(app: &App, actor: &Actor, team: Uuid) -> Result<Vec<Row>, PageError> {
    if !actor.in_team(Some(team)) {
        return Err(PageError::NotFound);
    }
    let now = app.now();
    let today = moment::local_day(now);
    let caseload = app.boards.team(&app.store, team, now)?;
    let since = now.checked_sub((24 * 2 * CLOSED_DAYS).hours()).unwrap_or(now);
    let closed = app.store.read(|tx| {
        let known: BTreeSet<Uuid> = caseload
            .waiting()
            .map(|line| line.person)
            .chain(caseload.lines.iter().map(|line| line.as_ref().person))
            .collect();
        let recent = store::people::recent(tx, team, Kind::Referral, since, CLOSED_MOST)?;
        let others: BTreeSet<Uuid> =
            recent.iter().map(|entry| entry.subject).filter(|person| !known.contains(person)).collect();
        let mut closed = Vec::new();
        for person in others {
            closed.extend(store::people::line(tx, person)?);
        }
        Ok(closed)
    })?;
    let directory = app.store.directory();
    let lines = caseload.waiting().chain(&closed).chain(caseload.lines.iter().map(AsRef::as_ref));
    let mut rows: Vec<Row> = lines
        .flat_map(|line| of_line(line, team, today))
        .map(|row| Row { owner_name: directory.staff_name(row.owner).to_owned(), ..row })
        .collect();
    rows.sort_by(|a, b| {
        let order = |row: &Row| (row.stage == Stage::Closed, !row.overdue, row.due_on.or(row.check_on));
        order(a).cmp(&order(b)).then_with(|| a.sort.cmp(&b.sort))
    });
    Ok(rows)
}

/// The row of one referral, whatever its age.
pub(crate) fn row(found: &Found, app: &App) -> Option<Row> {
    let one = found.line.referrals.iter().find(|one| one.id == found.entry.id)?;
    let row = of_referral(&found.line, one, app.today());
    Some(Row { owner_name: app.store.directory().staff_name(row.owner).to_owned(), ..row })
}

fn of_line(line: &Line, team: Uuid, today: Date) -> Vec<Row> {
    let here = |episode: Uuid| line.episodes.iter().any(|e| e.id == episode && e.team == Some(team));
    let recent = |one: &&ReferralNow| {
        let standing = referral::standing(line, one);
        let closed_since =
            standing.decision.map_or(one.received_on, |decided| decided.met_on.unwrap_or(decided.decided_on));
        let days = i64::from(moment::days_between(closed_since, today));
        standing.stage != Stage::Closed || days <= CLOSED_DAYS
    };
    let mine = line.referrals.iter().filter(|one| here(one.episode)).filter(recent);
    mine.map(|one| of_referral(line, one, today)).collect()
}

fn of_referral(line: &Line, one: &ReferralNow, today: Date) -> Row {
    let standing = referral::standing(line, one);
    Row {
        referral: one.id,
        person: line.person,
        name: line.who.name.clone(),
        stage: standing.stage,
        received_on: one.received_on,
        days: moment::days_between(one.received_on, today),
        from: one.organisation.clone().unwrap_or_else(|| one.source.label().to_owned()),
        missing: one.missing,
        returns: one.returns,
        due: standing.due.map(|due| due.what),
        due_on: standing.due.map(|due| due.on),
        check_on: standing.check_on,
        overdue: standing.overdue(today),
        owner: standing.owner,
        owner_name: String::new(),
        service: standing.decision.and_then(|decided| decided.service.clone()),
        sort: line.who.sort.clone(),
    }
}

/// A row as the page shows it.
#[derive(Serialize)]
struct Shown {
    row: Row,
    due: Option<&'static str>,
    stage: &'static str,
    tag: &'static str,
    received: String,
    due_by: Option<String>,
    due_late: bool,
    check: Option<String>,
    check_late: bool,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    text: &'static str,
    count: usize,
    late: usize,
    current: bool,
}

/// `GET /referrals`
///
/// # Errors
/// `NotFound` for another team's inbox; the database.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let actor = request.actor()?;
    let all = rows(app, actor, team)?;
    app.note(request, "referrals", Some(team), None)?;
    let (today, directory) = (app.today(), app.store.directory());
    let stage = request.query("stage").unwrap_or_default();
    let tabs = tabs(&all, stage, team);
    let total = all.len();
    let shown = pick(request, actor, all);
    let filtered = ["q", "stage", "who"].iter().any(|name| request.query(name).is_some());
    let context = serde_json::json!({
        "team": team,
        "team_name": directory.team_name(Some(team)),
        "teams": teams(app, request, team),
        "tabs": tabs,
        "stage": stage,
        "words": request.query("q").unwrap_or_default().trim(),
        "mine": request.query("who") == Some("mine"),
        "sort": choices(request),
        "total": total,
        "rows": shown.into_iter().map(|row| show(row, today)).collect::<Vec<_>>(),
        "filtered": filtered,
        "may_add": actor.may(Activity::AdmitToTeam),
    });
    app.page(request, "referral/inbox.html", context)
}

fn tabs(all: &[Row], stage: &str, team: Uuid) -> Vec<Tab> {
    let open = |row: &&Row| row.stage != Stage::Closed;
    let mut tabs = vec![Tab {
        href: format!("/referrals?team={team}"),
        text: "All open",
        count: all.iter().filter(open).count(),
        late: all.iter().filter(|row| row.overdue).count(),
        current: stage.is_empty(),
    }];
    tabs.extend(Stage::ALL.iter().map(|one| {
        let rows = || all.iter().filter(|row| row.stage == *one);
        Tab {
            href: format!("/referrals?team={team}&stage={}", one.text()),
            text: one.label(),
            count: rows().count(),
            late: rows().filter(|row| row.overdue).count(),
            current: stage == one.text(),
        }
    }));
    tabs
}

fn choices(request: &Request) -> Vec<Choice> {
    let chosen = request.query("sort").unwrap_or_default();
    [("", "Most pressing first"), ("name", "Name"), ("received", "Longest waiting"), ("owner", "Owner")]
        .iter()
        .map(|(value, text)| Choice {
            value: (*value).to_owned(),
            text: (*text).to_owned(),
            chosen: *value == chosen,
        })
        .collect()
}

fn pick(request: &Request, actor: &Actor, mut rows: Vec<Row>) -> Vec<Row> {
    match request.query("stage") {
        Some(stage) => rows.retain(|row| row.stage.text() == stage),
        None => rows.retain(|row| row.stage != Stage::Closed),
    }
    if let Some(words) = request.query("q") {
        let words = search_key::query_tokens(words);
        rows.retain(|row| {
            let index = search_key::index_tokens(&format!("{} {}", row.name, row.from));
            search_key::matches(&words, &index)
        });
    }
    if request.query("who") == Some("mine") {
        rows.retain(|row| row.owner == actor.staff);
    }
    match request.query("sort") {
        Some("name") => rows.sort_by(|a, b| a.sort.cmp(&b.sort)),
        Some("received") => rows.sort_by(|a, b| (a.received_on, &a.sort).cmp(&(b.received_on, &b.sort))),
        Some("owner") => rows.sort_by(|a, b| (&a.owner_name, &a.sort).cmp(&(&b.owner_name, &b.sort))),
        _ => {}
    }
    rows
}

/// The colour of a stage's tag in the design system; the words say the same.
pub(crate) fn tag(stage: Stage) -> &'static str {
    match stage {
        Stage::New => "blue",
        Stage::Incomplete => "yellow",
        Stage::Waiting => "purple",
        Stage::Accepted => "aqua-green",
        Stage::Refused => "orange",
        Stage::Closed => "grey",
    }
}

fn show(row: Row, today: Date) -> Shown {
    let near = |day: Date| care::clocks::near_day(day, today);
    Shown {
        stage: row.stage.label(),
        tag: tag(row.stage),
        received: near(row.received_on),
        due: row.due.map(What::label),
        due_by: row.due_on.map(near),
        due_late: row.due_on.is_some_and(|on| on < today),
        check: row.check_on.map(near),
        check_late: row.check_on.is_some_and(|on| on < today),
        row,
    }
}
