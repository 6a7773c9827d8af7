//! Teams: the page every worker sees of their own team, and the form of whoever manages staff.

use care::allocation::Load;
use care::entry::Body;
use care::entry::organisation::{Patch, Routes, Staff, Team};
use care::entry::referral::Source;
use care::moment::day_words_short;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::Sheet;
use crate::allocation::LoadView;
use crate::app::App;
use crate::contact::typed::{from_word, word};
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Kind, Problem};

/// A member of staff on the page of their team.
#[derive(Serialize)]
struct Member {
    name: String,
    role: &'static str,
    band: String,
    wte: String,
    languages: String,
    skills: String,
    works: String,
    phone: String,
    load: Option<LoadView>,
    away: String,
}

/// The page of one's own team: who is in it, when they work, for how many they are key worker.
pub(crate) fn show(app: &App, request: &Request) -> Result<Reply, PageError> {
    let team = app.team(request)?;
    let directory = app.store.directory();
    let caseload = app.boards.team(&app.store, team, app.now())?;
    let members: Vec<Member> = members(&directory, team, app.today())
        .into_iter()
        .map(|(id, staff)| {
            let named = |line: &&crate::board::SharedLine| {
                line.as_ref().named.as_ref().is_some_and(|n| n.key_worker == Some(id))
            };
            let load = Load::of(staff, caseload.lines.iter().filter(named).map(AsRef::as_ref));
            member(staff, load, app.today())
        })
        .collect();
    app.note(request, "team", Some(team), None)?;
    let known = directory.teams.get(&team).ok_or(PageError::NotFound)?;
    let context = serde_json::json!({
        "team": known,
        "kind": care::codes::team_type::label(&known.kind_code),
        "members": members,
        "caseload": caseload.lines.len(),
        "teams": choices(app, request)?,
        "chosen": team,
    });
    app.page(request, "admin/team.html", context)
}

/// The teams of the actor, for a switcher.
fn choices(app: &App, request: &Request) -> Result<Vec<(String, String)>, PageError> {
    let directory = app.store.directory();
    let teams = &request.actor()?.teams;
    Ok(teams.iter().map(|t| (t.to_string(), directory.team_name(Some(*t)).to_owned())).collect())
}

fn members(directory: &store::directory::Directory, team: Uuid, on: Date) -> Vec<(Uuid, &Staff)> {
    let mut found: Vec<(Uuid, &Staff)> = directory
        .staff
        .iter()
        .filter(|(_, staff)| staff.teams_on(on).any(|t| t == team))
        .map(|(id, staff)| (*id, staff))
        .collect();
    found.sort_by(|a, b| (a.1.role, &a.1.name).cmp(&(b.1.role, &b.1.name)));
    found
}

fn member(staff: &Staff, load: Load, today: Date) -> Member {
    let language = |code: &String| care::codes::language::label(code).unwrap_or(code).to_owned();
    Member {
        name: staff.name.clone(),
        role: staff.role.label(),
        band: staff.band.clone().unwrap_or_default(),
        wte: super::staff::wte_words(staff.wte_hundredths),
        languages: staff.languages.iter().map(language).collect::<Vec<_>>().join(", "),
        skills: staff.skills.join(", "),
        works: super::staff::pattern_words(&staff.pattern),
        phone: staff.phone.clone().unwrap_or_default(),
        load: (load.people > 0 || load.most_hundredths > 0).then(|| LoadView::of(load)),
        away: staff.away_on(today).map(|away| day_words_short(away.until)).unwrap_or_default(),
    }
}

fn fields(team: &Team) -> Vec<Field> {
    let kinds = care::codes::team_type::LIST.codes.iter().map(|c| Choice::new(c.code, c.label));
    let patches: Vec<String> =
        team.patches.iter().map(|p| format!("{}: {}", p.name, p.districts.join(" "))).collect();
    vec![
        Field::new(Kind::Text, "name", "Name of the team").hint("As it is called locally.").value(&team.name),
        Field::new(Kind::Select, "kind_code", "Kind of team").options(kinds).value(&team.kind_code),
        Field::new(Kind::Text, "service", "Service it is part of")
            .value(team.service.as_deref().unwrap_or("")),
        Field::new(Kind::Phone, "phone", "Telephone in the team's hours")
            .value(team.phone.as_deref().unwrap_or("")),
        Field::new(Kind::Number, "age_from", "Lowest age")
            .hint("18 or more.")
            .value(team.age_from.to_string()),
        Field::new(Kind::Number, "age_warning", "Age at which a referral warns")
            .hint("Nobody is refused or discharged by age.")
            .value(team.age_warning.map(|a| a.to_string()).unwrap_or_default()),
        Field::new(Kind::Textarea, "patches", "Parts of town")
            .hint("One a line: name, colon, postcode districts. For example: North: B21 B42")
            .value(patches.join("\n")),
        also_accepts(team),
        route("pals", "Patient Advice and Liaison Service (PALS)", team.routes.as_ref().map(|r| &r.pals)),
        route("advocacy", "Independent advocacy", team.routes.as_ref().map(|r| &r.advocacy)),
        route("complaints", "Complaints", team.routes.as_ref().map(|r| &r.complaints)),
    ]
}

