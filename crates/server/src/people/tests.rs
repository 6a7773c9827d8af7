//! Finding, entering and changing people, through the router.

use axum::http::StatusCode;

use super::bad_input::enter;
use crate::testing::TestApp;
use care::entry::{Body, Kind};
use uuid::Uuid;

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

#[test]
fn a_new_person_is_entered_with_their_team_and_nobody_without() {
    let test = TestApp::new();
    let (page, person) = enter(&test, &[]);
    assert_eq!(page.to(), format!("/people/{person}?recorded=person"));
    let line = test.app.store.read(|tx| store::people::line(tx, person)).unwrap().unwrap();
    assert_eq!(line.team(), Some(test.team));
    assert_eq!(line.episodes.len(), 1);
    // A referral that cannot be keeps the person out too: both or neither.
    let (page, person) = enter(&test, &[("names.0.family", "Neither"), ("referred_on-year", "2027")]);
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attributes(".nhsuk-error-summary__list a", "href"), ["#referred_on"]);
    assert!(test.app.store.read(|tx| store::people::line(tx, person)).unwrap().is_none());
    // Without a day of referral nothing is sent on.
    let (page, _) =
        enter(&test, &[("referred_on-day", ""), ("referred_on-month", ""), ("referred_on-year", "")]);
    assert_eq!(page.errors(), ["Enter the day the referral was received."]);
    for login in ["nurse", "support", "sysadmin"] {
        assert_eq!(test.get(login, "/people/new").status, StatusCode::FORBIDDEN, "{login}");
    }
}

#[test]
fn bi82_entering_twice_makes_one_person() {
    let test = TestApp::new();
    let (id, episode) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
    let mut form = super::bad_input::form(&[]);
    form.extend([("entry", id.as_str()), ("episode", &episode), ("at", crate::testing::NOW)]);
    for _ in 0..2 {
        assert_eq!(test.post("manager", "/people/new", &form).status, StatusCode::SEE_OTHER);
    }
    assert_eq!(found(&test, "nurse", "Hollowbrook").len(), 1);
}

#[test]
fn bi14_somebody_with_the_same_name_and_birth_date_is_asked_about() {
    let test = TestApp::new();
    let anna = [("names.0.given", "Anna"), ("names.0.family", "O\u{2019}Brien")];
    let (page, _) = enter(&test, &anna);
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(page.texts("h1"), ["Is this the same person?"]);
    assert_eq!(page.attributes(".nhsuk-inset-text a", "href"), [format!("/people/{}", test.anna)]);
    assert_eq!(page.value("names.0.given"), "Anna", "what was typed is kept");
    let confirmed = [anna[0], anna[1], ("confirmed", "1")];
    let (page, twin) = enter(&test, &confirmed);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
    for person in [test.anna, twin] {
        let page = test.get("nurse", &format!("/people/{person}"));
        let alerts = page.texts(".app-person__alerts li");
        assert!(alerts.iter().any(|alert| alert.starts_with("Same name")), "both say so: {alerts:?}");
    }
    // Of another team's person it says that there is one, and nothing else.
    let (page, _) = enter(&test, &[("names.0.given", "Cleo"), ("names.0.family", "Marrowdale")]);
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.body.contains("kept by another team"));
    assert!(!page.body.contains(&test.cleo.to_string()) && !page.body.contains("999 000"));
}

#[test]
fn details_are_changed_beside_the_first_version_and_nothing_is_lost_on_the_way() {
    let test = TestApp::new();
    let path = format!("/people/{}/details", test.anna);
    let opened = test.get("administrator", &path);
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.body);
    let mut form = super::bad_input::form(&[
        ("names.0.given", "Anna"),
        ("names.0.family", "O'Brien"),
        ("likes_to_be_called", "Annie"),
        ("adjustments", "Speak slowly\nWrite it down"),
        ("names.1.given", "Ann"),
        ("names.1.family", "Former-Name"),
        ("names.1.use", "former"),
    ]);
    let version = opened.value("from_version");
    form.extend([("from_version", version.as_str()), ("at", crate::testing::NOW)]);
    assert_eq!(test.post("nurse", &path, &form).status, StatusCode::SEE_OTHER);
    let page = test.get("nurse", &format!("/people/{}", test.anna));
    assert_eq!(page.texts(".app-person__name"), ["Annie O'Brien"]);
    assert_eq!(
        page.texts(".app-person__alerts li"),
        ["Adjustment: Speak slowly", "Adjustment: Write it down"]
    );
    // BI13: the former name finds her, is not shown to the administrator, and survives their change.
    assert_eq!(found(&test, "nurse", "former-name"), ["Annie O'Brien"]);
    assert_eq!(found(&test, "administrator", "former-name"), [""; 0], "BI13: nor is she found by it");
    let seen = test.get("administrator", &path);
    assert!(!seen.body.contains("Former-Name"));
    assert!(test.get("nurse", &path).body.contains("Former-Name"));
    let mut form = super::bad_input::form(&[("names.0.given", "Anna"), ("names.0.family", "O'Brien")]);
    let version = seen.value("from_version");
    form.extend([("from_version", version.as_str()), ("at", crate::testing::NOW)]);
    assert_eq!(test.post("administrator", &path, &form).status, StatusCode::SEE_OTHER);
    let entry =
        test.app.store.read(|tx| store::people::document(tx, test.anna, Kind::Person)).unwrap().unwrap();
    let Body::Person(person) = entry.body else { panic!() };
    assert_eq!((entry.version, person.names.len()), (3, 2));
    // Somebody who opened the form before that is shown both.
    let stale = test.post("administrator", &path, &form);
    assert_eq!(stale.status, StatusCode::SEE_OTHER, "the same change again is harmless");
    let mut other = super::bad_input::form(&[("names.0.given", "Anne"), ("names.0.family", "O'Brien")]);
    other.extend([("from_version", version.as_str()), ("at", crate::testing::NOW)]);
    let stale = test.post("nurse", &path, &other);
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.texts("tbody tr").iter().any(|row| row.contains("(different) Anna Anne")));
}

