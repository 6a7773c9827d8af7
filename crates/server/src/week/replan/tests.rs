//! A day replanned through the router: what is proposed, that nothing changes before somebody accepts, all
//! of it or nothing, and the red tier never without a decision.

use axum::http::StatusCode;
use care::entry::tier::Tier;
use care::entry::visit::Visit;
use care::entry::{Body, Draft};
use care::rule::context::VisitNow;
use serde_json::json;
use uuid::Uuid;

use crate::testing::{Page, TestApp};

fn of<T: serde::de::DeserializeOwned>(fields: serde_json::Value) -> T {
    serde_json::from_value(fields).unwrap()
}

fn visit(test: &TestApp, person: Uuid, at: &str, login: &str) -> Draft {
    let visit: Visit = of(json!({
        "workers": [test.staff(login)], "minutes": 45, "place": "A01", "purposes": ["engagement"],
    }));
    Draft { id: Uuid::now_v7(), ..test.draft(person, at, Body::Visit(visit)) }
}

fn planned(test: &TestApp, person: Uuid, at: &str, login: &str) -> Uuid {
    let draft = visit(test, person, at, login);
    let id = draft.id;
    test.record(login, vec![draft]);
    id
}

fn now(test: &TestApp, id: Uuid) -> VisitNow {
    test.app.store.read(|tx| store::visits::one(tx, id)).unwrap().unwrap()
}

fn path(test: &TestApp) -> String {
    format!("/replan/proposal?worker={}&day=2026-11-18", test.staff("nurse"))
}

/// Sends the form of the page as it stands, with more.
fn accept(test: &TestApp, page: &Page, more: &[(&str, &str)]) -> Page {
    let names = ["day", "worker", "proposal", "person", "from", "until", "minutes", "two", "why"];
    let there: Vec<(&str, String)> = names
        .into_iter()
        .filter(|name| !page.attributes(&format!("input[name={name}]"), "value").is_empty())
        .map(|name| (name, page.value(name)))
        .collect();
    let mut form: Vec<(&str, &str)> = there.iter().map(|(name, value)| (*name, value.as_str())).collect();
    form.extend(more);
    test.post("manager", "/replan/accept", &form)
}

#[test]
fn t09_a_sick_colleagues_visits_are_proposed_to_others_and_accepted_in_one_whole() {
    let test = TestApp::new();
    let id = planned(&test, test.anna, "2026-11-18T14:00:00Z", "nurse");
    let other = planned(&test, test.bartek, "2026-11-18T11:00:00Z", "ot");
    let page = test.get("manager", &path(&test));
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("h1"), ["Replan the day without Nurse FernsbyWednesday 18 November 2026"]);
    let rows = page.texts("tbody tr");
    assert_eq!(rows.len(), 1, "only what must change: {rows:?}");
    assert!(rows[0].contains("2pm") && rows[0].contains("instead of Nurse Fernsby"), "{rows:?}");
    assert!(rows[0].contains("Nurse Fernsby is away"), "{rows:?}");
    assert_eq!(now(&test, id).visit.workers, [test.staff("nurse")], "a proposal changes nothing");
    for _ in 0..2 {
        let sent = accept(&test, &page, &[]);
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{:?}", sent.errors());
        let after = test.get("manager", sent.to());
        assert!(after.texts("[role=status]").join(" ").contains("Accepted: 1 visit written in your name."));
    }
    let moved = now(&test, id);
    assert!(!moved.visit.workers.contains(&test.staff("nurse")) && moved.visit.workers.len() == 1);
    assert_eq!(now(&test, other).version, 1, "others are left alone");
}

#[test]
fn t09_what_somebody_changed_meanwhile_refuses_all_of_it_and_a_new_proposal_is_shown() {
    let test = TestApp::new();
    let id = planned(&test, test.anna, "2026-11-18T14:00:00Z", "nurse");
    let other = planned(&test, test.bartek, "2026-11-18T15:00:00Z", "nurse");
    let page = test.get("manager", &path(&test));
    assert_eq!(page.texts("tbody tr").len(), 2);
    let (worker, to) = (test.staff("nurse").to_string(), test.staff("support").to_string());
    let form = [("worker", worker.as_str()), ("to", to.as_str())];
    assert_eq!(test.post("doctor", &format!("/visits/{id}/take-over"), &form).status, StatusCode::SEE_OTHER);
    let sent = accept(&test, &page, &[]);
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sent.errors().join(" ").starts_with("Somebody changed this day"), "{:?}", sent.errors());
    assert_eq!(sent.texts("tbody tr").len(), 1, "{:?}", sent.texts("tbody tr"));
    assert_eq!(now(&test, other).version, 1, "nothing was written");
}

