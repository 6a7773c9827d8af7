//! Naming a key worker through the router: the ranking with its reasons, the wish, the cap, cover.

use axum::http::StatusCode;
use care::entry::Body;
use care::entry::around::{Preferences, Strength, WorkerGender};
use care::entry::organisation::{Away, Staff};
use jiff::civil::date;
use serde_json::json;
use uuid::Uuid;

use crate::testing::{Page, TestApp};

/// Changes what is recorded of a member of staff.
fn change(test: &TestApp, login: &str, change: impl FnOnce(&mut Staff)) {
    let id = test.staff(login);
    let directory = test.app.store.directory();
    let mut staff = directory.staff[&id].clone();
    change(&mut staff);
    let mut draft = test.draft(id, "2026-11-01T09:00:00Z", Body::Staff(staff));
    (draft.id, draft.team, draft.from_version) = (id, None, directory.versions[&id]);
    test.record("manager", vec![draft]);
}

fn wish(test: &TestApp, person: Uuid, gender: &str) {
    let wish = WorkerGender { gender: gender.to_owned(), strength: Strength::Strong };
    let preferences = Preferences { worker_gender: Some(wish), ..Preferences::default() };
    test.record("nurse", vec![test.draft(person, "2026-11-01T09:00:00Z", Body::Preferences(preferences))]);
}

fn path(person: Uuid) -> String {
    format!("/people/{person}/key-worker")
}

/// Opens the form, keeps what it holds of days and ids, and sends what is chosen.
fn name(test: &TestApp, login: &str, person: Uuid, typed: &[(&str, &str)]) -> Page {
    let page = test.get(login, &path(person));
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let held: Vec<(String, String)> =
        ["entry", "from_version", "at", "considered.on-day", "considered.on-month", "considered.on-year"]
            .map(|name| (name.to_owned(), page.value(name)))
            .into();
    let mut form: Vec<(&str, &str)> = held.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    form.extend(typed);
    test.post(login, &path(person), &form)
}

#[test]
fn workers_are_ranked_and_every_reason_is_shown() {
    let test = TestApp::new();
    wish(&test, test.bartek, "1");
    change(&test, "socialworker", |staff| staff.gender = "1".to_owned());
    change(&test, "ot", |staff| staff.skills = vec!["cooking".to_owned()]);
    let page = test.get("manager", &path(test.bartek));
    let names = page.texts(".app-suggest__one label");
    assert_eq!(names.first().map(String::as_str), Some("Social worker Fernsby, Social worker"), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("Support worker")), "no key worker as a rule: {names:?}");
    let reasons = page.texts(".app-suggest__one:first-child li");
    assert!(reasons.contains(&"A male worker, as the person wishes".to_owned()), "{reasons:?}");
    assert!(reasons.contains(&"Has not met the person".to_owned()), "{reasons:?}");
    let loads = page.texts(".app-load");
    assert!(loads.contains(&"1 of 12 people, weighed by tier 1".to_owned()), "{loads:?}");
    // Asked for a skill, the page ranks again.
    wish(&test, test.anna, "2");
    let page = test.get("manager", &format!("{}?asked=1&skill=cooking", path(test.anna)));
    let reasons = page.texts(".app-suggest__one li");
    assert!(reasons.contains(&"Skilled in cooking".to_owned()), "{reasons:?}");
    assert!(reasons.contains(&"No record of cooking".to_owned()), "{reasons:?}");
}

