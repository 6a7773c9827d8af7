//! What a plan of a week may not do: each case changes one thing of a good plan.

use jiff::Timestamp;
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::access::{Actor, Role};
use crate::entry::week_plan::WeekPlan;
use crate::entry::{Body, Draft, Entry, Kind};
use crate::line::Line;
use crate::rule::context::VisitNow;
use crate::rule::{Context, refusals};

const NOW: &str = "2026-11-18T09:30:00Z";
const NURSE: Uuid = Uuid::from_u128(2);
const LEAVE: Uuid = Uuid::from_u128(3);
const TEAM: Uuid = Uuid::from_u128(4);
const ANNA: Uuid = Uuid::from_u128(21);
const BO: Uuid = Uuid::from_u128(22);

fn with(mut base: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        base[name] = value.clone();
    }
    base
}

fn placement(person: Uuid, visit: u128, at: &str) -> Value {
    json!({
        "person": person, "visit": Uuid::from_u128(visit), "version": 0,
        "effect": "new", "starts_at": at, "minutes": 45, "place": "A01", "workers": [NURSE],
        "purposes": ["engagement"],
    })
}

fn plan(changes: &Value) -> Value {
    let base = json!({
        "monday": "2026-11-16", "round": 1, "state": "draft", "before": Value::Null, "after": Value::Null,
        "placements": [placement(ANNA, 31, "2026-11-19T10:00:00Z"), placement(BO, 32, "2026-11-19T11:00:00Z")],
    });
    let none = json!({
        "made": 0, "left_out": 0, "travel_minutes": 0, "uneven_minutes": 0, "key_worker_short": 0,
        "one_worker_only": 0, "too_many_workers": 0, "wishes_missed": 0, "moved": 0, "cost": 0,
    });
    with(with(base, &json!({"before": none, "after": none})), changes)
}

fn line(person: Uuid, name: &str, changes: &Value) -> Line {
    let line = json!({
        "person": person, "who": {"name": name},
        "episodes": [{"id": Uuid::from_u128(5), "team": TEAM, "referred_on": "2026-03-02", "accepted_on": "2026-03-09"}],
    });
    serde_json::from_value(with(line, changes)).unwrap()
}

/// The record around a plan: who Anna is, what stood before, how the visits of the week stand.
struct Around {
    anna: Value,
    before: Option<Value>,
    week: Vec<VisitNow>,
    role: Role,
}

impl Default for Around {
    fn default() -> Self {
        Around { anna: json!({}), before: None, week: Vec::new(), role: Role::Nurse }
    }
}

fn body(plan: &Value) -> Body {
    Body::parse(Kind::WeekPlan, &plan.to_string()).unwrap()
}

fn draft(plan: &Value, from_version: u32) -> Draft {
    let id = WeekPlan::entry_id(TEAM, date(2026, 11, 16), 1);
    let happened_at: Timestamp = NOW.parse().unwrap();
    Draft { id, subject: TEAM, team: Some(TEAM), happened_at, from_version, reason: None, body: body(plan) }
}

impl Around {
    fn refused(&self, plan: &Value) -> Vec<String> {
        let draft = draft(plan, u32::from(self.before.is_some()));
        let at: Timestamp = NOW.parse().unwrap();
        let before = self.before.as_ref().map(|plan| Entry {
            seq: 1,
            id: draft.id,
            version: 1,
            subject: TEAM,
            team: Some(TEAM),
            author: NURSE,
            happened_at: at,
            recorded_at: at,
            reason: None,
            body: body(plan),
        });
        let caseload = [line(ANNA, "Anna", &self.anna), line(BO, "Bo", &json!({}))];
        let actor = Actor { staff: NURSE, role: self.role, teams: vec![TEAM], system: false };
        let context = Context {
            before: before.as_ref(),
            caseload: &caseload,
            week: &self.week,
            works: &|worker, _| worker != LEAVE,
            ..Context::bare(at, &actor, &|id| (id <= LEAVE).then_some(Role::Nurse))
        };
        refusals(&draft, &context).iter().map(ToString::to_string).collect()
    }
}

fn first(changes: &Value) -> Value {
    let placements = json!([
        with(placement(ANNA, 31, "2026-11-19T10:00:00Z"), changes),
        placement(BO, 32, "2026-11-19T11:00:00Z")
    ]);
    plan(&json!({"placements": placements}))
}

