//! The Week page through the router: what stands, a plan that is made, understood, changed, accepted or
//! discarded, and who may do that.

use axum::http::{Method, StatusCode};
use care::entry::around::{SafetyKind, SafetyRule};
use care::entry::tier::{Tier, TierName};
use care::entry::visit::Visit;
use care::entry::{Body, Draft};
use jiff::civil::date;
use serde_json::json;
use uuid::Uuid;

use crate::testing::{Page, TestApp};

const MONDAY: jiff::civil::Date = date(2026, 11, 16);

fn of<T: serde::de::DeserializeOwned>(fields: serde_json::Value) -> T {
    serde_json::from_value(fields).unwrap()
}

/// A visit to Anna on Thursday at 10 by these.
fn visit(test: &TestApp, workers: &[Uuid], at: &str) -> Draft {
    let visit: Visit =
        of(json!({ "workers": workers, "minutes": 45, "place": "A01", "purposes": ["engagement"] }));
    Draft { id: Uuid::now_v7(), ..test.draft(test.anna, at, Body::Visit(visit)) }
}

fn week(test: &TestApp) -> Page {
    test.get("nurse", "/week")
}

/// Plans the rest and waits for it.
fn planned(test: &TestApp, form: &[(&str, &str)]) -> Page {
    let sent = test.post("nurse", "/week/plan", form);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{:?}", sent.errors());
    test.app.jobs.wait((test.team, MONDAY));
    week(test)
}

fn visits(test: &TestApp) -> Vec<care::rule::context::VisitNow> {
    let (from, to) = (care::moment::start_of_day(MONDAY), care::moment::start_of_day(date(2026, 11, 23)));
    test.app.store.read(|tx| store::visits::of_team(tx, test.team, from, to)).unwrap()
}

#[test]
fn the_week_shows_who_goes_when_as_a_grid_and_as_a_list() {
    let test = TestApp::new();
    let draft = visit(&test, &[test.staff("nurse")], "2026-11-19T10:00:00Z");
    test.record("nurse", vec![draft]);
    let page = week(&test);
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts(".app-week thead th").len(), 6, "five days: nobody works at the weekend");
    let stop = "10am Anna O'Brien, Thursday 19 November 2026, Nurse Fernsby, Engagement";
    assert!(
        page.texts(".app-week__stop a").iter().any(|text| text == stop),
        "{:?}",
        page.texts(".app-week__stop")
    );
    assert_eq!(
        page.texts(".app-week-list tbody th a"),
        ["Anna O'Brien, Thursday 19 November 2026, 10am, visit 1"]
    );
    assert!(
        page.texts(".app-week-left__one").iter().any(|text| text.contains("Bartek")),
        "needs without a visit"
    );
    // What is looked for narrows both.
    let found = test.get("nurse", "/week?q=bartek");
    assert_eq!((found.texts(".app-week__stop").len(), found.texts(".app-week-list").len()), (0, 0));
    let other = test.get("nurse2", &format!("/week?team={}", test.team));
    assert_eq!(other.status, StatusCode::NOT_FOUND, "another team's week looks like none");
}

#[test]
fn t04_plan_the_rest_makes_a_draft_and_only_acceptance_changes_visits() {
    let test = TestApp::new();
    let draft = visit(&test, &[test.staff("nurse")], "2026-11-19T10:00:00Z");
    test.record("nurse", vec![draft]);
    let page = planned(&test, &[("monday", "2026-11-16")]);
    assert_eq!(page.texts("#draft"), ["Draft plan: nothing has changed yet"]);
    assert_eq!(visits(&test).len(), 1, "a draft changes nothing");
    let accept = test.get("nurse", "/week/accept");
    assert!(accept.body.contains("Bartek Łukasiewicz: new"), "{}", accept.texts("main").join(" "));
    let sent = test.post("nurse", "/week/accept", &[("version", &accept.value("version"))]);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{:?}", sent.errors());
    let now = visits(&test);
    assert!(
        now.iter().any(|visit| visit.person == test.bartek && !visit.visit.workers.is_empty()),
        "{now:?}"
    );
    let after = week(&test);
    assert!(after.texts("#draft").is_empty());
    assert!(after.texts("main p").iter().any(|text| text.contains("was accepted by Nurse Fernsby")));
    // Twice is once: the plan was decided.
    let again = test.post("nurse", "/week/accept", &[("version", "1")]);
    assert_eq!(again.errors(), ["There is no draft to accept: plan the rest first."]);
}

