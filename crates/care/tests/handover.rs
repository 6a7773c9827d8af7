//! A handover as the rules and the end of it see it: who is spoken of, who owns what, what the day lacks.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use care::access::{Actor, Role};
use care::entry::handover::{Coverage, Handover};
use care::entry::{Body, Draft, Entry, Kind};
use care::handover::{Gap, coverage, gaps};
use care::line::{Line, Seen};
use care::rule::context::VisitNow;
use care::rule::{Context, refusals};
use jiff::Timestamp;
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

const TEAM: Uuid = Uuid::from_u128(4);
const NURSE: Uuid = Uuid::from_u128(2);
const NOW: &str = "2026-11-18T09:30:00Z";
const BEGAN: &str = "2026-11-18T09:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn session() -> Uuid {
    Handover::entry_id(TEAM, date(2026, 11, 18), 1)
}

/// Somebody on the caseload in a tier, of whom this was said at a handover.
fn person(number: u128, tier: &str, said: Option<(Uuid, Option<&str>)>) -> Line {
    let said = said.map(|(handover, change)| {
        json!({"id": Uuid::from_u128(90), "handover": handover, "at": BEGAN, "by": NURSE, "change": change, "seq": 9})
    });
    let line: Line = serde_json::from_value(json!({
        "person": Uuid::from_u128(number),
        "who": {"name": format!("Person {number}")},
        "episodes": [{"id": Uuid::from_u128(5), "team": TEAM, "referred_on": "2026-03-02", "accepted_on": "2026-03-09"}],
        "tier": {"id": Uuid::from_u128(92), "tier": tier, "reason": "Why", "by": NURSE, "at": BEGAN, "expires_on": "2026-11-20", "seq": 3},
        "said": said,
    }))
    .unwrap();
    let at = at("2026-11-16T10:00:00Z");
    let seen = Seen { id: Uuid::from_u128(91), at, workers: vec![NURSE], place: None };
    Line { last_seen: Some(seen), ..line }
}

fn entry(draft: &Draft) -> Entry {
    Entry {
        seq: 1,
        id: draft.id,
        version: 1,
        subject: draft.subject,
        team: Some(TEAM),
        author: NURSE,
        happened_at: draft.happened_at,
        recorded_at: draft.happened_at,
        reason: None,
        body: draft.body.clone(),
    }
}

fn handover(changes: &Value) -> Draft {
    let mut body = json!({"day": "2026-11-18", "round": 1, "attendees": [NURSE]});
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    Draft {
        id: session(),
        subject: TEAM,
        team: Some(TEAM),
        happened_at: at(BEGAN),
        from_version: 0,
        reason: None,
        body: Body::parse(Kind::Handover, &body.to_string()).unwrap(),
    }
}

/// The numbers of the rules that refuse, or the field where a rule has none.
fn refused(draft: &Draft, line: Option<&Line>, session: Option<&Entry>, caseload: &[Line]) -> Vec<String> {
    let actor = Actor { staff: NURSE, role: Role::Nurse, teams: vec![TEAM], system: false };
    let context = Context {
        line,
        session,
        caseload,
        ..Context::bare(at(NOW), &actor, &|id| (id == NURSE).then_some(Role::Nurse))
    };
    refusals(draft, &context).into_iter().map(|p| p.rule.map_or(p.field, |rule| rule.to_string())).collect()
}

#[test]
fn t01_a_handover_is_of_its_day_its_team_and_somebody() {
    let cases: &[(Value, &[&str])] = &[
        (json!({}), &[]),
        (json!({"attendees": []}), &["attendees"]),
        (json!({"attendees": [NURSE, NURSE]}), &["attendees"]),
        (json!({"attendees": [TEAM]}), &["attendees"]),
        (json!({"round": 0}), &["round", "id"]),
        (json!({"round": 2}), &["id"]),
        (json!({"day": "2026-11-17"}), &["id", "day"]),
        (json!({"ended_at": NOW}), &["coverage"]),
    ];
    for (change, numbers) in cases {
        assert_eq!(refused(&handover(change), None, None, &[]), *numbers, "{change}");
    }
}

