//! The API through the router: what is taken, refused, found and hidden, and the document that says so.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{describe, openapi};
use crate::pages::ROUTES;
use crate::testing::{Page, TestApp};

const ENTRIES: &str = "/api/v1/entries";

/// A seen contact of a log-in with Anna, an hour ago.
fn contact(test: &TestApp, login: &str) -> Value {
    json!({
        "id": Uuid::now_v7(),
        "kind": "contact",
        "subject": test.anna,
        "happened_at": "2026-11-18T08:30:00Z",
        "body": {
            "workers": [test.staff(login)],
            "outcome": "seen",
            "minutes": 30,
            "place": "A01",
            "mechanism": "01",
            "note": "Walked to the allotment together.",
        },
    })
}

fn send(test: &TestApp, login: &str, entry: &Value) -> Page {
    test.api(login, Method::POST, ENTRIES, Some(entry.to_string()))
}

fn with(entry: &Value, path: &str, value: Value) -> Value {
    let mut entry = entry.clone();
    *entry.pointer_mut(path).unwrap() = value;
    entry
}

fn kind_of(page: &Page) -> &str {
    page.headers.get(header::CONTENT_TYPE).unwrap().to_str().unwrap()
}

#[test]
fn rel10_the_same_entry_sent_again_is_recorded_once() {
    let test = TestApp::new();
    let entry = contact(&test, "nurse");
    let first = send(&test, "nurse", &entry);
    assert_eq!((first.status.as_u16(), kind_of(&first)), (201, "application/json"), "{}", first.body);
    let receipt = first.json();
    assert_eq!((&receipt["outcome"], &receipt["version"]), (&json!("recorded"), &json!(1)));
    for _ in 0..3 {
        let again = send(&test, "nurse", &entry);
        assert_eq!(again.status.as_u16(), 200, "{}", again.body);
        let again = again.json();
        assert_eq!(again["outcome"], "already_recorded");
        assert_eq!((&again["seq"], &again["recorded_at"]), (&receipt["seq"], &receipt["recorded_at"]));
    }
    let precise = with(&entry, "/happened_at", json!("2026-11-18T09:30:00.000000900+01:00"));
    assert_eq!(send(&test, "nurse", &precise).status.as_u16(), 200, "the same instant, written otherwise");
    let page =
        test.api("nurse", Method::GET, &format!("/api/v1/people/{}/entries?kind=contact", test.anna), None);
    assert_eq!(page.json()["entries"].as_array().unwrap().len(), 1);
}

#[test]
fn bi83_the_same_id_with_other_content_is_refused_and_kept_for_review() {
    let test = TestApp::new();
    let entry = contact(&test, "nurse");
    assert_eq!(send(&test, "nurse", &entry).status.as_u16(), 201);
    for other in [
        with(&entry, "/body/note", json!("Walked to the library together.")),
        with(&entry, "/subject", json!(test.bartek)),
    ] {
        let page = send(&test, "nurse", &other);
        assert_eq!(
            (page.status.as_u16(), kind_of(&page)),
            (422, "application/problem+json"),
            "{}",
            page.body
        );
        assert_eq!(page.json()["problems"][0]["rule"], "BI83");
        assert_eq!(page.json()["outcome"], "refused");
    }
    let kept: i64 = test
        .app
        .store
        .read(|tx| Ok(tx.query_one("SELECT count(*) FROM review", &[], |row| row.get(0))?))
        .unwrap()
        .unwrap();
    assert_eq!(kept, 2);
}

