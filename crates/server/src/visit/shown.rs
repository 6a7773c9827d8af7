//! A visit as pages show it, in words. Nothing here decides what may be done; `care::visits` does.

use care::entry::around::Way;
use care::entry::interpreter::Interpreter;
use care::entry::visit::{CalledOff, CalledOffBy, Late, Postponed, Visit};
use care::entry::week_plan::Displaced;
use care::line::Line;
use care::rule::context::{VisitNow, VisitState};
use care::visits::{Action, allows, state_words};
use care::{codes, interpreter, moment, settings};
use jiff::Timestamp;
use serde::Serialize;
use store::directory::Directory;
use uuid::Uuid;

/// A visit on a page.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub(crate) id: Uuid,
    /// The version it stands in, so that two taps are one.
    pub(crate) version: u32,
    pub(crate) person: Uuid,
    pub(crate) name: String,
    /// The day it starts, ISO.
    pub(crate) day: String,
    pub(crate) day_words: String,
    pub(crate) starts: String,
    /// On another day than today: " on Wed 18 Nov", for names of links that must differ.
    pub(crate) on_day: String,
    /// `9:30am to 10:15am`
    pub(crate) times: String,
    pub(crate) place: &'static str,
    pub(crate) where_exactly: Option<String>,
    pub(crate) at_home: bool,
    pub(crate) address: Option<String>,
    /// The address as a list may show it (BI58).
    pub(crate) listed_address: Option<String>,
    /// The address is in no list and not passed on.
    pub(crate) withheld: bool,
    pub(crate) phone: Option<Call>,
    /// What to mind before ringing (BI60).
    pub(crate) phone_caution: Option<String>,
    pub(crate) purposes: Vec<&'static str>,
    pub(crate) note: Option<String>,
    pub(crate) workers: Vec<String>,
    pub(crate) two_person: bool,
    /// The tier as pages say it: red is never displaced without a decision (T09).
    pub(crate) tier: Option<&'static str>,
    /// How it stands to an interpreter (P03).
    pub(crate) interpreter: Option<Interpreting>,
    /// It is in a time that the person keeps free: which, and why it is then all the same (P03).
    pub(crate) kept: Option<(String, Option<String>)>,
    pub(crate) series: Option<Uuid>,
    pub(crate) state: &'static str,
    pub(crate) key: &'static str,
    pub(crate) started: Option<String>,
    pub(crate) ended: Option<String>,
    /// Where taking the last tap back stands: beside the other taps right after it, then further down
    /// (UX10).
    pub(crate) undo: Option<&'static str>,
    /// When the worker of a visit under way is expected out.
    pub(crate) expected: Option<String>,
    pub(crate) off: Option<String>,
    pub(crate) outcome: Option<Uuid>,
    pub(crate) can: Vec<&'static str>,
}

/// A number to ring.
#[derive(Debug, Serialize)]
pub(crate) struct Call {
    shown: String,
    href: Option<String>,
}

impl Call {
    /// A number as it was typed.
    pub(crate) fn of(typed: &str) -> Call {
        match care::phone::parse(typed) {
            Ok(phone) => Call { shown: phone.display(), href: Some(format!("tel:{}", phone.e164)) },
            Err(_) => Call { shown: typed.to_owned(), href: None },
        }
    }
}

/// What must be known before anybody rings or texts (BI60).
fn caution(line: &Line) -> Option<String> {
    let not: Vec<Way> = [Way::Phone, Way::Text].into_iter().filter(|way| line.refuses(*way)).collect();
    let not = (!not.is_empty()).then(|| format!("Does not want to be reached {}", Way::words(&not)));
    let all: Vec<String> = not.into_iter().chain(line.who.phone_caution.clone()).collect();
    (!all.is_empty()).then(|| all.join(". "))
}

