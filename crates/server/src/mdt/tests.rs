//! The weekly meeting through the router: the agenda from the record, a decision that becomes visits.

use axum::http::StatusCode;
use care::entry::Body;
use uuid::Uuid;

use crate::testing::{Page, TestApp};

fn start(test: &TestApp) -> String {
    let nurse = test.staff("nurse").to_string();
    let page = test.post("nurse", "/mdt", &[("attendees", &nurse)]);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.to().to_owned()
}

/// Cooking on Fridays at ten with the OT, three weeks, with these changes.
fn decide(test: &TestApp, path: &str, changes: &[(&str, &str)]) -> Page {
    let shown = test.get("nurse", &format!("{path}/decide?person={}", test.anna));
    let (person, ot) = (test.anna.to_string(), test.staff("ot").to_string());
    let hidden = |name: &str| shown.value(name);
    let (entry, series, shown_at) = (hidden("entry"), hidden("series"), hidden("shown_at"));
    let mut form = vec![
        ("person", person.as_str()),
        ("entry", &entry),
        ("series", &series),
        ("shown_at", &shown_at),
        ("decision", "Cook with her every week"),
        ("what", "Cooking on a budget"),
        ("purpose", "daily_living"),
        ("worker", &ot),
        ("weekdays", "5"),
        ("at", "10am"),
        ("minutes", "60"),
        ("every", "week"),
        ("place", "A01"),
        ("from-day", "20"),
        ("from-month", "11"),
        ("from-year", "2026"),
        ("until-day", "4"),
        ("until-month", "12"),
        ("until-year", "2026"),
    ];
    form.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    form.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    test.post("nurse", &format!("{path}/decide"), &form)
}

#[test]
fn t02_a_decision_becomes_a_series_that_fits_or_says_why_not() {
    let test = TestApp::new();
    let path = start(&test);
    test.planned(test.bartek, "2026-11-27T10:30:00Z", &["ot"]);
    let refused = decide(&test, &path, &[]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.errors(),
        [
            "This does not fit: Occupational therapist Fernsby is with Bartek Łukasiewicz or on the way on Fri 27 Nov. (T02)"
        ]
    );
    let slots = refused.attributes("button[name='slot']", "value");
    assert_eq!(slots.first().map(String::as_str), Some("5 09:00"), "the nearest that is free every Friday");
    assert!(slots.contains(&"5 11:30".to_owned()) && !slots.contains(&"5 10:30".to_owned()), "{slots:?}");
    assert!(refused.body.contains("Nurse Fernsby"), "and who is free at ten");
    let kept = decide(&test, &path, &[("slot", "5 11:30")]);
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{:?}", kept.errors());
    assert!(kept.to().starts_with(&path));
    test.clock.set("2026-11-20T09:00:00Z".parse().unwrap());
    let today = test.get("ot", "/today");
    assert_eq!(today.texts(".app-visit h3"), ["11:30am to 12:30pm Anna O'Brien"]);
    assert!(today.body.contains("MDT of 18 November 2026: Cooking on a budget"));
    let person = test.get("support", &format!("/people/{}", test.anna));
    assert!(person.texts("#record h3").iter().any(|title| title.starts_with("Decided at the MDT")));
    assert!(person.body.contains("Has not met the person"), "why this worker, as it was shown");
}

/// A safety rule that sends two to Anna.
fn two_go(test: &TestApp) {
    let rule = care::entry::around::SafetyRule {
        rule: care::entry::around::SafetyKind::TwoPerson,
        what: "Two go".to_owned(),
        expires_on: jiff::civil::date(2027, 2, 1),
        ended: None,
    };
    test.record("nurse", vec![test.draft(test.anna, "2026-11-17T09:00:00Z", Body::SafetyRule(rule))]);
}

#[test]
fn t02_t04_where_two_go_the_meeting_is_told_with_whom_it_fits() {
    let test = TestApp::new();
    two_go(&test);
    let path = start(&test);
    let page = decide(&test, &path, &[]);
    assert_eq!(page.errors(), ["Two workers are needed: choose who goes along. (T04)"]);
    let offers = page.attributes("#instead button", "value");
    let names = page.texts("#instead button");
    assert!(!offers.is_empty() && offers.iter().all(|one| one.starts_with("- - ")), "{offers:?}");
    assert!(names[0].starts_with("Occupational therapist Fernsby and "), "{names:?}");
    let kept = decide(&test, &path, &[("slot", &offers[0])]);
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{:?}", kept.errors());
    test.clock.set("2026-11-20T09:00:00Z".parse().unwrap());
    assert_eq!(test.get("ot", "/today").texts(".app-visit h3"), ["10am to 11am Anna O'Brien"]);
}

#[test]
fn t02_slots_where_two_go_fit_both_and_others_are_offered_with_theirs() {
    let test = TestApp::new();
    two_go(&test);
    let path = start(&test);
    let support = test.staff("support").to_string();
    // The OT is taken on Friday at ten, the support worker at half past eleven.
    for (login, at) in [("ot", "2026-11-27T10:30:00Z"), ("support", "2026-11-27T11:30:00Z")] {
        let visit = test.visit(&[login]);
        test.planned_as("ot", test.bartek, at, visit);
    }
    let page = decide(&test, &path, &[("second", &support)]);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let offers = page.attributes("#instead button", "value");
    let slots: Vec<_> = offers.iter().filter(|one| one.len() < 10).collect();
    assert!(
        !slots.is_empty()
            && !slots.iter().any(|one| ["5 10:00", "5 11:30", "5 11:00"].contains(&one.as_str()))
    );
    let pair = offers.iter().find(|one| one.len() > 10).expect("somebody else");
    for offer in [slots[slots.len() - 1], pair] {
        let ids = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
        let taken = [("second", support.as_str()), ("slot", offer), ("entry", &ids.0), ("series", &ids.1)];
        let kept = decide(&test, &path, &taken);
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{offer}: {:?}", kept.errors());
    }
}