#[test]
fn p02_somebody_is_named_after_the_wish_was_considered() {
    let test = TestApp::new();
    wish(&test, test.bartek, "2");
    let nurse = test.staff("nurse").to_string();
    let silent = name(&test, "manager", test.bartek, &[("key_worker", &nurse)]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(silent.attributes(".nhsuk-error-summary__list a", "href"), ["#considered.outcome"]);
    assert_eq!(silent.attributes("[name='key_worker'][checked]", "value"), [nurse.as_str()], "kept");
    let nobody = name(&test, "manager", test.bartek, &[]);
    assert_eq!(nobody.errors(), ["Choose a key worker, or nobody for now."]);
    let met = [("key_worker", nurse.as_str()), ("considered.outcome", "met")];
    let done = name(&test, "manager", test.bartek, &met);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{:?}", done.errors());
    let record = test.get("nurse", &format!("/people/{}", test.bartek));
    assert!(record.body.contains("The wish is met (considered on 18 November 2026)"));
    // A new deputy alone asks nothing of the wish again.
    let deputy = test.staff("ot").to_string();
    let more = [("key_worker", nurse.as_str()), ("deputy", deputy.as_str())];
    assert_eq!(name(&test, "manager", test.bartek, &more).status, StatusCode::SEE_OTHER);
    assert!(test.get("manager", "/lists/wishes").texts("tbody tr").is_empty());
}

#[test]
fn c04_far_above_the_cap_the_lead_is_refused_and_the_manager_says_why() {
    let test = TestApp::new();
    change(&test, "ot", |staff| staff.caseload_most = Some(0));
    let ot = test.staff("ot").to_string();
    let plain = [("key_worker", ot.as_str()), ("considered.outcome", "no_wish")];
    let lead = name(&test, "lead", test.bartek, &plain);
    assert_eq!(lead.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(lead.errors()[0].ends_with("(C04)"), "{:?}", lead.errors());
    let manager = name(&test, "manager", test.bartek, &plain);
    assert_eq!(manager.attributes(".nhsuk-error-summary__list a", "href"), ["#over_cap"]);
    let said = [plain.as_slice(), &[("over_cap", "They have known each other for years")]].concat();
    assert_eq!(name(&test, "manager", test.bartek, &said).status, StatusCode::SEE_OTHER);
}

#[test]
fn c03_leave_and_leaving_raise_cover() {
    let test = TestApp::new();
    let list = |login: &str| test.get(login, "/lists/cover").texts("tbody tr td");
    assert!(list("nurse").is_empty());
    let away = |from, until| Away { from, until };
    change(&test, "nurse", |staff| staff.away = vec![away(date(2026, 11, 17), date(2026, 11, 25))]);
    let cells = list("nurse");
    assert_eq!(cells[1..4], ["Away until 25 November 2026", "17 November 2026", "Social worker Fernsby"]);
    change(&test, "socialworker", |staff| staff.away = vec![away(date(2026, 11, 20), date(2026, 11, 20))]);
    assert_eq!(list("nurse")[3], "Support worker Fernsby", "the next one named who is there all the time");
    change(&test, "nurse", |staff| staff.memberships[0].until = Some(date(2026, 12, 4)));
    assert_eq!(list("manager")[1..3], ["Leaves on 4 December 2026", "5 December 2026"]);
    let links = test.get("manager", "/lists/cover").attributes(".app-board a.app-touch", "href");
    assert_eq!(links, [path(test.anna)]);
    let page = test.get("manager", &path(test.anna));
    let reasons = page.texts(".app-suggest__one li");
    assert!(reasons.contains(&"Leaves on 4 December 2026".to_owned()), "{reasons:?}");
    let rows = test.api("manager", axum::http::Method::GET, "/api/v1/lists/cover", None).json();
    assert_eq!(rows["rows"][0]["person"], json!(test.anna));
}

#[test]
fn the_api_ranks_as_the_page_does() {
    let test = TestApp::new();
    let path = format!("/api/v1/people/{}/suggestions?skills=cooking", test.anna);
    let answer = test.api("manager", axum::http::Method::GET, &path, None).json();
    let first = &answer["workers"][0];
    assert!(first["reasons"].as_array().unwrap().iter().any(|r| r["kind"] == "load"), "{answer}");
    let refused = test.api("nurse", axum::http::Method::GET, &path, None);
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[test]
fn the_form_of_staff_keeps_leave_hours_and_the_last_day() {
    let test = TestApp::new();
    let path = format!("/staff/{}", test.staff("ot"));
    let page = test.get("manager", &path);
    let team = test.team.to_string();
    let (entry, version) = (page.value("entry"), page.value("from_version"));
    let form = [
        ("entry", entry.as_str()),
        ("from_version", version.as_str()),
        ("name", "Olu Fernsby"),
        ("role", "ot"),
        ("teams", team.as_str()),
        ("wte", "0.5"),
        ("gender", "2"),
        ("languages", "en"),
        ("caseload_most", "5"),
        ("specialist", "7.5"),
        ("away", "7 December 2026 to 18 December 2026\n24/12/2026"),
        ("leaves-day", "29"),
        ("leaves-month", "1"),
        ("leaves-year", "2027"),
    ];
    let done = test.post("manager", &path, &form);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{:?}", done.errors());
    let staff = test.app.store.directory().staff[&test.staff("ot")].clone();
    assert_eq!((staff.caseload_most, staff.specialist_minutes), (Some(5), Some(450)));
    assert_eq!(staff.away.len(), 2);
    assert_eq!(staff.last_day_in(test.team), Some(date(2027, 1, 29)));
    let page = test.get("manager", &path);
    assert_eq!(
        page.texts("#away"),
        ["7 December 2026 to 18 December 2026 24 December 2026 to 24 December 2026"]
    );
    assert_eq!(page.value("specialist"), "7.5");
    assert_eq!(page.value("leaves-year"), "2027");
    let wrong = [&form[..9], &[("away", "next week")]].concat();
    let refused = test.post("manager", &path, &wrong);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}
