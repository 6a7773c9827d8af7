//! The people for whom intensive and assertive care is meant, and who of them is offered none
//! (domain 2.2): everybody the team knows, not only its caseload.

#[cfg(test)]
mod tests;

use care::cohort::{Offer, belongs, offer, signs};
use care::line::Line;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::board::{Choice, teams};
use crate::error::PageError;
use crate::request::{Reply, Request};

/// Somebody on the list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Row {
    /// The person.
    person: Uuid,
    /// The name they like, and the family name.
    name: String,
    #[serde(skip)]
    sort: String,
    /// The signs that are there.
    signs: Vec<&'static str>,
    /// Whether anybody has looked at the signs.
    looked_at: bool,
    /// What is offered, in words.
    offer: String,
    /// Whether nobody offers intensive care.
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
    app.note(request, "cohort", Some(team), None)?;
    let rows = rows(app, team)?;
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

/// Everybody the team knows who belongs: without an offer first, then by signs.
///
/// # Errors
/// The database.
pub(crate) fn rows(app: &App, team: Uuid) -> Result<Vec<Row>, PageError> {
    let lines = app.store.read(|tx| store::people::known(tx, team))?;
    let mut rows: Vec<Row> = lines.iter().filter(|line| belongs(line)).map(row).collect();
    rows.sort_by(|a, b| {
        let key = |row: &Row| (!row.nobody, std::cmp::Reverse(row.signs.len()));
        key(a).cmp(&key(b)).then_with(|| a.sort.cmp(&b.sort))
    });
    Ok(rows)
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
