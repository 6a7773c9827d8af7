//! Who suits best and why, how full a caseload is, and whose key worker is not there.

use care::allocation::{Candidate, Cover, CoverWhy, Level, Load, ReasonKind, Wanted, cover, rank};
use care::entry::around::{Preferences, Strength, WorkerGender};
use care::entry::organisation::{Away, Staff};
use care::line::{Line, Relation};
use jiff::civil::date;
use serde_json::json;
use uuid::Uuid;

const TEAM: Uuid = Uuid::from_u128(4);
const TODAY: jiff::civil::Date = date(2026, 11, 18);

fn worker(changes: &serde_json::Value) -> Staff {
    let mut staff = json!({
        "name": "Ines Fernsby", "role": "nurse", "wte_hundredths": 100, "gender": "2",
        "memberships": [{ "team": TEAM, "from": "2025-01-06" }],
    });
    for (name, value) in changes.as_object().unwrap() {
        staff.as_object_mut().unwrap().insert(name.clone(), value.clone());
    }
    serde_json::from_value(staff).unwrap()
}

fn line(person: u128, tier: &str) -> Line {
    serde_json::from_value(json!({
        "person": Uuid::from_u128(person),
        "who": { "address": "12 Teasel Row, Larkmoor, BQ1 4AB" },
        "episodes": [{ "id": Uuid::from_u128(5), "team": TEAM, "referred_on": "2026-03-02", "accepted_on": "2026-03-09" }],
        "tier": { "id": Uuid::from_u128(6), "tier": tier, "reason": "", "by": Uuid::from_u128(2),
            "at": "2026-11-09T10:00:00Z", "expires_on": "2026-12-01", "seq": 2 },
    }))
    .unwrap()
}

#[test]
fn c04_a_cap_follows_role_band_and_hours_and_is_counted_and_weighed() {
    for (changes, tier, people, words, level) in [
        (json!({}), "green", 12, "12 of 12 people, weighed by tier 10.2", Level::Within),
        (json!({}), "green", 13, "13 of 12 people, weighed by tier 11.1", Level::Above),
        (json!({}), "green", 14, "14 of 12 people, weighed by tier 11.9", Level::Above),
        (json!({}), "green", 15, "15 of 12 people, weighed by tier 12.8", Level::FarAbove),
        (json!({}), "red", 8, "8 of 12 people, weighed by tier 12.4", Level::Above),
        (json!({ "wte_hundredths": 50 }), "green", 6, "6 of 6 people, weighed by tier 5.1", Level::Within),
        (json!({ "role": "ot" }), "green", 9, "9 of 8 people, weighed by tier 7.7", Level::Above),
        (
            json!({ "role": "ot", "wte_hundredths": 60 }),
            "amber",
            5,
            "5 of 4.8 people, weighed by tier 5.5",
            Level::Above,
        ),
        (json!({ "band": "5" }), "amber", 6, "6 of 6 people, weighed by tier 6.6", Level::Above),
        (json!({ "caseload_most": 2 }), "blue", 2, "2 of 2 people, weighed by tier 1.6", Level::Within),
        (json!({ "role": "support" }), "green", 1, "1 person, no key worker as a rule", Level::FarAbove),
    ] {
        let staff = worker(&changes);
        let lines = vec![line(1, tier); people];
        let load = Load::of(&staff, &lines);
        assert_eq!((load.words().as_str(), load.level()), (words, level));
    }
}