#[test]
fn rel11_a_stale_version_is_a_conflict_that_shows_the_current_one() {
    let test = TestApp::new();
    let entry = contact(&test, "nurse");
    assert_eq!(send(&test, "nurse", &entry).status.as_u16(), 201);
    let mut mine = with(&entry, "/body/minutes", json!(40));
    mine["from_version"] = json!(1);
    mine["reason"] = json!("Minutes mistyped.");
    assert_eq!(send(&test, "nurse", &mine).status.as_u16(), 201);
    let mut stale = with(&mine, "/body/minutes", json!(50));
    stale["reason"] = json!("Longer than that.");
    let page = send(&test, "socialworker", &stale);
    assert_eq!((page.status.as_u16(), kind_of(&page)), (409, "application/problem+json"));
    let page = page.json();
    assert_eq!((&page["outcome"], &page["current"]["version"]), (&json!("conflict"), &json!(2)));
    assert_eq!(page["current"]["body"]["minutes"], 40);
    assert_eq!(send(&test, "nurse", &mine).status.as_u16(), 200, "what was taken is still known");
    let path = format!("{ENTRIES}/{}/history", entry["id"].as_str().unwrap());
    let history = test.api("nurse", Method::GET, &path, None).json();
    let minutes: Vec<&Value> =
        history["versions"].as_array().unwrap().iter().map(|v| &v["body"]["minutes"]).collect();
    assert_eq!(minutes, [30, 40], "nothing was overwritten");
}

#[test]
fn an_array_gives_each_entry_an_outcome_of_its_own() {
    let test = TestApp::new();
    let known = contact(&test, "nurse");
    assert_eq!(send(&test, "nurse", &known).status.as_u16(), 201);
    let at = |hour: &str| json!(format!("2026-11-17T{hour}:00:00Z"));
    let new = with(&contact(&test, "nurse"), "/happened_at", at("09"));
    let other_team =
        with(&with(&contact(&test, "nurse"), "/subject", json!(test.cleo)), "/happened_at", at("11"));
    let no_minutes =
        with(&with(&contact(&test, "nurse"), "/body/minutes", json!(0)), "/happened_at", at("12"));
    let mut key_worker = contact(&test, "nurse");
    key_worker["kind"] = json!("key_worker");
    key_worker["body"] = json!({ "key_worker": test.staff("nurse") });
    let mut stale = with(&known, "/body/minutes", json!(45));
    stale["from_version"] = json!(7);
    let sent = json!([new, known, other_team, no_minutes, key_worker, stale, 7, { "id": new["id"] }, new]);
    let page = send(&test, "nurse", &sent);
    assert_eq!(page.status.as_u16(), 200, "{}", page.body);
    let outcomes: Vec<String> = page
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {}", one["status"], one["outcome"].as_str().unwrap()))
        .collect();
    assert_eq!(
        outcomes,
        [
            "201 recorded",
            "200 already_recorded",
            "404 not_found",
            "422 refused",
            "403 forbidden",
            "409 conflict",
            "422 refused",
            "422 refused",
            "200 already_recorded",
        ]
    );
}

#[test]
fn nobody_another_team_and_the_wrong_role_are_kept_out() {
    let test = TestApp::new();
    let entry = contact(&test, "nurse");
    for route in
        ROUTES.iter().filter(|route| route.path.starts_with("/api/") && !route.path.ends_with(".json"))
    {
        let path = route.path.replace("{id}", &test.anna.to_string()).replace("{list}", "unseen");
        let body = (route.method == Method::POST).then(|| entry.to_string());
        let page = test.api("", route.method.clone(), &path, body);
        assert_eq!((page.status.as_u16(), kind_of(&page)), (401, "application/problem+json"), "{path}");
        assert!(page.headers.contains_key(header::WWW_AUTHENTICATE), "{path}");
    }
    for path in ["people/ID", "people/ID/entries", "entries/ID", "entries/ID/history"] {
        let path = format!("/api/v1/{}", path.replace("ID", &test.cleo.to_string()));
        assert_eq!(test.api("nurse", Method::GET, &path, None).status.as_u16(), 404, "{path}");
        assert_eq!(test.api("nurse2", Method::GET, &path, None).status.as_u16(), 200, "{path}");
    }
    for path in ["board", "clocks", "visits", "lists/unseen", "people"] {
        let path = format!("/api/v1/{path}?team={}", test.other_team);
        assert_eq!(test.api("nurse", Method::GET, &path, None).status.as_u16(), 404, "{path}");
    }
    let (worker, nurse2) = (test.staff("nurse"), &contact(&test, "nurse2"));
    let path = format!("/api/v1/visits?worker={worker}");
    assert_eq!(test.api("nurse2", Method::GET, &path, None).json()["visits"], json!([]));
    assert_eq!(send(&test, "nurse2", nurse2).status.as_u16(), 404, "another team's person is nobody");
    for (login, status) in [("analyst", 403), ("privacy", 403), ("sysadmin", 403), ("support", 201)] {
        let page = send(&test, login, &contact(&test, "support"));
        assert_eq!(page.status.as_u16(), status, "{login}: {}", page.body);
        assert_eq!(test.api(login, Method::GET, "/api/v1/board", None).status.as_u16() == 200, status == 201);
    }
}

