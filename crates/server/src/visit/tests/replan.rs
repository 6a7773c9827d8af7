//! A sick colleague's day: one tap a visit, who is displaced, and the red tier never without a decision.

use axum::http::StatusCode;
use care::entry::Body;
use care::entry::tier::{Tier, TierName};
use jiff::civil::date;

use crate::testing::TestApp;

fn path(test: &TestApp) -> String {
    format!("/replan?worker={}&day=2026-11-18", test.staff("nurse"))
}

#[test]
fn t09_one_tap_moves_a_visit_to_somebody_who_is_free() {
    let test = TestApp::new();
    let id = test.planned(test.anna, "2026-11-18T14:00:00Z", &["nurse"]);
    test.planned(test.bartek, "2026-11-18T14:30:00Z", &["ot"]);
    let page = test.get("manager", &path(&test));
    let offered = page.texts(".app-replan button");
    assert_eq!(offered.len(), 4);
    assert!(offered.iter().all(|name| !name.contains("Occupational therapist")), "busy then: {offered:?}");
    let (worker, to) = (test.staff("nurse").to_string(), test.staff("support").to_string());
    let form = [("worker", worker.as_str()), ("to", &to)];
    for _ in 0..2 {
        let moved = test.post("manager", &format!("/visits/{id}/take-over"), &form);
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "a second tap does no harm");
        let page = test.get("manager", moved.to());
        assert_eq!(
            page.texts(".nhsuk-inset-text p"),
            ["2pm, Anna O'Brien: now with Support worker Fernsby."]
        );
        assert!(page.texts(".app-visit").is_empty());
    }
    assert_eq!(test.get("support", "/today").texts(".app-visit h3"), ["2pm to 2:45pm Anna O'Brien"]);
    let versions = test.app.store.read(|tx| store::journal::history(tx, id)).unwrap();
    assert_eq!(versions.len(), 2, "moved once");
}

/// Anna is of the red tier.
fn red(test: &TestApp) {
    let tier = Tier {
        tier: TierName::Red,
        reason: "Two early signs".to_owned(),
        actions: None,
        expires_on: date(2026, 11, 20),
    };
    test.record("doctor", vec![test.draft(test.anna, "2026-11-17T10:00:00Z", Body::Tier(tier))]);
}

#[test]
fn t09_who_is_displaced_is_said_and_red_needs_a_decision() {
    let test = TestApp::new();
    red(&test);
    // At eight in the evening nobody without a pattern of their own is at work.
    let id = test.planned(test.anna, "2026-11-18T20:00:00Z", &["nurse"]);
    let page = test.get("manager", &path(&test));
    assert_eq!(
        page.texts(".app-visit__late"),
        [
            "Displaced: nobody of the team is free at this time. Red tier: move it within the day, or record who decided that nobody goes or that it waits."
        ]
    );
    let call_off = |decided_by: &str| {
        let form = [("by", "team"), ("why", "Nurse Fernsby is away"), ("decided_by", decided_by)];
        test.post("manager", &format!("/visits/{id}/call-off"), &form)
    };
    let refused = call_off("");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.errors(),
        ["Red tier: find a colleague who goes, or say who decided that nobody does. (T09)"]
    );
    assert_eq!(call_off(&test.staff("doctor").to_string()).status, StatusCode::SEE_OTHER);
}

#[test]
fn t09_a_red_visit_waits_for_a_later_day_only_by_somebodys_decision() {
    let test = TestApp::new();
    red(&test);
    let id = test.planned(test.anna, "2026-11-18T14:00:00Z", &["nurse"]);
    let (nurse, doctor) = (test.staff("nurse").to_string(), test.staff("doctor").to_string());
    let form = test.get("manager", &format!("/visits/{id}/change?replan={nurse}"));
    assert_eq!(form.value("replan"), nurse);
    let version = form.value("from_version");
    let send = |decided_by: &str, why: &str| {
        let sent = [
            ("from_version", version.as_str()),
            ("replan", &nurse),
            ("day-day", "19"),
            ("day-month", "11"),
            ("day-year", "2026"),
            ("time", "2pm"),
            ("minutes", "45"),
            ("place", "A01"),
            ("purposes", "engagement"),
            ("workers", &nurse),
            ("decided_by", decided_by),
            ("why", why),
        ];
        test.post("manager", &format!("/visits/{id}/change"), &sent)
    };
    let who = "Red tier: keep the visit on its day, or say who decided that it moves to a later one. (T09)";
    let why = "Red tier: say why the visit moves to a later day. (T09)";
    assert_eq!(send("", "").errors(), [who, why]);
    assert_eq!(send("", "Nurse Fernsby is away").errors(), [who]);
    assert_eq!(send(&doctor, "").errors(), [why]);
    let moved = send(&doctor, "Nurse Fernsby is away.");
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{:?}", moved.errors());
    let page = test.get("manager", moved.to());
    assert_eq!(page.texts(".nhsuk-inset-text p"), ["Thu 19 Nov, 2pm, Anna O'Brien: now with Nurse Fernsby."]);
    let shown = test.get("nurse", &format!("/visits/{id}"));
    let told = "From Wed 18 Nov: Nurse Fernsby is away. Decided by Psychiatrist Fernsby";
    assert!(shown.body.contains(told), "{:?}", shown.texts("dd"));
    assert!(shown.texts(".app-visit__history li")[0].contains(told));
}

#[test]
fn ac03_another_teams_worker_is_not_found() {
    let test = TestApp::new();
    let id = test.planned(test.anna, "2026-11-18T14:00:00Z", &["nurse"]);
    assert_eq!(test.get("nurse2", &path(&test)).status, StatusCode::NOT_FOUND);
    let (worker, to) = (test.staff("nurse").to_string(), test.staff("nurse2").to_string());
    let form = [("worker", worker.as_str()), ("to", &to)];
    assert_eq!(test.post("nurse2", &format!("/visits/{id}/take-over"), &form).status, StatusCode::NOT_FOUND);
    assert_eq!(test.get("manager", "/replan").texts("main li a"), ["Nurse Fernsby"]);
}
