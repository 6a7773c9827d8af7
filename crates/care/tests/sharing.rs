//! What is told outside the team: only what the person permits, the GP apart, or on a legal ground that
//! a colleague approved.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop")]

use care::access::{Actor, Role};
use care::entry::around::Network;
use care::entry::{Body, Draft, Entry, Kind};
use care::line::Line;
use care::rule::{Context, needs, refusals};
use serde_json::{Value, json};
use uuid::Uuid;

const TEAM: Uuid = Uuid::from_u128(4);
const NURSE: Uuid = Uuid::from_u128(2);
const DOCTOR: Uuid = Uuid::from_u128(3);
const PERSON: Uuid = Uuid::from_u128(21);
const AT: &str = "2026-11-18T09:00:00Z";

fn contact(partner: &Value) -> Draft {
    let mut body = json!({
        "workers": [NURSE], "with": "service", "outcome": "seen", "minutes": 20, "mechanism": "02",
        "purposes": ["housing"],
    });
    if !partner.is_null() {
        body["partner"] = partner.clone();
    }
    draft(Kind::Contact, &body)
}

fn draft(kind: Kind, body: &Value) -> Draft {
    Draft {
        id: Uuid::from_u128(7),
        subject: PERSON,
        team: Some(TEAM),
        happened_at: AT.parse().unwrap(),
        from_version: 0,
        reason: None,
        body: Body::parse(kind, &body.to_string()).unwrap(),
    }
}

/// Field and number of everything that is refused.
fn refused(draft: &Draft, before: Option<&Entry>) -> Vec<String> {
    let network: Network = serde_json::from_value(json!({"members": [
        {"relation": "housing", "name": "Ms Oakapple", "organisation": "Thimble Homes",
         "may_know": ["visits", "whereabouts"], "asked_on": "2026-11-18"},
        {"relation": "housing", "name": "Mr Late", "may_know": ["visits"], "asked_on": "2026-11-19"},
        {"relation": "drug_alcohol", "name": "Turning Leaf", "asked_on": "2026-11-01"},
        {"relation": "gp", "name": "Dr Fernsby"},
    ]}))
    .unwrap();
    let line: Line = serde_json::from_value(json!({
        "person": PERSON,
        "episodes": [{"id": Uuid::from_u128(5), "team": TEAM, "referred_on": "2026-03-02", "accepted_on": "2026-03-09"}],
    }))
    .unwrap();
    let actor = Actor { staff: NURSE, role: Role::Nurse, teams: vec![TEAM], system: false };
    let context = Context {
        line: Some(&line),
        before,
        network: needs(draft).network.map(|_| &network),
        ..Context::bare("2026-11-18T09:30:00Z".parse().unwrap(), &actor, &|id| {
            (id == NURSE || id == DOCTOR).then_some(Role::Doctor)
        })
    };
    let said = |p: care::problem::Problem| match p.rule {
        Some(rule) => format!("{} {rule}", p.field),
        None => p.field,
    };
    refusals(draft, &context).into_iter().map(said).collect()
}

#[test]
fn t08_only_what_the_person_permits_is_told_outside_the_team() {
    let told =
        |relation: &str, name: &str, told: &[&str]| json!({"relation": relation, "name": name, "told": told});
    let ground = |why: &str, by: Uuid| {
        let mut partner = told("housing", "Ms Oakapple", &["diagnosis"]);
        partner["ground"] = json!({"why": why, "approved_by": by});
        partner
    };
    let no = "partner.told T08";
    let cases: &[(Value, &[&str])] = &[
        (Value::Null, &[]),
        (told("housing", "Ms Oakapple", &[]), &[]),
        (told("housing", "nobody we know", &[]), &[]),
        (told("housing", " ", &[]), &["partner.name"]),
        (told("housing", "Ms Oakapple", &["visits", "whereabouts"]), &[]),
        (told("housing", "thimble homes", &["visits"]), &[]),
        (told("housing", "Ms Oakapple", &["visits", "diagnosis"]), &[no]),
        (told("housing", "Mr Late", &["visits"]), &[no]),
        (told("housing", "Somebody else", &["visits"]), &[no]),
        (told("landlord", "Ms Oakapple", &["visits"]), &[no]),
        (told("drug_alcohol", "Turning Leaf", &["visits"]), &[no]),
        (told("gp", "Dr Fernsby", &["diagnosis", "medicines"]), &[]),
        (ground("Care Act 2014 section 42", DOCTOR), &[]),
        (ground("Care Act 2014 section 42", NURSE), &["partner.ground.approved_by T08"]),
        (ground("Care Act 2014 section 42", TEAM), &["partner.ground.approved_by T08"]),
        (ground(".", DOCTOR), &["partner.ground.why T08"]),
    ];
    for (partner, expected) in cases {
        assert_eq!(refused(&contact(partner), None), *expected, "{partner}");
    }
}

#[test]
fn t08_what_was_told_then_is_not_asked_again_when_other_words_are_corrected() {
    let first = contact(&json!({"relation": "housing", "name": "Gone since", "told": ["visits"]}));
    let before = Entry {
        seq: 1,
        id: first.id,
        version: 1,
        subject: PERSON,
        team: Some(TEAM),
        author: NURSE,
        happened_at: first.happened_at,
        recorded_at: first.happened_at,
        reason: None,
        body: first.body.clone(),
    };
    let mut again = Draft { from_version: 1, reason: Some("A word was wrong".to_owned()), ..first };
    assert!(refused(&again, Some(&before)).is_empty());
    again.body = contact(&json!({"relation": "housing", "name": "Gone since", "told": ["diagnosis"]})).body;
    assert_eq!(refused(&again, Some(&before)), ["partner.told T08"]);
}

#[test]
fn t08_a_permission_has_its_day_and_none_that_is_ahead() {
    let member = |changes: Value| {
        let mut member = json!({"relation": "housing", "name": "Ms Oakapple"});
        for (name, value) in changes.as_object().unwrap() {
            member[name] = value.clone();
        }
        draft(Kind::Network, &json!({"members": [member]}))
    };
    let check = |changes: Value, expected: &[&str]| assert_eq!(refused(&member(changes), None), expected);
    check(json!({}), &[]);
    check(json!({"may_know": ["visits"]}), &["members.0.asked_on T08"]);
    check(json!({"may_know": ["visits"], "asked_on": "2026-11-18"}), &[]);
    check(json!({"asked_on": "2026-11-18"}), &[]);
    check(json!({"asked_on": "2026-11-19"}), &["members.0.asked_on"]);
}