#[test]
fn an_administrator_sees_who_somebody_is_and_not_the_record() {
    let test = TestApp::new();
    assert_eq!(send(&test, "nurse", &contact(&test, "nurse")).status.as_u16(), 201);
    let path = format!("/api/v1/people/{}", test.anna);
    let worker = test.api("nurse", Method::GET, &path, None).json();
    assert_eq!(worker["person"]["name"], "Anna O'Brien");
    assert_eq!(worker["record"]["relations"][0]["worker"]["id"], json!(test.staff("nurse")));
    assert_eq!(worker["documents"][0]["kind"], "person");
    let office = test.api("administrator", Method::GET, &path, None).json();
    assert_eq!(office["person"]["name"], "Anna O'Brien");
    assert_eq!(office.get("record"), None);
    assert_eq!(test.api("administrator", Method::GET, &format!("{path}/entries"), None).status.as_u16(), 403);
}

#[test]
fn every_look_at_a_person_or_a_list_is_written_down() {
    let test = TestApp::new();
    let person = test.anna.to_string();
    let (entry, day) = (contact(&test, "nurse"), "2026-11-18");
    send(&test, "nurse", &entry);
    let entry = entry["id"].as_str().unwrap();
    for path in [
        format!("people/{person}"),
        format!("people/{person}/entries"),
        format!("entries/{entry}"),
        format!("entries/{entry}/history"),
        "people?q=anna".to_owned(),
        "people".to_owned(),
        "board".to_owned(),
        "clocks".to_owned(),
        format!("visits?day={day}"),
        "lists/unallocated".to_owned(),
    ] {
        let page = test.api("nurse", Method::GET, &format!("/api/v1/{path}"), None);
        assert_eq!(page.status.as_u16(), 200, "{path}: {}", page.body);
    }
    test.app.store.write(|_| Ok(())).unwrap();
    let lines = test.app.store.read(|tx| store::access_lines(tx, None, None, 100)).unwrap();
    let acts: Vec<String> = lines.into_iter().rev().map(|(_, line)| line.act).collect();
    let expected = [
        "person",
        "chronology",
        "entry",
        "history",
        "search",
        "caseload",
        "board",
        "clocks",
        "visits",
        "list",
    ];
    assert_eq!(acts, expected);
}

