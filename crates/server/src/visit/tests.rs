//! Visits through the router: planned, moved, called off; `series` beside this has the recurring ones.

mod culture;
mod late;
mod replan;
mod series;

use axum::http::StatusCode;
use care::codes::outcome::Outcome;
use care::codes::purpose::Purpose;
use care::entry::Body;
use care::entry::around::{Preferences, SafetyKind, SafetyRule, Strength, WorkerGender};
use care::entry::contact::Contact;
use jiff::civil::date;
use series::series;
use uuid::Uuid;

use crate::testing::{Page, TestApp};

/// A form filled in for Anna's visit on Friday 20 November 2026 at 2pm, with changes on top.
fn filled<'a>(test: &TestApp, changes: &[(&'a str, String)]) -> Vec<(&'a str, String)> {
    let mut form = vec![
        ("day-day", "20".to_owned()),
        ("day-month", "11".to_owned()),
        ("day-year", "2026".to_owned()),
        ("time", "2pm".to_owned()),
        ("minutes", "45".to_owned()),
        ("place", "A01".to_owned()),
        ("purposes", "medicines".to_owned()),
        ("workers", test.staff("nurse").to_string()),
        ("alone_ok", "yes".to_owned()),
    ];
    for (name, value) in changes {
        form.retain(|(key, _)| key != name);
        if !value.is_empty() {
            form.push((name, value.clone()));
        }
    }
    form
}

fn send(test: &TestApp, path: &str, form: &[(&str, String)]) -> Page {
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    test.post("nurse", path, &form)
}

fn plan(test: &TestApp, changes: &[(&str, &str)]) -> Page {
    let changes: Vec<(&str, String)> = changes.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
    send(test, &format!("/people/{}/visit", test.anna), &filled(test, &changes))
}

/// The id at the end of the address that a page leads to.
fn led_to(page: &Page) -> Uuid {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    page.to().rsplit('/').next().unwrap().parse().unwrap()
}

fn summary(page: &Page) -> Vec<(String, String)> {
    page.texts(".nhsuk-summary-list__key").into_iter().zip(page.texts(".nhsuk-summary-list__value")).collect()
}

fn row(page: &Page, key: &str) -> String {
    summary(page).into_iter().find(|(k, _)| k == key).map(|(_, value)| value).unwrap_or_default()
}

fn wishes(test: &TestApp, preferences: Preferences) {
    test.record("nurse", vec![test.draft(test.anna, "2026-11-02T10:00:00Z", Body::Preferences(preferences))]);
}

#[test]
fn a_visit_is_planned_as_people_type_it() {
    let test = TestApp::new();
    for (typed, shown) in [("2pm", "2pm to 2:45pm"), ("15.30", "3:30pm to 4:15pm"), ("1700", "5pm to 5:45pm")]
    {
        let id = led_to(&plan(&test, &[("time", typed)]));
        let page = test.get("nurse", &format!("/visits/{id}"));
        assert_eq!(row(&page, "When"), format!("Friday 20 November 2026, {shown}"));
        assert_eq!(row(&page, "Who goes"), "Nurse Fernsby");
        assert_eq!(page.texts(".app-visit__history li").len(), 1);
    }
}

#[test]
fn a_double_click_plans_one_visit() {
    let test = TestApp::new();
    let form = test.get("nurse", &format!("/people/{}/visit", test.anna));
    let entry = form.value("entry");
    for _ in 0..2 {
        let planned = plan(&test, &[("entry", &entry)]);
        assert_eq!(led_to(&planned).to_string(), entry);
    }
    let page = test.get("nurse", "/visits?day=2026-11-20");
    assert_eq!(page.texts("tbody tr").len(), 1);
}

#[test]
fn every_problem_of_a_plan_is_shown_at_once_and_nothing_typed_is_lost() {
    let test = TestApp::new();
    let page = plan(
        &test,
        &[
            ("day-day", "31"),
            ("time", "late"),
            ("minutes", "4"),
            ("place", ""),
            ("purposes", ""),
            ("note", "Bring tea & biscuits"),
        ],
    );
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        page.errors(),
        [
            "November never has 31 days. Check the date.",
            "Write the time like 5pm, 5:30pm or 17:30.",
            "Enter how long the visit is planned to last, from 5 to 720 minutes.",
            "Choose a place from the list.",
            "Choose what the visit is for."
        ]
    );
    assert_eq!((page.value("day-day"), page.value("time")), ("31".to_owned(), "late".to_owned()));
    assert_eq!(page.texts("textarea[name=note]"), ["Bring tea & biscuits"]);
}

