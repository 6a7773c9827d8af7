//! What happened, as somebody says it: who is away from now on, who must be seen on this day.

use care::line::Line;
use care::moment;
use care::needs::MustBeSeen;
use care::settings::planning as numbers;
use jiff::civil::Date;
use uuid::Uuid;

use crate::app::App;
use crate::error::PageError;
use crate::request::Request;
use crate::template::forms::Problem;
use crate::week::run::problem;

/// Minutes of a visit that somebody must have, as a form takes them.
const MINUTES: std::ops::RangeInclusive<u16> = 5..=240;

/// Why a day is replanned.
#[derive(Clone, Debug)]
pub(super) struct Happened {
    pub(super) team: Uuid,
    pub(super) day: Date,
    /// Who is away from now to the end of the day.
    pub(super) away: Option<Uuid>,
    /// Who must be seen.
    pub(super) seen: Option<MustBeSeen>,
    /// Why, in somebody's words; it becomes the note of a new visit.
    pub(super) why: String,
}

/// What was typed, from the address or the form.
fn typed<'r>(request: &'r Request, name: &str) -> &'r str {
    request.query(name).unwrap_or_else(|| request.field(name)).trim()
}

impl Happened {
    /// Reads it. A worker or person of another team looks like nobody (AC03).
    pub(super) fn of(app: &App, request: &Request) -> Result<Result<Happened, Vec<Problem>>, PageError> {
        let team = app.team(request)?;
        let (today, mut problems) = (app.today(), Vec::new());
        let day = typed(request, "day").parse().unwrap_or(today);
        if day < today {
            problems.push(problem("day", "This day is past: choose today or a day to come.".to_owned()));
        }
        let away = Uuid::try_parse(typed(request, "worker")).ok();
        let workers = app.store.directory();
        let there = |id: Uuid| workers.workers(team, day).iter().any(|(one, _)| *one == id);
        if away.is_some_and(|id| !there(id)) {
            return Err(PageError::NotFound);
        }
        let urgent = typed(request, "urgent") == "yes";
        let line = match Uuid::try_parse(typed(request, "person")) {
            Ok(id) => Some(app.person(request, id, "replan")?),
            Err(_) => None,
        };
        let seen = line.as_ref().and_then(|line| seen(request, line, (team, day), &mut problems));
        if urgent && line.is_none() {
            problems.push(problem("person", "Choose who must be seen.".to_owned()));
        }
        let why = typed(request, "why").to_owned();
        let happened = Happened { team, day, away, seen, why };
        Ok(if problems.is_empty() { Ok(happened) } else { Err(problems) })
    }

    /// The Monday of the day.
    pub(super) fn monday(&self) -> Date {
        moment::add_days(self.day, -i32::from(self.day.weekday().to_monday_zero_offset()))
    }

    /// The same in the address of the page.
    pub(super) fn path(&self) -> String {
        let mut path = format!("/replan/proposal?team={}&day={}", self.team, self.day);
        if let Some(worker) = self.away {
            path.push_str(&format!("&worker={worker}"));
        }
        if let Some(seen) = self.seen {
            let (from, until) = (clock(seen.window.0), clock(seen.window.1));
            path.push_str(&format!(
                "&person={}&from={from}&until={until}&minutes={}&two={}",
                seen.person,
                seen.minutes,
                if seen.workers > 1 { "yes" } else { "" }
            ));
        }
        path
    }
}

/// `09:30`
pub(super) fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Who must be seen, and between which times.
fn seen(
    request: &Request,
    line: &Line,
    (team, day): (Uuid, Date),
    problems: &mut Vec<Problem>,
) -> Option<MustBeSeen> {
    if line.team() != Some(team) {
        let sentence = "This person is with another team: choose somebody of this team.".to_owned();
        problems.push(problem("person", sentence));
    }
    let mut time = |name: &str, usual: u16| -> Option<u16> {
        let text = typed(request, name);
        if text.is_empty() {
            return Some(usual);
        }
        let minute = moment::parse_time(text).ok();
        let minute =
            minute.map(|at| u16::from(at.hour().unsigned_abs()) * 60 + u16::from(at.minute().unsigned_abs()));
        if minute.is_none() {
            let sentence = "Enter a time, for example 9:30am or 14:00, or leave it empty.".to_owned();
            problems.push(problem(name, sentence));
        }
        minute
    };
    let (from, until) = (time("from", numbers::USUAL_WINDOW.0), time("until", numbers::USUAL_WINDOW.1));
    let text = typed(request, "minutes");
    let minutes = if text.is_empty() { Some(numbers::USUAL_MINUTES) } else { text.parse().ok() };
    let minutes = minutes.filter(|minutes| MINUTES.contains(minutes));
    if minutes.is_none() {
        let sentence = "Enter how long the visit lasts, in minutes from 5 to 240.".to_owned();
        problems.push(problem("minutes", sentence));
    }
    let window = (from?, until?);
    if window.1 < window.0 {
        let sentence = "The latest start must not be before the earliest.".to_owned();
        problems.push(problem("until", sentence));
    }
    Some(MustBeSeen {
        id: Uuid::now_v7(),
        person: line.person,
        day,
        window,
        minutes: minutes?,
        workers: if typed(request, "two") == "yes" { 2 } else { 1 },
    })
}