#[test]
fn lists_say_who_must_not_be_forgotten() {
    let test = TestApp::new();
    let list = |name: &str| test.api("nurse", Method::GET, &format!("/api/v1/lists/{name}"), None).json();
    let people = |list: &Value| -> Vec<String> {
        list["rows"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(people(&list("unallocated")), ["Bartek Łukasiewicz"]);
    assert_eq!(list("unallocated")["rows"][0]["days"], 78);
    assert_eq!(people(&list("unseen")), ["Anna O'Brien", "Bartek Łukasiewicz"]);
    let mut missed = contact(&test, "nurse");
    missed["body"] = json!({
        "workers": [test.staff("nurse")], "outcome": "no_answer", "place": "A01", "mechanism": "01",
        "next_action": { "what": "Ring her sister", "owner": test.staff("nurse"), "due_on": "2026-11-17" },
    });
    missed["happened_at"] = json!("2026-11-16T10:00:00Z");
    assert_eq!(send(&test, "nurse", &missed).status.as_u16(), 201);
    assert_eq!(people(&list("ladder")), ["Anna O'Brien"]);
    assert_eq!(list("ladder")["rows"][0]["ladder"]["steps"][0]["step"], 1);
    assert_eq!(list("actions")["rows"][0]["action"]["what"], "Ring her sister");
    assert_eq!(list("actions")["rows"][0]["days"], 1);
    let none = test.api("nurse", Method::GET, "/api/v1/lists/everybody", None);
    assert_eq!(none.status.as_u16(), 404);
}

#[test]
fn the_board_is_arranged_for_the_moment_asked() {
    let test = TestApp::new();
    let board = |on: &str| test.api("nurse", Method::GET, &format!("/api/v1/board{on}"), None);
    let now = board("").json();
    assert_eq!(now["rows"].as_array().unwrap().len(), 2);
    assert!(now["rows"][0]["reasons"][0]["words"].is_string());
    assert_eq!(board("?on=2026-11-18").json()["at"], now["at"]);
    assert_eq!(board("?on=2026-11-20").json()["at"], "2026-11-20T09:00:00Z");
    assert_eq!(board("?on=2026-07-20T08:15:00%2B01:00").json()["at"], "2026-07-20T07:15:00Z");
    for wrong in
        ["?on=tomorrow", "?on=2026-13-01", "?on=", "?on=2026-11-18&on=2026-11-19", "?what=1", "?team=x"]
    {
        let page = board(wrong);
        assert_eq!((page.status.as_u16(), kind_of(&page)), (400, "application/problem+json"), "{wrong}");
    }
}

#[test]
fn the_chronology_is_read_page_by_page() {
    let test = TestApp::new();
    let hours: Vec<Value> = (1..=7)
        .map(|n| with(&contact(&test, "nurse"), "/happened_at", json!(format!("2026-11-1{n}T10:00:00Z"))))
        .collect();
    assert_eq!(send(&test, "nurse", &json!(hours)).status.as_u16(), 200);
    let path = format!("/api/v1/people/{}/entries?kind=contact,visit&most=3", test.anna);
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let page = test.api("nurse", Method::GET, &format!("{path}{next}"), None).json();
        let entries = page["entries"].as_array().unwrap();
        seen.extend(entries.iter().map(|e| e["happened_at"].as_str().unwrap().to_owned()));
        let Some(before) = page.get("next") else { break };
        next = format!("&before={}", before.as_str().unwrap());
    }
    let expected: Vec<String> = (1..=7).rev().map(|n| format!("2026-11-1{n}T10:00:00Z")).collect();
    assert_eq!(seen, expected);
    for wrong in ["kind=risk", "most=0", "most=201", "most=x", "before=now"] {
        let path = format!("/api/v1/people/{}/entries?{wrong}", test.anna);
        assert_eq!(test.api("nurse", Method::GET, &path, None).status.as_u16(), 400, "{wrong}");
    }
}

#[test]
fn bi76_json_that_is_ambiguous_broken_or_too_much_is_refused_and_never_a_fault() {
    let test = TestApp::new();
    let entry = contact(&test, "nurse");
    let text = entry.to_string();
    let minutes = |number: &str| text.replace("\"minutes\":30", &format!("\"minutes\":{number}"));
    let twice = text.replacen("\"kind\":", "\"kind\":\"visit\",\"kind\":", 1);
    let note = |note: &str| text.replace("Walked to the allotment together.", note);
    for (name, body, status) in [
        ("nothing", String::new(), 400),
        ("no JSON", "entry".to_owned(), 400),
        ("cut short", text[..text.len() - 1].to_owned(), 400),
        ("trailing comma", format!("{},}}", &text[..text.len() - 1]), 400),
        ("depth 10,000", "[".repeat(10_000), 400),
        ("a name twice", twice, 400),
        ("1e999", minutes("1e999"), 400),
        ("NaN", minutes("NaN"), 400),
        ("2^53+1", minutes("9007199254740993"), 400),
        ("too many minutes", minutes("65536"), 422),
        ("half a minute", minutes("0.5"), 422),
        ("minutes as text", minutes("\"30\""), 422),
        ("NUL", note("\\u0000"), 400),
        ("lone surrogate", note("\\ud800"), 400),
        ("byte order mark", format!("\u{feff}{text}"), 400),
        ("no entry", "[]".to_owned(), 400),
        ("a number", "7".to_owned(), 422),
        ("501 entries", json!(vec![&entry; 501]).to_string(), 413),
        ("larger than two megabytes", note(&"x".repeat(3_000_000)), 413),
    ] {
        let page = test.api("nurse", Method::POST, ENTRIES, Some(body));
        assert_eq!(page.status.as_u16(), status, "{name}: {}", page.body);
        assert_eq!(kind_of(&page), "application/problem+json", "{name}");
    }
    let form =
        test.send("nurse", Method::POST, ENTRIES, Some(("application/x-www-form-urlencoded", text.clone())));
    assert_eq!(form.status.as_u16(), 415);
    assert_eq!(test.send("nurse", Method::POST, ENTRIES, Some(("text/plain", text))).status.as_u16(), 415);
}

#[test]
fn sv12_every_field_that_is_wrong_is_named_at_once() {
    let test = TestApp::new();
    let mut entry = contact(&test, "nurse");
    entry["role"] = json!("admin");
    entry["id"] = json!("1");
    entry["subject"] = json!(null);
    entry["happened_at"] = json!("2026-11-18T08:30:00");
    entry["from_version"] = json!(-1);
    entry["body"]["risk"] = json!("high");
    let page = send(&test, "nurse", &entry);
    assert_eq!(page.status.as_u16(), 422);
    let fields: Vec<String> = page.json()["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["field"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(fields, ["role", "id", "subject", "happened_at", "from_version", "risk"]);
    let rules = send(&test, "nurse", &with(&contact(&test, "nurse"), "/body/minutes", json!(0))).json();
    assert_eq!(
        (&rules["problems"][0]["rule"], &rules["problems"][0]["field"]),
        (&json!("4.8"), &json!("minutes"))
    );
    for (field, value) in [
        ("happened_at", json!("2026-11-18T24:00:00Z")),
        ("happened_at", json!("2026-02-30T08:30:00Z")),
        ("happened_at", json!(7)),
        ("kind", json!("risk")),
        ("team", json!("north")),
        ("reason", json!(7)),
        ("body", json!([])),
    ] {
        let mut entry = contact(&test, "nurse");
        entry[field] = value;
        let page = send(&test, "nurse", &entry);
        assert_eq!(page.status.as_u16(), 422, "{field}: {}", page.body);
        assert_eq!(page.json()["problems"][0]["field"], field);
    }
}

#[test]
fn sv22_a_browser_sends_its_token_and_a_program_its_bearer() {
    let test = TestApp::new();
    let (token, csrf) = test.token("nurse");
    let cookie = format!("{}={token}", crate::guard::COOKIE);
    for (given, status) in [(None, 403), (Some("wrong"), 403), (Some(csrf.as_str()), 201)] {
        let mut request = Request::post(ENTRIES)
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8");
        if let Some(csrf) = given {
            request = request.header("x-csrf-token", csrf);
        }
        let page = test.run(request.body(Body::from(contact(&test, "nurse").to_string())).unwrap());
        assert_eq!(page.status.as_u16(), status, "{given:?}: {}", page.body);
    }
    for wrong in ["Bearer nonsense", "Basic bnVyc2U6bnVyc2U=", "Bearer "] {
        let request =
            Request::get("/api/v1/me").header(header::AUTHORIZATION, wrong).body(Body::empty()).unwrap();
        assert_eq!(test.run(request).status.as_u16(), 401, "{wrong}");
    }
    let me = test.api("nurse", Method::GET, "/api/v1/me", None).json();
    assert_eq!((&me["role"], &me["csrf"]), (&json!("nurse"), &json!(csrf)));
}

#[test]
fn bi81_odd_addresses_and_methods_are_refused_and_never_a_fault() {
    let test = TestApp::new();
    for path in [
        "/api/v1//people",
        "/api/v1/people/%2e%2e/board",
        "/api/v1/people/%00",
        "/api/v1/people/%ff",
        "/api/v1/entries/1",
        "/api/v2/people",
        "/api/v1/lists/%00",
        "/api/v1/people?q=%00%ff",
    ] {
        let page = test.api("nurse", Method::GET, path, None);
        assert!(page.status.is_client_error() || page.status.as_u16() == 200, "{path}: {}", page.status);
    }
    assert_eq!(test.api("nurse", Method::DELETE, ENTRIES, None).status.as_u16(), 405);
    let long = format!("/api/v1/people?q={}", "a".repeat(5_000));
    assert_eq!(test.api("nurse", Method::GET, &long, None).status.as_u16(), 400);
}

#[test]
fn teams_staff_and_kinds_are_listed() {
    let test = TestApp::new();
    let ask = |login: &str, path: &str| test.api(login, Method::GET, &format!("/api/v1/{path}"), None).json();
    let teams = ask("nurse", "teams");
    let mine: Vec<(&str, bool)> = teams["teams"]
        .as_array()
        .unwrap()
        .iter()
        .map(|team| (team["team"]["name"].as_str().unwrap(), team["mine"].as_bool().unwrap()))
        .collect();
    assert_eq!(mine, [("Complex care team north", true), ("Outreach south", false)]);
    let staff = ask("nurse", &format!("staff?team={}", test.other_team));
    assert_eq!(staff["staff"].as_array().unwrap().len(), 1);
    assert_eq!(staff["staff"][0].get("staff"), None, "only for those who manage staff");
    assert!(ask("manager", "staff")["staff"][0]["staff"].is_object());
    let kinds = ask("analyst", "kinds");
    assert_eq!(kinds["kinds"].as_array().unwrap().len(), care::entry::Kind::ALL.len());
    let contact = kinds["kinds"].as_array().unwrap().iter().find(|kind| kind["kind"] == "contact").unwrap();
    assert!(contact["schema"]["$defs"]["Contact"]["properties"]["outcome"].is_object());
}

#[test]
fn every_route_of_the_api_is_described_and_every_description_is_a_route() {
    let routes: BTreeSet<(String, &str)> = ROUTES
        .iter()
        .filter(|route| route.path.starts_with("/api/"))
        .map(|route| (route.method.to_string(), route.path))
        .collect();
    let described: BTreeSet<(String, &str)> =
        describe::OPERATIONS.iter().map(|operation| (operation.method.to_owned(), operation.path)).collect();
    assert_eq!(routes, described);
    let ids: BTreeSet<&str> = describe::OPERATIONS.iter().map(|operation| operation.id).collect();
    assert_eq!(ids.len(), describe::OPERATIONS.len(), "each operation has an id of its own");
}

#[test]
fn the_description_of_the_api_is_as_agreed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../tests/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_json_snapshot!("openapi", openapi::document()));
}

#[test]
fn the_description_refers_to_nothing_that_is_not_there() {
    let document = openapi::document();
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#").skip(1) {
        let pointer = part.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
    let test = TestApp::new();
    let served = test.api("", Method::GET, "/api/v1/openapi.json", None);
    assert_eq!((served.status.as_u16(), served.json()), (200, document));
}