#[test]
fn each_of_skill_relationship_wish_load_and_nearness_moves_somebody_up() {
    let mut person = line(1, "amber");
    let wish = WorkerGender { gender: "2".to_owned(), strength: Strength::Wish };
    person.preferences = Some(Preferences { worker_gender: Some(wish), ..Preferences::default() });
    let skills = ["injections".to_owned()];
    let wanted = Wanted {
        line: &person,
        skills: &skills,
        purpose: None,
        language: Some("ur"),
        key_worker: true,
        on: TODAY,
    };
    let met = Relation {
        contacts: 5,
        minutes: 200,
        first_at: "2026-01-05T10:00:00Z".parse().unwrap(),
        last_at: "2026-11-03T10:00:00Z".parse().unwrap(),
    };
    let near = line(9, "green");
    let far: Vec<Line> = (20..31)
        .map(|n| {
            let mut l = line(n, "green");
            l.who.address = None;
            l
        })
        .collect();
    for (kind, better, worse, people, relation) in [
        (ReasonKind::Skill, json!({ "skills": ["Injections"] }), json!({}), vec![], None),
        (ReasonKind::Skill, json!({ "languages": ["ur"] }), json!({}), vec![], None),
        (ReasonKind::Wish, json!({}), json!({ "gender": "1" }), vec![], None),
        (ReasonKind::Relationship, json!({}), json!({}), vec![], Some(&met)),
        (ReasonKind::Near, json!({}), json!({}), vec![&near], None),
        (
            ReasonKind::Away,
            json!({}),
            json!({ "away": [{ "from": "2026-11-20", "until": "2026-11-30" }] }),
            vec![],
            None,
        ),
    ] {
        let (better, worse) = (worker(&better), worker(&worse));
        let (a, b) = (Uuid::from_u128(101), Uuid::from_u128(100));
        let ranked = rank(
            &wanted,
            &[
                Candidate { id: b, staff: &worse, people: vec![], relation: None },
                Candidate { id: a, staff: &better, people, relation },
            ],
        );
        assert_eq!(ranked[0].worker, a, "{kind:?}");
        assert!(ranked.iter().flat_map(|s| &s.reasons).any(|r| r.kind == kind), "{kind:?} is said");
    }
    let (free, full) = (worker(&json!({})), worker(&json!({})));
    let ranked = rank(
        &wanted,
        &[
            Candidate {
                id: Uuid::from_u128(100),
                staff: &full,
                people: far.iter().collect(),
                relation: None,
            },
            Candidate { id: Uuid::from_u128(101), staff: &free, people: vec![], relation: None },
        ],
    );
    assert_eq!(ranked[0].worker, Uuid::from_u128(101), "the fuller one comes second");
}

#[test]
fn a04_help_that_was_agreed_from_one_worker_or_a_mini_team_is_given_by_them() {
    let (key, deputy, other) = (Uuid::from_u128(100), Uuid::from_u128(101), Uuid::from_u128(102));
    let check = |delivery: &str, completed: bool, key_worker: bool, expected: [i32; 3]| {
        let mut person = line(1, "amber");
        let one = json!({
            "id": Uuid::from_u128(77), "at": "2026-11-10T10:00:00Z", "sessions": [], "delivery": delivery,
            "completed_on": completed.then_some("2026-11-12"),
        });
        person.assessments = vec![serde_json::from_value(one).expect("an assessment")];
        let named = json!({"key_worker": key, "deputy": deputy, "since": "2026-03-09T10:00:00Z", "seq": 1});
        person.named = serde_json::from_value(named).expect("who is named");
        let wanted =
            Wanted { line: &person, skills: &[], purpose: None, language: None, key_worker, on: TODAY };
        let staff = worker(&json!({}));
        let candidates =
            [key, deputy, other].map(|id| Candidate { id, staff: &staff, people: vec![], relation: None });
        let ranked = rank(&wanted, &candidates);
        let points = |id| {
            let one = ranked.iter().find(|one| one.worker == id).expect("ranked");
            one.reasons.iter().filter(|r| r.kind == ReasonKind::Agreed).map(|r| r.points).sum::<i32>()
        };
        assert_eq!([key, deputy, other].map(points), expected, "{delivery} {completed} {key_worker}");
    };
    check("single_worker", true, false, [5, -5, -5]);
    check("mini_team", true, false, [5, 5, -5]);
    check("whole_team", true, false, [0, 0, 0]);
    check("mini_team", false, false, [0, 0, 0]);
    check("mini_team", true, true, [0, 0, 0]);
}

