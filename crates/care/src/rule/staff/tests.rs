//! Who may change whom: every refusal beside what is allowed.

use jiff::civil::date;
use uuid::Uuid;

use super::may_give;
use crate::access::{Actor, Role};
use crate::entry::organisation::{Membership, Organisation, Staff, Team};
use crate::entry::{Body, Draft, Entry};
use crate::rule::{Context, refusals};

const ME: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);
const MINE: Uuid = Uuid::from_u128(3);
const THEIRS: Uuid = Uuid::from_u128(4);
const NOW: &str = "2026-11-18T09:30:00Z";

fn member(team: Uuid) -> Membership {
    Membership { team, from: date(2026, 1, 5), until: None }
}

fn staff(role: Role, memberships: Vec<Membership>) -> Staff {
    Staff {
        name: "Ottoline Quillfeather".to_owned(),
        role,
        band: None,
        wte_hundredths: 100,
        gender: "2".to_owned(),
        languages: Vec::new(),
        skills: Vec::new(),
        pattern: Vec::new(),
        memberships,
        phone: None,
        registration: None,
        caseload_most: None,
        specialist_minutes: None,
        away: Vec::new(),
        planning: Default::default(),
    }
}

fn actor(role: Role) -> Actor {
    Actor { staff: ME, role, teams: vec![MINE], system: false }
}

fn refused_body(actor: &Actor, id: Uuid, before: Option<Body>, after: Body) -> Vec<String> {
    let at = NOW.parse().unwrap();
    let before = before.map(|body| Entry {
        seq: 1,
        id,
        version: 1,
        subject: id,
        team: None,
        author: OTHER,
        happened_at: at,
        recorded_at: at,
        reason: None,
        body,
    });
    let from_version = u32::from(before.is_some());
    let draft =
        Draft { id, subject: id, team: None, happened_at: at, from_version, reason: None, body: after };
    let context = Context { before: before.as_ref(), ..Context::bare(at, actor, &|_| None) };
    let problems = refusals(&draft, &context);
    assert!(problems.iter().all(|p| p.rule.as_deref() == Some("AC01")), "{problems:?}");
    problems.into_iter().map(|p| p.field).collect()
}

fn refused(role: Role, id: Uuid, before: Option<Staff>, after: Staff) -> Vec<String> {
    refused_body(&actor(role), id, before.map(Body::Staff), Body::Staff(after))
}

#[test]
fn ac01_nobody_changes_their_own_role_or_teams() {
    for role in [Role::Manager, Role::Sysadmin] {
        let me = || staff(role, vec![member(MINE)]);
        let renamed = Staff { name: "Ottoline Fernsby".to_owned(), ..me() };
        assert_eq!(refused(role, ME, Some(me()), renamed), [""; 0], "{role:?}");
        assert_eq!(refused(role, ME, Some(me()), Staff { role: Role::Doctor, ..me() }), ["role"]);
        let both = vec![member(MINE), member(THEIRS)];
        assert_eq!(refused(role, ME, Some(me()), Staff { memberships: both, ..me() }), ["teams"]);
        assert_eq!(refused(role, ME, Some(me()), Staff { memberships: Vec::new(), ..me() }), ["teams"]);
        let longer = vec![Membership { from: date(2020, 1, 1), ..member(MINE) }];
        assert_eq!(refused(role, ME, Some(me()), Staff { memberships: longer, ..me() }), ["teams"]);
    }
}

#[test]
fn ac01_a_manager_changes_staff_of_their_own_teams_only() {
    let nurse = |teams: &[Uuid]| staff(Role::Nurse, teams.iter().map(|team| member(*team)).collect());
    type Case = (&'static str, Option<&'static [Uuid]>, &'static [Uuid], &'static [&'static str]);
    let cases: &[Case] = &[
        ("own", Some(&[MINE]), &[MINE], &[]),
        ("leaves", Some(&[MINE]), &[], &[]),
        ("of two teams", Some(&[MINE, THEIRS]), &[MINE, THEIRS], &[]),
        ("taken out of another team", Some(&[MINE, THEIRS]), &[MINE], &["teams"]),
        ("put in another team", Some(&[MINE]), &[MINE, THEIRS], &["teams"]),
        ("of another team", Some(&[THEIRS]), &[THEIRS], &[""]),
        ("fetched from another team", Some(&[THEIRS]), &[THEIRS, MINE], &[""]),
        ("new, own", None, &[MINE], &[]),
        ("new, of another team", None, &[THEIRS], &["teams"]),
        ("new, of none", None, &[], &["teams"]),
    ];
    for (name, before, after, fields) in cases {
        let said = refused(Role::Manager, OTHER, before.map(nurse), nurse(after));
        assert_eq!(said, *fields, "{name}");
        assert_eq!(refused(Role::Sysadmin, OTHER, before.map(nurse), nurse(after)), [""; 0], "{name}");
    }
    let left = Staff {
        memberships: vec![Membership { until: Some(date(2026, 11, 17)), ..member(MINE) }],
        ..nurse(&[])
    };
    assert_eq!(refused(Role::Manager, OTHER, Some(left.clone()), left), [""], "left yesterday");
}

#[test]
fn ac01_a_manager_gives_no_role_beyond_a_team() {
    for role in Role::ALL {
        let allowed = may_give(Role::Manager).contains(role);
        let after = || staff(*role, vec![member(MINE)]);
        let before = staff(Role::Nurse, vec![member(MINE)]);
        let expected: &[&str] = if allowed { &[] } else { &["role"] };
        assert_eq!(refused(Role::Manager, OTHER, Some(before), after()), expected, "{role:?}");
        assert_eq!(refused(Role::Manager, OTHER, None, after()), expected, "{role:?}");
        let changed = Staff { name: "Ada Fernsby".to_owned(), ..after() };
        let expected: &[&str] = if allowed { &[] } else { &[""] };
        assert_eq!(refused(Role::Manager, OTHER, Some(after()), changed), expected, "already {role:?}");
        assert_eq!(refused(Role::Sysadmin, OTHER, None, after()), [""; 0], "{role:?}");
    }
    let beyond = [Role::Lead, Role::Privacy, Role::Analyst, Role::Integration, Role::Sysadmin];
    assert!(beyond.iter().all(|role| !may_give(Role::Manager).contains(role)));
}

#[test]
fn ac01_a_manager_changes_their_own_team_and_makes_none() {
    let team = || {
        let organisation = Uuid::from_u128(9);
        let team: Team = serde_json::from_value(serde_json::json!({
            "name": "North", "organisation": organisation, "kind_code": "A08", "age_from": 18,
        }))
        .unwrap();
        Body::Team(team)
    };
    let manager = actor(Role::Manager);
    assert_eq!(refused_body(&manager, MINE, Some(team()), team()), [""; 0]);
    assert_eq!(refused_body(&manager, THEIRS, Some(team()), team()), [""]);
    assert_eq!(refused_body(&manager, THEIRS, None, team()), [""]);
    let keeper = actor(Role::Sysadmin);
    assert_eq!(refused_body(&keeper, THEIRS, None, team()), [""; 0]);
    let trust = || Organisation { name: "A trust".to_owned(), ods_code: "RZZ".to_owned(), pals: None };
    let trust = || Body::Organisation(trust());
    assert_eq!(refused_body(&manager, OTHER, Some(trust()), trust()), [""]);
    assert_eq!(refused_body(&keeper, OTHER, Some(trust()), trust()), [""; 0]);
}
