//! Supervision through the router: who is due, who was not spoken of, and whose notes they are.

use axum::http::{Method, StatusCode};
use care::entry::Kind;

use crate::testing::{Page, TestApp};

fn send(test: &TestApp, login: &str, staff: &str, typed: &[(&str, &str)]) -> Page {
    let page = test.get(login, &format!("/supervision/new?staff={staff}"));
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let held: Vec<(&str, String)> =
        ["entry", "staff", "on-day", "on-month", "on-year"].map(|name| (name, page.value(name))).into();
    let mut form: Vec<(&str, &str)> = held.iter().map(|(n, v)| (*n, v.as_str())).collect();
    form.extend(typed);
    test.post(login, "/supervision/new", &form)
}

#[test]
fn w07_who_met_read_the_notes_and_nobody_else() {
    let test = TestApp::new();
    let (nurse, manager) = (test.staff("nurse").to_string(), test.staff("manager").to_string());
    let anna = test.anna.to_string();
    let before = test.get("manager", "/supervision");
    assert!(
        before.texts("th").contains(&"Nurse Fernsby, Nurse overdue".to_owned()),
        "{:?}",
        before.texts("th")
    );
    assert!(
        before.texts("caption").is_empty() || !before.body.contains("Bartek Łukasiewicz"),
        "taken on in September"
    );
    let typed = [
        ("supervisor", manager.as_str()),
        ("kind", "clinical"),
        ("themes", "Endings\nWorking alone"),
        ("people", anna.as_str()),
        ("notes", "Finds the long drives hard"),
    ];
    let done = send(&test, "manager", &nurse, &typed);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{:?}", done.errors());
    for (login, reads) in [("manager", true), ("nurse", true), ("lead", false), ("ot", false)] {
        let page = test.get(login, "/supervision");
        assert_eq!(page.body.contains("Finds the long drives hard"), reads, "{login}");
    }
    let due = test.get("lead", "/supervision");
    assert!(due.texts("td").contains(&"18 November 2026, Clinical supervision".to_owned()));
    assert!(due.texts("td").contains(&"18 December 2026".to_owned()));
    let staff = [test.staff("nurse")];
    let entries = test
        .app
        .store
        .read(|tx| store::people::of_subjects(tx, &staff, Kind::Supervision, jiff::Timestamp::UNIX_EPOCH));
    let path = format!("/api/v1/entries/{}", entries.unwrap()[0].id);
    for (login, status) in [("nurse", 200), ("manager", 200), ("lead", 404), ("integration", 404)] {
        for path in [path.clone(), format!("{path}/history")] {
            assert_eq!(test.api(login, Method::GET, &path, None).status, status, "{login} {path}");
        }
    }
}

#[test]
fn w07_one_of_the_two_writes_and_what_is_missing_is_said() {
    let test = TestApp::new();
    let (nurse, lead) = (test.staff("nurse").to_string(), test.staff("lead").to_string());
    let other = [("supervisor", lead.as_str()), ("kind", "clinical"), ("themes", "Endings")];
    let refused = send(&test, "manager", &nurse, &other);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.errors()[0].ends_with("(W07)"), "{:?}", refused.errors());
    let empty = send(&test, "nurse", "", &[("notes", "Kept")]);
    assert_eq!(
        empty.attributes(".nhsuk-error-summary__list a", "href"),
        ["#kind", "#supervisor"],
        "{:?}",
        empty.errors()
    );
    assert_eq!(empty.texts("#notes"), ["Kept"]);
    assert_eq!(test.get("nurse2", &format!("/supervision/new?staff={nurse}")).status, StatusCode::NOT_FOUND);
}