#[test]
fn t01_a_handover_ends_only_with_what_is_true() {
    let here = session();
    let caseload = [
        person(21, "red", Some((here, Some("Seen last night")))),
        person(22, "green", Some((here, None))),
        person(23, "green", Some((Uuid::from_u128(77), Some("Yesterday")))),
    ];
    let truth = coverage(&caseload, here);
    assert_eq!(
        truth,
        Coverage { people: 3, spoken: 2, changed: 1, not_spoken: vec![Uuid::from_u128(23)] },
        "what was said at another handover does not count"
    );
    let end = |coverage: &Coverage, ended: &str| handover(&json!({"ended_at": ended, "coverage": coverage}));
    let made_up = Coverage { spoken: 3, not_spoken: Vec::new(), ..truth.clone() };
    let cases: &[(&Coverage, &str, &[&str])] = &[
        (&truth, NOW, &[]),
        (&truth, "2026-11-18T09:35:00Z", &[]),
        (&truth, "2026-11-18T09:36:00Z", &["ended_at"]),
        (&truth, "2026-11-18T08:59:59Z", &["ended_at"]),
        (&made_up, NOW, &["T01"]),
    ];
    for (coverage, ended, numbers) in cases {
        assert_eq!(refused(&end(coverage, ended), None, None, &caseload), *numbers, "{ended} {coverage:?}");
    }
    for silent in [None, Some((here, None)), Some((Uuid::from_u128(77), Some("Yesterday")))] {
        let caseload = [person(21, "red", silent)];
        let truth = coverage(&caseload, here);
        assert_eq!(refused(&end(&truth, NOW), None, None, &caseload), ["T01"], "{silent:?}");
    }
}

#[test]
fn t01_a_line_belongs_to_an_open_handover_of_the_persons_team() {
    let open = entry(&handover(&json!({})));
    let ended =
        entry(&handover(&json!({"ended_at": NOW, "coverage": {"people": 0, "spoken": 0, "changed": 0}})));
    let elsewhere = Entry { subject: NURSE, ..open.clone() };
    let (green, red) = (person(22, "green", None), person(21, "red", None));
    let cases: &[(&Line, Option<&Entry>, Value, &[&str])] = &[
        (&green, Some(&open), json!({"change": "Cooked"}), &[]),
        (&green, Some(&open), json!({}), &[]),
        (&green, Some(&open), json!({"change": " - "}), &["change"]),
        (&green, Some(&open), json!({"good_news": true}), &["change"]),
        (&green, Some(&open), json!({"change": "x".repeat(501)}), &["change"]),
        (&green, Some(&open), json!({"action": {"what": " ", "due_on": "2026-11-19"}}), &["action.what"]),
        (&green, Some(&open), json!({"action": {"what": "Ring", "due_on": "2026-11-19"}}), &[]),
        (
            &green,
            Some(&open),
            json!({"action": {"what": "Ring", "owner": TEAM, "due_on": "2026-11-19"}}),
            &["action.owner"],
        ),
        (&red, Some(&open), json!({}), &["T01"]),
        (&red, Some(&open), json!({"change": "Seen last night"}), &[]),
        (&green, Some(&ended), json!({"change": "Cooked"}), &["T01"]),
        (&green, Some(&elsewhere), json!({"change": "Cooked"}), &["T01"]),
        (&green, None, json!({"change": "Cooked"}), &["T01"]),
    ];
    for (line, session, change, numbers) in cases {
        let mut body = change.clone();
        body["handover"] = json!(open.id);
        let draft = Draft {
            id: Uuid::from_u128(7),
            subject: line.person,
            body: Body::parse(Kind::HandoverLine, &body.to_string()).unwrap(),
            ..handover(&json!({}))
        };
        assert_eq!(refused(&draft, Some(line), *session, &[]), *numbers, "{change}");
    }
}

fn visit(id: u128, person: u128, starts: &str, workers: &[Uuid], two_person: bool) -> VisitNow {
    let visit = json!({"workers": workers, "minutes": 45, "place": "A01", "purposes": ["engagement"], "two_person": two_person});
    VisitNow {
        id: Uuid::from_u128(id),
        version: 1,
        person: Uuid::from_u128(person),
        team: Some(TEAM),
        starts_at: at(starts),
        visit: serde_json::from_value(visit).unwrap(),
        outcome: None,
    }
}

