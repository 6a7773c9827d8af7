//! The team's day by the API: a handover, an MDT whose decision becomes visits, a day that is replanned.

use axum::http::Method;
use care::entry::mdt::Mdt;
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::testing::TestApp;

fn get(test: &TestApp, login: &str, path: &str) -> Value {
    let page = test.api(login, Method::GET, path, None);
    assert_eq!(page.status.as_u16(), 200, "{path}: {}", page.body);
    page.json()
}

fn send(test: &TestApp, login: &str, entries: &Value) -> Vec<u64> {
    let page = test.api(login, Method::POST, "/api/v1/entries", Some(entries.to_string()));
    assert_eq!(page.status.as_u16(), 200, "{}", page.body);
    page.json().as_array().unwrap().iter().map(|one| one["status"].as_u64().unwrap()).collect()
}

fn entry(id: Uuid, kind: &str, subject: Uuid, body: &Value) -> Value {
    json!({ "id": id, "kind": kind, "subject": subject, "happened_at": "2026-11-18T09:30:00Z", "body": body })
}

#[test]
fn bi97_a_visit_by_somebody_known_already_is_compared_before_it_is_answered() {
    let test = TestApp::new();
    test.has_met(&[test.anna, test.bartek]);
    let me = get(&test, "nurse", "/api/v1/me");
    assert_eq!(me["staff"], json!(test.staff("nurse")), "{me}");
    let plan = |person: Uuid| {
        let body = json!({ "workers": [test.staff("nurse")], "minutes": 45, "place": "A01", "purposes": ["medicines"] });
        let mut sent = entry(Uuid::now_v7(), "visit", person, &body);
        sent["happened_at"] = json!("2026-11-19T10:00:00Z");
        let page = test.api("nurse", Method::POST, "/api/v1/entries", Some(sent.to_string()));
        assert_eq!(page.status.as_u16(), 201, "{}", page.body);
        page.json()
    };
    assert_eq!(plan(test.anna)["warnings"].as_array().map_or(0, Vec::len), 0);
    let second = plan(test.bartek);
    assert_eq!(second["warnings"][0]["rule"], "BI97", "{second}");
}

#[test]
fn t01_a_handover_is_held_by_the_api_and_read_with_lines_and_coverage() {
    let test = TestApp::new();
    let id = care::entry::handover::Handover::entry_id(test.team, date(2026, 11, 18), 1);
    let nurse = test.staff("nurse");
    let session = json!({ "day": "2026-11-18", "round": 1, "attendees": [nurse] });
    let line = json!({ "handover": id, "change": "Slept well" });
    let entries = json!([
        entry(id, "handover", test.team, &session),
        entry(Uuid::now_v7(), "handover_line", test.anna, &line),
    ]);
    assert_eq!(send(&test, "nurse", &entries), [201, 201]);
    let list = get(&test, "nurse", "/api/v1/handovers");
    assert_eq!(list["meetings"][0]["id"], json!(id));
    let one = get(&test, "nurse", &format!("/api/v1/handovers/{id}"));
    assert_eq!(one["coverage"]["spoken"], 1, "{one}");
    assert_eq!(one["coverage"]["not_spoken"], json!([test.bartek]), "{one}");
    assert_eq!(one["lines"][0]["body"]["change"], "Slept well");
    assert_eq!(one["handover"]["body"]["day"], "2026-11-18");
    for (login, status) in [("nurse2", 404), ("administrator", 403)] {
        let page = test.api(login, Method::GET, &format!("/api/v1/handovers/{id}"), None);
        assert_eq!(page.status.as_u16(), status, "{login}");
    }
}

