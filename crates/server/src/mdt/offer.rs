//! What the meeting can choose instead when a plan does not fit, or lacks the second worker: a slot of
//! those who were chosen, or somebody else with the nearest slot that fits all who would go (T02, T04, T07).

use care::allocation::Suggestion;
use care::entry::around::SafetyKind;
use care::entry::visit::VisitSeries;
use care::fit::Slot;
use care::line::Line;
use care::scope;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::plan::Planned;
use super::who::{Fit, fit};
use crate::app::App;
use crate::contact::typed::Pairs;
use crate::error::PageError;
use crate::request::Request;

/// Workers tried, the best suited first.
const TRIED: usize = 10;
/// How many of them are offered.
const OFFERED: usize = 4;
/// What a button sends for days or a time that stay as they were typed.
const AS_IT_IS: &str = "-";

/// A button: a slot, and who would go then.
#[derive(Debug, Serialize)]
pub(super) struct Offer {
    /// What it sends: "3 14:30", with the ids of the worker and of the second when they change.
    value: String,
    /// What it says.
    text: String,
    /// Why, or that it is the time that was asked for.
    hint: String,
}

/// Whether a safety rule sends two.
pub(super) fn needs_two(line: &Line, on: Date) -> bool {
    line.safety.iter().any(|rule| rule.rule == SafetyKind::TwoPerson && on <= rule.expires_on)
}

/// The form as it is with the button that was pressed: the slot, and whoever goes then.
pub(super) fn taken(pairs: &Pairs) -> Pairs {
    let pressed = pairs.iter().find(|(name, value)| name == "slot" && !value.trim().is_empty());
    let Some((_, pressed)) = pressed else { return pairs.clone() };
    let parts: Vec<&str> = pressed.split_whitespace().collect();
    let mut set: Vec<(&str, &str)> = Vec::new();
    for (name, value) in ["weekdays", "at", "worker", "second"].into_iter().zip(&parts) {
        if *value != AS_IT_IS {
            set.push((name, value));
        }
    }
    let changed = |name: &str| name == "slot" || set.iter().any(|(other, _)| *other == name);
    let mut all: Pairs = pairs.iter().filter(|(name, _)| !changed(name)).cloned().collect();
    all.extend(set.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
    all
}

fn value(slot: &Slot) -> String {
    format!("{} {:02}:{:02}", slot.weekday, slot.at.hour(), slot.at.minute())
}

/// Slots that fit everybody who was chosen.
pub(super) fn slots(fit: &Fit) -> Vec<Offer> {
    fit.slots
        .iter()
        .map(|slot| Offer { value: value(slot), text: slot.to_string(), hint: String::new() })
        .collect()
}

/// Who could go with, or instead of, those who were chosen: the best suited of whom nothing speaks against,
/// each with the slot asked for when that fits all who would go, else the nearest one that does.
pub(super) fn others(
    app: &App,
    request: &Request,
    line: &Line,
    (planned, ranked): (&Planned, &[Suggestion]),
    two: bool,
) -> Result<Vec<Offer>, PageError> {
    let now = &planned.series.workers;
    let mut offers = Vec::new();
    for one in ranked.iter().filter(|one| !one.against && !now.contains(&one.worker)).take(TRIED) {
        if offers.len() >= OFFERED {
            break;
        }
        for workers in groups(now, one.worker, two) {
            if let Some(offer) = offer(app, request, line, (planned, workers), one)? {
                offers.push(offer);
                break;
            }
        }
    }
    Ok(offers)
}

/// Those who would go with one more to choose from: beside the one, in place of the second, or of the first.
fn groups(now: &[Uuid], other: Uuid, two: bool) -> Vec<Vec<Uuid>> {
    match now {
        [first, second, ..] => vec![vec![*first, other], vec![other, *second]],
        [first] if two => vec![vec![*first, other]],
        [_] | [] => vec![vec![other]],
    }
}

fn offer(
    app: &App,
    request: &Request,
    line: &Line,
    (planned, workers): (&Planned, Vec<Uuid>),
    one: &Suggestion,
) -> Result<Option<Offer>, PageError> {
    let directory = app.store.directory();
    let roles: Vec<_> = workers.iter().filter_map(|id| directory.role(*id)).collect();
    if !scope::uncovered(&roles, &planned.series.purposes).is_empty() {
        return Ok(None);
    }
    let names: Vec<&str> = workers.iter().map(|id| directory.staff_name(*id)).collect();
    let ids: Vec<String> = workers.iter().map(Uuid::to_string).collect();
    let series = VisitSeries { two_person: workers.len() > 1, workers, ..planned.series.clone() };
    let found = fit(app, request.actor()?, line, (Uuid::nil(), &series))?;
    let (slot, at, when) = if planned.slot && found.problems.is_empty() {
        (format!("{AS_IT_IS} {AS_IT_IS}"), String::new(), "Free at the time you asked for")
    } else if let Some(slot) = found.slots.first() {
        (value(slot), format!(", {slot}"), "The nearest time that fits all who go")
    } else {
        return Ok(None);
    };
    let why = one.reasons.iter().max_by_key(|reason| reason.points).map(|reason| reason.words.clone());
    Ok(Some(Offer {
        value: format!("{slot} {}", ids.join(" ")),
        text: format!("{}{at}", names.join(" and ")),
        hint: why.map_or_else(|| when.to_owned(), |why| format!("{when}. {why}")),
    }))
}
