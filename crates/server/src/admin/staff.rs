//! Staff: role, band, hours, skills, languages, gender, teams (W01-W06). A change is a new version.

use care::access::Role;
use care::entry::Body;
use care::entry::organisation::{Membership, Staff, WorkDay};
use care::rule::staff::{MayChange, may_change, may_change_team};
use serde::Serialize;
use uuid::Uuid;

use super::Sheet;
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Kind, Problem};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Whole-time equivalent as a page says it: "0.6".
pub(crate) fn wte_words(hundredths: u8) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.strip_suffix('0').map(str::to_owned).unwrap_or(text)
}

/// A working pattern in words: "Mon 09:00-17:00, Tue 09:00-17:00".
pub(crate) fn pattern_words(pattern: &[WorkDay]) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let day = |d: &WorkDay| {
        let name = DAYS.get(usize::from(d.weekday).saturating_sub(1)).copied().unwrap_or("?");
        format!("{name} {}-{}", clock(d.from_minute), clock(d.to_minute))
    };
    pattern.iter().map(day).collect::<Vec<_>>().join(", ")
}

/// Reads a working pattern from words as `pattern_words` writes them.
pub(crate) fn read_pattern(text: &str) -> Result<Vec<WorkDay>, String> {
    let wrong = |part: &str| {
        format!("\u{201c}{part}\u{201d} is not a day with hours: write for example Mon 09:00-17:00.")
    };
    let minute = |clock: &str| {
        let time = care::moment::parse_time(clock.trim()).ok()?;
        u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).ok()
    };
    let mut pattern = Vec::new();
    for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let read = || {
            let (name, hours) = part.split_once(' ')?;
            let (from, to) = hours.split_once('-')?;
            let short: String = name.chars().take(3).collect();
            let at = DAYS.iter().position(|d| d.eq_ignore_ascii_case(&short))?;
            let weekday = u8::try_from(at + 1).ok()?;
            Some(WorkDay { weekday, from_minute: minute(from)?, to_minute: minute(to)? })
        };
        pattern.push(read().ok_or_else(|| wrong(part))?);
    }
    Ok(pattern)
}

/// One line of the list.
#[derive(Serialize)]
struct Row {
    id: Uuid,
    name: String,
    role: &'static str,
    teams: String,
    wte: String,
    /// Whether the actor may change any of it.
    may_change: bool,
}

/// Teams and staff of the organisation.
pub(crate) fn list(app: &App, request: &Request) -> Result<Reply, PageError> {
    let directory = app.store.directory();
    let actor = request.actor()?;
    let wanted = request.query("q").map(care::search_key::query_tokens).unwrap_or_default();
    let mut rows: Vec<Row> = directory
        .staff
        .iter()
        .filter(|(_, s)| {
            wanted.is_empty() || care::search_key::matches(&wanted, &care::search_key::index_tokens(&s.name))
        })
        .map(|(id, staff)| Row {
            id: *id,
            name: staff.name.clone(),
            role: staff.role.label(),
            teams: staff
                .teams_on(app.today())
                .map(|t| directory.team_name(Some(t)))
                .collect::<Vec<_>>()
                .join(", "),
            wte: wte_words(staff.wte_hundredths),
            may_change: may_change(actor, *id, Some(staff), app.today()).is_some(),
        })
        .collect();
    match request.query("sort") {
        Some("role") => rows.sort_by(|a, b| (a.role, &a.name).cmp(&(b.role, &b.name))),
        Some("team") => rows.sort_by(|a, b| (&a.teams, &a.name).cmp(&(&b.teams, &b.name))),
        Some(_) | None => rows.sort_by(|a, b| a.name.cmp(&b.name)),
    }
    let teams: Vec<_> = directory
        .teams
        .iter()
        .map(|(id, team)| (id.to_string(), team.name.clone(), may_change_team(actor, Some(*id))))
        .collect();
    let context = serde_json::json!({
        "rows": rows, "teams": teams, "q": request.query("q").unwrap_or(""),
        "may_add_team": may_change_team(actor, None),
    });
    app.page(request, "admin/staff.html", context)
}

