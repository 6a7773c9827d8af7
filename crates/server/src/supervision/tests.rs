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

/// The id of the only meeting about the nurse.
fn meeting(test: &TestApp) -> uuid::Uuid {
    let staff = [test.staff("nurse")];
    let found = test
        .app
        .store
        .read(|tx| store::people::of_subjects(tx, &staff, Kind::Supervision, jiff::Timestamp::UNIX_EPOCH));
    found.unwrap()[0].id
}

#[test]
fn w07_a_meeting_is_corrected_by_the_two_and_a_stale_version_shows_both() {
    let test = TestApp::new();
    let (nurse, manager) = (test.staff("nurse").to_string(), test.staff("manager").to_string());
    let typed = [
        ("supervisor", manager.as_str()),
        ("kind", "clinical"),
        ("themes", "Endings"),
        ("notes", "Finds the long drives hard"),
    ];
    assert_eq!(send(&test, "manager", &nurse, &typed).status, StatusCode::SEE_OTHER);
    let path = format!("/supervision/{}", meeting(&test));
    for login in ["lead", "ot", "nurse2"] {
        assert_eq!(test.get(login, &path).status, StatusCode::NOT_FOUND, "{login}");
        assert_eq!(test.post(login, &path, &[]).status, StatusCode::NOT_FOUND, "{login}");
    }
    let shown = test.get("nurse", &path);
    assert_eq!(shown.texts("#notes"), ["Finds the long drives hard"]);
    let version = shown.value("from_version");
    let correct = |login: &str, notes: &str, reason: &str| {
        let form = [
            ("from_version", version.as_str()),
            ("on-day", "18"),
            ("on-month", "11"),
            ("on-year", "2026"),
            ("supervisor", &manager),
            ("kind", "clinical"),
            ("themes", "Endings"),
            ("notes", notes),
            ("reason", reason),
        ];
        test.post(login, &path, &form)
    };
    assert_eq!(correct("nurse", "Likes the drives", "").errors(), ["Say why this is corrected. (N12)"]);
    let done = correct("nurse", "Likes the drives", "It was the other way round");
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{:?}", done.errors());
    let late = correct("manager", "Hates the drives", "As I remember it");
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(late.texts("#notes"), ["Hates the drives"], "nothing typed is lost");
    assert_eq!(late.value("from_version"), "2", "the next send is on top of theirs");
    let cells = late.texts("table td");
    assert!(cells.contains(&"Likes the drives".to_owned()) && cells.contains(&"Hates the drives".to_owned()));
    let page = test.get("manager", &path);
    let versions = page.texts("ol li");
    assert!(versions[0].contains("It was the other way round"), "{versions:?}");
    assert!(
        versions[0].contains("Notes: Finds the long drives hard became Likes the drives"),
        "{versions:?}"
    );
}