#[test]
fn t07_what_a_support_worker_does_not_do_alone_is_offered_to_those_who_do() {
    let test = TestApp::new();
    let path = start(&test);
    let support = test.staff("support").to_string();
    let therapy = [("worker", support.as_str()), ("purpose", "therapy")];
    let page = decide(&test, &path, &therapy);
    assert_eq!(
        page.errors(),
        [
            "Support worker: not a thing this role does alone (therapy): choose a colleague who does, or send one along. (T07)"
        ]
    );
    let offers = page.texts("#instead button");
    assert!(!offers.is_empty() && offers.iter().all(|one| !one.contains("Support")), "{offers:?}");
    assert!(
        page.body.contains("Support worker: this is not theirs to do (therapy)"),
        "and the ranking says why"
    );
    let value = page.attributes("#instead button", "value").remove(0);
    let kept =
        decide(&test, &path, &[("worker", support.as_str()), ("purpose", "therapy"), ("slot", &value)]);
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{:?}", kept.errors());
    let ranked = test.get("nurse", &format!("{path}/decide?person={}&purpose=daily_living", test.anna));
    assert!(ranked.body.contains("Support worker: does this alone (daily living)"));
}

#[test]
fn t02_an_intervention_without_an_owner_or_a_slot_is_not_accepted() {
    let test = TestApp::new();
    let path = start(&test);
    let check = |changes: &[(&str, &str)], expected: &[&str]| {
        let page = decide(&test, &path, changes);
        assert_eq!(page.errors(), expected, "{changes:?}");
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let nobody = "Choose who does it: no intervention without an owner. (T02)";
    let never = "Choose a day and a time: no intervention without a slot. (T02)";
    check(&[("worker", "")], &[nobody]);
    check(&[("weekdays", "")], &[never]);
    check(&[("at", ""), ("worker", "")], &[nobody, never]);
    check(&[("what", "")], &["Say what will be done."]);
    check(&[("decision", "")], &["Say what the team decided."]);
    check(&[("purpose", "")], &["Choose what the visit is for."]);
    let weekend = [("weekdays", "6")];
    check(
        &weekend,
        &["This does not fit: Occupational therapist Fernsby is not at work on Saturdays at 10am. (T02)"],
    );
    let action =
        [("action.what", "Ring the ward"), ("what", ""), ("worker", ""), ("weekdays", ""), ("at", "")];
    check(&action, &["Choose who does it. (T02)"]);
    assert!(
        test.get("nurse", &path).texts("#decided ~ div .app-record__title").is_empty(),
        "nothing was kept"
    );
}

#[test]
fn a_decision_without_an_intervention_gives_an_action_and_is_seen_by_all() {
    let test = TestApp::new();
    let path = start(&test);
    let owner = test.staff("doctor").to_string();
    let changes = [
        ("what", ""),
        ("worker", ""),
        ("weekdays", ""),
        ("at", ""),
        ("action.what", "Ring the ward"),
        ("action.owner", owner.as_str()),
        ("dissent", "The OT would wait"),
    ];
    assert_eq!(decide(&test, &path, &changes).status, StatusCode::SEE_OTHER);
    assert!(test.get("doctor", "/actions").texts("tbody th")[0].starts_with("Ring the ward"));
    let page = test.get("ot", &path);
    assert!(page.body.contains("The OT would wait"));
    test.post("nurse", &format!("{path}/end"), &[]);
    let (entry, series) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let late = decide(&test, &path, &[("entry", entry.as_str()), ("series", series.as_str())]);
    assert_eq!(late.errors(), ["This meeting has ended: decide it at the next one. (T02)"]);
    assert_eq!(start(&test), path, "one meeting a day");
}

#[test]
fn the_agenda_has_whom_a_handover_sent() {
    let test = TestApp::new();
    let nurse = test.staff("nurse").to_string();
    let handover = test.post("nurse", "/handover", &[("attendees", &nurse)]).to().to_owned();
    let (person, entry) = (test.anna.to_string(), Uuid::now_v7().to_string());
    let line =
        [("person", person.as_str()), ("entry", &entry), ("change", "Sister worried"), ("for_mdt", "yes")];
    test.post("nurse", &format!("{handover}/line"), &line);
    let path = start(&test);
    let page = test.get("nurse", &path);
    assert!(page.body.contains("From the handover of Wed 18 Nov: Sister worried"));
    assert!(page.texts("h3").iter().any(|h| h.starts_with("Not spoken of for four weeks")), "Bartek");
}

#[test]
fn ac03_another_teams_meeting_is_not_found() {
    let test = TestApp::new();
    let path = start(&test);
    assert_eq!(test.get("nurse2", &path).status, StatusCode::NOT_FOUND);
    let decide = format!("{path}/decide?person={}", test.anna);
    assert_eq!(test.get("nurse2", &decide).status, StatusCode::NOT_FOUND);
    assert_eq!(
        test.get("nurse", &format!("{path}/decide?person={}", test.cleo)).status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(test.get("administrator", "/mdt").status, StatusCode::FORBIDDEN);
}
