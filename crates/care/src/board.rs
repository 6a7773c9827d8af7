//! The board: the whole caseload on one screen in the order of the daily handover (domain 4.2), each
//! line with its reasons. Pure arrangement of lines and visits at a moment; it reads nothing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use crate::clocks::{self, Clock, What};
use crate::entry::event::EventKind;
use crate::entry::safety::Step;
use crate::entry::tier::TierName;
use crate::ladder;
use crate::line::{Line, Seen};
use crate::moment;
use crate::rule::context::{VisitNow, VisitState};
use crate::safety::{self, Watch};
use crate::settings;

/// Why somebody is where they are on the board. The number is the place in the handover's order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Reason {
    /// 1 to 12 of domain 4.2; 13 for "as planned".
    pub place: u8,
    /// Whether a promise is already broken.
    pub overdue: bool,
    /// In words.
    pub words: String,
}

/// What a place in the handover's order is called; none for a number that is no place.
#[must_use]
pub fn group_label(place: u8) -> Option<&'static str> {
    Some(match place {
        1 => "Cannot be found, or staff safety",
        2 => "Red tier",
        3 => "Since the last handover",
        4 => "Injection due",
        5 => "Missed contacts",
        6 => "Family concern waiting",
        7 => "Section or order ending",
        8 => "In and out of hospital",
        9 => "Not seen in time, or no key worker",
        10 => "Actions and decisions due",
        11 => "Visits",
        12 => "Good news",
        13 => "As planned",
        _ => return None,
    })
}

/// One person on the board.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// All that is known.
    pub line: &'a Line,
    /// Reasons, the weightiest first; never empty.
    pub reasons: Vec<Reason>,
    /// When and by whom last seen.
    pub last_seen: Option<&'a Seen>,
    /// The next visit planned.
    pub next_visit: Option<&'a VisitNow>,
    /// Face-to-face contacts since Monday.
    pub contacts_this_week: u32,
    /// Fewest and usual most a week by the tier.
    pub plan: Option<(u32, u32)>,
    /// Workers who saw the person in 14 days, the latest first.
    pub seen_by: Vec<Uuid>,
    /// Clocks due within the warning time, the earliest first.
    pub clocks: Vec<Clock>,
}

impl Row<'_> {
    /// The reason that decides the place.
    #[must_use]
    pub fn place(&self) -> u8 {
        self.reasons.first().map_or(13, |reason| reason.place)
    }
}

/// Arranges a caseload.
#[must_use]
pub fn arrange<'a>(
    lines: &'a [impl AsRef<Line>],
    visits: impl IntoIterator<Item = &'a VisitNow>,
    now: Timestamp,
) -> Vec<Row<'a>> {
    let mut of_person: BTreeMap<Uuid, Vec<&VisitNow>> = BTreeMap::new();
    for visit in visits {
        of_person.entry(visit.person).or_default().push(visit);
    }
    let mut rows: Vec<Row<'a>> = lines
        .iter()
        .map(AsRef::as_ref)
        .filter(|line| line.on_caseload())
        .map(|line| row(line, of_person.get(&line.person).map_or(&[][..], Vec::as_slice), now))
        .collect();
    rows.sort_by(|a, b| {
        let of = |row: &Row<'a>| order(&row.reasons, &row.line.who.sort, row.line.person);
        of(a).cmp(&of(b))
    });
    rows
}

/// What rows are put in order by: the place of the weightiest reason, what is overdue first, the name.
#[must_use]
pub fn order<'a>(reasons: &[Reason], sort: &'a str, person: Uuid) -> (u8, bool, &'a str, Uuid) {
    let first = reasons.first();
    (first.map_or(13, |reason| reason.place), !first.is_some_and(|reason| reason.overdue), sort, person)
}