fn empty(organisation: Uuid) -> Team {
    Team {
        name: String::new(),
        organisation,
        service: None,
        kind_code: "A08".to_owned(),
        patches: Vec::new(),
        age_from: 18,
        age_warning: Some(65),
        phone: None,
        also_accepts: Vec::new(),
        routes: None,
        planning: Default::default(),
        closed_on: None,
    }
}

/// The form of a new team.
pub(crate) fn new_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    allowed(request, None)?;
    Sheet::new("/teams", "Add a team").page(app, request, fields(&empty(Uuid::nil())), Vec::new())
}

/// The form of a team.
pub(crate) fn edit_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let id = request.id("id")?;
    let directory = app.store.directory();
    let team = directory.teams.get(&id).ok_or(PageError::NotFound)?;
    allowed(request, Some(id))?;
    let sheet = Sheet::of(app, request, "/teams", format!("Change {}", team.name))?;
    sheet.page(app, request, fields(team), Vec::new())
}

/// Who may refer beside community teams (R01).
fn also_accepts(team: &Team) -> Field {
    let choices = [Source::Ward, Source::Gp].map(|source| {
        let mut choice = Choice::new(word(&source), source.label());
        choice.checked = team.also_accepts.contains(&source);
        choice
    });
    Field::new(Kind::Checkboxes, "also_accepts", "Who else may refer?")
        .hint("Community mental health teams always may. The person, family and friends raise a concern.")
        .options(choices)
}

/// Where a letter says that people can turn (R08).
fn route(name: &str, label: &str, now: Option<&String>) -> Field {
    Field::new(Kind::Textarea, name, format!("{label}, as letters say it"))
        .hint("Name, telephone, address. A letter of refusal needs all three.")
        .rows(2)
        .value(now.map_or("", String::as_str))
}

/// The three ways to challenge a decision; none when nothing is entered.
fn routes(request: &Request) -> Option<Routes> {
    let text = |name: &str| request.field(name).trim().to_owned();
    let routes = Routes { pals: text("pals"), advocacy: text("advocacy"), complaints: text("complaints") };
    Some(routes).filter(|r| !(r.pals.is_empty() && r.advocacy.is_empty() && r.complaints.is_empty()))
}

/// A team's manager changes it; the rule behind it is asked again when it is saved.
pub(super) fn allowed(request: &Request, team: Option<Uuid>) -> Result<(), PageError> {
    let actor = request.actor()?;
    care::rule::staff::may_change_team(actor, team).then_some(()).ok_or(PageError::Forbidden)
}

/// Saves a new team or a new version of one.
pub(crate) fn save(app: &App, request: &Request) -> Result<Reply, PageError> {
    let directory = app.store.directory();
    let organisation = directory
        .organisations
        .keys()
        .next()
        .copied()
        .ok_or_else(|| PageError::BadRequest("Enter the organisation first.".to_owned()))?;
    let known = request.id("id").ok();
    let before = known.map(|id| directory.teams.get(&id).ok_or(PageError::NotFound)).transpose()?;
    let old = before.cloned().unwrap_or_else(|| empty(organisation));
    let mut problems = Vec::new();
    let body = read(request, &old, &mut problems);
    let heading = if known.is_some() { "Change a team" } else { "Add a team" };
    let sheet = Sheet::sent(request, "/teams", heading);
    sheet.save(app, request, Body::Team(body), (fields(&old), problems))
}

fn read(request: &Request, old: &Team, problems: &mut Vec<Problem>) -> Team {
    let text = |name: &str| Some(request.field(name).trim().to_owned()).filter(|t| !t.is_empty());
    let mut age = |name: &str| {
        let typed = text(name)?;
        let read = typed.parse::<u8>();
        if read.is_err() {
            let sentence = "Enter an age in whole years.".to_owned();
            problems.push(Problem { field: name.to_owned(), sentence, rule: String::new() });
        }
        read.ok()
    };
    let (age_from, age_warning) = (age("age_from").unwrap_or(0), age("age_warning"));
    let patches = request.field("patches").lines().filter(|l| !l.trim().is_empty()).map(|line| {
        let (name, districts) = line.split_once(':').unwrap_or((line, ""));
        let districts = districts.split_whitespace().map(str::to_uppercase).collect();
        Patch { name: name.trim().to_owned(), districts }
    });
    Team {
        name: request.field("name").trim().to_owned(),
        kind_code: request.field("kind_code").to_owned(),
        service: text("service"),
        phone: text("phone"),
        patches: patches.collect(),
        age_from,
        age_warning,
        also_accepts: request.fields("also_accepts").into_iter().filter_map(from_word).collect(),
        routes: routes(request),
        ..old.clone()
    }
}