/// Anna's details with changes, sent by the nurse.
fn change(test: &TestApp, changes: &[(&str, &str)]) {
    let path = format!("/people/{}/details", test.anna);
    let mut form = super::bad_input::form(&[("names.0.given", "Anna"), ("names.0.family", "O'Brien")]);
    let version = test.get("nurse", &path).value("from_version");
    form.extend([("from_version", version.as_str()), ("at", crate::testing::NOW)]);
    form.extend_from_slice(changes);
    let page = test.post("nurse", &path, &form);
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", page.errors());
}

fn person_now(test: &TestApp) -> care::entry::person::Person {
    let entry = test.app.store.read(|tx| store::people::document(tx, test.anna, Kind::Person)).unwrap();
    let Some(Body::Person(person)) = entry.map(|entry| entry.body) else { panic!() };
    person
}

#[test]
fn bi58_a_secret_address_is_in_no_list_and_for_those_who_go_there() {
    let test = TestApp::new();
    let secret =
        [("places.0.lines", "3 Secret Lane"), ("places.0.postcode", "BQ1 1QQ"), ("places.0.withheld", "yes")];
    change(&test, &secret);
    for asked in ["secret lane", "bq1 1qq"] {
        assert_eq!(found(&test, "nurse", asked), [""; 0], "{asked}");
    }
    let page = |login: &str, path: &str| test.get(login, path).body;
    let person = format!("/people/{}", test.anna);
    let list = page("nurse", "/people");
    assert!(list.contains("Address withheld") && !list.contains("Secret Lane"));
    assert!(page("nurse", &person).contains("3 Secret Lane, BQ1 1QQ (withheld"));
    for path in [&person, &format!("{person}/details"), &"/people".to_owned(), &format!("/api/v1{person}")] {
        assert!(!page("administrator", path).contains("Secret Lane"), "{path}");
    }
    assert!(!page("nurse", "/api/v1/people?q=anna").contains("Secret Lane"));
    assert!(page("nurse", &format!("/api/v1{person}")).contains("Secret Lane"), "in the document itself");
    // Whoever may not see it does not take it away.
    let path = format!("{person}/details");
    let opened = test.get("administrator", &path);
    let mut form = super::bad_input::form(&[("names.0.given", "Anne"), ("names.0.family", "O'Brien")]);
    let version = opened.value("from_version");
    form.extend([
        ("from_version", version.as_str()),
        ("at", crate::testing::NOW),
        ("places.0.lines", "5 New Row"),
    ]);
    assert_eq!(test.post("administrator", &path, &form).status, StatusCode::SEE_OTHER);
    let lines: Vec<String> = person_now(&test).places.iter().map(|place| place.lines.join(", ")).collect();
    assert_eq!(lines, ["3 Secret Lane", "5 New Row"]);
}

#[test]
fn bi13_bi58_the_api_keeps_what_its_caller_may_not_see() {
    let test = TestApp::new();
    change(
        &test,
        &[
            ("names.1.given", "Ann"),
            ("names.1.family", "Former-Name"),
            ("names.1.use", "former"),
            ("places.0.lines", "3 Secret Lane"),
            ("places.0.withheld", "yes"),
        ],
    );
    let path = format!("/api/v1/entries/{}", test.anna);
    let read = test.get("administrator", &path).json();
    assert_eq!((read["body"]["names"].as_array().map(Vec::len), read["body"].get("places")), (Some(1), None));
    let mut body = read["body"].clone();
    body["likes_to_be_called"] = "Annie".into();
    let entry = serde_json::json!({
        "id": test.anna, "kind": "person", "subject": test.anna, "happened_at": crate::testing::NOW,
        "from_version": read["version"], "body": body,
    });
    for status in [StatusCode::CREATED, StatusCode::OK] {
        let page =
            test.api("administrator", axum::http::Method::POST, "/api/v1/entries", Some(entry.to_string()));
        assert_eq!(page.status, status, "{}", page.body);
    }
    let now = person_now(&test);
    assert_eq!((now.names.len(), now.places.len()), (2, 1));
    assert_eq!(now.likes_to_be_called.as_deref(), Some("Annie"));
}

#[test]
fn bi60_who_shares_a_telephone_and_what_may_be_said_stands_beside_it() {
    let test = TestApp::new();
    change(
        &test,
        &[
            ("phones.0.number", "07700 900111"),
            ("phones.0.messages", "do_not_ring"),
            ("phones.1.number", "07700 900222"),
            ("phones.1.shared_with", "her mother"),
            ("phones.1.messages", "discreet"),
        ],
    );
    let caution = "Shared with her mother. Leave a first name and number only, not where you ring from";
    let page = test.get("nurse", &format!("/people/{}", test.anna));
    assert!(page.body.contains("07700 900222") && page.body.contains(caution), "{}", page.body);
    assert!(!page.texts("main").concat().contains("900111"), "the blocked number is not offered");
    let one = test.get("nurse", &format!("/api/v1/people/{}", test.anna)).json();
    assert_eq!(
        (&one["person"]["phone"], &one["person"]["phone_caution"]),
        (&"07700 900222".into(), &caution.into())
    );
    let details = test.get("nurse", &format!("/people/{}/details", test.anna));
    assert_eq!(details.value("phones.1.shared_with"), "her mother");
}
