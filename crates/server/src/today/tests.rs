use axum::http::StatusCode;
use care::codes::outcome::Outcome;
use care::codes::purpose::Purpose;
use care::entry::around::{Preferences, SafetyKind, SafetyRule};
use care::entry::contact::{Contact, NextAction};
use care::entry::visit::Visit;
use care::entry::{Body, Draft};
use jiff::civil::date;
use uuid::Uuid;

use crate::testing::TestApp;

fn plan(test: &TestApp, workers: &[&str]) -> Visit {
    Visit {
        purposes: vec![Purpose::Medicines],
        note: Some("Bring the bus pass form".to_owned()),
        ..test.visit(workers)
    }
}

/// Records a visit and gives its id.
fn visit(test: &TestApp, person: Uuid, at: &str, workers: &[&str]) -> Uuid {
    test.planned_as("nurse", person, at, plan(test, workers))
}

/// Records what happened at a visit.
fn outcome(test: &TestApp, person: Uuid, visit: Uuid, at: &str) {
    let contact = Contact { visit: Some(visit), ..test.contact("nurse", Outcome::Seen, Some(30)) };
    let contact = Contact { purposes: vec![Purpose::Medicines], ..contact };
    test.record("nurse", vec![test.draft(person, at, Body::Contact(contact))]);
}

#[test]
fn an_empty_day_says_what_to_do_next() {
    let test = TestApp::new();
    let page = test.get("nurse", "/today");
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.texts("h1"), ["Today, Wednesday 18 November 2026"]);
    assert!(page.body.contains("No visits are planned for you on this day."));
    assert_eq!(page.texts(".nhsuk-list--bullet li").len(), 3);
}

#[test]
fn visits_come_in_order_with_address_phone_and_plan() {
    let test = TestApp::new();
    visit(&test, test.bartek, "2026-11-18T15:00:00Z", &["nurse"]);
    visit(&test, test.anna, "2026-11-18T10:00:00Z", &["nurse", "support"]);
    visit(&test, test.anna, "2026-11-19T10:00:00Z", &["nurse"]);
    visit(&test, test.anna, "2026-11-18T16:00:00Z", &["ot"]);
    let page = test.get("nurse", "/today");
    assert_eq!(
        page.texts(".app-visit h3"),
        ["10am to 10:45am Anna O'Brien", "3pm to 3:45pm Bartek Łukasiewicz"]
    );
    assert_eq!(page.texts(".app-visit__where strong")[0], "12 Teasel Row, Larkmoor, B99 1AA");
    assert_eq!(page.attributes(".app-visit__phone a", "href")[0], "tel:+447700900123");
    assert_eq!(page.texts(".app-visit__plan")[0], "Medicines. With Support worker Fernsby");
    assert_eq!(page.texts(".app-visit__state"), ["Planned", "Planned"]);
    assert!(page.body.contains("Bring the bus pass form"));
    let colleague = test.get("nurse", &format!("/today?worker={}", test.staff("ot")));
    assert_eq!(colleague.texts(".app-visit h3"), ["4pm to 4:45pm Anna O'Brien"]);
    assert!(colleague.texts(".app-visit__tap").is_empty(), "a colleague's visits are only looked at");
    let tomorrow = test.get("nurse", "/today?day=2026-11-19");
    assert_eq!(tomorrow.texts(".app-visit h3"), ["10am to 10:45am Anna O'Brien"]);
    assert!(tomorrow.texts(".app-visit__tap").is_empty());
}