#[test]
fn bi40_bi41_a_local_time_that_is_no_single_instant_is_refused_or_asked() {
    let test = TestApp::new();
    test.clock.set("2026-03-20T09:00:00Z".parse().unwrap());
    let gap = plan(&test, &[("day-day", "29"), ("day-month", "3"), ("time", "1:30am")]);
    assert_eq!(
        gap.errors(),
        [
            "There is no 1:30am on 29 March 2026: the clocks go forward at 1am; choose 12:59am or earlier, or 2am or later. (BI40)"
        ]
    );
    let twice = [("day-day", "25"), ("day-month", "10"), ("time", "1:30am")];
    let asked = plan(&test, &twice);
    assert_eq!(
        asked.errors(),
        [
            "1:30am comes twice on 25 October 2026: the clocks go back at 2am; choose the first or the second. (BI41)"
        ]
    );
    assert_eq!(asked.texts("input[name=fold] + label").len(), 2);
    for (fold, starts) in [("first", "2026-10-25T00:30:00Z"), ("second", "2026-10-25T01:30:00Z")] {
        let id = led_to(&plan(&test, &[&twice[..], &[("fold", fold), ("workers", "")]].concat()));
        let visit = test.app.store.read(|tx| store::visits::one(tx, id)).unwrap().unwrap();
        assert_eq!(visit.starts_at.to_string(), starts);
    }
}

#[test]
fn s07_preferred_places_come_first_and_ruled_out_ones_need_a_reason() {
    let test = TestApp::new();
    wishes(
        &test,
        Preferences {
            likes_places: vec!["N02".to_owned()],
            refuses_places: vec!["A01".to_owned()],
            ..Preferences::default()
        },
    );
    let form = test.get("nurse", &format!("/people/{}/visit", test.anna));
    let places = form.texts("#place option");
    assert_eq!(places[1], "Other public place, such as a cafe (the person likes this)");
    assert!(places.contains(&"Person's home (ruled out by the person)".to_owned()));
    let refused = plan(&test, &[]);
    assert_eq!(
        refused.errors(),
        ["The person has ruled this place out: choose another, or say why it must be here. (S07)"]
    );
    let id = led_to(&plan(&test, &[("place_override", "The landlord repairs the door with them")]));
    let page = test.get("nurse", &format!("/visits/{id}"));
    assert_eq!(row(&page, "Why there, although ruled out"), "The landlord repairs the door with them");
}

#[test]
fn p01_wishes_stand_beside_the_workers_and_unwanted_ones_are_refused() {
    let test = TestApp::new();
    wishes(
        &test,
        Preferences {
            worker_gender: Some(WorkerGender { gender: "2".to_owned(), strength: Strength::Essential }),
            not_these_workers: vec![test.staff("ot")],
            ..Preferences::default()
        },
    );
    let form = test.get("nurse", &format!("/people/{}/visit", test.anna));
    assert!(form.body.contains("The person wishes for a female worker (will not work without)."));
    let hints = form.texts(".nhsuk-checkboxes__hint");
    assert!(hints.contains(&"Key worker. Female".to_owned()), "{hints:?}");
    assert!(hints.contains(&"Female. The person does not want to meet this worker".to_owned()));
    let refused = plan(&test, &[("workers", &test.staff("ot").to_string())]);
    assert_eq!(refused.errors(), ["The person does not want to meet this worker: choose another. (P01)"]);
}

#[test]
fn t04_bi98_a_lone_visit_is_refused_when_planned_and_when_started() {
    let test = TestApp::new();
    let id = led_to(&plan(&test, &[("day-day", "18")]));
    let rule = SafetyRule {
        rule: SafetyKind::TwoPerson,
        what: "Two workers after the threats in October".to_owned(),
        expires_on: date(2026, 12, 31),
        ended: None,
    };
    test.record("nurse", vec![test.draft(test.anna, "2026-11-18T09:00:00Z", Body::SafetyRule(rule))]);
    let sentence = ["Two workers are needed until 31 December 2026: choose a second one. (T04)"];
    assert_eq!(plan(&test, &[]).errors(), sentence);
    let start = test.post("nurse", &format!("/visits/{id}/start"), &[("back", "2026-11-18")]);
    assert_eq!(
        (start.status, start.errors()),
        (StatusCode::UNPROCESSABLE_ENTITY, sentence.map(str::to_owned).to_vec())
    );
    let page = test.get("nurse", &format!("/visits/{id}"));
    assert_eq!(page.texts(".app-visit__state"), ["Planned"]);
    let marked = plan(&test, &[("two_person", "yes")]);
    assert!(marked.errors().contains(&"This visit needs two workers: choose a second one. (T04)".to_owned()));
}

