//! What a team's plan rests on, as its manager sets it: the base, the meetings, what matters how much. It
//! is a part of the team's document; a change is a new version of that.

use care::entry::Body;
use care::entry::Draft;
use care::entry::organisation::Team;
use care::entry::planning::{MeetingTime, Preset, TeamPlanning, Weights};
use care::moment;
use care::travel::Point;
use store::Outcome;
use uuid::Uuid;

use super::{csrf, form_page};
use crate::app::App;
use crate::error::PageError;
use crate::request::{Reply, Request};
use crate::template::forms::{Choice, Field, Form, Kind, Problem};
use crate::visit::WEEKDAYS;

/// A meeting as the form asks for it: the name of its fields, and its label.
const MEETINGS: [(&str, &str); 2] = [("handover", "Handover"), ("mdt", "Weekly meeting (MDT)")];

/// `GET /teams/{id}/schedule`
pub(crate) fn form(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (id, team) = whose(app, request)?;
    let version = app.store.directory().versions.get(&id).copied().unwrap_or(0);
    page(app, request, (id, &team), version, Vec::new())
}

/// The team of the address, when the actor may change it.
fn whose(app: &App, request: &Request) -> Result<(Uuid, Team), PageError> {
    let id = request.id("id")?;
    let team = app.store.directory().teams.get(&id).cloned().ok_or(PageError::NotFound)?;
    super::team::allowed(request, Some(id))?;
    Ok((id, team))
}

fn page(
    app: &App,
    request: &Request,
    (id, team): (Uuid, &Team),
    version: u32,
    problems: Vec<Problem>,
) -> Result<Reply, PageError> {
    let form = Form::post(format!("/teams/{id}/schedule"), csrf(request), "Save", fields(&team.planning))
        .hidden("from_version", version.to_string())
        .cancel(format!("/week?team={id}"));
    let heading = format!("What the plan of {} rests on", team.name);
    form_page(app, request, (&heading, &[], &[]), form, problems)
}

fn fields(planning: &TeamPlanning) -> Vec<Field> {
    let mut fields = vec![place_field(
        "base",
        "Base, where days begin and end",
        "Latitude and longitude, for example 52.4862, -1.8904; or a postcode of the table that the trust has loaded. \
         Without it a flat time is taken for the way there.",
        planning.base,
    )];
    for ((name, label), meeting) in MEETINGS.into_iter().zip([&planning.handover, &planning.mdt]) {
        fields.extend(meeting_fields(name, label, meeting.as_ref()));
    }
    let presets = Preset::ALL.iter().map(|one| Choice::new(one.word(), one.label()));
    fields.push(
        Field::new(Kind::Select, "preset", "Start again from a set of weights")
            .hint("Chosen, it takes the place of every number below.")
            .options(presets),
    );
    let now = planning.weights.clone().unwrap_or_default();
    let usual = Weights::default();
    let weights = now.each().into_iter().zip(usual.each());
    fields.extend(weights.map(|((field, label, value), (_, _, usual))| {
        Field::new(Kind::Number, field, label)
            .hint(format!("{} Usually {usual}.", meaning(field)))
            .width(5)
            .value(value.to_string())
    }));
    fields
}

/// What a weight does, in a sentence.
fn meaning(field: &str) -> &'static str {
    match field {
        "left_out_must" | "left_out_high" | "left_out_normal" | "left_out_low" => {
            "In minutes of travel: so long a way is worth it to make the visit."
        }
        "travel_ten_minutes" => "More of it: shorter ways, and faces change sooner.",
        "gender_wish" | "language_wish" => "A wish that is a must is kept in any case.",
        "key_worker_missing" => "More of it: people see their key worker, even if the way is longer.",
        "one_worker_only" => "More of it: more people are known by two of the team.",
        "extra_worker" => "More of it: fewer different faces in a week.",
        "load_hour" => "More of it: days are as long for everybody.",
        "moved" => "More of it: what is planned stays. On one day replanned it counts four times.",
        "not_preferred" => "More of it: whoever is named for the person goes.",
        _ => "",
    }
}

fn meeting_fields(name: &str, label: &str, meeting: Option<&MeetingTime>) -> [Field; 3] {
    let days = WEEKDAYS.iter().map(|(number, day)| Choice::new(number.to_string(), *day));
    let chosen: Vec<String> =
        meeting.map(|one| one.weekdays.iter().map(ToString::to_string).collect()).unwrap_or_default();
    [
        Field::new(Kind::Checkboxes, format!("{name}_days"), format!("{label}: days"))
            .hint("Everybody at work then is at the base. None: the plan keeps no time free.")
            .options(days)
            .values(chosen),
        Field::new(Kind::Text, format!("{name}_at"), format!("{label}: begins at"))
            .hint("For example 9am or 13:30.")
            .width(5)
            .value(meeting.map(|one| moment::time_words(one.at)).unwrap_or_default()),
        Field::new(Kind::Number, format!("{name}_minutes"), format!("{label}: minutes"))
            .width(4)
            .value(meeting.map(|one| one.minutes.to_string()).unwrap_or_default()),
    ]
}

/// A place that is asked for in one box.
pub(super) fn place_field(name: &str, label: &str, hint: &str, point: Option<Point>) -> Field {
    let typed = point.map(Point::typed).map(|(north, east)| format!("{north}, {east}"));
    Field::new(Kind::Text, name, label).hint(hint).value(typed.unwrap_or_default())
}