#[test]
fn what_matters_at_the_door_is_on_the_card() {
    let test = TestApp::new();
    let rule = SafetyRule {
        rule: SafetyKind::Dog,
        what: "Ring first, so that the dog is shut in the kitchen".to_owned(),
        expires_on: date(2026, 12, 31),
        ended: None,
    };
    let wishes = Preferences {
        approach: Some("Knock twice and wait".to_owned()),
        refuses_places: vec!["E01".to_owned()],
        worker_gender: Some(care::entry::around::WorkerGender {
            gender: "2".to_owned(),
            strength: care::entry::around::Strength::Strong,
        }),
        ..Preferences::default()
    };
    let mut missed = test.contact("support", Outcome::NoAnswer, None);
    missed.next_action = None;
    test.record(
        "nurse",
        vec![
            test.draft(test.anna, "2026-11-02T10:00:00Z", Body::SafetyRule(rule)),
            test.draft(test.anna, "2026-11-02T10:00:00Z", Body::Preferences(wishes)),
            test.draft(test.anna, "2026-11-17T15:00:00Z", Body::Contact(missed)),
        ],
    );
    visit(&test, test.anna, "2026-11-18T10:00:00Z", &["nurse"]);
    let page = test.get("nurse", "/today");
    assert_eq!(
        page.texts(".app-visit__rules li"),
        ["Dog: Ring first, so that the dog is shut in the kitchen (until 31 December 2026)"]
    );
    let needs = page.texts(".app-visit__needs div").join("; ");
    assert_eq!(
        needs,
        "How to approachKnock twice and wait; Not atOutpatient clinic; Wishes fora female worker (matters a lot)"
    );
    let facts = page.texts(".app-visit__facts li");
    assert_eq!(facts[0], "Not seen by the team yet");
    assert_eq!(facts[1], "Not reached once since Tue 17 Nov: no answer");
    assert!(
        facts[2].starts_with("Missed-contact step 1 was due 17 November 2026 at 11:59pm"),
        "{}",
        facts[2]
    );
    assert!(facts[3].starts_with("Amber tier proposed, to be decided: No answer since 17 November 2026"));
}

#[test]
fn ux01_one_tap_starts_and_one_tap_ends() {
    let test = TestApp::new();
    let id = visit(&test, test.anna, "2026-11-18T09:30:00Z", &["nurse"]);
    let page = test.get("nurse", "/today");
    assert_eq!(
        page.texts(".app-visit__tap"),
        ["Start (Anna O'Brien, 9:30am)", "Nobody in (Anna O'Brien, 9:30am)"]
    );
    let tapped = test.post("nurse", &format!("/visits/{id}/start"), &[("back", "2026-11-18")]);
    assert_eq!(tapped.to(), format!("/today?day=2026-11-18#visit-{id}"));
    let page = test.get("nurse", "/today");
    assert_eq!(page.texts(".app-visit__state"), ["Under way, started 9:30am"]);
    assert_eq!(
        page.texts(".app-visit__tap"),
        [
            "End (Anna O'Brien, 9:30am)",
            "Nobody in (Anna O'Brien, 9:30am)",
            "Undo: Not started after all (Anna O'Brien, 9:30am)"
        ]
    );
    test.clock.set("2026-11-18T09:55:00Z".parse().unwrap());
    test.post("nurse", &format!("/visits/{id}/end"), &[("back", "2026-11-18")]);
    let page = test.get("nurse", "/today");
    assert_eq!(page.texts(".app-visit__state"), ["Ended, say what happened, started 9:30am, ended 9:55am"]);
    let links = page.attributes("a.app-visit__tap", "href");
    assert_eq!(links[0], format!("/people/{}/contact?visit={id}", test.anna));
    assert_eq!(links[1], format!("/people/{}/contact?visit={id}&outcome=no_answer", test.anna), "UX05");
}

#[test]
fn a_double_tap_is_harmless() {
    let test = TestApp::new();
    let id = visit(&test, test.anna, "2026-11-18T09:30:00Z", &["nurse"]);
    for minute in ["30", "31", "32"] {
        test.clock.set(format!("2026-11-18T09:{minute}:00Z").parse().unwrap());
        let page = test.post("nurse", &format!("/visits/{id}/start"), &[("back", "2026-11-18")]);
        assert_eq!(page.status, StatusCode::SEE_OTHER);
    }
    let versions = test.app.store.read(|tx| store::journal::history(tx, id)).unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!(test.get("nurse", "/today").texts(".app-visit__state"), ["Under way, started 9:30am"]);
}

#[test]
fn a_start_by_mistake_is_taken_back() {
    let test = TestApp::new();
    let id = visit(&test, test.anna, "2026-11-18T09:30:00Z", &["nurse"]);
    test.post("nurse", &format!("/visits/{id}/start"), &[]);
    test.post("nurse", &format!("/visits/{id}/undo"), &[]);
    assert_eq!(test.get("nurse", "/today").texts(".app-visit__state"), ["Planned"]);
    assert_eq!(test.app.store.read(|tx| store::journal::history(tx, id)).unwrap().len(), 3);
}