/// The questions about a member of staff, as far as the actor may change the answers.
fn fields(app: &App, staff: &Staff, may: &MayChange) -> Vec<Field> {
    let directory = app.store.directory();
    let genders = [("1", "Male"), ("2", "Female"), ("3", "Non-binary"), ("4", "Other"), ("Z", "Not stated")];
    let mut fields = vec![Field::new(Kind::Text, "name", "Name").value(&staff.name)];
    if !may.roles.is_empty() {
        let roles = may.roles.iter().map(|r| Choice::new(r.text(), r.label()));
        fields.push(Field::new(Kind::Select, "role", "Role").options(roles).value(staff.role.text()));
    }
    let teams: Vec<Choice> = directory
        .teams
        .iter()
        .filter(|(id, _)| may.teams.hold(**id))
        .map(|(id, team)| Choice::new(id.to_string(), &team.name))
        .collect();
    if !teams.is_empty() {
        let mine = staff.teams_on(app.today()).map(|t| t.to_string());
        fields.push(Field::new(Kind::Checkboxes, "teams", "Teams").options(teams).values(mine));
    }
    fields.extend([
        Field::new(Kind::Text, "band", "Band")
            .hint("For example 6 or 8a. Doctors have none.")
            .width(3)
            .value(staff.band.as_deref().unwrap_or("")),
        Field::new(Kind::Text, "wte", "Whole-time equivalent")
            .hint("For example 1 or 0.6.")
            .width(4)
            .value(wte_words(staff.wte_hundredths)),
        Field::new(Kind::Radios, "gender", "Gender")
            .hint("People may ask for a male or female worker.")
            .options(genders.map(|(code, label)| Choice::new(code, label)))
            .value(&staff.gender),
        Field::new(Kind::Text, "languages", "Languages")
            .hint("Codes with spaces between, for example: en ur pa")
            .value(staff.languages.join(" ")),
        Field::new(Kind::Text, "skills", "Skills")
            .hint("With commas between, for example: injections, family work")
            .value(staff.skills.join(", ")),
        Field::new(Kind::Textarea, "pattern", "Working hours")
            .hint("For example: Mon 09:00-17:00, Tue 09:00-17:00")
            .rows(3)
            .value(pattern_words(&staff.pattern)),
        Field::new(Kind::Phone, "phone", "Work telephone").value(staff.phone.as_deref().unwrap_or("")),
        Field::new(Kind::Text, "registration", "Professional registration")
            .width(20)
            .value(staff.registration.as_deref().unwrap_or("")),
    ]);
    fields
}

/// What stands and is not asked: a role and teams that the actor may not change.
fn facts(app: &App, staff: &Staff, may: &MayChange) -> Vec<(&'static str, String)> {
    let directory = app.store.directory();
    let kept: Vec<&str> = staff
        .teams_on(app.today())
        .filter(|team| !may.teams.hold(*team))
        .map(|team| directory.team_name(Some(team)))
        .collect();
    let mut facts = Vec::new();
    if may.roles.is_empty() {
        facts.push(("Role", staff.role.label().to_owned()));
    }
    if !kept.is_empty() {
        let name = if may.roles.is_empty() { "Teams" } else { "Other teams" };
        facts.push((name, kept.join(", ")));
    }
    facts
}

/// What the actor may change of somebody; nobody is changed by who may change nothing.
fn allowed(app: &App, request: &Request, id: Uuid, staff: Option<&Staff>) -> Result<MayChange, PageError> {
    may_change(request.actor()?, id, staff, app.today()).ok_or(PageError::Forbidden)
}

fn empty() -> Staff {
    Staff {
        name: String::new(),
        role: Role::Nurse,
        band: None,
        wte_hundredths: 100,
        gender: String::new(),
        languages: vec!["en".to_owned()],
        skills: Vec::new(),
        pattern: Vec::new(),
        memberships: Vec::new(),
        phone: None,
        registration: None,
    }
}

/// The form of a new member of staff.
pub(crate) fn new_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let may = allowed(app, request, Uuid::now_v7(), None)?;
    let sheet = Sheet::new("/staff", "Add a member of staff");
    sheet.page(app, request, fields(app, &empty(), &may), Vec::new())
}

