//! Staff: role, band, hours, skills, languages, gender, teams, leave (W01-W06, C03). A change is a new
//! version. What is read from the form is in `staff_read`.

use care::access::Role;
use care::entry::Body;
use care::entry::organisation::{Away, Staff, WorkDay};
use care::moment;
use care::rule::staff::{MayChange, may_change, may_change_team};
use care::settings::planning::visits_a_day;
use care::travel::Mode;
use serde::Serialize;
use uuid::Uuid;

use super::Sheet;
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Kind};

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

/// Minutes as hours: "7.5".
fn hours_words(minutes: u16) -> String {
    let text = format!("{}.{:02}", minutes / 60, minutes % 60 * 100 / 60);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Times away as the form shows them, one on each line.
fn away_words(away: &[Away]) -> String {
    let one = |a: &Away| format!("{} to {}", moment::day_words(a.from), moment::day_words(a.until));
    away.iter().map(one).collect::<Vec<_>>().join("\n")
}

/// Day, month and year of the last day in the teams, when it is known.
fn last_day(app: &App, staff: &Staff) -> Vec<String> {
    let today = app.today();
    let live = staff.memberships.iter().filter(|m| m.until.is_some_and(|until| today <= until));
    let Some(last) = live.filter_map(|m| m.until).max() else { return Vec::new() };
    vec![last.day().to_string(), last.month().to_string(), last.year().to_string()]
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
        let leaves = Field::new(Kind::Date, "leaves", "Last working day, when somebody leaves");
        fields.push(leaves.values(last_day(app, staff)));
    }
    fields.extend(work_fields(staff));
    fields.extend(schedule_fields(staff));
    fields
}

/// The questions about somebody's work.
fn work_fields(staff: &Staff) -> [Field; 11] {
    let genders = [("1", "Male"), ("2", "Female"), ("3", "Non-binary"), ("4", "Other"), ("Z", "Not stated")];
    [
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
        Field::new(Kind::Number, "caseload_most", "Most people as key worker")
            .hint("Only when something else is agreed than the role, band and hours say.")
            .value(staff.caseload_most.map(|most| most.to_string()).unwrap_or_default()),
        Field::new(Kind::Text, "specialist", "Hours a week for the worker's own profession")
            .hint("As agreed, for example 7.5. Leave empty when nothing is agreed.")
            .width(5)
            .value(staff.specialist_minutes.map(hours_words).unwrap_or_default()),
        Field::new(Kind::Textarea, "away", "Away")
            .hint("Leave and other times away, one on each line: 7 December 2026 to 18 December 2026")
            .rows(3)
            .value(away_words(&staff.away)),
        Field::new(Kind::Phone, "phone", "Work telephone").value(staff.phone.as_deref().unwrap_or("")),
        Field::new(Kind::Text, "registration", "Professional registration")
            .width(20)
            .value(staff.registration.as_deref().unwrap_or("")),
    ]
}

/// What the schedule asks of a worker.
fn schedule_fields(staff: &Staff) -> [Field; 4] {
    let planning = &staff.planning;
    let modes = Mode::ALL.iter().map(|mode| Choice::new(mode.word(), mode.label()));
    [
        Field::new(Kind::Select, "travels", "How they travel to visits")
            .hint("Nothing chosen: by car.")
            .options(modes)
            .value(planning.travels.map(Mode::word).unwrap_or_default()),
        Field::new(Kind::Number, "visits_most", "Most visits a day")
            .hint(format!(
                "Only when something else is agreed than for the role, {}.",
                visits_a_day(staff.role)
            ))
            .width(3)
            .value(planning.visits_most.map(|most| most.to_string()).unwrap_or_default()),
        Field::new(Kind::Textarea, "own_work", "Hours kept for the work of the own profession")
            .hint("The plan puts only that work there. For example: Tue 13:00-17:00")
            .rows(2)
            .value(pattern_words(&planning.own_work)),
        super::schedule::place_field(
            "starts",
            "Where their days begin and end, when not at the base",
            "Latitude and longitude, or a postcode of the table. It is shown to whoever manages staff, and to nobody else.",
            planning.starts,
        ),
    ]
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
        caseload_most: None,
        specialist_minutes: None,
        away: Vec::new(),
        planning: Default::default(),
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
    let more = vec![(
        format!("/safety/details?worker={id}"),
        "How to find them if they do not come home (safety details)",
    )];
    let sheet = Sheet { facts: facts(app, staff, &may), more, ..sheet };
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
    let mut body = super::staff_read::read(app, request, (&old, &may), &mut problems);
    body.planning = super::staff_read::planning(app, request, &old.planning, &mut problems)?;
    let facts = before.map(|staff| facts(app, staff, &may)).unwrap_or_default();
    let sheet = Sheet { facts, ..Sheet::sent(request, "/staff", heading) };
    let reply = sheet.save(app, request, Body::Staff(body), (fields(app, &old, &may), problems));
    app.forget_sessions(None);
    reply
}