#[test]
fn ux10_a_tap_is_taken_back_by_one_button_for_ten_seconds_and_stays_in_the_history() {
    let test = TestApp::new();
    let id = visit(&test, test.anna, "2026-11-18T09:30:00Z", &["nurse"]);
    let undo = "Undo: Not ended after all (Anna O'Brien, 9:30am)";
    let later = "Not ended after all (Anna O'Brien, 9:30am)";
    test.post("nurse", &format!("/visits/{id}/start"), &[]);
    test.clock.set("2026-11-18T09:45:00Z".parse().unwrap());
    test.post("nurse", &format!("/visits/{id}/end"), &[]);
    assert_eq!(test.get("nurse", "/today").texts(".app-visit__taps button")[0], undo);
    test.clock.set("2026-11-18T09:45:10Z".parse().unwrap());
    assert_eq!(test.get("nurse", "/today").texts(".app-visit__taps button")[0], undo);
    test.clock.set("2026-11-18T09:45:11Z".parse().unwrap());
    let page = test.get("nurse", "/today");
    assert!(page.texts(".app-visit__taps button").is_empty(), "{:?}", page.texts("button"));
    assert_eq!(page.texts(".app-visit__more button"), [later]);
    for _ in 0..2 {
        let back = test.post("nurse", &format!("/visits/{id}/undo"), &[("of", "end")]);
        assert_eq!(back.status, StatusCode::SEE_OTHER, "the second of two taps takes nothing more back");
    }
    let shown = test.get("nurse", &format!("/visits/{id}"));
    assert_eq!(shown.texts(".app-visit__state strong"), ["Under way"]);
    assert!(shown.texts(".app-visit__history li")[0].ends_with("Ended: taken back"));
    test.post("nurse", &format!("/visits/{id}/end"), &[]);
    assert_eq!(test.get("nurse", "/today").texts(".app-visit__state strong"), ["Ended, say what happened"]);
    assert_eq!(test.app.store.read(|tx| store::journal::history(tx, id)).unwrap().len(), 5);
}

#[test]
fn a_visit_that_runs_long_asks_after_the_worker() {
    let test = TestApp::new();
    let id = visit(&test, test.anna, "2026-11-18T09:30:00Z", &["nurse"]);
    test.post("nurse", &format!("/visits/{id}/start"), &[]);
    for minute in ["09:55", "10:20", "10:29"] {
        test.clock.set(format!("2026-11-18T{minute}:00Z").parse().unwrap());
        assert!(test.get("nurse", "/today").texts(".app-alert").is_empty(), "{minute}");
    }
    test.clock.set("2026-11-18T10:30:00Z".parse().unwrap());
    let said = &test.get("nurse", "/today").texts(".app-alert strong")[0];
    assert_eq!(said, "You were expected out of the visit to Anna O'Brien at 10:15am. Are you all right?");
}

#[test]
fn lw09_the_day_closes_when_every_visit_has_its_outcome() {
    let test = TestApp::new();
    let first = visit(&test, test.anna, "2026-11-18T09:00:00Z", &["nurse"]);
    let second = visit(&test, test.bartek, "2026-11-18T14:00:00Z", &["nurse"]);
    let page = test.post("nurse", "/today/close", &[("day", "2026-11-18")]);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        page.errors(),
        [
            "Visits without an outcome: 9am, 2pm. Say what happened at each, then close the day. (4.4)",
            "9am Anna O'Brien: say what happened.",
            "2pm Bartek Łukasiewicz: say what happened."
        ]
    );
    assert_eq!(page.attributes(".nhsuk-error-summary__list a", "href")[1], format!("#visit-{first}"));
    outcome(&test, test.anna, first, "2026-11-18T09:00:00Z");
    let off = [("by", "person"), ("why", "Has a cold"), ("back", "2026-11-18")];
    test.post("nurse", &format!("/visits/{second}/call-off"), &off);
    let page = test.get("nurse", "/today");
    assert_eq!(page.texts(".app-visits--done .app-visit__head").len(), 2);
    for _ in 0..2 {
        let page = test.post("nurse", "/today/close", &[("day", "2026-11-18"), ("note", "All well")]);
        assert_eq!(page.to(), "/today?day=2026-11-18#close");
    }
    assert_eq!(
        test.get("nurse", "/today").texts("p#close"),
        ["This day is closed (on 18 November 2026 at 9:30am)."]
    );
    visit(&test, test.anna, "2026-11-18T16:00:00Z", &["nurse"]);
    assert!(test.get("nurse", "/today").texts("p#close").is_empty(), "a new visit opens the day again");
    assert_eq!(test.post("nurse", "/today/close", &[("day", "soon")]).status, StatusCode::BAD_REQUEST);
    let ahead = test.post("nurse", "/today/close", &[("day", "2026-11-19")]);
    assert_eq!(ahead.errors(), ["This day has not begun: choose today or an earlier day."]);
}