#[test]
fn a_draft_is_discarded_and_nothing_comes_of_it() {
    let test = TestApp::new();
    planned(&test, &[]);
    assert_eq!(test.post("nurse", "/week/discard", &[]).status, StatusCode::SEE_OTHER);
    let page = week(&test);
    assert!(page.texts("#draft").is_empty() && page.body.contains("was discarded by"));
    assert!(visits(&test).is_empty());
}

#[test]
fn a_visit_is_moved_locked_and_stays_when_the_rest_is_planned() {
    let test = TestApp::new();
    let draft = visit(&test, &[test.staff("nurse")], "2026-11-19T10:00:00Z");
    let (id, support) = (draft.id, test.staff("support").to_string());
    test.record("nurse", vec![draft]);
    let path = format!("/week/visits/{id}");
    // What it would do is said before anything is kept.
    let tried = test.get("nurse", &format!("{path}?day=2026-11-19&time=14:00&worker={support}"));
    assert!(
        tried.texts("[data-tried]").join(" ").contains("Thursday 2pm with"),
        "{:?}",
        tried.texts("[data-tried]")
    );
    assert_eq!(visits(&test)[0].visit.workers, [test.staff("nurse")]);
    let form = [("day", "2026-11-19"), ("time", "2pm"), ("worker", support.as_str()), ("version", "0")];
    let sent = test.post("nurse", &path, &form);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{:?}", sent.errors());
    planned(&test, &[]);
    let page = test.get("nurse", &path);
    assert!(page.texts("h1").join(" ").contains("Thursday 2pm"), "{:?}", page.texts("h1"));
    assert!(page.body.contains("It is locked"));
    let unlocked = test.post("nurse", &format!("{path}/lock"), &[("locked", "no")]);
    assert_eq!(unlocked.status, StatusCode::SEE_OTHER);
    assert!(!test.get("nurse", &path).body.contains("It is locked"));
}

#[test]
fn t04_what_cannot_be_is_said_before_it_is_kept_and_typed_words_stay() {
    let test = TestApp::new();
    let draft = visit(&test, &[test.staff("nurse")], "2026-11-19T10:00:00Z");
    let path = format!("/week/visits/{}", draft.id);
    test.record("nurse", vec![draft]);
    let nurse = test.staff("nurse").to_string();
    for (day, time, said) in [
        ("2026-11-17", "10am", "It may only be on"),
        ("2026-11-19", "6am", "It starts between"),
        ("2026-11-30", "10am", "Choose a day of this week."),
        ("2026-11-19", "noonish", "Enter a time, for example 9:30am or 14:00"),
    ] {
        let sent =
            test.post("nurse", &path, &[("day", day), ("time", time), ("worker", &nurse), ("version", "0")]);
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{day} {time}");
        assert!(sent.errors().join(" ").contains(said), "{day} {time}: {:?}", sent.errors());
    }
    let nobody = test.post(
        "nurse",
        &path,
        &[("day", "2026-11-19"), ("time", "10am"), ("worker", ""), ("version", "0")],
    );
    assert_eq!(nobody.errors(), ["Choose who goes."]);
    let stale = test.post("nurse", &path, &[("time", "2pm"), ("version", "4")]);
    assert!(stale.errors().join(" ").starts_with("Somebody changed the plan"), "{:?}", stale.errors());
}

