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
        time_override: None,
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
            ..Context::bare(NOW.parse().unwrap(), &actor, &|id| role(id))
        };
        crate::rule::refusals(&draft, &context).iter().map(ToString::to_string).collect()
    }
}

/// Eight and less are nurses, ten is a support worker, eleven a therapist, nobody else is there.
fn role(id: Uuid) -> Option<Role> {
    match id.as_u128() {
        10 => Some(Role::Support),
        11 => Some(Role::Ot),
        0..=8 => Some(Role::Nurse),
        _ => None,
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

#[test]
fn t07_a_visit_outside_a_meeting_is_within_the_scope_of_those_who_go() {
    let around = Around::of(line());
    let medicines = |workers: &[u128]| Visit {
        workers: workers.iter().map(|id| worker(*id)).collect(),
        purposes: vec![Purpose::Medicines],
        ..plan()
    };
    let sentence = [
        "workers: Support worker: not a thing this role does alone (medicines): choose a colleague who does, or send one along. (T07)",
    ];
    assert_eq!(around.refused(Body::Visit(medicines(&[10])), AT), sentence);
    assert_eq!(around.refused(Body::Visit(medicines(&[10, 2])), AT), [""; 0]);
    assert_eq!(around.refused(Body::Visit(medicines(&[])), AT), [""; 0], "nobody is chosen yet");
    assert_eq!(around.refused(Body::Visit(medicines(&[11])), AT), [""; 0], "the professions share it (T06)");
    let social = Visit { purposes: vec![Purpose::Social], ..medicines(&[10]) };
    assert_eq!(around.refused(Body::Visit(social.clone()), AT), [""; 0]);
    let pattern = VisitSeries { workers: vec![worker(10)], purposes: vec![Purpose::Medicines], ..series() };
    assert_eq!(around.refused(Body::VisitSeries(pattern), AT), sentence);
    // What was planned before the rule may be noted on, called off and begun, and not be given more.
    let around = Around { visit: Some(now_of(&medicines(&[10]), AT)), ..Around::of(line()) };
    let noted = Visit { note: Some("Ring first".to_owned()), ..medicines(&[10]) };
    assert_eq!(around.refused(Body::Visit(noted), AT), [""; 0]);
    let more = Visit { purposes: vec![Purpose::Medicines, Purpose::Crisis], ..medicines(&[10]) };
    assert_eq!(around.refused(Body::Visit(more), AT).len(), 1);
    let around = Around { visit: Some(now_of(&social, AT)), ..Around::of(line()) };
    assert_eq!(around.refused(Body::Visit(medicines(&[10])), AT), sentence, "a change to what is not theirs");
}

fn keeps_fridays() -> Line {
    let preferences = serde_json::json!({
        "kept_times": [{"what": "Friday prayers", "weekdays": ["friday"], "from": "12:30", "until": "14:30"}],
        "festivals": ["christmas"],
    });
    Line { preferences: serde_json::from_value(preferences).unwrap(), ..line() }
}

#[test]
fn p03_a_time_the_person_keeps_free_needs_a_reason_in_words() {
    let around = Around::of(keeps_fridays());
    let because = |why: &str| Visit { time_override: Some(why.to_owned()), ..plan() };
    let friday = "2026-11-20T13:00:00Z";
    let sentence = [
        "time_override: The person keeps this time free: Friday prayers (Fridays, 12:30pm to 2:30pm). Choose another time, or say why it must be then. (P03)",
    ];
    assert_eq!(around.refused(Body::Visit(plan()), friday), sentence);
    assert_eq!(around.refused(Body::Visit(because(" - ")), friday), sentence);
    assert_eq!(around.refused(Body::Visit(because("The landlord comes then")), friday), [""; 0]);
    assert_eq!(around.refused(Body::Visit(plan()), "2026-11-20T14:30:00Z"), [""; 0]);
    assert_eq!(around.refused(Body::Visit(plan()), "2026-12-24T10:00:00Z").len(), 1, "a festival");
    // Who is at the door goes on; who moves into it, or makes it longer, is asked.
    let before =
        |starts: &str| Around { visit: Some(now_of(&plan(), starts)), ..Around::of(keeps_fridays()) };
    let started = Visit { started_at: Some(NOW.parse().unwrap()), ..plan() };
    assert_eq!(before(friday).refused(Body::Visit(started), friday), [""; 0]);
    let noted = Visit { note: Some("Ring first".to_owned()), ..plan() };
    assert_eq!(before(friday).refused(Body::Visit(noted), friday), [""; 0]);
    assert_eq!(before(AT).refused(Body::Visit(plan()), friday), sentence);
    let longer = Visit { minutes: 60, ..plan() };
    assert_eq!(before(friday).refused(Body::Visit(longer), friday), sentence);
}

#[test]
fn p03_a_series_keeps_the_week_free_and_festivals_are_pointed_out() {
    let around = Around::of(keeps_fridays());
    let fridays = VisitSeries { weekdays: vec![3, 5], at: time(13, 0, 0, 0), ..series() };
    assert_eq!(around.refused(Body::VisitSeries(fridays.clone()), AT).len(), 1);
    let because =
        VisitSeries { time_override: Some("Asked for by the person".to_owned()), ..fridays.clone() };
    assert_eq!(around.refused(Body::VisitSeries(because), AT), [""; 0]);
    let thursdays = VisitSeries { weekdays: vec![4], ..fridays.clone() };
    let falls_on_christmas = thursdays.visits(Uuid::nil()).iter().any(|(.., day)| *day == date(2026, 12, 24));
    assert!(falls_on_christmas);
    assert_eq!(around.refused(Body::VisitSeries(thursdays), AT), [""; 0]);
    // A series that was there before the wish can be ended.
    let around = Around { before: Some(Body::VisitSeries(fridays.clone())), ..Around::of(keeps_fridays()) };
    let ended = VisitSeries { until: date(2026, 11, 18), ..fridays };
    assert_eq!(around.refused(Body::VisitSeries(ended), AT), [""; 0]);
}

#[test]
fn p03_an_interpreter_is_booked_for_the_time_of_the_visit_and_stays_on_the_record() {
    let booked = |at: &str, more: &serde_json::Value| {
        let mut one = serde_json::json!({"language": "pl", "presence": "phone", "who": "professional",
            "by": "Bramble Interpreting", "booked_for": at});
        for (name, value) in more.as_object().unwrap() {
            one[name] = value.clone();
        }
        Visit { interpreter: serde_json::from_value(one).unwrap(), ..plan() }
    };
    let none = serde_json::json!({});
    let around = Around::of(line());
    assert_eq!(around.refused(Body::Visit(booked(AT, &none)), AT), [""; 0]);
    assert_eq!(around.refused(Body::Visit(booked("2026-11-18T15:00:00Z", &none)), AT).len(), 1);
    // The visit moves and the booking does not: that is pointed out, not refused.
    let before = || Around { visit: Some(now_of(&booked(AT, &none), AT)), ..Around::of(line()) };
    assert_eq!(before().refused(Body::Visit(booked(AT, &none)), "2026-11-18T16:00:00Z"), [""; 0]);
    let taken_away = before().refused(Body::Visit(plan()), AT);
    assert_eq!(
        taken_away,
        [
            "interpreter.cancelled: A booking stays on the record: say why the interpreter does not come instead. (P03)"
        ]
    );
    let cancelled = booked(AT, &serde_json::json!({"cancelled": "The person asked for another"}));
    assert_eq!(before().refused(Body::Visit(cancelled), AT), [""; 0]);
    let off = Some(CalledOff { by: CalledOffBy::Team, why: Some("Snow".to_owned()), decided_by: None });
    let to_nothing = Visit { called_off: off, ..booked(AT, &none) };
    assert_eq!(Around::of(line()).refused(Body::Visit(to_nothing), AT).len(), 1);
    // At the door somebody rings an interpreter after all.
    let begun = Visit { started_at: Some(NOW.parse().unwrap()), ..plan() };
    let around = Around { visit: Some(now_of(&begun, AT)), ..Around::of(line()) };
    let rung = Visit { started_at: begun.started_at, ..booked(AT, &none) };
    assert_eq!(around.refused(Body::Visit(rung), AT), [""; 0]);
}
