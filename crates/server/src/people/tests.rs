//! Finding, entering and changing people, through the router.

use axum::http::StatusCode;

use crate::testing::TestApp;

fn found(test: &TestApp, login: &str, asked: &str) -> Vec<String> {
    let asked: String = form_urlencoded::byte_serialize(asked.as_bytes()).collect();
    let page = test.get(login, &format!("/people?q={asked}"));
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.texts("tbody th")
}

#[test]
fn bi01_bi04_bi17_a_person_is_found_by_name_number_and_street_in_any_order() {
    let test = TestApp::new();
    for asked in ["obrien", "O'Brien", "O\u{2019}Brien anna", "anna o", "teasel anna", "ANNA", "anna 12"] {
        assert_eq!(found(&test, "nurse", asked), ["Anna O'Brien"], "{asked}");
    }
    for asked in ["lukasiewicz", "Łukasiewicz", "bart", "lukas bartek"] {
        assert_eq!(found(&test, "nurse", asked), ["Bartek Łukasiewicz"], "{asked}");
    }
    let number = care::nhs_number::NhsNumber::from_stem(999_000_001).unwrap();
    for asked in [number.display(), number.as_str().to_owned()] {
        assert_eq!(found(&test, "nurse", &asked), ["Anna O'Brien"], "{asked}");
    }
    assert_eq!(found(&test, "nurse", "teasel"), ["Bartek Łukasiewicz", "Anna O'Brien"]);
}

#[test]
fn bi64_what_is_searched_for_is_text() {
    let test = TestApp::new();
    for asked in ["%", "_nna", "'; DROP TABLE line", "\\", "<script>alert(1)</script>", "{{7*7}}"] {
        assert_eq!(found(&test, "nurse", asked), [""; 0], "{asked}");
    }
    let page = test.get("nurse", "/people?q=%3Cscript%3Ealert(1)%3C/script%3E");
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
}

#[test]
fn ac03_another_teams_person_is_not_found_by_search() {
    let test = TestApp::new();
    assert_eq!(found(&test, "nurse", "Cleo"), [""; 0]);
    assert_eq!(found(&test, "nurse2", "Cleo"), ["Cleo Marrowdale"]);
    assert_eq!(test.get("nurse", &format!("/people?team={}", test.other_team)).status, StatusCode::NOT_FOUND);
}

#[test]
fn an_empty_box_lists_the_caseload_in_the_order_asked_for() {
    let test = TestApp::new();
    let page = test.get("nurse", "/people");
    assert_eq!(page.texts("tbody th"), ["Bartek Łukasiewicz", "Anna O'Brien"]);
    let page = test.get("nurse", "/people?sort=key");
    assert_eq!(page.texts("tbody th"), ["Bartek Łukasiewicz", "Anna O'Brien"]);
    assert_eq!(page.texts("th[aria-sort]"), ["Key worker"]);
}