/// One person's row, given their visits.
#[must_use]
pub fn row<'a>(line: &'a Line, visits: &[&'a VisitNow], now: Timestamp) -> Row<'a> {
    let today = moment::local_day(now);
    let monday =
        moment::start_of_day(moment::add_days(today, -i32::from(today.weekday().to_monday_zero_offset())));
    let fortnight = now.checked_sub((14 * 24).hours()).unwrap_or(now);
    let mut seen_by = Vec::new();
    for recent in line.recent.iter().rev().filter(|r| r.seen && r.at > fortnight) {
        for worker in &recent.workers {
            if !seen_by.contains(worker) {
                seen_by.push(*worker);
            }
        }
    }
    let contacts = line.recent.iter().filter(|r| r.seen && r.at >= monday).count();
    let next_visit = visits
        .iter()
        .filter(|v| v.state() == VisitState::Planned && v.visit.planned_end(v.starts_at) > now)
        .min_by_key(|v| (v.starts_at, v.id))
        .copied();
    let clocks: Vec<Clock> = clocks::of(line, now).into_iter().filter(Clock::is_pressing).collect();
    let mut reasons = reasons(line, visits, next_visit, &clocks, now);
    reasons.sort();
    reasons.sort_by_key(|reason| (reason.place, !reason.overdue));
    Row {
        line,
        reasons,
        last_seen: line.last_seen.as_ref(),
        next_visit,
        contacts_this_week: u32::try_from(contacts).unwrap_or(u32::MAX),
        plan: line.tier.as_ref().map(|t| (t.tier.plan().contacts_least, t.tier.plan().contacts_most)),
        seen_by,
        clocks,
    }
}

fn reasons(
    line: &Line,
    visits: &[&VisitNow],
    next: Option<&VisitNow>,
    clocks: &[Clock],
    now: Timestamp,
) -> Vec<Reason> {
    let mut all = Vec::new();
    let today = moment::local_day(now);
    tier_reasons(line, today, &mut all);
    visit_reasons(visits, next, line, now, &mut all);
    event_reasons(line, now, &mut all);
    said_reasons(line, now, &mut all);
    ladder_reasons(line, now, &mut all);
    unseen_reasons(line, now, &mut all);
    clock_reasons(clocks, today, &mut all);
    stay_reasons(line, now, &mut all);
    for action in line.actions.iter().filter(|a| a.due_on <= today) {
        all.push(Reason {
            place: 10,
            overdue: action.due_on < today,
            words: format!("Action: {}", action.what),
        });
    }
    if all.is_empty() {
        all.push(Reason { place: 13, overdue: false, words: "As planned".to_owned() });
    }
    all
}

/// A clock is a reason once it has passed or falls due within the handover's horizon; a tier that has
/// passed is said by the tier itself.
fn clock_reasons(clocks: &[Clock], today: Date, all: &mut Vec<Reason>) {
    let horizon = moment::add_days(today, settings::HANDOVER_DAYS);
    for clock in clocks {
        let said = match clock.what {
            What::Injection | What::Section | What::FollowUp => true,
            What::PlanReview | What::SafetyRule | What::Rating => clock.on <= horizon,
            What::Decision | What::FirstContact | What::WaitingCheck | What::Onward => true,
            What::Tier => !clock.overdue,
        };
        if said {
            all.push(Reason {
                place: clock.what.place(),
                overdue: clock.overdue,
                words: clock.words.clone(),
            });
        }
    }
}

fn stay_reasons(line: &Line, now: Timestamp, all: &mut Vec<Reason>) {
    if let Some(stay) = &line.stay
        && stay.left_at.is_none()
        && stay.admitted_at > since_last_handover(now)
    {
        all.push(Reason { place: 8, overdue: false, words: format!("Admitted: {}", stay.ward) });
    }
}

/// A day ago; on a Monday the weekend too.
fn since_last_handover(now: Timestamp) -> Timestamp {
    let monday = moment::local_day(now).weekday() == jiff::civil::Weekday::Monday;
    now.checked_sub(if monday { 72 } else { 24 }.hours()).unwrap_or(now)
}

fn tier_reasons(line: &Line, today: Date, all: &mut Vec<Reason>) {
    let Some(tier) = &line.tier else {
        all.push(Reason { place: 10, overdue: true, words: "No tier decided".to_owned() });
        return;
    };
    let words = || tier.reason.clone();
    match tier.tier {
        TierName::Grey => {
            // Whoever decided may have begun with these very words.
            let said = words().to_lowercase().starts_with("cannot be found");
            let words = if said { words() } else { format!("Cannot be found: {}", words()) };
            all.push(Reason { place: 1, overdue: false, words });
        }
        TierName::Red => all.push(Reason { place: 2, overdue: false, words: words() }),
        TierName::Amber | TierName::Green | TierName::Blue => {}
    }
    if tier.expires_on < today {
        all.push(Reason {
            place: 10,
            overdue: true,
            words: format!(
                "{} tier expired {}: decide again",
                tier.tier.label(),
                moment::day_words_short(tier.expires_on)
            ),
        });
    }
}

fn visit_reasons(
    visits: &[&VisitNow],
    next: Option<&VisitNow>,
    line: &Line,
    now: Timestamp,
    all: &mut Vec<Reason>,
) {
    let today = moment::local_day(now);
    // Instants, not days: there are twenty visits a person, and the calendar is asked only twice.
    let (from, to) = (moment::start_of_day(today), moment::start_of_day(moment::add_days(today, 1)));
    let (mut waiting, mut first) = (0, Timestamp::MAX);
    for visit in visits {
        let reached = Watch::of(visit, false, &[]).and_then(|watch| watch.reached(now));
        match (visit.state(), reached) {
            (VisitState::Started, Some(step)) => all.push(not_out(visit, step)),
            (VisitState::Planned, _)
                if (from..to).contains(&visit.starts_at)
                    && visit.visit.planned_end(visit.starts_at) > now =>
            {
                all.push(visit_today(visit));
            }
            (VisitState::Planned | VisitState::Started | VisitState::Ended, _)
                if visit.waits_for_outcome(now) =>
            {
                waiting += 1;
                first = first.min(visit.starts_at);
            }
            (
                VisitState::Planned
                | VisitState::Started
                | VisitState::Ended
                | VisitState::Recorded
                | VisitState::CalledOff,
                _,
            ) => {}
        }
    }
    if waiting > 0 {
        let day = moment::day_words_short(moment::local_day(first));
        let words = match waiting {
            1 => format!("Visit of {day} has no outcome"),
            more => format!("{more} visits since {day} have no outcome"),
        };
        all.push(Reason { place: 11, overdue: true, words });
    }
    let horizon = moment::add_days(today, settings::NEXT_VISIT_DAYS);
    if next.is_none_or(|v| moment::local_day(v.starts_at) > horizon) {
        let grey = line.tier.as_ref().is_some_and(|t| t.tier == TierName::Grey);
        if !grey {
            all.push(Reason { place: 11, overdue: true, words: "No visit planned".to_owned() });
        }
    }
}

/// A worker who did not come out of a visit in time, and what is to be done (domain 4.2 place 1).
fn not_out(visit: &VisitNow, step: Step) -> Reason {
    let at = moment::time_words(moment::local_time(visit.starts_at));
    let end = moment::time_words(moment::local_time(safety::expected_end(visit)));
    let step = step.label().to_lowercase();
    Reason {
        place: 1,
        overdue: true,
        words: format!("Worker not out of the {at} visit, expected at {end}: {step}"),
    }
}

/// A visit of today; one for which nobody, or nobody second, is chosen is a gap (domain 4.2 place 11).
fn visit_today(visit: &VisitNow) -> Reason {
    let at = moment::time_words(moment::local_time(visit.starts_at));
    let needed = if visit.visit.two_person { 2 } else { 1 };
    let chosen = visit.visit.workers.len();
    let words = match (chosen < needed, visit.visit.two_person) {
        (true, _) if chosen == 0 => format!("Visit today, {at}: nobody chosen"),
        (true, _) => format!("Visit today, {at}: second worker missing"),
        (false, true) => format!("Visit today, {at}, two workers"),
        (false, false) => format!("Visit today, {at}"),
    };
    Reason { place: 11, overdue: chosen < needed, words }
}

fn event_reasons(line: &Line, now: Timestamp, all: &mut Vec<Reason>) {
    let since = since_last_handover(now);
    let week_ago = now.checked_sub((7 * 24).hours()).unwrap_or(now);
    for event in &line.events {
        let words = format!("{}: {}", event.event.label(), event.what);
        let (place, shown) = match event.event {
            EventKind::StaffSafety => (1, event.at > since),
            EventKind::FamilyConcern => (6, event.waits),
            EventKind::GoodNews => (12, event.at > week_ago),
            EventKind::Police
            | EventKind::EmergencyDepartment
            | EventKind::CrisisLine
            | EventKind::Housing
            | EventKind::CarerBreakdown
            | EventKind::LifeEvent => (3, event.at > since),
        };
        if shown {
            let due = event.at.checked_add(settings::CONCERN_HOURS.hours()).unwrap_or(event.at);
            let overdue = event.waits && (event.urgent || due < now);
            all.push(Reason { place, overdue, words });
        }
    }
}

/// What a handover left to do about the tier, and its good news.
fn said_reasons(line: &Line, now: Timestamp, all: &mut Vec<Reason>) {
    let Some(said) = &line.said else { return };
    let change = said.change.as_deref().unwrap_or_default();
    if said.tier_concern && line.tier.as_ref().is_none_or(|tier| tier.at < said.at) {
        all.push(Reason { place: 10, overdue: false, words: format!("Look at the tier: {change}") });
    }
    let week_ago = now.checked_sub((7 * 24).hours()).unwrap_or(now);
    if said.good_news && said.at > week_ago {
        all.push(Reason { place: 12, overdue: false, words: format!("Good news: {change}") });
    }
}

fn ladder_reasons(line: &Line, now: Timestamp, all: &mut Vec<Reason>) {
    let (Some(ladder), Some(missed)) = (ladder::of(line), &line.missed) else { return };
    let label = missed.last_outcome.label();
    let words = match ladder.next() {
        Some(step) => {
            format!("{label}: step {} by {}", step.step, clocks::near_moment(step.by, moment::local_day(now)))
        }
        None => label.to_owned(),
    };
    let place = if missed.grey { 1 } else { 5 };
    all.push(Reason { place, overdue: ladder.next().is_some_and(|s| s.overdue(now)), words });
}

fn unseen_reasons(line: &Line, now: Timestamp, all: &mut Vec<Reason>) {
    let today = moment::local_day(now);
    if let Some(days) = unseen_days(line, now) {
        let words = match line.last_seen_on() {
            Some(_) => format!("Not seen for {days} days"),
            None => "Not seen yet".to_owned(),
        };
        all.push(Reason { place: 9, overdue: true, words });
    }
    if let Some(since) = line.unallocated_since() {
        let days = moment::days_between(since, today);
        all.push(Reason { place: 9, overdue: true, words: format!("No key worker for {days} days") });
    }
}

/// Days since the person was seen, when that is beyond the limit of the tier; counted from the day
/// the team took the person on when they were never seen (N10, domain 4.2 place 9).
#[must_use]
pub fn unseen_days(line: &Line, now: Timestamp) -> Option<i32> {
    let days = moment::days_between(unseen_from(line)?, moment::local_day(now));
    (days > unseen_limit(line)).then_some(days)
}

/// The last day on which a visit still comes in time for the tier.
#[must_use]
pub fn seen_by_day(line: &Line) -> Option<Date> {
    Some(moment::add_days(unseen_from(line)?, unseen_limit(line)))
}

fn unseen_limit(line: &Line) -> i32 {
    line.tier.as_ref().map_or(TierName::Amber, |t| t.tier).plan().unseen_days
}

fn unseen_from(line: &Line) -> Option<Date> {
    match line.last_seen_on() {
        Some(day) => Some(day),
        None => line.episode()?.accepted_on,
    }
}