/// The form of a member of staff.
pub(crate) fn edit_form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let id = request.id("id")?;
    let directory = app.store.directory();
    let staff = directory.staff.get(&id).ok_or(PageError::NotFound)?;
    let may = allowed(app, request, id, Some(staff))?;
    let sheet = Sheet::of(app, request, "/staff", format!("Change {}", staff.name))?;
    let sheet = Sheet { facts: facts(app, staff, &may), ..sheet };
    sheet.page(app, request, fields(app, staff, &may), Vec::new())
}

/// Saves a new member of staff or a new version of one.
pub(crate) fn save(app: &App, request: &Request) -> Result<Reply, PageError> {
    let known = request.id("id").ok();
    let directory = app.store.directory();
    let before = known.map(|id| directory.staff.get(&id).ok_or(PageError::NotFound)).transpose()?;
    let may = allowed(app, request, known.unwrap_or_else(Uuid::now_v7), before)?;
    let old = before.cloned().unwrap_or_else(empty);
    let heading = if known.is_some() { "Change a member of staff" } else { "Add a member of staff" };
    let mut problems = Vec::new();
    let body = read(app, request, (&old, &may), &mut problems);
    let facts = before.map(|staff| facts(app, staff, &may)).unwrap_or_default();
    let sheet = Sheet { facts, ..Sheet::sent(request, "/staff", heading) };
    let reply = sheet.save(app, request, Body::Staff(body), (fields(app, &old, &may), problems));
    app.forget_sessions(None);
    reply
}

fn read(
    app: &App,
    request: &Request,
    (old, may): (&Staff, &MayChange),
    problems: &mut Vec<Problem>,
) -> Staff {
    let text = |name: &str| Some(request.field(name).trim().to_owned()).filter(|t| !t.is_empty());
    let mut problem = |field: &str, sentence: String| {
        problems.push(Problem { field: field.to_owned(), sentence, rule: String::new() });
    };
    let role = Role::from_text(request.field("role")).unwrap_or_else(|| {
        if !may.roles.is_empty() {
            problem("role", "Choose a role.".to_owned());
        }
        old.role
    });
    let wte_hundredths = read_wte(request.field("wte")).unwrap_or_else(|| {
        problem("wte", "Enter whole-time equivalent as a number, for example 0.6.".to_owned());
        100
    });
    let pattern = read_pattern(request.field("pattern")).unwrap_or_else(|sentence| {
        problem("pattern", sentence);
        Vec::new()
    });
    let words = |name: &str, separator: char| -> Vec<String> {
        request.field(name).split(separator).map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect()
    };
    // A team that was not offered is not unticked; one that was sent all the same is refused below.
    let kept = old.teams_on(app.today()).filter(|team| !may.teams.hold(*team));
    let ticked = request.fields("teams");
    let teams: Vec<Uuid> = kept.chain(ticked.iter().filter_map(|t| Uuid::try_parse(t).ok())).collect();
    Staff {
        name: request.field("name").trim().to_owned(),
        role,
        band: text("band"),
        wte_hundredths,
        gender: request.field("gender").to_owned(),
        languages: words("languages", ' '),
        skills: words("skills", ','),
        pattern,
        memberships: memberships(&old.memberships, &teams, app.today()),
        phone: text("phone"),
        registration: text("registration"),
    }
}

fn read_wte(typed: &str) -> Option<u8> {
    let (whole, part) = typed.trim().split_once('.').unwrap_or((typed.trim(), "0"));
    let part = format!("{part:0<2}");
    let hundredths =
        whole.parse::<u16>().ok()?.checked_mul(100)?.checked_add(part.get(..2)?.parse().ok()?)?;
    (part.len() == 2).then(|| u8::try_from(hundredths).ok()).flatten()
}

/// Memberships after a form: those unticked end yesterday, those newly ticked begin today.
fn memberships(old: &[Membership], teams: &[Uuid], today: jiff::civil::Date) -> Vec<Membership> {
    let live = |m: &Membership| m.from <= today && m.until.is_none_or(|until| today <= until);
    let mut all: Vec<Membership> = old.to_vec();
    for membership in &mut all {
        if live(membership) && !teams.contains(&membership.team) {
            membership.until = Some(care::moment::add_days(today, -1).max(membership.from));
        }
    }
    for team in teams {
        if !old.iter().any(|m| live(m) && m.team == *team) {
            all.push(Membership { team: *team, from: today, until: None });
        }
    }
    all
}
