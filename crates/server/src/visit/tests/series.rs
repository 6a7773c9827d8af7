//! Series of visits: shown before they are recorded, ended early, replaced.

use axum::http::{Method, StatusCode};
use jiff::civil::date;
use uuid::Uuid;

use super::{filled, led_to, row, send};
use crate::testing::{Page, TestApp};

/// A series form for Anna: Mondays and Thursdays at 10am from 23 November 2026, with changes on top.
pub(super) fn series(test: &TestApp, changes: &[(&str, &str)]) -> Page {
    let mut form = filled(
        test,
        &[
            ("day-day", String::new()),
            ("day-month", String::new()),
            ("day-year", String::new()),
            ("time", String::new()),
        ],
    );
    for (name, value) in [
        ("weekdays", "1"),
        ("weekdays", "4"),
        ("every", "week"),
        ("at", "10am"),
        ("from-day", "23"),
        ("from-month", "11"),
        ("from-year", "2026"),
        ("until-day", "31"),
        ("until-month", "12"),
        ("until-year", "2026"),
    ] {
        form.push((name, value.to_owned()));
    }
    for (name, value) in changes {
        form.retain(|(key, _)| key != name);
        form.push((name, (*value).to_owned()));
    }
    send(test, &format!("/people/{}/visit-series", test.anna), &form)
}

#[test]
fn a_series_is_shown_day_by_day_before_it_is_recorded() {
    let test = TestApp::new();
    let preview = series(&test, &[]);
    assert_eq!(preview.status, StatusCode::OK);
    let days = preview.texts("tbody tr");
    assert_eq!(days.len(), 12);
    assert_eq!(days[0], "Monday 23 November 202610amNothing");
    assert_eq!(days[10], "Monday 28 December 202610amBoxing Day");
    assert_eq!(
        test.get("nurse", "/visits?day=2026-11-23").texts("tbody tr").len(),
        0,
        "nothing is planned yet"
    );
    let back = series(&test, &[("again", "yes")]);
    assert_eq!((back.status, back.value("at")), (StatusCode::OK, "10am".to_owned()));
    let entry = preview.value("entry");
    for _ in 0..2 {
        let id = led_to(&series(&test, &[("confirmed", "yes"), ("entry", &entry)]));
        assert_eq!(id.to_string(), entry);
    }
    assert_eq!(test.get("nurse", "/visits?day=2026-12-28").texts("tbody tr").len(), 1);
    let page = test.get("nurse", &format!("/series/{entry}"));
    assert_eq!(row(&page, "Days"), "Monday, Thursday");
    assert_eq!(page.texts("ul.nhsuk-list li").len(), 12);
}

#[test]
fn a_series_lasts_a_year_at_most_and_every_problem_is_shown() {
    let test = TestApp::new();
    let year = series(&test, &[("until-month", "11"), ("until-day", "24"), ("until-year", "2027")]);
    assert_eq!(year.errors(), ["Choose a last day within one year of the first day."]);
    let empty = series(&test, &[("weekdays", ""), ("every", ""), ("at", "")]);
    assert_eq!(
        empty.errors(),
        [
            "Enter a time, such as 5:30pm.",
            "Choose how often.",
            "Choose at least one day of the week.",
            "No visit falls between the first and the last day."
        ]
    );
    let past = series(&test, &[("from-day", "16")]);
    assert_eq!(past.errors(), ["The first day is in the past: choose today or a later day."]);
}

#[test]
fn bi97_a_series_asks_about_days_with_a_worker_elsewhere() {
    let test = TestApp::new();
    let busy = [("day-day", "26".to_owned()), ("time", "10:30".to_owned())];
    led_to(&send(&test, &format!("/people/{}/visit", test.bartek), &filled(&test, &busy)));
    let preview = series(&test, &[]);
    let days = preview.texts("tbody tr");
    assert!(
        days[1].contains("Nurse Fernsby is planned to see Bartek Łukasiewicz on Thu 26 Nov, 10:30am"),
        "{}",
        days[1]
    );
    let confirmed = series(&test, &[("confirmed", "yes")]);
    assert_eq!(confirmed.status, StatusCode::UNPROCESSABLE_ENTITY);
    led_to(&series(&test, &[("confirmed", "yes"), ("overlap_ok", "yes")]));
}

#[test]
fn a_day_of_a_series_is_started_and_moved_as_a_visit_of_its_own() {
    let test = TestApp::new();
    let id = led_to(&series(&test, &[("confirmed", "yes")]));
    let visit = care::entry::visit::VisitSeries::visit_id(id, date(2026, 11, 26));
    let form = filled(
        &test,
        &[("day-day", "27".to_owned()), ("time", "11am".to_owned()), ("from_version", "0".to_owned())],
    );
    assert_eq!(send(&test, &format!("/visits/{visit}/change"), &form).to(), format!("/visits/{visit}"));
    let page = test.get("nurse", &format!("/visits/{visit}"));
    assert_eq!(row(&page, "When"), "Friday 27 November 2026, 11am to 11:45am");
    assert_eq!(test.get("nurse", "/visits?day=2026-11-26").texts("tbody tr").len(), 0);
    let from_today = [("weekdays", "3"), ("from-day", "18"), ("confirmed", "yes")];
    let id = led_to(&series(&test, &from_today));
    let today = care::entry::visit::VisitSeries::visit_id(id, date(2026, 11, 18));
    test.post("nurse", &format!("/visits/{today}/start"), &[]);
    assert_eq!(test.get("nurse", "/today").texts(".app-visit__state"), ["Under way, started 9:30am"]);
}