#[test]
fn the_day_lacks_workers_and_visits_in_time() {
    let other = Uuid::from_u128(3);
    // Seen on Monday 16: green must be seen by the 25th, red by the 18th; grey is looked for instead.
    let caseload = [person(21, "green", None), person(22, "red", None), person(23, "grey", None)];
    let check = |visits: &[VisitNow], expected: &[Gap]| {
        let away = |worker, _| worker == other;
        assert_eq!(gaps(&caseload, visits, away, &|_, _| false, at(NOW)), expected);
    };
    let on_time = visit(1, 21, "2026-11-25T10:00:00Z", &[NURSE], false);
    let red = |workers: &[Uuid], two: bool| visit(2, 22, "2026-11-18T14:00:00Z", workers, two);
    let id = Uuid::from_u128(2);
    check(&[on_time.clone(), red(&[NURSE], false)], &[]);
    check(&[on_time.clone(), red(&[], false)], &[Gap::Nobody(id)]);
    check(&[on_time.clone(), red(&[NURSE], true)], &[Gap::Second(id)]);
    check(&[on_time.clone(), red(&[NURSE, other], true)], &[Gap::Away(id, other)]);
    check(&[on_time], &[Gap::Unseen(Uuid::from_u128(22), date(2026, 11, 18))]);
    let late = visit(1, 21, "2026-11-26T10:00:00Z", &[NURSE], false);
    check(&[late, red(&[NURSE], false)], &[Gap::Unseen(Uuid::from_u128(21), date(2026, 11, 25))]);
}

#[test]
fn p03_a_visit_without_an_interpreter_or_in_a_kept_time_is_a_gap() {
    let mut needs = person(21, "green", None);
    needs.who.interpreter = Some("Polish".to_owned());
    needs.preferences = serde_json::from_value(serde_json::json!({
        "kept_times": [{"what": "Prayer", "weekdays": ["wednesday"], "from": "13:30", "until": "14:30"}],
    }))
    .unwrap();
    let check = |visits: &[VisitNow], expected: &[Gap]| {
        assert_eq!(gaps(&[needs.clone()], visits, |_, _| false, &|_, _| false, at(NOW)), expected);
    };
    let id = Uuid::from_u128(1);
    let seen = visit(9, 21, "2026-11-24T10:00:00Z", &[NURSE], false);
    let with = |starts: &str, cancelled: Option<&str>, off: bool| {
        let mut one = visit(1, 21, starts, &[NURSE], false);
        one.visit.interpreter = serde_json::from_value(serde_json::json!({
            "language": "pl", "presence": "phone", "who": "professional", "by": "Bramble Interpreting",
            "booked_for": starts, "cancelled": cancelled,
        }))
        .unwrap();
        one.visit.called_off = off.then(|| serde_json::from_str(r#"{"by": "team"}"#).unwrap());
        one
    };
    let bare = |starts: &str| visit(1, 21, starts, &[NURSE], false);
    check(&[seen.clone(), bare("2026-11-18T16:00:00Z")], &[Gap::NoInterpreter(id)]);
    check(&[seen.clone(), bare("2026-11-21T10:00:00Z")], &[Gap::NoInterpreter(id)]);
    // Further ahead there is time.
    check(&[seen.clone(), bare("2026-11-22T10:00:00Z")], &[]);
    check(&[seen.clone(), with("2026-11-18T16:00:00Z", None, false)], &[]);
    check(&[seen.clone(), with("2026-11-18T16:00:00Z", Some("Ill"), false)], &[Gap::NoInterpreter(id)]);
    check(&[seen.clone(), with("2026-11-18T16:00:00Z", None, true)], &[Gap::StillBooked(id)]);
    check(&[seen.clone(), with("2026-11-18T14:00:00Z", None, false)], &[Gap::KeptTime(id)]);
    let mut said = with("2026-11-18T14:00:00Z", None, false);
    said.visit.time_override = Some("The tenancy ends today".to_owned());
    check(&[seen, said], &[]);
}
