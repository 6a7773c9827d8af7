//! Running late: the visit ends or starts later, and what no longer fits gets a new time or worker by a tap.

use axum::http::StatusCode;
use care::entry::Body;
use uuid::Uuid;

use crate::testing::TestApp;

fn run_late(test: &TestApp, id: Uuid, version: &str, minutes: &str, why: &str) -> crate::testing::Page {
    let form = [("from_version", version), ("minutes", minutes), ("why", why)];
    test.post("nurse", &format!("/visits/{id}/late"), &form)
}

#[test]
fn a_visit_under_way_is_expected_to_end_later_and_what_no_longer_fits_is_shown() {
    let test = TestApp::new();
    let first = test.planned(test.anna, "2026-11-18T09:30:00Z", &["nurse"]);
    let second = test.planned(test.bartek, "2026-11-18T10:30:00Z", &["nurse"]);
    test.post("nurse", &format!("/visits/{first}/start"), &[]);
    let there = format!("/visits/{first}/late");
    for _ in 0..2 {
        assert_eq!(run_late(&test, first, "2", "20", "").to(), there, "two taps are one");
    }
    let page = test.get("nurse", &there);
    assert!(page.body.contains("Expected out at <strong>10:35am</strong>"), "{:?}", page.texts("p"));
    assert_eq!(page.texts("h2")[0], "1 later visit does not fit any more");
    assert_eq!(page.texts("h3"), ["10:30am to 11:15am Bartek Łukasiewicz"]);
    let taps = page.texts(".app-visit__taps button");
    assert_eq!(taps[0], "Move to 10:55am (Bartek Łukasiewicz)");
    assert!(taps[1].ends_with("goes (Bartek Łukasiewicz, 10:30am)"), "{taps:?}");
    assert_eq!(page.attributes(".app-visit__phone a", "href"), ["tel:+447700900123"]);
    let starts = page.value("starts");
    let moved = test.post(
        "nurse",
        &format!("/visits/{second}/later"),
        &[("late", first.to_string().as_str()), ("starts", &starts)],
    );
    assert_eq!(moved.to(), there);
    assert!(test.get("nurse", &there).body.contains("Your later visits"), "now all fit");
    assert_eq!(
        test.get("nurse", "/today").texts(".app-visit h3")[1],
        "10:55am to 11:40am Bartek Łukasiewicz"
    );
}

#[test]
fn a_later_visit_is_given_to_a_colleague_and_the_page_comes_back() {
    let test = TestApp::new();
    let first = test.planned(test.anna, "2026-11-18T09:30:00Z", &["nurse"]);
    let second = test.planned(test.bartek, "2026-11-18T10:30:00Z", &["nurse"]);
    test.post("nurse", &format!("/visits/{first}/start"), &[]);
    run_late(&test, first, "2", "20", "");
    let form = [
        ("worker", test.staff("nurse").to_string()),
        ("to", test.staff("support").to_string()),
        ("late", first.to_string()),
    ];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let taken = test.post("nurse", &format!("/visits/{second}/take-over"), &form);
    assert_eq!(taken.to(), format!("/visits/{first}/late"));
    assert_eq!(
        test.get("support", "/today").texts(".app-visit h3"),
        ["10:30am to 11:15am Bartek Łukasiewicz"]
    );
}

#[test]
fn a_visit_that_has_not_begun_starts_later_and_a_number_is_a_number() {
    let test = TestApp::new();
    let id = test.planned(test.anna, "2026-11-18T10:00:00Z", &["nurse"]);
    for wrong in ["", "soon", "0", "241"] {
        let page = run_late(&test, id, "1", wrong, "");
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(page.value("minutes"), wrong);
    }
    assert_eq!(run_late(&test, id, "1", "30", "").status, StatusCode::SEE_OTHER);
    assert_eq!(test.get("nurse", "/today").texts(".app-visit h3"), ["10:30am to 11:15am Anna O'Brien"]);
    assert_eq!(test.get("nurse2", &format!("/visits/{id}/late")).status, StatusCode::NOT_FOUND);
    assert_eq!(test.post("nurse2", &format!("/visits/{id}/later"), &[]).status, StatusCode::NOT_FOUND);
}

#[test]
fn lw08_the_third_time_asks_why() {
    let test = TestApp::new();
    let id = test.planned(test.anna, "2026-11-18T09:30:00Z", &["nurse"]);
    test.post("nurse", &format!("/visits/{id}/start"), &[]);
    for version in ["2", "3"] {
        assert_eq!(run_late(&test, id, version, "10", "").status, StatusCode::SEE_OTHER);
    }
    let refused = run_late(&test, id, "4", "10", "");
    assert_eq!(
        refused.errors(),
        ["This visit was made longer twice before: say why it takes longer again. (LW08)"]
    );
    assert_eq!(run_late(&test, id, "4", "10", "The doctor came").status, StatusCode::SEE_OTHER);
    let page = test.get("nurse", &format!("/visits/{id}"));
    assert!(page.body.contains("30 minutes: The doctor came"));
}

#[test]
fn t04_bi98_no_way_sends_one_worker_under_a_two_person_rule() {
    use care::entry::around::{SafetyKind, SafetyRule};
    let test = TestApp::new();
    let id = test.planned(test.anna, "2026-11-18T14:00:00Z", &["nurse"]);
    let rule = SafetyRule {
        rule: SafetyKind::TwoPerson,
        what: "Two workers after what happened on the stairs".to_owned(),
        expires_on: jiff::civil::date(2026, 12, 31),
        ended: None,
    };
    test.record("nurse", vec![test.draft(test.anna, "2026-11-18T09:00:00Z", Body::SafetyRule(rule))]);
    let alone = |page: &crate::testing::Page| {
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{:?}", page.errors());
        assert!(page.errors()[0].contains("Two workers are needed"), "{:?}", page.errors());
    };
    let (nurse, support) = (test.staff("nurse").to_string(), test.staff("support").to_string());
    let over = [("worker", nurse.as_str()), ("to", support.as_str())];
    alone(&test.post("manager", &format!("/visits/{id}/take-over"), &over));
    alone(&run_late(&test, id, "1", "20", ""));
    alone(&test.post("nurse", &format!("/visits/{id}/start"), &[]));
    assert!(test.get("nurse", "/today").texts(".app-visit__state")[0].starts_with("Planned"));
}