#[test]
fn t09_nobody_of_the_red_tier_is_displaced_without_a_decision() {
    let test = TestApp::new();
    let id = planned(&test, test.anna, "2026-11-18T14:00:00Z", "nurse");
    let not_these: Vec<Uuid> = ["support", "socialworker", "ot", "psychologist", "doctor", "manager"]
        .into_iter()
        .map(|login| test.staff(login))
        .collect();
    let tier: Tier = of(json!({"tier": "red", "reason": "Heard voices again", "expires_on": "2026-11-24"}));
    let wishes = Body::Preferences(of(json!({"not_these_workers": not_these})));
    let drafts = vec![
        test.draft(test.anna, "2026-11-18T09:00:00Z", Body::Tier(tier)),
        test.draft(test.anna, "2026-11-18T09:00:00Z", wishes),
    ];
    test.record("nurse", drafts);
    let page = test.get("manager", &path(&test));
    let displaced = page.texts(".app-week-left__one").join(" ");
    assert!(displaced.contains("was with Nurse Fernsby"), "{displaced}");
    assert!(displaced.contains("if the person would meet them"), "what binds is said: {displaced}");
    assert!(page.texts("legend").join(" ").contains("Who decided it?"));
    let refused = accept(&test, &page, &[]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.errors().iter().filter(|said| said.ends_with("(T09)")).count(),
        2,
        "{:?}",
        refused.errors()
    );
    assert_eq!(now(&test, id).version, 1);
    let (why, by) = (format!("why-{id}"), format!("decided_by-{id}"));
    let half = accept(&test, &refused, &[(&why, "Everybody else is refused")]);
    assert_eq!(half.value(&why), "Everybody else is refused", "nothing typed is lost");
    let doctor = test.staff("doctor").to_string();
    let sent = accept(&test, &half, &[(&why, "Everybody else is refused"), (&by, &doctor)]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{:?}", sent.errors());
    let displaced = now(&test, id).visit;
    assert!(displaced.workers.is_empty());
    assert_eq!(displaced.displaced.map(|one| one.decided_by), Some(test.staff("doctor")));
    let shown = test.get("nurse", &format!("/visits/{id}"));
    assert!(shown.body.contains("Everybody else is refused. Decided by"), "{:?}", shown.texts("dd"));
}

#[test]
fn t09_somebody_who_must_be_seen_today_gets_a_visit_in_the_time_that_is_said() {
    let test = TestApp::new();
    let stays = planned(&test, test.anna, "2026-11-18T14:00:00Z", "nurse");
    let ask = |more: &str| {
        test.get("manager", &format!("/replan/proposal?urgent=yes&person={}{more}", test.bartek))
    };
    let page = ask("&from=10:30&until=12:00&minutes=30&two=yes&why=His%20sister%20rang");
    assert_eq!(page.status, StatusCode::OK);
    let rows = page.texts("tbody tr");
    assert!(rows.len() == 1 && rows[0].contains("Bartek") && rows[0].contains("Must be seen"), "{rows:?}");
    let sent = accept(&test, &page, &[]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{:?}", sent.errors());
    let after = test.get("manager", sent.to());
    assert!(after.body.contains("Nothing needs to change."), "{}", after.texts("main").join(" "));
    let all = test.app.store.read(|tx| {
        let from = care::moment::start_of_day(jiff::civil::date(2026, 11, 18));
        store::visits::of_team(tx, test.team, from, "2026-11-19T00:00:00Z".parse().unwrap())
    });
    let all = all.unwrap();
    let new = all.iter().find(|now| now.person == test.bartek).unwrap();
    assert_eq!((new.visit.workers.len(), new.visit.minutes), (2, 30));
    assert_eq!(new.visit.note.as_deref(), Some("His sister rang"));
    let (from, to) = ("2026-11-18T10:30:00Z".parse().unwrap(), "2026-11-18T12:00:00Z".parse().unwrap());
    assert!((from..=to).contains(&new.starts_at), "{:?}", new.starts_at);
    assert_eq!(now(&test, stays).version, 1);
}

#[test]
fn what_cannot_be_read_is_said_and_what_was_typed_comes_back() {
    let test = TestApp::new();
    let page = test.get("manager", "/replan/proposal?urgent=yes&from=noonish&minutes=900");
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.errors(), ["Choose who must be seen."]);
    assert_eq!(page.value("from"), "noonish");
    let path = format!("/replan/proposal?urgent=yes&person={}&from=noonish&minutes=900", test.bartek);
    let page = test.get("manager", &path);
    assert_eq!(
        page.errors(),
        [
            "Enter a time, for example 9:30am or 14:00, or leave it empty.",
            "Enter how long the visit lasts, in minutes from 5 to 240.",
        ]
    );
    let path = format!("/replan/proposal?urgent=yes&person={}&from=14:00&until=10:00", test.bartek);
    assert_eq!(test.get("manager", &path).errors(), ["The latest start must not be before the earliest."]);
    let past = test.get("manager", "/replan/proposal?day=2026-11-17");
    assert_eq!(past.errors(), ["This day is past: choose today or a day to come."]);
    assert_eq!(
        test.post("manager", "/replan/accept", &[("proposal", "{}x")]).status,
        StatusCode::BAD_REQUEST
    );
}

#[test]
fn t09_what_was_to_begin_before_now_is_decided_by_hand_and_another_teams_worker_is_not_found() {
    let test = TestApp::new();
    planned(&test, test.anna, "2026-11-18T09:00:00Z", "nurse");
    let page = test.get("manager", &path(&test));
    assert!(
        page.texts(".app-visit__late li").join(" ").contains("9am, Anna O'Brien"),
        "{}",
        page.texts("main").join(" ")
    );
    assert!(page.texts("tbody tr").is_empty());
    assert_eq!(test.get("nurse2", &path(&test)).status, StatusCode::NOT_FOUND);
    let person = format!("/replan/proposal?urgent=yes&person={}", test.anna);
    assert_eq!(test.get("nurse2", &person).status, StatusCode::NOT_FOUND);
}
