//! Teams, staff, and who is calling.

use care::access::{Activity, to_write};
use care::entry::Kind;
use store::accounts::SessionKind;

use super::ask;
use super::view::{Me, StaffList, StaffView, TeamList, TeamView};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};

/// Every team.
pub(crate) fn teams(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/teams")?;
    let actor = request.actor()?;
    let directory = app.store.directory();
    let mut teams: Vec<TeamView> = directory
        .teams
        .iter()
        .map(|(id, team)| TeamView {
            id: *id,
            version: directory.versions.get(id).copied().unwrap_or_default(),
            mine: actor.teams.contains(id),
            team: team.clone(),
        })
        .collect();
    teams.sort_by(|a, b| (&a.team.name, a.id).cmp(&(&b.team.name, b.id)));
    Reply::json(&TeamList { teams })
}

/// Staff, of one team or all.
pub(crate) fn staff(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/staff")?;
    let team = ask::id(request, "team")?;
    let whole = request.actor()?.may(Activity::ManageStaff);
    let (directory, today) = (app.store.directory(), app.today());
    if team.is_some_and(|team| !directory.teams.contains_key(&team)) {
        return Err(PageError::NotFound);
    }
    let mut staff: Vec<StaffView> = directory
        .staff
        .iter()
        .filter(|(_, one)| team.is_none_or(|team| one.teams_on(today).any(|of| of == team)))
        .map(|(id, one)| StaffView::of(*id, one, &directory, today, whole))
        .collect();
    staff.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Reply::json(&StaffList { staff })
}

/// Who is calling.
pub(crate) fn me(app: &App, request: &Request) -> Result<Reply, PageError> {
    ask::only_known(request, "/api/v1/me")?;
    let signed_in = request.signed_in.as_ref().ok_or(PageError::SignIn)?;
    let actor = &signed_in.actor;
    let browser = signed_in.session.kind == SessionKind::Browser;
    Reply::json(&Me {
        staff: actor.staff,
        name: app.store.directory().staff_name(actor.staff).to_owned(),
        login: signed_in.session.login.clone(),
        role: actor.role,
        teams: actor.teams.clone(),
        writes: Kind::ALL.iter().copied().filter(|kind| actor.may(to_write(*kind))).collect(),
        csrf: browser.then(|| signed_in.session.csrf.clone()),
    })
}
