//! Whose visit gives way: the red tier only by a recorded decision.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use care::access::{Actor, Role};
use care::entry::{Body, Draft, Kind};
use care::line::Line;
use care::rule::context::VisitNow;
use care::rule::{Context, refusals};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

const TEAM: Uuid = Uuid::from_u128(4);
const NURSE: Uuid = Uuid::from_u128(2);
const PERSON: Uuid = Uuid::from_u128(21);
const PLANNED: &str = "2026-11-18T14:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn plan(changes: &Value) -> String {
    let mut plan = json!({"workers": [NURSE], "minutes": 45, "place": "A01", "purposes": ["engagement"]});
    for (name, value) in changes.as_object().into_iter().flatten() {
        plan[name] = value.clone();
    }
    plan.to_string()
}

/// What is refused when a visit planned for Wednesday at two is changed in a tier.
fn refused(tier: &str, starts: &str, changes: &Value) -> Vec<String> {
    let line: Line = serde_json::from_value(json!({
        "person": PERSON,
        "episodes": [{"id": Uuid::from_u128(5), "team": TEAM, "referred_on": "2026-03-02", "accepted_on": "2026-03-09"}],
        "tier": {"id": Uuid::from_u128(92), "tier": tier, "reason": "Why", "by": NURSE, "at": PLANNED, "expires_on": "2026-11-20", "seq": 3},
    }))
    .unwrap();
    let visit = VisitNow {
        id: Uuid::from_u128(7),
        version: 1,
        person: PERSON,
        team: Some(TEAM),
        starts_at: at(PLANNED),
        visit: serde_json::from_str(&plan(&Value::Null)).unwrap(),
        outcome: None,
    };
    let draft = Draft {
        id: visit.id,
        subject: PERSON,
        team: Some(TEAM),
        happened_at: at(starts),
        from_version: 0,
        reason: None,
        body: Body::parse(Kind::Visit, &plan(changes)).unwrap(),
    };
    let actor = Actor { staff: NURSE, role: Role::Nurse, teams: vec![TEAM], system: false };
    let context = Context {
        line: Some(&line),
        visit: Some(&visit),
        ..Context::bare(at("2026-11-18T09:30:00Z"), &actor, &|id| (id == NURSE).then_some(Role::Nurse))
    };
    refusals(&draft, &context).into_iter().map(|p| p.rule.map_or(p.field, |rule| rule.to_string())).collect()
}

#[test]
fn t09_red_tier_is_not_displaced_without_a_decision() {
    let no = json!({});
    let off = |by: &str, why: Option<&str>, decided_by: Option<Uuid>| json!({"called_off": {"by": by, "why": why, "decided_by": decided_by}});
    let later = |from: &str, why: &str, decided_by: Uuid| json!({"postponed": {"from": from, "why": why, "decided_by": decided_by}});
    let nobody = |why: &str, decided_by: Uuid| json!({"workers": [], "displaced": {"why": why, "decided_by": decided_by}});
    type Case<'a> = (&'a str, &'a str, Value, &'a [&'a str]);
    let (same_day, next_day) = ("2026-11-18T17:00:00Z", "2026-11-19T09:00:00Z");
    let cases: &[Case<'_>] = &[
        ("red", PLANNED, off("team", Some("Flu"), Some(NURSE)), &[]),
        ("red", PLANNED, off("team", Some("Flu"), None), &["T09"]),
        ("red", PLANNED, off("team", Some("Flu"), Some(TEAM)), &["T09"]),
        ("red", PLANNED, off("team", Some(" "), Some(NURSE)), &["T09"]),
        ("red", PLANNED, off("team", None, None), &["T09", "T09"]),
        ("red", PLANNED, off("person", None, None), &[]),
        ("amber", PLANNED, off("team", None, None), &[]),
        ("red", same_day, no.clone(), &[]),
        ("red", next_day, no.clone(), &["T09", "T09"]),
        ("red", next_day, later("2026-11-18", ".", NURSE), &["T09"]),
        ("red", next_day, later("2026-11-18", "Asked for it", TEAM), &["T09"]),
        ("red", next_day, later("2026-11-18", "Asked for it", NURSE), &[]),
        ("red", next_day, later("2026-11-17", "About an earlier move", NURSE), &["T09", "T09"]),
        ("amber", next_day, no, &[]),
        ("red", PLANNED, json!({"workers": []}), &["T09", "T09"]),
        ("red", PLANNED, nobody("Flu", TEAM), &["T09"]),
        ("red", PLANNED, nobody(" ", NURSE), &["T09"]),
        ("red", PLANNED, nobody("Flu", NURSE), &[]),
        ("amber", PLANNED, json!({"workers": []}), &[]),
    ];
    for (tier, starts, changes, numbers) in cases {
        assert_eq!(refused(tier, starts, changes), *numbers, "{tier} {starts} {changes}");
    }
}