/// Reads such a place: coordinates, or a postcode that the trust's table knows.
pub(super) fn read_place(app: &App, typed: &str) -> Result<Result<Option<Point>, String>, PageError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(Ok(None));
    }
    if let Some((north, east)) = typed.split_once(',') {
        let read = Point::parse(north, east);
        let said = |all: Vec<care::problem::Problem>| {
            all.into_iter().map(|one| one.sentence).collect::<Vec<_>>().join(" ")
        };
        return Ok(read.map(Some).map_err(said));
    }
    let Ok(code) = care::postcode::parse(typed) else {
        let sentence =
            "Enter latitude and longitude with a comma between, for example 52.4862, -1.8904, or a postcode.";
        return Ok(Err(sentence.to_owned()));
    };
    let code: String = code.as_str().split_whitespace().collect();
    let known = app.store.read(|tx| store::postcodes::of(tx, std::slice::from_ref(&code)))?;
    let sentence = "The table of postcodes does not have this one: enter latitude and longitude instead.";
    Ok(known.get(&code).copied().map(Some).ok_or_else(|| sentence.to_owned()))
}

/// `POST /teams/{id}/schedule`
pub(crate) fn save(app: &App, request: &Request) -> Result<Reply, PageError> {
    let (id, team) = whose(app, request)?;
    let from_version = request.field("from_version").parse().unwrap_or(0);
    let mut problems = Vec::new();
    let planning = read(app, request, &team.planning, &mut problems)?;
    if !problems.is_empty() {
        return page(app, request, (id, &team), from_version, problems);
    }
    let draft = Draft {
        id,
        subject: id,
        team: None,
        happened_at: app.now(),
        from_version,
        reason: None,
        body: Body::Team(Team { planning, ..team.clone() }),
    };
    for outcome in app.store.append(request.actor()?, vec![draft], app.now())? {
        match outcome {
            Outcome::Recorded(_) | Outcome::AlreadyRecorded(_) => {}
            Outcome::Conflict(entry) => return Err(PageError::Conflict(entry)),
            Outcome::Refused(refused) => {
                let problems = refused.iter().map(beside).collect();
                return page(app, request, (id, &team), from_version, problems);
            }
            Outcome::Forbidden => return Err(PageError::Forbidden),
            Outcome::NotFound => return Err(PageError::NotFound),
        }
    }
    Ok(Reply::To(format!("/week?team={id}")))
}

/// A refusal beside the field of the form.
fn beside(refused: &care::problem::Problem) -> Problem {
    let mut shown = Problem::from(refused);
    let path: Vec<&str> = refused.field.split('.').collect();
    shown.field = match path.as_slice() {
        ["planning", "base", ..] => "base".to_owned(),
        ["planning", "weights", field] => (*field).to_owned(),
        ["planning", meeting, "weekdays"] => format!("{meeting}_days"),
        ["planning", meeting, "minutes"] => format!("{meeting}_minutes"),
        _ => refused.field.clone(),
    };
    shown
}

fn read(
    app: &App,
    request: &Request,
    old: &TeamPlanning,
    problems: &mut Vec<Problem>,
) -> Result<TeamPlanning, PageError> {
    let mut problem = |field: &str, sentence: String| {
        problems.push(Problem { field: field.to_owned(), sentence, rule: String::new() });
    };
    let base = read_place(app, request.field("base"))?.unwrap_or_else(|sentence| {
        problem("base", sentence);
        None
    });
    let [handover, mdt] = MEETINGS.map(|(name, _)| read_meeting(request, name, &mut problem));
    let weights = read_weights(request, &mut problem);
    let weights = Some(weights).filter(|weights| *weights != Weights::default());
    Ok(TeamPlanning { base, places: old.places.clone(), handover, mdt, weights })
}

/// A meeting; none when nothing of it is said.
fn read_meeting(request: &Request, name: &str, problem: &mut dyn FnMut(&str, String)) -> Option<MeetingTime> {
    let (days, at, minutes) = (format!("{name}_days"), format!("{name}_at"), format!("{name}_minutes"));
    let weekdays: Vec<u8> = request.fields(&days).iter().filter_map(|day| day.parse().ok()).collect();
    let (time, length) = (request.field(&at).trim(), request.field(&minutes).trim());
    if weekdays.is_empty() && time.is_empty() && length.is_empty() {
        return None;
    }
    if weekdays.is_empty() {
        problem(&days, "Choose the days of the meeting, or empty its time and minutes.".to_owned());
    }
    let begins = moment::parse_time(time).ok();
    if begins.is_none() {
        problem(&at, "Enter when the meeting begins, for example 9am or 13:30.".to_owned());
    }
    let lasts = length.parse().ok();
    if lasts.is_none() {
        problem(&minutes, "Enter how long the meeting lasts, from 5 to 480 minutes.".to_owned());
    }
    Some(MeetingTime { weekdays, at: begins?, minutes: lasts? })
}

/// The weights: a set that was chosen, or every number as typed.
fn read_weights(request: &Request, problem: &mut dyn FnMut(&str, String)) -> Weights {
    let chosen = Preset::ALL.iter().find(|one| one.word() == request.field("preset"));
    if let Some(preset) = chosen {
        return preset.weights();
    }
    let mut weights = Weights::default();
    for (field, _, usual) in Weights::default().each() {
        let typed = request.field(field).trim().replace(',', "");
        let value = if typed.is_empty() { Some(usual) } else { typed.parse().ok() };
        match (value.filter(|value| *value <= Weights::MOST), weights.of(field)) {
            (Some(value), Some(weight)) => *weight = value,
            (None, _) => problem(field, "Enter a whole number from 0 to 100,000.".to_owned()),
            (Some(_), None) => {}
        }
    }
    weights
}
