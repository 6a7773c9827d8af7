//! Whom to ask when something is not one's own to do: colleagues of the same teams whose role does it, those
//! who know the person first, each with the reason (T07). It suggests; nobody is told anything.

use care::access::{Activity, Role, allows};
use care::line::Line;
use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::Request;

/// Most colleagues that are suggested.
const MOST: usize = 6;

/// Somebody to ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Colleague {
    /// The name colleagues use.
    pub(crate) name: String,
    /// Why they are suggested.
    pub(crate) why: String,
}

/// Who of the reader's teams may do something, and is there today.
pub(crate) fn colleagues(app: &App, request: &Request, activity: Activity) -> Vec<Colleague> {
    let Ok(actor) = request.actor() else { return Vec::new() };
    let named = person(app, request);
    of(app, &actor.teams, named.as_ref(), |role| allows(role, activity))
}

/// Who of some teams has a role that does it, and is there today; those who know the person first.
pub(crate) fn of(
    app: &App,
    teams: &[Uuid],
    line: Option<&Line>,
    does: impl Fn(Role) -> bool,
) -> Vec<Colleague> {
    let (directory, today) = (app.store.directory(), app.today());
    let mut found: Vec<(u8, Colleague)> = directory
        .staff
        .iter()
        .filter(|(_, staff)| staff.role != Role::Integration && does(staff.role))
        .filter(|(_, staff)| staff.away_on(today).is_none())
        .filter(|(_, staff)| staff.teams_on(today).any(|team| teams.contains(&team)))
        .map(|(id, staff)| {
            let (place, word) = knows(line, *id);
            let why = format!("{}{word}", staff.role.label());
            (place, Colleague { name: staff.name.clone(), why })
        })
        .collect();
    found.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
    found.into_iter().map(|(_, colleague)| colleague).take(MOST).collect()
}

/// How somebody stands to the person, in words.
fn knows(line: Option<&Line>, staff: Uuid) -> (u8, String) {
    let Some((line, named)) = line.and_then(|line| Some((line, line.named.as_ref()?))) else {
        return (3, String::new());
    };
    let name = &line.who.name;
    if named.key_worker == Some(staff) {
        return (0, format!(", key worker of {name}"));
    }
    if named.deputy == Some(staff) {
        return (1, format!(", stands in for the key worker of {name}"));
    }
    if named.mini_team.contains(&staff) {
        return (2, format!(", of the mini-team of {name}"));
    }
    (3, String::new())
}

/// The person of the address, when they are of the reader's teams.
fn person(app: &App, request: &Request) -> Option<Line> {
    let id = request.path.strip_prefix("/people/")?.split('/').next()?;
    let id = Uuid::try_parse(id).ok()?;
    let line = app.store.read(|tx| store::people::line(tx, id)).ok()??;
    request.actor().is_ok_and(|actor| actor.in_team(line.team())).then_some(line)
}

/// What a page of another role says: whom to ask.
pub(crate) fn not_yours(app: &App, request: &Request, error: &PageError) -> Vec<Colleague> {
    match error {
        PageError::NotYours(activity) => colleagues(app, request, *activity),
        PageError::NotFound
        | PageError::Forbidden
        | PageError::SignIn
        | PageError::Forged
        | PageError::BadRequest(_)
        | PageError::Refused(_)
        | PageError::Conflict(_)
        | PageError::Status(..)
        | PageError::Busy(_)
        | PageError::Broken(_) => Vec::new(),
    }
}