#[test]
fn t04_a_placement_keeps_what_every_visit_keeps() {
    let until = "2026-12-30";
    let rule = |rule: &str| json!({"safety": [{"id": NURSE, "rule": rule, "what": "Why", "expires_on": until, "seq": 1}]});
    let wishes = |wishes: Value| json!({ "preferences": wishes });
    let cases: &[(Value, Value, &str)] = &[
        (
            rule("two_person"),
            json!({}),
            "placements.0.workers: Anna, Thursday 10am: two workers are needed until 30 December 2026: choose a second one. (T04)",
        ),
        (
            rule("no_home"),
            json!({}),
            "placements.0.place: Anna, Thursday 10am: a safety rule says not at home: choose another place. (4.4)",
        ),
        (
            wishes(json!({"refuses_places": ["A01"]})),
            json!({}),
            "placements.0.place_override: Anna, Thursday 10am: the person has ruled this place out: choose another, or say why it must be here. (S07)",
        ),
        (
            wishes(json!({"not_these_workers": [NURSE]})),
            json!({}),
            "placements.0.workers: Anna, Thursday 10am: the person does not want to meet this worker: choose another. (P01)",
        ),
        (
            json!({}),
            json!({"workers": [LEAVE]}),
            "placements.0.workers: Anna, Thursday 10am: this worker is not at work that day: choose another worker or day. (T04)",
        ),
        (
            json!({}),
            json!({"workers": [BO]}),
            "placements.0.workers: Anna, Thursday 10am: choose workers of the team.",
        ),
        (
            json!({}),
            json!({"starts_at": "2026-11-17T10:00:00Z"}),
            "placements.0.starts_at: Anna, Tuesday 10am: this is in the past: choose a later time.",
        ),
        (
            json!({}),
            json!({"starts_at": "2026-11-19T10:30:00Z"}),
            "placements.0.starts_at: Anna, Thursday 10:30am overlaps with Bo, Thursday 11am: choose another time or worker for one of them. (T04)",
        ),
        (
            json!({}),
            json!({"starts_at": "2026-11-24T10:30:00Z"}),
            "placements.0.starts_at: Choose a day of this week.",
        ),
        (
            json!({}),
            json!({"person": TEAM}),
            "placements.0.person: This person is not on the team’s caseload: plan the week again.",
        ),
        (json!({}), json!({"workers": []}), "placements.0.workers: Choose who goes."),
        (
            json!({}),
            json!({"visit": Uuid::from_u128(32)}),
            "placements.1.visit: This visit is planned twice.",
        ),
    ];
    assert_eq!(Around::default().refused(&plan(&json!({}))), [""; 0]);
    for (anna, change, expected) in cases {
        let around = Around { anna: anna.clone(), ..Around::default() };
        assert_eq!(around.refused(&first(change)), [*expected], "{anna} {change}");
    }
}

#[test]
fn t04_what_stands_is_not_questioned_by_a_plan() {
    let stands = json!({"effect": "stands", "workers": [LEAVE], "starts_at": "2026-11-17T10:00:00Z"});
    assert_eq!(Around::default().refused(&first(&stands)), [""; 0]);
}

#[test]
fn t04_who_is_away_for_this_plan_makes_no_visit_of_it() {
    let mut away = first(&json!({}));
    away["absences"] = json!([{"worker": NURSE, "from": "2026-11-19", "until": "2026-11-19"}]);
    assert_eq!(Around::default().refused(&away).len(), 2);
    away["absences"] = json!([{"worker": NURSE, "from": "2026-11-18", "until": "2026-11-18"}]);
    assert_eq!(Around::default().refused(&away), [""; 0]);
}

fn decided(state: &str, by: Uuid) -> Value {
    plan(&json!({"state": state, "decided_by": by, "placements": []}))
}

#[test]
fn t04_a_plan_is_a_draft_first_and_decided_once_by_a_human_in_their_own_name() {
    let after =
        |before: &Value, role: Role| Around { before: Some(before.clone()), role, ..Around::default() };
    let draft = plan(&json!({}));
    assert_eq!(after(&draft, Role::Nurse).refused(&decided("accepted", NURSE)), [""; 0]);
    assert_eq!(after(&draft, Role::Nurse).refused(&decided("discarded", NURSE)), [""; 0]);
    let name = ["decided_by: A worker of the team decides about a plan, in their own name. (T04)"];
    assert_eq!(after(&draft, Role::Nurse).refused(&decided("accepted", LEAVE)), name);
    assert_eq!(after(&draft, Role::Integration).refused(&decided("accepted", NURSE)), name);
    assert_eq!(Around::default().refused(&decided("accepted", NURSE)).len(), 1);
    for state in ["accepted", "discarded"] {
        let before = decided(state, NURSE);
        let expected = format!("state: This plan was {state}: make a new one. (T04)");
        assert_eq!(after(&before, Role::Nurse).refused(&draft), [expected]);
    }
    let nobody = plan(&json!({"state": "accepted", "placements": []}));
    assert_eq!(after(&draft, Role::Nurse).refused(&nobody).len(), 1);
}