#[test]
fn t09_after_sickness_the_rest_is_planned_without_the_worker() {
    let test = TestApp::new();
    let (nurse, anna) = (test.staff("nurse"), test.anna);
    test.record("nurse", vec![visit(&test, &[nurse], "2026-11-19T10:00:00Z")]);
    let form = [("worker", &*nurse.to_string()), ("from", "2026-11-19"), ("until", "2026-11-20")];
    let sent = test.post("nurse", "/week/away", &form);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{:?}", sent.errors());
    test.app.jobs.wait((test.team, MONDAY));
    let page = week(&test);
    assert!(page.texts(".app-week-draft").join(" ").contains("is away from Thu 19 Nov to Fri 20 Nov"));
    assert_eq!(page.texts(".app-week__off").iter().filter(|text| *text == "Away").count(), 2);
    let accept = test.get("nurse", "/week/accept");
    test.post("nurse", "/week/accept", &[("version", &accept.value("version"))]);
    let now = visits(&test);
    let annas: Vec<_> = now.iter().filter(|visit| visit.person == anna).collect();
    for visit in annas {
        let day = care::moment::local_day(visit.starts_at);
        assert!(day < date(2026, 11, 19) || !visit.visit.workers.contains(&nurse), "{visit:?}");
    }
    let wrong =
        test.post("nurse", "/week/away", &[("worker", ""), ("from", "2026-11-30"), ("until", "2026-11-20")]);
    assert_eq!(wrong.errors(), ["Choose who is away.", "Choose days of this week."]);
}

#[test]
fn t09_somebody_of_the_red_tier_waits_for_a_later_day_only_by_a_decision() {
    let test = TestApp::new();
    let tier: Tier = of(json!({ "tier": "red", "reason": "Heard voices again", "expires_on": "2026-11-24" }));
    assert_eq!(tier.tier, TierName::Red);
    let draft = visit(&test, &[test.staff("nurse")], "2026-11-19T10:00:00Z");
    let id = draft.id;
    test.record("nurse", vec![test.draft(test.anna, "2026-11-18T09:00:00Z", Body::Tier(tier)), draft]);
    let support = test.staff("support").to_string();
    let form = [("day", "2026-11-20"), ("time", "10am"), ("worker", support.as_str()), ("version", "0")];
    let sent = test.post("nurse", &format!("/week/visits/{id}"), &form);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{:?}", sent.errors());
    let accept = test.get("nurse", "/week/accept");
    assert!(accept.texts("legend").join(" ").contains("red tier"), "{:?}", accept.texts("legend"));
    let version = accept.value("version");
    let refused = test.post("nurse", "/week/accept", &[("version", &version)]);
    assert!(refused.errors().iter().any(|said| said.ends_with("(T09)")), "{:?}", refused.errors());
    assert!(visits(&test).iter().all(|visit| visit.version < 2), "all or nothing");
    let (why, by) = (format!("why-{id}"), format!("decided_by-{id}"));
    let manager = test.staff("manager").to_string();
    let decided = [("version", version.as_str()), (&*why, "She asked for Friday"), (&*by, manager.as_str())];
    let sent = test.post("nurse", "/week/accept", &decided);
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{:?}", sent.errors());
    let moved = visits(&test).into_iter().find(|visit| visit.id == id).unwrap();
    assert_eq!(moved.visit.postponed.map(|one| one.decided_by), Some(test.staff("manager")));
}

