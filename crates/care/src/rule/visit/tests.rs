use jiff::Timestamp;
use jiff::civil::{date, time};
use uuid::Uuid;

use super::*;
use crate::access::{Actor, Role};
use crate::codes::purpose::Purpose;
use crate::entry::Entry;
use crate::entry::around::Preferences;
use crate::entry::visit::{CalledOff, CalledOffBy, Every};
use crate::line::{Line, SafetyNow};
use crate::rule::context::VisitNow;

const NOW: &str = "2026-11-18T09:30:00Z";

fn worker(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn line() -> Line {
    Line { person: Uuid::from_u128(1), ..Line::default() }
}

fn plan() -> Visit {
    Visit { series: None, ..series().visit(Uuid::nil()) }
}

fn series() -> VisitSeries {
    VisitSeries {
        workers: vec![worker(2)],
        from: date(2026, 11, 18),
        until: date(2027, 3, 31),
        weekdays: vec![3],
        every: Every::Week,
        at: time(14, 0, 0, 0),
        minutes: 45,
        place: "A01".to_owned(),
        where_exactly: None,
        purposes: vec![Purpose::Engagement],
        note: None,
        two_person: false,
        place_override: None,
        agreed: false,
    }
}

fn now_of(visit: &Visit, starts: &str) -> VisitNow {
    VisitNow {
        id: Uuid::from_u128(7),
        version: 1,
        person: Uuid::from_u128(1),
        team: None,
        starts_at: starts.parse().unwrap(),
        visit: visit.clone(),
        outcome: None,
    }
}

/// What stands around the draft of a test.
#[derive(Default)]
struct Around {
    line: Line,
    visit: Option<VisitNow>,
    before: Option<Body>,
    day: Vec<VisitNow>,
}

impl Around {
    fn of(line: Line) -> Around {
        Around { line, ..Around::default() }
    }

    /// The sentences of every refusal, with their rule.
    fn refused(&self, body: Body, starts: &str) -> Vec<String> {
        let at: Timestamp = starts.parse().unwrap();
        let subject = if matches!(body, Body::DayClose(_)) { worker(2) } else { self.line.person };
        let before = self.before.as_ref().map(|body| Entry {
            seq: 1,
            id: Uuid::from_u128(7),
            version: 1,
            subject,
            team: None,
            author: worker(2),
            happened_at: at,
            recorded_at: at,
            reason: None,
            body: body.clone(),
        });
        let draft = Draft {
            id: Uuid::from_u128(7),
            subject,
            team: None,
            happened_at: at,
            from_version: u32::from(before.is_some()),
            reason: None,
            body,
        };
        let actor = Actor { staff: worker(2), role: Role::Nurse, teams: Vec::new(), system: false };
        let context = Context {
            line: Some(&self.line),
            before: before.as_ref(),
            visit: self.visit.as_ref(),
            day: &self.day,
            ..Context::bare(NOW.parse().unwrap(), &actor, &|id| (id < worker(9)).then_some(Role::Nurse))
        };
        crate::rule::refusals(&draft, &context).iter().map(ToString::to_string).collect()
    }
}

const AT: &str = "2026-11-18T14:00:00Z";

#[test]
fn t04_bi98_a_lone_visit_is_refused_while_two_workers_are_needed() {
    let mut line = line();
    let expires_on = date(2026, 11, 30);
    line.safety =
        vec![SafetyNow { id: Uuid::nil(), rule: SafetyKind::TwoPerson, what: "Two".to_owned(), expires_on }];
    let around = Around::of(line);
    let sentence = ["workers: Two workers are needed until 30 November 2026: choose a second one. (T04)"];
    assert_eq!(around.refused(Body::Visit(plan()), AT), sentence);
    assert_eq!(around.refused(Body::VisitSeries(series()), AT), sentence);
    let two = Visit { workers: vec![worker(2), worker(3)], ..plan() };
    assert_eq!(around.refused(Body::Visit(two), AT), [""; 0]);
    assert_eq!(around.refused(Body::Visit(plan()), "2026-12-01T14:00:00Z"), [""; 0], "the rule has ended");
    let nobody = Visit { workers: Vec::new(), ..plan() };
    assert_eq!(around.refused(Body::Visit(nobody), AT), [""; 0], "nobody is chosen yet");
}

#[test]
fn nobody_visits_a_person_who_has_died() {
    let mut line = line();
    line.who.died_on = Some(date(2026, 11, 17));
    let around = Around::of(line);
    let sentence = ["subject: The person died on 17 November 2026: no visit can be planned."];
    assert_eq!(around.refused(Body::Visit(plan()), AT), sentence);
    assert_eq!(around.refused(Body::VisitSeries(series()), AT), sentence);
    let off =
        Some(CalledOff { by: CalledOffBy::Team, why: Some("The person died".to_owned()), decided_by: None });
    let around = Around { visit: Some(now_of(&plan(), AT)), ..around };
    assert_eq!(around.refused(Body::Visit(Visit { called_off: off, ..plan() }), AT), [""; 0]);
}

#[test]
fn s07_a_place_ruled_out_needs_a_reason_in_words() {
    let mut line = line();
    line.preferences = Some(Preferences { refuses_places: vec!["A01".to_owned()], ..Preferences::default() });
    let around = Around::of(line);
    let because = |why: &str| Visit { place_override: Some(why.to_owned()), ..plan() };
    let sentence = [
        "place_override: The person has ruled this place out: choose another, or say why it must be here. (S07)",
    ];
    assert_eq!(around.refused(Body::Visit(plan()), AT), sentence);
    assert_eq!(around.refused(Body::Visit(because(" - ")), AT), sentence);
    assert_eq!(around.refused(Body::Visit(because("The boiler is checked there")), AT), [""; 0]);
    assert_eq!(around.refused(Body::Visit(Visit { place: "N02".to_owned(), ..plan() }), AT), [""; 0]);
}

#[test]
fn p01_a_worker_the_person_does_not_want_is_refused() {
    let mut line = line();
    line.preferences = Some(Preferences { not_these_workers: vec![worker(2)], ..Preferences::default() });
    let around = Around::of(line);
    assert_eq!(
        around.refused(Body::Visit(plan()), AT),
        ["workers: The person does not want to meet this worker: choose another. (P01)"]
    );
    let stranger = Visit { workers: vec![worker(99)], ..plan() };
    assert_eq!(around.refused(Body::Visit(stranger), AT), ["workers: Choose workers of the team."]);
}

#[test]
fn a_visit_is_not_planned_or_moved_into_the_past() {
    let past = "2026-11-17T14:00:00Z";
    let sentence = ["happened_at: This is in the past: record a contact instead of planning a visit."];
    assert_eq!(Around::of(line()).refused(Body::Visit(plan()), past), sentence);
    let moved = Around { visit: Some(now_of(&plan(), AT)), ..Around::of(line()) };
    assert_eq!(moved.refused(Body::Visit(plan()), past), sentence);
    let called_off_late = Around { visit: Some(now_of(&plan(), past)), ..Around::of(line()) };
    let off = Visit {
        called_off: Some(CalledOff { by: CalledOffBy::Team, why: None, decided_by: None }),
        ..plan()
    };
    assert_eq!(called_off_late.refused(Body::Visit(off), past), [""; 0]);
}

#[test]
fn once_begun_the_plan_stays_and_the_worker_can_always_leave() {
    let started = Visit { started_at: Some(NOW.parse().unwrap()), ..plan() };
    let mut line = line();
    line.who.died_on = Some(date(2026, 11, 17));
    let around = Around { visit: Some(now_of(&started, AT)), ..Around::of(line) };
    let ended = Visit { ended_at: Some(NOW.parse().unwrap()), ..started.clone() };
    assert_eq!(around.refused(Body::Visit(ended), AT), [""; 0]);
    assert_eq!(around.refused(Body::Visit(plan()), AT), [""; 0], "a slip of the thumb is taken back");
    let sentence =
        ["happened_at: This visit has begun: its plan stays as it was. Record what happened instead."];
    assert_eq!(around.refused(Body::Visit(Visit { minutes: 30, ..started.clone() }), AT), sentence);
    assert_eq!(around.refused(Body::Visit(started), "2026-11-18T15:00:00Z"), sentence);
}

#[test]
fn only_the_last_day_and_the_note_of_a_series_change() {
    let around = Around { before: Some(Body::VisitSeries(series())), ..Around::of(line()) };
    let check = |series: VisitSeries, expected: &[&str]| {
        assert_eq!(around.refused(Body::VisitSeries(series), AT), expected);
    };
    check(VisitSeries { until: date(2026, 11, 18), ..series() }, &[]);
    check(VisitSeries { note: Some("Bring the forms".to_owned()), ..series() }, &[]);
    let pattern = ["End this series and start a new one: only its last day and its note can change. (T04)"];
    check(VisitSeries { weekdays: vec![3, 5], ..series() }, &pattern);
    check(VisitSeries { at: time(15, 0, 0, 0), ..series() }, &pattern);
    check(VisitSeries { workers: vec![worker(3)], ..series() }, &pattern);
    check(VisitSeries { from: date(2026, 11, 25), ..series() }, &pattern);
}

#[test]
fn a_series_neither_ends_nor_begins_in_the_past() {
    let old = VisitSeries { from: date(2026, 9, 2), ..series() };
    let around = Around { before: Some(Body::VisitSeries(old.clone())), ..Around::of(line()) };
    assert_eq!(
        around.refused(Body::VisitSeries(VisitSeries { until: date(2026, 11, 17), ..old.clone() }), AT),
        ["until: Choose today or a later day: what was planned until now stays on the record."]
    );
    assert_eq!(
        Around::of(line()).refused(Body::VisitSeries(old), AT),
        ["from: The first day is in the past: choose today or a later day."]
    );
}

#[test]
fn a_series_can_be_ended_after_the_person_died() {
    let mut line = line();
    line.who.died_on = Some(date(2026, 11, 10));
    let around = Around { before: Some(Body::VisitSeries(series())), ..Around::of(line) };
    assert_eq!(
        around.refused(Body::VisitSeries(VisitSeries { until: date(2026, 11, 18), ..series() }), AT),
        [""; 0]
    );
}

#[test]
fn lw09_a_day_with_an_open_visit_is_not_closed() {
    let close = Body::DayClose(DayClose { day: date(2026, 11, 18), note: None });
    let mut recorded = now_of(&plan(), "2026-11-18T09:00:00Z");
    recorded.outcome = Some(Uuid::nil());
    let mut around = Around { day: vec![recorded, now_of(&plan(), AT)], ..Around::of(line()) };
    assert_eq!(
        around.refused(close.clone(), NOW),
        ["day: Visits without an outcome: 2pm. Say what happened at each, then close the day. (4.4)"]
    );
    around.day.pop();
    assert_eq!(around.refused(close, NOW), [""; 0]);
    let tomorrow = Body::DayClose(DayClose { day: date(2026, 11, 19), note: None });
    assert_eq!(
        around.refused(tomorrow, NOW),
        ["day: This day has not begun: choose today or an earlier day."]
    );
}