#[test]
fn nobody_is_visited_after_their_death_or_in_the_past() {
    let test = TestApp::new();
    assert_eq!(
        plan(&test, &[("day-day", "17")]).errors(),
        ["This is in the past: record a contact instead of planning a visit."]
    );
    let mut person = crate::testing::invented("Anna", "O'Brien", 999_000_001);
    person.died_on = Some(date(2026, 11, 16));
    let mut draft = test.draft(test.anna, "2026-11-17T09:00:00Z", Body::Person(person));
    (draft.id, draft.from_version) = (test.anna, 1);
    test.record("manager", vec![draft]);
    assert_eq!(plan(&test, &[]).errors(), ["The person died on 16 November 2026: no visit can be planned."]);
}

#[test]
fn bi97_a_worker_planned_elsewhere_is_asked_and_never_silent() {
    let test = TestApp::new();
    led_to(&plan(&test, &[]));
    let other = format!("/people/{}/visit", test.bartek);
    let at = |time: &str| filled(&test, &[("time", time.to_owned())]);
    let asked = send(&test, &other, &at("2:30pm"));
    assert_eq!(
        asked.errors(),
        [
            "Nurse Fernsby is planned to see Anna O'Brien on Fri 20 Nov, 2pm to 2:45pm. Choose another time or worker, or tick \u{201c}Plan it all the same\u{201d}. (BI97)"
        ]
    );
    assert_eq!(asked.texts("input[name=overlap_ok] + label"), ["Plan it all the same"]);
    led_to(&send(&test, &other, &at("2:45pm")));
    let mut ticked = at("2:30pm");
    ticked.push(("overlap_ok", "yes".to_owned()));
    led_to(&send(&test, &other, &ticked));
}

#[test]
fn a_visit_is_moved_and_its_history_tells() {
    let test = TestApp::new();
    let id = led_to(&plan(&test, &[]));
    let path = format!("/visits/{id}/change");
    let form = test.get("nurse", &path);
    assert_eq!(
        (form.value("time"), form.value("day-day"), form.value("from_version")),
        ("2pm".into(), "20".into(), "1".into())
    );
    let change = |version: &str, time: &str| {
        send(&test, &path, &filled(&test, &[("time", time.to_owned()), ("from_version", version.to_owned())]))
    };
    assert_eq!(change("1", "3pm").to(), format!("/visits/{id}"));
    assert_eq!(change("1", "3pm").to(), format!("/visits/{id}"), "a second click changes nothing");
    let page = test.get("nurse", &format!("/visits/{id}"));
    let history = page.texts(".app-visit__history li");
    assert_eq!(history.len(), 2);
    assert!(
        history[0].ends_with("by Nurse Fernsby: When: Friday 20 November 2026, 3pm to 3:45pm"),
        "{}",
        history[0]
    );
    let stale = change("1", "4pm");
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(row(&stale, "When"), "Friday 20 November 2026, 3pm to 3:45pm", "theirs is shown");
    assert_eq!(stale.value("time"), "4pm", "ours is kept");
    assert_eq!(stale.value("from_version"), "2");
    assert_eq!(change("2", "4pm").to(), format!("/visits/{id}"));
}

#[test]
fn what_has_its_outcome_is_neither_moved_nor_called_off() {
    let test = TestApp::new();
    let id = led_to(&plan(&test, &[("day-day", "18"), ("time", "9am")]));
    let contact = Contact { visit: Some(id), ..test.contact("nurse", Outcome::Seen, Some(30)) };
    let contact = Contact { purposes: vec![Purpose::Medicines], ..contact };
    test.record("nurse", vec![test.draft(test.anna, "2026-11-18T09:00:00Z", Body::Contact(contact))]);
    let page = test.get("nurse", &format!("/visits/{id}"));
    assert_eq!(page.texts(".app-visit__state"), ["Recorded"]);
    assert!(page.texts(".app-visit__tap").is_empty());
    let off =
        test.post("nurse", &format!("/visits/{id}/call-off"), &[("by", "team"), ("why", "Van broke down")]);
    assert_eq!(off.errors(), ["This visit has its outcome already: it cannot be called off."]);
    let form = filled(&test, &[("day-day", "19".to_owned()), ("from_version", "1".to_owned())]);
    let moved = send(&test, &format!("/visits/{id}/change"), &form);
    assert_eq!(
        moved.errors(),
        ["This visit has begun: its plan stays as it was. Record what happened instead."]
    );
}