#[test]
fn t02_a_decision_by_the_api_fits_the_week_or_is_refused_with_the_slot_that_does() {
    let test = TestApp::new();
    let id = Mdt::entry_id(test.team, date(2026, 11, 18));
    let ot = test.staff("ot");
    let begun = json!([entry(id, "mdt", test.team, &json!({ "day": "2026-11-18", "attendees": [ot] }))]);
    assert_eq!(send(&test, "ot", &begun), [201]);
    let series = |weekday: u8| {
        json!({
            "workers": [ot], "from": "2026-11-20", "until": "2026-12-20", "weekdays": [weekday],
            "every": "week", "at": "10:00:00", "minutes": 45, "place": "A01", "purposes": ["daily_living"],
        })
    };
    let decision = |series: Uuid, first_on: &str| {
        let what = json!({ "what": "Cooking", "worker": ot, "because": "Free then", "series": series, "first_on": first_on });
        json!({ "mdt": id, "decision": "Cook with her", "intervention": what })
    };
    let (saturdays, fridays) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(send(&test, "ot", &json!([entry(saturdays, "visit_series", test.anna, &series(6))])), [201]);
    let never = entry(Uuid::now_v7(), "mdt_decision", test.anna, &decision(saturdays, "2026-11-21"));
    let refused = test.api("ot", Method::POST, "/api/v1/entries", Some(never.to_string()));
    assert_eq!(refused.status.as_u16(), 422);
    assert_eq!(
        refused.json()["problems"][0]["sentence"],
        "This does not fit: Occupational therapist Fernsby is not at work on Saturdays at 10am. The nearest that fits is Fridays at 10am.",
        "{}",
        refused.body
    );
    let both = json!([
        entry(fridays, "visit_series", test.anna, &series(5)),
        entry(Uuid::now_v7(), "mdt_decision", test.anna, &decision(fridays, "2026-11-20")),
    ]);
    assert_eq!(send(&test, "ot", &both), [201, 201]);
    let one = get(&test, "nurse", &format!("/api/v1/mdts/{id}"));
    assert_eq!(one["decisions"][0]["body"]["decision"], "Cook with her");
    let anna = json!(test.anna);
    let agenda = one["agenda"].as_array().unwrap();
    assert!(agenda.iter().all(|item| item["decided"] == json!(item["person"] == anna)), "{one}");
    assert!(agenda.iter().any(|item| item["heading"] == "not_discussed"), "{one}");
    assert_eq!(get(&test, "nurse", "/api/v1/mdts")["meetings"][0]["id"], json!(id));
    assert_eq!(test.api("nurse2", Method::GET, &format!("/api/v1/mdts/{id}"), None).status.as_u16(), 404);
}

#[test]
fn t09_a_sick_colleagues_day_by_the_api_says_who_is_free_and_who_is_displaced() {
    let test = TestApp::new();
    let nurse = test.staff("nurse");
    let visit = |at: &str| {
        let body = json!({ "workers": [nurse], "minutes": 45, "place": "A01", "purposes": ["engagement"] });
        json!({ "id": Uuid::now_v7(), "kind": "visit", "subject": test.anna, "happened_at": at, "body": body })
    };
    let both = json!([visit("2026-11-18T14:00:00Z"), visit("2026-11-18T20:00:00Z")]);
    assert_eq!(send(&test, "nurse", &both), [201, 201]);
    let day = get(&test, "manager", &format!("/api/v1/replan?worker={nurse}&day=2026-11-18"));
    let visits = day["visits"].as_array().unwrap();
    assert_eq!(visits.len(), 2, "{day}");
    assert_eq!((&visits[0]["displaced"], &visits[1]["displaced"]), (&json!(false), &json!(true)));
    assert!(visits[0]["free"][0]["reasons"].as_str().unwrap().contains("met the person"), "{day}");
    assert_eq!(visits[0]["needs_decision"], false);
    let bad = test.api("manager", Method::GET, "/api/v1/replan", None);
    assert_eq!(bad.status.as_u16(), 400, "{}", bad.body);
    let other = format!("/api/v1/replan?worker={}", test.staff("nurse2"));
    assert_eq!(test.api("manager", Method::GET, &other, None).status.as_u16(), 404);
}

#[test]
fn t02_an_action_is_claimed_handed_back_and_done_by_the_api_under_the_same_rules() {
    let test = TestApp::new();
    let (nurse, ot) = (test.staff("nurse"), test.staff("ot"));
    let handover = care::entry::handover::Handover::entry_id(test.team, date(2026, 11, 18), 1);
    let line = json!({ "handover": handover, "change": "Sister worried",
        "action": { "what": "Ring her sister", "due_on": "2026-11-19" } });
    let id = Uuid::now_v7();
    let entries = json!([
        entry(
            handover,
            "handover",
            test.team,
            &json!({ "day": "2026-11-18", "round": 1, "attendees": [nurse] })
        ),
        entry(id, "handover_line", test.anna, &line),
    ]);
    assert_eq!(send(&test, "nurse", &entries), [201, 201]);
    let waiting = || get(&test, "ot", "/api/v1/lists/actions")["rows"][0]["action"].clone();
    assert_eq!((&waiting()["id"], waiting().get("owner")), (&json!(id), None), "nobody owns it yet");
    let told = |login: &str, body: Value| {
        let mut body = body;
        body["action"] = json!(id);
        let one = entry(Uuid::now_v7(), "action_update", test.anna, &body);
        let page = test.api(login, Method::POST, "/api/v1/entries", Some(one.to_string()));
        (page.status.as_u16(), page.body)
    };
    for (body, said) in [
        (json!({ "state": "handed_back", "note": "Not mine" }), "Nobody owns it"),
        (json!({ "state": "carried" }), "Choose a new owner or a new day."),
        (json!({ "state": "carried", "owner": test.anna }), "Choose a worker of the team."),
        (json!({ "state": "not_needed" }), "Say why it is not needed any more."),
    ] {
        let (status, answer) = told("ot", body);
        assert!(status == 422 && answer.contains(said), "{status} {answer}");
    }
    assert_eq!(told("ot", json!({ "state": "carried", "owner": ot })).0, 201, "claimed");
    assert_eq!(waiting()["owner"]["id"], json!(ot));
    assert_eq!(told("ot", json!({ "state": "handed_back", "note": "On leave" })).0, 201);
    assert_eq!(waiting().get("owner"), None);
    assert_eq!(told("nurse2", json!({ "state": "done" })).0, 404, "another team's person is not found");
    assert_eq!(told("nurse", json!({ "state": "done", "note": "Rang" })).0, 201);
    assert_eq!(get(&test, "ot", "/api/v1/lists/actions")["rows"], json!([]));
    let (status, answer) = told("ot", json!({ "state": "done" }));
    assert!(status == 422 && answer.contains("There is no such open action"), "{answer}");
}

