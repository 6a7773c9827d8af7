//! The people for whom intensive and assertive care is meant, and who of them is offered none
//! (domain 2.2): everybody the team knows, not only its caseload.

#[cfg(test)]
mod tests;

use care::cohort::{Offer, belongs, offer, signs};
use care::line::Line;
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::board::{Choice, teams};
use crate::error::PageError;
use crate::request::{Reply, Request};

/// Somebody on the list.
#[derive(Debug, Serialize)]
struct Row {
    person: Uuid,
    name: String,
    #[serde(skip)]
    sort: String,
    signs: Vec<&'static str>,
    looked_at: bool,
    offer: String,
    nobody: bool,
}

#[derive(Serialize)]
struct View {
    team_name: String,
    team: Uuid,
    teams: Vec<Choice>,
    here: &'static str,
    total: usize,
    without: usize,
    not_looked_at: usize,
    least: usize,
    rows: Vec<Row>,
}

/// `GET /cohort`
///
/// # Errors
/// `NotFound` for another team's; the database.
pub(crate) fn page(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let lines = app.store.read(|tx| store::people::known(tx, team))?;
    app.note(request, "cohort", Some(team), None)?;
    let mut rows: Vec<Row> = lines.iter().filter(|line| belongs(line)).map(row).collect();
    rows.sort_by(|a, b| {
        let key = |row: &Row| (!row.nobody, std::cmp::Reverse(row.signs.len()));
        key(a).cmp(&key(b)).then_with(|| a.sort.cmp(&b.sort))
    });
    let view = View {
        team_name: app.store.directory().team_name(Some(team)).to_owned(),
        team,
        teams: teams(app, request, team),
        here: "/cohort",
        total: rows.len(),
        without: rows.iter().filter(|row| row.nobody).count(),
        not_looked_at: rows.iter().filter(|row| !row.looked_at).count(),
        least: care::settings::COHORT_SIGNS,
        rows,
    };
    app.page(request, "cohort/page.html", view)
}

fn row(line: &Line) -> Row {
    let (words, nobody) = match offer(line) {
        Offer::Caseload => ("On the caseload".to_owned(), false),
        Offer::Elsewhere(words) => (words, false),
        Offer::Nobody => ("No intensive offer".to_owned(), true),
    };
    Row {
        person: line.person,
        name: line.who.name.clone(),
        sort: line.who.sort.clone(),
        signs: signs(line).into_iter().map(care::entry::cohort::Sign::label).collect(),
        looked_at: line.cohort.is_some(),
        offer: words,
        nobody,
    }
}