#[test]
fn calling_off_says_by_whom_and_why() {
    let test = TestApp::new();
    let id = led_to(&plan(&test, &[]));
    let path = format!("/visits/{id}/call-off");
    let empty = test.post("nurse", &path, &[("why", "...")]);
    assert_eq!(empty.errors(), ["Choose who called the visit off.", "Say why in a few words."]);
    assert_eq!(empty.value("why"), "...");
    for _ in 0..2 {
        let off = test.post("nurse", &path, &[("by", "team"), ("why", "Van broke down")]);
        assert_eq!(off.to(), format!("/visits/{id}"));
    }
    let page = test.get("nurse", &format!("/visits/{id}"));
    assert_eq!(page.texts(".app-visit__state"), ["Called off. Called off by the team: Van broke down"]);
    assert_eq!(page.texts(".app-visit__history li").len(), 2);
}

#[test]
fn the_diary_of_a_day_shows_all_workers_and_is_searched() {
    let test = TestApp::new();
    led_to(&plan(&test, &[]));
    let ot = [("time", "4pm".to_owned()), ("workers", test.staff("ot").to_string())];
    led_to(&send(&test, &format!("/people/{}/visit", test.bartek), &filled(&test, &ot)));
    let rows =
        |query: &str| test.get("administrator", &format!("/visits?day=2026-11-20{query}")).texts("tbody th");
    assert_eq!(rows(""), ["Anna O'Brien", "Bartek Łukasiewicz"]);
    assert_eq!(rows("&q=lukasiewicz"), ["Bartek Łukasiewicz"]);
    assert_eq!(rows("&q=nurse+home"), ["Anna O'Brien"]);
    assert!(rows("&q=zzz").is_empty());
    assert_eq!(test.get("nurse2", "/visits?day=2026-11-20").texts("tbody th").len(), 0);
    let other = test.get("nurse2", &format!("/visits?team={}", test.team));
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[test]
fn ac03_another_teams_person_visit_and_series_are_not_found() {
    let test = TestApp::new();
    let id = led_to(&series(&test, &[("confirmed", "yes")]));
    for path in [
        format!("/people/{}/visit", test.anna),
        format!("/people/{}/visit-series", test.anna),
        format!("/series/{id}"),
    ] {
        assert_eq!(test.get("nurse2", &path).status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(test.post("nurse2", &path, &[]).status, StatusCode::NOT_FOUND, "{path}");
    }
    let foreign = format!("/people/{}/visit-series?from_series={id}", test.bartek);
    assert_eq!(test.get("nurse", &foreign).status, StatusCode::NOT_FOUND);
}

#[test]
fn r4_4_a_first_visit_by_one_worker_is_asked_about() {
    let test = TestApp::new();
    let asked = plan(&test, &[("alone_ok", "")]);
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        asked.errors(),
        [
            "The team has not met Anna O'Brien yet: choose a second worker, or tick \u{201c}One worker is enough for this first visit\u{201d}. (4.4)"
        ]
    );
    assert_eq!(asked.texts("[for='alone_ok']"), ["One worker is enough for this first visit"]);
    led_to(&plan(&test, &[]));
    let visit = serde_json::json!({
        "id": Uuid::now_v7(), "subject": test.anna, "happened_at": "2026-11-20T10:00:00Z", "from_version": 0, "kind": "visit",
        "body": { "workers": [test.staff("nurse")], "minutes": 45, "place": "A01", "purposes": ["engagement"] },
    });
    let told = test.api("nurse", axum::http::Method::POST, "/api/v1/entries", Some(visit.to_string())).json();
    assert!(told["warnings"].to_string().contains("two workers go to a first visit"), "{told}");
    let met = test.contact("nurse", care::codes::outcome::Outcome::Seen, Some(30));
    test.record("nurse", vec![test.draft(test.anna, "2026-11-18T08:30:00Z", Body::Contact(met))]);
    led_to(&plan(&test, &[("alone_ok", ""), ("time", "4pm")]));
}