fn visit(id: u128, at: &str, workers: &[Uuid]) -> VisitNow {
    let visit = json!({"workers": workers, "minutes": 45, "place": "A01", "purposes": ["engagement"]});
    VisitNow {
        id: Uuid::from_u128(id),
        version: 1,
        person: ANNA,
        team: Some(TEAM),
        starts_at: at.parse().unwrap(),
        visit: serde_json::from_value(visit).unwrap(),
        outcome: None,
    }
}

#[test]
fn t04_an_accepted_plan_is_what_the_visits_say() {
    let at = "2026-11-19T10:00:00Z";
    let accepted =
        plan(&json!({"state": "accepted", "decided_by": NURSE, "placements": [placement(ANNA, 31, at)]}));
    let cases: &[(Vec<VisitNow>, usize)] = &[
        (vec![visit(31, at, &[NURSE])], 0),
        (vec![visit(31, at, &[LEAVE])], 1),
        (vec![visit(31, "2026-11-19T10:05:00Z", &[NURSE])], 1),
        (vec![visit(32, at, &[NURSE])], 1),
        (vec![], 1),
    ];
    for (week, count) in cases {
        let around = Around { before: Some(plan(&json!({}))), week: week.clone(), ..Around::default() };
        assert_eq!(around.refused(&accepted).len(), *count, "{week:?}");
    }
}

#[test]
fn t09_nobody_of_the_red_tier_is_left_without_a_worker_unnoticed() {
    let left = |decision: Value| {
        json!({"person": ANNA, "visit": Uuid::from_u128(31), "standing": 1, "what": "Engagement",
            "reasons": ["Nobody is free."], "decision": decision})
    };
    let accepted = |decision: Value| {
        plan(
            &json!({"state": "accepted", "decided_by": NURSE, "placements": [], "left_out": [left(decision)]}),
        )
    };
    let red = json!({"tier": {"id": TEAM, "tier": "red", "reason": "Why", "by": NURSE, "at": NOW, "expires_on": "2026-11-24", "seq": 3}});
    let week = |workers: &[Uuid]| vec![visit(31, "2026-11-19T10:00:00Z", workers)];
    let around = |anna: &Value, workers: &[Uuid]| Around {
        anna: anna.clone(),
        before: Some(plan(&json!({}))),
        week: week(workers),
        role: Role::Nurse,
    };
    let why = |why: &str, by: Uuid| json!({"why": why, "decided_by": by});
    assert_eq!(around(&json!({}), &[]).refused(&accepted(Value::Null)), [""; 0]);
    assert_eq!(around(&json!({}), &[NURSE]).refused(&accepted(Value::Null)).len(), 1);
    let refused = around(&red, &[]).refused(&accepted(Value::Null));
    assert_eq!(
        refused,
        [
            "left_out.0.decision: Anna, red tier: find a time and a worker, or say why nobody goes for now and who decided it. (T09)"
        ]
    );
    assert_eq!(around(&red, &[]).refused(&accepted(why("Seen on the ward", TEAM))).len(), 1);
    assert_eq!(around(&red, &[]).refused(&accepted(why(".", NURSE))).len(), 1);
    assert_eq!(around(&red, &[]).refused(&accepted(why("Seen on the ward", NURSE))), [""; 0]);
}

#[test]
fn p03_a_plan_puts_nobody_into_a_time_the_person_keeps_free() {
    let preferences = json!({"preferences": {"kept_times": [
        {"what": "Prayer", "weekdays": ["thursday"], "from": "09:30", "until": "11:00"}]}});
    let around = Around { anna: preferences.clone(), ..Around::default() };
    let sentence = "placements.0.time_override: Anna, Thursday 10am: the person keeps this time free: Prayer (Thursdays, 9:30am to 11am). Choose another time, or say why it must be then. (P03)";
    assert_eq!(around.refused(&plan(&json!({}))), [sentence]);
    // One that was there keeps its time: somebody said why, or the person agreed to it.
    let around = Around {
        anna: preferences,
        week: vec![visit(31, "2026-11-19T10:00:00Z", &[NURSE])],
        ..Around::default()
    };
    assert_eq!(around.refused(&first(&json!({"effect": "changes"}))), [""; 0]);
}
