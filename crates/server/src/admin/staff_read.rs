//! What the form of a member of staff says, with every problem of reading it.

use care::access::Role;
use care::entry::organisation::{Away, Membership, Staff};
use care::entry::planning::WorkerPlanning;
use care::moment;
use care::rule::staff::MayChange;
use care::travel::Mode;
use jiff::civil::Date;
use uuid::Uuid;

use super::staff::read_pattern;
use crate::app::App;
use crate::error::PageError;
use crate::request::Request;
use crate::template::forms::Problem;

/// Reads the form over what was known.
pub(super) fn read(
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
    let away = read_away(request.field("away")).unwrap_or_else(|sentence| {
        problem("away", sentence);
        Vec::new()
    });
    let specialist_minutes = read_hours(request.field("specialist")).unwrap_or_else(|()| {
        problem("specialist", "Enter hours as a number, for example 7.5.".to_owned());
        None
    });
    let caseload_most = text("caseload_most").and_then(|typed| {
        let most = typed.parse().ok();
        if most.is_none() {
            problem("caseload_most", "Enter a whole number of people.".to_owned());
        }
        most
    });
    let leaves = read_last_day(request).unwrap_or_else(|sentence| {
        problem("leaves", sentence);
        None
    });
    let words = |name: &str, separator: char| -> Vec<String> {
        request.field(name).split(separator).map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()).collect()
    };
    // A team that was not offered is not unticked; one that was sent all the same is refused by its rule.
    let kept = old.teams_on(app.today()).filter(|team| !may.teams.hold(*team));
    let ticked = request.fields("teams");
    let teams: Vec<Uuid> = kept.chain(ticked.iter().filter_map(|t| Uuid::try_parse(t).ok())).collect();
    let theirs = |team: Uuid| may.teams.hold(team);
    Staff {
        name: request.field("name").trim().to_owned(),
        role,
        band: text("band"),
        wte_hundredths,
        gender: request.field("gender").to_owned(),
        languages: words("languages", ' '),
        skills: words("skills", ','),
        pattern,
        memberships: memberships(&old.memberships, &teams, app.today(), (leaves, &theirs)),
        phone: text("phone"),
        registration: text("registration"),
        caseload_most,
        specialist_minutes,
        away,
        planning: old.planning.clone(),
    }
}

/// What the form says for the schedule; a form without these questions changes nothing of it.
pub(super) fn planning(
    app: &App,
    request: &Request,
    old: &WorkerPlanning,
    problems: &mut Vec<Problem>,
) -> Result<WorkerPlanning, PageError> {
    let sent = |name: &str| request.form.iter().any(|(key, _)| key == name);
    let mut problem = |field: &str, sentence: String| {
        problems.push(Problem { field: field.to_owned(), sentence, rule: String::new() });
    };
    let mut new = old.clone();
    if sent("travels") {
        new.travels = Mode::ALL.iter().copied().find(|mode| mode.word() == request.field("travels"));
    }
    if sent("visits_most") {
        let typed = request.field("visits_most").trim();
        new.visits_most = typed.parse().ok().filter(|most| *most <= 20);
        if !typed.is_empty() && new.visits_most.is_none() {
            problem("visits_most", "Enter a whole number of visits, at most 20 a day.".to_owned());
        }
    }
    if sent("own_work") {
        new.own_work = read_pattern(request.field("own_work")).unwrap_or_else(|sentence| {
            problem("own_work", sentence);
            Vec::new()
        });
        if new.own_work.iter().any(|day| day.from_minute >= day.to_minute) {
            problem("own_work", "Enter hours that end after they begin.".to_owned());
        }
    }
    if sent("starts") {
        new.starts = super::schedule::read_place(app, request.field("starts"))?.unwrap_or_else(|sentence| {
            problem("starts", sentence);
            None
        });
    }
    Ok(new)
}

fn read_wte(typed: &str) -> Option<u8> {
    let (whole, part) = typed.trim().split_once('.').unwrap_or((typed.trim(), "0"));
    let part = format!("{part:0<2}");
    let hundredths =
        whole.parse::<u16>().ok()?.checked_mul(100)?.checked_add(part.get(..2)?.parse().ok()?)?;
    (part.len() == 2).then(|| u8::try_from(hundredths).ok()).flatten()
}

/// Memberships after a form: those unticked end yesterday, those newly ticked begin today.
/// With a last day, those that stay and may be changed end on it; without one they go on.
fn memberships(
    old: &[Membership],
    teams: &[Uuid],
    today: Date,
    (leaves, may): (Option<Date>, &dyn Fn(Uuid) -> bool),
) -> Vec<Membership> {
    let live = |m: &Membership| m.from <= today && m.until.is_none_or(|until| today <= until);
    let mut all: Vec<Membership> = old.to_vec();
    for membership in &mut all {
        if live(membership) && !teams.contains(&membership.team) {
            membership.until = Some(moment::add_days(today, -1).max(membership.from));
        } else if live(membership) && may(membership.team) {
            membership.until = leaves.map(|last| last.max(membership.from));
        }
    }
    for team in teams {
        if !old.iter().any(|m| live(m) && m.team == *team) {
            all.push(Membership { team: *team, from: today, until: leaves.map(|last| last.max(today)) });
        }
    }
    all
}

/// Times away, one on each line: "7 December 2026 to 18 December 2026", or one day alone.
fn read_away(typed: &str) -> Result<Vec<Away>, String> {
    let day = |text: &str| moment::parse_day(text.trim());
    typed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (from, until) = line.split_once(" to ").unwrap_or((line, line));
            Ok(Away { from: day(from)?, until: day(until)? })
        })
        .collect()
}

/// Hours with at most two decimals, as minutes; nothing typed is nothing agreed.
fn read_hours(typed: &str) -> Result<Option<u16>, ()> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let (whole, part) = typed.trim().split_once('.').unwrap_or((typed.trim(), "0"));
    let whole: u16 = whole.parse().map_err(drop)?;
    let hundredths: u16 = format!("{part:0<2}").parse().map_err(drop)?;
    let minutes = whole.checked_mul(60).filter(|_| hundredths < 100).ok_or(())?;
    Ok(minutes.checked_add((hundredths * 60 + 50) / 100))
}

/// The last working day, when one was typed.
fn read_last_day(request: &Request) -> Result<Option<Date>, String> {
    let [day, month, year] = ["day", "month", "year"].map(|part| request.field(&format!("leaves-{part}")));
    if [day, month, year].iter().all(|part| part.trim().is_empty()) {
        return Ok(None);
    }
    moment::parse_day_parts(day, month, year).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_and_times_away_are_read_as_they_are_typed() {
        for (typed, minutes) in [
            ("", Ok(None)),
            ("7.5", Ok(Some(450))),
            ("12", Ok(Some(720))),
            ("7.25", Ok(Some(435))),
            ("a", Err(())),
            ("7.505", Err(())),
        ] {
            assert_eq!(read_hours(typed), minutes, "{typed}");
        }
        let away = read_away("7 December 2026 to 18 December 2026\n\n24/12/2026").unwrap();
        let days: Vec<String> = away.iter().map(|a| format!("{} {}", a.from, a.until)).collect();
        assert_eq!(days, ["2026-12-07 2026-12-18", "2026-12-24 2026-12-24"]);
        assert!(read_away("next week").is_err());
    }
}
