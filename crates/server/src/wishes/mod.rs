//! How often wishes were met (P01): of a team by month, and person by person, from the contacts at which
//! people were seen. What *met* means stands on the page. It shows; what to do about it, people decide.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use care::entry::around::Preferences;
use care::entry::{Body, Entry, Kind};
use care::met::{self, Tally, Wish};
use care::{moment, search_key};
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::board::{Choice, teams};
use crate::error::PageError;
use crate::request::{Reply, Request};

/// Months counted back, this one among them.
const MONTHS: i16 = 6;
/// Contacts read at most.
const MOST: u32 = 20_000;

#[derive(Serialize)]
struct View {
    team_name: String,
    team: Uuid,
    teams: Vec<Choice>,
    here: &'static str,
    fewest: u32,
    wishes: Vec<&'static str>,
    months: Vec<Row>,
    people: Vec<Row>,
    total: usize,
    q: String,
    sort: String,
    cut: bool,
    printed: String,
}

/// A month, or a person.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    person: Option<Uuid>,
    /// One cell for each wish.
    cells: Vec<String>,
    /// The last contact at which a wish was not met.
    last: String,
    #[serde(skip)]
    sort: String,
    /// Contacts with a wish that was not met.
    #[serde(skip)]
    missed: u32,
}

type Tallies = BTreeMap<Wish, Tally>;

/// What was counted of a person.
#[derive(Default)]
struct Of {
    tallies: Tallies,
    last: Option<(Date, Vec<Wish>, Vec<Uuid>)>,
}

/// `GET /team/wishes`
///
/// # Errors
/// `NotFound` for another team's; the database.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    app.note(request, "wishes", Some(team), None)?;
    let (months, cut, people) = counted(app, team)?;
    let directory = app.store.directory();
    let total = people.len();
    let (q, sort) =
        (request.query("q").unwrap_or_default().trim(), request.query("sort").unwrap_or_default());
    let mut people: Vec<Row> = people
        .into_iter()
        .map(|(person, name, sort, of)| {
            let who = |ids: &[Uuid]| {
                ids.iter().map(|id| directory.staff_name(*id)).collect::<Vec<_>>().join(" and ")
            };
            let last = of.last.as_ref().map(|(day, wishes, workers)| {
                let labels: Vec<String> = wishes.iter().map(|wish| wish.label().to_lowercase()).collect();
                format!("{}: {} ({})", moment::day_words(*day), labels.join(", "), who(workers))
            });
            Row { person: Some(person), sort, last: last.unwrap_or_default(), ..row(name, &of.tallies) }
        })
        .collect();
    let words = search_key::query_tokens(q);
    people.retain(|row| q.is_empty() || search_key::matches(&words, &search_key::index_tokens(&row.name)));
    match sort {
        "name" => people.sort_by(|a, b| a.sort.cmp(&b.sort)),
        _ => people.sort_by(|a, b| b.missed.cmp(&a.missed).then_with(|| a.sort.cmp(&b.sort))),
    }
    let local = moment::local(app.now());
    let view = View {
        team_name: directory.team_name(Some(team)).to_owned(),
        team,
        teams: teams(app, request, team),
        here: "/team/wishes",
        fewest: care::settings::SHARE_FEWEST,
        wishes: Wish::ALL.iter().map(|wish| wish.label()).collect(),
        months: months.iter().rev().map(|(month, tallies)| row(month_words(*month), tallies)).collect(),
        people,
        total,
        q: q.to_owned(),
        sort: sort.to_owned(),
        cut,
        printed: format!(
            "Printed at {} on {} by {}",
            moment::time_words(local.time()),
            moment::day_words(local.date()),
            directory.staff_name(request.actor()?.staff)
        ),
    };
    app.page(request, "wishes/page.html", view)
}

fn row(name: String, tallies: &Tallies) -> Row {
    let tally = |wish: &Wish| tallies.get(wish).copied().unwrap_or_default();
    Row {
        name,
        person: None,
        cells: Wish::ALL.iter().map(|wish| tally(wish).words()).collect(),
        last: String::new(),
        sort: String::new(),
        missed: tallies.values().map(|tally| tally.of - tally.met).sum(),
    }
}

/// "November 2026"
fn month_words(first: Date) -> String {
    moment::day_words(first).split_once(' ').map(|(_, month)| month.to_owned()).unwrap_or_default()
}

type People = Vec<(Uuid, String, String, Of)>;

/// Everything counted of a team since the first of the month five months ago: by month, whether more
/// contacts were there than are read, and by person who has a wish.
fn counted(app: &App, team: Uuid) -> Result<(BTreeMap<Date, Tallies>, bool, People), PageError> {
    let mut first = app.today().first_of_month();
    let mut months = BTreeMap::from([(first, Tallies::new())]);
    for _ in 1..MONTHS {
        first = moment::add_days(first, -1).first_of_month();
        months.insert(first, Tallies::new());
    }
    let since = moment::start_of_day(first);
    let (contacts, versions, lines) = app.store.read(|tx| {
        let contacts = store::people::recent(tx, team, Kind::Contact, since, MOST)?;
        let lines = store::people::known(tx, team)?;
        let mut versions: BTreeMap<Uuid, Vec<Entry>> = BTreeMap::new();
        for line in lines.iter().filter(|line| line.preferences.is_some()) {
            let id = Kind::Preferences.document_id(line.person);
            versions.insert(line.person, store::journal::history(tx, id)?);
        }
        Ok::<_, store::StoreError>((contacts, versions, lines))
    })?;
    let cut = u32::try_from(contacts.len()).is_ok_and(|read| read >= MOST);
    let directory = app.store.directory();
    let gender = |worker: Uuid| directory.staff.get(&worker).map(|staff| staff.gender.clone());
    let mut people: BTreeMap<Uuid, Of> = BTreeMap::new();
    for entry in &contacts {
        let Body::Contact(contact) = &entry.body else { continue };
        let wishes: Option<&Preferences> =
            versions.get(&entry.subject).and_then(|all| met::noted(all, entry.happened_at));
        let Some(wishes) = wishes else { continue };
        let judged = met::judged(wishes, (entry.happened_at, contact), &gender);
        let day = moment::local_day(entry.happened_at);
        let of = people.entry(entry.subject).or_default();
        for (wish, met) in &judged {
            let month = months.entry(day.first_of_month()).or_default().entry(*wish).or_default();
            *month = month.and(*met);
            let own = of.tallies.entry(*wish).or_default();
            *own = own.and(*met);
        }
        let missed: Vec<Wish> = judged.iter().filter(|(_, met)| !met).map(|(wish, _)| *wish).collect();
        // The latest comes first.
        if of.last.is_none() && !missed.is_empty() {
            of.last = Some((day, missed, contact.workers.clone()));
        }
    }
    let of_line = |line: care::line::Line| {
        let of = people.remove(&line.person).filter(|of| !of.tallies.is_empty())?;
        Some((line.person, line.who.name.clone(), line.who.sort, of))
    };
    let people = lines.into_iter().filter_map(of_line).collect();
    Ok((months, cut, people))
}