impl Shown {
    /// A visit to a person.
    pub(crate) fn of(now: &VisitNow, line: &Line, directory: &Directory, at: Timestamp) -> Shown {
        let (visit, state) = (&now.visit, now.state());
        let day = moment::local_day(now.starts_at);
        let time = |at: &Timestamp| moment::time_words(moment::local_time(*at));
        let ends = care::safety::expected_end(now);
        Shown {
            id: now.id,
            version: now.version,
            person: now.person,
            name: line.who.name.clone(),
            day: day.to_string(),
            day_words: format!("{} {}", moment::weekday_words(day), moment::day_words(day)),
            starts: time(&now.starts_at),
            on_day: if day == moment::local_day(at) {
                String::new()
            } else {
                format!(" on {}", moment::day_words_short(day))
            },
            times: times(now.starts_at, visit),
            place: codes::place::label(&visit.place).unwrap_or("Place not known"),
            where_exactly: visit.where_exactly.clone(),
            at_home: visit.place == codes::place::HOME,
            address: line.who.address.clone(),
            listed_address: line.who.listed_address(),
            withheld: line.who.withheld,
            phone: line.who.phone.as_deref().filter(|_| !line.refuses(Way::Phone)).map(Call::of),
            phone_caution: caution(line),
            purposes: visit.purposes.iter().map(|p| p.label()).collect(),
            note: visit.note.clone(),
            workers: visit.workers.iter().map(|w| directory.staff_name(*w).to_owned()).collect(),
            two_person: visit.two_person,
            tier: line.tier.as_ref().map(|tier| tier.tier.label()),
            interpreter: Interpreting::of(now, line, directory),
            kept: kept_words(now, line),
            series: visit.series,
            state: state_words(state),
            key: key(state),
            started: visit.started_at.as_ref().map(time),
            ended: visit.ended_at.as_ref().map(time),
            undo: allows(state, Action::Undo).then(|| undo(visit, at)),
            expected: (state == VisitState::Started).then(|| time(&ends)),
            off: visit.called_off.as_ref().map(off_words),
            outcome: now.outcome,
            can: Action::ALL.iter().filter(|a| allows(state, **a)).map(|a| action_key(*a)).collect(),
        }
    }
}

/// How a visit stands to an interpreter, as a card says it.
#[derive(Debug, Serialize)]
pub(crate) struct Interpreting {
    words: String,
    /// Somebody has to do something about it.
    gap: bool,
    /// A booking holds.
    booked: bool,
}

impl Interpreting {
    pub(super) fn of(now: &VisitNow, line: &Line, directory: &Directory) -> Option<Interpreting> {
        let standing = interpreter::of(line, now, &|worker, code| directory.speaks(worker, code));
        let words = interpreter::said(&standing, now, &|worker| directory.staff_name(worker).to_owned())?;
        let booked = now.visit.interpreter.as_ref().is_some_and(|one| one.holds());
        Some(Interpreting { words, gap: standing.is_gap(), booked })
    }
}

/// What the person keeps free at the time of a visit to come, and why it is then.
fn kept_words(now: &VisitNow, line: &Line) -> Option<(String, Option<String>)> {
    let to_come = matches!(now.state(), VisitState::Planned | VisitState::Started);
    let wishes = line.preferences.as_ref().filter(|_| to_come)?;
    let kept = care::kept::against(wishes, now.starts_at, now.visit.minutes)?;
    Some((kept.words, now.visit.time_override.clone()))
}

fn undo(visit: &Visit, at: Timestamp) -> &'static str {
    let since = visit.ended_at.or(visit.started_at).map(|tap| at.duration_since(tap).as_secs());
    if since.is_some_and(|since| since <= settings::UNDO_SECONDS) { "now" } else { "later" }
}

fn key(state: VisitState) -> &'static str {
    match state {
        VisitState::Planned => "planned",
        VisitState::Started => "started",
        VisitState::Ended => "ended",
        VisitState::Recorded => "recorded",
        VisitState::CalledOff => "off",
    }
}

fn action_key(action: Action) -> &'static str {
    match action {
        Action::Start => "start",
        Action::End => "end",
        Action::Undo => "undo",
        Action::Record => "record",
        Action::CallOff => "call-off",
        Action::Change => "change",
    }
}

fn postponed_words(postponed: &Postponed, directory: &Directory) -> String {
    let from = moment::day_words_short(postponed.from);
    let by = directory.staff_name(postponed.decided_by);
    format!("From {from}: {}. Decided by {by}", postponed.why.trim_end_matches('.'))
}

