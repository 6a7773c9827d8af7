//! Which visits accepting a plan writes, and which changes of others stand in its way.

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::drafts;
use crate::entry::Body;
use crate::entry::week_plan::WeekPlan;
use crate::rule::context::VisitNow;

const AT: &str = "2026-11-19T10:00:00Z";
const LATER: &str = "2026-11-19T14:00:00Z";
const TEAM: Uuid = Uuid::from_u128(4);
const ANNA: Uuid = Uuid::from_u128(21);
const NURSE: Uuid = Uuid::from_u128(2);
const VISIT: Uuid = Uuid::from_u128(31);

fn now(version: u32, changes: &Value) -> VisitNow {
    let mut visit = json!({"workers": [NURSE], "minutes": 45, "place": "A01", "purposes": ["engagement"], "note": "Bring the key", "series": TEAM});
    for (name, value) in changes.as_object().unwrap() {
        visit[name] = value.clone();
    }
    VisitNow {
        id: VISIT,
        version,
        person: ANNA,
        team: Some(TEAM),
        starts_at: AT.parse().unwrap(),
        visit: serde_json::from_value(visit).unwrap(),
        outcome: None,
    }
}

fn plan(placements: &Value, left_out: &Value) -> WeekPlan {
    let none = json!({
        "made": 0, "left_out": 0, "travel_minutes": 0, "uneven_minutes": 0, "key_worker_short": 0,
        "one_worker_only": 0, "too_many_workers": 0, "wishes_missed": 0, "moved": 0, "cost": 0,
    });
    let plan = json!({"monday": "2026-11-16", "round": 1, "state": "draft", "before": none, "after": none,
        "placements": placements, "left_out": left_out});
    serde_json::from_value(plan).unwrap()
}

fn placed(effect: &str, version: u32, at: &str) -> Value {
    json!([{"person": ANNA, "visit": VISIT, "version": version, "effect": effect, "starts_at": at,
        "minutes": 45, "place": "A01", "workers": [NURSE], "purposes": ["engagement"]}])
}

#[test]
fn a_changed_visit_keeps_what_the_plan_does_not_speak_of() {
    let written =
        drafts(&plan(&placed("changes", 0, LATER), &json!([])), TEAM, &[now(0, &json!({}))]).unwrap();
    let [draft] = written.as_slice() else { panic!("{written:?}") };
    let Body::Visit(visit) = &draft.body else { panic!("{draft:?}") };
    assert_eq!(
        (draft.id, draft.from_version, draft.happened_at),
        (VISIT, 0, LATER.parse::<Timestamp>().unwrap())
    );
    assert_eq!((visit.note.as_deref(), visit.series), (Some("Bring the key"), Some(TEAM)));
}

#[test]
fn what_stands_writes_nothing_and_what_is_new_is_written() {
    let stands = plan(&placed("stands", 1, AT), &json!([]));
    assert_eq!(drafts(&stands, TEAM, &[now(1, &json!({}))]), Ok(Vec::new()));
    let new = drafts(&plan(&placed("new", 0, LATER), &json!([])), TEAM, &[]).unwrap();
    assert_eq!(new.len(), 1);
}

#[test]
fn who_is_left_out_stays_planned_with_nobody_to_go() {
    let left = json!([{"person": ANNA, "visit": VISIT, "standing": 1, "what": "Engagement", "reasons": []}]);
    let left = plan(&json!([]), &left);
    let written = drafts(&left, TEAM, &[now(1, &json!({}))]).unwrap();
    let Some(Body::Visit(visit)) = written.first().map(|draft| &draft.body) else { panic!("{written:?}") };
    assert!(visit.workers.is_empty() && visit.called_off.is_none());
    assert_eq!(drafts(&left, TEAM, &[now(1, &json!({"workers": []}))]), Ok(Vec::new()));
}

#[test]
fn a_visit_that_changed_meanwhile_is_named_and_nothing_is_written() {
    let off = json!({"called_off": {"by": "person"}});
    let cases: &[(&str, u32, Option<VisitNow>, bool)] = &[
        ("changes", 0, Some(now(1, &json!({}))), false),
        ("changes", 1, Some(now(2, &off)), true),
        ("changes", 1, Some(now(1, &json!({"started_at": AT}))), false),
        ("changes", 0, None, true),
        ("stands", 1, Some(now(2, &json!({"minutes": 30}))), false),
        ("stands", 1, None, true),
        ("new", 0, Some(now(1, &json!({}))), false),
    ];
    for (effect, version, there, gone) in cases {
        let there: Vec<VisitNow> = there.iter().cloned().collect();
        let plan = plan(&placed(effect, *version, LATER), &json!([]));
        let changed = drafts(&plan, TEAM, &there).unwrap_err();
        assert_eq!(changed.iter().map(|one| one.gone).collect::<Vec<_>>(), [*gone], "{effect} {there:?}");
    }
}
