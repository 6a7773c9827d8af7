//! What the contact form holds before anybody typed: the visit's plan and taps, the time, the worker
//! who is signed in; or the contact that is corrected. Never an outcome, unless a button named one.

use care::codes::mechanism;
use care::codes::outcome::Outcome;
use care::entry::contact::{Contact, With};
use care::ladder;
use care::line::{Line, Missed};
use care::moment::{self, Fold};
use care::rule::context::VisitNow;
use jiff::{Timestamp, ToSpan};
use uuid::Uuid;

use super::about::About;
use super::fields::{OTHER, QUICK_MECHANISMS, QUICK_MINUTES, quick_places};
use super::partner;
use super::typed::{Pairs, day_pairs, word};

fn put(pairs: &mut Pairs, name: &str, value: impl Into<String>) {
    pairs.push((name.to_owned(), value.into()));
}

/// A new contact.
pub(crate) fn new(about: &About, outcome: Option<Outcome>, next: Option<&str>) -> Pairs {
    let mut pairs = Pairs::new();
    put(&mut pairs, "entry", Uuid::now_v7().to_string());
    put(&mut pairs, "shown_at", moment::utc_text(about.now));
    put(&mut pairs, "next", next.unwrap_or_default());
    if let Some(outcome) = outcome {
        put(&mut pairs, "outcome", word(&outcome));
        if outcome.starts_ladder() {
            next_try(&mut pairs, about, outcome);
        }
    }
    if about.i_am_a_worker() {
        put(&mut pairs, "workers", about.me.to_string());
    }
    put(&mut pairs, "with", word(&With::Person));
    match &about.visit {
        Some(visit) => from_visit(&mut pairs, about, visit),
        None => {
            put(&mut pairs, "when", "just_ended");
            started(&mut pairs, about.now);
        }
    }
    pairs
}

fn started(pairs: &mut Pairs, at: Timestamp) {
    pairs.extend(day_pairs("happened_at", moment::local_day(at)));
    put(pairs, "time", moment::time_words(moment::local_time(moment::to_minute(at))));
    let wall = moment::local(at);
    if moment::instant(wall.date(), wall.time(), None).is_err() {
        let first = moment::instant(wall.date(), wall.time(), Some(Fold::First)) == Ok(at);
        put(pairs, "fold", word(&if first { Fold::First } else { Fold::Second }));
    }
}

fn from_visit(pairs: &mut Pairs, about: &About, visit: &VisitNow) {
    put(pairs, "visit", visit.id.to_string());
    let plan = &visit.visit;
    let start = plan.started_at.unwrap_or(visit.starts_at);
    let measured =
        plan.started_at.zip(plan.ended_at).map(|(from, to)| moment::elapsed_minutes(from, to).max(1));
    let expected_end = match measured {
        Some(minutes) => start.checked_add(minutes.minutes()).unwrap_or(start),
        None if plan.started_at.is_some() => start,
        None => plan.planned_end(start),
    };
    put(pairs, "when", if expected_end <= about.now { "at" } else { "just_ended" });
    started(pairs, start.min(about.now));
    if let Some(minutes) = measured {
        length(pairs, &minutes.to_string());
        put(pairs, "minutes_prefilled", minutes.to_string());
    }
    place(pairs, about, &plan.place);
    put(pairs, "mechanism", mechanism::FACE_TO_FACE);
    for purpose in &plan.purposes {
        put(pairs, "purposes", word(purpose));
    }
    if let Some(second) = plan.workers.iter().find(|id| **id != about.me) {
        put(pairs, "workers2", second.to_string());
    }
}

fn length(pairs: &mut Pairs, minutes: &str) {
    if QUICK_MINUTES.contains(&minutes) {
        put(pairs, "minutes", minutes);
    } else {
        put(pairs, "minutes", OTHER);
        put(pairs, "minutes_other", minutes);
    }
}

fn place(pairs: &mut Pairs, about: &About, code: &str) {
    if quick_places(about).iter().any(|shown| shown == code) {
        put(pairs, "place", code);
    } else {
        put(pairs, "place", OTHER);
        put(pairs, "place_other", code);
    }
}

/// The next try, as the ladder asks for it after this attempt (domain 4.5).
fn next_try(pairs: &mut Pairs, about: &About, outcome: Outcome) {
    let after = line_after(&about.line, about.now, outcome);
    let Some(ladder) = ladder::of(&after) else { return };
    let Some(next) = ladder.next() else { return };
    put(pairs, "next_action.what", ladder::what(next.step));
    if about.i_am_a_worker() {
        put(pairs, "next_action.owner", about.me.to_string());
    }
    let due = moment::local_day(next.by).max(moment::local_day(about.now));
    pairs.extend(day_pairs("next_action.due_on", due));
}

fn line_after(line: &Line, now: Timestamp, outcome: Outcome) -> Line {
    let mut after = line.clone();
    let missed = after.missed.get_or_insert_with(|| Missed {
        first_at: now,
        first_id: Uuid::nil(),
        last_at: now,
        last_outcome: outcome,
        count: 0,
        grey: false,
    });
    missed.count += 1;
    missed.last_at = now;
    after
}

/// The contact that is corrected, as it stands.
pub(crate) fn of_contact(about: &About, contact: &Contact, at: Timestamp, version: u32) -> Pairs {
    let mut pairs = Pairs::new();
    put(&mut pairs, "from_version", version.to_string());
    put(&mut pairs, "outcome", word(&contact.outcome));
    put(&mut pairs, "when", "at");
    started(&mut pairs, at);
    if let Some(minutes) = contact.minutes {
        length(&mut pairs, &minutes.to_string());
    }
    if let Some(code) = &contact.place {
        place(&mut pairs, about, code);
    }
    if QUICK_MECHANISMS.contains(&contact.mechanism.as_str()) {
        put(&mut pairs, "mechanism", contact.mechanism.clone());
    } else {
        put(&mut pairs, "mechanism", OTHER);
        put(&mut pairs, "mechanism_other", contact.mechanism.clone());
    }
    for (name, worker) in ["workers", "workers2"].iter().zip(&contact.workers) {
        put(&mut pairs, name, worker.to_string());
    }
    put(&mut pairs, "with", word(&contact.with));
    if let Some(one) = &contact.partner {
        partner::of(&mut pairs, about, one);
    }
    contact.purposes.iter().for_each(|purpose| put(&mut pairs, "purposes", word(purpose)));
    contact.early_signs.iter().for_each(|sign| put(&mut pairs, "early_signs", sign.clone()));
    if let Some(done) = &contact.done {
        put(&mut pairs, "done", word(done));
    }
    if let Some(visit) = contact.visit {
        put(&mut pairs, "visit", visit.to_string());
    }
    written(&mut pairs, contact);
    pairs
}

fn written(pairs: &mut Pairs, contact: &Contact) {
    for (name, value) in [
        ("presentation", &contact.presentation),
        ("note", &contact.note),
        ("wants", &contact.wants),
        ("concerns", &contact.concerns),
        ("safety", &contact.safety),
        ("late_reason", &contact.late_reason),
    ] {
        if let Some(value) = value {
            put(pairs, name, value.clone());
        }
    }
    if let Some(action) = &contact.next_action {
        put(pairs, "next_action.what", action.what.clone());
        put(pairs, "next_action.owner", action.owner.to_string());
        pairs.extend(day_pairs("next_action.due_on", action.due_on));
    }
}
