//! Finding a person by any stored name, NHS number or street; the caseload while nothing is asked for.

use care::line::Line;
use care::moment;
use jiff::civil::Date;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// People found at most; more words find fewer.
const MOST: usize = 100;

/// One person of the list.
#[derive(Debug, Serialize)]
struct Found {
    id: Uuid,
    name: String,
    born: String,
    nhs_number: Option<String>,
    address: Option<String>,
    tier: &'static str,
    key_worker: String,
    last_seen: Option<String>,
    team: String,
    died: Option<String>,
}

/// By what the list is sorted: the word in the address, what it is called.
const SORTS: &[(&str, &str)] = &[
    ("name", "Name"),
    ("born", "Birth date"),
    ("tier", "Tier"),
    ("key", "Key worker"),
    ("seen", "Last seen"),
];

/// One heading that sorts.
#[derive(Debug, Serialize)]
struct Sort {
    text: &'static str,
    href: String,
    current: bool,
}

/// The search page.
pub(crate) fn search(app: &App, request: &Request) -> Result<Reply, PageError> {
    let actor = request.actor()?;
    let asked = request.query("q").unwrap_or_default().trim();
    let team = app.team(request)?;
    let directory = app.store.directory();
    let mut lines: Vec<Line> = if asked.is_empty() {
        app.note(request, "people", Some(team), None)?;
        let board = app.boards.team(&app.store, team, app.now())?;
        board.lines.iter().map(|line| line.as_ref().clone()).collect()
    } else {
        app.note(request, "search", None, None)?;
        let former = actor.may(care::access::Activity::ReadRecord);
        app.store.read(|tx| store::people::search(tx, (&actor.teams, former), asked, MOST + 1))?
    };
    let more = !asked.is_empty() && lines.len() > MOST;
    if more {
        lines.truncate(MOST);
    }
    let sort = SORTS.iter().map(|(word, _)| *word).find(|word| request.query("sort") == Some(word));
    arrange(&mut lines, sort.unwrap_or("name"), &directory);
    let found: Vec<Found> = lines.iter().map(|line| of(line, app.today(), &directory)).collect();
    app.page(
        request,
        "people/search.html",
        serde_json::json!({
            "asked": asked,
            "found": found,
            "more": more,
            "sorts": sorts(asked, team, sort.unwrap_or("name")),
            "team": directory.team_name(Some(team)),
            "team_id": team,
            "teams": teams(&actor.teams, team, &directory),
            "may_add": actor.may(care::access::Activity::AdmitToTeam),
        }),
    )
}

/// The actor's other teams, to look at their caseload.
fn teams(teams: &[Uuid], now: Uuid, directory: &Directory) -> Vec<serde_json::Value> {
    let others = teams.iter().filter(|team| **team != now);
    others.map(|team| serde_json::json!({ "id": team, "name": directory.team_name(Some(*team)) })).collect()
}

fn sorts(asked: &str, team: Uuid, now: &str) -> Vec<Sort> {
    let asked: String = form_urlencoded::byte_serialize(asked.as_bytes()).collect();
    SORTS
        .iter()
        .map(|(word, text)| Sort {
            text,
            href: format!("/people?q={asked}&team={team}&sort={word}"),
            current: *word == now,
        })
        .collect()
}

fn arrange(lines: &mut [Line], sort: &str, directory: &Directory) {
    lines.sort_by(|a, b| (&a.who.sort, a.person).cmp(&(&b.who.sort, b.person)));
    match sort {
        "born" => lines.sort_by_key(|line| line.who.born),
        "tier" => lines.sort_by_key(|line| line.tier.as_ref().map(|tier| tier.tier)),
        "key" => lines.sort_by(|a, b| key_worker(a, directory).cmp(key_worker(b, directory))),
        "seen" => lines.sort_by_key(|line| line.last_seen.as_ref().map(|seen| seen.at)),
        _ => {}
    }
}

fn key_worker<'a>(line: &Line, directory: &'a Directory) -> &'a str {
    let named = line.named.as_ref().and_then(|named| named.key_worker);
    named.map_or("", |who| directory.staff_name(who))
}

fn of(line: &Line, today: Date, directory: &Directory) -> Found {
    let banner = crate::person::banner(line, today);
    Found {
        id: line.person,
        name: banner.name,
        born: banner.born,
        nhs_number: banner.nhs_number,
        address: line.who.listed_address(),
        tier: line.tier.as_ref().map_or("", |tier| tier.tier.label()),
        key_worker: match key_worker(line, directory) {
            "" if line.on_caseload() => "None".to_owned(),
            name => name.to_owned(),
        },
        last_seen: line.last_seen.as_ref().map(|seen| moment::day_words(moment::local_day(seen.at))),
        team: directory.team_name(line.team()).to_owned(),
        died: banner.died,
    }
}