#[test]
fn a_series_ends_early_and_what_stays_is_called_off() {
    let test = TestApp::new();
    let id = led_to(&series(&test, &[("confirmed", "yes")]));
    let moved = care::entry::visit::VisitSeries::visit_id(id, date(2026, 12, 10));
    let form = filled(
        &test,
        &[("day-day", "11".to_owned()), ("day-month", "12".to_owned()), ("from_version", "0".to_owned())],
    );
    send(&test, &format!("/visits/{moved}/change"), &form);
    let path = format!("/series/{id}");
    let end = |version: &str, day: &str| {
        let form = [
            ("until-day", day),
            ("until-month", "12"),
            ("until-year", "2026"),
            ("from_version", version),
            ("note", ""),
        ];
        test.post("nurse", &path, &form)
    };
    assert_eq!(end("1", "3").to(), path);
    assert_eq!(end("1", "3").to(), path, "a second click changes nothing");
    let page = test.get("nurse", &path);
    assert_eq!(row(&page, "Last day"), "3 December 2026");
    let left = page.texts("ul.nhsuk-list li");
    assert_eq!(left.len(), 5, "{left:?}");
    assert!(left[4].ends_with("Called off. Called off by the team: The series ended"), "{}", left[4]);
    let stale = end("1", "20");
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.errors()[0].contains("its last day is now 3 December 2026"), "{:?}", stale.errors());
    assert_eq!(stale.value("until-day"), "20");
}

#[test]
fn another_pattern_is_another_series_in_one_step() {
    let test = TestApp::new();
    let old = led_to(&series(&test, &[("confirmed", "yes")]));
    let form = test.get("nurse", &format!("/people/{}/visit-series?from_series={old}", test.anna));
    assert_eq!((form.value("at"), form.value("from-day")), ("10am".to_owned(), "23".to_owned()));
    let new = [("replaces", old.to_string())];
    let replaces = new[0].1.as_str();
    let changes = [("replaces", replaces), ("from-day", "30"), ("at", "10:30"), ("confirmed", "yes")];
    let id = led_to(&series(&test, &changes));
    assert_eq!(row(&test.get("nurse", &format!("/series/{old}")), "Last day"), "29 November 2026");
    assert_eq!(row(&test.get("nurse", &format!("/series/{id}")), "First day"), "30 November 2026");
    assert_eq!(test.get("nurse", "/visits?day=2026-11-26").texts("tbody tr").len(), 1);
    assert_eq!(test.get("nurse", "/visits?day=2026-11-30").texts("tbody tr").len(), 1);
}

#[test]
fn a_series_that_has_not_begun_is_replaced_whole() {
    let test = TestApp::new();
    let old = led_to(&series(&test, &[("confirmed", "yes")])).to_string();
    led_to(&series(&test, &[("replaces", &old), ("at", "3pm"), ("confirmed", "yes")]));
    let day = test.get("nurse", "/visits?day=2026-11-23");
    assert_eq!(
        day.texts("td[data-label=State]"),
        ["Called off. Called off by the team: The series ended", "Planned"]
    );
    assert_eq!(test.get("nurse", "/visits?day=2026-11-26").texts("tbody tr").len(), 1);
}

#[test]
fn bi97_the_api_says_in_its_answer_who_is_planned_elsewhere() {
    let test = TestApp::new();
    test.has_met(&[test.anna, test.bartek]);
    led_to(&super::plan(&test, &[]));
    let visit = |id: Uuid, at: &str| {
        let body = serde_json::json!({ "workers": [test.staff("nurse")], "minutes": 30, "place": "A01", "purposes": ["medicines"] });
        serde_json::json!({
            "id": id, "kind": "visit", "subject": test.bartek, "happened_at": at, "body": body,
        })
    };
    let send = |entry: serde_json::Value| {
        test.api("nurse", Method::POST, "/api/v1/entries", Some(entry.to_string()))
    };
    let free = send(visit(Uuid::now_v7(), "2026-11-20T14:45:00Z"));
    assert_eq!((free.status, free.json().get("warnings")), (StatusCode::CREATED, None), "{}", free.body);
    let id = Uuid::now_v7();
    for status in [StatusCode::CREATED, StatusCode::OK] {
        let told = send(visit(id, "2026-11-20T14:30:00Z"));
        assert_eq!(told.status, status, "told, not refused: {}", told.body);
        let warning = &told.json()["warnings"][0];
        assert_eq!((warning["rule"].as_str(), warning["field"].as_str()), (Some("BI97"), Some("workers")));
        let sentence = "Nurse Fernsby is planned to see Anna O'Brien on Fri 20 Nov, 2pm to 2:45pm.";
        assert_eq!(warning["sentence"], sentence);
    }
    let series = serde_json::json!({
        "id": Uuid::now_v7(), "kind": "visit_series", "subject": test.bartek, "happened_at": crate::testing::NOW,
        "body": {
            "workers": [test.staff("nurse")], "from": "2026-11-20", "until": "2027-11-19", "weekdays": [5],
            "every": "week", "at": "14:15:00", "minutes": 10, "place": "A01", "purposes": ["medicines"],
        },
    });
    let told = send(serde_json::json!([series, visit(Uuid::now_v7(), "2026-11-24T09:00:00Z")])).json();
    assert_eq!(told[0]["warnings"].as_array().map(Vec::len), Some(1), "{told}");
    assert_eq!(told[1].get("warnings"), None, "{told}");
}