#[test]
fn earlier_visits_without_an_outcome_stay_on_top_until_put_right() {
    let test = TestApp::new();
    test.clock.set("2026-11-13T09:00:00Z".parse().unwrap());
    let friday = visit(&test, test.anna, "2026-11-13T10:00:00Z", &["nurse"]);
    test.clock.set(crate::testing::NOW.parse().unwrap());
    visit(&test, test.bartek, "2026-11-18T14:00:00Z", &["nurse"]);
    let page = test.get("nurse", "/today");
    assert_eq!(
        page.texts(".app-visit h3"),
        ["Fri 13 Nov, 10am to 10:45am Anna O'Brien", "2pm to 2:45pm Bartek Łukasiewicz"]
    );
    assert_eq!(page.texts(".app-visit__tap")[0], "Say what happened (Anna O'Brien, 10am on Fri 13 Nov)");
    outcome(&test, test.anna, friday, "2026-11-13T10:00:00Z");
    assert_eq!(test.get("nurse", "/today").texts(".app-visit h3"), ["2pm to 2:45pm Bartek Łukasiewicz"]);
}

#[test]
fn bi43_a_visit_over_midnight_is_shown_on_both_days() {
    let test = TestApp::new();
    visit(&test, test.anna, "2026-11-18T23:30:00Z", &["nurse"]);
    let first = test.get("nurse", "/today");
    assert_eq!(first.texts(".app-visit h3"), ["11:30pm to 12:15am on Thu 19 Nov Anna O'Brien"]);
    let second = test.get("nurse", "/today?day=2026-11-19");
    assert_eq!(second.texts(".app-visit h3"), ["Wed 18 Nov, 11:30pm to 12:15am on Thu 19 Nov Anna O'Brien"]);
}

#[test]
fn actions_due_are_listed_for_oneself_and_colleagues() {
    let test = TestApp::new();
    let promise = |owner: &str, what: &str, due_on| {
        let next_action = Some(NextAction { what: what.to_owned(), owner: test.staff(owner), due_on });
        let contact = Contact { next_action, ..test.contact("doctor", Outcome::Seen, Some(20)) };
        Contact { purposes: vec![Purpose::Housing], ..contact }
    };
    let drafts: Vec<Draft> = [
        ("nurse", "Ring the housing office", date(2026, 11, 18), "2026-11-16T10:00:00Z"),
        ("nurse", "Order the dosette box", date(2026, 11, 17), "2026-11-16T12:00:00Z"),
        ("nurse", "Later", date(2026, 11, 20), "2026-11-16T13:00:00Z"),
        ("ot", "Bring the kettle", date(2026, 11, 18), "2026-11-16T14:00:00Z"),
    ]
    .into_iter()
    .map(|(owner, what, due, at)| test.draft(test.anna, at, Body::Contact(promise(owner, what, due))))
    .collect();
    test.record("doctor", drafts);
    let page = test.get("nurse", "/today");
    let lines = page.texts(".app-today__actions li");
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].starts_with("Overdue since Tue 17 Nov: Order the dosette box Anna O'Brien"));
    assert!(lines[1].starts_with("Ring the housing office"));
    assert!(lines[2].starts_with("Occupational therapist Fernsby: Bring the kettle"));
}

#[test]
fn ac03_another_teams_worker_or_visit_is_not_found() {
    let test = TestApp::new();
    let id = visit(&test, test.anna, "2026-11-18T10:00:00Z", &["nurse"]);
    let stranger = test.staff("nurse2");
    for path in [format!("/today?worker={stranger}"), "/today?worker=x".to_owned()] {
        assert_eq!(test.get("nurse", &path).status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(test.get("nurse2", &format!("/visits/{id}")).status, StatusCode::NOT_FOUND);
    for what in ["start", "end", "undo", "call-off", "change"] {
        let page = test.post("nurse2", &format!("/visits/{id}/{what}"), &[]);
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{what}");
    }
    assert_eq!(test.get("administrator", "/today").status, StatusCode::FORBIDDEN);
}