#[test]
fn a_visit_that_changed_meanwhile_is_named_and_nothing_is_written() {
    let test = TestApp::new();
    let draft = visit(&test, &[test.staff("nurse")], "2026-11-19T10:00:00Z");
    let (id, support) = (draft.id, test.staff("support").to_string());
    test.record("nurse", vec![draft.clone()]);
    let form = [("time", "2pm"), ("worker", support.as_str()), ("version", "0")];
    assert_eq!(test.post("nurse", &format!("/week/visits/{id}"), &form).status, StatusCode::SEE_OTHER);
    let Body::Visit(body) = draft.body.clone() else { panic!("{draft:?}") };
    let called_off: Visit = Visit { called_off: Some(of(json!({"by": "person"}))), ..body };
    test.record("manager", vec![Draft { from_version: 1, body: Body::Visit(called_off), ..draft }]);
    let page = week(&test);
    assert!(page.texts(".app-visit__late").join(" ").contains("the visit is called off or gone"));
    let refused = test.post("nurse", "/week/accept", &[]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.errors().join(" ").contains("Plan the rest again"), "{:?}", refused.errors());
}

#[test]
fn t04_a_rule_made_after_the_draft_is_kept_when_it_is_accepted() {
    let test = TestApp::new();
    let draft = visit(&test, &[test.staff("nurse")], "2026-11-19T10:00:00Z");
    let id = draft.id;
    test.record("nurse", vec![draft]);
    let support = test.staff("support").to_string();
    let form = [("time", "2pm"), ("worker", support.as_str()), ("version", "0")];
    assert_eq!(test.post("nurse", &format!("/week/visits/{id}"), &form).status, StatusCode::SEE_OTHER);
    let rule: SafetyRule = of(json!({ "rule": "two_person", "what": "Dog", "expires_on": "2026-12-30" }));
    assert_eq!(rule.rule, SafetyKind::TwoPerson);
    test.record("nurse", vec![test.draft(test.anna, "2026-11-18T09:00:00Z", Body::SafetyRule(rule))]);
    let refused = test.post("nurse", "/week/accept", &[]);
    let said = refused.errors().join(" ");
    assert_eq!(said.matches("wo workers are needed").count(), 1, "{said}");
    assert_eq!(visits(&test)[0].version, 1);
}

#[test]
fn a_day_is_a_way_and_a_week_a_calendar_of_initials() {
    let test = TestApp::new();
    let nurse = test.staff("nurse");
    test.record("nurse", vec![visit(&test, &[nurse], "2026-11-19T10:00:00Z")]);
    let day = test.get("nurse", &format!("/week/day?worker={nurse}&day=2026-11-19"));
    let steps = day.texts(".app-way__steps li").join(" ");
    assert!(steps.contains("10am to 10:45am Anna O'Brien") && steps.contains("min on the way"), "{steps}");
    assert!(steps.contains("not on the map: a flat time"), "nothing is guessed: {steps}");
    let file = test.get("nurse", &format!("/week/calendar?worker={nurse}"));
    assert!(file.body.contains("SUMMARY:Visit AO") && file.body.contains("CLASS:PRIVATE"), "{}", file.body);
    assert!(!file.body.contains("Anna") && !file.body.contains("Teasel") && !file.body.contains("Complex"));
    let stranger = test.get("nurse", &format!("/week/day?worker={}", test.staff("nurse2")));
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
}

#[test]
fn who_sees_the_team_sees_its_week_and_who_plans_visits_plans_it() {
    let test = TestApp::new();
    for (login, sees, plans) in [
        ("nurse", StatusCode::OK, StatusCode::SEE_OTHER),
        ("administrator", StatusCode::OK, StatusCode::SEE_OTHER),
        ("sysadmin", StatusCode::FORBIDDEN, StatusCode::FORBIDDEN),
        ("privacy", StatusCode::FORBIDDEN, StatusCode::FORBIDDEN),
    ] {
        assert_eq!(test.get(login, "/week").status, sees, "{login}");
        assert_eq!(test.post(login, "/week/plan", &[]).status, plans, "{login}");
        test.app.jobs.wait((test.team, MONDAY));
    }
    let progress = test.api("nurse", Method::GET, "/week/progress", None);
    assert_eq!(progress.json()["runs"], json!(false));
    let over = test.post("nurse", "/week/plan", &[("monday", "2026-11-02")]);
    assert_eq!(over.errors(), ["This week is over: choose this week or one ahead."]);
}