#[test]
fn p01_who_is_ruled_out_comes_last_with_the_reason_and_nobody_is_hidden() {
    let mut person = line(1, "amber");
    let essential = WorkerGender { gender: "2".to_owned(), strength: Strength::Essential };
    let not = Uuid::from_u128(50);
    person.preferences = Some(Preferences {
        worker_gender: Some(essential),
        not_these_workers: vec![not],
        ..Preferences::default()
    });
    let wanted =
        Wanted { line: &person, skills: &[], purpose: None, language: None, key_worker: true, on: TODAY };
    let (man, woman) = (worker(&json!({ "gender": "1", "languages": ["ur"] })), worker(&json!({})));
    let leaves =
        worker(&json!({ "memberships": [{ "team": TEAM, "from": "2025-01-06", "until": "2026-12-04" }] }));
    let support = worker(&json!({ "role": "support" }));
    let of = |id, staff| Candidate { id: Uuid::from_u128(id), staff, people: vec![], relation: None };
    let ranked =
        rank(&wanted, &[of(40, &man), of(50, &woman), of(60, &leaves), of(70, &support), of(80, &woman)]);
    let order: Vec<(u128, bool)> = ranked.iter().map(|s| (s.worker.as_u128(), s.against)).collect();
    assert_eq!(order[0], (80, false));
    assert_eq!(order.iter().filter(|(_, against)| *against).count(), 3);
    assert!(!order.iter().any(|(id, _)| *id == 70), "a support worker is no key worker as a rule");
    let anybody = Wanted { key_worker: false, ..wanted };
    assert_eq!(rank(&anybody, &[of(70, &support)]).len(), 1, "and does other work");
}

#[test]
fn c03_a_key_worker_who_is_not_there_is_covered_or_missed() {
    let (key, deputy) = (Uuid::from_u128(2), Uuid::from_u128(3));
    let mut person = line(1, "amber");
    person.named = Some(
        serde_json::from_value(json!({
            "key_worker": key, "deputy": deputy, "since": "2026-03-09T10:00:00Z", "seq": 1,
        }))
        .unwrap(),
    );
    let away = |from: &str, until: &str| json!({ "away": [{ "from": from, "until": until }] });
    let last =
        |until: &str| json!({ "memberships": [{ "team": TEAM, "from": "2025-01-06", "until": until }] });
    let time = |from, until| CoverWhy::Away(Away { from, until });
    let (here, week) = (json!({}), time(date(2026, 11, 18), date(2026, 11, 25)));
    for (worker_is, deputy_is, why, by, overdue) in [
        (here.clone(), here.clone(), None, false, false),
        (away("2026-11-18", "2026-11-25"), here.clone(), Some(week), true, false),
        (away("2026-11-18", "2026-11-25"), away("2026-11-25", "2026-11-30"), Some(week), false, true),
        (
            away("2026-11-25", "2026-11-30"),
            here.clone(),
            Some(time(date(2026, 11, 25), date(2026, 11, 30))),
            true,
            false,
        ),
        (away("2026-11-26", "2026-11-30"), here.clone(), None, false, false),
        (away("2026-11-10", "2026-11-17"), here.clone(), None, false, false),
        (last("2026-11-17"), here.clone(), Some(CoverWhy::Left(date(2026, 11, 17))), true, true),
        (last("2026-12-16"), here.clone(), Some(CoverWhy::Leaves(date(2026, 12, 16))), true, false),
        (last("2026-12-17"), here.clone(), None, false, false),
    ] {
        let (key_worker, other) = (worker(&worker_is), worker(&deputy_is));
        let staff = |id| if id == key { Some(&key_worker) } else { (id == deputy).then_some(&other) };
        let found = cover(&person, staff, TODAY);
        let expected = why.map(|why| Cover { key_worker: key, why, by: by.then_some(deputy) });
        assert_eq!(found, expected, "{worker_is}");
        assert_eq!(found.is_some_and(|c| c.is_overdue()), overdue, "{worker_is}");
    }
}