fn displaced_words(displaced: &Displaced, directory: &Directory) -> String {
    let by = directory.staff_name(displaced.decided_by);
    format!("{}. Decided by {by}", displaced.why.trim_end_matches('.'))
}

/// The same with who decided it (T09).
fn off_decided(off: &CalledOff, directory: &Directory) -> String {
    let words = off_words(off);
    match off.decided_by {
        Some(by) => format!("{}. Decided by {}", words.trim_end_matches('.'), directory.staff_name(by)),
        None => words,
    }
}

/// `20 minutes: the kettle broke`
fn late_words(late: &Late) -> String {
    let minutes = format!("{} minutes", late.minutes);
    late.why.as_ref().map_or_else(|| minutes.clone(), |why| format!("{minutes}: {why}"))
}

fn off_words(off: &CalledOff) -> String {
    let by = match off.by {
        CalledOffBy::Person => "Called off by the person",
        CalledOffBy::Team => "Called off by the team",
    };
    match &off.why {
        Some(why) => format!("{by}: {why}"),
        None => by.to_owned(),
    }
}

/// `9:30am to 10:15am`, and the day when it ends on another one (BI43).
pub(crate) fn times(starts: Timestamp, visit: &Visit) -> String {
    let ends = visit.planned_end(starts);
    let (from, to) = (moment::local(starts), moment::local(ends));
    let words = format!("{} to {}", moment::time_words(from.time()), moment::time_words(to.time()));
    if from.date() == to.date() {
        return words;
    }
    format!("{words} on {}", moment::day_words_short(to.date()))
}

/// Who is booked, and for when; or why they do not come.
fn interpreter_words(one: &Interpreter) -> String {
    let (who, at) = (interpreter::words(one), moment::moment_words(one.booked_for));
    match &one.cancelled {
        None => format!("{who}, for {at}"),
        Some(why) => format!("Cancelled ({}): {who}", why.trim_end_matches('.')),
    }
}

/// What a plan says, line by line; also what two versions are compared by.
pub(super) fn rows(starts: Timestamp, visit: &Visit, directory: &Directory) -> Vec<(&'static str, String)> {
    let day = moment::local_day(starts);
    let names: Vec<&str> = visit.workers.iter().map(|w| directory.staff_name(*w)).collect();
    let purposes: Vec<&str> = visit.purposes.iter().map(|p| p.label()).collect();
    let time = |at: Timestamp| moment::time_words(moment::local_time(at));
    let mut rows = vec![
        (
            "When",
            format!("{} {}, {}", moment::weekday_words(day), moment::day_words(day), times(starts, visit)),
        ),
        ("Place", codes::place::label(&visit.place).unwrap_or("Not known").to_owned()),
        ("Where exactly", visit.where_exactly.clone().unwrap_or_default()),
        ("Why there, although ruled out", visit.place_override.clone().unwrap_or_default()),
        ("Why then, although kept free", visit.time_override.clone().unwrap_or_default()),
        ("What for", purposes.join(", ")),
        ("Note", visit.note.clone().unwrap_or_default()),
        ("Who goes", if names.is_empty() { "Nobody chosen yet".to_owned() } else { names.join(" and ") }),
        ("Two workers needed", if visit.two_person { "Yes".to_owned() } else { String::new() }),
        ("Agreed with the person", if visit.agreed { "Yes, day and time".to_owned() } else { String::new() }),
        ("Interpreter", visit.interpreter.as_ref().map(interpreter_words).unwrap_or_default()),
        ("Started", visit.started_at.map(time).unwrap_or_default()),
        ("Ended", visit.ended_at.map(time).unwrap_or_default()),
        ("Running late", visit.late.as_ref().map(late_words).unwrap_or_default()),
        (
            "Moved to a later day",
            visit.postponed.as_ref().map(|one| postponed_words(one, directory)).unwrap_or_default(),
        ),
        (
            "Nobody goes for now",
            visit.displaced.as_ref().map(|one| displaced_words(one, directory)).unwrap_or_default(),
        ),
        ("Called off", visit.called_off.as_ref().map(|off| off_decided(off, directory)).unwrap_or_default()),
    ];
    rows.retain(|(_, text)| !text.is_empty());
    rows
}