#[test]
fn the_needs_of_a_week_say_where_they_come_from_and_are_the_teams_own() {
    let test = TestApp::new();
    let path = format!("/api/v1/teams/{}/needs", test.team);
    let list = get(&test, "nurse", &format!("{path}?week=2026-11-23"));
    assert_eq!(list["week"], "2026-11-23");
    let anna: Vec<&Value> =
        list["needs"].as_array().unwrap().iter().filter(|need| need["person"] == json!(test.anna)).collect();
    let [need] = anna.as_slice() else { panic!("one visit a week without a tier: {list}") };
    assert_eq!(need["name"], "Anna O'Brien");
    assert_eq!(need["words"], json!(["No tier decided: at least 1 a week"]));
    assert_eq!((&need["standing"], &need["flags"]), (&Value::Null, &json!(["not_placed"])));
    for (login, path, status) in [
        ("nurse2", format!("{path}?week=2026-11-23"), 404),
        ("administrator", path.clone(), 403),
        ("nurse", format!("{path}?week=2026-11-24"), 400),
        ("nurse", format!("{path}?day=2026-11-23"), 400),
    ] {
        let page = test.api(login, Method::GET, &path, None);
        assert_eq!(page.status.as_u16(), status, "{login} {path}: {}", page.body);
    }
}

#[test]
fn t04_a_week_is_searched_and_decided_by_the_api_under_the_same_rules() {
    let test = TestApp::new();
    let send = |login: &str, path: &str| test.api(login, Method::POST, path, None);
    let started = send("nurse", "/api/v1/week/search?weights=usual");
    assert_eq!(started.status.as_u16(), 200, "{}", started.body);
    test.app.jobs.wait((test.team, jiff::civil::date(2026, 11, 16)));
    let state = get(&test, "nurse", "/api/v1/week/search");
    assert_eq!((&state["runs"], &state["version"]), (&json!(false), &json!(1)), "{state}");
    assert!(state["new"].as_u64().unwrap() > 0, "{state}");
    let refused = send("nurse", "/api/v1/week/accept?version=7");
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.body);
    for (login, path, status) in [
        ("nurse", "/api/v1/week/accept".to_owned(), 400),
        ("nurse", "/api/v1/week/search?weights=cheap".to_owned(), 400),
        ("nurse", "/api/v1/week/search?wieghts=usual".to_owned(), 400),
        ("nurse2", format!("/api/v1/week/accept?version=1&team={}", test.team), 404),
        ("analyst", "/api/v1/week/search".to_owned(), 403),
    ] {
        assert_eq!(send(login, &path).status.as_u16(), status, "{login} {path}");
    }
    let accepted = send("nurse", "/api/v1/week/accept?version=1");
    assert_eq!(accepted.status.as_u16(), 200, "{}", accepted.body);
    assert_eq!(accepted.json()["version"], json!(null));
    assert!(test.get("nurse", "/week").body.contains("was accepted by Nurse Fernsby"));
    send("nurse", "/api/v1/week/search");
    test.app.jobs.wait((test.team, jiff::civil::date(2026, 11, 16)));
    let state = get(&test, "nurse", "/api/v1/week/search");
    assert_eq!(state["failed"], json!(null), "{state}");
    let discarded = send("nurse", "/api/v1/week/discard");
    assert_eq!(discarded.status.as_u16(), 200, "{}", discarded.body);
    assert_eq!(send("nurse", "/api/v1/week/discard").status.as_u16(), 422, "there is nothing to discard");
}
