//! What was planned and what happened, in the words of the running list: contacts, visits, series.

use care::codes;
use care::entry::Entry;
use care::entry::contact::{Contact, With};
use care::entry::sharing::{Category, Partner};
use care::entry::visit::{Visit, VisitSeries};
use care::moment::{day_words, moment_words, time_words};
use store::directory::Directory;

use super::words::{Told, joined, minutes, names, place};

pub(super) fn of_contact(contact: &Contact, directory: &Directory) -> Told {
    let mut title = contact.outcome.label().to_owned();
    if contact.with != With::Person {
        let with = contact.partner.as_ref().map_or_else(|| contact.with.label().to_owned(), partner_words);
        title = format!("{with}: {title}");
    }
    let mechanism = codes::mechanism::label(&contact.mechanism).unwrap_or_default();
    let how = if contact.face_to_face() { place(contact.place.as_ref()) } else { mechanism.to_owned() };
    let mut circumstances = vec![how];
    circumstances.extend(contact.minutes.filter(|m| *m > 0).map(minutes));
    circumstances.push(names(&contact.workers, directory));
    circumstances.retain(|part| !part.is_empty());
    let purposes: Vec<&str> = contact.purposes.iter().map(|purpose| purpose.label()).collect();
    let action = contact.next_action.as_ref().map(|action| {
        let owner = directory.staff_name(action.owner);
        format!("{} ({owner}, by {})", action.what, day_words(action.due_on))
    });
    let joint = contact.partner.as_ref().filter(|_| contact.with == With::Person).map(partner_words);
    let joint = joint.unwrap_or_default();
    Told::new(title)
        .part("", circumstances.join(" · "))
        .part("Together with", joint)
        .part("Told outside the team", told_words(contact.partner.as_ref(), directory))
        .maybe("What the person wants", contact.wants.as_ref())
        .maybe("", contact.note.as_ref())
        .maybe("How the person was", contact.presentation.as_ref())
        .maybe("Concerns", contact.concerns.as_ref())
        .maybe("At the door", contact.safety.as_ref())
        .part("Early signs", contact.early_signs.join(", "))
        .part("What for", purposes.join(", "))
        .part("", contact.done.map(|done| done.label()).unwrap_or_default())
        .maybe("Next", action.as_ref())
        .maybe("Written late because", contact.late_reason.as_ref())
}

/// "Housing, Turning Leaf".
fn partner_words(partner: &Partner) -> String {
    format!("{}, {}", partner.relation.label(), partner.name)
}

/// What a partner was told, and why when the person does not permit it (T08).
fn told_words(partner: Option<&Partner>, directory: &Directory) -> String {
    let Some(partner) = partner else { return String::new() };
    if partner.told.is_empty() {
        return "Nothing about the person".to_owned();
    }
    let told = Category::words(&partner.told);
    match &partner.ground {
        None => format!("{told}, as the person permits"),
        Some(ground) => {
            let by = directory.staff_name(ground.approved_by);
            format!("{told}. Legal ground: {}. Approved by {by}", ground.why.trim_end_matches('.'))
        }
    }
}

pub(super) fn of_visit(visit: &Visit, entry: &Entry, directory: &Directory) -> Told {
    let when = moment_words(entry.happened_at);
    let title = match &visit.called_off {
        Some(off) => match off.by {
            care::entry::visit::CalledOffBy::Person => "Visit called off by the person",
            care::entry::visit::CalledOffBy::Team => "Visit called off by the team",
        },
        None => "Visit planned",
    };
    let purposes: Vec<&str> = visit.purposes.iter().map(|purpose| purpose.label()).collect();
    let who = names(&visit.workers, directory);
    let started = visit.started_at.map(moment_words).unwrap_or_default();
    let ended = visit.ended_at.map(moment_words).unwrap_or_default();
    let moved = visit.postponed.as_ref().map(|one| {
        let (from, by) = (day_words(one.from), directory.staff_name(one.decided_by));
        format!("from {from}: {}. Decided by {by}", one.why.trim_end_matches('.'))
    });
    Told::new(title)
        .part("", format!("{when} · {} · {}", place(Some(&visit.place)), minutes(visit.minutes)))
        .part("Who goes", who)
        .part("What for", purposes.join(", "))
        .maybe("", visit.note.as_ref())
        .part("Started", started)
        .part("Ended", ended)
        .part("Moved to a later day", moved.unwrap_or_default())
        .maybe("Why", visit.called_off.as_ref().and_then(|off| off.why.as_ref()))
}

pub(super) fn of_series(series: &VisitSeries, directory: &Directory) -> Told {
    let days: Vec<&str> = series.weekdays.iter().map(|day| weekday(*day)).collect();
    let from = day_words(series.from);
    let until = day_words(series.until);
    let purposes: Vec<&str> = series.purposes.iter().map(|purpose| purpose.label()).collect();
    Told::new("Series of visits agreed")
        .part(
            "",
            format!(
                "{} on {} at {}, {from} to {until}",
                series.every.label(),
                joined(&days),
                time_words(series.at)
            ),
        )
        .part("Where", place(Some(&series.place)))
        .part("Who goes", names(&series.workers, directory))
        .part("What for", purposes.join(", "))
        .maybe("", series.note.as_ref())
}

fn weekday(number: u8) -> &'static str {
    match number {
        1 => "Monday",
        2 => "Tuesday",
        3 => "Wednesday",
        4 => "Thursday",
        5 => "Friday",
        6 => "Saturday",
        7 => "Sunday",
        _ => "",
    }
}
