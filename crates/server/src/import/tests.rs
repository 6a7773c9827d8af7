//! The import, through the router and against a real store.

use axum::http::{Method, StatusCode};

use crate::testing::{Page, TestApp};

const SAMPLE: &str = include_str!("../../../../docs/samples/caseload-with-faults.csv");

fn send(test: &TestApp, login: &str, act: &str, file: &str) -> Page {
    let team = test.team.to_string();
    let (_, csrf) = test.token(login);
    let mut body = String::new();
    for (name, value) in [("csrf", csrf.as_str()), ("team", team.as_str()), ("dates", "day"), ("act", act)] {
        body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    body.push_str("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"caseload.csv\"\r\n");
    body.push_str(&format!("Content-Type: text/csv\r\n\r\n{file}\r\n--x--\r\n"));
    test.send(login, Method::POST, "/import", Some(("multipart/form-data; boundary=x", body)))
}

#[test]
fn a_file_is_tried_kept_and_kept_again_without_harm() {
    let test = TestApp::new();
    let people = || test.app.store.read(store::people::all_lines).unwrap().len();
    let before = people();
    let tried = send(&test, "manager", "try", SAMPLE);
    assert_eq!(tried.status, StatusCode::OK);
    assert!(
        tried.body.contains("5 rows would be recorded, 0 known already, 4 refused."),
        "{:?}",
        tried.texts("tbody tr")
    );
    assert_eq!(people(), before, "nothing is kept of a trial");
    let kept = send(&test, "manager", "keep", SAMPLE);
    assert!(kept.body.contains("5 rows recorded, 0 known already, 4 refused."), "{:?}", kept.texts("p"));
    assert_eq!(people(), before + 5);
    let again = send(&test, "manager", "keep", SAMPLE);
    assert!(
        again.body.contains("0 rows recorded, 5 known already, 4 refused."),
        "{:?}",
        again.texts("tbody tr")
    );
    assert_eq!(people(), before + 5);
    assert_eq!(test.app.store.verify(|_, _| ()).unwrap(), Vec::<String>::new());
}

#[test]
fn a_row_is_recorded_whole_or_not_at_all() {
    let test = TestApp::new();
    let file = "family_name,birth_date,referred_on,section,section_from,cto\nHalfway,1980,2026-01-05,Section 2,2026-02-01,yes\n";
    let page = send(&test, "manager", "keep", file);
    assert!(page.body.contains("0 rows recorded, 0 known already, 1 refused."));
    assert!(page.body.contains("cannot follow section 2"), "{:?}", page.texts("tbody tr"));
    let found =
        test.app.store.read(|tx| store::people::search(tx, (&[test.team], true), "halfway", 5)).unwrap();
    assert!(found.is_empty());
}

#[test]
fn bi25_a_person_of_another_team_is_refused_and_nothing_of_them_is_told() {
    let test = TestApp::new();
    let cleo = test.app.store.read(|tx| store::people::line(tx, test.cleo)).unwrap().unwrap();
    let number = cleo.who.nhs_number.unwrap();
    let file = format!("nhs_number,family_name,birth_date,referred_on\n{number},Somebody,1980,2026-01-05\n");
    let page = send(&test, "manager", "keep", &file);
    assert!(page.body.contains("This NHS number belongs to another record"), "{:?}", page.texts("tbody tr"));
    assert!(!page.body.contains("Marrowdale"));
}

#[test]
fn only_those_who_may_import_can_and_a_bad_file_says_what_to_do() {
    let test = TestApp::new();
    assert_eq!(test.get("nurse", "/import").status, StatusCode::FORBIDDEN);
    assert_eq!(test.get("manager", "/import").status, StatusCode::OK);
    let page = send(&test, "manager", "keep", "name\nx\n");
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.errors()[0].contains("These columns are missing"), "{:?}", page.errors());
}
